"""Measures the quotation reader against PolNeAR's attributions.

A prediction meets a gold attribution when their contents share at least half of their alphanumeric
positions (IoU) and their sources overlap, or both are absent. Each may meet one of the other.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from onrecord.gold.formats.polnear import Attribution, PolnearArticle
from onrecord.matching import LEAST_IOU, Ranges, iou, shared, size
from onrecord.reading.marks import is_double, marked_strings
from onrecord.reading.types import Quotation
from onrecord.text import Text

Kind = Literal["direct", "all"]
MissKind = Literal["met", "content", "source", "nothing"]


@dataclass(frozen=True, slots=True)
class Miss:
    """A gold attribution that no prediction met, and what came nearest to it.

    ``kind``: ``source`` (content right, source not), ``content`` (a prediction overlaps too little),
    ``nothing``, or ``met`` (what could have met it was needed elsewhere).
    """

    gold: Attribution
    kind: MissKind
    nearest: Quotation | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What reading one article gave: counts that add up, and the errors."""

    matched: int
    predicted: int
    gold: int
    misses: tuple[Miss, ...]
    spurious: tuple[Quotation, ...]


def measure(article: PolnearArticle, quotations: Sequence[Quotation], kind: Kind) -> Outcome:
    """Compare what was read in one article with its attributions.

    For ``direct``, gold is what lies in double quote marks altogether, predictions are the direct
    ones, and a prediction that only meets other gold counts neither way.
    """
    text = Text(article.text)
    marked = text.alphanumerics.ranges(
        m.span for m in marked_strings(article.text) if is_double(article.text, m)
    )
    contents = [text.alphanumerics.ranges(a.content) for a in article.attributions]
    wanted = [i for i, c in enumerate(contents) if kind == "all" or (c and shared(c, marked) == size(c))]
    others = [i for i in range(len(contents)) if i not in set(wanted)]
    counted = [q for q in quotations if kind == "all" or q.form == "direct"]
    predicted = [text.alphanumerics.ranges(q.spans) for q in counted]

    def meets(p: int, g: int) -> bool:
        return iou(predicted[p], contents[g]) >= LEAST_IOU and _same_source(
            counted[p], article.attributions[g]
        )

    edges = [[g for g in wanted if meets(p, g)] for p in range(len(counted))]
    owner = _match(edges)
    taken = set(owner.values())
    spurious = tuple(
        q for p, q in enumerate(counted) if p not in taken and not any(meets(p, g) for g in others)
    )
    misses = tuple(
        _miss(article.attributions[g], contents[g], counted, predicted) for g in wanted if g not in owner
    )
    return Outcome(len(owner), len(owner) + len(spurious), len(wanted), misses, spurious)


def total(outcomes: Iterable[Outcome]) -> tuple[float, float, float]:
    """Precision, recall and F1 over several articles, from summed counts."""
    counts = [(o.matched, o.predicted, o.gold) for o in outcomes]
    matched, predicted, gold = (sum(c[i] for c in counts) for i in range(3))
    precision = matched / predicted if predicted else 1.0
    recall = matched / gold if gold else 1.0
    f1 = 2 * matched / (predicted + gold) if predicted + gold else 1.0
    return precision, recall, f1


def measure_all(
    articles: Iterable[PolnearArticle], read: Callable[[str], list[Quotation]], kind: Kind
) -> list[Outcome]:
    """Read every article and compare each with its gold."""
    return [measure(a, read(a.text), kind) for a in articles]


def _miss(
    gold: Attribution, content: Ranges, counted: Sequence[Quotation], predicted: Sequence[Ranges]
) -> Miss:
    scored = [(iou(p, content), i) for i, p in enumerate(predicted)]
    best, index = max(scored, default=(0.0, -1))
    if best == 0:
        return Miss(gold, "nothing", None)
    nearest = counted[index]
    if best < LEAST_IOU:
        return Miss(gold, "content", nearest)
    return Miss(gold, "met" if _same_source(nearest, gold) else "source", nearest)


def _same_source(quotation: Quotation, gold: Attribution) -> bool:
    if quotation.source is None:
        return not gold.source
    return any(quotation.source.overlaps(s) for s in gold.source)


def _match(edges: Sequence[Sequence[int]]) -> dict[int, int]:
    """A largest one-to-one matching (Kuhn): the gold items met, each with the prediction that meets it."""
    owner: dict[int, int] = {}

    def place(p: int, seen: set[int]) -> bool:
        for g in edges[p]:
            if g not in seen:
                seen.add(g)
                if g not in owner or place(owner[g], seen):
                    owner[g] = p
                    return True
        return False

    for p in range(len(edges)):
        place(p, set())
    return owner
