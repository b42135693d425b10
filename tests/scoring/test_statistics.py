"""Intervals: Student's t on the articles' values, and on pseudo-values for pooled figures."""

import math
from random import Random

import pytest

from onrecord.scoring.statistics import LEAST_ARTICLES, clamp, jackknife_interval, t_interval


def sample(seed: int) -> list[float]:
    random = Random(seed)
    return [random.random() for _ in range(random.randint(LEAST_ARTICLES, 40))]


@pytest.mark.parametrize("seed", range(20))
def test_the_t_interval_is_scipys(seed: int) -> None:
    scipy_stats = pytest.importorskip("scipy.stats")
    values = sample(seed)
    expected = scipy_stats.t.interval(
        0.95, len(values) - 1, loc=scipy_stats.tmean(values), scale=scipy_stats.sem(values)
    )
    assert t_interval(values) == pytest.approx(expected, abs=1e-12)


def test_a_t_interval_by_hand() -> None:
    """Mean .5, s = .25·√(5/2)…: t of four degrees of freedom at .975 is 2.776."""
    low, high = t_interval([0.0, 0.25, 0.5, 0.75, 1.0]) or (0.0, 0.0)
    half = 2.7764451 * math.sqrt(0.15625 / 5)
    assert (low, high) == pytest.approx((0.5 - half, 0.5 + half))


@pytest.mark.parametrize("count", range(5))
def test_fewer_than_five_articles_have_no_interval(count: int) -> None:
    assert t_interval([0.5] * count) is None
    assert jackknife_interval(0.5, count, lambda i: 0.5) is None


@pytest.mark.parametrize("seed", range(20))
def test_the_jackknife_of_a_plain_mean_is_the_t_interval(seed: int) -> None:
    values = sample(seed)
    n, total = len(values), math.fsum(values)
    found = jackknife_interval(total / n, n, lambda i: (total - values[i]) / (n - 1))
    assert found == pytest.approx(t_interval(values), abs=1e-12)


def test_a_jackknife_that_is_undefined_without_one_article_is_undefined() -> None:
    assert jackknife_interval(0.5, 6, lambda i: None if i == 3 else 0.5) is None


def test_equal_articles_have_an_interval_of_no_width() -> None:
    assert t_interval([0.25] * 6) == (0.25, 0.25)


def test_an_interval_stays_within_what_the_figure_can_be() -> None:
    assert clamp((-0.1, 1.2)) == (0.0, 1.0)
    assert clamp((0.2, 0.3)) == (0.2, 0.3)
    assert clamp(None) is None


def test_the_interval_covers_the_mean_as_often_as_it_says() -> None:
    """Seeded: of 2,000 samples of five normal values, a 95% interval misses the mean in 4 to 6%."""
    random = Random(5)
    missed = 0
    for _ in range(2000):
        low, high = t_interval([random.gauss(0, 1) for _ in range(5)]) or (0.0, 0.0)
        missed += not low <= 0 <= high
    assert 0.04 <= missed / 2000 <= 0.06
