"""Whether a quantity in a summary follows from the article's quantities."""

import math

from onrecord.reading.numberwords import CANONICAL_UNITS, VAGUE
from onrecord.reading.types import Number
from onrecord.scoring.summaries.evidence import Evidence
from onrecord.text import fold, words

_NEAR = 0.05
"""How far, relative to it, an approximate figure may be from the article's exact one."""
_WIDEST_BOUND = 1.5
"""How far, as a factor, a bound ("more than 20") may stand from the article's figure."""
_WIDEST_VAGUE = 10.0
_ROUNDING = 1e-6

_TIME = {"minute": 60.0, "hour": 3600.0, "day": 86400.0, "week": 604800.0}
_CALENDAR = {"month": 1.0, "year": 12.0, "decade": 120.0, "century": 1200.0}
# "The two ministers" counts who was named; it takes nothing from the article's figures.
_COUNTING = frozenset("the both these those their its all his her our".split())


def is_number_supported(number: Number, text: str, evidence: Evidence) -> bool:
    """Whether some figure of the article implies this one of ``text``, unit and sign included.

    "over 100" follows from "more than 100", and "at least 100" does; "100" does not, nor "more than 100"
    from "100".
    """
    if _is_counting(number, text):
        return True
    return any(implies(known, number, vague=_is_vague(number, text)) for known in evidence.numbers) and not (
        _counts_something_else(number, evidence)
    )


def implies(known: Number, claimed: Number, *, vague: bool = False) -> bool:
    """Whether ``known`` makes ``claimed`` true and close enough to be about the same figure."""
    if known.ordinal != claimed.ordinal:
        return False
    known_value, claimed_value = _comparable(known, claimed)
    if math.isnan(known_value) or (known_value < 0) != (claimed_value < 0):
        return False
    same = math.isclose(known_value, claimed_value, rel_tol=_ROUNDING)
    if same:
        return claimed.comparator in _FOLLOWS[known.comparator]
    near = abs(known_value - claimed_value) <= _NEAR * abs(known_value)
    if claimed.comparator == "~":
        return near and known.comparator in ("", "~")
    widest = _WIDEST_VAGUE if vague else _WIDEST_BOUND
    if claimed.comparator in (">", ">=") and known.comparator in ("", ">", ">="):
        return claimed_value < known_value <= claimed_value * widest
    if claimed.comparator in ("<", "<=") and known.comparator in ("", "<", "<="):
        return known_value < claimed_value <= known_value * widest
    return False


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
    ["%", "pp", "usd", "eur", "gbp", "jpy", "ils", "inr", "rub", "uah", "cny", "chf", "clock", "degree"]
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
    for scale in (_TIME, _CALENDAR):
        if one in scale and other in scale:
            return known.value * scale[one], claimed.value * scale[other]
    both = {one, other}
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


def _counts_something_else(number: Number, evidence: Evidence) -> bool:
    """Whether the article counts what the summary counts, but never with this figure.

    "100 soldiers" is no support for itself where the article has 100 hostages and 5 soldiers.
    """
    if not number.unit or number.unit in CANONICAL_UNITS:
        return False
    of_this = [k for k in evidence.numbers if fold(k.unit) == fold(number.unit)]
    if not of_this or any(implies(k, number) for k in of_this):
        return False
    # A figure of the article that says not what it counts may be the one.
    return not any(implies(k, number) for k in evidence.numbers if not k.unit or k.unit in CANONICAL_UNITS)
