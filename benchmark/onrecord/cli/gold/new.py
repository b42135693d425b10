"""``onrecord gold new``."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.gold.folders import Gold

_RULES = "baseline:rules"


class Origin(StrEnum):
    collected = "collected"
    composed = "composed"


class Format(StrEnum):
    text = "text"
    html = "html"


def new(
    file: Annotated[
        str, typer.Argument(help="A text or a saved page; - reads standard input.", metavar="FILE|-")
    ],
    id: Annotated[str, typer.Option("--id", help="The folder's name; made of the title without it.")] = "",
    title: Annotated[str, typer.Option(help="The headline without it.")] = "",
    source: Annotated[str, typer.Option(help="Who published it, and where.")] = "",
    licence: Annotated[str, typer.Option(help="The licence of the text.")] = "",
    date: Annotated[str, typer.Option(help="When it was published.", metavar="YYYY-MM-DD")] = "",
    origin: Annotated[Origin, typer.Option(help="Found somewhere, or written for gold.")] = Origin.collected,
    suggest: Annotated[
        bool, typer.Option("--suggest", help="Suggest quotes and speakers; a person accepts them.")
    ] = False,
    model: Annotated[
        str, typer.Option("--model", help="Who suggests, as for onrecord run.", metavar="MODEL")
    ] = _RULES,
    format: Annotated[
        Format | None, typer.Option("--format", help="What the file is; told by its content without it.")
    ] = None,
    encoding: Annotated[str, typer.Option(help="The file's encoding, where it is not UTF-8.")] = "",
    gold: Gold = "",
) -> None:
    """Make an article folder of a text or a saved page, with regions proposed.

    Nothing is fetched and nothing is overwritten. What only you can tell is marked TODO in meta.json.
    Suggestions stand in suggestions.jsonl, and are no gold until ‘onrecord gold accept’ or the page of
    ‘onrecord gold annotate’ makes them so.

    Example: onrecord gold new saved-page.html --licence CC-BY-4.0 --suggest

    Exit codes: 0 made, 2 a file that is no article, or a folder that is there already.
    """
    from onrecord import data
    from onrecord.cli.gold.folders import gold_root
    from onrecord.errors import GoldError
    from onrecord.models.registry import make_model
    from onrecord.workbench.new.draft import Told, draft, free_folder, write

    root = gold_root(gold)
    if not gold and data.root().name == "_data":
        raise GoldError("there is no checkout here to add gold to; name a folder of your own: --gold DIR")
    asked = make_model(model) if suggest or model != _RULES else None
    told = Told(id, title, source, licence, date, origin.value)
    made = draft(_read(file), file, told, encoding, format.value if format else "")
    free_folder(made, root)
    suggestions = None
    if asked is not None:
        from onrecord.workbench.new.suggest import suggest as suggest_records

        suggestions = suggest_records(made.article, asked)
    folder = write(made, root, suggestions.records if suggestions else ())
    typer.echo(folder)
    for remark in made.remarks:
        typer.echo(f"note: {remark}", err=True)
    if suggestions:
        kinds = [r.kind for r in suggestions.records]
        counts = ", ".join(
            f"{kinds.count(k)} {k}{'s' * (kinds.count(k) != 1)}" for k in ("quote", "speaker", "mention")
        )
        typer.echo(f"suggested by {asked.name if asked else ''}, not accepted yet: {counts}", err=True)
        for remark in suggestions.remarks:
            typer.echo(f"note: {remark}", err=True)
    if made.unknown:
        typer.echo(f"fill in {folder / 'meta.json'}: {', '.join(made.unknown)}", err=True)
    typer.echo('"redistributable" is false there until you say that it may be', err=True)
    where = f" --gold {gold}" if gold else ""
    typer.echo(f"next: onrecord gold annotate {folder.name}{where}", err=True)


def _read(file: str) -> bytes:
    from onrecord.errors import GoldError
    from onrecord.workbench.new.text import LARGEST

    try:
        if file == "-":
            return sys.stdin.buffer.read(LARGEST + 1)
        with Path(file).open("rb") as opened:
            return opened.read(LARGEST + 1)
    except OSError as error:
        raise GoldError(f"{file}: cannot be read ({error.strerror})") from None
    except ValueError as error:  # a NUL in a name
        raise GoldError(f"{file!r}: cannot be read ({error})") from None
