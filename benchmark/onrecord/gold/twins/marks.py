"""The same article with other quote marks: straight, curly, or guillemets."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from onrecord.gold.twins.kinds import Style
from onrecord.gold.twins.rewriting import Edit
from onrecord.reading.marks import marked_strings
from onrecord.text import DOUBLE_MARKS, Span


class _Pair(NamedTuple):
    opening: str
    closing: str


# Of outer quotations, and of those inside them.
_MARKS: Mapping[Style, tuple[_Pair, _Pair]] = {
    "straight": (_Pair('"', '"'), _Pair("'", "'")),
    "curly": (_Pair("“", "”"), _Pair("‘", "’")),
    "guillemets": (_Pair("«", "»"), _Pair("‹", "›")),
}
_OPENERS = "“„«‘‚‹"


def in_style(text: str, style: Style) -> Iterator[Edit]:
    """The edits that put a text's quote marks into a style: one character for each, so that no place moves.

    Marks that pair nothing (lost or doubled ones) change too, where they are double; apostrophes never do.
    """
    marked = marked_strings(text)
    # Where singles are the article's outer marks, doubles inside them are inner ones.
    found: dict[int, str] = {}
    open_until: list[int] = []
    for string in marked:
        open_until = [end for end in open_until if end > string.span.start]
        outer, inner = _MARKS[style]
        pair = inner if open_until else outer
        if string.inner.start > string.span.start:
            found[string.span.start] = pair.opening
        if string.span.end > string.inner.end:
            found[string.span.end - 1] = pair.closing
        open_until.append(string.span.end)
    for at, character in enumerate(text):
        if character in DOUBLE_MARKS and at not in found:
            pair = _MARKS[style][0]
            found[at] = pair.opening if _opens(text, at) else pair.closing
    for at in sorted(found):
        if text[at] != found[at]:
            yield Edit(Span(at, at + 1), found[at])


def _opens(text: str, at: int) -> bool:
    """Whether a mark without a partner stands as an opening one does."""
    if text[at] in _OPENERS:
        return True
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return (not before or before.isspace()) and bool(after) and not after.isspace()
