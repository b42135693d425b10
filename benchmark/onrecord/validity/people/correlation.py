"""How far a metric agrees with people: AUC, balanced accuracy, Kendall's τ-b, each with an interval.

The interval is the 95% percentile bootstrap that draws documents and systems anew together ("Boot-Both",
Deutsch, Dror and Roth 2021), so it holds for other documents and other systems of their kind. A drawing is
how often each of them is taken: drawing number 0 takes each once, and gives the figure itself.
Fewer than five systems are no sample of systems: they are kept, and only documents are drawn.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.scoring.statistics import LEAST_ARTICLES as _LEAST

RESAMPLES = 1000
LEAST_SYSTEMS = 3
"""Two systems are in the same order or not: that is no correlation."""

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Places = NDArray[np.intp]

_LEAST_DEFINED = 0.9
_BLOCK = 2_000_000
_SAME = 1e-12


@dataclass(frozen=True, slots=True)
class Figure:
    """A value, None where it is undefined, and its interval, None where there is too little to draw from."""

    value: float | None = None
    interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Drawings:
    """How often each document, and each system, is taken: 1 + resamples rows, the first all ones."""

    documents: Floats
    systems: Floats

    def of_cells(self, documents: Places, systems: Places) -> Floats:
        """How often each pair of a document and a system is taken, given by their numbers."""
        found: Floats = self.documents[:, documents] * self.systems[:, systems]
        return found

    def figure(self, values: Floats, *, of_systems: bool = False) -> Figure:
        """A figure from its value in each drawing (NaN: undefined).

        No interval from fewer than five documents, for a figure ``of_systems`` from fewer than five systems,
        or where the figure is undefined in more than a tenth of the drawings.
        """
        if np.isnan(values[0]):
            return Figure()
        drawn = values[1:][~np.isnan(values[1:])]
        sizes = (self.documents.shape[1], self.systems.shape[1] if of_systems else _LEAST)
        if min(sizes) < _LEAST or len(drawn) < _LEAST_DEFINED * (len(values) - 1):
            return Figure(float(values[0]))
        low, high = np.percentile(drawn, [2.5, 97.5])
        return Figure(float(values[0]), (float(low), float(high)))


def draw(documents: int, systems: int, resamples: int = RESAMPLES, seed: int = 0) -> Drawings:
    """Draw documents and systems anew, as many as there are, with replacement; seeded."""
    random = np.random.default_rng(seed)

    def counts(size: int) -> Floats:
        drawn = random.multinomial(size, np.full(size, 1 / size), size=resamples)
        return np.vstack([np.ones(size), drawn])

    kept = np.ones((resamples + 1, systems))
    return Drawings(counts(documents), counts(systems) if systems >= _LEAST else kept)


def auc(present: Flags, presence: Floats, weights: Floats) -> Floats:
    """The chance that a present unit is given more presence than an absent one, ties counted half.

    Mann and Whitney's U over the number of such pairs. ``present`` and ``presence`` are of each unit (n),
    ``weights`` how often each is taken in each drawing (drawings, n). NaN where nothing is present, or all.
    """
    order = np.argsort(presence, kind="stable")
    first_of_value = np.flatnonzero(np.diff(presence[order], prepend=np.nan) != 0)

    def in_block(block: Floats) -> Floats:
        of_present = np.add.reduceat(block[:, order] * present[order], first_of_value, axis=1)
        of_absent = np.add.reduceat(block[:, order] * ~present[order], first_of_value, axis=1)
        below = np.cumsum(of_absent, axis=1) - of_absent
        wins = (of_present * (below + of_absent / 2)).sum(axis=1)
        return _share(wins, of_present.sum(axis=1) * of_absent.sum(axis=1))

    return _by_blocks(in_block, weights)


def balanced_accuracy(present: Flags, told: Flags, weights: Floats) -> Floats:
    """The mean of the shares of present units called present, and of absent ones called absent.

    Shapes as for ``auc``. NaN where nothing is present, or all.
    """
    found = _share(weights @ (present & told), weights @ present.astype(float))
    refused = _share(weights @ ~(present | told), weights @ (~present).astype(float))
    mean: Floats = (found + refused) / 2
    return mean


def best_threshold(present: Flags, presence: Floats) -> float | None:
    """The threshold of best balanced accuracy: half-way between two values. At it, a unit is told.

    None where nothing is present, or all: then there is nothing to choose by.
    """
    if present.all() or not present.any():
        return None
    order = np.argsort(presence, kind="stable")
    values, labels = presence[order], present[order]
    # Cut before each unit in turn: the absent below are refused, the present from there on are found.
    refused = np.concatenate([[0], np.cumsum(~labels)]) / (~labels).sum()
    found = 1 - np.concatenate([[0], np.cumsum(labels)]) / labels.sum()
    cuts = np.flatnonzero(np.diff(values, prepend=-np.inf) > 0)
    best = cuts[np.argmax((refused + found)[cuts])]
    return float(values[0] if best == 0 else (values[best - 1] + values[best]) / 2)


def tau_b(human: Floats, metric: Floats, weights: Floats) -> Floats:
    """Kendall's τ-b (Kendall 1945) of two rankings, in each drawing.

    ``weights`` (drawings, n) say how often each thing is taken; the rankings are (n), or (drawings, n) where
    they change with the drawing. A thing taken twice is tied with itself, which τ-b leaves out. NaN where
    all are tied.
    """

    def pairs(matrix: Floats, left: Floats) -> Floats:
        if matrix.ndim == 2:
            found: Floats = ((left @ matrix) * weights).sum(axis=1)
        else:
            found = np.einsum("bi,bij,bj->b", left, matrix, weights)
        return found

    agree, mine, theirs = np.zeros((3, len(weights)))
    count = human.shape[-1]
    step = max(1, _BLOCK // max(1, human.size))
    for start in range(0, count, step):
        rows = slice(start, start + step)
        x, y = _signs(human, rows), _signs(metric, rows)
        # ``pairs`` takes the rows of a matrix by its left weights, and its columns by all.
        agree += pairs(x * y, weights[:, rows])
        mine += pairs(np.abs(x), weights[:, rows])
        theirs += pairs(np.abs(y), weights[:, rows])
    return _share(agree, np.sqrt(mine * theirs))


def system_tau(human: Floats, metric: Floats, drawings: Drawings) -> Floats:
    """τ-b of the systems' means over documents. Tables are (documents, systems), NaN where no summary is.

    NaN for fewer than three systems.
    """
    if human.shape[1] < LEAST_SYSTEMS:
        return np.full(len(drawings.systems), np.nan)
    there = (~np.isnan(human)).astype(float)
    taken = drawings.documents @ there
    means = [_share(drawings.documents @ np.nan_to_num(table), taken) for table in (human, metric)]
    return tau_b(means[0], means[1], drawings.systems)


def summary_tau(human: Floats, metric: Floats, drawings: Drawings) -> Floats:
    """The mean over documents of τ-b across the systems' summaries of one; tables as for ``system_tau``.

    A document whose summaries people (or the metric) find all alike ranks nothing, and is left out.
    """
    total, count = np.zeros((2, len(drawings.documents)))
    for number, (x, y) in enumerate(zip(human, metric, strict=True)):
        there = ~np.isnan(x)
        tau = tau_b(x[there], y[there], drawings.systems[:, there])
        weight = drawings.documents[:, number] * ~np.isnan(tau)
        total += weight * np.nan_to_num(tau)
        count += weight
    return _share(total, count)


def pooled_tau(human: Floats, metric: Floats, drawings: Drawings) -> Floats:
    """τ-b over all summaries at once, whoever made them of whatever; tables as for ``system_tau``."""
    documents, systems = np.nonzero(~np.isnan(human))
    weights = drawings.of_cells(documents, systems)
    return tau_b(human[documents, systems], metric[documents, systems], weights)


def _signs(values: Floats, rows: slice) -> Floats:
    """Which of two is more (1, -1), for some of the things against all; 0 for a tie, or where one is NaN.

    Values that differ by less than rounding does are tied: means of equal numbers are equal.
    """
    left, right = values[..., rows, None], values[..., None, :]
    apart = np.abs(left - right) > _SAME * np.maximum(np.abs(left), np.abs(right))
    return np.where(apart, np.sign(left - right), 0.0)


def _share(part: Floats, whole: Floats) -> Floats:
    found: Floats = np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)
    return found


def _by_blocks(statistic: Callable[[Floats], Floats], weights: Floats) -> Floats:
    """A statistic of each drawing, some drawings at a time, so that memory stays small."""
    step = max(1, _BLOCK // max(1, weights.shape[1]))
    return np.concatenate([statistic(weights[n : n + step]) for n in range(0, len(weights), step)])
