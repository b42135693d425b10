"""Differences between two runs on the same articles."""

import math

import pytest
from scipy import stats as scipy_stats

from onrecord.scoring.aggregate import Sample, aggregate
from onrecord.scoring.metric import Metric, rate
from onrecord.scoring.paired import paired_difference

MEAN = Metric("share", "Share", rate("right", "asked"))
POOLED = Metric("pooled", "Pooled", rate("right", "asked"), pooled=True)
OLD = [(3, 4), (1, 4), (2, 5), (5, 5), (0, 2), (4, 8)]
NEW = [(4, 4), (1, 4), (4, 5), (4, 5), (1, 2), (6, 8)]


def samples(counts: list[tuple[int, int]], skip: int = 0) -> list[Sample]:
    return [
        Sample(f"a{n}", 0, 0, {"right": float(right), "asked": float(asked)})
        for n, (right, asked) in enumerate(counts)
        if n >= skip
    ]


def test_a_mean_is_paired_as_scipy_does() -> None:
    shares = [[r / a for r, a in counts] for counts in (OLD, NEW)]
    expected = scipy_stats.ttest_rel(shares[1], shares[0]).confidence_interval(0.95)
    found = paired_difference("t", "share", [MEAN], samples(OLD), samples(NEW)).metric("share")

    assert found.value == pytest.approx(math.fsum(shares[1]) / 6 - math.fsum(shares[0]) / 6)
    assert found.interval == pytest.approx((expected.low, expected.high))
    assert found.articles == 6


def test_a_pooled_figure_is_the_difference_of_the_two_pooled_ones() -> None:
    both = [aggregate("t", "pooled", [POOLED], samples(c)).metric("pooled").value for c in (OLD, NEW)]
    found = paired_difference("t", "pooled", [POOLED], samples(OLD), samples(NEW)).metric("pooled")

    assert both[0] is not None and both[1] is not None
    assert found.value == pytest.approx(both[1] - both[0])
    pseudo = []
    for out in range(6):
        rest = [sum(c[n][0] for n in range(6) if n != out) for c in (OLD, NEW)]
        asked = sum(c[1] for n, c in enumerate(OLD) if n != out)
        pseudo.append(6 * found.value - 5 * (rest[1] - rest[0]) / asked)
    low, high = scipy_stats.t.interval(0.95, 5, sum(pseudo) / 6, scipy_stats.sem(pseudo))
    assert found.interval is not None
    assert found.interval[1] - found.interval[0] == pytest.approx(high - low)


def test_only_shared_articles_count_and_few_have_no_interval() -> None:
    found = paired_difference("t", "share", [MEAN, POOLED], samples(OLD), samples(NEW, skip=2))

    assert [m.articles for m in found.metrics] == [4, 4]
    assert [m.interval for m in found.metrics] == [None, None]


def test_nothing_shared_is_undefined() -> None:
    found = paired_difference("t", "share", [MEAN, POOLED], samples(OLD[:2]), samples(NEW, skip=3))

    assert [(m.value, m.interval, m.articles) for m in found.metrics] == [(None, None, 0)] * 2
