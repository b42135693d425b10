"""From the statistics of single answers to a task's scores."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onrecord.scoring.metric import Metric
from onrecord.scoring.statistics import jackknife, share_interval, t_interval
from onrecord.scoring.stats import Stats, add

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Sample:
    """Statistics of one article under one prompt wording and one repeat."""

    article: str
    wording: int
    sample: int
    stats: Stats


@dataclass(frozen=True, slots=True)
class MetricScore:
    """A metric's value (None: undefined), its 95% interval where there are enough articles, the number of
    articles it rests on, how many were undefined and left out, and its spread over prompt wordings.
    ``pooled``: a ratio of sums over the articles, not their mean."""

    name: str
    title: str
    value: float | None
    interval: tuple[float, float] | None = None
    articles: int = 0
    undefined: int = 0
    spread: tuple[float, float] | None = None
    higher_is_better: bool = True
    percent: bool = True
    pooled: bool = False


@dataclass(frozen=True, slots=True)
class Estimate:
    """A metric over the articles on which it is defined: its value (None: on none), their number, and its
    pseudo-values, one an article (None: undefined without some article); see ``statistics``."""

    value: float | None
    articles: int
    pseudo: "NDArray[np.float64] | None"


@dataclass(frozen=True, slots=True)
class SliceScore:
    """Recall on one slice of gold: credit earned over items, pooled."""

    name: str
    value: float
    items: int


@dataclass(frozen=True, slots=True)
class TaskScores:
    """All metrics of one task, the primary first named, its slices, and each article's values."""

    task: str
    primary: str
    metrics: tuple[MetricScore, ...]
    slices: tuple[SliceScore, ...] = ()
    counts: Mapping[str, float] = field(default_factory=dict)
    per_article: Mapping[str, Mapping[str, float | None]] = field(default_factory=dict)

    def metric(self, name: str) -> MetricScore:
        return next(m for m in self.metrics if m.name == name)


def grouped(samples: Iterable[Sample]) -> dict[str, list[Sample]]:
    """The samples of each article, in one order whatever order they came in."""
    found: dict[str, list[Sample]] = {}
    for sample in sorted(samples, key=lambda s: (s.article, s.wording, s.sample)):
        found.setdefault(sample.article, []).append(sample)
    return found


def aggregate(task: str, primary: str, metrics: Sequence[Metric], samples: Iterable[Sample]) -> TaskScores:
    """The scores of one task over all its articles, wordings and repeats."""
    by_article = grouped(samples)
    everything = sum_of([s for group in by_article.values() for s in group])
    return TaskScores(
        task,
        primary,
        tuple(_score(metric, by_article) for metric in metrics),
        _slices(everything),
        {name[7:]: value for name, value in sorted(everything.items()) if name.startswith("counts.")},
        {a: {m.name: article_value(m, group) for m in metrics} for a, group in by_article.items()},
    )


def _score(metric: Metric, by_article: Mapping[str, list[Sample]]) -> MetricScore:
    found = estimate(metric, by_article.values())
    interval = None
    if found.value is not None and found.pseudo is not None:
        interval = (share_interval if metric.percent else t_interval)(found.value, found.pseudo)
    wordings = sorted({s.wording for group in by_article.values() for s in group})
    spread = None
    if len(wordings) > 1:
        each = [estimate(metric, _of_wording(by_article, w)).value for w in wordings]
        known = [v for v in each if v is not None]
        spread = (min(known), max(known)) if known else None
    undefined = len(by_article) - found.articles
    return score_of(metric, found.value, interval, found.articles, undefined, spread)


def score_of(
    metric: Metric,
    value: float | None,
    interval: tuple[float, float] | None,
    used: int,
    undefined: int,
    spread: tuple[float, float] | None = None,
) -> MetricScore:
    """A figure of a metric, with what the metric says of itself."""
    return MetricScore(
        metric.name,
        metric.title,
        value,
        interval,
        used,
        undefined,
        spread,
        metric.higher_is_better,
        metric.percent,
        metric.pooled,
    )


def _of_wording(by_article: Mapping[str, list[Sample]], wording: int) -> list[list[Sample]]:
    return [[s for s in group if s.wording == wording] for group in by_article.values()]


def estimate(metric: Metric, articles: Iterable[list[Sample]]) -> Estimate:
    """A metric over articles, each given as its samples."""
    import numpy as np

    if not metric.pooled:
        values = [v for group in articles if (v := article_value(metric, group)) is not None]
        return Estimate(math.fsum(values) / len(values) if values else None, len(values), np.array(values))
    # An article on which the figure is undefined has nothing to pool.
    parts = [part for group in articles if metric.of(part := sum_of(group)) is not None]
    total: Stats = {}
    for part in parts:
        add(total, part)
    value = metric.of(total) if parts else None
    if value is None:
        return Estimate(None, 0, None)
    return Estimate(value, len(parts), jackknife(value, [metric.of(Without(total, p)) for p in parts]))


def article_value(metric: Metric, samples: list[Sample]) -> float | None:
    """One article's value: the mean over its wordings and repeats, or of their sum where it is pooled."""
    if metric.pooled:
        return metric.of(sum_of(samples))
    values = [v for s in samples if (v := metric.of(s.stats)) is not None]
    return math.fsum(values) / len(values) if values else None


class Without(Mapping[str, float]):
    """Statistics with one article's taken off, each when it is looked at: a metric looks at few."""

    def __init__(self, total: Stats, part: Mapping[str, float]) -> None:
        self._total, self._part = total, part

    def __getitem__(self, name: str) -> float:
        return self._total[name] - self._part.get(name, 0.0)

    def get(self, name: str, default: float = 0.0) -> float:  # type: ignore[override]
        return self[name] if name in self._total else default

    def __iter__(self) -> Iterator[str]:
        return iter(self._total)

    def __len__(self) -> int:
        return len(self._total)


def sum_of(samples: Sequence[Sample]) -> Mapping[str, float]:
    """The statistics of an article's samples; mostly there is one."""
    if len(samples) == 1:
        return samples[0].stats
    total: Stats = {}
    for sample in samples:
        add(total, sample.stats)
    return total


def _slices(total: Mapping[str, float]) -> tuple[SliceScore, ...]:
    found = []
    for name, gold in total.items():
        if name.startswith("slice.") and name.endswith(".gold"):
            inner = name[len("slice.") : -len(".gold")]
            found.append(SliceScore(inner, total.get(f"slice.{inner}.credit", 0.0) / gold, round(gold)))
    return tuple(sorted(found, key=lambda s: s.name))
