"""``onrecord gold impact``."""

from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.gold.folders import Gold, gold_root
from onrecord.cli.runs import Format

_BASE = "The gold before: a revision of git, or another gold folder."
_RUNS = "Run folders; without any, those below runs/ that were made on this gold."


def impact(
    base: Annotated[str, typer.Argument(help=_BASE, metavar="BASE")],
    runs: Annotated[list[Path] | None, typer.Argument(help=_RUNS, metavar="[RUN]…")] = None,
    gold: Gold = "",
    format: Annotated[Format, typer.Option(help="How to write it.")] = Format.terminal,
) -> None:
    """What a change of gold does to stored runs: which scores move, by how much, because of what.

    Saved answers are scored with the gold of BASE and with the gold as it stands; no run is changed.

    Example: onrecord gold impact main runs/baseline-rules-1a2b3c4d

    Exit codes: 0 shown, 2 gold or a run that cannot be used, 4 no run to score again.
    """
    from contextlib import nullcontext

    from onrecord.gold.load import article_folders
    from onrecord.gold.revisions import gold_at
    from onrecord.reports.html_text import clean
    from onrecord.workbench.diff.terminal import console
    from onrecord.workbench.impact.measure import measure
    from onrecord.workbench.impact.show import as_json, as_markdown, show
    from onrecord.workbench.stored_runs import stored_runs

    root = gold_root(gold)
    article_folders(root)
    found, passed_over = stored_runs(runs or [], gold)
    for line in passed_over:
        typer.echo(clean(line), err=True)
    is_folder = Path(base).is_dir() and any(Path(base).glob("*/meta.json"))
    with nullcontext(Path(base)) if is_folder else gold_at(base, root) as before:
        measured = measure(found, before, root, base)
    if format is Format.json:
        typer.echo(as_json(measured))
    elif format is Format.markdown:
        typer.echo(as_markdown(measured))
    else:
        show(measured, console())
