"""``onrecord gold export``."""

from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.gold.folders import Articles, Gold, folders

FormatName = Annotated[
    str,
    typer.Argument(
        metavar="FORMAT", help="brat, label-studio, cas, web-annotation, …: a wrong name lists all."
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Replace what is there.")]


def export(
    format_name: FormatName,
    articles: Articles = None,
    *,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the files go.")],
    gold: Gold = "",
    include_restricted: Annotated[
        bool, typer.Option("--include-restricted", help="Also what may not be redistributed.")
    ] = False,
    force: Force = False,
) -> None:
    """Write gold in the format of another tool; what the format cannot hold is named.

    Example: onrecord gold export brat harbour-ferry --out brat
    """
    from onrecord.gold.formats.registry import find
    from onrecord.gold.formats.transfer import export_articles, loss_lines

    target = find(format_name)
    chosen = folders(articles, gold)
    made, left_out, losses = export_articles(target, chosen, out, restricted=include_restricted, force=force)
    for path in made:
        typer.echo(path)
    if left_out:
        typer.echo(
            f"left out, as not to be redistributed (--include-restricted): {', '.join(left_out)}", err=True
        )
    for line in loss_lines(losses):
        typer.echo(f"not in the export: {line}", err=True)
