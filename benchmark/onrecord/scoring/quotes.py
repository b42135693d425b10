"""Attributed quotes: which gold quote each predicted one is, and what it earns.

One joint matching serves every figure: predictions and gold are paired once, and "marked", "indirect"
and "all" are views of it.
"""

import bisect
import itertools
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from onrecord.gold.article import Article
from onrecord.matching import LEAST_IOU, Ranges, assign, iou, shared, size, union
from onrecord.reading.locating import Locator
from onrecord.scoring.speakers import Named, credit, speaker_index
from onrecord.tasks.values import PredictedQuote
from onrecord.text import Span


class Placed(NamedTuple):
    """A prediction (or several that are one) with its place in the article and whom it names."""

    answers: tuple[PredictedQuote, ...]
    kind: Literal["exact", "altered", "absent"]
    spans: tuple[Span, ...]
    ranges: Ranges
    named: Named
    similarity: float


@dataclass(frozen=True, slots=True)
class Match:
    """A gold quote with the prediction that is it. An altered prediction occupies but earns nothing."""

    quote: str
    prediction: int
    iou: float
    speaker_credit: float

    @property
    def credit(self) -> float:
        return self.iou * self.speaker_credit


@dataclass(frozen=True, slots=True)
class QuoteMatching:
    """Every prediction placed, and every pair. ``occupied`` pairs altered predictions with gold."""

    predictions: tuple[Placed, ...]
    matches: tuple[Match, ...]
    occupied: tuple[Match, ...]


class _Gold(NamedTuple):
    """A gold quote as predictions are compared to it: ``full`` is never empty, ``order`` that of the file."""

    id: str
    order: int
    full: Ranges
    offers: tuple[Ranges, ...]
    speakers: frozenset[str]


_Weights = Mapping[tuple[int, str], tuple[float, float]]


class QuoteScorer:
    """Matches predicted quotes to one article's gold, with what that needs computed once."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.speakers = speaker_index(article)
        self.locator = Locator(article.text, [q.spans for q in article.quotes])
        self._ranges = article.text.alphanumerics.ranges
        gold = []
        for n, quote in enumerate(article.quotes):
            if full := self._ranges(quote.spans):
                # A mixed quote is met by its whole content or by its marked words alone.
                offers = (full, self._ranges(quote.verbatim)) if quote.verbatim else (full,)
                gold.append(_Gold(quote.id, n, full, offers, frozenset(quote.speakers)))
        self._gold = sorted(gold, key=lambda g: g.full[0][0])
        self._begins = [g.full[0][0] for g in self._gold]
        # How far the quotes up to each one reach: it never falls, so it can be searched.
        self._reach = list(itertools.accumulate((g.full[-1][1] for g in self._gold), max))
        self._place = {q.id: n for n, q in enumerate(sorted(article.quotes, key=lambda q: q.spans))}

    def match(self, answers: Iterable[PredictedQuote]) -> QuoteMatching:
        """Place, merge and pair one answer's quotes with the article's gold."""
        predictions = self._merge(self._place_all(list(answers)))
        exact = {n for n, p in enumerate(predictions) if p.kind == "exact"}
        altered = {n for n, p in enumerate(predictions) if p.kind == "altered"}
        required = {q.id for q in self.article.quotes if not q.optional}
        optional = {q.id for q in self.article.quotes if q.optional}
        weights = self._weigh(predictions)
        matches = _pair(weights, exact, required)
        matches += _pair(weights, exact - {m.prediction for m in matches}, optional)
        taken = {m.quote for m in matches}
        occupied = _pair(weights, altered, required - taken)
        occupied += _pair(weights, altered - {m.prediction for m in occupied}, optional - taken)
        return QuoteMatching(tuple(predictions), tuple(matches), tuple(occupied))

    def _weigh(self, predictions: list[Placed]) -> _Weights:
        """The overlap and the speaker's credit of each pair that may be one, in the order of places."""
        weights = {
            (n, gold.id): (overlap, credit(prediction.named, gold.speakers))
            for n, prediction in enumerate(predictions)
            for gold, overlap in self._overlaps(prediction.ranges)
            if overlap >= LEAST_IOU
        }
        return dict(sorted(weights.items(), key=lambda w: (w[0][0], self._place[w[0][1]])))

    def _overlaps(self, ranges: Ranges) -> list[tuple[_Gold, float]]:
        """How far the gold quotes nearby are the same as these positions."""
        return [(g, max([iou(ranges, offer) for offer in g.offers])) for g in self._near(ranges)]

    def _near(self, ranges: Ranges) -> list[_Gold]:
        """The gold quotes that may share a position with these; most lie apart."""
        if not ranges:
            return []
        first = bisect.bisect_right(self._reach, ranges[0][0])
        return self._gold[first : bisect.bisect_left(self._begins, ranges[-1][1])]

    def _place_all(self, answers: list[PredictedQuote]) -> list[Placed]:
        """Locate each answer; answers with the same words take different places where there are several."""
        found = {words: self.locator.locate(words) for words in {a.words for a in answers}}
        named = {names: self.speakers.read(names) for names in {a.speakers for a in answers}}
        spans = [found[a.words].spans for a in answers]
        rivals: dict[tuple[tuple[Span, ...], ...], dict[int, Named]] = {}
        for n, answer in enumerate(answers):
            if len(places := found[answer.words].places) > 1:
                rivals.setdefault(places, {})[n] = named[answer.speakers]
        for places, names in rivals.items():
            for n, place in self._spread(places, names).items():
                spans[n] = place
        ranges = {place: self._ranges(place) for place in set(spans)}
        return [
            Placed((a,), found[a.words].kind, s, ranges[s], named[a.speakers], found[a.words].similarity)
            for a, s in zip(answers, spans, strict=True)
        ]

    def _spread(
        self, places: tuple[tuple[Span, ...], ...], names: Mapping[int, Named]
    ) -> dict[int, tuple[Span, ...]]:
        """Which of its places each of several equal answers takes: the best free one."""
        overlaps = [self._overlaps(self._ranges(spans)) for spans in places]
        weights: dict[tuple[int, int], tuple[float, float]] = {}
        for n, named in names.items():
            for m, near in enumerate(overlaps):
                worth = [each * credit(named, g.speakers) for g, each in near if each >= LEAST_IOU]
                weights[n, m] = (max(worth, default=0.0), max((each for _, each in near), default=0.0))
        taken = assign(weights)
        return {n: places[taken.get(n, 0)] for n in names}

    def _merge(self, placed: list[Placed]) -> list[Placed]:
        """One speaker's predictions inside one gold quote are one; so is one span given twice."""
        homes = {ranges: self._home(ranges) for ranges in {p.ranges for p in placed if p.kind == "exact"}}
        groups: dict[object, list[Placed]] = {}
        for n, prediction in enumerate(placed):
            key: object
            if prediction.kind == "absent":
                words = prediction.answers[0].words.casefold().split()
                key = ("absent", tuple(words) or n)
            elif prediction.kind == "exact" and (home := homes[prediction.ranges]):
                key = ("in", home, prediction.named)
            else:
                key = ("at", prediction.kind, prediction.ranges)
            groups.setdefault(key, []).append(prediction)
        same: dict[object, list[Placed]] = {}
        for n, prediction in enumerate(map(_join, groups.values())):
            spot = (prediction.kind, prediction.ranges) if prediction.ranges else n
            same.setdefault(spot, []).append(prediction)
        return [_join(group) for group in same.values()]

    def _home(self, ranges: Ranges) -> str | None:
        """The smallest gold quote that holds all of these positions."""
        total = size(ranges)
        holding = [g for g in self._near(ranges) if shared(ranges, g.full) == total]
        return min(holding, key=lambda g: (size(g.full), g.order)).id if holding else None


def _pair(weights: _Weights, predictions: Container[int], quotes: Container[str]) -> list[Match]:
    """The best pairs of some of the predictions and some of the gold quotes."""
    open_to = {pair: w for pair, w in weights.items() if pair[0] in predictions and pair[1] in quotes}
    return [Match(quote, n, *open_to[n, quote]) for n, quote in sorted(assign(open_to).items())]


def _join(group: list[Placed]) -> Placed:
    """Several predictions that are one."""
    first = group[0]
    if len(group) == 1:
        return first
    ids = [p.named.ids for p in group]
    nobody = [p.named.nobody for p in group]
    return Placed(
        tuple([answer for p in group for answer in p.answers]),
        first.kind,
        tuple(sorted({span for p in group for span in p.spans})),
        union(*{p.ranges for p in group}),
        Named(frozenset().union(*ids), frozenset().union(*nobody)),
        max([p.similarity for p in group]),
    )
