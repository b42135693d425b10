"""The page's head: what was measured, what to be careful about, the table, and every metric."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.reports.html_text import anchor, count, interval, number
from onrecord.reports.judged import judged_columns, judged_note
from onrecord.runs.score import Row, RunScores
from onrecord.scoring.aggregate import MetricScore, SliceScore, TaskScores
from onrecord.scoring.statistics import LEAST_ARTICLES
from onrecord.tasks.task import Task

_COUNTED = {
    "invalid": "invalid",
    "invalid.refused": "refused",
    "invalid.cut": "cut before an answer",
    "invalid.too_long": "too long to ask",
    "cut": "cut at the limit",
    "over_budget": "over budget",
    "names_unjudged": "units whose names could not be judged",
    "no_prose": "no prose",
    "repaired": "mended",
    "dropped": "items dropped",
    "reasoning": "with reasoning",
}


@dataclass(frozen=True, slots=True)
class Cell:
    value: str
    interval: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table; a blank cell is a task that the row does not do. ``judged`` are the cells that
    judges decided."""

    name: str
    kind: str
    cells: Sequence[Cell | None]
    judged: Sequence[Cell | None]


@dataclass(frozen=True, slots=True)
class Point:
    """A row's value on the scale from 0 to 100 that each task's heading shows."""

    name: str
    kind: str
    value: str
    left: str


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task with all its metrics; ``primary`` is what the table shows."""

    name: str
    anchor: str
    title: str
    description: str
    version: int
    primary: MetricScore
    scores: TaskScores
    points: Sequence[Point]
    slices: Mapping[str, Sequence[SliceScore]]


def table(tasks: Sequence[Task], scores: RunScores) -> list[Line]:
    """The table: a line for the model, each trivial baseline and each ceiling that has a value at all; a
    column a task, and one more for each task that a judge decided about."""
    judged = judged_columns(scores.rows)
    return [
        Line(
            r.name,
            r.kind,
            [_cell(r.tasks.get(t.name)) for t in tasks],
            [_judged_cell(r.tasks.get(task), metric) for task, metric, _ in judged],
        )
        for r in scores.rows
        if r.tasks or r.kind == "model"
    ]


def task_views(tasks: Sequence[Task], scores: RunScores) -> list[TaskView]:
    """Every metric and slice of the model's tasks."""
    model = scores.rows[0].tasks if scores.rows else {}
    return [
        TaskView(
            task.name,
            "task-" + anchor(task.name),
            task.title,
            task.description,
            task.version,
            found.metric(found.primary),
            found,
            _points(task.name, scores.rows),
            _by_dimension(found.slices),
        )
        for task in tasks
        if (found := model.get(task.name))
    ]


def counts_table(scores: RunScores) -> tuple[list[str], list[tuple[str, list[int]]]]:
    """What happened to answers before they were scored: columns that count anything, and a row a task."""
    model = scores.rows[0].tasks if scores.rows else {}
    used = [n for n in _COUNTED if any(t.counts.get(n) for t in model.values())]
    rows = [
        (name, [round(t.counts.get(n, 0)) for n in ("answers", *used)]) for name, t in model.items() if used
    ]
    return [_COUNTED[n] for n in used], rows


def notices(
    scores: RunScores, manifest: Mapping[str, Any], restricted: Sequence[str], shown: int
) -> list[str]:
    """What a reader must know before believing a number, the gravest first.

    ``shown``: how many articles the page has room for.
    """
    found = []
    if scores.missing:
        found.append(
            f"Incomplete: {count(scores.missing, 'question has', 'questions have')} no usable answer, of "
            f"{scores.questions:,} asked. The numbers below are of the rest."
        )
    if manifest.get("signature") != scores.signature:
        found.append(
            "Scored again: gold, tasks or scorers have changed since the answers were made. "
            f"The run’s own signature was {manifest.get('signature')}."
        )
    found += [f"{_sentence(judged_note(j))} Signature: {j.signature}" for j in scores.judges]
    articles = len(scores.articles)
    if articles < LEAST_ARTICLES:
        found.append(
            f"No intervals: {count(articles, 'article is', 'articles are')} too few to say how far these "
            f"numbers would move with others. Intervals need {LEAST_ARTICLES}."
        )
    invalid = _total(scores, "invalid")
    if invalid:
        answers = _total(scores, "answers")
        found.append(f"{count(invalid, 'answer')} of {answers:,} could not be read, and earned nothing.")
    if shown < articles:
        found.append(
            f"The first {shown:,} of {articles:,} articles are shown. Every number is of all of them; "
            "items.jsonl has each answer."
        )
    if restricted:
        found.append(
            f"This page carries the text of {count(len(restricted), 'article')} whose licence does not allow "
            f"redistribution: {', '.join(restricted)}."
        )
    return found


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _total(scores: RunScores, name: str) -> int:
    return round(sum(t.counts.get(name, 0) for t in scores.rows[0].tasks.values())) if scores.rows else 0


def _cell(scores: TaskScores | None) -> Cell | None:
    return _shown(scores.metric(scores.primary)) if scores else None


def _judged_cell(scores: TaskScores | None, metric: str) -> Cell | None:
    return next((_shown(m) for m in scores.metrics if m.name == metric), None) if scores else None


def _shown(score: MetricScore) -> Cell:
    return Cell(number(score.value, percent=score.percent), interval(score.interval, percent=score.percent))


def _points(task: str, rows: Sequence[Row]) -> list[Point]:
    """The model, the best trivial row and the ceilings on one scale."""
    placed = []
    for row in rows:
        if row.kind == "twin":
            continue
        scores = row.tasks.get(task)
        value = scores.metric(scores.primary).value if scores else None
        if value is not None:
            placed.append((row, min(1.0, max(0.0, value)), number(value)))
    trivial = [p for p in placed if p[0].kind == "trivial"]
    best = max(trivial, key=lambda p: p[1], default=None)
    shown = [p for p in placed if p[0].kind != "trivial" or p is best]
    return [Point(row.name, row.kind, value, f"{100 * at:.1f}%") for row, at, value in shown]


def _by_dimension(slices: Sequence[SliceScore]) -> dict[str, list[SliceScore]]:
    """Slices by their dimension: ``form=direct`` under "form"."""
    found: dict[str, list[SliceScore]] = {}
    for s in slices:
        found.setdefault(s.name.partition("=")[0], []).append(s)
    return found
