"""Which articles a command is about."""

from pathlib import Path
from typing import Annotated

import typer

Gold = Annotated[
    str, typer.Option("--gold", help="Another gold folder, or FORMAT:PATH of a corpus.", metavar="DIR")
]
Articles = Annotated[list[str] | None, typer.Argument(help="Article ids; all without.", metavar="[ARTICLE]…")]


def gold_root(gold: str) -> Path:
    """The gold folder: the one named, else the checkout's; what a corpus lacks is told."""
    from onrecord.gold import root

    for line in root.remarks(gold):
        typer.echo(line, err=True)
    return root.gold_root(gold)


def folders(wanted: list[str] | None, gold: str) -> list[Path]:
    """The folders of the articles named, or of all. Raises GoldError where one is not there."""
    from onrecord.gold.load import article_folders, no_article

    root = gold_root(gold)
    known = {f.name: f for f in article_folders(root)}
    for name in wanted or []:
        if name not in known:
            raise no_article(name, root, known)
    return [known[name] for name in wanted] if wanted else list(known.values())
