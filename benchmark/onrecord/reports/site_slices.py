"""What models make of slices, article by article: counts that add up as the articles pass."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from onrecord.reports.html_text import anchor
from onrecord.reports.site_names import article_file, slice_anchor, slice_file
from onrecord.reports.site_rows import OutcomeRow
from onrecord.tasks.task import Task


@dataclass(frozen=True, slots=True)
class SliceLine:
    """An article's items in a slice, and of how many each model is right. ``link`` leads to them."""

    article: str
    link: str
    items: int
    right: Sequence[int]


@dataclass(frozen=True, slots=True)
class SliceView:
    """One value of a dimension ("direct" of "form") in every article that has it."""

    value: str
    anchor: str
    items: int
    right: Sequence[int]
    lines: Sequence[SliceLine]


@dataclass(frozen=True, slots=True)
class SlicePage:
    """One task's slices by one dimension."""

    file: str
    task: Task
    dimension: str
    slices: Sequence[SliceView]


@dataclass
class SliceCounts:
    """For each task, slice and article: how many items, and of how many each model is right."""

    models: int
    _counts: dict[tuple[str, str], dict[str, tuple[int, ...]]] = field(default_factory=dict)

    def add(self, task: Task, article: str, rows: Sequence[OutcomeRow], letters: Sequence[str]) -> None:
        """Count the outcomes of a task on one article."""
        found: dict[str, list[int]] = {}
        for row in rows:
            counted = [1, *(int(letter not in row.wrong) for letter in letters)]
            for name in row.slices:
                sums = found.get(name, [0] * (self.models + 1))
                found[name] = [a + b for a, b in zip(sums, counted, strict=True)]
        for name, sums in found.items():
            self._counts.setdefault((task.name, name), {})[article] = tuple(sums)

    def pages(self, tasks: Sequence[Task], titles: Mapping[str, str]) -> list[SlicePage]:
        """A page for each task and dimension; ``titles`` are the articles', in their order."""
        dimensions: dict[tuple[str, str], list[str]] = {}
        for task, name in sorted(self._counts):
            dimensions.setdefault((task, name.partition("=")[0]), []).append(name)
        by_name = {task.name: task for task in tasks}
        return [
            SlicePage(
                slice_file(task, dimension),
                by_name[task],
                dimension,
                [self._view(task, name, titles) for name in names],
            )
            for (task, dimension), names in dimensions.items()
        ]

    def _view(self, task: str, name: str, titles: Mapping[str, str]) -> SliceView:
        counts = self._counts[task, name]
        lines = [
            SliceLine(title, f"../{article_file(id)}#{slice_anchor(name)}", counts[id][0], counts[id][1:])
            for id, title in titles.items()
            if id in counts
        ]
        items, *right = (sum(column) for column in zip(*counts.values(), strict=True))
        value = name.partition("=")[2]
        return SliceView(value, anchor(value), items, right, lines)
