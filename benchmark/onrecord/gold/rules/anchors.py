"""Places: that an anchor names one, and that a span has whole words and its segments in order."""

import itertools
import json
import re
import unicodedata
from collections.abc import Iterator

from onrecord.gold.anchors import AnchorError, parse_anchor
from onrecord.gold.article import Article
from onrecord.gold.rules.rule import Problem, faults_of, file_rule, rule
from onrecord.gold.rules.source import Source
from onrecord.gold.save import anchors_of
from onrecord.text import Span

# Of DASHES those that make one word of two; an en dash or a long one parts clauses.
_HYPHENS = "-‐‑"
_WHOLE_WORD = re.compile(r"[^\W_]+")


@file_rule("anchor", "error", "§1.2", "An anchor that names no place, or several, annotates nothing.")
def _anchor(source: Source) -> Iterator[Problem]:
    return faults_of(source, "anchor")


@file_rule("anchor-edges", "warning", "§1.4", "A span starts and ends on a word or a mark, never on a space.")
def _edges(source: Source) -> Iterator[Problem]:
    if not source.may_be_loose:
        return
    for line, record in source.records:
        for anchor in anchors_of(record):
            try:
                words = parse_anchor(anchor).words
            except AnchorError:
                continue
            if words != words.strip():
                shown = json.dumps(words, ensure_ascii=False)[1:-1]
                yield Problem(
                    line, f"space at the edge of ⟦{words[:60]}⟧; --fix takes it out", words=f"⟦{shown}⟧"
                )


@rule("whole-words", "warning", "§1.4", "Half a word is nobody's name and nobody's words.")
def _whole_words(article: Article) -> Iterator[Problem]:
    """Anchors never cut a run of letters; here it is hyphens, and marks that cling to a letter."""
    for line, span in _annotated(article):
        cut = _cut(article.raw, span)
        if cut:
            yield Problem(
                line, f"‘{span.of(article.raw)[:60]}’ cuts the word ‘{cut}’; take in all of it", span
            )


def _annotated(article: Article) -> Iterator[tuple[int, Span]]:
    for mention in article.mentions:
        yield mention.line, mention.span
    for quote in article.quotes:
        for span in (*quote.spans, *quote.verbatim, *([quote.cue] if quote.cue else ())):
            yield quote.line, span


def _cut(text: str, span: Span) -> str:
    """The word that an edge of a span cuts, or ""."""
    for at, step in ((span.end, 1), (span.start - 1, -1)):
        sign = text[at : at + 1] if at >= 0 else ""
        inner, outer = at - step, at + step
        if step > 0 and sign and unicodedata.category(sign)[0] == "M":
            return text[inner:outer]
        if (
            sign
            and sign in _HYPHENS
            and text[inner].isalnum()
            and 0 <= outer < len(text)
            and text[outer].isalnum()
        ):
            return _word_around(text, at)
    return ""


def _word_around(text: str, at: int) -> str:
    start = end = at
    while start > 0 and (text[start - 1].isalnum() or text[start - 1] in _HYPHENS):
        start -= 1
    while end < len(text) and (text[end].isalnum() or text[end] in _HYPHENS):
        end += 1
    return text[start:end][:60]


@rule("segment-order", "error", "§4", "Segments are read in the order of the text, each word once.")
def _segments(article: Article) -> Iterator[Problem]:
    for quote in article.quotes:
        for spans in (quote.spans, quote.verbatim):
            for left, right in itertools.pairwise(spans):
                if left.end > right.start:
                    message = f"segments of ‘{quote.id}’ overlap or are out of order; sort them"
                    yield Problem(quote.line, message, right)
