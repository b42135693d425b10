"""Finds the strings in quote marks of a text: paired, left open over paragraphs, nested, or damaged."""

import re
from collections.abc import Iterator

from onrecord.reading.types import Marked
from onrecord.text import Span, paragraphs

DOUBLE = "\"“”„‟«»＂〝〞"
_STRAIGHT = "\"＂"
_OPENERS = "“„‟«〝"
_CLOSERS = "”»〞"
_GUILLEMETS = "«»"

# Short forms that begin with an apostrophe, and the decades ('90s).
_ELISION = re.compile(
    r"(?:em|til|till|tis|twas|twere|twill|cause|cuz|coz|bout|round|neath|gainst|ere|n|nuff|s|t|re|ve|ll|d|m)\b"
    r"|\d\ds?\b",
    re.IGNORECASE,
)
_SINGLE_OPENERS = "'‘‚‛‹"
_SINGLE_CLOSERS = "'’›"
_SINGLE = re.compile("['‘’‚‛‹›]")
# Letters inside a string in single marks, at most: further away, two apostrophes are likelier.
_LONGEST_SINGLE = 600


def marked_strings(text: str) -> list[Marked]:
    """The strings in quote marks, in the order of their start, an outer one before what it holds.

    A string never crosses a line end: words quoted over several paragraphs are one string in each. A
    mark that nothing closes opens a string to the end of its paragraph where the next one goes on with
    a mark, or where it stands at the start, after a colon or after a comma; else it is stray and opens
    nothing. Strings in single marks count where they clearly are quotation marks.
    """
    found: list[Marked] = []
    lines = paragraphs(text)
    carried = False
    for number, line in enumerate(lines):
        goes_on = number + 1 < len(lines) and text[lines[number + 1].start] in DOUBLE
        doubles, carried = _double(text, line, carried, goes_on)
        found += doubles
        found += _single(text, line, doubles)
    return sorted(found, key=lambda m: (m.span.start, -m.span.end))


def outermost(marked: list[Marked]) -> list[Marked]:
    """Those of some sorted marked strings that lie in no other."""
    kept: list[Marked] = []
    for m in marked:
        if not kept or m.span.start >= kept[-1].span.end:
            kept.append(m)
    return kept


def _double(text: str, line: Span, carried: bool, goes_on: bool) -> tuple[list[Marked], bool]:
    """The strings in double marks of one paragraph; whether the last one is left open.

    ``carried``: the paragraph before left one open. ``goes_on``: the next paragraph begins with a mark.
    """
    found: list[Marked] = []
    stack: list[int] = []
    first = True
    for place in _marks(text, line):
        opens = _opens(text, line, place, bool(stack), text[stack[-1]] if stack else "")
        if opens:
            if stack and not (_is_guillemet(text, place) != _is_guillemet(text, stack[-1])):
                # A second opener: the first one was never closed, and is stray.
                stack.pop()
            if len(stack) < 2:
                stack.append(place)
        elif stack:
            begin = stack.pop()
            found.append(_marked(text, begin, place + 1, closed=True))
        elif first and carried and not text[line.start] in DOUBLE:
            found.append(Marked(Span(line.start, place + 1), Span(line.start, place)))
        first = False
    if stack:
        begin = stack[0]
        before = text[line.start : begin].rstrip()
        held = text[begin + 1 : line.end]
        if any(c.isalnum() for c in held) and (goes_on or not before or before[-1] in ":,"):
            found = [m for m in found if m.span.start < begin]
            found.append(_marked(text, begin, line.end, closed=False))
            return found, True
    return [m for m in found if m.inner.start < m.inner.end], False


def _marks(text: str, line: Span) -> Iterator[int]:
    for match in re.finditer(f"[{DOUBLE}]", text[line.start : line.end]):
        yield line.start + match.start()


def _opens(text: str, line: Span, place: int, is_open: bool, opener: str) -> bool:
    """Whether a mark opens a string; its shape and what stands around it decide."""
    mark = text[place]
    before = text[place - 1] if place > line.start else " "
    after = text[place + 1] if place + 1 < line.end else " "
    looks_open = (before.isspace() or before in "([{—–-/'‘") and not after.isspace()
    looks_closed = not before.isspace() and (after.isspace() or after in ".,;:!?)]}—–-/'’")
    if mark in _STRAIGHT:
        if is_open and opener not in _GUILLEMETS:
            return looks_open and not looks_closed
        if before.isdigit() and not after.isalnum():
            # Inches, or the end of nothing.
            return False
        return not looks_closed or looks_open
    if mark == "“" and is_open and (opener == "„" or (looks_closed and not looks_open)):
        return False
    if mark in _CLOSERS and not is_open and looks_open and not looks_closed:
        return True
    if mark in "“«" and not is_open and looks_closed and not looks_open:
        return False
    return mark in _OPENERS


def _is_guillemet(text: str, place: int) -> bool:
    return text[place] in _GUILLEMETS


def _marked(text: str, start: int, end: int, *, closed: bool) -> Marked:
    inner_end = end - 1 if closed else end
    return Marked(Span(start, end), Span(start + 1, inner_end))


def _single(text: str, line: Span, doubles: list[Marked]) -> Iterator[Marked]:
    """The strings in single marks of one paragraph that cross no edge of one in double marks."""
    places = [line.start + m.start() for m in _SINGLE.finditer(text[line.start : line.end])]
    edges = sorted(e for m in doubles for e in (m.span.start, m.span.end - 1, m.inner.end))
    at = 0
    while at < len(places):
        begin = places[at]
        at += 1
        if not _single_opens(text, line, begin):
            continue
        limit = min(line.end, begin + _LONGEST_SINGLE, *(e for e in edges if e > begin)) if edges else min(
            line.end, begin + _LONGEST_SINGLE
        )
        end = _single_close(text, line, places, at, limit)
        if end is None:
            continue
        yield Marked(Span(begin, end + 1), Span(begin + 1, end))
        while at < len(places) and places[at] <= end:
            at += 1


def _single_opens(text: str, line: Span, place: int) -> bool:
    if text[place] not in _SINGLE_OPENERS or place + 1 >= line.end:
        return False
    before = text[place - 1] if place > line.start else " "
    if not (before.isspace() or before in "([{—–-" or before in DOUBLE):
        return False
    after = text[place + 1]
    return not after.isspace() and after not in _SINGLE_CLOSERS and not _ELISION.match(text, place + 1)


def _single_close(text: str, line: Span, places: list[int], at: int, limit: int) -> int | None:
    """The mark that closes a string in single marks, or None; a plural's apostrophe is passed over once."""
    candidate: int | None = None
    for place in places[at:]:
        if place >= limit and not (place == limit and place < line.end):
            break
        if _single_opens(text, line, place):
            break
        before = text[place - 1]
        after = text[place + 1] if place + 1 < line.end else " "
        if text[place] not in _SINGLE_CLOSERS or before.isspace() or after.isalnum():
            continue
        if before in "sS" and after == " " and text[place + 2 : place + 3].islower():
            if candidate is None:
                candidate = place
            continue
        return place
    return candidate
