"""What a summary is judged against: the article's body and captions, read once."""

import datetime
from dataclasses import dataclass
from functools import lru_cache

from onrecord.gold.article import Article
from onrecord.reading.dates import read_dates
from onrecord.reading.names import read_names
from onrecord.reading.numbers import read_numbers
from onrecord.reading.types import Date, Number
from onrecord.scoring.summaries.words import Term, terms


@dataclass(frozen=True)
class Evidence:
    """Words, names, quantities and dates of body and captions. ``day`` is the day the article is of."""

    text: str
    day: datetime.date | None
    terms: tuple[Term, ...]
    stems: frozenset[str]
    forms: frozenset[str]
    lower: frozenset[str]
    capitals: frozenset[str]
    names: tuple[tuple[str, ...], ...]
    people: tuple[tuple[str, ...], ...]
    numbers: tuple[Number, ...]
    dates: tuple[Date, ...]
    runs: frozenset[tuple[str, ...]]


_LONGEST_RUN = 8


@lru_cache(maxsize=64)
def evidence_of(article: Article) -> Evidence:
    """The evidence of an article; people who are its speakers count with the names the gold gives them."""
    text = article.evidence
    found = tuple(terms(text))
    named = read_names(text)
    persons = [_parts(name.text) for name in named if name.kind == "person"]
    persons += [_parts(s.name) for s in article.speakers if s.cls == "person"]
    forms = tuple(t.form for t in found)
    return Evidence(
        text=text,
        day=_day(article.meta.date),
        terms=found,
        stems=frozenset(t.stem for t in found),
        forms=frozenset(forms),
        lower=frozenset(t.form for t in found if not t.capital),
        capitals=frozenset(t.form for t in found if t.capital),
        names=tuple(dict.fromkeys([_parts(name.text) for name in named] + persons)),
        people=tuple(dict.fromkeys(p for p in persons if p)),
        numbers=tuple(read_numbers(text)),
        dates=tuple(read_dates(text)),
        runs=frozenset(
            forms[i : i + n] for n in range(1, _LONGEST_RUN + 1) for i in range(len(forms) - n + 1)
        ),
    )


def _parts(name: str) -> tuple[str, ...]:
    return tuple(t.form for t in terms(name))


def _day(day: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(day)
    except ValueError:
        return None
