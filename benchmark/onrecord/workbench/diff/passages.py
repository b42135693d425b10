"""The words of a difference in their context, piece by piece, with what only one side has marked."""

import difflib
import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from onrecord.gold.article import Fact, Quote, Speaker, Statement, Summary
from onrecord.text import Span
from onrecord.workbench.diff.differences import NOWHERE, Difference, Item, spans_of

AROUND = 60
_NEAR = 90
_LONGEST = 420

Mark = Literal["", "both", "only"]


class Piece(NamedTuple):
    """Words and how they stand: outside their side's record (""), in the record of both, or of this alone."""

    text: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Passage:
    """One thing to look at, as each side has it; empty where a side has none."""

    title: str
    a: tuple[Piece, ...]
    b: tuple[Piece, ...]
    is_written: bool = False
    """Whether an annotator wrote it: the words are then not the article's."""


def passages(raw: str, difference: Difference) -> list[Passage]:
    """What to show of a difference: the words in the article, and the texts that annotators wrote."""
    a, b = difference.a, difference.b
    shown = []
    texts = _text(a), _text(b)
    # A speaker's name is shown where it differs: what else differs are names, and those are in the sentence.
    if any(texts) and not (isinstance(a, Speaker) and texts[0] == texts[1]):
        shown.append(
            Passage("name" if isinstance(a or b, Speaker) else "text", *_words(*texts), is_written=True)
        )
    if isinstance(a or b, Speaker) and difference.place != NOWHERE:
        first, _ = _places(raw, (difference.place,), (difference.place,))
        shown.append(Passage("first mention", first, first))
    spans = _spans(a), _spans(b)
    if any(spans):
        shown.append(
            Passage(
                "evidence" if any(texts) else "",
                *_places(raw, spans[0], spans[1], a is not None, b is not None),
            )
        )
    fields = {change.field for change in difference.changes}
    for field in ("verbatim", "cue"):
        if field in fields and isinstance(a, Quote) and isinstance(b, Quote):
            own = (a.verbatim, b.verbatim) if field == "verbatim" else (_one(a.cue), _one(b.cue))
            shown.append(Passage(field.replace("verbatim", "marked words"), *_places(raw, *own)))
    return shown


def _spans(item: Item | None) -> tuple[Span, ...]:
    return () if item is None else spans_of(item)


def _one(span: Span | None) -> tuple[Span, ...]:
    return (span,) if span else ()


def _text(item: Item | None) -> str:
    if isinstance(item, Fact | Statement | Summary):
        return item.text
    return item.name if isinstance(item, Speaker) else ""


def _words(a: str, b: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Two texts, word by word: what the other lacks is marked."""
    if not a or not b:
        return _join([Piece(a, "")]), _join([Piece(b, "")])
    left, right = (re.findall(r"\s+|\w+|[^\w\s]", text) for text in (a, b))
    found: tuple[list[Piece], list[Piece]] = ([], [])
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        mark: Mark = "" if tag == "equal" else "only"
        found[0].append(Piece("".join(left[i:j]), mark))
        found[1].append(Piece("".join(right[k:m]), mark))
    return _join(found[0]), _join(found[1])


def _places(
    raw: str, a: Sequence[Span], b: Sequence[Span], has_a: bool = True, has_b: bool = True
) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    windows = _windows(raw, [*a, *b])
    # A record that one side alone has differs as a whole: nothing in it is marked further.
    return (
        _side(raw, windows, a, b if has_b else a) if has_a else (),
        _side(raw, windows, b, a if has_a else b) if has_b else (),
    )


def _windows(raw: str, spans: Iterable[Span]) -> list[Span]:
    """Stretches of text that hold all spans with some context, each inside its line."""
    groups: list[Span] = []
    for span in sorted(set(spans)):
        if groups and span.start - groups[-1].end <= _NEAR and "\n" not in raw[groups[-1].end : span.start]:
            groups[-1] = Span(groups[-1].start, max(groups[-1].end, span.end))
        elif groups and groups[-1].contains(span):
            continue
        else:
            groups.append(span)
    return [_widened(raw, group) for group in groups]


def _widened(raw: str, group: Span) -> Span:
    start = max(raw.rfind("\n", 0, group.start) + 1, group.start - AROUND)
    line_end = raw.find("\n", group.end)
    end = min(line_end if line_end >= 0 else len(raw), group.end + AROUND)
    while 0 < start < group.start and not raw[start - 1].isspace():
        start += 1
    while group.end < end < len(raw) and not raw[end].isspace():
        end -= 1
    return Span(start, end)


def _side(
    raw: str, windows: Sequence[Span], mine: Sequence[Span], theirs: Sequence[Span]
) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for n, window in enumerate(windows):
        if n:
            pieces.append(Piece(" … ", ""))
        elif window.start > 0 and raw[window.start - 1] != "\n":
            pieces.append(Piece("… ", ""))
        edges = {window.start, window.end}
        edges |= {e for span in (*mine, *theirs) for e in span if window.start < e < window.end}
        cuts = sorted(edges)
        for left, right in itertools.pairwise(cuts):
            piece = Span(left, right)
            held = any(s.contains(piece) for s in mine)
            shared = any(s.contains(piece) for s in theirs)
            pieces.append(Piece(piece.of(raw), ("both" if shared else "only") if held else ""))
    if windows and windows[-1].end < len(raw) and raw[windows[-1].end] != "\n":
        pieces.append(Piece(" …", ""))
    return _join(pieces)


def _join(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Neighbours of one mark in one; no piece longer than a reader wants to see."""
    joined: list[Piece] = []
    for piece in pieces:
        if not piece.text:
            continue
        if joined and joined[-1].mark == piece.mark:
            joined[-1] = Piece(joined[-1].text + piece.text, piece.mark)
        else:
            joined.append(piece)
    return tuple(Piece(_cut(p.text), p.mark) for p in joined)


def _cut(text: str) -> str:
    half = _LONGEST // 2
    return text if len(text) <= _LONGEST else f"{text[:half]} […] {text[-half:]}"
