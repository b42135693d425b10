"""Two runs held against each other: by hand, against scipy, and by what must hold of any two."""

import math
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from onrecord.compare.comparison import Comparison, Flip, compare
from onrecord.compare.result import ItemResult, Result, item_result
from onrecord.errors import IncomparableError
from onrecord.runs.outcomes import Outcome
from onrecord.scoring.statistics import minimum_detectable_drop

from .made import articles, attribution, pairs, result, shuffled, verify

# Six articles of four items: accuracies of 4 2 3 1 4 2 and 3 2 1 1 2 1 quarters.
OLD = articles((1, 1, 1, 1), (1, 1, 0, 0), (1, 1, 1, 0), (0, 0, 0, 1), (1, 1, 1, 1), (1, 0, 1, 0))
NEW = articles((1, 1, 1, 0), (0, 1, 1, 0), (0, 0, 1, 0), (0, 0, 0, 1), (1, 0, 1, 0), (1, 0, 0, 0))
QUARTERS = np.array([-1, 0, -2, 0, -2, -1]) / 4


def test_a_difference_by_hand() -> None:
    (found,) = compare(result(attribution(OLD)), result(attribution(NEW)))
    (task,) = found.tasks

    assert (task.test.before, task.test.after) == (pytest.approx(16 / 24), pytest.approx(10 / 24))
    assert task.primary.value == pytest.approx(-6 / 24)
    assert (task.primary.name, task.primary.articles, found.articles) == ("accuracy", 6, 6)
    # Four differences that are not 0: 2 of 16 ways to sign them come to as much.
    assert task.test.test is not None
    assert (task.test.test.two_sided, task.test.test.less) == (2 / 16, 1 / 16)
    misattributed = next(m for m in task.others if m.name == "misattribution_rate")
    assert misattributed.value == pytest.approx(6 / 24)


def test_a_p_value_is_scipys() -> None:
    (found,) = compare(result(attribution(OLD)), result(attribution(NEW)))
    expected = scipy_stats.permutation_test(
        (QUARTERS,), np.mean, permutation_type="samples", n_resamples=math.inf
    )

    assert found.tasks[0].test.test is not None
    assert found.tasks[0].test.test.two_sided == pytest.approx(expected.pvalue, abs=1e-12)


def test_a_pooled_difference_by_hand() -> None:
    """Of the labels in turn gold has 12, 6 and 6; right were 8, 4 and 4, and are 4, 2 and 4."""
    (found,) = compare(result(verify(OLD)), result(verify(NEW)))

    assert found.tasks[0].test.before == pytest.approx((8 / 12 + 4 / 6 + 4 / 6) / 3)
    assert found.tasks[0].test.after == pytest.approx((4 / 12 + 2 / 6 + 4 / 6) / 3)
    assert found.tasks[0].primary.value == pytest.approx(-2 / 9)


def test_p_values_are_adjusted_over_tasks_and_runs() -> None:
    """Holm by hand: of m p-values in order, the smallest times m, the next times m - 1, never falling."""
    before = result(attribution(OLD), verify(OLD))
    others = [result(attribution(NEW), verify(NEW), name="b"), result(attribution(OLD), verify(NEW))]
    found = [task for comparison in compare(before, *others) for task in comparison.tasks]
    raw = [task.test.test.two_sided for task in found if task.test.test]
    expected, largest = [0.0] * 4, 0.0
    for rank, n in enumerate(sorted(range(4), key=lambda n: raw[n])):
        largest = max(largest, min(1.0, (4 - rank) * raw[n]))
        expected[n] = largest

    assert [task.adjusted for task in found] == pytest.approx(expected)


def test_the_detectable_drop_is_of_the_strictest_step() -> None:
    found = compare(result(attribution(OLD), verify(OLD)), result(attribution(NEW), verify(NEW)))

    expected = minimum_detectable_drop(QUARTERS, 0.05 / 2 / 2)
    assert found[0].tasks[0].test.minimum_detectable_drop == pytest.approx(expected)


def test_flips_have_the_words_and_both_answers() -> None:
    before, after = attribution(articles((1, 0, 1))), attribution(articles((0, 1, 1)))
    (found,) = compare(result(before), result(after))
    words = "words of attribution/a0/"

    assert found.tasks[0].flips == (
        Flip("attribution/a0/q0", "broken", f"{words}q0", "Ann", "Ann", "Bob"),
        Flip("attribution/a0/q1", "fixed", f"{words}q1", "Ann", "Bob", "Ann"),
    )
    assert (found.tasks[0].count("fixed"), found.tasks[0].count("broken")) == (1, 1)


def test_a_flip_has_its_words_from_whichever_run_kept_them() -> None:
    before, after = attribution(articles((1,))), attribution(articles((0,)))
    kept = replace(before, items={id: ItemResult(1.0, answer="Ann") for id in before.items})
    for one, other in ((kept, after), (after, kept)):
        (found,) = compare(result(one), result(other))
        assert (found.tasks[0].flips[0].asked, found.tasks[0].flips[0].gold) == (
            "words of attribution/a0/q0",
            "Ann",
        )


def test_half_of_the_repeats_is_right() -> None:
    once = attribution(articles((1, 1)), articles((0, 0)))
    never = attribution(articles((0, 1)), articles((0, 1)))
    (found,) = compare(result(once), result(never))

    assert [(f.id, f.kind) for f in found.tasks[0].flips] == [("attribution/a0/q0", "broken")]


def test_only_what_both_have_counts_and_the_rest_is_said() -> None:
    more = articles(*OLD.values(), (0, 0))
    before = result(attribution(more), verify(more), name="old")
    (found,) = compare(before, result(attribution(NEW), name="new"))
    alone = compare(result(attribution(OLD)), result(attribution(NEW)))[0]

    assert found.tasks == alone.tasks
    assert found.articles == 6
    assert found.remarks == (
        "old alone has a6, left out here.",
        "old alone has the task verify, left out here.",
    )


def test_another_protocol_and_missing_answers_are_said() -> None:
    before = result(attribution(OLD), name="old")
    after = result(attribution(NEW), name="new", missing=3, shots=1)

    assert compare(before, after)[0].remarks == (
        "They were asked otherwise: shots 0 and 1.",
        "new: INCOMPLETE, 3 of 27 questions have no answer.",
    )


@pytest.mark.parametrize(
    ("other", "message"),
    [
        (result(verify(NEW)), "they have no task in common"),
        (result(attribution({"b": (1,)})), "they have no article in common"),
        (
            result(attribution(NEW, label="attribution.4")),
            "scored by attribution.3, the other by attribution.4",
        ),
        (result(attribution(NEW), onrecord="0.2"), "scored by 0.1, the other by 0.2"),
        (result(attribution(NEW), gold=dict.fromkeys(NEW, "else")), "the gold of a0 and 5 more is another"),
    ],
    ids=["tasks", "articles", "task version", "scorer version", "gold"],
)
def test_what_cannot_be_compared(other: Result, message: str) -> None:
    with pytest.raises(IncomparableError, match=message):
        compare(result(attribution(OLD)), other)


def outline(comparison: Comparison) -> list[object]:
    return [comparison.articles, comparison.tasks]


@settings(max_examples=50)
@given(pairs(runs=1))
def test_a_run_does_not_differ_from_itself(runs: list[Result]) -> None:
    (found,) = compare(runs[0], runs[0])

    for task in found.tasks:
        assert task.primary.value == 0
        assert task.flips == ()
        assert task.adjusted == 1
        assert not task.is_significant
        assert all(m.value in (0, None) for m in task.others)


@settings(max_examples=50)
@given(pairs())
def test_the_other_way_round_everything_is_mirrored(runs: list[Result]) -> None:
    (there,), (back,) = compare(*runs), compare(*reversed(runs))

    for one, other in zip(there.tasks, back.tasks, strict=True):
        assert one.primary.value == pytest.approx(-(other.primary.value or 0))
        assert (one.test.before, one.test.after) == (other.test.after, other.test.before)
        assert one.test.test is not None
        assert other.test.test is not None
        assert (one.test.test.two_sided, one.test.test.less) == (
            other.test.test.two_sided,
            other.test.test.greater,
        )
        assert one.adjusted == other.adjusted
        mirror = {"fixed": "broken", "broken": "fixed"}
        assert [(f.id, f.kind, f.before, f.after) for f in one.flips] == [
            (f.id, mirror[f.kind], f.after, f.before) for f in other.flips
        ]


@settings(max_examples=30)
@given(pairs(most=18), st.randoms(use_true_random=False))
def test_the_order_of_articles_does_not_matter(runs: list[Result], random: Random) -> None:
    (found,) = compare(*runs)
    (mixed,) = compare(*(shuffled(run, random) for run in runs))

    assert mixed.articles == found.articles
    for one, other in zip(found.tasks, mixed.tasks, strict=True):
        assert (one.test, one.adjusted, one.others) == (other.test, other.adjusted, other.others)
        assert set(one.flips) == set(other.flips)


@settings(max_examples=50)
@given(pairs(runs=3))
def test_another_run_compared_beside_makes_nothing_more_significant(runs: list[Result]) -> None:
    (alone,), together = compare(*runs[:2]), compare(*runs)

    for one, other in zip(alone.tasks, together[0].tasks, strict=True):
        assert one.test.test == other.test.test
        assert one.flips == other.flips
        assert (one.adjusted or 0) <= (other.adjusted or 0)


def test_a_wrong_item_shows_a_wrong_answer() -> None:
    outcomes = [
        Outcome("verify/a/v1", name == "Ann", "who", "Ann", name)
        for name in ("Ann", "Ann", "Bob", "Cy", "Di")
    ]
    found = item_result(outcomes)

    assert (found.share, found.answer) == (0.4, "Bob")
