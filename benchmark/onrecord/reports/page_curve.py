"""What a summary is worth at each length: the curve of a summary task asked at several budgets of words."""

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.reports.html_text import interval, number
from onrecord.runs.score import Row, RunScores
from onrecord.tasks.task import Task

WIDTH, HEIGHT = 560, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 12, 10, 28
_SHOWN = ("lead", "oracle")


@dataclass(frozen=True, slots=True)
class Dot:
    """A row's value at one budget, on the drawing; ``low`` and ``high`` are its interval's ends, or None."""

    x: float
    y: float
    low: float | None
    high: float | None
    words: int
    value: str
    interval: str


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    kind: str
    path: str
    dots: Sequence[Dot]


@dataclass(frozen=True, slots=True)
class Curve:
    """One summary task at its budgets: the model, the lead, and gold's own summaries cut to the budget."""

    name: str
    metric: str
    budgets: Sequence[tuple[float, int]]
    grid: Sequence[tuple[float, int]]
    lines: Sequence[Line]


def curves(tasks: Sequence[Task], scores: RunScores) -> list[Curve]:
    """A curve for each length that was asked for at two budgets or more."""
    by_length: dict[str, list[Task]] = {}
    for task in tasks:
        if task.budget_words:
            by_length.setdefault(task.reference_length, []).append(task)
    return [_curve(name, found, scores) for name, found in by_length.items() if len(found) > 1]


def _curve(name: str, tasks: Sequence[Task], scores: RunScores) -> Curve:
    tasks = sorted(tasks, key=lambda t: t.budget_words or 0)
    most = tasks[-1].budget_words or 1
    rows = [row for row in scores.rows if row.kind == "model" or row.name in _SHOWN]
    # The model is drawn last, over what it may equal.
    lines = [line for row in reversed(rows) if (line := _line(row, tasks, most)).dots]
    primary = tasks[0].primary
    titles = [row.tasks[t.name].metric(primary).title for row in rows for t in tasks if t.name in row.tasks]
    return Curve(
        name,
        titles[0] if titles else primary,
        [(_x(t.budget_words or 0, most), t.budget_words or 0) for t in tasks],
        [(_y(share / 100), share) for share in (0, 25, 50, 75, 100)],
        lines,
    )


def _line(row: Row, tasks: Sequence[Task], most: int) -> Line:
    dots = []
    for task in tasks:
        found = row.tasks.get(task.name)
        score = found.metric(task.primary) if found else None
        if score is None or score.value is None:
            continue
        words = task.budget_words or 0
        low, high = (_y(end) for end in score.interval) if score.interval else (None, None)
        at = _x(words, most)
        dots.append(Dot(at, _y(score.value), low, high, words, number(score.value), interval(score.interval)))
    path = " ".join(f"{'L' if n else 'M'}{dot.x} {dot.y}" for n, dot in enumerate(dots))
    return Line(row.name, row.kind, path, dots)


def _x(words: int, most: int) -> float:
    return round(_LEFT + (WIDTH - _LEFT - _RIGHT) * words / most, 1)


def _y(share: float) -> float:
    return round(_TOP + (HEIGHT - _TOP - _BOTTOM) * (1 - min(1.0, max(0.0, share))), 1)
