"""``onrecord history``: each metric over time, and where its level changed."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.compare import PageFormat

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.compare.series import Series

_SHOWN = 20
_PIPED = 80


def history(
    file: Annotated[
        Path | None, typer.Argument(help="The configured one by default.", metavar="FILE")
    ] = None,
    task: Annotated[str, typer.Option(help="This task alone.", metavar="TASK")] = "",
    metric: Annotated[
        str, typer.Option(help="This metric instead of each task's primary one.", metavar="NAME")
    ] = "",
    last: Annotated[
        int | None,
        typer.Option(
            help=f"So many of the latest runs, -1 for all; {_SHOWN} by default, on a page all.", metavar="N"
        ),
    ] = None,
    format: Annotated[PageFormat, typer.Option(help="How to write it.")] = PageFormat.terminal,
    add: Annotated[str, typer.Option(help="First append a run folder or a result file.", metavar="RUN")] = "",
    config: Annotated[
        Path | None,
        typer.Option("--config", help="onrecord.toml or pyproject.toml by default.", metavar="FILE"),
    ] = None,
) -> None:
    """Draw each metric over time, and mark where its level changed.

    The history has a line for each verdict of a gate. Runs that are not comparable with those before, for
    other gold, another task version or another protocol, are set apart.

    Examples:

      onrecord history

      onrecord history --task quotes --last 50

      onrecord history --format html > history.html

      onrecord history --add runs/mine
    """
    from onrecord.compare.history import append_entry, entry_of, read_history
    from onrecord.compare.series import series_of
    from onrecord.compare.sources import read_result
    from onrecord.errors import IncompleteError, OnRecordError

    if last is not None and (last == 0 or last < -1):
        raise OnRecordError(f"--last {last}: a number of runs from 1 on, or -1 for all")
    path = file or _configured(config)
    if add:
        result = read_result(add)
        if result.missing or not result.tasks:
            raise IncompleteError(
                f"{add}: {result.missing:,} of {result.questions:,} questions have no answer; a history has "
                "finished runs"
            )
        append_entry(path, entry_of(result, "added"))
    entries = read_history(path)
    if not entries:
        raise IncompleteError(f"{path}: nothing measured yet; ‘onrecord gate’ and ‘--add RUN’ append to it")
    found = series_of(entries, task, metric)
    if last is None and format in (PageFormat.terminal, PageFormat.markdown):
        last = _SHOWN
    _print([one.latest(last) for one in found] if last and last > 0 else found, found, format)


def _configured(config: Path | None) -> Path:
    from onrecord.compare.config import read_config
    from onrecord.compare.history import HISTORY
    from onrecord.compare.sources import BASELINES

    return Path(read_config(config).history or Path(BASELINES) / HISTORY)


def _print(shown: "Sequence[Series]", whole: "Sequence[Series]", format: PageFormat) -> None:
    from onrecord.compare import listing, show

    if format is PageFormat.html:
        from onrecord.compare.page import history_page

        typer.echo(history_page(shown), nl=False)
    elif format is PageFormat.json:
        typer.echo(show.as_json([listing.series_json(series) for series in shown]))
    elif format is PageFormat.markdown:
        typer.echo("\n".join(map(listing.series_markdown, shown)), nl=False)
    else:
        _draw(shown)
    left_out = max(len(a.points) - len(b.points) for a, b in zip(whole, shown, strict=True))
    if left_out and format is PageFormat.terminal:
        typer.echo(f"Not shown: {left_out:,} earlier runs; --last -1 shows all.")


def _draw(series: "Sequence[Series]") -> None:
    """Rows as wide as the terminal; a pipe is taken for one of 80 columns."""
    from rich.console import Console

    from onrecord.compare.chart import terminal_rows

    console = Console(highlight=False, width=None if sys.stdout.isatty() else _PIPED)
    with console.capture() as drawn:
        for one in series:
            for line, style in terminal_rows(one, console.width):
                console.print(line, style=style, markup=False, emoji=False, soft_wrap=True)
            console.print()
    # By way of typer: a reader that has seen enough ends the command with 0, not rich's 1.
    typer.echo(drawn.get(), nl=False)
