"""``onrecord gold agree``."""

from enum import StrEnum
from typing import Annotated

import typer

from onrecord.cli.gold.folders import Articles, Gold, folders


class Format(StrEnum):
    table = "table"
    json = "json"
    markdown = "markdown"


def agree(
    articles: Articles = None,
    gold: Gold = "",
    slices: Annotated[bool, typer.Option("--slices", help="By region, speaker's class and more.")] = False,
    format: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.table,
) -> None:
    """How far two passes agree, before adjudication, beside people's agreement on PolNeAR.

    Example: onrecord gold agree pentagon-rafah --slices

    Exit codes: 0 shown, 2 a pass that cannot be read, 4 no article with both passes.
    """
    from onrecord.errors import IncompleteError
    from onrecord.workbench.agree import (
        article_agreement,
        as_json,
        as_markdown,
        as_text,
        passes_of,
        table,
    )

    found = []
    for folder in folders(articles, gold):
        passes = passes_of(folder)
        if len(passes) < 2:
            has = f"only pass {passes[0]}" if passes else "neither pass a nor pass b"
            typer.echo(f"{folder.name}: {has}, nothing to compare", err=True)
        else:
            found.append(article_agreement(folder))
    if not found:
        raise IncompleteError("no article with the passes a and b (passes/a.jsonl, passes/b.jsonl)")
    tables = [table(one.article, [one]) for one in found]
    if len(found) > 1:
        tables.append(table(f"all {len(found)} articles", found))
    if format is Format.json:
        typer.echo(as_json(tables))
    else:
        typer.echo((as_markdown if format is Format.markdown else as_text)(tables, slices=slices))
