"""How faithful the quotations of a summary are: each span in quote marks gets two verdicts."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from onrecord.gold.article import Article, Quote
from onrecord.reading.marks import marked_strings, outermost
from onrecord.reading.types import Marked
from onrecord.scoring.summaries.fragments import Fragment, fragments
from onrecord.scoring.summaries.quoting import Attribution, is_proper, may_speak_for
from onrecord.scoring.summaries.truncation import drops_qualifier
from onrecord.text import Span, count_words, tokens

Verdict = Literal["verbatim", "truncated", "altered", "spliced", "promoted", "fabricated"]
SpeakerVerdict = Literal["right", "wrong", "missing"]

LEAST_WORDS = 4
"""Words from which on a span in quote marks is a quotation that enters fidelity."""
SIMILARITY = 0.8
_LEAST_RUN = 3
_WIDEST_BRACKET = 6


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
    """The words of one gold quote's marks, or of a stretch of the article, with their places."""

    quote: Quote | None
    forms: tuple[str, ...]
    spans: tuple[Span, ...]


class _Found(NamedTuple):
    verdict: Verdict
    quotes: tuple[Quote, ...]
    where: tuple[Span, ...]


def quotations_of(
    text: str, article: Article, reported: Sequence[Attribution], units: Sequence[Span]
) -> list[SummaryQuotation]:
    """Judge every span in quote marks. Titles, mottoes and the like that the article has are left out."""
    gold = [_marked_words(article, quote) for quote in article.quotes if quote.marked]
    whole = _words_of(article.raw, None, [Span(0, len(article.raw))])
    terms = [tuple(t.form for t in tokens(n.span.of(article.raw))) for n in article.not_quotes]
    found = []
    for marked in outermost(marked_strings(text)):
        forms = tuple(t.form for t in tokens(text, marked.inner))
        if not forms or forms in terms:
            continue
        unit = next((u for u in units if u.start <= marked.span.start < u.end), Span(0, len(text)))
        found.append(_judge(text, marked, article, gold, whole, reported, unit))
    return found


def _judge(
    text: str,
    marked: Marked,
    article: Article,
    gold: Sequence[_Words],
    whole: _Words,
    reported: Sequence[Attribution],
    unit: Span,
) -> SummaryQuotation:
    words = marked.inner.of(text)
    outside = text[unit.start : marked.span.start] + " " + text[marked.span.end : unit.end]
    short = count_words(words) < LEAST_WORDS
    found = _place(words, outside, gold, whole, article.raw, short=short)
    attribution = _attribution(marked.span, reported)
    named = attribution.named if attribution else ""
    speaker = _speaker_verdict(attribution, found.quotes)
    quote = _best(found.quotes, attribution)
    return SummaryQuotation(
        marked.span, words, found.verdict, speaker, named, quote.id if quote else "", found.where, short
    )


def _place(
    words: str, outside: str, gold: Sequence[_Words], whole: _Words, raw: str, *, short: bool
) -> _Found:
    """Where a quotation's words are from, the kindest reading first."""
    pieces = fragments(words)
    if not pieces:
        return _Found("verbatim", (), ())
    exact = [(g, run) for g in gold for run in _runs_in(pieces, g.forms)]
    if exact:
        kept = [pair for pair in exact if short or not drops_qualifier(raw, pair[0].spans, pair[1], outside)]
        verdict: Verdict = "verbatim" if kept else "truncated"
        return _found(verdict, kept or exact)
    in_article = _runs_in(pieces, whole.forms)
    if in_article:
        return _Found("promoted", (), _places(whole, in_article[0]))
    forms = tuple(itertools.chain.from_iterable(p.forms for p in pieces))
    altered = max(((_similarity(forms, g.forms), n) for n, g in enumerate(gold)), default=(0.0, 0))
    allowed = max(1.0, (1 - SIMILARITY) * len(forms))
    if (1 - altered[0]) * len(forms) <= allowed + 1e-9 and len(forms) > 2:
        quote = gold[altered[1]].quote
        return _Found("altered", (quote,) if quote else (), gold[altered[1]].spans[:1])
    sources = _spliced_from(forms, gold)
    if sources:
        return _Found("spliced", tuple(sources), ())
    if len(forms) > 2 and _similarity(forms, whole.forms) >= SIMILARITY:
        return _Found("promoted", (), ())
    return _Found("fabricated", (), ())


def _found(verdict: Verdict, pairs: Sequence[tuple[_Words, list[tuple[int, int]]]]) -> _Found:
    quotes = tuple(dict.fromkeys(words.quote.id for words, _ in pairs if words.quote))
    by_id = {words.quote.id: words.quote for words, _ in pairs if words.quote}
    return _Found(verdict, tuple(by_id[i] for i in quotes), _places(*pairs[0]))


def _places(words: _Words, run: Sequence[tuple[int, int]]) -> tuple[Span, ...]:
    return tuple(Span(words.spans[a].start, words.spans[b - 1].end) for a, b in run)


def _runs_in(pieces: Sequence[Fragment], forms: tuple[str, ...]) -> list[list[tuple[int, int]]]:
    """Every way in which ordered pieces stand in a sequence of words, each found at its nearest place.

    A piece beside an ellipsis has three words or more; an editorial bracket stands for at most six.
    """
    if len(pieces) > 1 and any(len(p.forms) < _LEAST_RUN and not p.beside_bracket for p in pieces):
        return []
    found = []
    for start in _occurrences(pieces[0].forms, forms, 0):
        run = [(start, start + len(pieces[0].forms))]
        for piece in pieces[1:]:
            place = next(iter(_occurrences(piece.forms, forms, run[-1][1])), None)
            if place is None or (piece.after_bracket and place - run[-1][1] > _WIDEST_BRACKET):
                break
            run.append((place, place + len(piece.forms)))
        else:
            found.append(run)
    return found


def _occurrences(needle: tuple[str, ...], forms: tuple[str, ...], begin: int) -> list[int]:
    length = len(needle)
    return [
        at
        for at in range(begin, len(forms) - length + 1)
        if forms[at] == needle[0] and forms[at : at + length] == needle
    ]


def _similarity(forms: tuple[str, ...], within: tuple[str, ...]) -> float:
    """Best token similarity of a window of ``within``, 0 to 1 (2·LCS ÷ both lengths)."""
    from rapidfuzz import fuzz

    if not forms or not within:
        return 0.0
    codes: dict[str, str] = {}
    for form in itertools.chain(forms, within):
        codes.setdefault(form, chr(0xE000 + len(codes)) if len(codes) < 0x1000 else chr(0x20000 + len(codes)))
    needle = "".join(codes[f] for f in forms)
    hay = "".join(codes[f] for f in within)
    if len(needle) > len(hay):
        return fuzz.ratio(needle, hay) / 100
    return fuzz.partial_ratio(needle, hay) / 100


def _spliced_from(forms: tuple[str, ...], gold: Sequence[_Words]) -> list[Quote]:
    """The gold quotes that a span was put together from, if runs of three words or more of them cover it
    but for one word in five."""
    if not gold:
        return []
    at, covered = 0, 0
    sources: dict[str, Quote] = {}
    while at < len(forms):
        length, quote = max(((_longest(forms, at, g.forms), g.quote) for g in gold), key=lambda x: x[0])
        if length >= _LEAST_RUN and quote:
            sources[quote.id] = quote
            covered += length
            at += length
        else:
            at += 1
    return list(sources.values()) if covered >= SIMILARITY * len(forms) else []


def _longest(forms: tuple[str, ...], at: int, within: tuple[str, ...]) -> int:
    best = 0
    for start, form in enumerate(within):
        if form != forms[at]:
            continue
        length = 1
        while (
            at + length < len(forms)
            and start + length < len(within)
            and forms[at + length] == within[start + length]
        ):
            length += 1
        best = max(best, length)
    return best


def _attribution(span: Span, reported: Sequence[Attribution]) -> Attribution | None:
    """The innermost report that holds a marked span, one that names its source before one that doesn't."""
    holding = [a for a in reported if any(s.overlaps(span) for s in (*a.marked, *a.spans))]
    return min(holding, key=lambda a: (not a.named, sum(s.end - s.start for s in a.spans)), default=None)


def _speaker_verdict(attribution: Attribution | None, quotes: Sequence[Quote]) -> SpeakerVerdict:
    if attribution is None or not attribution.named:
        return "missing"
    if any(may_speak_for(attribution.ids, q.speakers, q.on_behalf_of) for q in quotes):
        return "right"
    # A description that fits nobody names nobody.
    return "wrong" if attribution.ids or is_proper(attribution.named) else "missing"


def _best(quotes: Sequence[Quote], attribution: Attribution | None) -> Quote | None:
    ids = attribution.ids if attribution else frozenset()
    right = [q for q in quotes if may_speak_for(ids, q.speakers, q.on_behalf_of)]
    return next(iter(right or quotes), None)


def _marked_words(article: Article, quote: Quote) -> _Words:
    return _words_of(article.raw, quote, quote.marked)


def _words_of(text: str, quote: Quote | None, spans: Sequence[Span]) -> _Words:
    found = [t for span in spans for t in tokens(text, span)]
    return _Words(quote, tuple(t.form for t in found), tuple(Span(t.start, t.end) for t in found))


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
