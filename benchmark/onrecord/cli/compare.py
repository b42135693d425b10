"""``onrecord compare``: what differs between runs, and whether it is chance."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.runs import Format, print_grid

if TYPE_CHECKING:
    from onrecord.reports.grid import Grid


class PageFormat(StrEnum):
    """How a comparison is written."""

    terminal = "terminal"
    markdown = "markdown"
    json = "json"
    html = "html"


def compare(
    before: Annotated[
        str, typer.Argument(help="A run folder, a result file, or a git revision.", metavar="A")
    ],
    after: Annotated[list[str], typer.Argument(help="What is held against it.", metavar="B…")],
    flips: Annotated[
        int, typer.Option(help="On a terminal: so many items fixed and broken of each run; -1 for all.")
    ] = 20,
    format: Annotated[PageFormat, typer.Option(help="How to write it.")] = PageFormat.terminal,
) -> None:
    """How runs differ, paired by article.

    Each primary metric with its difference, interval and p-value, and every item fixed or broken. Run
    folders are scored anew first. REVISION:FILE is a result file at a revision of git, a revision alone its
    only file in baselines/. Exit code 3 where runs cannot be compared.

    Examples:

      onrecord compare runs/rules runs/smollm2

      onrecord compare baselines/rules.json runs/rules --format markdown

      onrecord compare main:baselines/rules.json runs/rules
    """
    from onrecord.compare import show
    from onrecord.compare.comparison import compare as held_against
    from onrecord.compare.sources import read_result
    from onrecord.errors import IncompleteError

    results = [read_result(named) for named in (before, *after)]
    comparisons = held_against(*results)
    if format is PageFormat.html:
        from onrecord.compare.page import comparison_page

        typer.echo(comparison_page(comparisons))
    elif format is PageFormat.json:
        typer.echo(show.as_json([show.comparison_json(c) for c in comparisons]))
    else:
        for comparison in comparisons:
            grid = show.comparison_grid(comparison)
            more = show.flips_markdown(comparison) if format is PageFormat.markdown else ""
            print_with_items(grid, Format(format), flips, more)
    if partial := [result.name for result in results if result.missing]:
        raise IncompleteError(f"{', '.join(partial)}: not finished, and compared as far as it goes")


def print_with_items(grid: "Grid", format: Format, most: int, more: str = "") -> None:
    """A table with items below: of more than ``most`` (-1: all), as many; or in Markdown ``more`` instead."""
    from onrecord.reports.html_text import one_line

    if format is Format.markdown:
        typer.echo(grid.heading)
    print_grid(grid, format)
    if more:
        typer.echo(f"\n{more}")
        return
    shown = grid.details if most < 0 else grid.details[:most]
    if format is Format.markdown and shown:
        typer.echo()
    for line in map(one_line, shown):
        # Code, in which Markdown finds nothing to render.
        typer.echo(f"- `{line.replace('`', 'ˋ')}`" if format is Format.markdown else line)
    if len(shown) < len(grid.details):
        typer.echo(f"… {len(grid.details) - len(shown):,} more: --flips -1 shows all")
