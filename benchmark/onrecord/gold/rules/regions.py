"""Regions: that every paragraph has one, and that what rests on the body rests on it."""

from collections.abc import Iterator

from onrecord.gold.article import Article
from onrecord.gold.rules.rule import Problem, rule
from onrecord.gold.rules.spans import Spans
from onrecord.text import Span


@rule("region-cover", "error", "§2", "What lies in no region is neither asked about nor left out.")
def _cover(article: Article) -> Iterator[Problem]:
    if not article.regions:
        return
    spans = sorted((r.span for r in article.regions), reverse=True)
    reached = 0
    for number, paragraph in enumerate(article.text.paragraphs, 1):
        while spans and spans[-1].start < paragraph.end:
            reached = max(reached, spans.pop().end)
        if reached <= paragraph.start:
            message = f"paragraph {number} is in no region; give it one"
            yield Problem(article.regions[0].line, message, paragraph)


@rule(
    "quote-region",
    "warning",
    "§2",
    "Boilerplate is no part of the article, and what stands there no quote of it.",
)
def _quotes(article: Article) -> Iterator[Problem]:
    boilerplate = Spans(r.span for r in article.regions if r.type == "boilerplate")
    for quote in article.quotes:
        for span in quote.spans:
            if boilerplate.touch(span):
                yield Problem(quote.line, f"‘{quote.id}’ stands in boilerplate; take it out", span)


@rule("evidence-region", "warning", "§8.1", "Facts and statements rest on body and captions alone.")
def _evidence(article: Article) -> Iterator[Problem]:
    outside = Spans(r.span for r in article.regions if r.type not in ("body", "caption"))
    told: list[tuple[int, str, tuple[Span, ...]]] = [
        *((f.line, f.id, f.spans) for f in article.facts),
        *((s.line, s.id, s.spans) for s in article.statements),
    ]
    for line, name, spans in told:
        for span in spans:
            if outside.touch(span):
                yield Problem(
                    line,
                    f"‘{name}’ rests on {article.region_of(span)}; name a place in body or caption",
                    span,
                )
