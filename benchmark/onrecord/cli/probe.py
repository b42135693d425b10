"""``onrecord probe``: can the scores be cheated, and do they notice what they must?"""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.progress import counted
from onrecord.cli.runs import Format, listed, print_grid

if TYPE_CHECKING:
    from onrecord.gold.article import Article


def probe(
    edits: Annotated[
        bool, typer.Option("--edits", help="Typed edits of good summaries, instead of the probes.")
    ] = False,
    reader: Annotated[
        bool, typer.Option("--reader", help="The reader of summaries on written cases, instead.")
    ] = False,
    gold: Annotated[str, typer.Option(help="Another gold folder.", metavar="DIR")] = "",
    articles: Annotated[str, typer.Option(help="Article ids, joined by commas.", metavar="A,B")] = "",
    split: Annotated[str, typer.Option(help="Only articles of this split: dev or test.")] = "",
    each: Annotated[int, typer.Option(help="--edits: so many of each type.", min=1)] = 300,
    seed: Annotated[int, typer.Option(help="--edits: draws other places and words.", min=0)] = 0,
    minilm: Annotated[
        bool, typer.Option("--minilm", help="--edits: MiniLM's cosine beside ours (slow).")
    ] = False,
    cases: Annotated[
        list[Path] | None, typer.Option(help="--reader: a file of cases of your own.", metavar="FILE")
    ] = None,
    show: Annotated[
        bool,
        typer.Option("--show", help="Below the table: every miss, or the articles on which a probe pays."),
    ] = False,
    format: Annotated[Format, typer.Option(help="How to write the table.")] = Format.terminal,
) -> None:
    """Try to cheat the scores, and see what they notice.

    Exit code 1 where a probe pays, or a goal is missed.

    Examples: onrecord probe · onrecord probe --edits --show · onrecord probe --reader --split test
    """
    from onrecord.errors import OnRecordError
    from onrecord.validity import report

    if edits and reader:
        raise OnRecordError("--edits and --reader are two measurements: name one of them")
    chosen = _articles(gold, articles, split)
    if edits:
        table = report.edits(chosen, each, seed, minilm, partial(counted, doing="editing"))
    elif reader:
        table = report.reader(chosen, cases or [], _there(gold))
    else:
        table = report.probes(chosen, partial(counted, doing="trying"))
    print_grid(table, format, show)
    if table.failed:
        raise typer.Exit(1)


def _articles(gold: str, articles: str, split: str) -> "list[Article]":
    from onrecord.runs.plan import Plan

    return list(Plan(gold=gold, article_ids=listed(articles), split=split).articles())


def _there(gold: str) -> list[str]:
    """The ids of all articles, chosen or not."""
    from onrecord.runs.plan import Plan

    return [folder.name for folder in Plan(gold=gold).folders]
