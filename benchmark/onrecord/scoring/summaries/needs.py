"""Finds the alternatives of a fact's ``needs`` in the words of a summary."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from onrecord.gold.article import Article
from onrecord.reading.dates import read_dates
from onrecord.reading.numbers import read_numbers
from onrecord.reading.types import Date, Number
from onrecord.scoring.speakers import SpeakerIndex, is_pronoun
from onrecord.scoring.summaries.days import says_as_much
from onrecord.scoring.summaries.quantities import implies
from onrecord.scoring.summaries.vocabulary import DOCUMENTS
from onrecord.scoring.summaries.words import Term, terms
from onrecord.text import Span

_WIDEST_GAP = 2
"""Words that may stand between two words of one alternative ("defense" … "secretary")."""
# Dates are read by their capitals; a text may have none ("may 9").
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAY_AND_MONTH = re.compile(rf"\b(\d{{1,2}}) ({_MONTHS})\b")
_LIGHT = frozenset("a an the of s".split())


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to satisfy a group: stems in order, and quantities and dates that must be told."""

    stems: tuple[str, ...]
    numbers: tuple[Number, ...] = ()
    dates: tuple[Date, ...] = ()


@dataclass(frozen=True, eq=False)
class Group:
    """One of a fact's ``needs``; what many summaries never come to is read when it is asked for."""

    wordings: tuple[str, ...]
    article: Article
    index: SpeakerIndex

    @cached_property
    def named(self) -> tuple[frozenset[str], ...]:
        """For each wording the speakers whom it names."""
        return tuple(
            self.index.resolve(w) if self.index.may_end(w) else frozenset[str]() for w in self.wordings
        )

    @cached_property
    def alternatives(self) -> tuple[Alternative, ...]:
        """The wordings. A speaker's name may be told by any other name of that speaker, but not what it is
        said in: "the company" tells no "release"."""
        wordings = list(self.wordings)
        for wording, ids in zip(self.wordings, self.named, strict=True):
            if len(ids) == 1 and wording not in DOCUMENTS:
                speaker = self.article.speaker[next(iter(ids))]
                wordings += [speaker.name, *speaker.aliases, *speaker.accept]
                if speaker.cls == "person":
                    wordings.append(_family_name(speaker.name))
        wordings += [_DAY_AND_MONTH.sub(r"\2 \1", w) for w in wordings if _DAY_AND_MONTH.search(w)]
        found = [_alternative(w) for w in dict.fromkeys(wordings) if not is_pronoun(w)]
        found += [dated for w in self.wordings if (dated := _with_dates(w))]
        return tuple(a for a in found if a.stems or a.numbers or a.dates)

    @property
    def counts(self) -> bool:
        """Whether a quantity is among the alternatives."""
        return any(a.numbers for a in self.alternatives)

    @cached_property
    def _heads(self) -> frozenset[str]:
        """One of these stems stands wherever the group is told; empty where a quantity alone may tell it."""
        if not all(a.stems for a in self.alternatives):
            return frozenset()
        return frozenset(a.stems[0] for a in self.alternatives)

    def places(self, stretch: "Stretch") -> list[tuple[int, ...]]:
        """The places where any of the alternatives is told, as indices of the stretch's words."""
        if self._heads and stretch.places.keys().isdisjoint(self._heads):
            return []
        return [place for alternative in self.alternatives for place in find(alternative, stretch)]


def _family_name(name: str) -> str:
    parts = [p for p in name.split() if p.rstrip(".").casefold() not in ("jr", "sr", "ii", "iii", "iv")]
    return parts[-1]


@lru_cache(maxsize=1024)  # facts share wordings, names above all
def _alternative(wording: str) -> Alternative:
    return _of(wording, tuple(read_numbers(wording)), ())


@lru_cache(maxsize=1024)
def _with_dates(wording: str) -> Alternative | None:
    """The wording with its days of a month in any form ("Feb. 9", "the 9th of February"), if it has one."""
    dates = tuple(d for d in read_dates(wording) if d.month and d.day)
    return _of(wording, tuple(read_numbers(wording)), dates) if dates else None


def _of(wording: str, numbers: tuple[Number, ...], dates: tuple[Date, ...]) -> Alternative:
    spans = [n.span for n in numbers] + [d.span for d in dates]
    kept = [t for t in terms(wording) if not _inside(t, spans)]
    light = tuple(t.stem for t in kept if t.form not in _LIGHT)
    return Alternative(light or (() if spans else tuple(t.stem for t in kept)), numbers, dates)


@dataclass(frozen=True)
class Stretch:
    """The words, quantities and dates of one or two units."""

    found: tuple[Term, ...]
    numbers: tuple[Number, ...]
    dates: tuple[Date, ...]

    @cached_property
    def places(self) -> Mapping[str, Sequence[int]]:
        """Where each stem stands, as indices of ``found``: a word may be written as two ("cease-fire")."""
        places: dict[str, list[int]] = {}
        for at, term in enumerate(self.found):
            places.setdefault(term.stem, []).append(at)
        for at, (one, other) in enumerate(pairwise(self.found)):
            joined = one.form + other.stem
            if joined != one.stem:
                places.setdefault(joined, []).append(at)
        return places


def find(alternative: Alternative, stretch: Stretch) -> list[tuple[int, ...]]:
    """The places, as indices of the stretch's words, where an alternative is told; [] where it is not."""
    found = stretch.found
    for stem in alternative.stems:
        if stem not in stretch.places:
            return []
    places: list[tuple[int, ...]] = [()] if not alternative.stems else _in_order(alternative.stems, stretch)
    told = [[n.span for n in stretch.numbers if implies(wanted, n)] for wanted in alternative.numbers]
    told += [[d.span for d in stretch.dates if says_as_much(d, wanted)] for wanted in alternative.dates]
    for spans in told:
        if not spans or not places:
            return []
        here = tuple(i for i, t in enumerate(found) if _inside(t, spans))
        places = [place + here for place in places]
    return places


def _in_order(stems: Sequence[str], stretch: Stretch) -> list[tuple[int, ...]]:
    places = []
    for start in sorted(stretch.places[stems[0]]):
        place = _from(stems, stretch.found, start)
        if place:
            places.append(place)
    return places


def _from(stems: Sequence[str], found: Sequence[Term], start: int) -> tuple[int, ...]:
    place: list[int] = []
    at = start
    for number, wanted in enumerate(stems):
        reach = at + 1 if number == 0 else min(len(found), at + _WIDEST_GAP + 1)
        while at < reach:
            width = _matches(wanted, found, at)
            if width:
                break
            at += 1
        else:
            return ()
        place += range(at, at + width)
        at += width
    return tuple(place)


def _matches(wanted: str, found: Sequence[Term], at: int) -> int:
    """How many words at a place make the wanted stem: one, or two written apart."""
    if at >= len(found):
        return 0
    if found[at].stem == wanted:
        return 1
    if at + 1 < len(found) and found[at].form + found[at + 1].stem == wanted:
        return 2
    return 0


def _inside(term: Term, spans: Sequence[Span]) -> bool:
    return any(s.start <= term.start < s.end for s in spans)
