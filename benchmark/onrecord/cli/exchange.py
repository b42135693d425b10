"""``onrecord export`` and ``onrecord import``: our tasks in other harnesses, and their logs as runs here."""

from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.runs import Format, listed, print_table


def export(
    harness: Annotated[str, typer.Argument(help="lm-eval or inspect.", metavar="HARNESS")],
    folder: Annotated[Path, typer.Argument(help="Where the files go.", metavar="DIR")],
    tasks: Annotated[
        str,
        typer.Option(
            help="Tasks by name (brief@25: in 25 words), task files or folders, joined by commas.",
            metavar="A,B",
        ),
    ] = "",
    gold: Annotated[
        str, typer.Option(help="Another gold folder, or a corpus: polnear:PATH.", metavar="DIR")
    ] = "",
    articles: Annotated[str, typer.Option(help="Article ids, joined by commas.", metavar="A,B")] = "",
    split: Annotated[str, typer.Option(help="Only articles of this split: dev or test.")] = "",
    limit: Annotated[int | None, typer.Option(help="Only the first N articles (whole ones).", min=1)] = None,
    shots: Annotated[int, typer.Option(help="Examples from dev in each prompt.", min=0, max=4)] = 0,
    prompts: Annotated[str, typer.Option(help="first, or all three wordings of each task.")] = "first",
    system: Annotated[str, typer.Option(help="A system prompt.", metavar="TEXT")] = "",
    max_tokens: Annotated[
        int | None, typer.Option(help="Token limit of every answer, instead of each task's own.", min=1)
    ] = None,
    closed_book: Annotated[bool, typer.Option("--closed-book", help="Withhold the article.")] = False,
    include_restricted: Annotated[
        bool, typer.Option("--include-restricted", help="Also articles that may not be redistributed.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace what is there.")] = False,
) -> None:
    """Write the tasks for another harness, scored there as here.

    Examples:

      onrecord export lm-eval there --split test

      onrecord export inspect there --tasks quotes,verify
    """
    from onrecord.errors import OnRecordError
    from onrecord.exchange.exporting import export as write
    from onrecord.exchange.harness_files import COMMANDS
    from onrecord.reports.html_text import count
    from onrecord.runs.plan import Plan
    from onrecord.tasks.build import Protocol

    if split not in ("", "dev", "test"):
        raise OnRecordError(f"--split is dev or test, not ‘{split}’")
    protocol = Protocol(
        shots=shots, prompts=prompts, system=system, closed_book=closed_book, max_tokens=max_tokens
    )
    plan = Plan(listed(tasks), gold, listed(articles), split, limit, protocol)
    made = write(harness, plan, folder, restricted=include_restricted, force=force)
    if made.left_out:
        typer.echo(
            f"left out, as not to be redistributed (--include-restricted): {', '.join(made.left_out)}",
            err=True,
        )
    typer.echo(
        f"{count(made.requests, 'request')} about {count(made.articles, 'article')} → {folder}", err=True
    )
    typer.echo(f"cd {folder} && {COMMANDS[harness]}")


def import_(
    logs: Annotated[
        list[Path],
        typer.Argument(help="samples_*.jsonl, *.eval, *.json, or folders of them.", metavar="LOG…"),
    ],
    out: Annotated[Path | None, typer.Option("--out", help="The run folder to make.", metavar="DIR")] = None,
    gold: Annotated[
        str, typer.Option(help="The gold folder, where it is not where the export had it.", metavar="DIR")
    ] = "",
    format: Annotated[Format, typer.Option(help="How to write the table.")] = Format.terminal,
) -> None:
    """Make a run of another harness's logs, and score it.

    Of lm-eval (--log_samples) and Inspect, on tasks that ‘onrecord export’ wrote.

    Example: onrecord import logs --out runs/there
    """
    from onrecord import api
    from onrecord.errors import IncompleteError
    from onrecord.exchange.imported import import_logs
    from onrecord.runs.folder import REPORT, RunFolder

    found = import_logs(logs, gold)
    for line in found.remarks:
        typer.echo(line, err=True)
    folder = RunFolder(out or api.default_folder(found.model))
    scores, outcome = api.run(found.plan, found.model, folder)
    print_table([scores], format)
    typer.echo(f"The page: {folder.path / REPORT}", err=True)
    if not scores.is_complete:
        why = f" (first: {outcome.first_error})" if outcome.first_error else ""
        raise IncompleteError(
            f"{scores.missing} of {scores.questions} questions have no answer in the logs{why}; ask them "
            "there, and import all logs together into a new folder"
        )
