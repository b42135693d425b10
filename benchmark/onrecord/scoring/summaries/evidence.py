"""What a summary is judged against: the article's body and captions, read once."""

import datetime
import re
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
# Two capitalised words or more.
_CAPITALS = re.compile(r"[^\W\d_a-z][\w-]*(?: [^\W\d_a-z][\w-]*)+")


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
    def abbreviations(self) -> frozenset[str]:
        """Words in capitals: "CIA", "U.S.", not "It"."""
        return frozenset(t.form for t in self.terms if self.text[t.start : t.end].replace(".", "").isupper())

    @cached_property
    def _read_names(self) -> list[Name]:
        return read_names(self.text)

    @cached_property
    def _persons(self) -> list[tuple[str, ...]]:
        """The persons that are read, and those of the gold with the names that it gives them."""
        read = [_parts(name.text) for name in self._read_names if name.kind == "person"]
        # Names that gold accepts may be written as the article should have: "Perpétua" for "PerpÃ©tua".
        persons = [s for s in self._speakers if s.cls == "person"]
        told = [_parts(s.name) for s in persons]
        other = [_parts(n) for s in persons for n in (*s.aliases, *s.accept) if _CAPITALS.fullmatch(n)]
        # "Goalkeeper Dembrou" is a name and what its bearer is.
        return read + told + [parts for parts in other if self.lower.isdisjoint(parts)]

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
    def impersonal(self) -> frozenset[str]:
        """The last words of names of several words that are nobody's: "Tidal" of "Morlan Tidal"."""
        others = [_parts(name.text) for name in self._read_names if name.kind != "person"]
        others += [_parts(s.name) for s in self._speakers if s.cls == "organisation"]
        return frozenset(name[-1] for name in others if len(name) > 1) - self.personal

    @cached_property
    def named_things(self) -> frozenset[str]:
        """Words that stand right after a name and also after "the": "volcano" of "the Sarani volcano"."""
        after_name, after_the = set(), set()
        for before, one, other in zip(self.terms, self.terms[1:], self.terms[2:], strict=False):
            if other.capital or other.form in FUNCTION_WORDS or self.text[one.end : other.start] != " ":
                continue
            if one.form == "the":
                after_the.add(other.form)
            elif one.capital and before.form == "the":
                after_name.add(other.form)
        return frozenset(after_name & after_the)

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
