"""Agreement of two passes over one article, computed before adjudication.

Quotes are compared on alphanumeric positions, so that marks and punctuation never decide; F1 treats
one pass as prediction of the other (it is the same both ways). What is counted here adds up over articles.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from onrecord.gold.alignment import Alignment, align, fact_ranges, overlaps, quote_ranges
from onrecord.gold.article import Article, Quote
from onrecord.matching import LEAST_IOU, Ranges, assign, iou

Codes = tuple[str | None, ...]
"""What each coder said of one unit; None where a coder said nothing."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Quotes (or facts) of each pass, and the pairs among them: of equal span, of IoU ≥ .5, and those of the
    latter that agree also in speaker (or in weight)."""

    a: int = 0
    b: int = 0
    exact: int = 0
    overlapping: int = 0
    with_speaker: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.a + other.a,
            self.b + other.b,
            self.exact + other.exact,
            self.overlapping + other.overlapping,
            self.with_speaker + other.with_speaker,
        )

    def f1(self, matched: int) -> float | None:
        """2 · matched ÷ (a + b), which is F1 either way; None where there is nothing to find."""
        return 2 * matched / (self.a + self.b) if self.a + self.b else None


@dataclass(frozen=True, slots=True)
class Agreement:
    """One article's agreement: counts by group (``form=direct``, ``all``, ``facts``), and coded units."""

    article: str
    counts: Mapping[str, Counts]
    form: tuple[Codes, ...]
    speaker: tuple[Codes, ...]
    speaker_class: tuple[Codes, ...]
    weight: tuple[Codes, ...]
    tells: tuple[int, int]
    """Facts of both passes that both summaries of a task tell, and the facts that the two tell together,
    counted twice."""
    evidence: tuple[float, ...]
    """IoU of the evidence of each fact that both passes have and call vital."""
    labels: tuple[Codes, ...]
    """The statement's own label and the blind one, where it has both."""


Groups = Callable[[Article, Quote], Iterable[str]]


def form_group(article: Article, quote: Quote) -> tuple[str, ...]:
    return (f"form={quote.form}",)


def agreement(
    a: Article, b: Article, labels: Sequence[tuple[str, str]] = (), groups: Groups = form_group
) -> Agreement:
    """Agreement of passes ``a`` and ``b``. ``labels`` are pairs of the author's label and the blind one;
    ``groups`` names the groups in which a quote is counted. A pair counts in the groups that both are in.
    """
    alignment = align(a, b)
    same = {x.id: y.id for x, y in alignment.speaker.both}
    quotes = _pairs([quote_ranges(a, q) for q in a.quotes], [quote_ranges(b, q) for q in b.quotes])
    groups_a = [{*groups(a, q), "all"} for q in a.quotes]
    groups_b = [{*groups(b, q), "all"} for q in b.quotes]
    counts: Counter[tuple[str, str]] = Counter()
    for side, found in (("a", groups_a), ("b", groups_b)):
        counts.update((group, side) for names in found for group in names)
    coded = []
    for i, j, overlap in quotes:
        x, y = a.quotes[i], b.quotes[j]
        speakers = (_together(same.get(s, f"only in a: {s}") for s in x.speakers), _together(y.speakers))
        coded.append((x.form, y.form, *speakers))
        for group in groups_a[i] & groups_b[j]:
            counts[group, "exact"] += overlap == 1
            counts[group, "overlapping"] += 1
            counts[group, "with_speaker"] += speakers[0] == speakers[1]
    facts = _pairs([fact_ranges(a, f) for f in a.facts], [fact_ranges(b, f) for f in b.facts])
    weights = [(a.facts[i].weight, b.facts[j].weight) for i, j, _ in facts]
    return Agreement(
        article=a.id,
        counts={
            **{group: Counts(**{k: counts[group, k] for k in _FIELDS}) for group in {g for g, _ in counts}},
            "facts": Counts(
                len(a.facts),
                len(b.facts),
                sum(overlap == 1 for *_, overlap in facts),
                len(facts),
                sum(x == y for x, y in weights),
            ),
        },
        form=tuple((x, y) for x, y, *_ in coded),
        speaker=tuple((x, y) for *_, x, y in coded),
        speaker_class=tuple((x.cls, y.cls) for x, y in alignment.speaker.both),
        weight=tuple(weights),
        tells=_tells(a, b, alignment),
        evidence=_evidence(a, b, alignment),
        labels=tuple(labels),
    )


_FIELDS = ("a", "b", "exact", "overlapping", "with_speaker")


def nominal_alpha(units: Sequence[Codes]) -> float | None:
    """Krippendorff's α for nominal data: any number of coders, and values missing anywhere.

    α = 1 − (n − 1) · Σ o_ck ÷ Σ n_c n_k over c ≠ k, where each pair of values within a unit of m values adds
    1 ÷ (m − 1) to o (Krippendorff 2011, “Computing Krippendorff's Alpha-Reliability”). A unit with fewer
    than two values says nothing. None where there is nothing to disagree about.
    """
    counts: Counter[str] = Counter()
    observed = 0.0
    for unit in units:
        values = Counter(value for value in unit if value is not None)
        m = values.total()
        if m < 2:
            continue
        counts.update(values)
        observed += (m * m - sum(c * c for c in values.values())) / (m - 1)
    n = counts.total()
    expected = n * n - sum(c * c for c in counts.values())
    return 1 - (n - 1) * observed / expected if expected else None


def _pairs(a: Sequence[Ranges], b: Sequence[Ranges]) -> list[tuple[int, int, float]]:
    found = {(i, j): value for i, j, value in overlaps(a, b) if value >= LEAST_IOU}
    taken = assign({pair: (value, 0.0) for pair, value in found.items()})
    return [(i, j, found[i, j]) for i, j in sorted(taken.items())]


def _together(speakers: Iterable[str]) -> str:
    return ",".join(sorted(speakers))


def _evidence(a: Article, b: Article, alignment: Alignment) -> tuple[float, ...]:
    vital = [(x, y) for x, y in alignment.fact.both if x.weight == y.weight == "vital"]
    return tuple(iou(fact_ranges(a, x), fact_ranges(b, y)) for x, y in vital)


def _tells(a: Article, b: Article, alignment: Alignment) -> tuple[int, int]:
    same = {x.id: y.id for x, y in alignment.fact.both}
    told_a: dict[str, set[str]] = {}
    told_b: dict[str, set[str]] = {}
    for summary in a.summaries:
        told_a.setdefault(summary.task, set()).update(same.get(f, f"only in a: {f}") for f in summary.tells)
    for summary in b.summaries:
        told_b.setdefault(summary.task, set()).update(summary.tells)
    tasks = told_a.keys() & told_b.keys()
    shared = sum(len(told_a[t] & told_b[t]) for t in tasks)
    return shared, sum(len(told_a[t]) + len(told_b[t]) for t in tasks)
