"""Whether a date in a summary is one of the article's, or follows from one and the article's day."""

import calendar
import datetime
import re
from typing import Literal, NamedTuple

from onrecord.reading.types import Date
from onrecord.scoring.summaries.evidence import Evidence

Support = Literal["supported", "extrinsic", "unsupported"]


class Days(NamedTuple):
    """A stretch of days, both ends included."""

    first: datetime.date
    last: datetime.date


def date_support(date: Date, evidence: Evidence) -> Support:
    """``supported``: the article says as much; ``extrinsic``: so it does once its day is known."""
    if any(says_as_much(known, date) for known in evidence.dates):
        return "supported"
    if evidence.day is None:
        return "unsupported"
    claimed = resolve(date, evidence.day)
    for known in evidence.dates:
        for stretch in resolve(known, evidence.day):
            # The summary may be as exact as the article or less so, never more.
            if any(c.first <= stretch.first and stretch.last <= c.last for c in claimed):
                return "extrinsic"
    return "unsupported"


def says_as_much(known: Date, claimed: Date) -> bool:
    """Whether every field of ``claimed`` stands in ``known`` with the same value."""
    pairs = (
        (known.year, claimed.year),
        (known.month, claimed.month),
        (known.day, claimed.day),
        (known.weekday, claimed.weekday),
    )
    if any(c is not None and c != k for k, c in pairs):
        return False
    return not claimed.relative or claimed.relative == known.relative


def resolve(date: Date, day: datetime.date) -> list[Days]:
    """The stretches that a date may mean in an article of ``day``; none where it cannot be told.

    Days beyond the calendar ("31 February") are none.
    """
    try:
        if date.month is not None and date.day is not None:
            years = [date.year] if date.year else _near_years(day, date)
            return [Days(d, d) for d in (datetime.date(y, date.month, date.day) for y in years)]
        if date.month is not None:
            years = [date.year] if date.year else _near_years(day, date)
            return [_month(y, date.month) for y in years]
        if date.year is not None:
            return [Days(datetime.date(date.year, 1, 1), datetime.date(date.year, 12, 31))]
        if date.weekday is not None:
            return _weekday(date.weekday, date.relative, day)
        return _relative(date.relative, day)
    except (ValueError, OverflowError):
        return []


def _near_years(day: datetime.date, date: Date) -> list[int]:
    """The years that a date without one may be of: that of the nearest such day, before or after."""
    middle = date.day or 15
    nearest = min(
        (day.year - 1, day.year, day.year + 1),
        key=lambda y: abs((datetime.date(y, date.month or 1, min(middle, 28)) - day).days),
    )
    return [nearest] if nearest == day.year else [nearest, day.year]


def _month(year: int, month: int) -> Days:
    last = calendar.monthrange(year, month)[1]
    return Days(datetime.date(year, month, 1), datetime.date(year, month, last))


def _weekday(weekday: int, relative: str, day: datetime.date) -> list[Days]:
    back = (day.weekday() - weekday) % 7
    before, after = day - datetime.timedelta(back), day + datetime.timedelta((-back) % 7)
    found = {"next": [after], "last": [before]}.get(relative, [before, after])
    return [Days(d, d) for d in found]


_AGO = re.compile(r"(\d+) (day|week|month|year)s ago")
_DECADE = re.compile(r"(\d{3}0)s")
_DAY_WORDS = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1, "last night": -1, "this morning": 0}
_DAY_WORDS |= {"this afternoon": 0, "this evening": 0}
# The month that a season begins with.
_SEASON = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_STEP = {"last": -1, "this": 0, "next": 1}


def _relative(words: str, day: datetime.date) -> list[Days]:
    if words in _DAY_WORDS:
        found = day + datetime.timedelta(_DAY_WORDS[words])
        return [Days(found, found)]
    if ago := _AGO.fullmatch(words):
        return _ago(int(ago[1]), ago[2], day)
    if decade := _DECADE.fullmatch(words):
        year = int(decade[1])
        return [Days(datetime.date(year, 1, 1), datetime.date(year + 9, 12, 31))]
    if words == "christmas":
        return [Days(datetime.date(y, 12, 24), datetime.date(y, 12, 26)) for y in (day.year - 1, day.year)]
    step, _, unit = words.partition(" ")
    if step not in _STEP:
        return []
    if unit in ("week", "weekend"):
        monday = day - datetime.timedelta(day.weekday() - 7 * _STEP[step])
        first = monday if unit == "week" else monday + datetime.timedelta(5)
        return [Days(first, monday + datetime.timedelta(6))]
    if unit in _SEASON:
        return _seasons(step, _SEASON[unit], day)
    if unit == "month":
        months = day.year * 12 + day.month - 1 + _STEP[step]
        return [_month(months // 12, months % 12 + 1)]
    if unit == "year":
        year = day.year + _STEP[step]
        return [Days(datetime.date(year, 1, 1), datetime.date(year, 12, 31))]
    return []


def _seasons(step: str, month: int, day: datetime.date) -> list[Days]:
    """The three months from one on: the last ones that are over, the next to come, or those of this year."""
    seasons = []
    for year in (day.year - 2, day.year - 1, day.year, day.year + 1):
        months = year * 12 + month + 1
        seasons.append(Days(datetime.date(year, month, 1), _month(months // 12, months % 12 + 1).last))
    if step == "last":
        return [s for s in seasons if s.last < day][-1:]
    if step == "next":
        return [s for s in seasons if s.first > day][:1]
    return [s for s in seasons if day.year in (s.first.year, s.last.year)]


def _ago(count: int, unit: str, day: datetime.date) -> list[Days]:
    if unit == "day":
        found = day - datetime.timedelta(count)
        return [Days(found, found)]
    if unit == "week":
        found = day - datetime.timedelta(7 * count)
        monday = found - datetime.timedelta(found.weekday())
        return [Days(monday, monday + datetime.timedelta(6))]
    if unit == "month":
        months = day.year * 12 + day.month - 1 - count
        return [_month(months // 12, months % 12 + 1)]
    return [Days(datetime.date(day.year - count, 1, 1), datetime.date(day.year - count, 12, 31))]
