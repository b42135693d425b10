"""Counts of a few things that an article names or speaks of one by one: "two dogs" for Bara and Menyn."""

from onrecord.reading.numberwords import CANONICAL_UNITS
from onrecord.reading.types import Number
from onrecord.scoring.summaries.evidence import Evidence
from onrecord.text import fold

_TOLD_BY = {
    2: frozenset("both pair pairs couple duo twin twins either neither".split()),
    3: frozenset("trio threesome triplets".split()),
}


def is_count_of_few(number: Number, text: str, evidence: Evidence) -> bool:
    """Whether a spelled-out two or three counts things that the article has as so many, if it does not
    count such things itself."""
    if number.value not in _TOLD_BY or number.comparator or number.ordinal:
        return False
    if not number.unit or number.unit in CANONICAL_UNITS or any(c.isdigit() for c in number.span.of(text)):
        return False
    if any(fold(k.unit) == fold(number.unit) for k in evidence.numbers):
        return False
    return not _TOLD_BY[int(number.value)].isdisjoint(evidence.forms)
