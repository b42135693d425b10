"""scripts/resampling.py measures what the package does: its vectorised sums are the package's."""

import sys
from collections.abc import Callable

import numpy as np
import pytest

from onrecord.scoring.aggregate import Sample, estimate
from onrecord.scoring.metric import Metric, mean_recall, rate

from ..harness import ROOT

sys.path.append(str(ROOT / "scripts"))

import resampling

LABELS = ("genuine", "altered", "invented")
POOLED = Metric("mean_recall", "mean recall", mean_recall(LABELS), pooled=True)
MEAN = Metric("accuracy", "accuracy", rate("right.genuine", "gold.genuine"))


def samples(articles: int, seed: int = 0) -> list[Sample]:
    """Some articles have no question of some label."""
    random = np.random.default_rng(seed)
    found = []
    for n in range(articles):
        gold = {label: int(random.integers(0 if n % 3 else 1, 6)) for label in LABELS}
        gold["genuine"] += 1
        stats = {f"gold.{label}": float(count) for label, count in gold.items()}
        stats |= {f"right.{label}": float(random.integers(0, count + 1)) for label, count in gold.items()}
        found.append(Sample(f"a{n:02}", 0, 0, stats))
    return found


@pytest.mark.parametrize("metric", [POOLED, MEAN], ids=lambda m: m.name)
def test_scores_and_pseudo_values_of_a_sample_are_the_packages(metric: Metric) -> None:
    given = samples(9)
    cell = resampling.results("row", "task", metric, given)
    drawn = np.random.default_rng(1).integers(0, 9, (20, 6))
    whole, pseudo = cell.pseudo(drawn)

    for row, value, values in zip(drawn, whole, pseudo, strict=True):
        expected = estimate(metric, [[given[n]] for n in row])
        assert value == pytest.approx(expected.value)
        assert values == pytest.approx(expected.pseudo)


def test_results_on_shared_articles_keep_their_articles() -> None:
    one = resampling.results("one", "task", MEAN, samples(6))
    other = resampling.results("other", "task", MEAN, samples(9, seed=1)[2:])
    left, right = resampling.on_shared([one, other])

    assert left.articles == right.articles == ("a02", "a03", "a04", "a05")
    assert left.values.tolist() == one.values[2:].tolist()
    assert right.values.tolist() == other.values[:4].tolist()


def test_coverage_counts_the_intervals_that_hold_the_truth() -> None:
    cell = resampling.results("row", "task", MEAN, samples(20))

    def method(lower: float, upper: float) -> Callable[[object], object]:
        return lambda drawn: ((lower, upper) for _ in drawn[0][0])  # type: ignore[index]

    assert resampling.coverage([cell], cell.score, method(0.0, 1.0), 10) == [1.0] * len(resampling.SIZES)
    assert resampling.coverage([cell], cell.score, method(cell.score + 0.01, 1.0), 10) == [0.0] * 8
    real = resampling.coverage([cell], cell.score, resampling.share, 300)
    assert all(0.85 <= share <= 1 for share in real)


def test_under_both_nulls_alarms_are_at_most_alpha() -> None:
    pairs = {
        metric.name: tuple(resampling.results(str(s), "task", metric, samples(15, s)) for s in (0, 1))
        for metric in (POOLED, MEAN)
    }
    for null in (resampling.exchanged, resampling.repeated):
        by_task, in_any = resampling.false_alarms(pairs, null, 100)
        # Two-sided, five articles allow no p below 1/16.
        assert [shares[0] for shares in by_task.values()] == [0, 0]
        # .05 and three standard errors of 100 tests.
        assert max(max(shares) for shares in (*by_task.values(), in_any)) <= 0.12
