"""Comparisons, verdicts and histories as static pages: no script, no network, hostile answers inert."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.compare import show
from onrecord.compare.chart import HEIGHT, WIDTH, Chart, chart
from onrecord.compare.comparison import Comparison, Flip, TaskComparison
from onrecord.compare.gate import Check, Verdict
from onrecord.compare.history import Entry
from onrecord.compare.result import ItemResult
from onrecord.compare.series import Series, series_of
from onrecord.reports.html_text import anchor, count, number, shorten
from onrecord.reports.templating import environment
from onrecord.scoring.aggregate import MetricScore

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = Path(__file__).with_name("templates")
_PLOT_WIDTH, _PLOT_EDGE = 160, 6
# A page of thousands of flips has to stay one that a browser opens at once.
_WORDS_SHOWN = 300
_ITEMS_SHOWN = 12
_RUNS_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Plot:
    """A difference and its interval on an axis that has 0, in units of the drawing."""

    zero: float
    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task's row and flips. ``anchors`` are the flips' by item."""

    task: TaskComparison
    anchor: str
    plot: Plot | None
    direction: str
    anchors: Mapping[str, str]

    @property
    def broken(self) -> list[Flip]:
        return [flip for flip in self.task.flips if flip.kind == "broken"]

    @property
    def fixed(self) -> list[Flip]:
        return [flip for flip in self.task.flips if flip.kind == "fixed"]


@dataclass(frozen=True, slots=True)
class ComparisonView:
    comparison: Comparison
    tasks: tuple[TaskView, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckView:
    """A check, and the items that made it fail, each with the anchor of its flip ("" where it is none: it was
    wrong before as well), and how many more there are."""

    check: Check
    items: tuple[tuple[str, str, ItemResult], ...]
    more: int


def comparison_page(comparisons: Sequence[Comparison]) -> str:
    """The page of what ``compare`` gives: a string that UTF-8 can hold."""
    views = [_view(comparison, n) for n, comparison in enumerate(comparisons, 1)]
    return _render("comparisons.html", views=views)


def verdict_page(verdict: Verdict, history: Sequence[Entry] = ()) -> str:
    """The page of a verdict: its checks, what they rest on, and the model's history where there is one."""
    view = _view(verdict.comparison, 1, already=verdict.remarks)
    anchors = {item: place for task in view.tasks for item, place in task.anchors.items()}
    results = verdict.comparison.after.items
    own = [entry for entry in history if entry.model == verdict.comparison.after.model]
    return _render(
        "verdict.html",
        verdict=verdict,
        says=show.rule(verdict),
        checks=[_check(check, anchors, results) for check in verdict.checks],
        view=view,
        charts=_charts(one.latest(_RUNS_SHOWN) for one in series_of(own)),
    )


def history_page(series: Iterable[Series]) -> str:
    """The page of a history's series, a drawing each."""
    return _render("history.html", charts=_charts(series))


def _render(template: str, **values: object) -> str:
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> "Environment":
    made = environment(_TEMPLATES, "page.css", "compare.css")
    made.globals.update(
        points=show.points,
        signed=show.signed,
        p_value=show.p_value,
        count=count,
        shorten=shorten,
        change=_change,
        words_shown=_WORDS_SHOWN,
        width=WIDTH,
        height=HEIGHT,
        plot_width=_PLOT_WIDTH,
    )
    return made


def _charts(series: Iterable[Series]) -> list[tuple[str, list[Chart]]]:
    """The drawings, model by model."""
    found: dict[str, list[Chart]] = {}
    for one in series:
        found.setdefault(one.model, []).append(chart(one))
    return list(found.items())


def _view(comparison: Comparison, n: int, already: Iterable[str] = ()) -> ComparisonView:
    ends = [0.0, *(end for task in comparison.tasks for end in _ends(task.primary))]
    tasks = []
    taken: set[str] = set()
    for task in comparison.tasks:
        anchors = {flip.id: _free(f"flip{n}-{anchor(flip.id)}", taken) for flip in task.flips}
        place = _free(f"task{n}-{anchor(task.task)}", taken)
        tasks.append(
            TaskView(task, place, _plot(task.primary, min(ends), max(ends)), _direction(task), anchors)
        )
    notes = tuple(note for note in show.notes(comparison) if note not in already)
    return ComparisonView(comparison, tuple(tasks), notes)


def _free(name: str, taken: set[str]) -> str:
    """The name, with a number behind it where others have it already."""
    found, number = name, 1
    while found in taken:
        number += 1
        found = f"{name}.{number}"
    taken.add(found)
    return found


def _ends(score: MetricScore) -> Iterator[float]:
    if score.value is not None:
        yield score.value
        yield from score.interval or ()


def _plot(score: MetricScore, first: float, last: float) -> Plot | None:
    def x(value: float) -> float:
        share = (value - first) / (last - first) if last > first else 0.5
        return round(_PLOT_EDGE + (_PLOT_WIDTH - 2 * _PLOT_EDGE) * share, 1)

    if score.value is None:
        return None
    low, high = (x(end) for end in score.interval) if score.interval else (None, None)
    return Plot(x(0.0), x(score.value), low, high)


def _direction(task: TaskComparison) -> str:
    """What a significant difference is: ``better`` or ``worse``; "" for any other."""
    if not task.is_significant or not task.primary.value:
        return ""
    return "worse" if task.worsening > 0 else "better"


def _change(score: MetricScore) -> tuple[str, str]:
    """A difference of any metric and its interval, in the metric's own unit."""

    def signed(value: float) -> str:
        return f"{'+' if value >= 0 else ''}{number(value, percent=score.percent)}"

    if score.value is None:
        return "–", ""
    return signed(score.value), " to ".join(map(signed, score.interval)) if score.interval else ""


def _check(check: Check, anchors: Mapping[str, str], results: Mapping[str, ItemResult]) -> CheckView:
    items = tuple((item, anchors.get(item, ""), results[item]) for item in check.items[:_ITEMS_SHOWN])
    return CheckView(check, items, len(check.items) - len(items))
