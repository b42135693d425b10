"""The same article as it was before it was scraped: places of the damaged text, in the clean one."""

import difflib
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

from onrecord.gold.canary import without_canary
from onrecord.gold.twins.rewriting import Edit, edited, mover
from onrecord.reading.marks import marked_strings
from onrecord.reading.types import Marked
from onrecord.text import Span

CLEAN = "clean.txt"
_TOKEN = re.compile(r"\w+|[^\w\s]")
_GARBLED = re.compile(r"[ÂÃÄÅÆÇÈÉâ][\u0080-\u00ff\u0152-\u2122]{1,2}|â€")


def clean_text(folder: Path) -> str:
    """The clean text of a damaged article, or "" where it has none."""
    path = folder / CLEAN
    return without_canary(path.read_bytes()).decode() if path.exists() else ""


def into(damaged: str, clean: str) -> Callable[[Span], Span | None]:
    """Where a place of the damaged text is in the clean one; None where less than half of it is there.

    Tokens are aligned, those decoded wrongly by what they were. What the damage changed inside a place is
    inside it in the clean text too, and a quote mark that it had lost at an edge belongs to the place again.
    """
    repairs = list(_repairs(damaged))
    sound, repaired = edited(damaged, repairs), mover(repairs)
    old, new = ([Span(*m.span()) for m in _TOKEN.finditer(text)] for text in (sound, clean))
    matcher = difflib.SequenceMatcher(
        None, [s.of(sound) for s in old], [s.of(clean) for s in new], autojunk=False
    )
    partner = {a + n: b + n for a, b, size in matcher.get_matching_blocks() for n in range(size)}
    starts = [span.start for span in old]
    marked = marked_strings(clean)

    def place(span: Span) -> Span | None:
        span = repaired(span)
        first = bisect_right(starts, span.start) - 1
        last = bisect_right(starts, span.end - 1) - 1
        kept = [partner[n] for n in range(max(first, 0), last + 1) if n in partner]
        # What the damage had run together lies in several paragraphs: the place is where most of it is.
        kept = max(_by_paragraph(kept, new, clean), key=len, default=[])
        if 2 * len(kept) < last - first + 1:
            return None
        return _with_marks(Span(new[min(kept)].start, new[max(kept)].end), marked)

    return place


def _repairs(text: str) -> Iterator[Edit]:
    """The edits that undo UTF-8 read as Windows-1252."""
    for match in _GARBLED.finditer(text):
        try:
            yield Edit(Span(*match.span()), match.group().encode("cp1252").decode())
        except UnicodeError:
            # Of the closing mark's three bytes Windows-1252 has no character for the last.
            if match.group().startswith("â€"):
                end = match.end() if match.group().endswith("\x9d") else match.start() + 2
                yield Edit(Span(match.start(), end), "”")


def _with_marks(span: Span, marked: list[Marked]) -> Span:
    """A place with the quote mark that it lacks at an edge, where it has the string's other end."""
    start, end = span
    openings = {string.span.start for string in marked}
    for string in marked:
        if end == string.inner.end and start <= string.inner.start:
            end = string.span.end
        if start == string.inner.start and end >= string.inner.end:
            start = string.span.start
        if end == string.span.end and string.span.start < start and start not in openings:
            start = string.span.start
    return Span(start, end)


def _by_paragraph(tokens: list[int], spans: list[Span], text: str) -> Iterator[list[int]]:
    """Tokens of a text, by the line that they stand in."""
    line: list[int] = []
    for before, token in pairwise([None, *tokens]):
        assert token is not None
        if before is not None and "\n" in text[spans[before].end : spans[token].start]:
            yield line
            line = []
        line.append(token)
    yield line
