"""Agreement of two passes over one article, computed before adjudication.

Quotes are compared on alphanumeric positions, so that marks and punctuation never decide; F1 treats
one pass as prediction of the other (it is the same both ways).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from onrecord.gold.article import Article, Quote
from onrecord.matching import LEAST_IOU, Ranges, assign, iou


@dataclass(frozen=True, slots=True)
class SpanAgreement:
    """F1 of quotes by form (or of facts' evidence): exact, at IoU ≥ .5, and that with the same speaker."""

    name: str
    a: int
    b: int
    exact: float
    overlapping: float
    with_speaker: float


@dataclass(frozen=True, slots=True)
class Agreement:
    spans: tuple[SpanAgreement, ...]
    form_alpha: float | None
    speaker_alpha: float | None
    weight_alpha: float | None
    labels: tuple[int, int]
    """Statements whose blind label is gold's, of how many."""


def agreement(a: Article, b: Article, gold: Article, labels: Mapping[str, str]) -> Agreement:
    """Agreement of passes ``a`` and ``b``, and of the blind labels with gold's."""
    quotes = _pairs([_quote_ranges(a, q) for q in a.quotes], [_quote_ranges(b, q) for q in b.quotes])
    paired = [(a.quotes[i], b.quotes[j], overlap) for i, j, overlap in quotes]
    speakers = _speaker_map(a, b)
    rows = [
        _row(
            form,
            a,
            b,
            [p for p in paired if form in ("all", p[0].form) and form in ("all", p[1].form)],
            speakers,
        )
        for form in ("direct", "mixed", "indirect", "all")
    ]
    facts = _pairs(_fact_ranges(a), _fact_ranges(b))
    matched = [(a.facts[i].weight, b.facts[j].weight) for i, j, _ in facts]
    rows.append(_fact_row(a, b, facts))
    known = {s.id: s.label for s in gold.statements}
    judged = [known[name] == label for name, label in labels.items() if name in known]
    return Agreement(
        tuple(rows),
        nominal_alpha([(x.form, y.form) for x, y, _ in paired]),
        nominal_alpha([(_named(x, speakers), ",".join(sorted(y.speakers))) for x, y, _ in paired]),
        nominal_alpha(matched),
        (sum(judged), len(judged)),
    )


def nominal_alpha(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Krippendorff's α for nominal data and two coders without missing values.

    α = 1 − (n − 1) · Σ o_ck / Σ n_c n_k over c ≠ k (Krippendorff 2011, “Computing Krippendorff's
    Alpha-Reliability”, part C). None where there is nothing to disagree about.
    """
    values = [value for pair in pairs for value in pair]
    n = len(values)
    counts = {value: values.count(value) for value in set(values)}
    expected = n * n - sum(count * count for count in counts.values())
    if not expected:
        return None
    observed = 2 * sum(x != y for x, y in pairs)
    return 1 - (n - 1) * observed / expected


def _row(
    form: str,
    a: Article,
    b: Article,
    paired: list[tuple[Quote, Quote, float]],
    speakers: Mapping[str, str],
) -> SpanAgreement:
    in_a = sum(form in ("all", q.form) for q in a.quotes)
    in_b = sum(form in ("all", q.form) for q in b.quotes)
    total = in_a + in_b
    if form != "all":
        paired = [p for p in paired if p[0].form == p[1].form]
    same = [p for p in paired if _named(p[0], speakers) == ",".join(sorted(p[1].speakers))]
    exact = [p for p in paired if p[2] == 1]
    return SpanAgreement(form, in_a, in_b, _f1(exact, total), _f1(paired, total), _f1(same, total))


def _fact_row(a: Article, b: Article, pairs: list[tuple[int, int, float]]) -> SpanAgreement:
    total = len(a.facts) + len(b.facts)
    weighty = [p for p in pairs if a.facts[p[0]].weight == b.facts[p[1]].weight]
    exact = [p for p in pairs if p[2] == 1]
    return SpanAgreement(
        "facts", len(a.facts), len(b.facts), _f1(exact, total), _f1(pairs, total), _f1(weighty, total)
    )


def _f1(matched: Sequence[object], total: int) -> float:
    return 2 * len(matched) / total if total else 1.0


def _pairs(a: Sequence[Ranges], b: Sequence[Ranges]) -> list[tuple[int, int, float]]:
    overlaps = {(i, j): iou(x, y) for i, x in enumerate(a) for j, y in enumerate(b)}
    weights = {pair: (value, 0.0) for pair, value in overlaps.items() if value >= LEAST_IOU}
    return [(i, j, overlaps[i, j]) for i, j in sorted(assign(weights).items())]


def _quote_ranges(article: Article, quote: Quote) -> Ranges:
    return article.text.alphanumerics.ranges(quote.spans)


def _fact_ranges(article: Article) -> list[Ranges]:
    return [article.text.alphanumerics.ranges(f.spans) for f in article.facts]


def _speaker_map(a: Article, b: Article) -> dict[str, str]:
    """Speakers of two blind passes are the same where most of their mentions fall together."""
    ranges = a.text.alphanumerics.ranges

    def places(article: Article, speaker: str) -> Iterable[Ranges]:
        return {ranges([m.span]) for m in article.mentions if m.of == (speaker,)}

    weights = {}
    for x in a.speakers:
        mine = set(places(a, x.id))
        for y in b.speakers:
            theirs = set(places(b, y.id))
            if mine & theirs:
                weights[x.id, y.id] = (len(mine & theirs) / len(mine | theirs), 0.0)
    return assign(weights)


def _named(quote: Quote, speakers: Mapping[str, str]) -> str:
    return ",".join(sorted(speakers.get(s, f"only in a: {s}") for s in quote.speakers))
