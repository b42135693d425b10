"""``onrecord gold adjudicate``."""

import sys
from typing import Annotated

import typer

from onrecord.cli.gold.folders import Gold, gold_root


def adjudicate(
    article: Annotated[str, typer.Argument(help="An article's id or folder.", metavar="ARTICLE")],
    a: Annotated[str, typer.Argument(help="A pass.", metavar="A")] = "a",
    b: Annotated[str, typer.Argument(help="The other pass.", metavar="B")] = "b",
    decisions: Annotated[
        str, typer.Option("--decisions", help="Take decisions from a file, ask nothing.", metavar="FILE")
    ] = "",
    pending: Annotated[
        bool, typer.Option("--pending", help="Print what waits, as decisions to fill in, and stop.")
    ] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Write over an annotations.jsonl that says something else.")
    ] = False,
    gold: Gold = "",
) -> None:
    """Make gold of two passes: what they agree on is taken, what they differ in is decided.

    Each decision is kept at once in passes/adjudication.jsonl; stop and go on as you like.

    Example: onrecord gold adjudicate pentagon-rafah a b

    Exit codes: 0 gold is written, or with --pending nothing waits; 2 passes, decisions or gold that cannot be
    used, or gold that stands and says something else; 4 something waits.
    """
    from onrecord.errors import IncompleteError
    from onrecord.workbench.adjudicate.finish import finish, read_decisions_to_apply, waiting_lines
    from onrecord.workbench.adjudicate.session import Adjudication
    from onrecord.workbench.adjudicate.terminal import decide_all
    from onrecord.workbench.diff.sides import article_folder, read_sides
    from onrecord.workbench.diff.terminal import console

    root = gold_root(gold)
    adjudication = Adjudication(article_folder(article, root), *read_sides(article, [a, b], root))
    if pending:
        for line in waiting_lines(adjudication):
            typer.echo(line)
        if waiting := adjudication.pending():
            raise IncompleteError(
                f"{len(waiting)} of {len(adjudication.questions)} wait; fill in ‘took’ (a, b, both or "
                "neither) and ‘why’, and give them back with --decisions FILE"
            )
        return
    if adjudication.unknown_labels:
        typer.echo(
            f"labels.jsonl: no statement of the passes is ‘{adjudication.unknown_labels[0]}’ "
            f"({len(adjudication.unknown_labels)} labels take no part); name them as a:v1 or b:v1",
            err=True,
        )
    empty: list[int] = []
    if decisions:
        filled, empty = read_decisions_to_apply(decisions)
        for number, decision in filled:
            adjudication.apply(f"{decisions}:{number}", decision)
    elif adjudication.pending():
        decide_all(adjudication, console())
    waiting = adjudication.pending()
    if waiting:
        total = len(adjudication.questions)
        left = f"{decisions}:{empty[0]}: ‘took’ is empty ({len(empty)} not filled in); " if empty else ""
        raise IncompleteError(
            f"{left}{total - len(waiting)} of {total} decided and kept; the next is {waiting[0].between[0]}. "
            "Go on with the same command"
        )
    sure = None if decisions or not sys.stdin.isatty() else typer.confirm
    finish(adjudication, console(), replace=replace, confirm=sure)
