"""The same article as it was before it was scraped: places of the damaged text, in the clean one."""

import difflib
import re
from bisect import bisect_right
from collections.abc import Callable
from pathlib import Path

from onrecord.gold.canary import without_canary
from onrecord.reading.marks import marked_strings
from onrecord.text import Span

CLEAN = "clean.txt"
_TOKEN = re.compile(r"\w+|[^\w\s]|\n+")


def clean_text(folder: Path) -> str:
    """The clean text of a damaged article, or "" where it has none."""
    path = folder / CLEAN
    return without_canary(path.read_bytes()).decode() if path.exists() else ""


def into(damaged: str, clean: str) -> Callable[[Span], Span | None]:
    """Where a place of the damaged text is in the clean one; None where less than half of it is there.

    Tokens are aligned. What the damage changed inside a place is inside it in the clean text too, and a
    quote mark that it had lost at an edge belongs to the place again.
    """
    old, new = ([Span(*m.span()) for m in _TOKEN.finditer(text)] for text in (damaged, clean))
    matcher = difflib.SequenceMatcher(
        None, [s.of(damaged) for s in old], [s.of(clean) for s in new], autojunk=False
    )
    partner: dict[int, int] = {}
    for block in matcher.get_matching_blocks():
        for n in range(block.size):
            partner[block.a + n] = block.b + n
    starts = [span.start for span in old]
    # With one of its marks, a string is a quote that had lost the other.
    marked = marked_strings(clean)
    strings = {Span(m.span.start, m.inner.end): m.span for m in marked}
    strings |= {Span(m.inner.start, m.span.end): m.span for m in marked}

    def place(span: Span) -> Span | None:
        first = bisect_right(starts, span.start) - 1
        last = bisect_right(starts, span.end - 1) - 1
        kept = [partner[n] for n in range(max(first, 0), last + 1) if n in partner]
        if 2 * len(kept) < last - first + 1:
            return None
        found = Span(new[min(kept)].start, new[max(kept)].end)
        return strings.get(found, found)

    return place
