"""The statistics of many articles in little memory: a column of numbers for each statistic."""

from array import array
from collections.abc import Collection, Iterator, Mapping

from onrecord.scoring.aggregate import Sample
from onrecord.scoring.stats import Stats


class Samples:
    """Samples as they come, eight bytes a figure. What a sample lacks is 0, as everywhere in statistics."""

    def __init__(self) -> None:
        self._keys: list[tuple[str, int, int]] = []
        self._columns: dict[str, array[float]] = {}

    def __len__(self) -> int:
        return len(self._keys)

    def extend(self, article: str, by_sample: Mapping[tuple[int, int], Stats]) -> None:
        """Add an article's statistics by wording and repeat."""
        for (wording, sample), stats in by_sample.items():
            for name, value in stats.items():
                if value:
                    self._column(name).append(value)
            self._keys.append((article, wording, sample))
            for column in self._columns.values():
                if len(column) < len(self._keys):
                    column.append(0.0)

    def of_articles(self, articles: Collection[str]) -> "Samples":
        """The samples of some articles."""
        found = Samples()
        for sample in self:
            if sample.article in articles:
                found.extend(sample.article, {(sample.wording, sample.sample): dict(sample.stats)})
        return found

    def _column(self, name: str) -> "array[float]":
        if name not in self._columns:
            self._columns[name] = array("d", bytes(8 * len(self._keys)))
        return self._columns[name]

    def __iter__(self) -> Iterator[Sample]:
        columns = list(self._columns.items())
        for n, key in enumerate(self._keys):
            yield Sample(*key, {name: column[n] for name, column in columns if column[n]})
