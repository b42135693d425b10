"""``onrecord score`` and ``onrecord table``: saved runs."""

import json
import os
import sys
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.table import Table

    from onrecord.models.base import Model
    from onrecord.reports.grid import Grid
    from onrecord.runs.folder import RunFolder
    from onrecord.runs.score import RunScores


class Format(StrEnum):
    """How a table is written."""

    terminal = "terminal"
    markdown = "markdown"
    json = "json"


def score(
    run: Annotated[Path, typer.Argument(help="A run folder.", metavar="RUN")],
    judge: Annotated[
        str, typer.Option(help="Let this model judge the summaries, in columns of its own.", metavar="MODEL")
    ] = "",
    judge_option: Annotated[
        list[str] | None, typer.Option("--judge-option", help="KEY=VALUE for the judge.")
    ] = None,
    format: Annotated[Format, typer.Option(help="How to write the table.")] = Format.terminal,
) -> None:
    """Score a run's saved answers again.

    With gold and scorers as they are now, and without the model.

    Examples:

      onrecord score runs/baseline-rules-1a2b3c4d

      onrecord score runs/baseline-rules-1a2b3c4d --judge openai:MODEL@BASE_URL
    """
    from onrecord import api
    from onrecord.errors import IncompleteError
    from onrecord.runs.folder import RunFolder
    from onrecord.runs.judge.stage import check_judge
    from onrecord.runs.score import read_plan

    folder, unjudged = RunFolder(run), ""
    judging = make_judge(judge, judge_option or [])
    if judging is not None:
        check_judge(read_plan(folder), judging)
    scores = api.rescore(run)
    if judging is not None and scores.is_complete:
        try:
            scores, unjudged = judge_run(judging, folder, scores)
        except KeyboardInterrupt:
            raise IncompleteError("stopped; what was answered is kept, and the same line goes on") from None
    print_table([scores], format)
    if not scores.is_complete:
        raise IncompleteError(api.incomplete_message(folder, scores))
    if unjudged:
        raise IncompleteError(unjudged)


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


def make_judge(spec: str, options: list[str]) -> "Model | None":
    """The model named by ``--judge``, None without one. Raises OnRecordError for options without it."""
    from onrecord.errors import OnRecordError
    from onrecord.models.registry import make_model

    if options and not spec:
        raise OnRecordError("--judge-option needs --judge")
    return make_model(spec, model_options(options, "--judge-option")) if spec else None


def judge_run(
    judge: "Model", folder: "RunFolder", scores: "RunScores", quiet: bool = False
) -> "tuple[RunScores, str]":
    """A finished run's scores with a judge's figures, and what to say where it did not come to its end.

    Whatever stops the judge, the run's own scores are there to be shown.
    """
    from onrecord import api
    from onrecord.cli.progress import progress_bar
    from onrecord.errors import OnRecordError

    try:
        with progress_bar(not quiet) as progress:
            scores, outcome = api.run_judge(judge, folder, progress)
    except OnRecordError as error:
        return scores, f"the judge {judge.name} could not go on, and has no figure: {error}"
    return scores, api.unjudged_message(judge, folder, outcome) if outcome.errors else ""


def model_options(pairs: list[str], option: str = "--model-option") -> dict[str, str]:
    """A model's options from ``KEY=VALUE``. Raises OnRecordError, naming ``option``, for another form."""
    from onrecord.errors import OnRecordError

    found = {}
    for pair in pairs:
        key, separator, value = pair.partition("=")
        if not separator or not key:
            raise OnRecordError(f"{option} ‘{pair}’: write KEY=VALUE")
        found[key] = value
    return found


def print_table(runs: "Sequence[RunScores]", format: Format) -> None:
    """Write a table to standard output; colour only on a terminal."""
    from onrecord.reports.table import json_table, markdown_table, notes, terminal_table

    with until_read():
        if format is Format.json:
            typer.echo(json.dumps(json_table(runs), ensure_ascii=False, indent=1))
        elif format is Format.markdown:
            typer.echo(markdown_table(runs), nl=False)
        else:
            _print_noted(terminal_table(runs), ["", *notes(runs)])


def print_grid(grid: "Grid", format: Format, show: bool = False) -> None:
    """Write a measurement to standard output in the same way; ``show``: with its details below."""
    from onrecord.reports.html_text import clean

    with until_read():
        if format is Format.json:
            typer.echo(grid.as_json())
            return
        if format is Format.markdown:
            typer.echo(grid.as_markdown(), nl=False)
        else:
            _print_noted(grid.as_table(), grid.notes)
        for line in grid.details if show else ():
            typer.echo(clean(line))


@contextmanager
def until_read() -> "Iterator[None]":
    """Whoever reads the output may have seen enough (``| head``); what it came to stays the same."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _print_noted(table: "Table", notes: "Sequence[str]") -> None:
    """A table and its notes. A pipe has no width of its own: there the table takes what it needs."""
    from rich.console import Console

    from onrecord.reports.html_text import one_line

    class PlainConsole(Console):
        def on_broken_pipe(self) -> None:
            # rich would end the process with 1, which means a regression here.
            raise BrokenPipeError

    console = PlainConsole(highlight=False, width=None if sys.stdout.isatty() else 10_000)
    console.print(table)
    for note in notes:
        console.print(one_line(note), markup=False, soft_wrap=True, style="dim")


def listed(joined: str) -> tuple[str, ...]:
    """What a user joined by commas."""
    return tuple(part.strip() for part in joined.split(",") if part.strip())
