"""An article as the page shows it: paragraphs with marks, places that links lead to, speakers' colours."""

import bisect
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from onrecord.gold.article import Article, Region
from onrecord.reports.html_spans import Mark, Segment, flatten
from onrecord.text import Span

Placed = TypeVar("Placed", Mark, Region)

COLOURS = 8
"""Hues of the palette; speakers beyond them share a hue and differ in the line's style."""


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph: its number as anchors count it, its region, and its segments."""

    number: int
    region: str
    segments: Sequence[Segment]


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A speaker with the classes of its colour and how many quotes gold gives it."""

    name: str
    cls: str
    css: str
    quotes: int


@dataclass
class Reader:
    """One article on the page. ``prefix`` keeps its anchors apart from other articles'."""

    article: Article
    prefix: str
    _places: dict[tuple[Span, ...], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        order = _by_quotes(self.article)
        self._colour = {speaker: n for n, speaker in enumerate(order)}

    def place(self, spans: Iterable[Span]) -> str:
        """The anchor of a place in the text, made at the first call: links to it scroll there and light
        it up. Empty for no place."""
        key = tuple(Span(*s) for s in spans if s[0] < s[1])
        if not key:
            return ""
        return self._places.setdefault(key, f"{self.prefix}p{len(self._places) + 1}")

    @property
    def places(self) -> list[str]:
        return list(self._places.values())

    def gold_css(self, speakers: Sequence[str], *, inner: bool = False) -> str:
        """Classes of a gold quote: a line in the colour of its (first) speaker."""
        n = self._colour.get(speakers[0], 0) if speakers else 0
        return f"{'n' if inner else 's'}{n % COLOURS} v{min(2, n // COLOURS)}"

    def answer_css(self, speakers: Sequence[str]) -> str:
        """Classes of an answer: a tint in the colour of the speaker it named; grey for nobody."""
        known = [self._colour[s] for s in speakers if s in self._colour]
        return f"t{known[0] % COLOURS}" if known else "tx"

    def names(self, speakers: Iterable[str]) -> str:
        found = [self.article.speaker[s].name if s in self.article.speaker else s for s in speakers]
        return " and ".join(found)

    def legend(self) -> list[LegendEntry]:
        """The speakers whom gold quotes, most quoted first."""
        counts = _quote_counts(self.article)
        return [
            LegendEntry(s.name, s.cls, f"{self.gold_css([id])} {self.answer_css([id])}", counts[id])
            for id in self._colour
            if counts[id]
            for s in [self.article.speaker[id]]
        ]

    def blocks(self, marks: Iterable[Mark], *, with_places: bool = True) -> list[Block]:
        """The article's paragraphs with these marks, and with the places asked for so far."""
        text = self.article.text
        marks = [*_regions(self.article), *_damage(self.article), *marks]
        if with_places:
            marks += [Mark(s, anchor=name) for spans, name in self._places.items() for s in spans]
        opened: set[str] = set()
        here = zip(
            text.paragraphs,
            by_paragraph(self.article.regions, text.paragraphs),
            by_paragraph(marks, text.paragraphs),
            strict=True,
        )
        return [
            Block(n, _region(regions, span), flatten(text.raw, marked, span, opened))
            for n, (span, regions, marked) in enumerate(here, 1)
        ]


def highlight_rules(anchors: Iterable[str]) -> str:
    """CSS that lights up every part of a linked place: without script, ``:target`` marks only its first.

    Anchors are made of letters and digits only (see Reader), so they cannot leave the rule.
    """
    lit = ",\n".join(f".text:has(#{a}:target) .{a}" for a in anchors)
    return f"{lit}{{background:var(--mark-soft);box-shadow:0 -2px var(--mark-soft)}}" if lit else ""


def _quote_counts(article: Article) -> Counter[str]:
    return Counter(s for q in article.quotes for s in q.speakers)


def _by_quotes(article: Article) -> list[str]:
    """Speakers, most quoted first, then as gold lists them: colours depend on gold alone."""
    counts = _quote_counts(article)
    ids = [s.id for s in article.speakers]
    return sorted(ids, key=lambda i: (-counts[i], ids.index(i)))


def _regions(article: Article) -> list[Mark]:
    return [Mark(r.span, f"r-{r.type}") for r in article.regions if r.type != "body"]


def _damage(article: Article) -> list[Mark]:
    return [Mark(d.span, "damage", f"damaged text: {d.what}") for d in article.damages]


def by_paragraph(items: Iterable[Placed], paragraphs: Sequence[Span]) -> list[list[Placed]]:
    """For each paragraph the marks (or regions) that overlap it, in their order."""
    starts, ends = [p.start for p in paragraphs], [p.end for p in paragraphs]
    found: list[list[Placed]] = [[] for _ in paragraphs]
    for item in items:
        for n in range(bisect.bisect_right(ends, item.span.start), bisect.bisect_left(starts, item.span.end)):
            found[n].append(item)
    return found


def _region(regions: Sequence[Region], paragraph: Span) -> str:
    """A paragraph's region: that of most of its characters ("body" where none is annotated)."""

    def shared(region: Region) -> int:
        return min(region.span.end, paragraph.end) - max(region.span.start, paragraph.start)

    best = max(regions, key=shared, default=None)
    return best.type if best else "body"
