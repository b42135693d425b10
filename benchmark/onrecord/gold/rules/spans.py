"""Many spans at once: whether a span touches or holds any of them, in logarithmic time."""

import bisect
import itertools
from collections.abc import Iterable

from onrecord.text import Span


class Spans:
    """Some spans of one text, in any order."""

    def __init__(self, spans: Iterable[Span]) -> None:
        ordered = sorted(spans)
        self._starts = [s.start for s in ordered]
        # The furthest end of all that start up to here, and the nearest of all that start from here on.
        self._furthest = list(itertools.accumulate((s.end for s in ordered), max))
        self._nearest = list(itertools.accumulate((s.end for s in reversed(ordered)), min))[::-1]

    def touch(self, span: Span) -> bool:
        """Whether any of them overlaps ``span``."""
        before = bisect.bisect_left(self._starts, span.end)
        return before > 0 and self._furthest[before - 1] > span.start

    def any_inside(self, span: Span) -> bool:
        """Whether any of them lies in ``span``."""
        first = bisect.bisect_left(self._starts, span.start)
        return first < len(self._starts) and self._nearest[first] <= span.end
