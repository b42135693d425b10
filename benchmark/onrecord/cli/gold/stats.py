"""``onrecord gold stats``."""

from enum import StrEnum
from typing import Annotated

import typer

from onrecord.cli.gold.folders import Articles, Gold, folders


class Format(StrEnum):
    text = "text"
    json = "json"
    markdown = "markdown"


def stats(
    articles: Articles = None,
    gold: Gold = "",
    format: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.text,
) -> None:
    """What gold holds, which phenomena it covers, and what it still lacks.

    Example: onrecord gold stats --format markdown
    """
    from onrecord.errors import GoldError
    from onrecord.workbench.stats.counts import folder_stats
    from onrecord.workbench.stats.lacks import lacks
    from onrecord.workbench.stats.show import as_json, as_markdown, as_text

    found = []
    is_broken = False
    for folder in folders(articles, gold):
        try:
            found.append(folder_stats(folder))
        except GoldError as error:
            typer.echo(f"left out: {error}", err=True)
            is_broken = True
    # Some articles alone need not hold everything.
    missing = None if articles else lacks(found)
    if format is Format.json:
        typer.echo(as_json(found, missing or ()))
    else:
        typer.echo((as_markdown if format is Format.markdown else as_text)(found, missing))
    if is_broken:
        raise typer.Exit(2)
