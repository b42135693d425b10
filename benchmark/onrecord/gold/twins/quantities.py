"""Other numbers for the numbers of an article, in proportion, so that what is reckoned from them still holds.

Left as they are: numbers below thirteen (*two of them … the other*), dates, years, times, ordinals, shares
in per cent, numbers with letters (*T3*), and any number that no change keeps in its sums and multiples.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import combinations, pairwise
from random import Random
from typing import NamedTuple

from onrecord.reading.dates import read_dates
from onrecord.reading.numberwords import ONES, TENS
from onrecord.text import Span

_LEAST = 13
_TRIES = 40
_FACTORS = (0.72, 0.94)
_MULTIPLES = (*range(2, 13), 24, 52, 60, 100, 1000)
_UNITS = {value: word for word, value in ONES.items()}
_TENS = {value: word for word, value in TENS.items()}

_DIGITS = re.compile(r"(?<![\w.,:/’'-])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![\w:/]|[.,]\d)")
_SPELLED = re.compile(
    rf"\b(?:({'|'.join(TENS)})(?:[- ]({'|'.join(w for w, v in ONES.items() if 0 < v < 10)}))?"
    rf"|({'|'.join(w for w, v in ONES.items() if v >= _LEAST)}))\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(?:[01]?\d|2[0-3])\.[0-5]\d")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_NOT_BEFORE = re.compile(
    r"\s*(?:%|per ?cent|past\b|to (?:one|two|three|four|five|six|seven|eight|nine|ten"
    r"|eleven|twelve)\b|o’?'?clock|[ap]\.?m\b|hundred|thousand)",
    re.IGNORECASE,
)
_NOT_AFTER = re.compile(r"(?:\ban?|hundred and|thousand and|no\.?|at)\s$", re.IGNORECASE)


class Figure(NamedTuple):
    """A number as it stands; ``is_free``: nothing where it stands forbids another."""

    span: Span
    value: Decimal
    is_free: bool


def figures(text: str) -> Iterator[Figure]:
    """The plain numbers of a text, in digits and in words, in no order."""
    dates = [d.span for d in read_dates(text)]
    for pattern in (_DIGITS, _SPELLED):
        for match in pattern.finditer(text):
            span, said = Span(*match.span()), match.group()
            value = Decimal(said.replace(",", "")) if pattern is _DIGITS else Decimal(_value(match))
            is_free = not (
                value < _LEAST
                or _NOT_BEFORE.match(text, span.end)
                or _NOT_AFTER.search(text, max(0, span.start - 14), span.start)
                or (pattern is _DIGITS and (_CLOCK.fullmatch(said) or _YEAR.fullmatch(said)))
                or any(date.overlaps(span) for date in dates)
            )
            yield Figure(span, value, is_free)


def _value(match: re.Match[str]) -> int:
    tens, ones, teens = (group.casefold() if group else "" for group in match.groups())
    return ONES[teens] if teens else TENS[tens] + (ONES[ones] if ones else 0)


def other_values(texts: Iterable[str], random: Random) -> dict[Decimal, Decimal]:
    """Another value for each number of the texts that may have one: of the same size, in the same order, in
    the same sums and multiples, and none that the texts have already."""
    free: set[Decimal] = set()
    fixed: set[Decimal] = set()
    for text in texts:
        for figure in figures(text):
            (free if figure.is_free else fixed).add(figure.value)
    free -= fixed
    fixed |= {Decimal(n) for n in range(_LEAST)}
    tries = (_scaled(free, fixed, random.uniform(*_FACTORS)) for _ in range(_TRIES))
    return max(tries, key=len, default={})


def _scaled(free: set[Decimal], fixed: set[Decimal], factor: float) -> dict[Decimal, Decimal]:
    """The values by a factor, rounded as they are, less those that do not keep what holds between them."""
    changed = {value: _rounded(value, factor) for value in free}
    while broken := _broken({v: v for v in fixed | free} | changed):
        for value in broken:
            del changed[value]
    return changed


def _rounded(value: Decimal, factor: float) -> Decimal:
    """Of as many decimals, or closing noughts, as the value has."""
    digits = value.as_tuple()
    places = int(digits.exponent)
    if places == 0:
        noughts = len(str(value)) - len(str(value).rstrip("0"))
        places = min(noughts, len(str(value)) - 2)
    unit = Decimal(1).scaleb(places)
    return (value * Decimal(factor) / unit).to_integral_value() * unit


def _broken(new: Mapping[Decimal, Decimal]) -> set[Decimal]:
    """The changed values that are out of order, or that some text has, or whose sums and multiples fail."""
    moved = {value for value in new if new[value] != value}
    found = {value for value in moved if new[value] in new}
    ordered = sorted(new)
    for low, high in pairwise(ordered):
        if new[low] >= new[high]:
            found |= {low, high}
    for low, high in combinations(ordered, 2):
        total = low + high
        if low >= _LEAST and total in new and new[low] + new[high] != new[total]:
            found |= {low, high, total}
        if low and high >= _LEAST and high / low in _MULTIPLES and new[low] * (high / low) != new[high]:
            found |= {low, high}
    return found & moved


def written(value: Decimal, like: str) -> str:
    """A value as another number is written: in words or digits, with or without commas, capital or not."""
    if like[0].isdigit():
        return f"{value:,f}" if "," in like else f"{value:f}"
    tens, ones = divmod(int(value), 10)
    words = _UNITS[int(value)] if value < 20 else _TENS[tens * 10] + (f"-{_UNITS[ones]}" if ones else "")
    return words.capitalize() if like[0].isupper() else words
