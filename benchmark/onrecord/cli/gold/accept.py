"""``onrecord gold accept`` and ``onrecord gold reject``."""

from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.gold.folders import Gold, folders

if TYPE_CHECKING:
    from onrecord.workbench.annotate.document import Document

Article = Annotated[str, typer.Argument(help="The article's id.", metavar="ARTICLE")]
Ids = Annotated[list[str] | None, typer.Argument(help="Suggestions, by their ids.", metavar="[ID]…")]
All = Annotated[bool, typer.Option("--all", help="Every open suggestion.")]


def accept(article: Article, ids: Ids = None, every: All = False, gold: Gold = "") -> None:
    """Make suggestions gold; without ids, list those that are open.

    The speaker and the mentions that a quote names are accepted with it.

    Example: onrecord gold accept harbour-ferry q1 q3

    Exit codes: 0 done, 2 no such suggestion.
    """
    from onrecord.workbench.new.accept import accept

    document = _document(article, gold)
    if not (ids or every):
        _list(document)
        return
    done = accept(document, None if every else ids)
    typer.echo(f"accepted: {', '.join(done.asked)}")
    if done.along:
        typer.echo(f"and with them, as they are named: {', '.join(done.along)}")
    for old, new in (done.renamed or {}).items():
        typer.echo(f"‘{old}’ is taken in gold; it is now {new}")
    typer.echo(f"next: onrecord gold check {article}{f' --gold {gold}' if gold else ''}", err=True)


def reject(article: Article, ids: Ids = None, every: All = False, gold: Gold = "") -> None:
    """Throw suggestions away; without ids, list those that are open. Gold stays as it is.

    Example: onrecord gold reject harbour-ferry q2

    Exit codes: 0 done, 2 no such suggestion, or one that others name.
    """
    from onrecord.workbench.new.accept import reject

    document = _document(article, gold)
    if not (ids or every):
        _list(document)
        return
    done = reject(document, None if every else ids)
    typer.echo(f"rejected: {', '.join(done.asked)}")


def _document(article: str, gold: str) -> "Document":
    from onrecord.workbench.annotate.document import Document

    (folder,) = folders([article], gold)
    return Document(folder)


def _list(document: "Document") -> None:
    from onrecord.workbench.new.accept import shown, suggestions

    found = suggestions(document)
    for record in found:
        typer.echo(shown(document, record))
    typer.echo(f"{len(found)} open suggestions; name some, or --all", err=True)
