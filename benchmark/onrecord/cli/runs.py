"""``onrecord score`` and ``onrecord table``: saved runs."""

import json
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.runs.score import RunScores


class Format(StrEnum):
    """How a table is written."""

    terminal = "terminal"
    markdown = "markdown"
    json = "json"


def score(
    run: Annotated[Path, typer.Argument(help="A run folder.", metavar="RUN")],
    format: Annotated[Format, typer.Option(help="How to write the table.")] = Format.terminal,
) -> None:
    """Score a run's saved answers again.

    With gold and scorers as they are now, and without the model.

    Example: onrecord score runs/baseline-rules-1a2b3c4d
    """
    from onrecord import api
    from onrecord.errors import IncompleteError
    from onrecord.runs.folder import RunFolder

    scores = api.rescore(run)
    print_table([scores], format)
    if not scores.is_complete:
        raise IncompleteError(api.incomplete_message(RunFolder(run), scores))


def table(
    runs: Annotated[list[Path], typer.Argument(help="Run folders.", metavar="RUN…")],
    format: Annotated[Format, typer.Option(help="How to write the table.")] = Format.terminal,
) -> None:
    """The table of one or more runs.

    Trivial rows and ceilings stand beside them.

    Example: onrecord table runs/* --format markdown
    """
    from onrecord.runs.folder import RunFolder
    from onrecord.runs.score import load_scores

    print_table([load_scores(RunFolder(run)) for run in runs], format)


def print_table(runs: "Sequence[RunScores]", format: Format) -> None:
    """Write a table to standard output; colour only on a terminal."""
    try:
        _write_table(runs, format)
    except BrokenPipeError:
        # Whoever reads it has seen enough (``| head``); what the runs came to stays the same.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _write_table(runs: "Sequence[RunScores]", format: Format) -> None:
    from onrecord.reports.table import json_table, markdown_table, notes, terminal_table

    if format is Format.json:
        typer.echo(json.dumps(json_table(runs), ensure_ascii=False, indent=1))
    elif format is Format.markdown:
        typer.echo(markdown_table(runs), nl=False)
    else:
        from rich.console import Console

        class PlainConsole(Console):
            def on_broken_pipe(self) -> None:
                # rich would end the process with 1, which means a regression here.
                raise BrokenPipeError

        # A pipe has no width of its own: there the table takes the width that it needs.
        console = PlainConsole(highlight=False, width=None if sys.stdout.isatty() else 10_000)
        console.print(terminal_table(runs))
        console.print()
        for note in notes(runs):
            console.print(note, markup=False, soft_wrap=True, style="dim")
