"""What a figure may mean where it stands: its neighbours tell what it leaves out.

"From 60 to 150 crowns" has 60 crowns, "over 640 km of pipes" may be 640 km, and "190 million, or rather 109"
tells of 109 million.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from onrecord.reading.numbers import read_numbers
from onrecord.reading.numberwords import CANONICAL_UNITS, CLOCK_UNITS, MULTIPLIERS, NAMED_CURRENCIES, UNITS
from onrecord.reading.types import Number
from onrecord.scoring.summaries.evidence import Evidence
from onrecord.text import Span, fold

_BESIDE = 60
"""Code points within which a figure may leave its unit to another."""
_FAR = 300
"""The same for "million"."""

_GLUED_METRES = re.compile(r"\d[mM]")
_SCALED = re.compile(r"(thousand|million|billion|trillion|\d(?:k|m|mn|bn|b|tn|trn))\b", re.IGNORECASE)
_SHORT = {"k": 1e3, "m": 1e6, "mn": 1e6, "b": 1e9, "bn": 1e9, "tn": 1e12, "trn": 1e12}
_HOUR_BEFORE = re.compile(
    r"\b(?:at|by|until|till|since|before|after|from|to|past|around|about|and|or|-) *$", re.IGNORECASE
)
# What may be crossed or filled, so that "over" need not mean "more than".
_STRETCHES = frozenset(
    """km m mile foot yard acre hectare second minute hour day week month year decade
    century""".split()
)
# Stretches of time that no number stands with.
_SPAN_OF_TIME = re.compile(
    r"\b(?:(?P<twice>every (?:second|other))|(?P<half>half an?)|an?|each|every|per) "
    r"(?P<unit>minute|hour|day|week|fortnight|month|year|decade|century)\b|\b(?P<alone>fortnightly)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=64)
def meanings_of(evidence: Evidence) -> tuple[tuple[Number, ...], ...]:
    """For each figure of the article all that it may mean, the plain reading first."""
    said = [meanings(number, evidence.text, evidence.numbers) for number in evidence.numbers]
    return (*said, *((number,) for number in _spans_of_time(evidence.text)))


@lru_cache(maxsize=2)  # for the summary at hand
def numbers_of(text: str) -> tuple[Number, ...]:
    """The figures of a text."""
    return tuple(read_numbers(text))


def meanings(number: Number, text: str, numbers: Sequence[Number]) -> tuple[Number, ...]:
    """All that one of the ``numbers`` of a text may mean, the plain reading first."""
    return tuple(dict.fromkeys([number, *_others(number, text, numbers)]))


def _others(number: Number, text: str, numbers: Sequence[Number]) -> Iterator[Number]:
    if number.ordinal:
        return
    spelled = number.span.of(text)
    if number.comparator == ">" and number.unit in _STRETCHES and fold(spelled).startswith("over "):
        yield replace(number, comparator="")
    if _GLUED_METRES.search(spelled) and not number.unit and spelled[-1] in "mM":
        yield replace(number, value=number.value / 1e6, unit="m")
    if _is_hour(number, text):
        yield replace(number, value=_hours(number.value), unit="o'clock")
    if number.unit and number.unit not in NAMED_CURRENCIES:
        return
    if not number.unit:
        units = {n.unit for n in numbers if n.unit in CANONICAL_UNITS and _gap(n, number) <= _BESIDE}
        yield from (replace(number, unit=unit) for unit in sorted(units - CLOCK_UNITS))
    if 10 <= number.value < 1000 and not _SCALED.search(spelled):
        before = [n for n in numbers if n.span.end <= number.span.start and _gap(n, number) <= _FAR]
        factors = [f for n in before if (f := _factor(n.span.of(text)))]
        if factors:
            yield replace(number, value=number.value * factors[-1])


def is_beside(number: Number, unit: str, numbers: Sequence[Number]) -> bool:
    """Whether a figure of a unit stands so near that another may leave the unit out."""
    return any(n.unit == unit and _gap(n, number) <= _BESIDE for n in numbers)


def _gap(one: Number, other: Number) -> int:
    return max(one.span.start - other.span.end, other.span.start - one.span.end)


def _factor(spelled: str) -> float:
    """The multiplier that a spelled figure ends with, 0 for none."""
    found = _SCALED.search(spelled)
    if found is None:
        return 0.0
    word = fold(found[1]).lstrip("0123456789")
    return MULTIPLIERS.get(word) or _SHORT[word]


def _is_hour(number: Number, text: str) -> bool:
    """Whether a bare figure may be a time: "at nine", and "4.17" with its minutes."""
    if number.unit or number.comparator not in ("", "~") or not 0 < number.value < 24:
        return False
    if "." in number.span.of(text):
        minutes = round(number.value % 1 * 100)
        return minutes < 60 and bool(re.search(r"\d\.\d\d$", number.span.of(text)))
    before = text[max(0, number.span.start - 9) : number.span.start]
    return number.value % 1 == 0 and bool(_HOUR_BEFORE.search(before))


def _hours(value: float) -> float:
    """ "4.17" as hours: four and 17 minutes."""
    return int(value) + round(value % 1 * 100) / 60


def _spans_of_time(text: str) -> Iterator[Number]:
    for match in _SPAN_OF_TIME.finditer(text):
        unit = fold(match["unit"] or "fortnight")
        count = 2.0 if match["twice"] else 0.5 if match["half"] else 1.0
        if unit == "fortnight":
            unit, count = "week", 2 * count
        yield Number(Span(*match.span()), count, "", UNITS[unit])
