"""``onrecord gold preview``."""

from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.gold.folders import Gold, gold_root


def preview(
    article: Annotated[str, typer.Argument(help="The article's id.", metavar="ARTICLE")],
    pass_: Annotated[
        str, typer.Option("--pass", help="A pass instead of the gold.", metavar="NAME", show_default=False)
    ] = "",
    out: Annotated[
        str,
        typer.Option("--out", help="Where to write it: ARTICLE.html without; - for stdout.", metavar="FILE"),
    ] = "",
    gold: Gold = "",
) -> None:
    """The article with its gold as one page: text, quotes, facts, statements, summaries, what is wrong.

    Example: onrecord gold preview pentagon-rafah --pass a --out a.html
    """
    from onrecord.gold.check import folders_to_check
    from onrecord.gold.save import write_file
    from onrecord.workbench.preview.page import render_page
    from onrecord.workbench.preview.reading import read_sheet

    (folder,) = folders_to_check(gold_root(gold), [article])
    sheet = read_sheet(folder, pass_)
    page = render_page(sheet)
    if out == "-":
        typer.echo(page)
        return
    path = Path(out or f"{folder.name}{f'-{pass_}' if pass_ else ''}.html")
    write_file(path, page)
    typer.echo(str(path))
