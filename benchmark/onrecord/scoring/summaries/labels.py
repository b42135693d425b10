"""Sources that a headline or a bullet names before a colon: "Brill drivers: nobody listened"."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from onrecord.text import Span

_LABEL = re.compile(
    r"^[ \t]*(?:[-•*–][ \t]+)?(?P<source>[^\n:;,.!?“”\"]{2,60}):[ \t]+(?P<said>[^\n]+)$", re.MULTILINE
)
_LONGEST = 7


class Labelled(NamedTuple):
    """A line's source and the words after its colon, as places."""

    source: Span
    said: Span


def labelled(text: str, marked: Sequence[Span]) -> list[Labelled]:
    """The lines of a text that begin with a few words and a colon, without quotation marks after it.

    Whether those words name somebody is for the caller to tell.
    """
    found = []
    for match in _LABEL.finditer(text):
        source, said = Span(*match.span("source")), Span(*match.span("said"))
        if len(source.of(text).split()) <= _LONGEST and not any(said.overlaps(m) for m in marked):
            found.append(Labelled(source, said))
    return found
