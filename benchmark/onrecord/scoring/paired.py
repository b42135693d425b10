"""Two runs on the same articles: how much they differ, and how far that would move with other articles."""

import math
from collections.abc import Iterable, Mapping, Sequence

from onrecord.scoring.aggregate import (
    MetricScore,
    Sample,
    TaskScores,
    Without,
    article_value,
    grouped,
    score_of,
    sum_of,
)
from onrecord.scoring.metric import Metric
from onrecord.scoring.statistics import jackknife_interval, t_interval
from onrecord.scoring.stats import Stats, add


def paired_difference(
    task: str, primary: str, metrics: Sequence[Metric], before: Iterable[Sample], after: Iterable[Sample]
) -> TaskScores:
    """Each metric of ``after`` minus that of ``before``, over the articles on which both are defined.

    The interval is of the difference, paired by article: t of the articles' differences, or for a pooled
    metric the jackknife of the difference, which leaves an article out on both sides at once.
    """
    old, new = grouped(before), grouped(after)
    return TaskScores(task, primary, tuple(_difference(metric, old, new) for metric in metrics))


def _difference(
    metric: Metric, old: Mapping[str, list[Sample]], new: Mapping[str, list[Sample]]
) -> MetricScore:
    shared = [a for a in old if a in new]
    value, interval, used = (_of_sums if metric.pooled else _of_means)(metric, shared, old, new)
    return score_of(metric, value, interval, used, len(shared) - used)


_Found = tuple[float | None, tuple[float, float] | None, int]


def _of_means(
    metric: Metric, shared: Sequence[str], old: Mapping[str, list[Sample]], new: Mapping[str, list[Sample]]
) -> _Found:
    pairs = ((article_value(metric, old[a]), article_value(metric, new[a])) for a in shared)
    differences = [y - x for x, y in pairs if x is not None and y is not None]
    if not differences:
        return None, None, 0
    return math.fsum(differences) / len(differences), t_interval(differences), len(differences)


def _of_sums(
    metric: Metric, shared: Sequence[str], old: Mapping[str, list[Sample]], new: Mapping[str, list[Sample]]
) -> _Found:
    sums = [(sum_of(old[a]), sum_of(new[a])) for a in shared]
    sums = [pair for pair in sums if all(metric.of(side) is not None for side in pair)]
    totals: tuple[Stats, Stats] = ({}, {})
    for pair in sums:
        for total, part in zip(totals, pair, strict=True):
            add(total, part)

    def difference(before: Mapping[str, float], after: Mapping[str, float]) -> float | None:
        x, y = metric.of(before), metric.of(after)
        return None if x is None or y is None else y - x

    def leaving_out(i: int) -> float | None:
        return difference(*(Without(total, part) for total, part in zip(totals, sums[i], strict=True)))

    value = difference(*totals) if sums else None
    if value is None:
        return None, None, 0
    return value, jackknife_interval(value, len(sums), leaving_out), len(sums)
