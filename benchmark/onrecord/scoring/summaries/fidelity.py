"""How faithful the quotations of a summary are: each span in quote marks gets two verdicts."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple

from onrecord.gold.article import Article, Quote
from onrecord.reading.marks import marked_strings, outermost
from onrecord.reading.types import Marked
from onrecord.scoring.summaries.evidence import Evidence, evidence_of
from onrecord.scoring.summaries.fragments import fragments
from onrecord.scoring.summaries.quoting import Attribution, may_speak_for
from onrecord.scoring.summaries.reading import Reading, names_source
from onrecord.scoring.summaries.runs import LEAST_RUN, longest, runs_in, similarity
from onrecord.scoring.summaries.truncation import drops_qualifier
from onrecord.text import Span, Token, count_words, tokens

Verdict = Literal["verbatim", "truncated", "altered", "spliced", "promoted", "fabricated"]
SpeakerVerdict = Literal["right", "wrong", "missing"]

LEAST_WORDS = 4
"""Words from which on a span in quote marks is a quotation that enters fidelity."""
SIMILARITY = 0.8


@dataclass(frozen=True, slots=True)
class SummaryQuotation:
    """A span in quote marks of a summary. ``span`` is in the summary, marks included.

    ``gold`` is the gold quote its words were found in, "" where none; ``where`` the places of those words
    in the article; ``named`` the source the summary gives; ``short``: under four words, so it is checked
    but does not enter fidelity.
    """

    span: Span
    words: str
    verdict: Verdict
    speaker: SpeakerVerdict
    named: str
    gold: str
    where: tuple[Span, ...]
    short: bool = False

    @property
    def is_faithful(self) -> bool:
        return self.verdict == "verbatim" and self.speaker == "right"


class _Words(NamedTuple):
    """The words of one gold quote's marks, or of the whole article."""

    quote: Quote | None
    forms: tuple[str, ...]
    tokens: Sequence[Token]


class _Found(NamedTuple):
    verdict: Verdict
    quotes: tuple[Quote, ...]
    where: tuple[Span, ...]


@dataclass(frozen=True, eq=False)
class _Source:
    """What the quotations of one article are held against."""

    article: Article

    @property
    def raw(self) -> str:
        return self.article.raw

    @cached_property
    def gold(self) -> tuple[_Words, ...]:
        return tuple(
            _words_of(self.raw, quote, quote.marked) for quote in self.article.quotes if quote.marked
        )

    @cached_property
    def whole(self) -> _Words:
        return _with_forms(None, self.article.text.tokens)

    @cached_property
    def terms(self) -> frozenset[tuple[str, ...]]:
        """Titles, mottoes and the like."""
        return frozenset(tuple(t.form for t in tokens(self.raw, n.span)) for n in self.article.not_quotes)


@lru_cache(maxsize=64)
def _source_of(article: Article) -> _Source:
    return _Source(article)


def quotations_of(reading: Reading, article: Article) -> list[SummaryQuotation]:
    """Judge every span in quote marks. Titles, mottoes and the like that the article has are left out."""
    quotations = outermost(marked_strings(reading.text))
    if not quotations:
        return []
    source = _source_of(article)
    evidence = evidence_of(article)
    found = []
    for marked in quotations:
        forms = tuple(t.form for t in tokens(reading.text, marked.inner))
        if forms and forms not in source.terms:
            found.append(_judge(reading, marked, source, evidence))
    return found


def _judge(reading: Reading, marked: Marked, source: _Source, evidence: Evidence) -> SummaryQuotation:
    words = marked.inner.of(reading.text)
    holding = [u for u in reading.units if u.start <= marked.span.start < u.end]
    before = reading.text[min((u.start for u in holding), default=0) : marked.span.start]
    short = count_words(words) < LEAST_WORDS
    found = _place(words, before, source, short=short)
    attribution = _attribution(marked.span, reading.reported)
    named = attribution.named if attribution else ""
    speaker = _speaker_verdict(attribution, found.quotes, reading, evidence)
    quote = _best(found.quotes, attribution)
    return SummaryQuotation(
        marked.span, words, found.verdict, speaker, named, quote.id if quote else "", found.where, short
    )


def _place(words: str, before: str, source: _Source, *, short: bool) -> _Found:
    """Where a quotation's words are from, the kindest reading first. ``before``: what its unit says before
    its marks."""
    gold, raw = source.gold, source.raw
    pieces = fragments(words)
    if not pieces:
        return _Found("verbatim", (), ())
    exact = [(g, run) for g in gold for run in runs_in(pieces, g.forms)]
    if exact:
        kept = [pair for pair in exact if short or not drops_qualifier(raw, pair[0].tokens, pair[1], before)]
        verdict: Verdict = "verbatim" if kept else "truncated"
        return _found(verdict, kept or exact)
    whole = source.whole
    in_article = runs_in(pieces, whole.forms)
    if in_article:
        return _Found("promoted", (), _places(whole, in_article[0]))
    forms = tuple(itertools.chain.from_iterable(p.forms for p in pieces))
    altered = max(((similarity(forms, g.forms), n) for n, g in enumerate(gold)), default=(0.0, 0))
    allowed = max(1.0, (1 - SIMILARITY) * len(forms))
    if (1 - altered[0]) * len(forms) <= allowed + 1e-9 and len(forms) > 2:
        quote = gold[altered[1]].quote
        return _Found("altered", (quote,) if quote else (), _places(gold[altered[1]], [(0, 1)]))
    sources = _spliced_from(forms, gold)
    if sources:
        return _Found("spliced", tuple(sources), ())
    if len(forms) > 2 and similarity(forms, whole.forms) >= SIMILARITY:
        return _Found("promoted", (), ())
    return _Found("fabricated", (), ())


def _found(verdict: Verdict, pairs: Sequence[tuple[_Words, list[tuple[int, int]]]]) -> _Found:
    quotes = tuple(dict.fromkeys(words.quote.id for words, _ in pairs if words.quote))
    by_id = {words.quote.id: words.quote for words, _ in pairs if words.quote}
    return _Found(verdict, tuple(by_id[i] for i in quotes), _places(*pairs[0]))


def _places(words: _Words, run: Sequence[tuple[int, int]]) -> tuple[Span, ...]:
    return tuple(Span(words.tokens[a].start, words.tokens[b - 1].end) for a, b in run)


def _spliced_from(forms: tuple[str, ...], gold: Sequence[_Words]) -> list[Quote]:
    """The gold quotes that a span was put together from, if runs of three words or more of them cover it
    but for one word in five."""
    if not gold:
        return []
    at, covered = 0, 0
    sources: dict[str, Quote] = {}
    while at < len(forms):
        length, quote = max(((longest(forms, at, g.forms), g.quote) for g in gold), key=lambda x: x[0])
        if length >= LEAST_RUN and quote:
            sources[quote.id] = quote
            covered += length
            at += length
        else:
            at += 1
    return list(sources.values()) if covered >= SIMILARITY * len(forms) else []


def _attribution(span: Span, reported: Sequence[Attribution]) -> Attribution | None:
    """The innermost report that holds a marked span, one that names its source before one that doesn't."""
    holding = [a for a in reported if any(s.overlaps(span) for s in (*a.marked, *a.spans))]
    return min(holding, key=lambda a: (not a.named, sum(s.end - s.start for s in a.spans)), default=None)


def _speaker_verdict(
    attribution: Attribution | None, quotes: Sequence[Quote], reading: Reading, evidence: Evidence
) -> SpeakerVerdict:
    if attribution is None or not attribution.named:
        return "missing"
    if any(may_speak_for(attribution.ids, q.speakers, q.on_behalf_of) for q in quotes):
        return "right"
    # A description that fits nobody names nobody.
    return "wrong" if attribution.ids or names_source(attribution, reading, evidence) else "missing"


def _best(quotes: Sequence[Quote], attribution: Attribution | None) -> Quote | None:
    ids = attribution.ids if attribution else frozenset()
    right = [q for q in quotes if may_speak_for(ids, q.speakers, q.on_behalf_of)]
    return next(iter(right or quotes), None)


def _words_of(text: str, quote: Quote | None, spans: Sequence[Span]) -> _Words:
    return _with_forms(quote, [t for span in spans for t in tokens(text, span)])


def _with_forms(quote: Quote | None, found: Sequence[Token]) -> _Words:
    return _Words(quote, tuple(t.form for t in found), found)


def fidelity(quotations: Sequence[SummaryQuotation]) -> float | None:
    """The share of quotations that are verbatim with the right speaker; None without any."""
    counted = [q for q in quotations if not q.short]
    return sum(q.is_faithful for q in counted) / len(counted) if counted else None


def required_fidelity(quotations: Sequence[SummaryQuotation], needed: int = 2) -> float:
    """Fidelity over at least ``needed`` quotations of different gold quotes, missing ones failed.

    Quotations of one gold quote are one, which fails if any of them does: a quote cut in pieces is
    still one quote.
    """
    items: dict[str, bool] = {}
    for number, quotation in enumerate(q for q in quotations if not q.short):
        # A failed quotation stands for itself, unless its gold quote is known.
        key = quotation.gold or f"#{number}"
        items[key] = items.get(key, True) and quotation.is_faithful
    return sum(items.values()) / max(needed, len(items))
