"""Violations: what a summary tells that the article does not support; and what it adds from outside."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from onrecord.gold.article import Article
from onrecord.reading.types import Name
from onrecord.scoring.speakers import SpeakerIndex
from onrecord.scoring.summaries.contradictions import contradicted_of, tells
from onrecord.scoring.summaries.days import date_support
from onrecord.scoring.summaries.evidence import Evidence, evidence_of
from onrecord.scoring.summaries.fidelity import SummaryQuotation
from onrecord.scoring.summaries.names import name_support, parted
from onrecord.scoring.summaries.quantities import is_number_supported
from onrecord.scoring.summaries.quoting import names_in
from onrecord.scoring.summaries.reading import Reading, opens
from onrecord.scoring.summaries.uncased import hidden_names, hidden_support, is_named
from onrecord.scoring.summaries.vocabulary import NATION, ROLES
from onrecord.scoring.summaries.words import is_content, terms
from onrecord.text import Span, words

ViolationKind = Literal["name", "number", "date", "contradicted", "quotation", "speaker"]
ExtrinsicKind = Literal["name", "date"]


@dataclass(frozen=True, slots=True)
class Violation:
    """What one unit may not say. ``span`` is in the scored text."""

    kind: ViolationKind
    span: Span
    words: str
    message: str


@dataclass(frozen=True, slots=True)
class Extrinsic:
    """Words that are right as far as the article goes, but add knowledge from outside; no violation."""

    kind: ExtrinsicKind
    span: Span
    words: str


def judge(
    reading: Reading,
    article: Article,
    index: SpeakerIndex,
    quotations: Sequence[SummaryQuotation],
    *,
    open_end: bool = False,
    headline: bool = False,
) -> tuple[list[Violation], list[Extrinsic]]:
    """All violations and additions of a summary, in its order.

    ``open_end``: the text was cut inside its last sentence, so a name, number or date that touches the
    cut may lack its rest and is not judged. ``headline``: a source may be any noun ("Study says"), so it is
    taken for a name only where a capital shows one.
    """
    if not reading.units:
        return [], []
    evidence = evidence_of(article)
    violations, extrinsic = _names(reading, evidence, quotations)
    more, also = _dates(reading, evidence)
    violations += more + _numbers(reading, evidence) + _offices(reading, index, evidence)
    if not headline:
        named = [v.span for v in violations if v.kind == "name"]
        violations += [v for v in _sources(reading, evidence) if not any(v.span.overlaps(s) for s in named)]
    if open_end:
        edge = len(reading.text)
        violations = [v for v in violations if v.span.end < edge]
    violations += _contradictions(reading, article) + _quotations(quotations)
    return sorted(violations, key=lambda v: v.span), sorted(extrinsic + also, key=lambda e: e.span)


def _names(
    reading: Reading, evidence: Evidence, quotations: Sequence[SummaryQuotation]
) -> tuple[list[Violation], list[Extrinsic]]:
    violations, extrinsic = [], []
    verbatim = [q.span for q in quotations if q.verdict in ("verbatim", "truncated")]
    hiding = [reading.units[n] for n in sorted(reading.hides_names)]
    dated = [d.span for d in reading.dates] + [n.span for n in reading.numbers]
    names = (_after_date(name, dated) for name in reading.names)
    for name in (part for whole in names for part in parted(whole, evidence)):
        unjudged = any(s.contains(name.span) for s in verbatim) or any(s.overlaps(name.span) for s in hiding)
        if unjudged or any(d.overlaps(name.span) for d in dated):
            continue
        following = _word_after(reading.text, name.span.end) if opens(reading, name.span) else None
        support = name_support(name, evidence, following=following)
        if support == "extrinsic":
            extrinsic.append(Extrinsic("name", name.span, name.text))
        elif support == "unsupported":
            violations.append(_unknown(name.span, name.text))
    taken = verbatim + [n.span for n in reading.names if not any(s.overlaps(n.span) for s in hiding)]
    more, also = _hidden(reading, evidence, taken + dated)
    return violations + _peoples(reading, evidence, taken + hiding) + more, extrinsic + also


def _after_date(name: Name, dated: Sequence[Span]) -> Name:
    """What is left of a name that a date runs into: "1 April Corvenna's levy"."""
    for date in dated:
        if date.start <= name.span.start < date.end < name.span.end:
            rest = name.text[date.end - name.span.start :]
            start = name.span.end - len(rest.lstrip())
            return replace(name, span=Span(start, name.span.end), text=rest.lstrip())
    return name


def _unknown(span: Span, written: str) -> Violation:
    return Violation("name", span, written, f"the article has no ‘{written}’")


def _hidden(
    reading: Reading, evidence: Evidence, taken: Sequence[Span]
) -> tuple[list[Violation], list[Extrinsic]]:
    """Names that no capital shows, as far as they can be known for names."""
    violations, extrinsic = [], []
    for number, found in enumerate(reading.unit_terms):
        for name in hidden_names(found, reading.text, evidence, hides=number in reading.hides_names):
            if any(s.overlaps(name.span) for s in taken):
                continue
            support = hidden_support(name, found, evidence)
            if support == "extrinsic":
                extrinsic.append(Extrinsic("name", name.span, name.text))
            elif support == "unsupported":
                violations.append(_unknown(name.span, name.text))
    return violations, extrinsic


def _sources(reading: Reading, evidence: Evidence) -> list[Violation]:
    """Sources of reports that the article does not have, where no capital shows that they are names."""
    return [
        _unknown(report.source, written)
        for report in reading.reported
        if report.source and report.named and not report.ids
        if reading.unit_at(report.source.start) in reading.hides_names
        for written in [report.source.of(reading.text)]
        if is_named(written, evidence, hides=True)
        if not any(t.stem in evidence.stems for t in terms(written) if is_content(t))
    ]


def _peoples(reading: Reading, evidence: Evidence, taken: Sequence[Span]) -> list[Violation]:
    """Nations that the article does not have, where they stand as adjectives: "German officials"."""
    return [
        _unknown(Span(t.start, t.end), reading.text[t.start : t.end])
        for found in reading.unit_terms
        for t in found
        if t.capital and t.form in NATION and t.stem not in evidence.stems
        if not any(s.start <= t.start < s.end for s in taken)
    ]


def _offices(reading: Reading, index: SpeakerIndex, evidence: Evidence) -> list[Violation]:
    """An office given to somebody else: "Israeli Defense Minister Austin"."""
    found = []
    for office, holder in pairwise(names_in(reading.text, index)):
        between = reading.text[office.span.end : holder.span.start]
        last = words(office.span.of(reading.text))[-1]
        if between == " " and last in ROLES and not office.ids & holder.ids:
            span = Span(office.span.start, holder.span.end)
            written = span.of(reading.text)
            if words(holder.span.of(reading.text))[0] in evidence.lower:
                continue  # "the Ribalta General inquiry" is nobody
            found.append(Violation("name", span, written, f"no ‘{written}’: that is somebody else's office"))
    return found


def _word_after(text: str, position: int) -> str:
    return next(iter(words(text[position : position + 40])), "")


def _numbers(reading: Reading, evidence: Evidence) -> list[Violation]:
    return [
        Violation("number", n.span, written, f"no figure of the article says ‘{written}’")
        for n in reading.numbers
        if not is_number_supported(n, reading.text, evidence)
        for written in [n.span.of(reading.text)]
    ]


def _dates(reading: Reading, evidence: Evidence) -> tuple[list[Violation], list[Extrinsic]]:
    violations, extrinsic = [], []
    for date in reading.dates:
        written = date.span.of(reading.text)
        if date.relative.startswith("next ") and reading.text[: date.span.start].endswith("the "):
            continue  # "the next morning" is that after what was told
        support = date_support(date, evidence)
        if support == "extrinsic":
            extrinsic.append(Extrinsic("date", date.span, written))
        elif support == "unsupported":
            message = f"no date of the article says ‘{written}’"
            violations.append(Violation("date", date.span, written, message))
    return violations, extrinsic


def _contradictions(reading: Reading, article: Article) -> list[Violation]:
    wrong = contradicted_of(article)
    return [
        Violation(
            "contradicted",
            unit,
            unit.of(reading.text),
            f"tells ‘{w.statement.text}’ ({w.statement.id}), which the article contradicts",
        )
        for unit, found in zip(reading.units, reading.unit_terms, strict=True)
        for w in wrong
        if tells(found, w)
    ]


_MESSAGES = {
    "truncated": "leaves out a negation or qualifier of its clause",
    "altered": "is not word for word what was said",
    "spliced": "joins words that were not said together",
    "promoted": "puts quote marks round the article's own words",
    "fabricated": "stands nowhere in the article",
}


def _quotations(quotations: Sequence[SummaryQuotation]) -> list[Violation]:
    found = []
    for q in quotations:
        # Short marked words may be the article's own (“far too high” in a writer's sentence).
        if q.verdict != "verbatim" and not (q.short and q.verdict in ("promoted", "truncated")):
            message = f"the quotation {_MESSAGES[q.verdict]}"
            found.append(Violation("quotation", q.span, q.words, message))
        elif q.speaker == "wrong" and q.verdict == "verbatim":
            message = f"‘{q.named}’ did not say these words"
            found.append(Violation("speaker", q.span, q.words, message))
    return found
