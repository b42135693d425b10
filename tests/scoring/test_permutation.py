"""Paired permutation tests: scipy's on the same numbers, what must hold of any, and Holm's adjustment."""

import math
from collections.abc import Iterator, Sequence
from itertools import combinations, product
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats as scipy_stats

from onrecord.scoring.permutation import (
    MOST_EXACT,
    RESAMPLES,
    PermutationTest,
    exchange_test,
    holm,
    sign_flip_test,
)

Floats = NDArray[np.float64]
# Fisher's own example: the heights of fifteen pairs of Darwin's maize, crossed minus self-fertilised, in
# eighths of an inch (The Design of Experiments, 1935, section 21).
DARWIN = (49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48)
shares = st.floats(-1, 1).map(lambda x: round(x, 3))
p_values = st.lists(st.floats(0, 1), max_size=6)


def ratio(sums: Floats) -> Floats:
    """Right over asked, pooled."""
    found: Floats = sums[:, 0] / sums[:, 1]
    return found


def counts(seed: int, articles: int) -> tuple[Floats, Floats]:
    """Right and asked of two runs that were asked the same."""
    random = np.random.default_rng(seed)
    asked = random.integers(1, 9, articles)
    before, after = (random.integers(0, asked + 1) for _ in range(2))
    return np.stack([before, asked], 1).astype(float), np.stack([after, asked], 1).astype(float)


@pytest.mark.parametrize("articles", [2, 5, 9, 12])
def test_all_sign_flips_are_scipys(articles: int) -> None:
    differences = np.random.default_rng(articles).normal(0.4, 1, articles).round(1)
    found = sign_flip_test(differences)

    assert found.exact
    for name in ("two_sided", "less", "greater"):
        expected = scipy_stats.permutation_test(
            (differences,),
            np.mean,
            permutation_type="samples",
            n_resamples=math.inf,
            alternative=name.replace("_", "-"),
        )
        assert getattr(found, name) == pytest.approx(expected.pvalue, abs=1e-12)


@pytest.mark.parametrize("articles", [3, 6, 10])
def test_all_exchanges_of_sums_are_scipys(articles: int) -> None:
    before, after = counts(articles, articles)
    asked = before[:, 1].sum()
    found = exchange_test(before, after, ratio)

    for name in ("two_sided", "less", "greater"):
        expected = scipy_stats.permutation_test(
            (after[:, 0], before[:, 0]),
            lambda x, y: (x.sum() - y.sum()) / asked,
            permutation_type="samples",
            n_resamples=math.inf,
            alternative=name.replace("_", "-"),
            vectorized=False,
        )
        assert getattr(found, name) == pytest.approx(expected.pvalue, abs=1e-12)


def test_fishers_own_example() -> None:
    """863 of the 32,768 sign patterns have a sum of 314 or more; Fisher counts 1,726 on both sides."""
    exact = sum(sum(s * d for s, d in zip(signs, DARWIN, strict=True)) >= 314 for signs in _signs(15)) / 2**15
    found = sign_flip_test(DARWIN, resamples=100_000)

    assert exact * 2**15 == 863
    assert not found.exact
    assert found.two_sided == pytest.approx(2 * exact, abs=0.003)
    assert found.greater == pytest.approx(exact, abs=0.002)


def _signs(count: int) -> Iterator[tuple[int, ...]]:
    return product((1, -1), repeat=count)


def test_by_hand() -> None:
    """Sums of ±1 ±2 ±3 are 6, 4, 2, 0, 0, -2, -4, -6; 1 + 2 - 3 is 0 and 1 + 2 + 3 the largest."""
    assert sign_flip_test([1, 2, 3]) == PermutationTest(2 / 8, 1.0, 1 / 8, True)
    assert sign_flip_test([1, 2, -3]) == PermutationTest(1.0, 5 / 8, 5 / 8, True)


@pytest.mark.parametrize("articles", [MOST_EXACT, 60])
def test_no_difference_anywhere_has_a_p_of_1(articles: int) -> None:
    same = np.ones((articles, 2))

    assert sign_flip_test([0.0] * articles).two_sided == 1
    assert exchange_test(same, same, ratio).two_sided == 1


def test_a_random_test_is_never_0_and_the_observed_way_counts() -> None:
    found = sign_flip_test([1.0] * 60, resamples=99)

    assert found == PermutationTest(0.01, 1.0, 0.01, False)


def test_nothing_to_test_is_an_error() -> None:
    with pytest.raises(ValueError, match="no differences"):
        sign_flip_test([])
    with pytest.raises(ValueError, match="no articles"):
        exchange_test(np.empty((0, 2)), np.empty((0, 2)), ratio)


def test_a_figure_that_is_undefined_counts_against_a_difference() -> None:
    before, after = counts(1, 6)

    def undefined_elsewhere(sums: Floats) -> Floats:
        whole = ratio(sums)
        return whole if len(sums) == 1 else np.full_like(whole, np.nan)

    assert exchange_test(before, after, undefined_elsewhere).two_sided == 1


@pytest.mark.parametrize("articles", [MOST_EXACT + 1, 40, 300])
def test_a_seed_decides_and_memory_does_not(articles: int, monkeypatch: pytest.MonkeyPatch) -> None:
    differences = np.random.default_rng(3).normal(0.1, 1, articles)
    first = sign_flip_test(differences)

    assert sign_flip_test(differences) == first
    assert sign_flip_test(differences, seed=1) != first
    monkeypatch.setattr("onrecord.scoring.permutation._CHUNK", 64 * articles)
    # Other chunks are other random ways, of the same law.
    assert sign_flip_test(differences).two_sided == pytest.approx(first.two_sided, abs=0.03)


@given(st.lists(shares, min_size=1, max_size=9), st.randoms(use_true_random=False))
def test_laws_of_the_exact_test(differences: list[float], random: Random) -> None:
    found = sign_flip_test(differences)
    shuffled = list(differences)
    random.shuffle(shuffled)
    mirrored = sign_flip_test([-d for d in differences])

    assert sign_flip_test(shuffled) == found
    assert sign_flip_test([d * 1000 for d in differences]) == found
    assert (mirrored.two_sided, mirrored.less, mirrored.greater) == (
        found.two_sided,
        found.greater,
        found.less,
    )
    assert 2 ** -len(differences) <= min(found.less, found.greater) <= found.two_sided <= 1
    assert found.less + found.greater >= 1


@given(st.lists(shares, min_size=2, max_size=9), st.floats(0.01, 1))
def test_a_larger_gain_on_one_article_is_never_less_significant(
    differences: list[float], more: float
) -> None:
    before = sign_flip_test(differences)
    after = sign_flip_test([differences[0] + more, *differences[1:]])

    assert after.greater <= before.greater
    assert after.less >= before.less


@settings(max_examples=25)
@given(st.lists(shares, min_size=5, max_size=10), st.integers(0, 1000))
def test_random_ways_come_to_what_all_ways_do(differences: list[float], seed: int) -> None:
    """Within five standard errors."""
    exact = sign_flip_test(differences)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("onrecord.scoring.permutation.MOST_EXACT", 0)
        estimated = sign_flip_test(differences, seed=seed)

    assert not estimated.exact
    for name in ("two_sided", "less", "greater"):
        p = getattr(exact, name)
        error = math.sqrt(p * (1 - p) / RESAMPLES)
        assert getattr(estimated, name) == pytest.approx(p, abs=5 * error + 2 / RESAMPLES)


@given(st.integers(0, 10_000), st.integers(1, 10))
def test_exchanging_sums_of_one_item_an_article_is_flipping_signs(seed: int, articles: int) -> None:
    before, after = counts(seed, articles)
    before[:, 1] = after[:, 1] = 8

    assert exchange_test(before, after, ratio) == sign_flip_test(after[:, 0] - before[:, 0])


def test_under_the_null_a_p_value_is_as_small_as_alpha_at_most_so_often() -> None:
    """Seeded: of 2,000 samples of eleven articles whose sides are one law, 5% ± 1.5 have p ≤ .05."""
    random = np.random.default_rng(7)
    found = [sign_flip_test(random.random(11) - random.random(11)).two_sided for _ in range(2000)]

    assert 0.035 <= np.mean(np.array(found) <= 0.05) <= 0.065


@pytest.mark.parametrize(
    ("given_values", "expected"),
    [
        # R's p.adjust(c(.01, .02, .03, .04, .05), "holm").
        ((0.01, 0.02, 0.03, 0.04, 0.05), (0.05, 0.08, 0.09, 0.09, 0.09)),
        # Wikipedia, ‘Holm–Bonferroni method’, example: the first and the last are rejected at .05.
        ((0.01, 0.04, 0.03, 0.005), (0.03, 0.06, 0.06, 0.02)),
        ((0.6, 0.7), (1.0, 1.0)),
        ((0.2,), (0.2,)),
        ((), ()),
    ],
)
def test_holm_by_hand(given_values: tuple[float, ...], expected: tuple[float, ...]) -> None:
    assert holm(given_values) == pytest.approx(expected)


@given(p_values)
def test_holm_is_the_closed_bonferroni_test(values: list[float]) -> None:
    """Holm is the shortcut of closed testing (Marcus, Peritz & Gabriel 1976): a hypothesis is rejected where
    Bonferroni rejects every set of hypotheses that it is in."""
    assert holm(values) == pytest.approx([closed(values, n) for n in range(len(values))])


def closed(values: Sequence[float], index: int) -> float:
    sets = (s for size in range(1, len(values) + 1) for s in combinations(range(len(values)), size))
    return max(min(1.0, len(s) * min(values[n] for n in s)) for s in sets if index in s)


@given(p_values, st.randoms(use_true_random=False))
def test_laws_of_holm(values: list[float], random: Random) -> None:
    adjusted = holm(values)
    order = list(range(len(values)))
    random.shuffle(order)

    assert holm([values[n] for n in order]) == tuple(adjusted[n] for n in order)
    assert all(p <= q <= 1 for p, q in zip(values, adjusted, strict=True))
    assert all(q <= min(1, len(values) * p) + 1e-12 for p, q in zip(values, adjusted, strict=True))
    ranked = [q for _, q in sorted(zip(values, adjusted, strict=True))]
    assert ranked == sorted(ranked)
