"""``onrecord gold diff``."""

from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.gold.folders import Gold, gold_root

_WHAT = "Two annotation files, or an article and one or two of: a pass, ‘gold’, a file, a revision of git."


def diff(
    what: Annotated[list[str], typer.Argument(help=_WHAT, metavar="ARTICLE|FILE A [B]")],
    html: Annotated[str, typer.Option("--html", help="Write a page that shows them.", metavar="FILE")] = "",
    gold: Gold = "",
) -> None:
    """Where two annotations of an article differ: by meaning, not by line.

    Examples: onrecord gold diff pentagon-rafah a b · onrecord gold diff pentagon-rafah HEAD~3

    Exit codes: 0 shown, whether they differ or not; 2 a side that cannot be read, or is of another text.
    """
    from onrecord.workbench.diff.comparison import Comparison
    from onrecord.workbench.diff.page import write_page
    from onrecord.workbench.diff.sides import read_sides
    from onrecord.workbench.diff.terminal import console, show

    comparison = Comparison(*read_sides(what[0], what[1:], gold_root(gold)))
    show(comparison, console())
    if html:
        write_page(comparison, Path(html))
        typer.echo(f"{html}", err=True)
