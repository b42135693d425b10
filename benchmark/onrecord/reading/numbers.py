"""Finds the quantities of an English text: digits and words, with comparator, sign and unit.

Numbers inside dates and inside names ("F-15", "G7") are no quantities. A range gives its two ends, the
lower with ``>=`` and the upper with ``<=``.
"""

import bisect
import re
from dataclasses import replace
from typing import NamedTuple

from onrecord.reading.dates import read_dates
from onrecord.reading.numberwords import (
    COMPARATORS_BY_LAST_WORD,
    CURRENCY_SIGNS,
    FRACTIONS,
    MULTIPLIERS,
    ONES,
    ORDINALS,
    SHORT_MULTIPLIERS,
    STOPPERS,
    TENS,
    TRAILING_COMPARATORS,
    UNITS,
    VAGUE,
    is_plural,
    singular,
)
from onrecord.reading.types import Number
from onrecord.text import DASHES, Span, fold

_PIECE = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\w\s]|_")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_DASHES = frozenset(DASHES)
_OPENERS = frozenset([*ONES, *TENS, *VAGUE, *ORDINALS, "a", "an", "half"])
# More digits than this measure nothing in the news, and floats end.
_LONGEST = 15


class _Piece(NamedTuple):
    """A run of digits, a word, or a single sign; ``glued``: nothing stands between it and the last one."""

    form: str
    start: int
    end: int
    glued: bool


class _Read(NamedTuple):
    """A bare number in pieces[first:last]."""

    first: int
    last: int
    value: float
    kind: str  # "digits", "words", "vague", "fraction", "ordinal", "time"


def read_numbers(text: str) -> list[Number]:
    """The quantities of a text, in its order. Linear in the length of the text."""
    if text.isalpha() and fold(text) not in _OPENERS:  # one word, which is all that many readers ask about
        return []
    pieces = _pieces(text)
    opening = [_opens(piece.form) for piece in pieces]
    if not any(opening):
        return []
    dates = [d.span for d in read_dates(text)]
    starts = [span.start for span in dates]
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
        read = _read(text, pieces, at)
        if read is None:
            at = _after_name(text, pieces, at)
            continue
        number, last = _dress(text, pieces, read)
        _append(found, number, text, pieces, read)
        at = max(last, read.last)
    return found


def _opens(form: str) -> bool:
    """Whether a number may begin with a piece."""
    return form in _OPENERS or form[0].isdecimal()


def _pieces(text: str) -> list[_Piece]:
    found: list[_Piece] = []
    last = -1
    folded = fold(text) if text.isascii() else ""  # then folding keeps every place
    for match in _PIECE.finditer(text):
        start, end = match.span()
        found.append(_Piece(folded[start:end] or fold(match.group()), start, end, start == last))
        last = end
    return found


def _form(pieces: list[_Piece], at: int) -> str:
    return pieces[at].form if 0 <= at < len(pieces) else ""


def _after_name(text: str, pieces: list[_Piece], at: int) -> int:
    """Steps over a piece; over digits that belong to a name, with what is glued to them."""
    at += 1
    if pieces[at - 1].form[:1].isdecimal():
        while at < len(pieces) and pieces[at].glued and re.match(r"[^\W_]|[-/:]", pieces[at].form):
            at += 1
    return at


def _read(text: str, pieces: list[_Piece], at: int) -> _Read | None:
    form = pieces[at].form
    if form[0].isdecimal():
        return _read_digits(text, pieces, at)
    if form in VAGUE:
        if _form(pieces, at + 1) == "of" and _form(pieces, at + 2) in VAGUE:
            return _Read(at, at + 3, VAGUE[form] * VAGUE[pieces[at + 2].form], "vague")
        return _Read(at, at + 1, VAGUE[form], "vague")
    if form in ("a", "an", "half") and _form(pieces, at + 1) in MULTIPLIERS:
        return _multiply(pieces, at, at + 1, 0.5 if form == "half" else 1.0, "words")
    if form == "half" and _form(pieces, at + 1) in ("a", "an") and _form(pieces, at + 2) in MULTIPLIERS:
        return _multiply(pieces, at, at + 2, 0.5, "words")
    if form == "half" and _form(pieces, at - 1) not in ("first", "second", "other", "better"):
        return _Read(at, at + 1, 0.5, "fraction")
    if form == "a" and _form(pieces, at + 1) in ("third", "quarter", "fifth", "tenth"):
        if _form(pieces, at + 2) == "of" or _form(pieces, at + 1) == "quarter":
            return _Read(at, at + 2, FRACTIONS[_form(pieces, at + 1)], "fraction")
        return None
    if form in ORDINALS and form not in ("first", "second", "third"):
        return _Read(at, at + 1, float(ORDINALS[form]), "ordinal")
    return _read_words(pieces, at)


def _read_digits(text: str, pieces: list[_Piece], at: int) -> _Read | None:
    piece = pieces[at]
    if _in_name(text, pieces, at):
        return None
    value = _value(piece.form)
    if value is None:
        return None
    following = pieces[at + 1] if at + 1 < len(pieces) else None
    if following is not None and following.glued:
        form = following.form
        if form in ("st", "nd", "rd", "th"):
            return _Read(at, at + 2, value, "ordinal")
        if form in SHORT_MULTIPLIERS:
            return _Read(at, at + 2, value * SHORT_MULTIPLIERS[form], "digits")
        if form in ("am", "pm"):
            return _Read(at, at + 2, value % 12 + 12 * (form == "pm"), "time")
        if form in ":/" and _form(pieces, at + 2)[:1].isdecimal() and pieces[at + 2].glued:
            return _read_pair(pieces, at, value, form)
        if form[0].isalpha() and form not in UNITS and form not in MULTIPLIERS:
            return None
    elif following is not None and _is_short_multiplier(pieces, at, following.form):
        return _Read(at, at + 2, value * SHORT_MULTIPLIERS[following.form], "digits")
    return _multiply(pieces, at, at + 1, value, "digits")


def _is_short_multiplier(pieces: list[_Piece], at: int, form: str) -> bool:
    """Whether a short word after a space multiplies: "40 bn", and after a currency "£440 m"."""
    if form in ("bn", "mn", "tn", "trn"):
        return True
    return form in ("m", "k") and _form(pieces, at - 1) in CURRENCY_SIGNS


def _in_name(text: str, pieces: list[_Piece], at: int) -> bool:
    """Whether digits continue a word: "G7", or "F-15" and "COVID-19" after a capital and a dash."""
    if not pieces[at].glued or at == 0:
        return False
    before = pieces[at - 1]
    if before.form[0].isalpha() or before.form == "_":
        return before.form not in ("us", "eu") or _form(pieces, at - 2) == "-"
    if before.form in "#@&:/" or (before.form == "." and pieces[at - 1].glued):
        return True
    if before.form in _DASHES or before.form == "-":
        word = pieces[at - 2] if at >= 2 and before.glued else None
        return word is not None and word.form[0].isalpha() and text[word.start].isupper()
    return False


def _value(form: str) -> float | None:
    digits = form
    if "," in form:
        if not _GROUPED.fullmatch(form):
            # "7,5": a decimal comma, or a list without spaces; neither is an English number.
            return None
        digits = form.replace(",", "")
    if digits.count(".") > 1 or len(digits) > _LONGEST:
        return None
    return float(digits)


def _read_pair(pieces: list[_Piece], at: int, value: float, sign: str) -> _Read | None:
    """A time of day ("7:30 p.m.") in hours, or a fraction ("3/4"); "9/11" and "24/7" are names."""
    second = _value(pieces[at + 2].form)
    if second is None:
        return None
    if sign == "/":
        return _Read(at, at + 3, value / second, "fraction") if 0 <= value < second <= 10 else None
    if value < 24 and second < 60 and len(pieces[at + 2].form) == 2:
        return _Read(at, at + 3, value + second / 60, "time")
    return None


def _read_words(pieces: list[_Piece], at: int) -> _Read | None:
    """A spelled-out number: "forty-two", "two hundred and five", "three dozen"."""
    total, current, place = 0.0, 0.0, at
    read = False
    while place < len(pieces):
        form = pieces[place].form
        if form in ONES and (not read or current % 100 == 0 or (current % 10 == 0 and ONES[form] < 10)):
            if read and current == 0 and pieces[place - 1].form not in MULTIPLIERS:
                break
            current += ONES[form]
        elif form in TENS and current % 100 == 0 and (not read or current or total):
            current += TENS[form]
        elif read and form in MULTIPLIERS:
            factor = MULTIPLIERS[form]
            if factor in (1e2, 12.0):
                current *= factor
            else:
                total, current = total + current * factor, 0.0
        elif read and form in ("-", "and") and _goes_on(pieces, place, form, current or total):
            place += 1
            continue
        else:
            break
        read = True
        place += 1
    if not read:
        return None
    value = total + current
    if place == at + 1 and pieces[at].form == "one" and not _counts(pieces, place):
        return None
    if _form(pieces, place) == "-" and _form(pieces, place + 1) in ("thirds", "quarters", "fifths", "tenths"):
        return _Read(at, place + 2, value * FRACTIONS[pieces[place + 1].form], "fraction")
    if _form(pieces, place) in ("thirds", "quarters", "fifths", "tenths"):
        return _Read(at, place + 1, value * FRACTIONS[pieces[place].form], "fraction")
    if _form(pieces, place) == "-" and _form(pieces, place + 1) in ORDINALS and value >= 20:
        return _Read(at, place + 2, value + ORDINALS[pieces[place + 1].form], "ordinal")
    return _multiply(pieces, at, place, value, "words")


def _goes_on(pieces: list[_Piece], place: int, form: str, so_far: float) -> bool:
    following = _form(pieces, place + 1)
    if form == "-":
        joins = following in ONES or following in MULTIPLIERS
        return pieces[place].glued and joins and (following != "one" or so_far % 10 == 0)
    return so_far >= 100 and so_far % 100 == 0 and (following in ONES or following in TENS)


def _counts(pieces: list[_Piece], place: int) -> bool:
    """Whether "one" counts something: not "one of them", "no one", "one another", "one day"."""
    form = _form(pieces, place)
    return bool(form) and form[0].isalpha() and form not in STOPPERS and form not in ("another", "day", "way")


def _multiply(pieces: list[_Piece], first: int, last: int, value: float, kind: str) -> _Read:
    """Takes the multipliers that follow: "2.5 million", "3 hundred thousand", "two-million"."""
    while True:
        place = last + 1 if _form(pieces, last) == "-" and _form(pieces, last + 1) in MULTIPLIERS else last
        if _form(pieces, place) not in MULTIPLIERS:
            return _Read(first, last, value, kind)
        value *= MULTIPLIERS[pieces[place].form]
        last = place + 1


def _dress(text: str, pieces: list[_Piece], read: _Read) -> tuple[Number, int]:
    """Adds currency, sign and comparator from before, unit and comparator from after the bare number."""
    first, last = read.first, read.last
    unit, value = "", read.value
    comparator = ">" if read.kind == "vague" else ""
    if _form(pieces, first - 1) in CURRENCY_SIGNS:
        first -= 1
        unit = CURRENCY_SIGNS[pieces[first].form]
        if _form(pieces, first - 1) in ("us", "a", "c", "hk", "nz") and pieces[first].glued:
            first -= 1
            unit = {"us": "usd", "a": "aud", "c": "cad", "hk": "hkd", "nz": "nzd"}[pieces[first].form]
    if read.kind != "ordinal" and _is_minus(text, pieces, first):
        first, value = first - 1, -value
    sign, first = _comparator_before(pieces, first)
    comparator = sign or comparator
    if read.kind == "time":
        unit = "clock"
        meridiem, end_of_time = _unit_after(text, pieces, last)
        if meridiem == "clock":
            value = value % 12 + 12 * any(p.form in ("p", "pm") for p in pieces[last:end_of_time])
            last = end_of_time
    elif not unit:
        unit, last = _unit_after(text, pieces, last)
    else:
        last = last + 1 if _form(pieces, last) in ("dollars", "euros") else last
    trailing = TRAILING_COMPARATORS.get((_form(pieces, last), _form(pieces, last + 1)))
    if trailing and not comparator:
        comparator, last = trailing, last + 2
    if unit == "clock" and read.kind != "time" and _form(pieces, last - 1) != "o'clock":
        value = value % 12 + 12 * any(p.form in ("p", "pm") for p in pieces[read.last : last])
    # What is counted is named, not covered: the span ends with the number and its own unit.
    end = last if unit in _COVERED or (last > read.last and trailing) else read.last
    span = Span(pieces[first].start, pieces[max(end, read.last) - 1].end)
    return Number(span, value, comparator, unit, read.kind == "ordinal"), max(end, read.last)


_COVERED = frozenset(UNITS.values()) | {"pp", "clock"}


def _is_minus(text: str, pieces: list[_Piece], first: int) -> bool:
    if _form(pieces, first - 1) in ("minus", "negative"):
        return True
    if _form(pieces, first - 1) != "-" or not pieces[first].glued:
        return False
    dash = pieces[first - 1]
    return not dash.glued or text[dash.start - 1] in "($"


def _comparator_before(pieces: list[_Piece], first: int) -> tuple[str, int]:
    for phrase, sign in COMPARATORS_BY_LAST_WORD.get(_form(pieces, first - 1), ()):
        begin = first - len(phrase)
        if begin >= 0 and all(pieces[begin + i].form == word for i, word in enumerate(phrase)):
            return sign, begin
    if _form(pieces, first - 1) in (">", "<", "~", "≈", "≥", "≤", "+"):
        sign = {"≈": "~", "≥": ">=", "≤": "<=", "+": ""}.get(pieces[first - 1].form, pieces[first - 1].form)
        return sign, first - 1
    return "", first


def _unit_after(text: str, pieces: list[_Piece], last: int) -> tuple[str, int]:
    """A unit and the place after it, or the lemma of the counted noun within the next words."""
    form = _form(pieces, last)
    if form == "-" and pieces[last].glued and last + 1 < len(pieces) and pieces[last + 1].glued:
        word = _form(pieces, last + 1)
        return (UNITS.get(word, singular(word)), last + 2) if word[:1].isalpha() else ("", last)
    if form == "%":
        return ("pp", last + 2) if _form(pieces, last + 1).startswith("point") else ("%", last + 1)
    if form == "°":
        return "degree", last + 1
    if form == "per" and _form(pieces, last + 1) == "cent":
        return "%", last + 2
    if form in ("percent", "percentage") and _form(pieces, last + 1) in ("point", "points"):
        return "pp", last + 2
    if form in ("a", "p") and _form(pieces, last + 1) == "." and _form(pieces, last + 2) == "m":
        return "clock", last + 3 if _form(pieces, last + 3) != "." else last + 4
    if form in ("am", "pm", "o'clock"):
        return "clock", last + 1
    if form == "us" and _form(pieces, last + 1) in ("dollars", "dollar"):
        return "usd", last + 2
    if form in UNITS:
        return UNITS[form], last + 1
    return _counted(text, pieces, last), last


def _counted(text: str, pieces: list[_Piece], last: int) -> str:
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


def _append(found: list[Number], number: Number, text: str, pieces: list[_Piece], read: _Read) -> None:
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
        if is_range and (is_money or not low.unit or low.unit == number.unit or low.unit not in _COVERED):
            scaled = _shared_multiplier(low.value, number.value, pieces, read)
            unit = low.unit if is_money else number.unit
            found[-1] = replace(low, value=scaled, unit=unit, comparator=">=")
            number = replace(number, value=abs(number.value), unit=unit, comparator="<=")
    found.append(number)


def _shared_multiplier(low: float, high: float, pieces: list[_Piece], read: _Read) -> float:
    """ "2 to 3 million" starts at two million."""
    factor = MULTIPLIERS.get(pieces[read.last - 1].form, 1.0)
    return low * factor if factor > 1 and low < high / factor * 1.0001 else low
