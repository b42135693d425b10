"""What a summary is judged against: the article's body and captions, read once."""

import datetime
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache

from onrecord.gold.article import Article
from onrecord.reading.dates import read_dates
from onrecord.reading.names import read_names
from onrecord.reading.numbers import read_numbers
from onrecord.reading.types import Date, Name, Number
from onrecord.scoring.summaries.vocabulary import FUNCTION_WORDS, ROLES
from onrecord.scoring.summaries.words import Term, terms

_LONGEST_RUN = 8


class Evidence:
    """Words, names, quantities and dates of body and captions, each read when it is first asked for."""

    def __init__(self, article: Article) -> None:
        self._speakers = article.speakers
        self.text = article.evidence
        self.day = _day(article.meta.date)

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        return tuple(terms(self.text))

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(t.stem for t in self.terms)

    @cached_property
    def forms(self) -> frozenset[str]:
        return frozenset(t.form for t in self.terms)

    @cached_property
    def lower(self) -> frozenset[str]:
        return frozenset(t.form for t in self.terms if not t.capital)

    @cached_property
    def capitals(self) -> frozenset[str]:
        return frozenset(t.form for t in self.terms if t.capital)

    @cached_property
    def _read_names(self) -> list[Name]:
        return read_names(self.text)

    @cached_property
    def _persons(self) -> list[tuple[str, ...]]:
        """The persons that are read, and those of the gold with the names that it gives them."""
        read = [_parts(name.text) for name in self._read_names if name.kind == "person"]
        return read + [_parts(s.name) for s in self._speakers if s.cls == "person"]

    @cached_property
    def names(self) -> tuple[tuple[str, ...], ...]:
        return tuple(dict.fromkeys([_parts(name.text) for name in self._read_names] + self._persons))

    @cached_property
    def people(self) -> tuple[tuple[str, ...], ...]:
        return tuple(dict.fromkeys(p for p in self._persons if p))

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        return tuple(read_numbers(self.text))

    @cached_property
    def dates(self) -> tuple[Date, ...]:
        return tuple(read_dates(self.text))

    @cached_property
    def personal(self) -> frozenset[str]:
        """The parts of people's names that are no office."""
        return frozenset(part for person in self.people for part in person) - ROLES

    @cached_property
    def initials(self) -> str:
        """The first letters of capitalised words, a space for any other, without function words."""
        return "".join(t.form[0] if t.capital else " " for t in self.terms if t.form not in FUNCTION_WORDS)

    @cached_property
    def _line(self) -> str:
        return _line(t.form for t in self.terms)

    def has_run(self, forms: Sequence[str]) -> bool:
        """Whether up to eight words stand in a row."""
        return 0 < len(forms) <= _LONGEST_RUN and _line(forms) in self._line


@lru_cache(maxsize=64)
def evidence_of(article: Article) -> Evidence:
    """The evidence of an article; people who are its speakers count with the names the gold gives them."""
    return Evidence(article)


def _line(forms: Iterable[str]) -> str:
    """Words one after another, each between line ends: a form may hold a space ("united states")."""
    return "\n".join(("", *forms, ""))


def _parts(name: str) -> tuple[str, ...]:
    return tuple(t.form for t in terms(name))


def _day(day: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(day)
    except ValueError:
        return None
