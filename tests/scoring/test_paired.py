"""Differences between two runs on the same articles."""

import math
from itertools import product
from random import Random

import pytest
from scipy import stats as scipy_stats

from onrecord.scoring.aggregate import Sample, aggregate
from onrecord.scoring.metric import Metric, error_rate, rate
from onrecord.scoring.paired import paired_difference, paired_test
from onrecord.scoring.permutation import sign_flip_test
from onrecord.scoring.statistics import difference_interval, minimum_detectable_drop

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


def pseudo_values(counts: list[tuple[int, int]]) -> list[float]:
    """Of a pooled share, by leaving out each article."""
    right, asked = (sum(c[n] for c in counts) for n in (0, 1))
    return [6 * right / asked - 5 * (right - r) / (asked - a) for r, a in counts]


def test_a_mean_is_paired_by_article() -> None:
    shares = [[r / a for r, a in counts] for counts in (OLD, NEW)]
    means = [math.fsum(side) / 6 for side in shares]
    found = paired_difference("t", "share", [MEAN], samples(OLD), samples(NEW)).metric("share")

    assert found.value == pytest.approx(means[1] - means[0])
    assert found.interval == pytest.approx(difference_interval(means[0], shares[0], means[1], shares[1]))
    assert found.articles == 6


def test_a_figure_without_bounds_is_paired_as_scipy_does() -> None:
    words = Metric("words", "Words", rate("right", "asked"), percent=False)
    shares = [[r / a for r, a in counts] for counts in (OLD, NEW)]
    expected = scipy_stats.ttest_rel(shares[1], shares[0]).confidence_interval(0.95)
    found = paired_difference("t", "words", [words], samples(OLD), samples(NEW)).metric("words")

    assert found.interval == pytest.approx((expected.low, expected.high))


def test_a_pooled_figure_is_the_difference_of_the_two_pooled_ones() -> None:
    both = [aggregate("t", "pooled", [POOLED], samples(c)).metric("pooled").value for c in (OLD, NEW)]
    found = paired_difference("t", "pooled", [POOLED], samples(OLD), samples(NEW)).metric("pooled")

    assert both[0] is not None
    assert both[1] is not None
    assert found.value == pytest.approx(both[1] - both[0])
    assert found.interval == pytest.approx(
        difference_interval(both[0], pseudo_values(OLD), both[1], pseudo_values(NEW))
    )


def test_a_mean_is_tested_by_flipping_signs() -> None:
    differences = [n[0] / n[1] - o[0] / o[1] for o, n in zip(OLD, NEW, strict=True)]
    found = paired_test(MEAN, samples(OLD), samples(NEW))

    assert found.test == sign_flip_test(differences)
    assert found.difference == paired_difference("t", "share", [MEAN], samples(OLD), samples(NEW)).metrics[0]
    assert found.minimum_detectable_drop == pytest.approx(minimum_detectable_drop(differences))


def test_a_pooled_figure_is_tested_by_exchanging_sums() -> None:
    """Every way to exchange, worked out anew from the counts."""
    observed = pooled_difference(OLD, NEW)
    ways = []
    for way in product((False, True), repeat=6):
        sides = [(n, o) if swap else (o, n) for o, n, swap in zip(OLD, NEW, way, strict=True)]
        ways.append(pooled_difference([o for o, _ in sides], [n for _, n in sides]))
    found = paired_test(POOLED, samples(OLD), samples(NEW))

    assert found.test is not None
    assert found.test.exact
    assert found.test.two_sided == sum(abs(w) >= abs(observed) - 1e-12 for w in ways) / 64
    assert found.test.greater == sum(w >= observed - 1e-12 for w in ways) / 64
    pseudo = [n - o for o, n in zip(pseudo_values(OLD), pseudo_values(NEW), strict=True)]
    assert found.minimum_detectable_drop == pytest.approx(minimum_detectable_drop(pseudo))


def pooled_difference(old: list[tuple[int, int]], new: list[tuple[int, int]]) -> float:
    shares = [sum(r for r, _ in side) / sum(a for _, a in side) for side in (old, new)]
    return shares[1] - shares[0]


def test_worse_is_lower_or_higher_as_the_metric_says() -> None:
    wrong = error_rate("wrong", "Wrong", "right", "asked")
    better, worse = (paired_test(metric, samples(OLD), samples(NEW)) for metric in (POOLED, wrong))

    assert better.test is not None
    assert worse.test is not None
    assert better.p_worse == better.test.less
    assert worse.p_worse == worse.test.greater


def test_a_test_of_many_articles_is_the_same_every_time() -> None:
    random = Random(1)
    sides = [[(random.randint(0, 4), 4) for _ in range(40)] for _ in range(2)]
    first, again = (paired_test(POOLED, *map(samples, sides), resamples=500) for _ in range(2))

    assert first == again
    assert first.test is not None
    assert not first.test.exact


def test_without_a_shared_article_nothing_is_tested() -> None:
    found = paired_test(POOLED, samples(OLD[:2]), samples(NEW, skip=3))

    assert (found.test, found.p_worse, found.minimum_detectable_drop) == (None, None, None)


def test_only_shared_articles_count_and_few_have_no_interval() -> None:
    found = paired_difference("t", "share", [MEAN, POOLED], samples(OLD), samples(NEW, skip=2))

    assert [m.articles for m in found.metrics] == [4, 4]
    assert [m.interval for m in found.metrics] == [None, None]


def test_nothing_shared_is_undefined() -> None:
    found = paired_difference("t", "share", [MEAN, POOLED], samples(OLD[:2]), samples(NEW, skip=3))

    assert [(m.value, m.interval, m.articles) for m in found.metrics] == [(None, None, 0)] * 2
