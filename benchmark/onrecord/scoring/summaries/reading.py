"""A summary, read once: its units and their words, quantities, names, dates and reports."""

import re
from dataclasses import dataclass

from onrecord.gold.article import Article
from onrecord.reading.dates import read_dates
from onrecord.reading.names import read_names
from onrecord.reading.numbers import read_numbers
from onrecord.reading.types import Date, Name, Number
from onrecord.scoring.speakers import SpeakerIndex
from onrecord.scoring.summaries.evidence import Evidence
from onrecord.scoring.summaries.quoting import Attribution, attributions
from onrecord.scoring.summaries.uncased import hides_names, is_named, with_sentence_capitals
from onrecord.scoring.summaries.units import units_of
from onrecord.scoring.summaries.words import Term, terms, within
from onrecord.text import Span


@dataclass(frozen=True)
class Reading:
    """Spans are in ``text``. ``unit_terms`` holds the words of each unit; ``hides_names`` the numbers
    of the units whose capitals tell no names."""

    text: str
    units: tuple[Span, ...]
    unit_terms: tuple[tuple[Term, ...], ...]
    numbers: tuple[Number, ...]
    names: tuple[Name, ...]
    dates: tuple[Date, ...]
    reported: tuple[Attribution, ...]
    hides_names: frozenset[int]

    def unit_at(self, position: int) -> int:
        """The number of the unit that holds a position, or of the last one that starts before it."""
        return max((n for n, u in enumerate(self.units) if u.start <= position), default=0)


def read_summary(text: str, article: Article, index: SpeakerIndex) -> Reading:
    """Read a summary that is already within its budget."""
    parted = with_sentence_capitals(text)
    units = tuple(units_of(parted))
    found = terms(text)
    return Reading(
        text=text,
        units=units,
        unit_terms=tuple(tuple(within(found, unit)) for unit in units),
        numbers=tuple(read_numbers(text)),
        names=tuple(n for n in read_names(text) if n.span.end > _preface_end(text)),
        dates=tuple(read_dates(text)),
        reported=tuple(attributions(parted, article, index)),
        hides_names=hides_names(text, units),
    )


_PREFACE = re.compile(r"\W*(?:Summary|Headline|Brief|Quoted [Bb]rief|News [Bb]rief):")


def _preface_end(text: str) -> int:
    """Where a word ends that says what the text is, and names nobody ("Summary: …")."""
    preface = _PREFACE.match(text)
    return preface.end() if preface else 0


def opens(reading: Reading, span: Span) -> bool:
    """Whether a name stands where any word has a capital: a unit's start, after a mark, colon or bullet."""
    before = reading.text[: span.start].rstrip()
    return (
        not before or before[-1] in ".!?;:“\"‘'(*•-–—·" or any(u.start == span.start for u in reading.units)
    )


def names_source(report: Attribution, reading: Reading, evidence: Evidence) -> bool:
    """Whether a report's source, where it means no speaker, is somebody's name, not a description."""
    if report.source is None:
        return is_named(report.named, evidence)
    hides = reading.unit_at(report.source.start) in reading.hides_names
    return is_named(report.named, evidence, hides=hides, opens=opens(reading, report.source))
