"""``onrecord gold import``."""

from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.gold.export import Force, FormatName


def import_(
    format_name: FormatName,
    source: Annotated[Path, typer.Argument(metavar="FILE_OR_FOLDER")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the article folders go.")],
    force: Force = False,
) -> None:
    """Make article folders of another tool's files; what is not understood is named.

    Example: onrecord gold import brat annotated/ --out gold
    """
    from onrecord.gold.formats.registry import find
    from onrecord.gold.formats.transfer import import_articles, loss_lines
    from onrecord.reports.html_text import count

    made, losses = import_articles(find(format_name), source, out, force=force)
    for folder in made:
        typer.echo(folder)
    for line in loss_lines(losses):
        typer.echo(f"{format_name}: {line}", err=True)
    them = "it" if len(made) == 1 else "them"
    articles = count(len(made), "article")
    typer.echo(f"{articles}; look at {them} with: onrecord gold check --gold {out}", err=True)
