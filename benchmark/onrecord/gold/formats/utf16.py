"""Offsets as JavaScript and Java count them: in units of UTF-16, of which an emoji has two."""

import bisect

from onrecord.text import Span


class Utf16:
    """The offsets of one text in code points and in UTF-16 units."""

    def __init__(self, text: str) -> None:
        self._length = len(text)
        self._wide = [at for at, character in enumerate(text) if ord(character) > 0xFFFF]
        # The unit at which each wide character begins.
        self._units = [at + before for before, at in enumerate(self._wide)]

    def units(self, span: Span) -> tuple[int, int]:
        start, end = (at + bisect.bisect_left(self._wide, at) for at in span)
        return start, end

    def span(self, start: int, end: int) -> Span | None:
        """The span of code points; nothing where an end is outside the text or inside a character."""
        found = []
        for unit in (start, end):
            before = bisect.bisect_left(self._units, unit)
            inside = before > 0 and self._units[before - 1] == unit - 1
            if inside or not 0 <= unit <= self._length + len(self._wide):
                return None
            found.append(unit - before)
        return Span(*found)
