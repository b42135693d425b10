"""Finds the bare numbers of an English text in its pieces: digits, words, fractions and ordinals."""

import re
from typing import NamedTuple

from onrecord.reading.numberwords import (
    CURRENCY_SIGNS,
    FRACTIONS,
    MULTIPLIERS,
    ONES,
    ORDINALS,
    SHORT_MULTIPLIERS,
    STOPPERS,
    TENS,
    UNITS,
    VAGUE,
)
from onrecord.text import DASHES, fold

_PIECE = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\w\s]|_")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_DASHES = frozenset(DASHES)
OPENERS = frozenset([*ONES, *TENS, *VAGUE, *ORDINALS, "a", "an", "half", "quarter"])
OPENERS |= {"noon", "midday", "midnight"}
# "One in five", "one-in-five", "nine out of ten".
_SHARES = (("in",), ("-", "in", "-"), ("out", "of"))
_HALVES = frozenset(["half", "quarter", "third"])
# More digits than this measure nothing in the news, and floats end.
_LONGEST = 15


class Piece(NamedTuple):
    """A run of digits, a word, or a single sign; ``glued``: nothing stands between it and the last one."""

    form: str
    start: int
    end: int
    glued: bool


class Bare(NamedTuple):
    """A bare number in pieces[first:last]."""

    first: int
    last: int
    value: float
    kind: str  # "digits", "words", "vague", "fraction", "share", "ordinal", "time"


def opens(form: str) -> bool:
    """Whether a number may begin with a piece."""
    return form in OPENERS or form[0].isdecimal()


def pieces_of(text: str) -> list[Piece]:
    """The pieces of a text, their forms folded."""
    found: list[Piece] = []
    last = -1
    folded = fold(text) if text.isascii() else ""  # then folding keeps every place
    for match in _PIECE.finditer(text):
        start, end = match.span()
        found.append(Piece(folded[start:end] or fold(match.group()), start, end, start == last))
        last = end
    return found


def form_at(pieces: list[Piece], at: int) -> str:
    """The form of a piece, "" beyond the text."""
    return pieces[at].form if 0 <= at < len(pieces) else ""


def after_name(text: str, pieces: list[Piece], at: int) -> int:
    """Steps over a piece; over digits that belong to a name, with what is glued to them."""
    at += 1
    if pieces[at - 1].form[:1].isdecimal():
        while at < len(pieces) and pieces[at].glued and re.match(r"[^\W_]|[-/:]", pieces[at].form):
            at += 1
    return at


def read_bare(text: str, pieces: list[Piece], at: int) -> Bare | None:
    """The bare number that begins with a piece, if one does."""
    form = pieces[at].form
    if (share := _read_share(text, pieces, at)) is not None:
        return share
    if form[0].isdecimal():
        return _read_digits(text, pieces, at)
    if form in VAGUE:
        if form_at(pieces, at + 1) == "of" and form_at(pieces, at + 2) in VAGUE:
            return Bare(at, at + 3, VAGUE[form] * VAGUE[pieces[at + 2].form], "vague")
        return Bare(at, at + 1, VAGUE[form], "vague")
    if form in ("a", "an", "half") and form_at(pieces, at + 1) in MULTIPLIERS:
        return _multiply(pieces, at, at + 1, 0.5 if form == "half" else 1.0, "words")
    if form == "half" and form_at(pieces, at + 1) in ("a", "an") and form_at(pieces, at + 2) in MULTIPLIERS:
        return _multiply(pieces, at, at + 2, 0.5, "words")
    if form == "half" and form_at(pieces, at - 1) not in ("first", "second", "other", "better"):
        return Bare(at, at + 1, 0.5, "fraction")
    if form == "a" and form_at(pieces, at + 1) in ("third", "quarter", "fifth", "tenth"):
        if form_at(pieces, at + 2) == "of" or form_at(pieces, at + 1) == "quarter":
            return Bare(at, at + 2, FRACTIONS[form_at(pieces, at + 1)], "fraction")
        return None
    if form in ORDINALS and form not in ("first", "second", "third"):
        return Bare(at, at + 1, float(ORDINALS[form]), "ordinal")
    return _read_words(text, pieces, at)


def _read_share(text: str, pieces: list[Piece], at: int) -> Bare | None:
    """ "One in five", "one time in ten" and "nine out of ten"; not "two in five days", nor "one in 2019"."""
    form = pieces[at].form
    part = float(form) if form.isdecimal() and len(form) < 3 else float(ONES.get(form, 0))
    if not part or _in_name(text, pieces, at) or form_at(pieces, at - 1) == "-":
        return None
    place = at + 1
    if part == 1 and form_at(pieces, place)[:1].isalpha() and form_at(pieces, place) not in STOPPERS:
        place += 1
    for joint in _SHARES:
        last = place + len(joint)
        if last < len(pieces) and tuple(p.form for p in pieces[place:last]) == joint:
            break
    else:
        return None
    read = _read_digits if pieces[last].form[0].isdecimal() else _read_words
    whole = read(text, pieces, last)
    if whole is None or whole.kind not in ("digits", "words") or 1500 <= whole.value < 2100:
        return None
    if not part < whole.value or whole.value % 1 or form_at(pieces, whole.last) in UNITS:
        return None
    return Bare(at, whole.last, part / whole.value, "share")


def _read_digits(text: str, pieces: list[Piece], at: int) -> Bare | None:
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
            return Bare(at, at + 2, value, "ordinal")
        if form in SHORT_MULTIPLIERS:
            return Bare(at, at + 2, value * SHORT_MULTIPLIERS[form], "digits")
        if form == "/" and form_at(pieces, at + 2)[:1].isdecimal() and pieces[at + 2].glued:
            return _read_quotient(pieces, at, value)
        if form[0].isalpha() and form not in UNITS and form not in MULTIPLIERS:
            return None
    elif following is not None and _is_short_multiplier(pieces, at, following.form):
        return Bare(at, at + 2, value * SHORT_MULTIPLIERS[following.form], "digits")
    return _multiply(pieces, at, at + 1, value, "digits")


def _is_short_multiplier(pieces: list[Piece], at: int, form: str) -> bool:
    """Whether a short word after a space multiplies: "40 bn", and after a currency "£440 m"."""
    if form in ("bn", "mn", "tn", "trn"):
        return True
    return form in ("m", "k") and form_at(pieces, at - 1) in CURRENCY_SIGNS


def _in_name(text: str, pieces: list[Piece], at: int) -> bool:
    """Whether digits continue a word: "G7", or "F-15" and "COVID-19" after a capital and a dash."""
    if not pieces[at].glued or at == 0:
        return False
    before = pieces[at - 1]
    if before.form[0].isalpha() or before.form == "_":
        return before.form not in ("us", "eu") or form_at(pieces, at - 2) == "-"
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


def _read_quotient(pieces: list[Piece], at: int, value: float) -> Bare | None:
    """A fraction ("3/4"); "9/11" and "24/7" are names."""
    second = _value(pieces[at + 2].form)
    if second is None or not 0 <= value < second <= 10:
        return None
    return Bare(at, at + 3, value / second, "fraction")


def _read_words(text: str, pieces: list[Piece], at: int) -> Bare | None:
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
    if form_at(pieces, place) == "-" and form_at(pieces, place + 1) in (
        "thirds",
        "quarters",
        "fifths",
        "tenths",
    ):
        return Bare(at, place + 2, value * FRACTIONS[pieces[place + 1].form], "fraction")
    if form_at(pieces, place) in ("thirds", "quarters", "fifths", "tenths"):
        return Bare(at, place + 1, value * FRACTIONS[pieces[place].form], "fraction")
    if form_at(pieces, place) == "-" and form_at(pieces, place + 1) in ORDINALS and value >= 20:
        return Bare(at, place + 2, value + ORDINALS[pieces[place + 1].form], "ordinal")
    return _multiply(pieces, at, place, value, "words")


def _goes_on(pieces: list[Piece], place: int, form: str, so_far: float) -> bool:
    following = form_at(pieces, place + 1)
    if form == "-":
        joins = following in ONES or following in MULTIPLIERS
        return pieces[place].glued and joins and (following != "one" or so_far % 10 == 0)
    return so_far >= 100 and so_far % 100 == 0 and (following in ONES or following in TENS)


def _counts(pieces: list[Piece], place: int) -> bool:
    """Whether "one" counts something: not "one of them", "no one", "one another", "one day"."""
    form = form_at(pieces, place)
    if _and_a_half(pieces, place):
        return True
    return bool(form) and form[0].isalpha() and form not in STOPPERS and form not in ("another", "day", "way")


def _and_a_half(pieces: list[Piece], place: int) -> bool:
    return (
        form_at(pieces, place) == "and"
        and form_at(pieces, place + 1) == "a"
        and form_at(pieces, place + 2) in _HALVES
    )


def _multiply(pieces: list[Piece], first: int, last: int, value: float, kind: str) -> Bare:
    """Takes what follows: "2.5 million", "3 hundred thousand", "two-million", "two and a half"."""
    if _and_a_half(pieces, last):
        value, last = value + FRACTIONS[pieces[last + 2].form], last + 3
    while True:
        place = (
            last + 1 if form_at(pieces, last) == "-" and form_at(pieces, last + 1) in MULTIPLIERS else last
        )
        if form_at(pieces, place) not in MULTIPLIERS:
            return Bare(first, last, value, kind)
        value *= MULTIPLIERS[pieces[place].form]
        last = place + 1
