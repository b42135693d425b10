"""Which annotated facts a summary tells, and how much of a reference's weight that covers.

The matcher, version 1. A fact is told where one unit, or two neighbouring ones, satisfy every group of its
``needs`` (on stems, quantities with their comparators, and all names of a speaker), with as many negations
as the fact has itself, odd or even. A fact that carries a speaker earns 1 with that speaker, ½ with none
or a description that fits nobody, 0 with another. A unit with a violation lends no words to its neighbour.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from onrecord.errors import GoldError
from onrecord.gold.article import Article, Fact
from onrecord.reading.numbers import read_numbers
from onrecord.scoring.speakers import SpeakerIndex, speaker_index
from onrecord.scoring.summaries.evidence import evidence_of
from onrecord.scoring.summaries.needs import Needs, Stretch, find, needs_of
from onrecord.scoring.summaries.polarity import Polarity, polarity
from onrecord.scoring.summaries.quoting import Attribution, names_in
from onrecord.scoring.summaries.reading import Reading, names_source
from onrecord.scoring.summaries.words import Term, terms
from onrecord.text import Span

MATCHER_VERSION = 1
WEIGHTS = {"vital": 1.0, "okay": 0.5}


@dataclass(frozen=True, slots=True)
class Told:
    """A fact and its credit: 1, ½ (without its speaker) or 0. ``spans`` are the units that tell it."""

    fact: str
    credit: float
    spans: tuple[Span, ...] = ()
    reason: str = "not told"


def told_facts(
    reading: Reading, article: Article, index: SpeakerIndex, violating: Collection[int]
) -> list[Told]:
    """For each annotated fact, in the gold's order, whether the summary tells it."""
    if not reading.units:
        return [Told(fact.id, 0.0) for fact in article.facts]
    return [told(needs, reading, article, index, violating) for needs in _needs(article)]


@lru_cache(maxsize=64)
def _needs(article: Article) -> tuple[Needs, ...]:
    index = speaker_index(article)
    return tuple(needs_of(fact, article, index) for fact in article.facts)


def told(
    needs: Needs, reading: Reading, article: Article, index: SpeakerIndex, violating: Collection[int] = ()
) -> Told:
    """The best that any window of one or two units earns for a fact."""
    best = Told(needs.fact.id, 0.0)
    windows: list[tuple[int, ...]] = [(n,) for n in range(len(reading.units))]
    pairs = [(n, n + 1) for n in range(len(reading.units) - 1)]
    windows += [pair for pair in pairs if not set(pair) & set(violating)]
    for window in windows:
        found = _in_window(needs, window, reading, article, index)
        if found.credit > best.credit or (found.reason != "not told" and best.reason == "not told"):
            best = found
        if best.credit == 1:
            break
    return best


def _in_window(
    needs: Needs, window: tuple[int, ...], reading: Reading, article: Article, index: SpeakerIndex
) -> Told:
    fact = needs.fact
    spans = tuple(reading.units[n] for n in window)
    found = tuple(t for n in window for t in reading.unit_terms[n])
    numbers = tuple(n for n in reading.numbers if any(s.contains(n.span) for s in spans))
    stretch = Stretch(found, numbers)
    places = [[p for a in group for p in find(a, stretch)] for group in needs.groups]
    if not all(places) or (
        len(window) > 1 and _borrows_a_person(fact, window, found, places, reading, index)
    ):
        return Told(fact.id, 0.0)
    if not polarity(reading.text, found, _tightest(places)).agrees(_fact_polarity(needs)):
        return Told(fact.id, 0.0, spans, "negated")
    if not fact.speakers:
        return Told(fact.id, 1.0, spans, "told")
    credit, reason = _speaker_credit(fact, found, places, spans, reading, article, index)
    return Told(fact.id, credit, spans, reason)


def _borrows_a_person(
    fact: Fact,
    window: tuple[int, ...],
    found: Sequence[Term],
    places: Sequence[Sequence[tuple[int, ...]]],
    reading: Reading,
    index: SpeakerIndex,
) -> bool:
    """Whether two units tell a fact only because one names its person while the other, which tells the
    rest, names somebody else: "Gallant outlined a plan. Austin spoke." does not tell what Austin outlined."""
    wanted = [_names_person(fact, group, index) for group in fact.needs]
    for unit in window:
        span = reading.units[unit]
        here = [any(span.start <= found[n].start < span.end for p in group for n in p) for group in places]
        missing = [who for who, is_here in zip(wanted, here, strict=True) if who and not is_here]
        own = {i for m in names_in(fact.text, index) for i in m.ids} | set(fact.speakers)
        others = {i for m in names_in(span.of(reading.text), index) for i in m.ids} - own
        if missing and others and sum(here) * 2 >= len(here):
            return True
    return False


def _names_person(fact: Fact, group: Sequence[str], index: SpeakerIndex) -> bool:
    return any(index.resolve(alternative) for alternative in group)


def _tightest(places: Sequence[Sequence[tuple[int, ...]]]) -> list[int]:
    """One place for each group, the ones that lie closest to the first group's last choice."""
    best: list[int] = []
    width = float("inf")
    for anchor in places[0]:
        chosen = list(anchor)
        centre = anchor[0] if anchor else 0
        for group in places[1:]:
            nearest = min(group, key=lambda p: abs((p[0] if p else centre) - centre))
            chosen += nearest
        if chosen and max(chosen) - min(chosen) < width:
            best, width = chosen, max(chosen) - min(chosen)
    return best


@lru_cache(maxsize=4096)
def _fact_polarity(needs: Needs) -> Polarity:
    """The polarity of the fact's own sentence, read as a summary's is."""
    text = needs.fact.text
    found = tuple(terms(text))
    stretch = Stretch(found, tuple(read_numbers(text)))
    places = [[p for a in group for p in find(a, stretch)] for group in needs.groups]
    return polarity(text, found, _tightest([p for p in places if p] or [[()]]))


def _speaker_credit(
    fact: Fact,
    found: Sequence[Term],
    places: Sequence[Sequence[tuple[int, ...]]],
    spans: Sequence[Span],
    reading: Reading,
    article: Article,
    index: SpeakerIndex,
) -> tuple[float, str]:
    """Credit for the source that the summary gives a claim: the report that covers most of its words."""
    fair = _fair_sources(fact, article)
    covering = []
    for report in reading.reported:
        covered = sum(_covers(report, found, group) for group in places)
        if covered:
            right = bool(report.ids & fair)
            covering.append((covered, right, bool(report.named), report))
    if covering:
        covered, right, named, report = max(covering, key=lambda c: c[:3])
        if right:
            return 1.0, "told"
        # Who acts in the claim is not its source: "Austin presented a plan" does not quote Austin.
        acts = bool(report.ids) and report.ids <= _actors(fact, index)
        if covered * 2 >= len(places) and named and not acts:
            if report.ids or names_source(report, reading, evidence_of(article)):
                return 0.0, "another speaker"
            # A description that fits nobody: who is merely named near by did not say it either.
            inner = any(other * 2 > len(places) for other, fits, *_ in covering if fits)
            return (1.0, "told") if inner else (0.5, "no speaker")
    if _named_in(spans, reading, index) & fair:
        return 1.0, "told"
    return 0.5, "no speaker"


def _actors(fact: Fact, index: SpeakerIndex) -> set[str]:
    """The speakers among the elements of a claim."""
    return {i for group in fact.needs for alternative in group for i in index.resolve(alternative)}


def _fair_sources(fact: Fact, article: Article) -> set[str]:
    """The fact's speakers, and the bodies they are said to speak for."""
    fair = set(fact.speakers)
    return fair | {
        q.on_behalf_of for q in article.quotes if q.on_behalf_of and set(q.speakers) & set(fact.speakers)
    }


def _covers(report: Attribution, found: Sequence[Term], group: Sequence[tuple[int, ...]]) -> bool:
    return any(
        span.start <= found[n].start < span.end for place in group for n in place for span in report.spans
    )


def _named_in(spans: Sequence[Span], reading: Reading, index: SpeakerIndex) -> set[str]:
    """Speakers whose name, alias or description stands in the units."""
    return {i for span in spans for found in names_in(span.of(reading.text), index) for i in found.ids}


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
