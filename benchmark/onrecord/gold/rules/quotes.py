"""Quotes: form, nesting, cue and via."""

import itertools
from collections.abc import Iterator, Sequence

from onrecord.gold.article import Article, Quote
from onrecord.gold.rules.rule import Problem, rule
from onrecord.reading.cues import SPEECH_NOUNS, is_cue
from onrecord.text import Span, sentences, words

# Cues that the guideline names and that are no verbs of speech ("as Varga put it", "in her own words"), and
# words that communicate where they stand beside a quotation. A slip lands on other words.
_MORE_CUES = frozenset(
    """put puts putting words word calling thinks think thought believes believed
    know knows known clear account count counted reckoning view explanation version makes made gives given
    dates had went goes go began begins runs remember remembers recalls held resolved voted faults forbidden
    accepted addressed appeals commented confessed correct corrected credited hiss identified labelling lists
    named published raised regretted riposted slip submitted translated translates undertook""".split()
)
_LONGEST_ATTRIBUTION = 300


@rule("mixed-verbatim", "error", "§4", "Of a mixed quote the words in marks are the ones to copy.")
def _verbatim(article: Article) -> Iterator[Problem]:
    for quote in article.quotes:
        if quote.form == "mixed" and not quote.verbatim:
            message = f"mixed quote ‘{quote.id}’ lists no verbatim words; add those in marks"
            yield Problem(quote.line, message, quote.spans[0])
        if quote.form != "mixed" and quote.verbatim:
            message = f"verbatim is for mixed quotes; ‘{quote.id}’ is {quote.form}"
            yield Problem(quote.line, message, words='"verbatim"')
        for part in quote.verbatim:
            if not any(s.contains(part) for s in quote.spans):
                message = f"‘{part.of(article.raw)}’ is not inside quote ‘{quote.id}’; take it out"
                yield Problem(quote.line, message, part)


@rule("cue-outside", "error", "§5", "The cue is the writer's word, not the source's.")
def _cue(article: Article) -> Iterator[Problem]:
    for quote in article.quotes:
        if quote.cue and any(s.overlaps(quote.cue) for s in quote.spans):
            message = f"the cue of ‘{quote.id}’ stands inside the quote; leave it out of the span"
            yield Problem(quote.line, message, quote.cue)


@rule("cue-known", "warning", "§5", "A cue that is no word of communicating is often a slip of the hand.")
def _known_cue(article: Article) -> Iterator[Problem]:
    for quote in article.quotes:
        if not quote.cue:
            continue
        said = quote.cue.of(article.raw)
        if not is_cue(said) and not any(
            w in _MORE_CUES or w in SPEECH_NOUNS or w.removesuffix("s") in SPEECH_NOUNS for w in words(said)
        ):
            message = f"‘{said[:60]}’ is no cue of the lexicon; name the word that says so, or leave cue out"
            yield Problem(quote.line, message, quote.cue)


@rule("overlap-nested", "error", "§4", "Words of two quotes at once are one's only where it holds the other.")
def _overlap(article: Article) -> Iterator[Problem]:
    for first, second in _touching(article.quotes):
        if second.id in _outer(article, first) or first.id in _outer(article, second):
            continue
        shared = next(b for a in first.spans for b in second.spans if a.overlaps(b))
        yield Problem(second.line, f"‘{second.id}’ overlaps ‘{first.id}’; does it lack a parent?", shared)


def _touching(quotes: Sequence[Quote]) -> Iterator[tuple[Quote, Quote]]:
    """The pairs of quotes that share a place, in the order of the quotes."""
    segments = sorted((span, n) for n, quote in enumerate(quotes) for span in quote.spans)
    found: set[tuple[int, int]] = set()
    begun: list[tuple[Span, int]] = []
    for span, n in segments:
        begun = [(earlier, m) for earlier, m in begun if earlier.end > span.start]
        found |= {(min(n, m), max(n, m)) for earlier, m in begun if m != n and earlier.overlaps(span)}
        begun.append((span, n))
    return ((quotes[n], quotes[m]) for n, m in sorted(found))


def _outer(article: Article, quote: Quote) -> set[str]:
    """The ids of the quotes that a quote is nested in, at any depth."""
    found: set[str] = set()
    while quote.parent in article.quote and quote.parent not in found:
        found.add(quote.parent)
        quote = article.quote[quote.parent]
    return found


@rule("parent-holds", "warning", "§4.10", "A nested quote is part of the one that it names.")
def _parent(article: Article) -> Iterator[Problem]:
    for quote in article.quotes:
        parent = article.quote.get(quote.parent or "")
        for span in quote.spans if parent else ():
            if parent and not any(outer.contains(span) for outer in parent.spans):
                yield Problem(
                    quote.line, f"‘{quote.id}’ is not inside its parent ‘{parent.id}’; is it?", span
                )
        if quote.parent == quote.id:
            yield Problem(quote.line, f"‘{quote.id}’ is its own parent; take it out", words='"parent"')


@rule("interrupted", "warning", "§4.7", "What only its attribution interrupts is one quote.")
def _interrupted(article: Article) -> Iterator[Problem]:
    direct = sorted((q for q in article.quotes if q.form == "direct" and not q.parent), key=lambda q: q.spans)
    for first, second in itertools.pairwise(direct):
        gap = Span(first.spans[-1].end, second.spans[0].start)
        if (
            first.speakers == second.speakers
            and first.cue
            and gap.contains(first.cue)
            and second.cue in (None, first.cue)
            and second.via in (None, first.via)
            and gap.end - gap.start <= _LONGEST_ATTRIBUTION
            and "\n" not in gap.of(article.raw)
            and not any(gap.contains(s) for q in article.quotes for s in q.spans)
            and len(sentences(article.raw, gap)) == 1
        ):
            message = f"‘{second.id}’ goes on with ‘{first.id}’; make them segments of one quote"
            yield Problem(second.line, message, second.spans[0])
    told = article.quotes and "interrupted" in article.meta.phenomena
    if told and not any(len(q.spans) > 1 for q in article.quotes):
        yield Problem(0, "phenomena say ‘interrupted’, but no quote has two segments; give it both")


@rule("via-of-speaker", "error", "§4", "Via is the mention that names the speaker.")
def _via(article: Article) -> Iterator[Problem]:
    for quote in article.quotes:
        mention = article.mention.get(quote.via or "")
        if mention and not set(mention.of) & {*quote.speakers, quote.on_behalf_of}:
            message = (
                f"via ‘{quote.via}’ mentions {', '.join(mention.of)}, not its speaker; name one that does"
            )
            yield Problem(quote.line, message, mention.span)


@rule(
    "via-near", "warning", "§3.9", "Via names the source at the quote; further away the source is implicit."
)
def _near(article: Article) -> Iterator[Problem]:
    for quote in article.quotes:
        mention = article.mention.get(quote.via or "")
        if mention is None:
            continue
        here = {
            article.text.paragraph_at(s.start) for s in (*quote.spans, *([quote.cue] if quote.cue else ()))
        }
        there = article.text.paragraph_at(mention.span.start)
        if there not in here:
            message = f"via ‘{quote.via}’ stands in paragraph {there}, ‘{quote.id}’ does not; leave via out"
            yield Problem(quote.line, message, mention.span)
