"""Quote marks: that quotes take theirs in, and that every string in marks is accounted for."""

import re
from collections.abc import Iterator
from weakref import WeakKeyDictionary

from onrecord.gold.article import Article, Quote
from onrecord.gold.rules.rule import Problem, rule
from onrecord.gold.rules.spans import Spans
from onrecord.reading.marks import is_double, marked_strings, outermost
from onrecord.reading.types import Marked
from onrecord.text import DOUBLE_MARKS, SINGLE_MARKS, Span

_MARKS = DOUBLE_MARKS + SINGLE_MARKS  # many outlets quote in single ones
_DOUBLE_MARK = re.compile(f"[{DOUBLE_MARKS}]")
_MARKED: WeakKeyDictionary[Article, list[Marked]] = WeakKeyDictionary()
_STRAIGHT = '"＂'


@rule("quote-marks", "error", "§4", "Whoever copies a quote copies what its marks enclose.")
def _marks(article: Article) -> Iterator[Problem]:
    parents = {q.parent for q in article.quotes}
    not_quotes: Spans | None = None
    for quote in article.quotes:
        for span in quote.marked:
            words = span.of(article.raw)
            if words[0] not in _MARKS and not quote.parent:
                message = f"‘{words[:40]}’ does not begin with its quote mark; take it in"
                yield Problem(quote.line, message, span)
            ends = article.raw[span.end - 1] in _MARKS
            if not ends and not quote.parent and not _goes_on(article, quote, span):
                message = f"‘{words[-40:]}’ does not end with its quote mark; take it in"
                yield Problem(quote.line, message, span)
        if quote.form != "indirect" or quote.id in parents:
            continue
        for span in quote.spans:
            if _DOUBLE_MARK.search(article.raw, *span):
                not_quotes = not_quotes or Spans(n.span for n in article.not_quotes)
                if not not_quotes.any_inside(span):
                    yield Problem(quote.line, f"indirect quote ‘{quote.id}’ holds quote marks: mixed?", span)


def _goes_on(article: Article, quote: Quote, span: Span) -> bool:
    """A segment at the end of its paragraph may lack its closer when another follows."""
    number = article.text.paragraph_at(span.start)
    return span.end == article.text.paragraphs[number - 1].end and span != quote.marked[-1]


@rule(
    "marked-strings", "warning", "§6", "Words in marks are somebody's: say whose, or why they are no quote."
)
def _marked_strings(article: Article) -> Iterator[Problem]:
    known = _accounted(article)
    boilerplate = Spans(r.span for r in article.regions if r.type == "boilerplate")
    for marked in outermost(_in_marks(article)):
        if not is_double(article.raw, marked) or boilerplate.touch(marked.span) or known.touch(marked.inner):
            continue
        place = article.text.paragraph_at(marked.span.start)
        words = marked.span.of(article.raw)
        message = f"paragraph {place}: ‘{words[:60]}’ is no quote yet; make it one, or a not_quote"
        yield Problem(0, message, marked.span)


def _in_marks(article: Article) -> list[Marked]:
    """The strings in marks of an article, for both rules that ask."""
    if article not in _MARKED:
        _MARKED[article] = marked_strings(article.raw)
    return _MARKED[article]


def _accounted(article: Article) -> Spans:
    quotes = (s for q in article.quotes for s in (*q.spans, *q.verbatim))
    return Spans([*quotes, *(n.span for n in article.not_quotes)])


@rule("stray-mark", "warning", "§7", "A mark without a partner is damage, and readers of the data must know.")
def _stray(article: Article) -> Iterator[Problem]:
    known = _accounted(article)
    paired = Spans(
        Span(*edge)
        for m in _in_marks(article)
        for edge in ((m.span.start, m.inner.start), (m.inner.end, m.span.end))
        if edge[0] < edge[1]
    )
    boilerplate = Spans(r.span for r in article.regions if r.type == "boilerplate")
    for match in _DOUBLE_MARK.finditer(article.raw):
        mark = Span(*match.span())
        is_inch = match[0] in _STRAIGHT and article.raw[mark.start - 1 : mark.start].isdigit()
        if not (is_inch or paired.touch(mark) or known.touch(mark) or boilerplate.touch(mark)):
            yield Problem(0, "a quote mark without a partner; is it damage?", mark)
