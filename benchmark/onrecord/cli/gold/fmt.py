"""``onrecord gold fmt``."""

from typing import Annotated

import typer

from onrecord.cli.gold.folders import Articles, Gold, folders


def fmt(
    articles: Articles = None,
    gold: Gold = "",
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit code 2 where it would.")
    ] = False,
) -> None:
    """Write gold in its canonical form: records in order, anchors with least context. Passes stay as made.

    Example: onrecord gold fmt pentagon-rafah

    Exit codes: 0 fine, 2 an article that cannot be read, or with --check one that is not in that form.
    """
    from onrecord.errors import GoldError
    from onrecord.gold.fix import format_folder
    from onrecord.reports.html_text import clean, count

    changed = broken = 0
    chosen = folders(articles, gold)
    for folder in chosen:
        try:
            differs = format_folder(folder, write=not check)
        except GoldError as error:
            typer.echo(f"error: {clean(str(error))}")
            broken += 1
            continue
        if differs:
            typer.echo(folder / "annotations.jsonl")
            changed += 1
    what = "would change" if check else "changed"
    typer.echo(f"{count(len(chosen), 'article')}, {changed} {what}, {count(broken, 'error')}", err=True)
    if broken or (check and changed):
        raise typer.Exit(2)
