"""What must hold of an article's gold: one function a rule, each with a stable id.

A rule is a generator over a loaded article. Rules of level ``error`` are what scoring relies on, so
loading enforces them; warnings are advice. A ``damage`` record waives a named rule at its place.
"""

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from onrecord.gold.article import Article, Fact, Mention, Quote, Speaker, Statement, Summary
from onrecord.reading.marks import is_double, marked_strings, outermost
from onrecord.text import DOUBLE_MARKS, Span, count_words, fold

Level = Literal["error", "warning"]
BUDGETS = {"headline": 15, "brief": 80, "quoted-brief": 120}
_DOUBLE_MARK = re.compile(f"[{DOUBLE_MARKS}]")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: which rule, where, and what to do."""

    rule: str
    level: Level
    path: str
    line: int
    message: str
    section: str = ""

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.message} [{self.rule}; guideline {self.section}]"


@dataclass(frozen=True, slots=True)
class Problem:
    """What a rule yields: the line of the record, the message, and the place where it can be waived."""

    line: int
    message: str
    span: Span | None = None


Check = Callable[[Article], Iterator[Problem]]


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    level: Level
    section: str
    check: Check


RULES: list[Rule] = []


def rule(id: str, level: Level, section: str) -> Callable[[Check], Check]:
    """Register a rule under its stable id; ``section`` is the guideline's."""

    def register(check: Check) -> Check:
        RULES.append(Rule(id, level, section, check))
        return check

    return register


def findings(article: Article, level: Level | None = None) -> list[Finding]:
    """Everything the rules find in an article, in the order of the file. Waived problems are left out."""
    found = [
        Finding(r.id, r.level, article.path, problem.line, problem.message, r.section)
        for r in RULES
        if level in (None, r.level)
        for problem in r.check(article)
        if not _is_waived(article, r.id, problem)
    ]
    return sorted(found, key=lambda f: (f.line, f.rule))


def required_findings(article: Article) -> list[Finding]:
    """The findings that make gold unfit to score with."""
    return findings(article, "error")


def _is_waived(article: Article, rule_id: str, problem: Problem) -> bool:
    return problem.span is not None and any(
        rule_id in damage.waives and damage.span.overlaps(problem.span) for damage in article.damages
    )


@rule("id-unique", "error", "§1")
def _unique_ids(article: Article) -> Iterator[Problem]:
    records: list[Speaker | Mention | Quote | Fact | Statement | Summary] = [
        *article.speakers,
        *article.mentions,
        *article.quotes,
        *article.facts,
        *article.statements,
        *article.summaries,
    ]
    counts = Counter(r.id for r in records)
    for record in records:
        if counts[record.id] > 1:
            yield Problem(
                record.line, f"id ‘{record.id}’ stands {counts[record.id]} times; give each its own"
            )


@rule("reference-exists", "error", "§1")
def _references(article: Article) -> Iterator[Problem]:
    known: dict[str, Mapping[str, object]] = {
        "speaker": article.speaker,
        "mention": article.mention,
        "quote": article.quote,
        "fact": article.fact,
    }
    for line, kind, name in _named(article):
        if name not in known[kind]:
            yield Problem(line, f"no {kind} ‘{name}’; there is {', '.join(known[kind]) or 'none'}")


def _named(article: Article) -> Iterator[tuple[int, str, str]]:
    """The line, the kind and the id of each reference from one record to another."""
    for mention in article.mentions:
        for name in mention.of:
            yield mention.line, "speaker", name
    for quote in article.quotes:
        for name in quote.speakers + quote.relayed_by:
            yield quote.line, "speaker", name
        if quote.on_behalf_of:
            yield quote.line, "speaker", quote.on_behalf_of
        if quote.via:
            yield quote.line, "mention", quote.via
        if quote.parent:
            yield quote.line, "quote", quote.parent
    for fact in article.facts:
        for name in fact.speakers:
            yield fact.line, "speaker", name
    for summary in article.summaries:
        for name in summary.tells:
            yield summary.line, "fact", name


@rule("via-of-speaker", "error", "§4")
def _via(article: Article) -> Iterator[Problem]:
    for quote in article.quotes:
        mention = article.mention.get(quote.via or "")
        if mention and not set(mention.of) & {*quote.speakers, quote.on_behalf_of}:
            yield Problem(
                quote.line,
                f"via ‘{quote.via}’ mentions {', '.join(mention.of)}, not its speaker; name one that does",
            )


@rule("speaker-speaks", "error", "§3")
def _speaks(article: Article) -> Iterator[Problem]:
    for quote in article.quotes:
        for speaker in quote.speakers:
            if speaker in article.speaker and not article.speaker[speaker].speaks:
                yield Problem(
                    quote.line, f'speaker ‘{speaker}’ is marked "speaks": false; one of the two is wrong'
                )


@rule("speaker-names", "error", "§3")
def _names(article: Article) -> Iterator[Problem]:
    owner: dict[str, str] = {}
    for speaker in article.speakers:
        owner.setdefault(fold(speaker.name), speaker.id)
    for speaker in article.speakers:
        name = fold(speaker.name)
        if owner[name] != speaker.id:
            yield Problem(speaker.line, f"‘{speaker.name}’ is also the name of ‘{owner[name]}’; merge them")
        accepted = {name}
        for alias in (*speaker.aliases, *speaker.accept):
            folded = fold(alias)
            accepted.add(folded)
            holder = owner.get(folded, speaker.id)
            if holder != speaker.id:
                yield Problem(speaker.line, f"‘{alias}’ also names ‘{holder}’; an alias names one speaker")
        for rejected in speaker.reject:
            if fold(rejected) in accepted:
                yield Problem(speaker.line, f"‘{rejected}’ is both accepted and rejected; keep one")


@rule("segment-order", "error", "§4")
def _segments(article: Article) -> Iterator[Problem]:
    for quote in article.quotes:
        for spans in (quote.spans, quote.verbatim):
            for left, right in itertools.pairwise(spans):
                if left.end > right.start:
                    yield Problem(
                        quote.line,
                        f"segments of ‘{quote.id}’ overlap or are out of order; sort them",
                        right,
                    )


@rule("mixed-verbatim", "error", "§4")
def _verbatim(article: Article) -> Iterator[Problem]:
    for quote in article.quotes:
        if quote.form == "mixed" and not quote.verbatim:
            yield Problem(
                quote.line,
                f"mixed quote ‘{quote.id}’ lists no verbatim words; add those in marks",
                quote.spans[0],
            )
        if quote.form != "mixed" and quote.verbatim:
            yield Problem(quote.line, f"verbatim is for mixed quotes; ‘{quote.id}’ is {quote.form}")
        for part in quote.verbatim:
            if not any(s.contains(part) for s in quote.spans):
                yield Problem(
                    quote.line,
                    f"‘{part.of(article.raw)}’ is not inside quote ‘{quote.id}’; take it out",
                    part,
                )


@rule("quote-marks", "error", "§4")
def _marks(article: Article) -> Iterator[Problem]:
    for quote in article.quotes:
        for span in quote.marked:
            words = span.of(article.raw)
            if words[0] not in DOUBLE_MARKS and not quote.parent:
                yield Problem(
                    quote.line, f"‘{words[:40]}’ does not begin with its quote mark; take it in", span
                )
            ends = article.raw[span.end - 1] in DOUBLE_MARKS
            if not ends and not quote.parent and not _goes_on(article, quote.marked, span):
                yield Problem(
                    quote.line, f"‘{words[-40:]}’ does not end with its quote mark; take it in", span
                )
        if quote.form == "indirect":
            for span in quote.spans:
                if _DOUBLE_MARK.search(article.raw, *span) and not _holds_marked(article, quote, span):
                    yield Problem(quote.line, f"indirect quote ‘{quote.id}’ holds quote marks: mixed?", span)


def _holds_marked(article: Article, quote: Quote, span: Span) -> bool:
    """Whether a quote nested in another, or a ``not_quote`` in one span of it, accounts for its marks."""
    return any(q.parent == quote.id for q in article.quotes) or any(
        span.contains(n.span) for n in article.not_quotes
    )


def _goes_on(article: Article, spans: tuple[Span, ...], span: Span) -> bool:
    """A segment at the end of its paragraph may lack its closer when another follows."""
    number = article.text.paragraph_at(span.start)
    return span.end == article.text.paragraphs[number - 1].end and span != spans[-1]


@rule("marked-strings", "warning", "§6")
def _marked_strings(article: Article) -> Iterator[Problem]:
    """Every string in double quote marks is (part of) a quote or a ``not_quote``."""
    known = [s for q in article.quotes for s in (*q.spans, *q.verbatim)] + [
        n.span for n in article.not_quotes
    ]
    for marked in outermost(marked_strings(article.raw)):
        is_text = article.region_of(marked.span) != "boilerplate"
        if is_text and is_double(article.raw, marked) and not any(s.overlaps(marked.inner) for s in known):
            place = article.text.paragraph_at(marked.span.start)
            words = marked.span.of(article.raw)
            yield Problem(
                0,
                f"paragraph {place}: ‘{words[:60]}’ is no quote yet; make it one, or a not_quote",
                marked.span,
            )


@rule("cue-outside", "error", "§5")
def _cue(article: Article) -> Iterator[Problem]:
    for quote in article.quotes:
        if quote.cue and any(s.overlaps(quote.cue) for s in quote.spans):
            yield Problem(
                quote.line,
                f"the cue of ‘{quote.id}’ stands inside the quote; leave it out of the span",
                quote.cue,
            )


@rule("overlap-nested", "error", "§4")
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


@rule("summary-budget", "error", "§10")
def _budget(article: Article) -> Iterator[Problem]:
    for summary in article.summaries:
        count = count_words(summary.text)
        if count > BUDGETS[summary.task]:
            yield Problem(
                summary.line,
                f"‘{summary.id}’ has {count} words, over {BUDGETS[summary.task]}; shorten it",
            )


@rule("region-cover", "error", "§2")
def _regions(article: Article) -> Iterator[Problem]:
    if not article.regions:
        return
    spans = sorted((r.span for r in article.regions), reverse=True)
    reached = 0
    for number, paragraph in enumerate(article.text.paragraphs, 1):
        while spans and spans[-1].start < paragraph.end:
            reached = max(reached, spans.pop().end)
        if reached <= paragraph.start:
            yield Problem(article.regions[0].line, f"paragraph {number} is in no region; give it one")


@rule("speaker-orphan", "warning", "§3")
def _orphans(article: Article) -> Iterator[Problem]:
    mentioned = {name for m in article.mentions for name in m.of}
    for speaker in article.speakers:
        if speaker.id not in mentioned:
            yield Problem(
                speaker.line, f"speaker ‘{speaker.id}’ has no mention; add one, or take the speaker out"
            )


@rule("statement-balance", "warning", "§9")
def _balance(article: Article) -> Iterator[Problem]:
    counts = Counter(s.label for s in article.statements)
    if (
        counts
        and max(counts.values()) - min(counts.get(k, 0) for k in ("supported", "contradicted", "unstated"))
        > 2
    ):
        shown = ", ".join(f"{label} {count}" for label, count in counts.items())
        yield Problem(article.statements[0].line, f"labels are out of balance: {shown}; add to the rarer")


@rule("two-references", "warning", "§10")
def _references_each(article: Article) -> Iterator[Problem]:
    counts: Counter[str] = Counter(s.task for s in article.summaries)
    for task in BUDGETS:
        if article.summaries and counts[task] < 2:
            yield Problem(article.summaries[0].line, f"{task} has {counts[task]} references of 2; add one")
