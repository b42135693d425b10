"""Figures that are told together: a result ("seven votes to two", "3-1") and a range ("ten to fourteen")."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from onrecord.reading.numberwords import CANONICAL_UNITS
from onrecord.reading.types import Number
from onrecord.scoring.summaries.evidence import Evidence
from onrecord.scoring.summaries.meanings import numbers_of
from onrecord.text import fold

_BETWEEN = re.compile(r" ?- ?| (?:votes? |seats? |goals? |points? )?to ")
_FROM = re.compile(r"\bfrom\s+$", re.IGNORECASE)


class Pair(NamedTuple):
    """Two figures that are told together. ``is_range``: they are the ends of a range, else a result."""

    one: Number
    other: Number
    is_range: bool

    @property
    def values(self) -> frozenset[float]:
        return frozenset([self.one.value, self.other.value])


def is_of_another_pair(number: Number, text: str, evidence: Evidence) -> bool:
    """Whether a figure stands in a pair that shares its other figure with one of the article, and is no
    pair of the article: "seven to three" where the vote was seven to two."""
    known = _pairs_of(evidence)
    for pair in pairs(text, numbers_of(text)):
        if number.span not in (pair.one.span, pair.other.span):
            continue
        alike = [k.values for k in known if k.is_range == pair.is_range]
        if pair.values in alike:
            return False
        shared = frozenset().union(*(values & pair.values for values in alike))
        return len(shared) == 1 and number.value not in shared
    return False


def pairs(text: str, numbers: Sequence[Number]) -> list[Pair]:
    """The results and ranges of a text. What rose from one figure to another is neither."""
    found = []
    for one, other in pairwise(numbers):
        is_range = (one.comparator, other.comparator) == (">=", "<=")
        if is_range or _is_result(one, other, text):
            found.append(Pair(one, other, is_range))
    return found


def _is_result(one: Number, other: Number, text: str) -> bool:
    between = fold(text[one.span.end : other.span.start])
    if not _BETWEEN.fullmatch(between) or one.comparator or other.comparator:
        return False
    if one.value < other.value or {one.unit, other.unit} & CANONICAL_UNITS:
        return False
    return not _FROM.search(text[max(0, one.span.start - 8) : one.span.start])


@lru_cache(maxsize=64)
def _pairs_of(evidence: Evidence) -> tuple[Pair, ...]:
    return tuple(pairs(evidence.text, evidence.numbers))
