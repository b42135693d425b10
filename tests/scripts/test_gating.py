"""Pairs of runs that the simulation of the gate draws: the gate's own p-values, drops of the right size."""

import sys
from typing import Any

import numpy as np
import pytest

from onrecord.scoring import permutation
from onrecord.scoring.aggregate import Sample
from onrecord.scoring.metric import Metric, f1_of, mean_recall

from ..harness import ROOT

sys.path.append(str(ROOT / "scripts"))

import gating
import gating_check
import resampling

LABELS = ("yes", "no")
World = list[Any]


@pytest.fixture
def world() -> World:
    """Nine articles, a task that is a mean and one that is pooled."""
    random = np.random.default_rng(4)
    mean = Metric("marked_f1", "F1", f1_of("marked.credit", "marked.predicted", "marked.gold"))
    pooled = Metric("mean_recall", "Recall", mean_recall(LABELS), pooled=True)
    quotes, verify = [], []
    for n in range(9):
        gold = {label: float(random.integers(0, 5)) + (n == 0) for label in LABELS}
        stats = {f"gold.{label}": count for label, count in gold.items() if count}
        stats |= {f"right.{label}": float(random.integers(0, count + 1)) for label, count in gold.items()}
        verify.append(Sample(f"a{n}", 0, 0, stats))
        counts = {"marked.credit": random.random() * 5, "marked.predicted": 5.0, "marked.gold": 5.0}
        quotes.append(Sample(f"a{n}", 0, 0, counts))
    one = resampling.results("row", "quotes", mean, quotes)
    return resampling.on_shared([one, resampling.results("row", "verify", pooled, verify)])


@pytest.mark.parametrize("articles", [5, 12, 30])
def test_p_values_are_those_of_the_test(articles: int) -> None:
    values = np.random.default_rng(1).normal(-0.1, 1, (6, articles)).round(1)
    found = gating.p_less(values)
    assert found == pytest.approx([permutation.sign_flip_test(row).less for row in values])


def test_holm_is_holms() -> None:
    p_values = np.random.default_rng(1).random((5, 7)) ** 3
    found = gating.holm(p_values)
    for column, adjusted in zip(p_values.T, found.T, strict=True):
        assert adjusted == pytest.approx(permutation.holm(column.tolist()))


@pytest.mark.parametrize("noise", ["NORMAL_8", "ANEW"])
@pytest.mark.parametrize("articles", [6, 12, 20])
def test_the_gate_says_the_same(world: World, articles: int, noise: str) -> None:
    for drops in ({}, {"quotes": 0.3}, {"verify": 0.3}):
        setting = gating.Setting(articles, 2, getattr(gating, noise), drops)
        assert gating_check.checked(world, setting, 5) == 5


@pytest.mark.parametrize("even", [True, False])
def test_a_drop_is_of_the_size_asked_for(world: World, even: bool) -> None:
    setting = gating.Setting(40, 1, gating.Noise("none"), {"verify": 0.1}, even)
    drawn = gating.draw(world, setting, 20, np.random.default_rng(0))
    found = gating.outcome(drawn)

    assert found.drops[1] == pytest.approx(np.full(20, 0.1))
    assert found.drops[0] == pytest.approx(np.zeros(20))
    spread = drawn.differences["verify"].std(1)
    assert (spread < 1e-12).all() if even else (spread > 0.01).all()


def test_an_item_fails_as_often_as_the_binomial_says() -> None:
    """Wrong in two of three, or in all three, with p = .8: 3 · .2² · .8 + .2³ = .104."""
    assert gating_check.must_pass_fails(0.8, 3, 30) == pytest.approx(0.104, abs=0.02)
