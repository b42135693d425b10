"""Draws a series: as rows of a terminal, a row a run, and as the geometry of an SVG, for a template."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from onrecord.compare.series import Point, Series
from onrecord.compare.show import points as shown
from onrecord.compare.show import signed
from onrecord.reports.html_text import count, one_line, shorten

WIDTH, HEIGHT = 720, 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 42, 14, 26, 30
# The least that an axis spans: what is smaller than a tenth of this looks like nothing.
_LEAST_SPAN = 0.05
_TICKS = 5
_DATES = 6
# On a terminal: the columns of the date, the commit, the verdict and the value, before the drawing.
_DATE, _COMMIT, _VERDICT, _VALUE = 10, 8, 8, 6
_LEAST_DRAWN = 20


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a series changes: a step, or a break after which it does not compare. ``at`` is the first point
    after it, ``where`` its date and commit."""

    at: int
    kind: Literal["step", "break"]
    where: str
    change: str

    @property
    def says(self) -> str:
        return f"{self.where}: {self.change}"


@dataclass(frozen=True, slots=True)
class Dot:
    """A point on the drawing; ``title`` is what it shows when it is pointed at."""

    x: float
    y: float
    verdict: str
    title: str


@dataclass(frozen=True, slots=True)
class Sign:
    """A mark on the drawing, with its number in the list below it."""

    x: float
    kind: str
    number: int
    says: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of WIDTH × HEIGHT units: paths as SVG has them, ticks as place and label."""

    series: Series
    summary: str
    ticks: tuple[tuple[float, str], ...]
    dates: tuple[tuple[float, str, str], ...]
    bands: tuple[str, ...]
    lines: tuple[str, ...]
    levels: tuple[str, ...]
    dots: tuple[Dot, ...]
    signs: tuple[Sign, ...]


def marks(series: Series) -> list[Mark]:
    """The steps and breaks of a series, in order, in words."""
    found = []
    for step in series.steps:
        change = f"{shown(step.before)} → {shown(step.after)} ({signed(step.after - step.before)})"
        found.append(Mark(step.at, "step", _where(series.points[step.at]), change))
    for here in series.breaks:
        change = f"not comparable with before ({here.says})"
        found.append(Mark(here.at, "break", _where(series.points[here.at]), change))
    return sorted(found, key=lambda mark: mark.at)


def terminal_rows(series: Series, width: int = 80) -> Iterator[tuple[str, str]]:
    """A line a run, of at most ``width`` characters, and one for each mark; each with its style for rich."""
    low, high, _ = _scale(series.points)
    before = _DATE + _COMMIT + _VERDICT + _VALUE + 4
    drawn = max(_LEAST_DRAWN, width - before)
    yield one_line(f"{series.title} · {shorten(series.model, 60)}"), "bold"
    ends = shown(low), shown(high)
    yield f"{'':{before}}{ends[0]}{ends[1]:>{drawn - len(ends[0])}}", "dim"
    noted = {mark.at: mark for mark in marks(series)}
    for n, point in enumerate(series.points):
        if n in noted:
            says = one_line(noted[n].says)
            yield (f"▶ step {says}", "yellow") if noted[n].kind == "step" else (f"┄ {says}", "cyan")
        entry = point.entry
        line = (
            f"{entry.time[:10]:{_DATE}} {entry.commit[:_COMMIT]:{_COMMIT}} {entry.verdict:{_VERDICT}} "
            f"{shown(point.figure.value):>{_VALUE}} {_drawn(point, low, high, drawn)}"
        )
        yield line.rstrip(), "red" if entry.verdict == "failed" else ""


def chart(series: Series) -> Chart:
    """The geometry of a series."""
    low, high, ticks = _scale(series.points)
    points = series.points

    def x(place: float) -> float:
        within = WIDTH - _LEFT - _RIGHT
        share = (place + 0.5) / len(points) if len(points) < 3 else place / (len(points) - 1)
        return round(_LEFT + 8 + (within - 16) * share, 1)

    def y(value: float) -> float:
        return round(_TOP + (HEIGHT - _TOP - _BOTTOM) * (high - value) / (high - low), 1)

    places = [
        (n, x(n), point.figure.value, point)
        for n, point in enumerate(points)
        if point.figure.value is not None
    ]
    breaks = {here.at for here in series.breaks}
    stretches = list(_stretches(range(len(points)), breaks))
    lines, bands = [], []
    for stretch in stretches:
        lines.append([(x(n), y(value)) for n, _, value, _ in places if n in stretch])
        for part in _with_interval(points, stretch):
            tops = [(x(n), y(end)) for n in part if (end := points[n].figure.high) is not None]
            bottoms = [(x(n), y(end)) for n in part if (end := points[n].figure.low) is not None]
            bands.append(tops + bottoms[::-1])
    levels = [
        [(x(first - (0.5 if first else 0)), y(level)), (x(end - (0.5 if end < len(points) else 1)), y(level))]
        for first, end, level in _levels(series, stretches)
    ]
    signs = [
        Sign(x(mark.at - 0.5), mark.kind, number, mark.says) for number, mark in enumerate(marks(series), 1)
    ]
    return Chart(
        series,
        _summary(series),
        tuple((y(tick), f"{100 * tick:g}") for tick in ticks),
        tuple(_dates(points, x)),
        tuple(f"{_path(band)}Z" for band in bands),
        tuple(map(_path, filter(None, lines))),
        tuple(map(_path, levels)),
        tuple(Dot(at, y(value), point.entry.verdict, _title(point)) for _, at, value, point in places),
        tuple(signs),
    )


def _scale(points: Iterable[Point]) -> tuple[float, float, list[float]]:
    """The ends of an axis that all values and intervals fit on, and its ticks: round numbers."""
    figures = [point.figure for point in points]
    values = [v for f in figures for v in (f.value, f.low, f.high) if v is not None] or [0.0, 1.0]
    low, high = min(values), max(values)
    if high - low < _LEAST_SPAN:
        middle = (low + high) / 2
        low, high = middle - _LEAST_SPAN / 2, middle + _LEAST_SPAN / 2
    rough = (high - low) / _TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    size = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * 0.999)
    first, last = math.floor(low / size + 1e-9), math.ceil(high / size - 1e-9)
    if min(values) >= 0 and max(values) <= 1:  # a share: its axis has no room for more
        first, last = max(first, 0), min(last, round(1 / size))
    ticks = [round(n * size, 12) for n in range(first, last + 1)]
    return ticks[0], ticks[-1], ticks


def _drawn(point: Point, low: float, high: float, width: int) -> str:
    """A figure on an axis of so many characters: its interval a line, its value a dot."""

    def place(value: float) -> int:
        return round((width - 1) * (value - low) / (high - low))

    figure, cells = point.figure, [" "] * width
    if figure.low is not None and figure.high is not None:
        first, last = place(figure.low), place(figure.high)
        cells[first : last + 1] = "─" * (last - first + 1)
        cells[first], cells[last] = "├", "┤"
    if figure.value is not None:
        cells[place(figure.value)] = "●"
    return "".join(cells)


def _stretches(places: range, cuts: Iterable[int]) -> Iterator[range]:
    ends = [places.start, *sorted(cuts), places.stop]
    yield from (range(first, end) for first, end in pairwise(ends))


def _levels(series: Series, stretches: Sequence[range]) -> Iterator[tuple[int, int, float]]:
    """The level between steps, where there are any: first place, end, mean."""
    for stretch in stretches:
        steps = [step for step in series.steps if step.at in stretch]
        for part in _stretches(stretch, [step.at for step in steps]) if steps else ():
            after = next((step for step in steps if step.at == part.start), None)
            level = after.after if after else steps[0].before
            yield part.start, part.stop, level


def _with_interval(points: Sequence[Point], stretch: range) -> Iterator[list[int]]:
    """The places, in a row, that have an interval."""
    part: list[int] = []
    for n in stretch:
        if points[n].figure.low is None or points[n].figure.high is None:
            if part:
                yield part
            part = []
        else:
            part.append(n)
    if part:
        yield part


def _path(corners: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{'L' if n else 'M'}{x:g} {y:g}" for n, (x, y) in enumerate(corners))


def _dates(points: Sequence[Point], x: Callable[[float], float]) -> Iterator[tuple[float, str, str]]:
    """Dates below the axis, so many that they do not touch; at the ends they stand within the drawing."""
    last = len(points) - 1
    shares = range(_DATES) if last else range(1)
    for n in sorted({round(last * share / (_DATES - 1)) for share in shares}):
        anchor = "middle" if 0 < n < last or not last else "end" if n else "start"
        yield x(n), points[n].entry.time[:10], anchor


def _title(point: Point) -> str:
    figure, entry = point.figure, point.entry
    has_interval = figure.low is not None and figure.high is not None
    interval = f" ({shown(figure.low)} to {shown(figure.high)})" if has_interval else ""
    time = entry.time.replace("T", " ").removesuffix("Z")
    what = f"{shown(figure.value)}{interval} · {count(figure.articles, 'article')} · {entry.verdict}"
    return f"{what} · {time} UTC {shorten(entry.commit, 12)}".rstrip()


def _summary(series: Series) -> str:
    """What the drawing shows, for who does not see it."""
    first, last = series.points[0], series.points[-1]
    steps = f"; {count(len(series.steps), 'step')}" if series.steps else ""
    return (
        f"{series.title}: {count(len(series.points), 'run')} from {first.entry.time[:10]} to "
        f"{last.entry.time[:10]}, at last {shown(last.figure.value)}{steps}"
    )


def _where(point: Point) -> str:
    commit = f", {shorten(point.entry.commit, 12)}" if point.entry.commit else ""
    return f"{point.entry.time[:10]}{commit}"
