"""``onrecord gold queue``."""

from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.gold.folders import Gold, gold_root
from onrecord.cli.runs import Format

_RUNS = "Run folders; without any, those below runs/ that were made on this gold."


def queue(
    runs: Annotated[list[Path] | None, typer.Argument(help=_RUNS, metavar="[RUN]…")] = None,
    least: Annotated[
        int, typer.Option("--least", min=1, help="So many models give the same answer.", metavar="N")
    ] = 2,
    gold: Gold = "",
    format: Annotated[Format, typer.Option(help="How to write it.")] = Format.terminal,
) -> None:
    """Where several models agree with each other and not with gold: gold's own errors are among them.

    Trivial baselines, runs without the article and further runs of the same weights do not count.

    Example: onrecord gold queue --least 3

    Exit codes: 0 shown, also where nothing was found; 2 gold or a run that cannot be used; 4 too few models.
    """
    from onrecord.errors import IncompleteError
    from onrecord.gold.load import article_folders
    from onrecord.reports.html_text import clean
    from onrecord.workbench.diff.terminal import console
    from onrecord.workbench.queue.disagreements import disagreements
    from onrecord.workbench.queue.models import models_of
    from onrecord.workbench.queue.show import as_json, as_markdown, show
    from onrecord.workbench.stored_runs import stored_runs

    root = gold_root(gold)
    article_folders(root)
    found, remarks = stored_runs(runs or [], gold)
    models, left_out = models_of(found)
    for line in (*remarks, *left_out):
        typer.echo(clean(line), err=True)
    if len(models) < least:
        named = ", ".join(model.name for model in models) or "none"
        raise IncompleteError(
            f"{least} models have to agree, and these runs are of {len(models)} ({clean(named)}); "
            "run another model"
        )
    listed = disagreements(models, root, least)
    if format is Format.json:
        typer.echo(as_json(listed))
    elif format is Format.markdown:
        typer.echo(as_markdown(listed))
    else:
        show(listed, len(models), console())
