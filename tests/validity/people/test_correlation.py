"""Figures against scikit-learn and SciPy, and drawings against collections that are written out."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import kendalltau
from sklearn.metrics import balanced_accuracy_score, roc_auc_score

from onrecord.validity.people import correlation
from onrecord.validity.people.correlation import (
    Drawings,
    Figure,
    auc,
    balanced_accuracy,
    best_threshold,
    draw,
    pooled_tau,
    summary_tau,
    system_tau,
    tau_b,
)

Numbers = NDArray[np.float64]

# Few values, so that there are ties, and whole weights, so that a thing can be written out so often.
units = st.lists(
    st.tuples(st.booleans(), st.sampled_from([0.0, 0.25, 0.5, 1.0]), st.integers(0, 3)),
    min_size=2,
    max_size=30,
)
pairs = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 3)), min_size=2, max_size=20)


def kendall(x: Numbers, y: Numbers) -> float:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return float(kendalltau(x, y).statistic)


def alone(documents: int, systems: int) -> Drawings:
    """The collection as it is."""
    return Drawings(np.ones((1, documents)), np.ones((1, systems)))


@given(units)
def test_auc_is_scikit_learns(drawn: list[tuple[bool, float, int]]) -> None:
    present, presence, times = (np.array(column) for column in zip(*drawn, strict=True))
    found = auc(present, presence, times[None].astype(float))[0]
    if len(set(np.repeat(present, times))) < 2:
        assert np.isnan(found)
    else:
        assert found == pytest.approx(roc_auc_score(present, presence, sample_weight=times))


@given(units)
def test_balanced_accuracy_is_scikit_learns(drawn: list[tuple[bool, float, int]]) -> None:
    present, presence, times = (np.array(column) for column in zip(*drawn, strict=True))
    told = presence >= 0.5
    found = balanced_accuracy(present, told, times[None].astype(float))[0]
    if len(set(np.repeat(present, times))) < 2:
        assert np.isnan(found)
    else:
        wanted = balanced_accuracy_score(np.repeat(present, times), np.repeat(told, times))
        assert found == pytest.approx(wanted)


@given(pairs, st.sampled_from([1, 7, 2_000_000]))
def test_tau_b_of_a_drawing_is_scipys_of_what_is_drawn(drawn: list[tuple[int, int, int]], block: int) -> None:
    x, y, times = (np.array(column, dtype=float) for column in zip(*drawn, strict=True))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(correlation, "_BLOCK", block)
        found = tau_b(x, y, np.stack([np.ones_like(times), times]))
    repeated = times.astype(int)
    wanted = [kendall(x, y), kendall(np.repeat(x, repeated), np.repeat(y, repeated))]
    assert found == pytest.approx(wanted, nan_ok=True)


@given(pairs)
def test_a_ranking_that_changes_with_the_drawing_takes_its_own(drawn: list[tuple[int, int, int]]) -> None:
    x, y, _ = (np.array(column, dtype=float) for column in zip(*drawn, strict=True))
    found = tau_b(np.stack([x, y]), np.stack([y, y]), np.ones((2, len(x))))
    assert found == pytest.approx([kendall(x, y), kendall(y, y)], nan_ok=True)


def test_means_of_equal_numbers_are_tied() -> None:
    # 0.1 + 0.2 is not 0.3 in floating point; here they are the same mean in another order.
    x = np.array([0.1 + 0.2, 0.3, 1.0])
    assert tau_b(x, np.array([1.0, 2.0, 3.0]), np.ones((1, 3)))[0] == pytest.approx(
        kendall(np.array([1, 1, 2]), np.array([1, 2, 3]))
    )


@pytest.mark.parametrize(
    ("present", "presence", "wanted"),
    [
        ([False, True], [0.2, 0.6], 0.4),
        ([False, False, True, True], [0.1, 0.3, 0.5, 0.9], 0.4),
        ([True, False, True, True], [0.1, 0.2, 0.6, 0.8], 0.4),
        ([True, True, False], [0.2, 0.2, 0.2], 0.2),
        ([True, True], [0.2, 0.6], None),
        ([False], [0.2], None),
    ],
)
def test_the_threshold_parts_best(present: list[bool], presence: list[float], wanted: float | None) -> None:
    found = best_threshold(np.array(present), np.array(presence))
    assert found == (None if wanted is None else pytest.approx(wanted))


@given(units)
def test_no_other_threshold_is_better(drawn: list[tuple[bool, float, int]]) -> None:
    present, presence, _ = (np.array(column) for column in zip(*drawn, strict=True))
    threshold = best_threshold(present, presence)
    if threshold is None:
        return

    def accuracy(cut: float) -> float:
        return float(balanced_accuracy(present, presence >= cut, np.ones((1, len(present))))[0])

    assert accuracy(threshold) == pytest.approx(max(accuracy(cut) for cut in (0, 0.1, 0.3, 0.7, 1.1)))


@pytest.fixture(scope="module")
def tables() -> tuple[Numbers, Numbers]:
    """Seven documents, six systems, with ties, and a summary that is not there."""
    random = np.random.default_rng(3)
    human = random.integers(0, 5, (7, 6)) / 4
    metric = human + random.integers(0, 4, (7, 6)) / 4
    human[2, 3] = metric[2, 3] = np.nan
    human[4] = 0.5  # all alike: ranks nothing
    return human, metric


def test_levels_are_scipys_on_the_collection(tables: tuple[Numbers, Numbers]) -> None:
    human, metric = tables
    drawings = alone(7, 6)
    there = ~np.isnan(human)
    means = [np.nanmean(table, axis=0) for table in tables]
    rows = [kendall(human[d][there[d]], metric[d][there[d]]) for d in range(7) if d != 4]
    assert system_tau(human, metric, drawings)[0] == pytest.approx(kendall(*means))
    assert summary_tau(human, metric, drawings)[0] == pytest.approx(np.mean(rows))
    assert pooled_tau(human, metric, drawings)[0] == pytest.approx(kendall(human[there], metric[there]))


def test_levels_of_a_drawing_are_those_of_a_collection_written_out(tables: tuple[Numbers, Numbers]) -> None:
    drawings = draw(7, 6, resamples=20, seed=1)
    for level in (system_tau, summary_tau, pooled_tau):
        found = level(*tables, drawings)
        for number in range(21):
            documents = np.repeat(np.arange(7), drawings.documents[number].astype(int))
            systems = np.repeat(np.arange(6), drawings.systems[number].astype(int))
            written = [table[np.ix_(documents, systems)] for table in tables]
            wanted = level(*written, alone(len(documents), len(systems)))[0]
            assert found[number] == pytest.approx(wanted, nan_ok=True), (level, number)


def test_two_systems_have_no_system_level() -> None:
    table = np.array([[0.0, 1.0], [0.0, 1.0]])
    assert np.isnan(system_tau(table, table, alone(2, 2)))


def test_a_drawing_takes_as_many_as_there_are_and_the_first_is_the_collection() -> None:
    drawings = draw(9, 6, resamples=50)
    assert (drawings.documents[0] == 1).all()
    assert (drawings.systems[0] == 1).all()
    assert (drawings.documents.sum(axis=1) == 9).all()
    assert (drawings.systems.sum(axis=1) == 6).all()
    assert (drawings.documents[1:] != 1).any()
    assert (draw(9, 6, resamples=50).documents == drawings.documents).all()


def test_few_systems_are_kept() -> None:
    assert (draw(9, 4, resamples=50).systems == 1).all()


def test_an_interval_holds_the_middle_of_the_drawings() -> None:
    values = np.concatenate([[0.5], np.linspace(0, 1, 1001)])
    assert draw(5, 5, 1001).figure(values) == Figure(0.5, (0.025, 0.975))


@pytest.mark.parametrize(("documents", "systems", "of_systems"), [(4, 9, False), (9, 4, True)])
def test_too_few_have_no_interval(documents: int, systems: int, of_systems: bool) -> None:
    drawings = draw(documents, systems, 10)
    assert drawings.figure(np.linspace(0, 1, 11), of_systems=of_systems) == Figure(0.0)


def test_a_figure_that_is_seldom_defined_has_no_interval() -> None:
    values = np.full(101, 0.4)
    values[1:15] = np.nan
    assert draw(9, 9, 100).figure(values) == Figure(0.4)
    assert draw(9, 9, 100).figure(np.full(101, np.nan)) == Figure()
