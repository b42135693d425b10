"""Cuts a paragraph into words, punctuation and whole marked strings, and those into sentences.

A marked string is one item: what stands inside it never decides where the sentence around it ends,
except for the full stop that it ends with.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from onrecord.reading.types import Marked
from onrecord.text import DASHES, Span

ItemKind = Literal["word", "punct", "marked"]


class Item(NamedTuple):
    """A word, a run of punctuation or a marked string: its place, and its case-folded form."""

    kind: ItemKind
    start: int
    end: int
    form: str
    is_capital: bool

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


# Longer sentences are cut: what reads one may look at all pairs of its items.
LONGEST_SENTENCE = 160

_TITLES = "|".join(
    """Mr Mrs Ms Mx Dr Prof Rev Fr Sr Jr St Sen Sens Rep Reps Gen Gov Govs Lt Col Capt Cmdr Maj Sgt Cpl Adm
    Hon Pres Supt Insp Det Dist Atty Mt Ft vs No Inc Ltd Co Corp Dept Univ Calif Fla Tex Pa Mass Conn Va
    Wis Minn Mich Ariz Colo Ga Ill Ind Ky La Md Mo Mont Neb Nev Okla Ore Tenn Vt Wash Jan Feb Aug Sept
    Oct Nov Dec etc""".split()
)
_ITEM = re.compile(
    rf"(?P<word>(?:[A-Za-z]\.){{2,5}}(?![^\W_])|(?=[A-Zve])(?:{_TITLES})\.(?!\.)|[A-Z]\.(?=\s[A-Z])"
    r"|[$€£#@]?[^\W_]+(?:['’.,&/_-][^\W_]+)*['’]?(?<![,./&_-]))"
    r"|(?P<punct>\.\.+|--+|[^\w\s]|_)"
)
_MAY_END = re.compile(r"(?:[A-Z]\.){2,}|(?:a|p)\.m\.|Inc\.|Ltd\.|Co\.|Corp\.|Jr\.|Sr\.|etc\.", re.IGNORECASE)
_STARTERS = frozenset(
    """the a an he she it they we i you his her its their our in on at but and so if when while after
    before this that these those there as for from by with however meanwhile still then both mr. mrs.
    ms.""".split()
)
_TERMINAL = frozenset(".!?…")


def items(text: str, span: Span, marked: Sequence[Marked]) -> list[Item]:
    """The items of one stretch of text; ``marked`` are the outermost marked strings in it, in order."""
    found: list[Item] = []
    at = span.start
    for m in marked:
        _plain(text, at, m.span.start, found)
        first = next((c for c in m.inner.of(text) if c.isalnum()), "")
        found.append(Item("marked", m.span.start, m.span.end, "", first.isupper()))
        at = m.span.end
    _plain(text, at, span.end, found)
    return found


def _plain(text: str, start: int, end: int, found: list[Item]) -> None:
    for match in _ITEM.finditer(text, start, end):
        words = match.group()
        left, right = match.span()
        if match.lastgroup == "word":
            first = words[1:2] if words[0] in "$€£#@" else words[0]
            form = words.casefold().replace("’", "'")
            if words[-1] in "'’" and words[-2:-1] not in ("s", "S"):
                # A closing mark, not the apostrophe of a plural.
                found.append(Item("word", left, right - 1, form[:-1], first.isupper()))
                found.append(Item("punct", right - 1, right, "'", False))
            else:
                found.append(Item("word", left, right, form, first.isupper()))
        else:
            form = "—" if words[0] in DASHES else words
            found.append(Item("punct", left, right, form, False))


def sentences_of(text: str, found: Sequence[Item]) -> list[list[Item]]:
    """The sentences of a paragraph's items, none longer than LONGEST_SENTENCE items."""
    result: list[list[Item]] = []
    current: list[Item] = []
    for item, following in pairwise(found):
        current.append(item)
        may_end = item.kind != "word" or item.form.endswith(".")
        if len(current) >= LONGEST_SENTENCE or (may_end and _ends(text, current, following)):
            result.append(current)
            current = []
    current += found[-1:]
    if current:
        result.append(current)
    return result


def _ends(text: str, current: Sequence[Item], following: Item) -> bool:
    item = current[-1]
    if following.kind == "punct" and following.form not in ("(", "[", "—"):
        return False
    starts = following.is_capital or following.kind == "marked" or following.form[:1].isdigit()
    if not starts and following.form not in ("(", "["):
        return False
    if item.kind == "marked":
        inner = text[item.start : item.end].rstrip("\"'”’»›“")
        return inner[-1:] in _TERMINAL and following.kind != "punct"
    if item.form in (")", "]") and len(current) > 1 and current[-2].kind == "punct":
        return current[-2].form[0] in _TERMINAL
    if item.kind == "punct":
        return item.form[0] in _TERMINAL and following.start > item.end
    return (
        item.form.endswith(".")
        and bool(_MAY_END.fullmatch(item.form))
        and following.is_capital
        and following.form in _STARTERS
    )
