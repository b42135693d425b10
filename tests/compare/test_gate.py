"""What fails a build, and what must not."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.compare.config import GateConfig
from onrecord.compare.gate import Check, Verdict, judge
from onrecord.compare.result import Result
from onrecord.errors import IncomparableError, IncompleteError, OnRecordError
from onrecord.scoring.permutation import holm

from .made import articles, attribution, pairs, result, verify

# Ten articles of ten items: 80% right.
EIGHTY = articles(*([(1,) * 8 + (0, 0)] * 10))


def right(*counts: int) -> dict[str, Sequence[float]]:
    """Articles of ten items with so many right."""
    return articles(*((1,) * n + (0,) * (10 - n) for n in counts))


def gate(after: Result, before: Result, **rules: object) -> Verdict:
    return judge(after, before, GateConfig.model_validate(rules))


def check(verdict: Verdict, name: str = "attribution") -> Check:
    (found,) = (c for c in verdict.checks if c.name == name)
    return found


# What must not slip through.


def test_a_primary_metric_that_is_better_low_fails_when_it_rises() -> None:
    def wrong(share: int) -> Result:
        task = attribution(right(*[10 - share] * 10))
        return result(replace(task, primary="misattribution_rate"))

    for rules in ({"margin": 2}, {"stochastic": True}):
        assert not gate(wrong(5), wrong(2), **rules).passed
        assert gate(wrong(2), wrong(5), **rules).passed


def test_an_item_that_is_asked_no_more_is_less_measured() -> None:
    fewer = articles(*([(1,) * 8] * 10))

    with pytest.raises(IncomparableError, match=r"it lacks the item attribution/a0/q8 and 19 more"):
        gate(result(attribution(fewer)), result(attribution(EIGHTY)), margin=5)


def test_an_article_that_a_task_asks_no_more_about_is_less_measured() -> None:
    before = result(attribution(EIGHTY), verify(EIGHTY))
    after = result(attribution({a: EIGHTY[a] for a in list(EIGHTY)[:3]}), verify(EIGHTY), gold=before.gold)

    with pytest.raises(IncomparableError, match="it lacks the item attribution/a3/"):
        gate(after, before, margin=5)
    with pytest.raises(IncomparableError, match="it lacks the answer attribution/a3/0/0"):
        gate(replace(after, tasks={**after.tasks, "attribution": replace(
            after.tasks["attribution"], items=before.tasks["attribution"].items
        )}), before, margin=5)  # fmt: skip


def test_a_figure_that_is_defined_no_more_fails() -> None:
    def abstaining(silent: int) -> Result:
        task = replace(attribution(EIGHTY), primary="misattribution_rate")
        samples = tuple(
            replace(s, stats={**s.stats, "answered": 0.0, "misattributed": 0.0}) if n < silent else s
            for n, s in enumerate(task.samples)
        )
        return result(replace(task, samples=samples))

    for rules in ({"margin": 5}, {"stochastic": True}):
        found = gate(abstaining(8), abstaining(0), **rules)
        assert not found.passed
        assert "no value any more on 8 articles" in check(found).says
        assert gate(abstaining(8), abstaining(8), **rules).passed


def test_a_limit_fails_where_nothing_is_left_to_take_it_of() -> None:
    silent = attribution(EIGHTY)
    nobody = tuple(
        replace(s, stats={**s.stats, "answered": 0.0, "misattributed": 0.0}) for s in silent.samples
    )
    after = result(replace(silent, samples=nobody))
    found = gate(after, result(attribution(EIGHTY)), margin=50, max_misattribution=25)

    assert check(found, "attribution: misattributed").says == "undefined, at most 25% allowed"
    assert not found.passed
    assert gate(after, after, margin=50, max_misattribution=25).passed


def test_a_limit_that_no_task_has_is_a_mistake() -> None:
    run = result(verify(EIGHTY))

    with pytest.raises(OnRecordError, match="max_misattribution: no task that was asked has such a rate"):
        gate(run, run, max_misattribution=1)


def test_whatever_else_the_signature_says_of_asking_is_compared() -> None:
    with pytest.raises(IncomparableError, match="asked with reasoning –, run with none"):
        gate(result(attribution(EIGHTY), reasoning="none"), result(attribution(EIGHTY)))


def test_another_model_and_another_version_are_told() -> None:
    before = replace(result(attribution(EIGHTY), model="hf:old"), version="0.0.9")
    found = gate(result(attribution(EIGHTY), model="hf:new"), before)

    assert found.passed
    assert "The baseline is of another model: hf:old." in found.remarks
    assert any(remark.startswith("They were scored by onrecord 0.0.9 and ") for remark in found.remarks)


def test_articles_beyond_the_baseline_are_told_and_not_judged() -> None:
    more = {**EIGHTY, "new": (0,) * 10}
    for rules in ({}, {"margin": 1}, {"stochastic": True}):
        found = gate(result(attribution(more)), result(attribution(EIGHTY)), **rules)
        assert found.passed
        assert "run alone has new, left out here." in found.remarks


@pytest.mark.parametrize(
    ("model", "varies"),
    [("baseline:rules", False), ("hf:x", False), ("mine", False), ("openai:x", True), ("inspect:x/y", True)],
)
def test_a_hosted_model_is_not_taken_to_answer_the_same(model: str, varies: bool) -> None:
    run = result(attribution(EIGHTY), model=model)

    assert gate(run, run).is_stochastic is varies


# A model that always answers the same.


def test_nothing_changed_passes() -> None:
    run = result(attribution(EIGHTY), verify(EIGHTY))
    found = gate(replace(run, name="again"), run)

    assert found.passed
    assert not found.is_stochastic
    assert [c.says for c in found.checks] == ["the same", "the same"]


def test_without_a_margin_any_drop_fails_and_names_the_items() -> None:
    found = gate(result(attribution(right(*[8] * 9, 7))), result(attribution(EIGHTY)))

    assert not found.passed
    assert check(found).says == "80.0 → 79.0 (-1.0); 1 article changed"
    assert check(found).items == ("attribution/a9/q7",)


def test_without_a_margin_a_gain_waits_for_its_blessing() -> None:
    found = gate(result(attribution(right(*[8] * 9, 9))), result(attribution(EIGHTY)))

    assert not found.passed
    assert check(found).says.endswith("for the better: bless it")


def test_without_a_margin_a_swap_that_moves_no_figure_fails() -> None:
    swapped = {**EIGHTY, "a0": (0,) + (1,) * 8 + (0,)}
    found = gate(result(attribution(swapped)), result(attribution(EIGHTY)))

    assert check(found).says == "80.0 → 80.0 (+0.0); 1 article changed"
    assert check(found).items == ("attribution/a0/q0",)
    assert not found.passed


@pytest.mark.parametrize(
    ("counts", "passes"),
    [((8,) * 9 + (7,), True), ((8,) * 8 + (7, 7), True), ((8,) * 7 + (7, 7, 7), False), ((10,) * 10, True)],
    ids=["1 point", "2 points", "3 points", "gain"],
)
def test_with_a_margin_of_two_points(counts: tuple[int, ...], passes: bool) -> None:
    found = gate(result(attribution(right(*counts))), result(attribution(EIGHTY)), margin=2)

    assert found.passed is passes
    assert bool(check(found).items) is not passes


def test_a_task_may_have_a_margin_of_its_own() -> None:
    worse = right(*[8] * 7, 7, 7, 7)
    after, before = (
        result(attribution(worse), verify(EIGHTY)),
        result(attribution(EIGHTY), verify(EIGHTY)),
    )

    assert gate(after, before, margins={"attribution": 3}).passed
    assert not gate(after, before, margin=5, margins={"attribution": 2}).passed


def test_figures_that_machines_add_up_otherwise_are_the_same() -> None:
    one, other = (result(attribution(articles((1, share)))) for share in (0.3, 0.1 + 0.2))
    assert gate(other, one).passed


@settings(max_examples=60)
@given(pairs(), st.just(0.0) | st.floats(0, 30))
def test_no_drop_beyond_the_margin_passes_and_no_lesser_one_fails(runs: list[Result], margin: float) -> None:
    before, after = runs
    found = gate(after, before, margin=margin)

    for task in found.comparison.tasks:
        drop = -100 * (task.primary.value or 0)
        if drop > margin + 1e-6:
            assert not check(found, task.task).passed
        if drop < margin - 1e-6 and margin > 0:
            assert check(found, task.task).passed
    if margin == 0:
        same = all(b.samples == a.samples for b, a in zip(_tasks(before), _tasks(after), strict=True))
        assert found.passed is (same and not any(task.flips for task in found.comparison.tasks))


def _tasks(run: Result) -> list[object]:
    return list(run.tasks.values())


@settings(max_examples=30)
@given(pairs(runs=1), st.floats(0, 30), st.booleans())
def test_what_is_the_same_never_fails(runs: list[Result], margin: float, stochastic: bool) -> None:
    assert gate(runs[0], runs[0], margin=margin, stochastic=stochastic).passed


# A model that may answer otherwise each time.


def test_a_chance_drop_passes_and_a_real_one_fails() -> None:
    before = result(attribution(EIGHTY))
    chance = result(attribution(right(9, 7, 9, 7, 8, 8, 7, 9, 7, 7)))
    real = result(attribution(right(7, 7, 6, 7, 7, 8, 7, 6, 7, 7)))
    rules = {"stochastic": True}

    assert gate(chance, before, **rules).passed
    assert not gate(real, before, **rules).passed
    # Nine articles fell, none rose: 2 of 2¹⁰ ways are as low, as one of them does not change.
    assert check(gate(real, before, **rules)).p_value == 2 / 1024


def test_a_significant_drop_within_the_margin_passes() -> None:
    before, after = result(attribution(EIGHTY)), result(attribution(right(*[7] * 10)))

    assert not gate(after, before, stochastic=True, margin=9).passed
    found = gate(after, before, stochastic=True, margin=10)
    assert found.passed
    assert check(found).p_value == 1 / 1024


def test_a_gain_passes() -> None:
    before, after = result(attribution(EIGHTY)), result(attribution(right(*[10] * 10)))
    assert gate(after, before, stochastic=True).passed


def test_p_values_are_one_sided_and_adjusted_over_the_tasks() -> None:
    before = result(attribution(EIGHTY), verify(EIGHTY))
    after = result(
        attribution(right(7, 7, 6, 7, 7, 8, 7, 6, 7, 7)), verify(right(8, 7, 8, 7, 8, 9, 8, 7, 8, 8))
    )
    found = gate(after, before, stochastic=True)
    raw = [task.test.test.less for task in found.comparison.tasks if task.test.test]

    assert [c.p_value for c in found.checks] == list(holm(raw))
    assert raw[0] == 2 / 1024
    assert found.checks[0].p_value == 2 * raw[0]


def test_alpha_decides() -> None:
    before, after = result(attribution(EIGHTY)), result(attribution(right(7, 7, 7, 7, 7, 7, 8, 8, 8, 8)))

    assert check(gate(after, before, stochastic=True)).p_value == 1 / 64
    assert not gate(after, before, stochastic=True, alpha=0.02).passed
    assert gate(after, before, stochastic=True, alpha=0.01).passed


def test_too_few_articles_to_fail_are_said() -> None:
    few = articles((1, 1), (1, 1), (1, 1), (1, 1), (1, 1))
    worse = articles(*[(0, 0)] * 5)
    found = gate(result(attribution(worse)), result(attribution(few)), stochastic=True)

    assert found.passed
    assert found.remarks == (
        "attribution: on 5 articles no drop can be significant at alpha 0.02 over 1 task; ask about more "
        "articles",
    )


@pytest.mark.parametrize(
    ("after", "rules", "expected"),
    [
        (result(attribution(EIGHTY)), {}, False),
        (result(attribution(EIGHTY, EIGHTY)), {}, True),
        (result(attribution(EIGHTY), temperature="0.7"), {}, True),
        (result(attribution(EIGHTY), model="openai:some@http://host/v1"), {}, True),
        (result(attribution(EIGHTY), model="openai:some@http://host/v1"), {"stochastic": False}, False),
        (result(attribution(EIGHTY)), {"stochastic": True}, True),
    ],
    ids=["greedy", "repeats", "temperature", "hosted", "said not to be", "said to be"],
)
def test_what_counts_as_stochastic(after: Result, rules: dict[str, object], expected: bool) -> None:
    assert gate(after, after, **rules).is_stochastic is expected


# Items that must pass.


def test_an_item_that_must_pass_fails_by_itself() -> None:
    run = result(attribution(EIGHTY))
    found = gate(run, run, must_pass=["attribution/a0/q9", "attribution/a1/q0"])

    assert not found.passed
    assert check(found, "must pass: attribution/a0/q9").items == ("attribution/a0/q9",)
    assert check(found, "must pass: attribution/a1/q0").passed


def test_a_pattern_names_many_items() -> None:
    run = result(attribution(EIGHTY))
    (failed,) = gate(run, run, must_pass=["attribution/a3/*"]).failures

    assert failed.says == "2 of 10 items wrong"
    assert failed.items == ("attribution/a3/q8", "attribution/a3/q9")


@pytest.mark.parametrize(("wrong", "passes"), [(0, True), (2, True), (3, False), (4, False)])
def test_an_item_must_be_wrong_in_more_than_half_of_the_repeats(wrong: int, passes: bool) -> None:
    repeats = [articles((0, 1)) if n < wrong else articles((1, 1)) for n in range(4)]
    run = result(attribution(*repeats))
    found = gate(run, run, must_pass=["attribution/a0/q0"])

    assert found.passed is passes
    assert check(found, "must pass: attribution/a0/q0").says.endswith("in more than half of the repeats")


def test_a_pattern_that_names_nothing_is_an_error() -> None:
    run = result(attribution(EIGHTY))
    with pytest.raises(OnRecordError, match="‘attribution/a77/q0’ names no item"):
        gate(run, run, must_pass=["attribution/a77/q0"])


# Limits of their own.


def with_invalid(count: float) -> Result:
    task = attribution(EIGHTY)
    first, *others = task.samples
    spoiled = replace(first, stats={**first.stats, "invalid": count})
    return result(replace(task, samples=(spoiled, *others)))


@pytest.mark.parametrize(("count", "passes"), [(0, True), (2, True), (3, False)])
def test_the_rate_of_invalid_answers_has_a_limit(count: float, passes: bool) -> None:
    run = with_invalid(count)
    found = check(gate(run, run, max_invalid=2), "attribution: invalid answers")

    assert found.passed is passes
    assert found.says == f"{count:.1f}%, at most 2% allowed"


def test_misattribution_has_a_limit_where_there_is_such_a_rate() -> None:
    run = result(attribution(EIGHTY), verify(EIGHTY))

    assert not gate(run, run, max_misattribution=19).passed
    assert gate(run, run, max_misattribution=20).passed
    names = [c.name for c in gate(run, run, max_misattribution=20).checks]
    assert names == ["attribution", "verify", "attribution: misattributed"]


# What passes no gate because it was not measured.


def test_nothing_measured_is_incomplete() -> None:
    before = result(attribution(EIGHTY))
    for empty in (replace(before, questions=0), replace(before, tasks={})):
        with pytest.raises(IncompleteError, match="nothing was measured"):
            gate(empty, before)


def test_a_run_that_is_not_finished_is_incomplete_and_so_is_its_baseline() -> None:
    whole, torn = result(attribution(EIGHTY)), result(attribution(EIGHTY), missing=2)
    with pytest.raises(IncompleteError, match="2 of 102 questions have no answer"):
        gate(torn, whole)
    with pytest.raises(IncompleteError, match="2 questions have no answer: no baseline"):
        gate(whole, torn)


@pytest.mark.parametrize(
    ("after", "message"),
    [
        (result(attribution(EIGHTY), shots=1), "asked with shots 0, run with 1"),
        (result(attribution(EIGHTY), system="ab"), "asked with system –, run with ab"),
        (result(attribution(EIGHTY, EIGHTY)), "asked with repeats 1, run with 2"),
        (result(attribution(right(*[8] * 9))), "measured less than base: it lacks the article a9"),
        (result(attribution(right(8))), "lacks the article a1 and 8 more"),
        (result(verify(EIGHTY)), "they have no task in common"),
        (result(attribution(EIGHTY, label="attribution.4")), "scored by attribution.3, the other by"),
        (
            result(attribution(EIGHTY), gold=dict.fromkeys(EIGHTY, "x")),
            "the gold of a0 and 9 more is another",
        ),
    ],
    ids=["shots", "system", "repeats", "article", "articles", "task", "version", "gold"],
)
def test_what_cannot_be_held_against_its_baseline(after: Result, message: str) -> None:
    with pytest.raises(IncomparableError, match=message):
        gate(after, result(attribution(EIGHTY), name="base"))


def test_a_margin_for_a_task_that_was_not_asked_is_an_error() -> None:
    run = result(attribution(EIGHTY))
    with pytest.raises(OnRecordError, match="margins: no task ‘quotes’ was asked; there are attribution"):
        gate(run, run, margins={"quotes": 1})
