"""Finds the strings in quote marks of a text: paired, left open over paragraphs, nested, or damaged."""

import re
from collections.abc import Iterator

from onrecord.reading.types import Marked
from onrecord.text import DOUBLE_MARKS, Span, paragraphs

# Two single marks side by side, or two grave accents, are a double mark in much text that machines made.
_DOUBLE_MARK = re.compile(f"(?<![^\\s(\\[])''|''(?!')|``|[{DOUBLE_MARKS}]")
_STRAIGHT = "\"＂'"
_OPENERS = "“„‟«〝`"
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
        goes_on = number + 1 < len(lines) and _DOUBLE_MARK.match(text, lines[number + 1].start) is not None
        doubles, carried = _double(text, line, carried, goes_on)
        found += doubles
        following = lines[number + 1].start if number + 1 < len(lines) else None
        found += _single(text, line, doubles, following)
    return sorted(found, key=lambda m: (m.span.start, -m.span.end))


def outermost(marked: list[Marked]) -> list[Marked]:
    """Those of some sorted marked strings that lie in no other."""
    kept: list[Marked] = []
    for m in marked:
        if not kept or m.span.start >= kept[-1].span.end:
            kept.append(m)
    return kept


def is_double(text: str, marked: Marked) -> bool:
    """Whether a marked string stands in double marks (or goes on with one that was opened before)."""
    return _DOUBLE_MARK.match(text, marked.span.start) is not None or marked.span.start == marked.inner.start


def _double(text: str, line: Span, carried: bool, goes_on: bool) -> tuple[list[Marked], bool]:
    """The strings in double marks of one paragraph; whether the last one is left open.

    ``carried``: the paragraph before left one open. ``goes_on``: the next paragraph begins with a mark.
    """
    found: list[Marked] = []
    stack: list[Span] = []
    first = True
    for match in _DOUBLE_MARK.finditer(text, line.start, line.end):
        mark = Span(*match.span())
        if _opens(text, line, mark, stack[-1].of(text) if stack else ""):
            if stack and _is_guillemet(text, mark) == _is_guillemet(text, stack[-1]):
                # A second opener: the first one was never closed, and is stray.
                stack.pop()
            if len(stack) < 2:
                stack.append(mark)
        elif stack:
            opener = stack.pop()
            found.append(Marked(Span(opener.start, mark.end), Span(opener.end, mark.start)))
        elif first and carried and mark.start > line.start:
            found.append(Marked(Span(line.start, mark.end), Span(line.start, mark.start)))
        first = False
    found = [m for m in found if any(c.isalnum() for c in m.inner.of(text))]
    if stack:
        opener = stack[0]
        before = text[line.start : opener.start].rstrip()
        held = Span(opener.end, line.end)
        may_go_on = goes_on or not before or before[-1] in ":,"
        if may_go_on and any(c.isalnum() for c in held.of(text)):
            found = [m for m in found if m.span.start < opener.start]
            return [*found, Marked(Span(opener.start, line.end), held)], True
    return found, False


def _opens(text: str, line: Span, mark: Span, opener: str) -> bool:
    """Whether a mark opens a string; its shape and what stands around it decide. ``opener`` is the mark
    that is open now, or "".
    """
    shape = text[mark.start]
    before = text[mark.start - 1] if mark.start > line.start else " "
    after = text[mark.end] if mark.end < line.end else " "
    looks_open = (before.isspace() or before in "([{—–-/'‘") and not after.isspace()
    looks_closed = not before.isspace() and (after.isspace() or after in ".,;:!?)]}—–-/'’")
    if shape in _STRAIGHT:
        if opener and opener not in _GUILLEMETS:
            return looks_open and not looks_closed
        if before.isdigit() and not after.isalnum():
            # Inches.
            return False
        return not looks_closed or looks_open
    if shape == "“" and opener and (opener == "„" or (looks_closed and not looks_open)):
        return False
    if shape in _CLOSERS and not opener and looks_open and not looks_closed:
        return True
    if shape in "“«" and not opener and looks_closed and not looks_open:
        return False
    return shape in _OPENERS


def _is_guillemet(text: str, mark: Span) -> bool:
    return text[mark.start] in _GUILLEMETS


def _single(text: str, line: Span, doubles: list[Marked], following: int | None) -> Iterator[Marked]:
    """The strings in single marks of one paragraph: inside one in double marks, outside all, or around some.

    ``following`` is where the next paragraph starts: one that nothing closes goes on there.
    """
    pairs = {m.start() for m in _DOUBLE_MARK.finditer(text, line.start, line.end) if len(m.group()) == 2}
    places = [
        m.start()
        for m in _SINGLE.finditer(text, line.start, line.end)
        if not {m.start(), m.start() - 1} & pairs
    ]
    for holder, inside in _by_holder(places, doubles).items():
        yield from _single_among(text, line, inside, holder.end if holder else line.end, following)


def _by_holder(places: list[int], doubles: list[Marked]) -> dict[Span | None, list[int]]:
    """Places by the innermost string in double marks that they are in: no single one crosses its edge."""
    found: dict[Span | None, list[int]] = {}
    spans = sorted((m.span for m in doubles), key=lambda s: (s.start, -s.end))
    around: list[Span] = []
    at = 0
    for place in places:
        while at < len(spans) and spans[at].start < place:
            around.append(spans[at])
            at += 1
        while around and around[-1].end <= place:
            around.pop()
        found.setdefault(around[-1] if around else None, []).append(place)
    return found


def _single_among(
    text: str, line: Span, places: list[int], furthest: int, following: int | None
) -> Iterator[Marked]:
    at = 0
    while at < len(places):
        begin = places[at]
        at += 1
        if not _single_opens(text, line, begin):
            continue
        end = _single_close(text, line, places, at, min(furthest, begin + _LONGEST_SINGLE))
        if end is not None:
            yield Marked(Span(begin, end + 1), Span(begin + 1, end))
            while at < len(places) and places[at] <= end:
                at += 1
        elif furthest == line.end and following is not None and _goes_on_single(text, begin, following):
            yield Marked(Span(begin, line.end), Span(begin + 1, line.end))
            break


def _goes_on_single(text: str, begin: int, following: int) -> bool:
    """Whether the next paragraph starts with the same curly opener, as quotations over paragraphs do."""
    return text[begin] == "‘" == text[following : following + 1]


def _single_opens(text: str, line: Span, place: int) -> bool:
    if text[place] not in _SINGLE_OPENERS or place + 1 >= line.end:
        return False
    before = text[place - 1] if place > line.start else " "
    if not (before.isspace() or before in "([{—–-" or before in DOUBLE_MARKS):
        return False
    after = text[place + 1]
    return not after.isspace() and after not in _SINGLE_CLOSERS and not _ELISION.match(text, place + 1)


def _single_close(text: str, line: Span, places: list[int], at: int, limit: int) -> int | None:
    """The mark that closes a string in single marks, or None; a plural's apostrophe is passed over."""
    candidate: int | None = None
    while at < len(places) and places[at] < limit and not _single_opens(text, line, places[at]):
        place = places[at]
        at += 1
        before = text[place - 1]
        after = text[place + 1] if place + 1 < line.end else " "
        if text[place] not in _SINGLE_CLOSERS or before.isspace() or after.isalnum():
            continue
        if before in "sS" and after == " " and text[place + 2 : place + 3].islower():
            candidate = candidate or place
            continue
        return place
    return candidate
