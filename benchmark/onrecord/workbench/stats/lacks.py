"""What gold still lacks against what it is to hold."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.workbench.stats.counts import ArticleStats
from onrecord.workbench.stats.phenomena import GENRES, PHENOMENA
from onrecord.workbench.stats.targets import DAMAGED_IN, LENGTHS, SPLITS


@dataclass(frozen=True, slots=True)
class Lack:
    """Too few of something: ``kind`` is phenomenon, genre, length, split, damage or passes; ``unit`` says
    what ``has`` and ``wanted`` count."""

    kind: str
    name: str
    has: int
    wanted: int
    unit: str = "articles"


def lacks(articles: Sequence[ArticleStats]) -> list[Lack]:
    """Everything that these articles, taken as all of gold, have too little of."""
    return [lack for lack in _wanted(articles) if lack.has < lack.wanted]


def _wanted(articles: Sequence[ArticleStats]) -> Iterator[Lack]:
    splits = Counter(a.split for a in articles)
    for split, wanted in SPLITS.items():
        yield Lack("split", split, splits[split], wanted)
    for length in LENGTHS:
        within = sum(length.least <= a.words <= length.most for a in articles)
        yield Lack("length", length.name, within, length.articles)
    genres = Counter(g for a in articles for g in a.genres)
    for genre in GENRES:
        yield Lack("genre", genre, genres[genre], 1)
    for p in PHENOMENA:
        if p.find:
            yield Lack("phenomenon", p.name, sum(a.found[p.name] for a in articles), p.times, "times")
        yield Lack("phenomenon", p.name, sum(a.has(p.name) for a in articles), p.articles)
    all_of_gold = max(len(articles), sum(SPLITS.values()))
    damaged = sum(a.is_damaged for a in articles)
    yield Lack("damage", "damaged or with boilerplate", damaged, -(-all_of_gold // DAMAGED_IN))
    yield Lack("passes", "two passes", sum(a.passes > 1 for a in articles), len(articles))
