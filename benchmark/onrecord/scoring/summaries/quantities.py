"""Whether a quantity in a summary follows from the article's quantities."""

import math
import re
from collections.abc import Iterable
from dataclasses import replace

from onrecord.reading.numberwords import CANONICAL_UNITS, CLOCK_UNITS, NAMED_CURRENCIES, ORDINALS, VAGUE
from onrecord.reading.types import Number
from onrecord.scoring.summaries.counts import is_count_of_few
from onrecord.scoring.summaries.evidence import Evidence
from onrecord.scoring.summaries.meanings import is_beside, meanings, meanings_of, numbers_of
from onrecord.scoring.summaries.pairs import is_of_another_pair
from onrecord.text import fold, words

_NEAR = 0.05
"""How far, relative to it, an approximate figure may be from the article's exact one."""
_WIDEST_BOUND = 1.5
"""How far, as a factor, a bound ("more than 20") may stand from the article's figure."""
_WIDEST_VAGUE = 10.0
_ROUNDING = 1e-6

_CONVERTED = 0.025
"""The same for a figure of metric units told in others, or the other way round."""
_CLOCK_NEAR = 0.25
"""Hours that an approximate time of day may be off."""

_TIME = {"second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86400.0, "week": 604800.0}
_CALENDAR = {"month": 1.0, "year": 12.0, "decade": 120.0, "century": 1200.0}
_LENGTH = {"mm": 1e-3, "cm": 1e-2, "m": 1.0, "km": 1e3}
_LENGTH |= {"inch": 0.0254, "foot": 0.3048, "yard": 0.9144, "mile": 1609.344}
_MASS = {"mg": 1e-6, "g": 1e-3, "kg": 1.0, "tonne": 1e3, "lb": 0.4536, "pound": 0.4536, "ounce": 0.02835}
_VOLUME = {"millilitre": 1e-3, "litre": 1.0}
_AREA = {"hectare": 1.0, "acre": 0.4047}
_POWER = {"watt": 1.0, "kw": 1e3, "mw": 1e6, "gw": 1e9}
_SCALES = (_TIME, _CALENDAR, _LENGTH, _MASS, _VOLUME, _AREA, _POWER)
_IMPERIAL = frozenset(["inch", "foot", "yard", "mile", "lb", "pound", "ounce", "acre"])
# "Second" and "third" are read for no figures in words: the one may be a time, the other a share.
_ORDINAL_WORDS = {float(value): word for word, value in ORDINALS.items()}
_FALL = re.compile(
    r"\b(?:fell|falls?|fallen|lost|loses?|down|dropp?(?:s|ed)?|slid|declin\w+|shed|cut|below|minus|less|lower"
    r"|loss|decreas\w+|shrank|shrunk)\b"
)
_AGE = re.compile(r"(?:\b(?:of|aged?|turned|at)|,) $", re.IGNORECASE)
# "The two ministers" counts who was named; it takes nothing from the article's figures.
_COUNTING = frozenset("the both these those their its all his her our".split())


def is_number_supported(number: Number, text: str, evidence: Evidence) -> bool:
    """Whether some figure of the article implies this one of ``text``, unit and sign included.

    "over 100" follows from "more than 100", and "at least 100" does; "100" does not, nor "more than 100"
    from "100".
    """
    if _is_counting(number, text) or is_count_of_few(number, text, evidence):
        return True
    if number.ordinal and _ORDINAL_WORDS.get(number.value) in evidence.forms:
        return True
    if number.value < 0 and _fell_by(number, evidence):
        return True
    if number.unit in NAMED_CURRENCIES and not any(k.unit == number.unit for k in evidence.numbers):
        return False
    mine = meanings(number, text, numbers_of(text))
    vague = _is_vague(number, text)
    implying = [k[0] for k in meanings_of(evidence) if _implied(k, mine, vague=vague)]
    return bool(implying) and not (
        _counts_something_else(number, evidence, vague=vague)
        or _has_another_unit(number, implying, evidence)
        or is_of_another_pair(number, text, evidence)
    )


def _fell_by(number: Number, evidence: Evidence) -> bool:
    """Whether the article tells a negative figure as a fall: "lost 2.4%" for −2.4%."""
    size = replace(number, value=-number.value)
    falls = (k for k in evidence.numbers if implies(k, size))
    return any(_FALL.search(evidence.text[max(0, k.span.start - 40) : k.span.end + 20]) for k in falls)


def _implied(known: Iterable[Number], claimed: Iterable[Number], *, vague: bool = False) -> bool:
    """Whether a figure in any of its meanings implies another in any of its own."""
    claimed = tuple(claimed)
    return any(implies(k, c, vague=vague) for k in known for c in claimed)


def implies(known: Number, claimed: Number, *, vague: bool = False) -> bool:
    """Whether ``known`` makes ``claimed`` true and close enough to be about the same figure."""
    if known.ordinal != claimed.ordinal:
        return False
    known_value, claimed_value = _comparable(known, claimed)
    if math.isnan(known_value) or (known_value < 0) != (claimed_value < 0):
        return False
    if claimed.unit in CLOCK_UNITS:
        return _is_time(known, claimed, abs(known_value - claimed_value))
    converted = (known.unit in _IMPERIAL) != (claimed.unit in _IMPERIAL) and known.unit and claimed.unit
    same = math.isclose(known_value, claimed_value, rel_tol=_CONVERTED if converted else _ROUNDING)
    if same:
        return claimed.comparator in _FOLLOWS[known.comparator]
    near = abs(known_value - claimed_value) <= _NEAR * abs(known_value)
    if claimed.comparator == "~":
        return near and known.comparator in ("", "~")
    widest = _WIDEST_VAGUE if vague else _WIDEST_BOUND
    if claimed.comparator in (">", ">=") and known.comparator in ("", ">", ">=", "~" if vague else ""):
        return claimed_value < known_value <= claimed_value * widest
    if claimed.comparator in ("<", "<=") and known.comparator in ("", "<", "<="):
        return known_value < claimed_value <= known_value * widest
    return False


def _is_time(known: Number, claimed: Number, apart: float) -> bool:
    """Whether a time of day gives another: a round one is as good as an exact one."""
    if apart > _ROUNDING:
        return claimed.comparator == "~" and apart <= _CLOCK_NEAR
    return claimed.comparator in _FOLLOWS[known.comparator] or (known.comparator, claimed.comparator) == (
        "~",
        "",
    )


# What a figure with one comparator says of the same value with another.
_FOLLOWS = {
    "": frozenset(["", "~", ">=", "<="]),
    ">": frozenset([">", ">="]),
    ">=": frozenset([">="]),
    "<": frozenset(["<", "<="]),
    "<=": frozenset(["<="]),
    "~": frozenset(["~"]),
}


# A figure with one of these never stands for a bare one, nor for one that counts things.
_BINDING = frozenset(
    ["%", "pp", "usd", "eur", "gbp", "jpy", "ils", "inr", "rub", "uah", "cny", "chf", "degree", *CLOCK_UNITS]
)


def _comparable(known: Number, claimed: Number) -> tuple[float, float]:
    """Both values in one unit; the first is not a number where the units are of different kinds."""
    one, other = known.unit, claimed.unit
    if one == other:
        return known.value, claimed.value
    # A share may be told as a fraction: "a third" of 33 per cent.
    if one == "%" and claimed.value < 1 and not other:
        return known.value / 100, claimed.value
    if other == "%" and known.value < 1 and not one:
        return known.value, claimed.value / 100
    both = {one, other}
    if both == CLOCK_UNITS:
        return known.value % 12, claimed.value % 12
    if both == {"gbp", "pound"}:
        return known.value, claimed.value
    for scale in _SCALES:
        if one in scale and other in scale:
            return known.value * scale[one], claimed.value * scale[other]
    if both & _BINDING or ("" not in both and both & CANONICAL_UNITS):
        return math.nan, claimed.value
    return known.value, claimed.value


def _is_counting(number: Number, text: str) -> bool:
    spelled = number.span.of(text)
    if any(c.isdigit() for c in spelled) or number.value > 3 or number.value != int(number.value):
        return False
    before = words(text[max(0, number.span.start - 12) : number.span.start])
    return number.value <= 1 or bool(before and before[-1] in _COUNTING)


def _is_vague(number: Number, text: str) -> bool:
    return any(word in VAGUE for word in words(number.span.of(text)))


def _counts_something_else(number: Number, evidence: Evidence, *, vague: bool) -> bool:
    """Whether the article counts what the summary counts, but never with this figure.

    "100 soldiers" is no support for itself where the article has 100 hostages and 5 soldiers.
    """
    if not number.unit or number.unit in CANONICAL_UNITS:
        return False
    of_this = [k for k in evidence.numbers if fold(k.unit) == fold(number.unit)]
    if not of_this or any(implies(k, number, vague=vague) for k in of_this):
        return False
    if number.unit == "person":  # anybody is one, whatever the article counts
        return not any(implies(k, number, vague=vague) for k in evidence.numbers)
    # A figure of the same value that says not what it counts may be the one.
    return not any(
        (vague or math.isclose(k.value, number.value)) and implies(k, number, vague=vague)
        for k in evidence.numbers
        if not k.unit
    )


def _has_another_unit(number: Number, implying: Iterable[Number], evidence: Evidence) -> bool:
    """Whether the article has this figure of another unit, and of this one only where it tells none.

    "Eleven pounds" is none of "eleven kilos", though "eleven came" has no unit either.
    """
    if number.unit not in CANONICAL_UNITS:
        return False
    for known in implying:
        if known.unit or is_beside(known, number.unit, evidence.numbers):
            return False
        before = evidence.text[max(0, known.span.start - 8) : known.span.start]
        if number.unit == "year" and _AGE.search(before):
            return False
    units = {k.unit for k in evidence.numbers if math.isclose(k.value, number.value)}
    return number.unit not in units and not units.isdisjoint(CANONICAL_UNITS - CLOCK_UNITS)
