"""Finds dates, weekdays and relative days in an English text. Each expression is one Date."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from onrecord.reading.holidays import FIRST_LETTERS, HOLIDAY, holiday
from onrecord.reading.types import Date
from onrecord.text import Span, fold

_MONTH_NAMES = "january february march april may june july august september october november december".split()
_MONTH = {name: number for number, name in enumerate(_MONTH_NAMES, 1)}
_MONTH |= {name[:3]: number for name, number in _MONTH.items()} | {"sept": 9}
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_WEEKDAY = {name: number for number, name in enumerate(WEEKDAYS)}
_WEEKDAY |= {"mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4}
_SMALL = "one two three four five six seven eight nine ten eleven twelve".split()

_FULL_MONTH = "(?:" + "|".join(name.capitalize() for name in _MONTH_NAMES) + ")"
# A short month needs its point or a day beside it: "Mar" alone is a word.
_SHORT_MONTH = r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
_ANY_MONTH = f"(?:{_FULL_MONTH}\\b|{_SHORT_MONTH})"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?!\d)(?:st|nd|rd|th)?\b(?!%|[.,:]\d)"
_YEAR = r"(?:1[5-9]|20)\d\d(?!\d)"
_WEEKDAY_WORD = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b|(?:Mon|Tues?|Wed|Thurs?|Fri)\.)"

# No expression begins with another character; most words are passed over by theirs.
_PATTERN = re.compile(
    rf"""
    \b(?=[\daeflnostyADEFJLMNOSTWYſ{FIRST_LETTERS}])(?:
    (?P<holiday>{HOLIDAY})
  | (?P<iso_y>{_YEAR})-(?P<iso_m>0[1-9]|1[0-2])-(?P<iso_d>0[1-9]|[12]\d|3[01])\b
  | (?:(?P<w1>{_WEEKDAY_WORD}),?\ +(?:the\ +)?)?
      (?:(?P<d1>{_DAY})\ +(?:of\ +)?(?P<m1>{_ANY_MONTH})(?:,?\ +(?P<y1>{_YEAR})\b)?
       | (?P<m2>{_ANY_MONTH})\ +(?:the\ +)?(?P<d2>{_DAY})(?!\ +(?:percent|million|billion))
         (?:,?\ +(?P<y2>{_YEAR})\b)?)
  | (?P<m3>{_ANY_MONTH}),?\ +(?:of\ +)?(?P<y3>{_YEAR})\b
  | (?P<rel_w>(?:last|next|this|this\ past|this\ coming)\ +)(?P<w2>{_WEEKDAY_WORD})
  | (?P<w3>{_WEEKDAY_WORD})
  | (?P<rel_m>(?:[Ll]ast|[Nn]ext|[Tt]his)\ +)?(?P<m4>{_FULL_MONTH})\b
  | (?P<decade>(?:the\ +)?{_YEAR}s)\b
  | (?P<y4>{_YEAR})\b(?!%|[.,]\d)
  | (?P<rel>(?i:yesterday|today|tonight|tomorrow
      |(?:last|next|this)\ +(?:week|weekend|month|year|night|morning|afternoon|evening|spring|summer
          |autumn|fall|winter|decade|century|quarter)
      |(?:\d{{1,3}}|a|an|{"|".join(_SMALL)})\ +(?:day|week|month|year|decade)s?\ +(?:ago|earlier)))\b)
    """,
    re.VERBOSE,
)

# A month that is also a word counts only beside one of these, or beside a day or a year.
_AMBIGUOUS_MONTHS = frozenset({"may", "march"})
_BEFORE_MONTH = frozenset(
    """in since until till by of from to through during before after early late mid last next this every
    each between and for around""".split()
)
# What tells a bare four-digit number for a year.
_BEFORE_YEAR = frozenset(
    """in since until till by of from through during before after early late mid the to and year season
    between spring summer autumn fall winter his her its their our a""".split()
)
_NOT_BEFORE_YEAR = frozenset(
    "than over about around some nearly almost roughly least most approximately exactly only another".split()
)
_WORD_BEFORE = re.compile(r"([^\W_]+)[ ]*$")
_COUNTED_AFTER = re.compile(r" +(?:[a-z]+[ ])?(?:people|men|women|children|troops|[a-z]{3,}[^su\W]s)\b")


def read_dates(text: str) -> list[Date]:
    """The dates of a text, in its order; spans never overlap.

    A month that is also a word ("May", "March") needs a sign that it is a month; a four-digit number is a
    year unless it plainly counts something.
    """
    return list(_dates(text))


@lru_cache(maxsize=2)  # for the text at hand: who reads its numbers passes over its dates
def _dates(text: str) -> tuple[Date, ...]:
    dates = (_date(text, match) for match in _PATTERN.finditer(text))
    return tuple(_with_shared_months(text, [date for date in dates if date is not None]))


_FIRST_DAY = re.compile(rf"(?<![\w.,:–-])({_DAY})\ +(?:and|or|&)\ +$")
_SECOND_DAY = re.compile(rf"\ +(?:and|or|&)\ +({_DAY})(?!\ +[a-z]*s\b)")


def _with_shared_months(text: str, dates: list[Date]) -> Iterator[Date]:
    """The dates, and the days that share one's month: "14 and 21 March", "March 14 and 21"."""
    for date in dates:
        if date.month is None or date.day is None:
            yield date
            continue
        before = _FIRST_DAY.search(text, max(0, date.span.start - 12), date.span.start)
        if before and text[date.span.start].isdigit():
            yield replace(date, span=Span(*before.span(1)), day=_number(before[1]))
        yield date
        after = _SECOND_DAY.match(text, date.span.end)
        if after and date.year is None and not text[date.span.start].isdigit():
            yield replace(date, span=Span(*after.span(1)), day=_number(after[1]))


def _number(day: str) -> int:
    return int(re.sub(r"\D", "", day))


def _date(text: str, match: re.Match[str]) -> Date | None:
    part = match.groupdict()
    span = Span(*match.span())
    if part["holiday"]:
        return holiday(text, match, _word_before(text, match.start()))
    if part["iso_y"]:
        return Date(span, int(part["iso_y"]), int(part["iso_m"]), int(part["iso_d"]))
    if part["rel"] or part["decade"]:
        return Date(span, relative=_relative(match.group()))
    if part["y4"]:
        return Date(span, year=int(part["y4"])) if _is_year(text, match) else None
    if part["m4"]:
        return _month_alone(text, match)
    month = part["m1"] or part["m2"] or part["m3"]
    day = part["d1"] or part["d2"]
    year = part["y1"] or part["y2"] or part["y3"]
    weekday = part["w1"] or part["w2"] or part["w3"]
    return Date(
        span,
        year=int(year) if year else None,
        month=_MONTH[fold(month).rstrip(".")] if month else None,
        day=_number(day) if day else None,
        weekday=_weekday(weekday) if weekday else None,
        relative=_relative(part["rel_w"] or ""),
    )


def _weekday(word: str) -> int:
    folded = fold(word).rstrip(".")
    return _WEEKDAY[folded] if folded in _WEEKDAY else _WEEKDAY[folded.rstrip("s")]


def _relative(words: str) -> str:
    """Folded, without an article, numbers as digits: "Two weeks earlier" is "2 weeks ago"."""
    parts = fold(words).split()
    if parts and parts[0] == "the":
        parts = parts[1:]
    if parts and parts[-1] in ("ago", "earlier"):
        count = {"a": 1, "an": 1} | {name: n for n, name in enumerate(_SMALL, 1)}
        first = str(count.get(parts[0], parts[0]))
        parts = [first, parts[1].rstrip("s") + "s", "ago"]
    return " ".join(parts)


def _month_alone(text: str, match: re.Match[str]) -> Date | None:
    month, relative = match.group("m4"), match.group("rel_m") or ""
    before = _word_before(text, match.start("m4"))
    if fold(month) in _AMBIGUOUS_MONTHS and before not in _BEFORE_MONTH:
        return None
    if fold(month) in ("april", "june", "august", "may") and re.match(
        r" +[A-Z][a-z]", text[match.end() : match.end() + 40]
    ):
        # "June Osborne", "April Lane": a given name, unless a preposition calls for a month.
        return Date(Span(*match.span()), month=_MONTH[fold(month)]) if before in _BEFORE_MONTH else None
    return Date(Span(*match.span()), month=_MONTH[fold(month)], relative=_relative(relative))


def _is_year(text: str, match: re.Match[str]) -> bool:
    start, end = match.span()
    if start and (text[start - 1] in "$€£¥₪₹#.,-–/" or text[start - 1].isalnum()):
        # Money, the tail of a number, or part of a name; but the second year of "2019-2020" is one.
        return bool(re.search(rf"{_YEAR}[-–/]$", text[max(0, start - 5) : start]))
    before = _word_before(text, start)
    if before in _NOT_BEFORE_YEAR or text[end : end + 1].isalpha():
        return False
    return before in _BEFORE_YEAR or not _COUNTED_AFTER.match(text, end)


def _word_before(text: str, position: int) -> str:
    match = _WORD_BEFORE.search(text[max(0, position - 24) : position])
    return fold(match.group(1)) if match else ""
