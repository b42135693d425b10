"""Differences in a terminal: a sentence each, and under it both sides in context."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from onrecord.reports.html_text import clean, count
from onrecord.workbench.diff.comparison import Comparison
from onrecord.workbench.diff.differences import COMPARED, Difference
from onrecord.workbench.diff.passages import Passage, Piece, passages

PLURALS = {
    "region": "regions",
    "speaker": "speakers",
    "mention": "mentions",
    "quote": "quotes",
    "not_quote": "not quotes",
    "damage": "damage",
    "fact": "facts",
    "statement": "statements",
    "summary": "summaries",
}


class Signs(NamedTuple):
    """What stands round words that one side alone has, as wdiff writes it."""

    opening: str
    closing: str
    colour: str


LOST = Signs("[-", "-]", "red")
NEW = Signs("{+", "+}", "green")
# Narrower than this, one side stands under the other.
_WIDE = 96


def console(*, width: int | None = None) -> Console:
    """The terminal; without one, plain text of a fixed width."""
    found = Console(highlight=False, markup=False, emoji=False, soft_wrap=False, width=width)
    if width is None and not found.is_terminal:
        return Console(highlight=False, markup=False, emoji=False, soft_wrap=False, width=120)
    return found


def show(comparison: Comparison, out: Console) -> None:
    """All differences, by kind, in the order of the text."""
    if out.is_terminal:
        _show(comparison, out)
        return
    with out.capture() as captured:
        _show(comparison, out)
    # Columns are filled up with spaces, which nobody wants in a file.
    out.file.write("".join(f"{line.rstrip()}\n" for line in captured.get().splitlines()))


def _show(comparison: Comparison, out: Console) -> None:
    a, b = comparison.a, comparison.b
    found = comparison.differences
    out.print(Text(clean(f"{a.article.id}: {a.name} → {b.name}"), style="bold"))
    out.print(Text(summary(found)))
    for kind in COMPARED:
        here = [d for d in found if d.kind == kind]
        if here:
            out.print()
            out.print(Text(PLURALS[kind], style="bold underline"))
        for difference in here:
            out.print(Padding(sentence(difference, a.name, b.name), (0, 0, 0, 2)))
            out.print(side_by_side(a.article.raw, difference, (a.name, b.name), out.width))


def summary(found: Sequence[Difference]) -> str:
    """``12 differences: 3 quotes, 9 facts``."""
    if not found:
        return "no difference"
    kinds = {kind: sum(d.kind == kind for d in found) for kind in COMPARED}
    parts = ", ".join(
        f"{n} {kind.replace('_', ' ') if n == 1 else PLURALS[kind]}" for kind, n in kinds.items() if n
    )
    return f"{count(len(found), 'difference')}: {parts}"


def sentence(difference: Difference, name_a: str = "a", name_b: str = "b") -> Text:
    """``q3: speaker Austin → Gallant; form direct → mixed``."""
    line = Text(clean(difference.title), style="bold")
    line.append(clean(f": {difference.said(name_a, name_b)}"), style="not bold")
    return line


def side_by_side(raw: str, difference: Difference, names: tuple[str, str], width: int) -> RenderableType:
    """Both sides of a difference with the words marked."""
    shown = [p for p in passages(raw, difference) if p.a or p.b]
    return Padding(Group(*(_passage(p, names, width) for p in shown)), (0, 0, 0, 4))


def _passage(passage: Passage, names: tuple[str, str], width: int) -> RenderableType:
    title = f"{passage.title} " if passage.title else ""
    if passage.a == passage.b or not passage.a or not passage.b:
        name = "" if passage.a == passage.b else names[0 if passage.a else 1]
        pieces = passage.a or passage.b
        return _labelled([(f"{title}{name}".strip(), marked(pieces, LOST, passage.is_written))])
    sides = [
        (f"{title}{name}", marked(pieces, only, passage.is_written))
        for name, pieces, only in zip(names, (passage.a, passage.b), (LOST, NEW), strict=True)
    ]
    if width < _WIDE:
        return _labelled(sides)
    grid = Table.grid(padding=(0, 2), expand=True)
    grid.add_column(ratio=1)
    grid.add_column(ratio=1)
    grid.add_row(*(_labelled([side]) for side in sides))
    return grid


def _labelled(sides: Iterable[tuple[str, Text]]) -> RenderableType:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column()
    for label, words in sides:
        grid.add_row(Text(clean(label)), words)
    return grid


def marked(pieces: Iterable[Piece], only: Signs, is_written: bool = False) -> Text:
    """Pieces as text: ⟦⟧ round the article's words, and signs round what one side alone has."""
    line = Text(overflow="fold")
    inside = False
    for piece in pieces:
        words = clean(" ".join(piece.text.split("\n")))
        if bool(piece.mark) != inside and not is_written:
            line.append("⟦" if piece.mark else "⟧")
            inside = bool(piece.mark)
        if piece.mark == "only":
            line.append(f"{only.opening}{words}{only.closing}", style=f"bold {only.colour}")
        else:
            line.append(words, style="bold" if piece.mark else "")
    if inside:
        line.append("⟧")
    return line
