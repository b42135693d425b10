"""Attributed quotes: which gold quote each predicted one is, and what it earns.

One joint matching serves every figure: predictions and gold are paired once, and "marked", "indirect"
and "all" are views of it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from onrecord.gold.article import Article, Quote
from onrecord.matching import LEAST_IOU, Ranges, assign, iou, shared, size, union
from onrecord.reading.locating import Located, Locator
from onrecord.scoring.speakers import Named, credit, speaker_index
from onrecord.tasks.values import PredictedQuote
from onrecord.text import Span


@dataclass(frozen=True, slots=True)
class Placed:
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


class QuoteScorer:
    """Matches predicted quotes to one article's gold, with what that needs computed once."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.speakers = speaker_index(article)
        self.locator = Locator(article.text, [q.spans for q in article.quotes])
        ranges = article.text.alphanumerics.ranges
        self._full = {q.id: ranges(q.spans) for q in article.quotes}
        # A mixed quote is met by its whole content or by its marked words alone.
        self._offers = {
            q.id: (self._full[q.id], ranges(q.verbatim)) if q.verbatim else (self._full[q.id],)
            for q in article.quotes
        }
        self._place = {q.id: n for n, q in enumerate(sorted(article.quotes, key=lambda q: q.spans))}

    def match(self, answers: Iterable[PredictedQuote]) -> QuoteMatching:
        """Place, merge and pair one answer's quotes with the article's gold."""
        predictions = self._merge(self._place_all(list(answers)))
        exact = [n for n, p in enumerate(predictions) if p.kind == "exact"]
        altered = [n for n, p in enumerate(predictions) if p.kind == "altered"]
        required = [q for q in self.article.quotes if not q.optional]
        optional = [q for q in self.article.quotes if q.optional]
        matches = self._pair(predictions, exact, required)
        left = [n for n in exact if n not in {m.prediction for m in matches}]
        matches += self._pair(predictions, left, optional)
        taken = {m.quote for m in matches}
        occupied = self._pair(predictions, altered, [q for q in required if q.id not in taken])
        left = [n for n in altered if n not in {m.prediction for m in occupied}]
        occupied += self._pair(predictions, left, [q for q in optional if q.id not in taken])
        return QuoteMatching(tuple(predictions), tuple(matches), tuple(occupied))

    def _pair(self, predictions: list[Placed], which: list[int], gold: list[Quote]) -> list[Match]:
        weights: dict[tuple[int, str], tuple[float, float]] = {}
        for n in which:
            ranges = predictions[n].ranges
            for quote in gold:
                full = self._full[quote.id]
                if not full or full[-1][1] <= ranges[0][0] or ranges[-1][1] <= full[0][0]:
                    continue  # most lie apart
                overlap = self._overlap(ranges, quote.id)
                if overlap >= LEAST_IOU:
                    weights[n, quote.id] = (overlap, credit(predictions[n].named, quote.speakers))
        ordered = dict(sorted(weights.items(), key=lambda w: (w[0][0], self._place[w[0][1]])))
        return [Match(quote, n, *weights[n, quote]) for n, quote in sorted(assign(ordered).items())]

    def _overlap(self, ranges: Ranges, quote: str) -> float:
        return max(iou(ranges, offer) for offer in self._offers[quote])

    def _place_all(self, answers: list[PredictedQuote]) -> list[Placed]:
        """Locate each answer; answers with the same words take different places where there are several."""
        places = {words: self.locator.locate(words) for words in {a.words for a in answers}}
        located = [places[a.words] for a in answers]
        names = {names: self.speakers.read(names) for names in {a.speakers for a in answers}}
        copies = Counter(place.places for place in located if len(place.places) > 1)
        chosen = {places: self._spread(places, answers, located) for places in copies}
        placed = []
        for n, (answer, found) in enumerate(zip(answers, located, strict=True)):
            spans = chosen[found.places][n] if found.places in chosen else found.spans
            ranges = self.article.text.alphanumerics.ranges(spans)
            named = names[answer.speakers]
            placed.append(Placed((answer,), found.kind, spans, ranges, named, found.similarity))
        return placed

    def _spread(
        self,
        places: tuple[tuple[Span, ...], ...],
        answers: list[PredictedQuote],
        located: Sequence[Located],
    ) -> dict[int, tuple[Span, ...]]:
        """Which of its places each of several equal answers takes: the best free one."""
        ranges = [self.article.text.alphanumerics.ranges(spans) for spans in places]
        weights: dict[tuple[int, int], tuple[float, float]] = {}
        for n, found in enumerate(located):
            if found.places != places:
                continue
            named = self.speakers.read(answers[n].speakers)
            for m, place in enumerate(ranges):
                overlaps = {q.id: self._overlap(place, q.id) for q in self.article.quotes}
                near = [q for q in self.article.quotes if overlaps[q.id] >= LEAST_IOU]
                best = max(near, key=lambda q: overlaps[q.id] * credit(named, q.speakers), default=None)
                worth = overlaps[best.id] * credit(named, best.speakers) if best else 0.0
                nearness = max(overlaps.values(), default=0.0)
                weights[n, m] = (worth, nearness)
        taken = assign(weights)
        return {n: places[taken.get(n, 0)] for n, found in enumerate(located) if found.places == places}

    def _merge(self, placed: list[Placed]) -> list[Placed]:
        """One speaker's predictions inside one gold quote are one; so is one span given twice."""
        merged: dict[object, Placed] = {}
        for n, prediction in enumerate(placed):
            key: object
            if prediction.kind == "absent":
                words = prediction.answers[0].words.casefold().split()
                key = ("absent", tuple(words) or n)
            else:
                home = self._home(prediction) if prediction.kind == "exact" else None
                key = ("in", home, prediction.named) if home else ("at", prediction.kind, prediction.ranges)
            merged[key] = self._join(merged[key], prediction) if key in merged else prediction
        same: dict[object, Placed] = {}
        for n, prediction in enumerate(merged.values()):
            spot = (prediction.kind, prediction.ranges) if prediction.ranges else n
            same[spot] = self._join(same[spot], prediction) if spot in same else prediction
        return list(same.values())

    def _home(self, prediction: Placed) -> str | None:
        """The smallest gold quote that holds all of a prediction."""
        if not (ranges := prediction.ranges):
            return None
        first, last = ranges[0][0], ranges[-1][1]
        near = [q for q, full in self._full.items() if full and full[0][0] <= first and last <= full[-1][1]]
        holding = [q for q in near if shared(ranges, self._full[q]) == size(ranges)]
        return min(holding, key=lambda q: size(self._full[q]), default=None)

    def _join(self, a: Placed, b: Placed) -> Placed:
        named = Named(a.named.ids | b.named.ids, a.named.nobody | b.named.nobody)
        spans = tuple(sorted(set(a.spans) | set(b.spans)))
        return Placed(
            a.answers + b.answers,
            a.kind,
            spans,
            union(a.ranges, b.ranges),
            named,
            max(a.similarity, b.similarity),
        )
