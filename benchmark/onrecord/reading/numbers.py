"""Finds the quantities of an English text: digits and words, with comparator, sign and unit.

Numbers inside dates and inside names ("F-15", "G7") are no quantities. A range gives its two ends, the
lower with ``>=`` and the upper with ``<=``.
"""

import bisect
from dataclasses import replace

from onrecord.reading.barenumbers import (
    OPENERS,
    Bare,
    Piece,
    after_name,
    form_at,
    opens,
    pieces_of,
    read_bare,
)
from onrecord.reading.clocktimes import ClockTime, read_clock_times
from onrecord.reading.dates import read_dates
from onrecord.reading.numberwords import (
    CANONICAL_UNITS,
    COMPARATORS_BY_LAST_WORD,
    CURRENCY_SIGNS,
    MULTIPLIERS,
    STOPPERS,
    TRAILING_COMPARATORS,
    UNITS,
    is_plural,
    singular,
)
from onrecord.reading.types import Number
from onrecord.text import Span, fold


def read_numbers(text: str) -> list[Number]:
    """The quantities of a text, in its order. Linear in the length of the text."""
    if text.isalpha() and fold(text) not in OPENERS:  # one word, which is all that many readers ask about
        return []
    pieces = pieces_of(text)
    opening = [opens(piece.form) for piece in pieces]
    if not any(opening):
        return []
    dates = [d.span for d in read_dates(text)]
    starts = [span.start for span in dates]
    times = {time.span.start: time for time in read_clock_times(text)}
    found: list[Number] = []
    at = 0
    while at < len(pieces):
        if not opening[at]:
            at += 1
            continue
        date = bisect.bisect_right(starts, pieces[at].start) - 1
        if date >= 0 and pieces[at].start < dates[date].end:
            at += 1
            continue
        time = times.get(pieces[at].start)
        read = _read_time(pieces, at, time) if time else read_bare(text, pieces, at)
        if read is None:
            at = after_name(text, pieces, at)
            continue
        number, last = _dressed_time(pieces, read, time) if time else _dress(text, pieces, read)
        _append(found, number, text, pieces, read)
        at = max(last, read.last)
    return found


def _read_time(pieces: list[Piece], at: int, time: ClockTime) -> Bare:
    last = at
    while last < len(pieces) and pieces[last].start < time.span.end:
        last += 1
    return Bare(at, last, time.hours, "time")


def _dressed_time(pieces: list[Piece], read: Bare, time: ClockTime) -> tuple[Number, int]:
    comparator, first = ("~", read.first) if time.near else _comparator_before(pieces, read.first)
    span = Span(pieces[first].start, time.span.end)
    return Number(span, time.hours, comparator, "clock" if time.half_known else "o'clock"), read.last


def _dress(text: str, pieces: list[Piece], read: Bare) -> tuple[Number, int]:
    """Adds currency, sign and comparator from before, unit and comparator from after the bare number."""
    first, last = read.first, read.last
    unit, value = "", read.value
    comparator = ">" if read.kind == "vague" else ""
    if form_at(pieces, first - 1) in CURRENCY_SIGNS:
        first -= 1
        unit = CURRENCY_SIGNS[pieces[first].form]
        if form_at(pieces, first - 1) in ("us", "a", "c", "hk", "nz") and pieces[first].glued:
            first -= 1
            unit = {"us": "usd", "a": "aud", "c": "cad", "hk": "hkd", "nz": "nzd"}[pieces[first].form]
    if read.kind != "ordinal" and _is_minus(text, pieces, first):
        first, value = first - 1, -value
    sign, first = _comparator_before(pieces, first)
    comparator = sign or comparator
    if read.kind == "share":
        unit = ""
    elif read.kind == "vague" and form_at(pieces, last) == "of":
        unit, _ = _unit_after(text, pieces, last + 1)
    elif not unit:
        unit, last = _unit_after(text, pieces, last)
    else:
        last = last + 1 if form_at(pieces, last) in ("dollars", "euros") else last
    trailing = TRAILING_COMPARATORS.get((form_at(pieces, last), form_at(pieces, last + 1)))
    if trailing and not comparator:
        comparator, last = trailing, last + 2
    # What is counted is named, not covered: the span ends with the number and its own unit.
    end = last if unit in CANONICAL_UNITS or (last > read.last and trailing) else read.last
    span = Span(pieces[first].start, pieces[max(end, read.last) - 1].end)
    return Number(span, value, comparator, unit, read.kind == "ordinal"), max(end, read.last)


def _is_minus(text: str, pieces: list[Piece], first: int) -> bool:
    if form_at(pieces, first - 1) in ("minus", "negative"):
        return True
    if form_at(pieces, first - 1) != "-" or not pieces[first].glued:
        return False
    dash = pieces[first - 1]
    return not dash.glued or text[dash.start - 1] in "($"


def _comparator_before(pieces: list[Piece], first: int) -> tuple[str, int]:
    for phrase, sign in COMPARATORS_BY_LAST_WORD.get(form_at(pieces, first - 1), ()):
        begin = first - len(phrase)
        if begin >= 0 and all(pieces[begin + i].form == word for i, word in enumerate(phrase)):
            return sign, begin
    if form_at(pieces, first - 1) in (">", "<", "~", "≈", "≥", "≤", "+"):
        sign = {"≈": "~", "≥": ">=", "≤": "<=", "+": ""}.get(pieces[first - 1].form, pieces[first - 1].form)
        return sign, first - 1
    return "", first


def _unit_after(text: str, pieces: list[Piece], last: int) -> tuple[str, int]:
    """A unit and the place after it, or the lemma of the counted noun within the next words."""
    form = form_at(pieces, last)
    if form == "-" and pieces[last].glued and last + 1 < len(pieces) and pieces[last + 1].glued:
        word = form_at(pieces, last + 1)
        return (UNITS.get(word, singular(word)), last + 2) if word[:1].isalpha() else ("", last)
    if form == "%":
        return ("pp", last + 2) if form_at(pieces, last + 1).startswith("point") else ("%", last + 1)
    if form == "°":
        return "degree", last + 1
    if form == "per" and form_at(pieces, last + 1) == "cent":
        return "%", last + 2
    if form in ("percent", "percentage") and form_at(pieces, last + 1) in ("point", "points"):
        return "pp", last + 2
    if form == "us" and form_at(pieces, last + 1) in ("dollars", "dollar"):
        return "usd", last + 2
    if form in UNITS:
        return UNITS[form], last + 1
    return _counted(text, pieces, last), last


def _counted(text: str, pieces: list[Piece], last: int) -> str:
    """The lemma of the first plural among the next four words of the noun phrase, or ""."""
    seen = 0
    for place in range(last, min(last + 8, len(pieces))):
        form = pieces[place].form
        if form in STOPPERS and not (form in ("us", "its") or text[pieces[place].start].isupper()):
            return ""
        if not form[0].isalpha():
            if form in ".-" and seen:
                continue
            return ""
        if is_plural(form) and not text[pieces[place].start].isupper():
            return singular(form)
        seen += 1
        if seen == 5:
            return ""
    return ""


def _append(found: list[Number], number: Number, text: str, pieces: list[Piece], read: Bare) -> None:
    """Appends a number; where it closes a range, gives both ends their comparators and one unit."""
    if found and not number.comparator and not found[-1].comparator and not number.ordinal:
        low = found[-1]
        between = fold(text[low.span.end : number.span.start]).strip()
        before = fold(text[max(0, low.span.start - 9) : low.span.start]).split()
        opener = before[-1] if before else ""
        is_range = (
            (between == "-" and low.value < abs(number.value))
            or (between == "to" and opener not in ("from", "by") and low.value < number.value)
            or (between == "and" and opener == "between")
        )
        is_money = low.unit in CURRENCY_SIGNS.values()
        if is_range and (is_money or low.unit == number.unit or low.unit not in CANONICAL_UNITS):
            scaled = _shared_multiplier(low.value, number.value, pieces, read)
            unit = low.unit if is_money else number.unit
            found[-1] = replace(low, value=scaled, unit=unit, comparator=">=")
            number = replace(number, value=abs(number.value), unit=unit, comparator="<=")
    found.append(number)


def _shared_multiplier(low: float, high: float, pieces: list[Piece], read: Bare) -> float:
    """ "2 to 3 million" starts at two million."""
    factor = MULTIPLIERS.get(pieces[read.last - 1].form, 1.0)
    return low * factor if factor > 1 and low < high / factor * 1.0001 else low
