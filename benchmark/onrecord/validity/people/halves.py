"""Two fixed halves of any collection: on one a metric may be tuned, on the other it is reported."""

import hashlib
from collections.abc import Collection, Iterable
from enum import StrEnum

Fold = tuple[frozenset[str], frozenset[str]]
"""Documents to choose on, and documents to report."""


class Half(StrEnum):
    """What figures are about."""

    report = "report"
    tune = "tune"
    all = "all"


def half_of(document: str) -> Half:
    """The half that a document is in: ``tune`` if the first byte of its id's SHA-256 is even."""
    return Half.report if _byte(document) % 2 else Half.tune


def part(documents: Iterable[str], half: Half) -> frozenset[str]:
    """The documents of a half, or all."""
    return frozenset(d for d in documents if half is Half.all or half_of(d) is half)


def folds(documents: Collection[str], half: Half) -> list[Fold]:
    """Where to choose a threshold, and where to use it: together every document of the half, each once.

    The report half takes what was chosen on the tune half. All documents swap halves; the tune half, which
    must not look at the other, is halved again by the next bit.
    """
    tune, report = part(documents, Half.tune), part(documents, Half.report)
    if half is Half.report:
        return [(tune, report)]
    if half is Half.tune:
        first = frozenset(d for d in tune if _byte(d) & 2)
        return [(first, tune - first), (tune - first, first)]
    return [(tune, report), (report, tune)]


def _byte(document: str) -> int:
    return hashlib.sha256(document.encode()).digest()[0]
