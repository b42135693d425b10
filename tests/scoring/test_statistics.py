"""Intervals of scores and of their differences, the jackknife, and the drop that a test would find."""

import math
from collections.abc import Callable
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from onrecord.scoring.statistics import (
    LEAST_ARTICLES,
    Interval,
    difference_interval,
    jackknife,
    minimum_detectable_drop,
    share_interval,
    standard_error,
    t_interval,
)

shares = st.lists(st.floats(0, 1).map(lambda x: round(x, 3)), min_size=LEAST_ARTICLES, max_size=30)
FIGURES: tuple[Callable[[list[float]], object], ...] = (
    lambda values: t_interval(0.5, values),
    lambda values: share_interval(0.5, values),
    lambda values: difference_interval(0.5, values, 0.5, values),
    minimum_detectable_drop,
)


def sample(seed: int) -> list[float]:
    random = Random(seed)
    return [random.random() for _ in range(random.randint(LEAST_ARTICLES, 40))]


def mean(values: list[float]) -> float:
    return math.fsum(values) / len(values)


def found(interval: Interval | None) -> Interval:
    assert interval is not None
    return interval


@pytest.mark.parametrize("seed", range(20))
def test_the_t_interval_is_scipys(seed: int) -> None:
    values = sample(seed)
    expected = scipy_stats.t.interval(
        0.95, len(values) - 1, loc=scipy_stats.tmean(values), scale=scipy_stats.sem(values)
    )
    assert t_interval(mean(values), values) == pytest.approx(expected, abs=1e-12)


def test_a_t_interval_by_hand() -> None:
    """Mean .5, s² = .15625: t of four degrees of freedom at .975 is 2.776."""
    half = 2.7764451 * math.sqrt(0.15625 / 5)
    assert t_interval(0.5, [0.0, 0.25, 0.5, 0.75, 1.0]) == pytest.approx((0.5 - half, 0.5 + half))


@pytest.mark.parametrize("count", range(LEAST_ARTICLES))
@pytest.mark.parametrize("of", FIGURES)
def test_fewer_than_five_articles_have_none(count: int, of: Callable[[list[float]], object]) -> None:
    assert of([0.5, 0.25, 0.0, 1.0][:count]) is None


@pytest.mark.parametrize("seed", range(20))
def test_the_pseudo_values_of_a_plain_mean_are_its_values(seed: int) -> None:
    values = sample(seed)
    n, total = len(values), math.fsum(values)
    assert jackknife(total / n, [(total - v) / (n - 1) for v in values]) == pytest.approx(values, abs=1e-12)


def test_the_jackknife_of_a_ratio_is_scipys_delta_in_the_limit() -> None:
    """Its standard error is that of the residuals over the mean denominator, for many articles."""
    random = np.random.default_rng(2)
    asked = random.integers(5, 20, 2000).astype(float)
    right = random.binomial(asked.astype(int), 0.3).astype(float)
    ratio = right.sum() / asked.sum()
    rest = (right.sum() - right) / (asked.sum() - asked)
    pseudo = jackknife(ratio, rest.tolist())

    assert pseudo is not None
    assert standard_error(pseudo) == pytest.approx(
        scipy_stats.sem(right - ratio * asked) / asked.mean(), rel=0.01
    )


def test_a_jackknife_that_is_undefined_without_one_article_is_undefined() -> None:
    assert jackknife(0.5, [0.5, None, 0.5, 0.5, 0.5]) is None


@pytest.fixture
def as_published(monkeypatch: pytest.MonkeyPatch) -> None:
    """The normal quantile, and n for the n - 1 in a standard error, as in intervals of yes-or-no answers."""

    def quantile(freedom: int, probability: float) -> float:
        return float(scipy_stats.norm.ppf(probability)) * math.sqrt(freedom / (freedom + 1))

    monkeypatch.setattr("onrecord.scoring.statistics._t_quantile", quantile)


@pytest.mark.usefixtures("as_published")
@pytest.mark.parametrize(("right", "count"), [(1, 12), (7, 12), (19, 20), (13, 200)])
def test_yes_or_no_articles_have_wilsons_interval(right: int, count: int) -> None:
    values = [1.0] * right + [0.0] * (count - right)
    expected = scipy_stats.binomtest(right, count).proportion_ci(0.95, method="wilson")
    assert share_interval(right / count, values) == pytest.approx((expected.low, expected.high), abs=1e-9)


@pytest.mark.usefixtures("as_published")
def test_newcombes_own_example() -> None:
    """Of 50 pairs 36 are both right, 12 and 2 one of them: .2 (.0569 to .3404), Newcombe 1998, method 10."""
    first = [1.0] * 36 + [1.0] * 12 + [0.0] * 2
    second = [1.0] * 36 + [0.0] * 12 + [1.0] * 2
    interval = difference_interval(0.76, second, 0.96, first)
    assert interval == pytest.approx((0.0569, 0.3404), abs=5e-5)


def test_a_share_interval_by_hand() -> None:
    """Five articles, mean .2, s² = .2, so error² = .04 and m = .16 / .04 = 4; t = 2.776, t² / m = 1.927.

    Centre (.2 + 1.927 / 2) / 2.927 = .3975, half √(.16 · 1.927 + 1.927² / 4) / 2.927 = .3799.
    """
    assert share_interval(0.2, [1.0, 0.0, 0.0, 0.0, 0.0]) == pytest.approx((0.0176, 0.7774), abs=1e-4)


@pytest.mark.parametrize("level", [0.0, 1.0])
def test_articles_without_a_hit_tell_how_often_one_may_yet_come(level: float) -> None:
    """None in 28: up to t² / (28 + t²)."""
    t = scipy_stats.t.ppf(0.975, 27)
    far = abs(level - t * t / (28 + t * t))
    assert share_interval(level, [level] * 28) == pytest.approx(tuple(sorted((level, far))), abs=1e-12)


def test_what_rounding_leaves_of_all_right_is_all_right() -> None:
    nearly = [1 - 1e-16, *[1.0] * 11]
    assert share_interval(mean(nearly), nearly) == pytest.approx(share_interval(1.0, [1.0] * 12))


def test_articles_that_are_equal_otherwise_have_an_interval_of_no_width() -> None:
    assert share_interval(0.25, [0.25] * 6) == pytest.approx((0.25, 0.25))
    assert t_interval(0.25, [0.25] * 6) == (0.25, 0.25)


@given(shares)
def test_laws_of_the_share_interval(values: list[float]) -> None:
    low, high = found(share_interval(mean(values), values))
    wider = found(share_interval(mean(values), values, level=0.99))
    other = [1 - v for v in values]

    assert 0 <= low <= mean(values) <= high <= 1
    assert wider[0] <= low
    assert high <= wider[1]
    assert share_interval(mean(other), other) == pytest.approx((1 - high, 1 - low), abs=1e-9)
    assert share_interval(mean(values), values[::-1]) == pytest.approx((low, high), abs=1e-9)


def test_of_many_articles_the_share_interval_is_students() -> None:
    values = np.random.default_rng(1).beta(2, 5, 20_000)
    share, student = (f(float(values.mean()), values) for f in (share_interval, t_interval))
    assert share == pytest.approx(student, abs=1e-5)


@given(shares, st.randoms(use_true_random=False))
def test_laws_of_the_difference_interval(values: list[float], random: Random) -> None:
    others = [random.random() for _ in values]
    low, high = found(difference_interval(mean(values), values, mean(others), others))
    back = found(difference_interval(mean(others), others, mean(values), values))

    assert -1 <= low <= mean(others) - mean(values) <= high <= 1
    assert back == pytest.approx((-high, -low), abs=1e-9)


def test_of_many_articles_the_difference_interval_is_the_paired_t_test_s() -> None:
    random = np.random.default_rng(4)
    old = random.beta(2, 3, 20_000)
    new = np.clip(old + random.normal(0.02, 0.1, 20_000), 0, 1)
    expected = scipy_stats.ttest_rel(new, old).confidence_interval(0.95)
    interval = difference_interval(float(old.mean()), old, float(new.mean()), new)
    assert interval == pytest.approx((expected.low, expected.high), abs=1e-5)


def test_against_a_run_that_does_not_vary_the_difference_is_as_sure_as_the_other() -> None:
    values = [0.1, 0.5, 0.4, 0.3, 0.9, 0.2]
    low, high = found(share_interval(0.4, values))
    assert difference_interval(0.25, [0.25] * 6, 0.4, values) == pytest.approx((low - 0.25, high - 0.25))


@pytest.mark.parametrize("count", [5, 8, 12, 28, 60, 1000])
@pytest.mark.parametrize(("alpha", "power"), [(0.05, 0.8), (0.025, 0.9), (0.05 / 8, 0.8)])
def test_the_t_test_finds_the_drop_as_often_as_said(count: int, alpha: float, power: float) -> None:
    differences = np.random.default_rng(count).normal(0, 0.2, count)
    drop = minimum_detectable_drop(differences, alpha, power)
    assert drop is not None
    critical = scipy_stats.t.isf(alpha, count - 1)
    noncentral = drop / scipy_stats.sem(differences)
    assert scipy_stats.nct.sf(critical, count - 1, noncentral) == pytest.approx(power, abs=1e-6)
    # Bloom (1995) adds two quantiles, which is nearly the same.
    assert noncentral == pytest.approx(critical + scipy_stats.t.ppf(power, count - 1), rel=0.06)


def test_the_drop_is_found_in_so_many_samples() -> None:
    """Seeded: of 4,000 samples with such a drop, a one-sided t test rejects in 80% ± 2."""
    random = np.random.default_rng(9)
    many = random.normal(0, 1, (4000, 12))
    unit = many[0] / many[0].std(ddof=1)
    drop = minimum_detectable_drop(unit)
    assert drop is not None
    p_values = scipy_stats.ttest_1samp(many - drop, 0, axis=1, alternative="less").pvalue
    assert np.mean(p_values <= 0.05) == pytest.approx(0.8, abs=0.02)


def test_a_smaller_drop_needs_more_articles_or_less_noise() -> None:
    values = [0.1, -0.2, 0.0, 0.3, -0.1, 0.05]
    drops = [minimum_detectable_drop(v) or 0.0 for v in (values, values * 4, [v / 2 for v in values])]
    assert drops[1] < drops[0]
    assert drops[2] == pytest.approx(drops[0] / 2)
    assert (minimum_detectable_drop(values, alpha=0.01) or 0.0) > drops[0]


def test_differences_that_do_not_vary_tell_nothing_of_what_would_be_found() -> None:
    assert minimum_detectable_drop([0.0] * 28) is None


@pytest.mark.parametrize(
    "law", [lambda r: r.betavariate(5, 2), lambda r: max(0.0, r.random() - 0.7)], ids=["high", "mostly 0"]
)
def test_the_interval_covers_the_mean_as_often_as_it_says(law: Callable[[Random], float]) -> None:
    """Seeded: of 2,000 samples of twelve scores, a 95% interval misses the mean in 3 to 7%."""
    random = Random(5)
    truth = mean([law(random) for _ in range(100_000)])
    missed = 0
    for _ in range(2000):
        values = [law(random) for _ in range(12)]
        low, high = found(share_interval(mean(values), values))
        missed += not low <= truth <= high
    assert 0.03 <= missed / 2000 <= 0.07
