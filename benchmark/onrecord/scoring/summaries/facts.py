"""Which annotated facts a summary tells, and how much of a reference's weight that covers.

The matcher, version 3. A fact is told where one unit, or two neighbouring ones, satisfy every group of its
``needs`` (on stems, quantities with their comparators, and all names of a speaker), with as many negations
as the fact has itself, odd or even. A fact that carries a speaker earns 1 with that speaker, ½ with none
or a description that fits nobody, 0 with another. A unit with a violation lends no words to its neighbour.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from onrecord.errors import GoldError
from onrecord.gold.article import Article
from onrecord.scoring.summaries.claims import Claim, claims_of, tightest
from onrecord.scoring.summaries.evidence import evidence_of
from onrecord.scoring.summaries.needs import Stretch
from onrecord.scoring.summaries.polarity import polarity
from onrecord.scoring.summaries.quoting import Attribution, names_in
from onrecord.scoring.summaries.reading import Reading, names_source
from onrecord.scoring.summaries.words import Term
from onrecord.text import Span

MATCHER_VERSION = 3
WEIGHTS = {"vital": 1.0, "okay": 0.5}


@dataclass(frozen=True, slots=True)
class Told:
    """A fact and its credit: 1, ½ (without its speaker) or 0. ``spans`` are the units that tell it."""

    fact: str
    credit: float
    spans: tuple[Span, ...] = ()
    reason: str = "not told"


def told_facts(
    reading: Reading, article: Article, violating: Collection[int], *, open_end: bool = False
) -> list[Told]:
    """For each annotated fact, in the gold's order, whether the summary tells it.

    ``open_end``: the last unit is what a cut left of a sentence, which tells nothing, unless it is all there
    is.
    """
    count = len(reading.units)
    windows = _windows(reading, count - 1 if open_end and count > 1 else count, violating)
    return [_told(claim, windows, reading) for claim in claims_of(article)]


@dataclass(frozen=True)
class _Window(Stretch):
    """One unit, or two neighbouring ones, by their numbers and places."""

    units: tuple[int, ...]
    spans: tuple[Span, ...]


def _windows(reading: Reading, count: int, violating: Collection[int]) -> list[_Window]:
    """Each of the first units, then every two neighbours; none with a violation lends words to another."""
    windows: list[tuple[int, ...]] = [(n,) for n in range(count)]
    windows += [pair for pair in pairwise(range(count)) if not set(pair) & set(violating)]
    return [_window(reading, units) for units in windows]


def _window(reading: Reading, units: tuple[int, ...]) -> _Window:
    spans = tuple(reading.units[n] for n in units)
    found = tuple(t for n in units for t in reading.unit_terms[n])
    numbers = tuple(n for n in reading.numbers if any(s.contains(n.span) for s in spans))
    dates = tuple(d for d in reading.dates if any(s.contains(d.span) for s in spans))
    return _Window(found, numbers, dates, units, spans)


def _told(claim: Claim, windows: Sequence[_Window], reading: Reading) -> Told:
    """The best that any window of one or two units earns for a fact."""
    best = None
    for window in windows:
        found = _in_window(claim, window, reading)
        if found and (best is None or found.credit > best.credit):
            best = found
            if best.credit == 1:
                break
    return best or Told(claim.fact.id, 0.0)


def _in_window(claim: Claim, window: _Window, reading: Reading) -> Told | None:
    """What a window earns for a fact; None where it does not have the fact's needs."""
    places = []
    for group in claim.groups:
        found = group.places(window)
        if not found:
            return None
        places.append(found)
    if len(window.units) > 1 and _borrows_a_person(claim, window, places, reading):
        return None
    fact = claim.fact
    if not polarity(reading.text, window.found, tightest(places)).agrees(claim.polarity):
        return Told(fact.id, 0.0, window.spans, "negated")
    if not fact.speakers:
        return Told(fact.id, 1.0, window.spans, "told")
    credit, reason = _speaker_credit(claim, window, places, reading)
    return Told(fact.id, credit, window.spans, reason)


def _borrows_a_person(
    claim: Claim, window: _Window, places: Sequence[Sequence[tuple[int, ...]]], reading: Reading
) -> bool:
    """Whether two units tell a fact only because one names its person while the other, which tells the
    rest, names somebody else: "Gallant outlined a plan. Austin spoke." does not tell what Austin outlined."""
    found = window.found
    for span in window.spans:
        here = [any(span.start <= found[n].start < span.end for p in group for n in p) for group in places]
        missing = any(who and not is_here for who, is_here in zip(claim.named, here, strict=True))
        if missing and sum(here) * 2 >= len(here) and _named_in(span, claim, reading) - claim.own:
            return True
    return False


def _speaker_credit(
    claim: Claim, window: _Window, places: Sequence[Sequence[tuple[int, ...]]], reading: Reading
) -> tuple[float, str]:
    """Credit for the source that the summary gives a claim: the report that covers most of its words."""
    covering = []
    for report in reading.reported:
        covered = sum(_covers(report, window.found, group) for group in places)
        if covered:
            right = bool(report.ids & claim.fair)
            covering.append((covered, right, bool(report.named), report))
    if covering:
        covered, right, named, report = max(covering, key=lambda c: c[:3])
        if right:
            return 1.0, "told"
        # Who acts in the claim is not its source: "Austin presented a plan" does not quote Austin.
        acts = bool(report.ids) and report.ids <= claim.actors
        if covered * 2 >= len(places) and named and not acts:
            if report.ids or names_source(report, reading, evidence_of(claim.article)):
                return 0.0, "another speaker"
            # A description that fits nobody: who is merely named near by did not say it either.
            inner = any(other * 2 > len(places) for other, fits, *_ in covering if fits)
            return (1.0, "told") if inner else (0.5, "no speaker")
    if any(_named_in(span, claim, reading) & claim.fair for span in window.spans):
        return 1.0, "told"
    return 0.5, "no speaker"


def _covers(report: Attribution, found: Sequence[Term], group: Sequence[tuple[int, ...]]) -> bool:
    return any(
        span.start <= found[n].start < span.end for place in group for n in place for span in report.spans
    )


def _named_in(span: Span, claim: Claim, reading: Reading) -> set[str]:
    """Speakers whose name, alias or description stands in a unit."""
    return {i for found in names_in(span.of(reading.text), claim.index) for i in found.ids}


def largest_reference_weight(article: Article, task: str) -> float:
    """The largest weight of facts that a reference of this length tells.

    Without references it is the weight of the facts expected at this length. Raises GoldError where
    neither gives any weight: such an article cannot be asked for a summary.
    """
    weight = {f.id: WEIGHTS[f.weight] for f in article.facts}
    tellings = [sum(weight.get(i, 0.0) for i in set(s.tells)) for s in article.summaries if s.task == task]
    if not tellings:
        tellings = [sum(weight[f.id] for f in article.facts if task in f.lengths)]
    if not max(tellings):
        raise GoldError(f"{article.path or article.id}: no fact is told at the length ‘{task}’; add facts")
    return max(tellings)


def coverage(found: Sequence[Told], article: Article, task: str) -> float:
    """Weight of the facts told over the largest weight of a reference; may exceed 1."""
    weight = {f.id: WEIGHTS[f.weight] for f in article.facts}
    return sum(t.credit * weight[t.fact] for t in found) / largest_reference_weight(article, task)
