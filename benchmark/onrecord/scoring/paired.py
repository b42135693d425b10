"""Two runs on the same articles: how much they differ, and how far that would move with other articles."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.scoring.aggregate import (
    Estimate,
    MetricScore,
    Sample,
    TaskScores,
    article_value,
    estimate,
    grouped,
    score_of,
    sum_of,
)
from onrecord.scoring.metric import Metric
from onrecord.scoring.permutation import RESAMPLES, PermutationTest, exchange_test, sign_flip_test
from onrecord.scoring.statistics import difference_interval, minimum_detectable_drop, t_interval
from onrecord.scoring.stats import measured

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PairedTest:
    """A metric's difference between two runs (after minus before), the test of whether it is chance (None:
    no shared article) and the drop that a test of so many such articles finds with a chance of 80%.
    ``before`` and ``after`` are the metric on the articles on which both are defined."""

    difference: MetricScore
    test: PermutationTest | None
    minimum_detectable_drop: float | None
    before: float | None = None
    after: float | None = None

    @property
    def p_worse(self) -> float | None:
        """The one-sided p-value of the second run being worse."""
        if self.test is None:
            return None
        return self.test.less if self.difference.higher_is_better else self.test.greater


@dataclass(frozen=True, slots=True)
class _Pairs:
    """The articles on which a metric is defined in both runs, ``shared`` counting all that both answered,
    and what it comes to in each."""

    shared: int
    old: list[list[Sample]]
    new: list[list[Sample]]
    before: Estimate
    after: Estimate

    @property
    def differences(self) -> "Floats | None":
        """Pseudo-values of the difference: for a pooled metric, those of leaving an article out on both sides
        at once, since the jackknife is linear in the figure."""
        if self.before.pseudo is None or self.after.pseudo is None:
            return None
        return self.after.pseudo - self.before.pseudo


def paired_difference(
    task: str, primary: str, metrics: Sequence[Metric], before: Iterable[Sample], after: Iterable[Sample]
) -> TaskScores:
    """Each metric of ``after`` minus that of ``before``, over the articles on which both are defined.

    The interval is of the difference, paired by article.
    """
    old, new = grouped(before), grouped(after)
    differences = (_difference(metric, _pairs(metric, old, new)) for metric in metrics)
    return TaskScores(task, primary, tuple(differences))


def paired_test(
    metric: Metric,
    before: Iterable[Sample],
    after: Iterable[Sample],
    *,
    alpha: float = 0.05,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> PairedTest:
    """Test whether a metric differs between two runs, over the articles on which both are defined.

    The two runs' results are exchanged article by article: for a mean that flips the signs of the articles'
    differences, a pooled metric is worked out anew from the exchanged sums. The detectable drop is that of a
    one-sided test at the level ``alpha``.
    """
    pairs = _pairs(metric, grouped(before), grouped(after))
    difference = _difference(metric, pairs)
    if difference.value is None:
        return PairedTest(difference, None, None)
    differences = pairs.differences
    drop = None if differences is None else minimum_detectable_drop(differences, alpha)
    if metric.pooled or differences is None:
        test = _exchange_sums(metric, pairs, resamples, seed)
    else:
        test = sign_flip_test(differences, resamples=resamples, seed=seed)
    return PairedTest(difference, test, drop, pairs.before.value, pairs.after.value)


def _pairs(metric: Metric, old: Mapping[str, list[Sample]], new: Mapping[str, list[Sample]]) -> _Pairs:
    shared = [(old[a], new[a]) for a in old if a in new]
    both = [pair for pair in shared if all(article_value(metric, side) is not None for side in pair)]
    before, after = ([pair[side] for pair in both] for side in (0, 1))
    return _Pairs(len(shared), before, after, estimate(metric, before), estimate(metric, after))


def _difference(metric: Metric, pairs: _Pairs) -> MetricScore:
    x, y = pairs.before, pairs.after
    if x.value is None or y.value is None:
        return score_of(metric, None, None, 0, pairs.shared)
    value, interval = y.value - x.value, None
    if x.pseudo is not None and y.pseudo is not None:
        interval = (
            difference_interval(x.value, x.pseudo, y.value, y.pseudo)
            if metric.percent
            else t_interval(value, y.pseudo - x.pseudo)
        )
    return score_of(metric, value, interval, len(pairs.old), pairs.shared - len(pairs.old))


def _exchange_sums(metric: Metric, pairs: _Pairs, resamples: int, seed: int) -> PermutationTest:
    import numpy as np

    sides = [[sum_of(group) for group in side] for side in (pairs.old, pairs.new)]
    names = sorted({name for side in sides for part in side for name in measured(part)})

    def figure(sums: "Floats") -> "Floats":
        found = (metric.of(dict(zip(names, row, strict=True))) for row in sums.tolist())
        return np.array([np.nan if value is None else value for value in found])

    old, new = (np.array([[part.get(n, 0.0) for n in names] for part in side]) for side in sides)
    return exchange_test(old, new, figure, resamples=resamples, seed=seed)
