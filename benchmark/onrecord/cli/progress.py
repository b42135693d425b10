"""Progress on standard error: a bar on a terminal, a line now and then elsewhere."""

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from onrecord.runs.execute import Progress

T = TypeVar("T")

_SECONDS_BETWEEN_LINES = 30.0
_SECONDS_BEFORE_ESTIMATE = 5.0
_LONG_RUN = 60.0
Start = tuple[float, int, bool]
"""From when a rate is counted, how many answers there were then, and whether one has come since the start."""


@contextmanager
def progress_bar(enabled: bool, doing: str = "asking") -> Iterator["Progress | None"]:
    """A function that shows how far something is, or None where nothing is to be shown."""
    if not enabled:
        yield None
    elif sys.stderr.isatty():
        with _bar(doing) as show:
            yield show
    else:
        yield _lines(doing)


@contextmanager
def _bar(doing: str) -> Iterator["Progress"]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn(doing),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(doing, total=None, rate="")
        start: Start | None = None

        def show(done: int, total: int) -> None:
            nonlocal start
            now = time.monotonic()
            start = _start(start, now, done)
            spent = now - start[0]
            rate = f"{(done - start[1]) / spent:.1f}/s" if spent > 1 and done > start[1] else ""
            progress.update(task, completed=done, total=total, rate=rate)

        yield show


def counted(things: Iterable[T], total: int, doing: str) -> Iterator[T]:
    """The same things; how many there were is shown beside what is done to them ("trying")."""
    with progress_bar(True, doing) as show:
        for done, thing in enumerate(things, 1):
            yield thing
            if show:
                show(done, total)


def _lines(doing: str) -> "Progress":
    """Lines for a log: an estimate once the rate is known, then one every half minute."""
    start: Start | None = None
    said = 0.0

    def show(done: int, total: int) -> None:
        nonlocal start, said
        now = time.monotonic()
        start = _start(start, now, done)
        spent, answered = now - start[0], done - start[1]
        if not answered or spent < _SECONDS_BEFORE_ESTIMATE:
            return
        left = (total - done) * spent / answered
        is_first = not said and left > _LONG_RUN
        if is_first or (said and now - said > _SECONDS_BETWEEN_LINES):
            said = now
            rate = answered / spent
            pace = f"{rate:.1f}/s, about {_duration(left)} left"
            print(f"{doing}: {done} of {total}, {pace}", file=sys.stderr)

    return show


def _start(known: Start | None, now: float, done: int) -> Start:
    """When the first answer came, and how many there were then: what loading a model took tells no rate."""
    if known is None:
        return now, done, False
    return known if known[2] or done == known[1] else (now, done, True)


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
