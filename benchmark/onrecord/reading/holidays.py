"""The names of holidays, which are dates: "Christmas Eve" is 24 December."""

import re

from onrecord.reading.numberwords import STOPPERS
from onrecord.reading.types import Date
from onrecord.text import Span, fold

# Folded name to month and day. What is kept on several days in the world is not here.
_FIXED = {
    "new year's day": (1, 1),
    "epiphany": (1, 6),
    "valentine's day": (2, 14),
    "st patrick's day": (3, 17),
    "april fools' day": (4, 1),
    "may day": (5, 1),
    "bastille day": (7, 14),
    "halloween": (10, 31),
    "all saints' day": (11, 1),
    "all souls' day": (11, 2),
    "armistice day": (11, 11),
    "christmas eve": (12, 24),
    "christmas day": (12, 25),
    "boxing day": (12, 26),
    "new year's eve": (12, 31),
}
_MOVABLE = """Good Friday|Palm Sunday|Easter Sunday|Easter Monday|Easter Saturday|Holy Saturday
    |Maundy Thursday|Ash Wednesday|Shrove Tuesday|Mardi Gras|Whit Sunday|Whit Monday|Ascension Day
    |Corpus Christi|Independence Day|Labour Day|Labor Day|Memorial Day|Veterans Day|Republic Day
    |Midsummer's Day|Midsummer's Eve|Midsummer Day|Midsummer Eve|Mother's Day|Father's Day
    |Thanksgiving Day|Yom Kippur|Rosh Hashanah"""
# These stand for days only behind a preposition: not "Christmas trees".
_SEASONS = ("Christmas", "Easter", "Thanksgiving", "New Year", "Ramadan", "Passover", "Hanukkah", "Diwali")
_BEFORE_SEASON = frozenset("by at before after until till since over around during last next this".split())
_NAMES = [
    *(name.title().replace("'S", "'s") for name in _FIXED),
    *(re.sub(r"\s+", " ", name).strip() for name in _MOVABLE.split("|")),
    *_SEASONS,
]

FIRST_LETTERS = "".join(sorted({name[0] for name in _NAMES}))
HOLIDAY = (
    "(?:"
    + "|".join(re.escape(name).replace("'", "['’]") for name in sorted(_NAMES, key=len, reverse=True))
    + r")\b(?!['’-])(?P<named>\ +(?i:agreement|accords?|islands?|rising)\b)?"
)
_FOLDED_SEASONS = frozenset(name.casefold() for name in _SEASONS)
_WORD_AFTER = re.compile(r" +([a-z]+)")


def holiday(text: str, match: re.Match[str], before: str) -> Date | None:
    """The date of a holiday's name; ``before`` is the word in front of it. Movable ones tell their name."""
    if match["named"]:
        return None
    span, name = Span(*match.span()), fold(match["holiday"])
    if name in _FOLDED_SEASONS:
        after = _WORD_AFTER.match(text, span.end)
        if before not in _BEFORE_SEASON or (after and after[1] not in STOPPERS):
            return None
    if name in _FIXED:
        month, day = _FIXED[name]
        return Date(span, month=month, day=day)
    return Date(span, relative=name)
