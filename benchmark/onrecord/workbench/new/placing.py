"""Where the quotes that a model gives stand in an article, with the edges that gold gives them."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.gold.anchors import AnchorError, AnchorResolver
from onrecord.gold.article import Article
from onrecord.gold.records import Form
from onrecord.reading.locating import Locator
from onrecord.reading.marks import marked_strings, outermost
from onrecord.reading.quotations import read_quotations
from onrecord.reading.types import Quotation
from onrecord.tasks.values import Quotes
from onrecord.text import Span
from onrecord.workbench.new.cast import cover

_SAME = 0.8
_CLOSE = 0.5


@dataclass(slots=True)
class Found:
    """A quote of a model at its place; ``read`` is the same one as the reader of quotations sees it."""

    spans: tuple[Span, ...]
    marked: tuple[Span, ...]
    names: tuple[str, ...]
    read: Quotation | None
    speakers: tuple[str, ...] = ()
    parent: int | None = None

    def form(self, raw: str) -> Form:
        """Direct where all words stand in marks, indirect where none do."""
        if not self.marked:
            return "indirect"
        for span in self.spans:
            at = span.start
            inside = [m for m in self.marked if span.contains(m)]
            for end, after in [*inside, (span.end, span.end)]:
                if any(c.isalnum() for c in raw[at:end]):
                    return "mixed"
                at = after
        return "direct"


def place_quotes(article: Article, quotes: Quotes, lost: Counter[str]) -> Iterator[Found]:
    """The quotes at their places, each place once; what cannot be placed is counted in ``lost``."""
    paper = _Paper(article)
    seen: set[tuple[Span, ...]] = set()
    for quote in quotes.quotes:
        located = paper.locator.locate(quote.words)
        spans = next((place for place in located.places if place not in seen), None)
        if spans is None:
            what = "given before" if located.places else "not in the article"
            lost[f"quotes whose words are {what}"] += 1
            continue
        seen.add(spans)
        if any(paper.annotated.find(1, *span) >= 0 for span in spans):
            lost["quotes where something is annotated already"] += 1
        elif article.region_of(spans[0]) == "boilerplate":
            lost["quotes in boilerplate"] += 1
        elif (found := paper.fitted(quote.speakers, spans)) is None:
            lost["quotes at places that no anchor can name"] += 1
        else:
            if located.kind == "altered":
                lost["quotes whose words are altered, put where the article's are"] += 1
            yield found


def nested(found: Iterator[Found], lost: Counter[str]) -> list[Found]:
    """The quotes in the order of the text; one inside another has it as its parent, half inside is lost."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda f: (f.spans[0].start, -f.spans[-1].end)):
        touching = [n for n, k in enumerate(kept) if any(s.overlaps(t) for s in one.spans for t in k.spans)]
        holds = [n for n in touching if all(any(t.contains(s) for t in kept[n].spans) for s in one.spans)]
        if len(holds) < len(touching) or any(kept[n].spans == one.spans for n in holds):
            lost["quotes across another quote"] += 1
            continue
        one.parent = holds[-1] if holds else None
        kept.append(one)
    return kept


class _Paper:
    """An article as quotes are looked for in it; what stands in each paragraph is sorted out once."""

    def __init__(self, article: Article) -> None:
        self._number = article.text.paragraph_at
        self._anchor = AnchorResolver(article.raw).anchor
        reading = read_quotations(article.raw)
        self.locator = Locator(article.text, [q.spans for q in reading])
        self.annotated = bytearray(len(article.raw))
        for span in (*(s for q in article.quotes for s in q.spans), *(n.span for n in article.not_quotes)):
            cover(self.annotated, span)
        self._read: defaultdict[int, list[Quotation]] = defaultdict(list)
        for quotation in reading:
            for number in {self._number(span.start) for span in quotation.spans}:
                self._read[number].append(quotation)
        self._strings: defaultdict[int, list[Span]] = defaultdict(list)
        for marked in outermost(marked_strings(article.raw)):
            self._strings[self._number(marked.span.start)].append(marked.span)

    def fitted(self, names: tuple[str, ...], spans: tuple[Span, ...]) -> Found | None:
        """The quote with the reader's edges where the reader has it, else with whole marked strings.

        None where no anchor can name it.
        """
        numbers = sorted({self._number(span.start) for span in spans})
        near = [q for number in numbers for q in self._read[number]]
        read = max(near, key=lambda q: _closeness(spans, q.spans), default=None)
        closeness = _closeness(spans, read.spans) if read else 0.0
        found = Found(spans, (), names, read if closeness >= _CLOSE else None)
        if read and closeness >= _SAME:
            found.spans = read.spans
        else:
            found.spans = tuple(self._widened(spans))
        strings = [s for span in found.spans for s in self._strings[self._number(span.start)]]
        found.marked = tuple(m for m in dict.fromkeys(strings) if any(s.contains(m) for s in found.spans))
        try:
            for span in (*found.spans, *found.marked):
                self._anchor(span)
        except AnchorError:
            return None
        return found

    def _widened(self, spans: Sequence[Span]) -> Iterator[Span]:
        """The spans with every marked string that they touch as a whole; those that then touch are one."""
        last: Span | None = None
        for span in spans:
            for string in self._strings[self._number(span.start)]:
                if string.overlaps(span):
                    span = Span(min(span.start, string.start), max(span.end, string.end))
            if last is not None and last.overlaps(span):
                span = Span(last.start, max(last.end, span.end))
            elif last is not None:
                yield last
            last = span
        if last is not None:
            yield last


def _closeness(a: Sequence[Span], b: Sequence[Span]) -> float:
    both = sum(max(0, min(x.end, y.end) - max(x.start, y.start)) for x in a for y in b)
    return both / (sum(s.end - s.start for s in (*a, *b)) - both) if both else 0.0
