"""Which records of two annotations of one text are the same thing, whatever their ids."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from rapidfuzz import fuzz

from onrecord.gold.article import (
    Article,
    Damage,
    Fact,
    Mention,
    NotQuote,
    Quote,
    Region,
    Speaker,
    Statement,
    Summary,
)
from onrecord.matching import LEAST_IOU, Ranges, assign, iou
from onrecord.text import Span, fold

T = TypeVar("T")

# Sentences that say the same in other words score above this; two of one article, about 50.
_ALIKE = 75
_ALIKE_WITH_ID = 60
# More annotations at one place than any annotator makes.
_CROWD = 20
# Above so many comparisons of texts, only equal texts and equal ids are looked for.
_MOST_TEXTS = 250_000


@dataclass(frozen=True, slots=True)
class Pairs(Generic[T]):
    """Records of one kind: those that both annotations have, and those that one has alone."""

    both: tuple[tuple[T, T], ...]
    only_a: tuple[T, ...]
    only_b: tuple[T, ...]


@dataclass(frozen=True, slots=True)
class Alignment:
    """The records of two annotations, paired by place and meaning. The field is the record's kind."""

    region: Pairs[Region]
    speaker: Pairs[Speaker]
    mention: Pairs[Mention]
    quote: Pairs[Quote]
    not_quote: Pairs[NotQuote]
    damage: Pairs[Damage]
    fact: Pairs[Fact]
    statement: Pairs[Statement]
    summary: Pairs[Summary]


def align(a: Article, b: Article) -> Alignment:
    """Pair the records of two annotations of the same text.

    Quotes and facts are paired by overlap on letters and digits (IoU ≥ .5), mentions and other places by
    overlap; speakers by the mentions that they share, then by name; statements by their words; summaries by
    their words, then by task and pass. Ids only settle what is left.
    """
    mentions = _rest(_by_place(a.mentions, b.mentions, _span_ranges, _span_ranges))
    speakers = _speakers(a, b, mentions)
    return Alignment(
        region=_rest(_by_place(a.regions, b.regions, _span_ranges, _span_ranges)),
        speaker=speakers,
        mention=mentions,
        quote=_quotes(a, b, speakers),
        not_quote=_by_place(a.not_quotes, b.not_quotes, _span_ranges, _span_ranges, least=0),
        damage=_by_place(a.damages, b.damages, _span_ranges, _span_ranges, least=0),
        fact=_facts(a, b),
        statement=_by_text(a.statements, b.statements),
        summary=_by_key(
            _by_key(_all_alone(a.summaries, b.summaries), lambda s: (s.task, fold(s.text))),
            lambda s: (s.task, s.by),
        ),
    )


def overlaps(a: Sequence[Ranges], b: Sequence[Ranges]) -> Iterator[tuple[int, int, float]]:
    """The pairs that share a position, with their IoU. Time grows with the pairs, not with n · m."""
    events = sorted(
        (ranges[0][0], ranges[-1][1], side, n)
        for side, items in enumerate((a, b))
        for n, ranges in enumerate(items)
        if ranges
    )
    open_items: tuple[list[tuple[int, int]], list[tuple[int, int]]] = ([], [])
    found = []
    for start, end, side, n in events:
        other = open_items[1 - side]
        other[:] = [(until, m) for until, m in other if until > start]
        for _, m in other:
            i, j = (n, m) if side == 0 else (m, n)
            value = iou(a[i], b[j])
            if value:
                found.append((i, j, value))
        open_items[side].append((end, n))
    yield from sorted(found)


def quote_ranges(article: Article, quote: Quote) -> Ranges:
    """The letters and digits of a quote: what quotes are compared by."""
    return article.text.alphanumerics.ranges(quote.spans)


def fact_ranges(article: Article, fact: Fact) -> Ranges:
    """The letters and digits of a fact's evidence."""
    return article.text.alphanumerics.ranges(fact.spans)


def _span_ranges(item: Region | Mention | NotQuote | Damage) -> Ranges:
    return ((item.span.start, item.span.end),)


def _by_place(
    a: Sequence[T],
    b: Sequence[T],
    ranges_a: Callable[[T], Ranges],
    ranges_b: Callable[[T], Ranges],
    *,
    least: float = LEAST_IOU,
    alike: Callable[[T, T], float] = lambda x, y: 0.0,
) -> Pairs[T]:
    """Pairs by overlap of at least ``least``; ``alike`` (0 to 1) decides between equal overlaps.

    What alone stands at one place on either side is settled at once; so are, in order, more than annotators
    ever put at one place: comparing those with one another has no end.
    """
    left, right = [ranges_a(x) for x in a], [ranges_b(y) for y in b]
    counts_a, counts_b = Counter(left), Counter(right)

    def is_crowded(place: Ranges) -> bool:
        return max(counts_a[place], counts_b[place]) > _CROWD

    waiting: defaultdict[Ranges, deque[int]] = defaultdict(deque)
    for j, place in enumerate(right):
        if counts_a[place] == counts_b[place] == 1 or is_crowded(place):
            waiting[place].append(j)
    taken = {i: waiting[place].popleft() for i, place in enumerate(left) if place and waiting[place]}
    settled = set(taken.values())
    found = overlaps(
        [() if i in taken or is_crowded(place) else place for i, place in enumerate(left)],
        [() if j in settled or is_crowded(place) else place for j, place in enumerate(right)],
    )
    weights = {(i, j): (value, alike(a[i], b[j])) for i, j, value in found if value >= least}
    return _pairs(a, b, taken | assign(weights))


Placed = TypeVar("Placed", Region, Mention)


def _rest(found: Pairs[Placed]) -> Pairs[Placed]:
    """Pair what is still alone and overlaps at all: the same thing with other boundaries."""
    rest = _by_place(found.only_a, found.only_b, _span_ranges, _span_ranges, least=0)
    return Pairs(found.both + rest.both, rest.only_a, rest.only_b)


def _pairs(a: Sequence[T], b: Sequence[T], taken: dict[int, int]) -> Pairs[T]:
    right = set(taken.values())
    return Pairs(
        tuple((a[i], b[j]) for i, j in sorted(taken.items())),
        tuple(x for i, x in enumerate(a) if i not in taken),
        tuple(y for j, y in enumerate(b) if j not in right),
    )


def _all_alone(a: Sequence[T], b: Sequence[T]) -> Pairs[T]:
    return Pairs((), tuple(a), tuple(b))


def _by_key(
    pairs: Pairs[T], key: Callable[[T], Hashable], admit: Callable[[T, T], bool] = lambda x, y: True
) -> Pairs[T]:
    """Pair what is still alone and has the same key, in order."""
    waiting: defaultdict[Hashable, list[int]] = defaultdict(list)
    for j, y in enumerate(pairs.only_b):
        waiting[key(y)].append(j)
    taken: dict[int, int] = {}
    for i, x in enumerate(pairs.only_a):
        candidates = waiting[key(x)]
        for j in candidates:
            if admit(x, pairs.only_b[j]):
                taken[i] = j
                candidates.remove(j)
                break
    rest = _pairs(pairs.only_a, pairs.only_b, taken)
    return Pairs(pairs.both + rest.both, rest.only_a, rest.only_b)


def _speakers(a: Article, b: Article, mentions: Pairs[Mention]) -> Pairs[Speaker]:
    counts_a, counts_b = _mention_counts(a), _mention_counts(b)
    shared: defaultdict[tuple[str, str], int] = defaultdict(int)
    for x, y in mentions.both:
        if len(x.of) == len(y.of) == 1:
            shared[x.of[0], y.of[0]] += 1
    place_a = {s.id: n for n, s in enumerate(a.speakers)}
    place_b = {s.id: n for n, s in enumerate(b.speakers)}
    weights = {
        (place_a[x], place_b[y]): (
            n / (counts_a[x] + counts_b[y] - n),
            fuzz.ratio(fold(a.speaker[x].name), fold(b.speaker[y].name)) / 100,
        )
        for (x, y), n in shared.items()
        if x in place_a and y in place_b
    }
    # In the order of places: it decides between equals.
    found = _pairs(a.speakers, b.speakers, assign(dict(sorted(weights.items()))))
    named = _by_key(found, lambda s: fold(s.name))
    # An id alone is no identity where both sides say who it is by mentions that lie apart.
    return _by_key(named, lambda s: s.id, lambda x, y: not (counts_a.get(x.id) and counts_b.get(y.id)))


def _mention_counts(article: Article) -> dict[str, int]:
    counts: defaultdict[str, int] = defaultdict(int)
    for mention in article.mentions:
        if len(mention.of) == 1:
            counts[mention.of[0]] += 1
    return dict(counts)


def _quotes(a: Article, b: Article, speakers: Pairs[Speaker]) -> Pairs[Quote]:
    same = {x.id: y.id for x, y in speakers.both}

    def alike(x: Quote, y: Quote) -> float:
        speaker = {same.get(s) for s in x.speakers} == set(y.speakers)
        return ((x.form == y.form) + speaker) / 2

    found = _by_place(
        a.quotes, b.quotes, lambda q: quote_ranges(a, q), lambda q: quote_ranges(b, q), alike=alike
    )
    # One cue, and content that overlaps by less than half: the same quote with other boundaries.
    return _by_key(
        _by_key(found, lambda q: q.spans),
        lambda q: q.cue,
        lambda x, y: x.cue is not None and _overlap(x.spans, y.spans),
    )


def _overlap(a: Sequence[Span], b: Sequence[Span]) -> bool:
    return any(x.overlaps(y) for x in a for y in b)


def _facts(a: Article, b: Article) -> Pairs[Fact]:
    found = _by_place(
        a.facts,
        b.facts,
        lambda f: fact_ranges(a, f),
        lambda f: fact_ranges(b, f),
        alike=lambda x, y: fuzz.ratio(fold(x.text), fold(y.text)) / 100,
    )
    rest = _by_text(found.only_a, found.only_b)
    return Pairs(found.both + rest.both, rest.only_a, rest.only_b)


Sentence = TypeVar("Sentence", Fact, Statement)


def _by_text(a: Sequence[Sentence], b: Sequence[Sentence]) -> Pairs[Sentence]:
    """Pairs with the same words, else the same id and like words, else words that are much alike."""
    found = _by_key(_all_alone(a, b), lambda s: fold(s.text))
    found = _by_key(
        found, lambda s: s.id, lambda x, y: fuzz.ratio(fold(x.text), fold(y.text)) >= _ALIKE_WITH_ID
    )
    if len(found.only_a) * len(found.only_b) > _MOST_TEXTS:
        return found
    left, right = [fold(s.text) for s in found.only_a], [fold(s.text) for s in found.only_b]
    weights = {}
    for i, x in enumerate(left):
        for j, y in enumerate(right):
            ratio = fuzz.ratio(x, y, score_cutoff=_ALIKE)
            if ratio:
                weights[i, j] = (ratio / 100, 0.0)
    rest = _pairs(found.only_a, found.only_b, assign(weights))
    return Pairs(found.both + rest.both, rest.only_a, rest.only_b)
