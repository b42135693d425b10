"""Finds times of day in an English text: "4.15 a.m.", "07:40", "a quarter past four", "nine at night"."""

import re
from typing import NamedTuple

from onrecord.reading.numberwords import ONES, TENS
from onrecord.text import Span, fold


class ClockTime(NamedTuple):
    """A time of day in hours from midnight. ``half_known``: the text tells which half of the day it is of;
    ``near``: it is just before or after that time."""

    span: Span
    hours: float
    half_known: bool
    near: bool = False


_SMALL = "|".join(word for word, value in ONES.items() if 0 < value <= 12)
_HOUR = rf"(?:{_SMALL}|1[0-2]|0?[1-9])"
_PAST_HOUR = r"(?:five|ten|twenty(?:[- ]five)?|(?:a\ )?quarter|half|[1-5]?\d)(?:\ minutes?)?"
_HALF = r"""\ ?(?:[ap]m\b|[ap]\.\ ?m\b\.?)
    |\ in\ the\ (?:early\ |late\ )?(?:morning|afternoon|evening)\b|\ at\ night\b"""
# "Ten to three" is as often a vote or a range: a time stands behind one of these.
_AT = r"(?:(?<=\bat\ )|(?<=\buntil\ )|(?<=\btill\ )|(?<=\bsince\ )|(?<=\bbefore\ )|(?<=\bafter\ ))"

# "05.44" is a time: no measure begins with a zero that no point follows.
_ZERO_HOUR = r"""(?<=\b0\d\.\d\d)(?!\d|[.,]\d|\ ?%)"""

_PATTERN = re.compile(
    rf"""
    (?<![\w.,:/$€£-])(?=[\dqnm{"".join(sorted({word[0] for word in _SMALL.split("|")} | {"a", "h"}))}])(?:
    (?:(?P<past>{_PAST_HOUR})\ past
       |(?P<to>(?:a\ )?quarter|{_AT}(?:five|ten|twenty(?:-five)?))\ to)\ (?P<h1>{_HOUR})\b(?![-%]|[.,:]\d)
      (?P<half1>{_HALF})?
  | (?P<h2>[01]?\d|2[0-3])(?::(?P<m2>[0-5]\d)(?!\d|:\d)
      |\.(?P<p2>[0-5]\d)(?:(?=\ ?[ap]\.?m\b|\ in\ the\ |\ at\ night)|{_ZERO_HOUR}))
      (?P<half2>{_HALF})?
  | (?P<h3>{_HOUR})(?:\ o['’]clock(?P<half3>{_HALF})?|(?P<half4>{_HALF}))
  | (?P<noon>noon|midday|midnight)\b
    )""",
    re.VERBOSE | re.IGNORECASE,
)

_NEAR = re.compile(r"\b(?:just|shortly|soon|a little|not long) (?:after|before|past) $", re.IGNORECASE)


def read_clock_times(text: str) -> list[ClockTime]:
    """The times of day of a text, in its order. A bare hour ("at nine") is none."""
    found = ((_time(match), match.start()) for match in _PATTERN.finditer(text))
    return [
        time._replace(near=bool(_NEAR.search(text[max(0, start - 20) : start])))
        for time, start in found
        if time is not None
    ]


def _time(match: re.Match[str]) -> ClockTime | None:
    part = match.groupdict()
    span = Span(*match.span())
    if part["noon"]:
        # A capital is that of a name ("High Noon").
        return (
            ClockTime(span, 0.0 if part["noon"] == "midnight" else 12.0, True)
            if part["noon"].islower()
            else None
        )
    written = part["h1"] or part["h2"] or part["h3"]
    hours = _value(written)
    if part["m2"] or part["p2"]:
        hours += int(part["m2"] or part["p2"]) / 60
    elif part["past"]:
        hours += _minutes(part["past"]) / 60
    elif part["to"]:
        hours -= _minutes(part["to"]) / 60
    half = fold(part["half1"] or part["half2"] or part["half3"] or part["half4"] or "").strip()
    if half:
        late = half[0] == "p" or half.endswith(("afternoon", "evening", "night"))
        return ClockTime(span, hours % 12 + 12 * late, True)
    # "07:40" and "21:15" are of a clock of 24 hours.
    return ClockTime(span, hours, hours >= 13 or (written[0] == "0"))


def _value(word: str) -> float:
    return float(word) if word.isdecimal() else float(ONES[fold(word)])


def _minutes(words: str) -> float:
    parts = re.split(r"[- ]", fold(words).removeprefix("a "))
    if parts[0] in ("quarter", "half"):
        return 15.0 if parts[0] == "quarter" else 30.0
    values = ONES | TENS
    return sum(float(p) if p.isdecimal() else values.get(p, 0) for p in parts)
