"""Recall by slice and model as a map: tinted cells with their figures in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onrecord.reports.html_text import anchor, count, number
from onrecord.reports.site_names import slice_file
from onrecord.runs.score import Row
from onrecord.scoring.aggregate import SliceScore

_TINTS = 10
WIDEST = 24
"""So many columns of figures fit a sheet of paper."""


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A figure × 100 without decimals, its tint (``h0`` to ``h10``), and what it says when pointed at."""

    figure: str
    tint: str
    title: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A slice: a cell for each model, task by task; None where a model or task lacks it."""

    value: str
    items: str
    cells: Sequence[HeatCell | None]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Tasks that share their dimensions, side by side. ``dimensions`` are (name, rows)."""

    tasks: Sequence[str]
    dimensions: Sequence[tuple[str, Sequence[HeatRow]]]


def heat_maps(models: Sequence[Row]) -> list[HeatMap]:
    """A map for each set of dimensions that tasks are sliced by; for each task where it would be too wide."""
    by_task = {task: [_slices(row, task) for row in models] for row in models for task in row.tasks}
    grouped: dict[tuple[str, ...], list[str]] = {}
    for task, of_models in by_task.items():
        dimensions = tuple(sorted({name.partition("=")[0] for slices in of_models for name in slices}))
        if dimensions:
            grouped.setdefault(dimensions, []).append(task)
    shared = [
        (dimensions, part)
        for dimensions, tasks in grouped.items()
        for part in ([tasks] if len(tasks) * len(models) <= WIDEST else [[task] for task in tasks])
    ]
    return [
        HeatMap(
            tasks,
            [
                (d, _rows(d, tasks, [slices for task in tasks for slices in by_task[task]]))
                for d in dimensions
            ],
        )
        for dimensions, tasks in shared
    ]


def tinted(value: float | None, title: str, link: str = "") -> HeatCell:
    """A cell for a share. The figure and the tint are rounded, the title is not."""
    if value is None:
        return HeatCell("–", "", title, link)
    return HeatCell(f"{100 * value:.0f}", f"h{round(_TINTS * min(1.0, max(0.0, value)))}", title, link)


def _slices(row: Row, task: str) -> Mapping[str, SliceScore]:
    return {s.name: s for s in row.tasks[task].slices} if task in row.tasks else {}


def _rows(
    dimension: str, tasks: Sequence[str], columns: Sequence[Mapping[str, SliceScore]]
) -> Sequence[HeatRow]:
    """``columns`` are a model's slices each, model by model and task by task."""
    names = sorted({n for slices in columns for n in slices if n.partition("=")[0] == dimension})
    models = len(columns) // len(tasks)
    rows = []
    for name in names:
        value = name.partition("=")[2]
        links = [f"{slice_file(task, dimension)}#{anchor(value)}" for task in tasks for _ in range(models)]
        found = [slices.get(name) for slices in columns]
        cells = [
            tinted(s.value, f"{number(s.value)}% of {count(s.items, 'item')}", link) if s else None
            for s, link in zip(found, links, strict=True)
        ]
        items = sorted({s.items for s in found if s})
        rows.append(HeatRow(value, "–".join(str(n) for n in dict.fromkeys((items[0], items[-1]))), cells))
    return rows
