"""Items and checks, known before a model is asked."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord import api
from onrecord.compare.config import GateConfig
from onrecord.compare.gate import judge
from onrecord.compare.items import check_groups, item_ids, items_alone
from onrecord.compare.judged import judged_items
from onrecord.compare.result import Result, result_of
from onrecord.models.baselines.rules import rules
from onrecord.runs.folder import RunFolder
from onrecord.runs.plan import Plan
from onrecord.tasks.build import Protocol
from onrecord.tasks.request import Request

from ..harness import GOLD, Scripted
from .made import articles, attribution, pairs, result


@pytest.mark.parametrize("answer", [rules, lambda _: "no such thing"], ids=["rules", "unreadable"])
@pytest.mark.parametrize("protocol", [{}, {"prompts": "all", "repeats": 2}], ids=["once", "six times"])
def test_the_items_of_a_plan_are_those_of_its_run(
    tmp_path: Path, answer: Callable[[Request], str], protocol: Mapping[str, Any]
) -> None:
    plan, folder = Plan(gold=str(GOLD), protocol=Protocol(**protocol)), RunFolder(tmp_path)
    api.run(plan, Scripted(answer), folder)
    run = result_of(folder)

    ids = list(item_ids(plan))

    assert len(ids) == len(set(ids)) > 100
    assert set(ids) == {id for task in run.tasks.values() for id in task.items}
    assert {id.split("/")[0] for id in ids} == run.tasks.keys()
    assert len(run.tasks) == 8


def test_a_plan_has_the_items_of_its_articles_and_tasks_alone() -> None:
    plan = Plan(("verify",), str(GOLD), ("mill-fire",))
    assert sorted(item_ids(plan)) == ["verify/mill-fire/v1", "verify/mill-fire/v2", "verify/mill-fire/v3"]


def test_without_a_baseline_what_is_wrong_fails() -> None:
    found = list(items_alone(result(attribution(articles((1, 0))))))

    assert [(item.id, item.standing) for item in found] == [
        ("attribution/a0/q0", "right"),
        ("attribution/a0/q1", "failed"),
    ]
    assert found[1].told.splitlines() == [
        "asked: words of attribution/a0/q1",
        "gold: Ann",
        "baseline: there is none",
        "now: Bob",
    ]


@settings(max_examples=100)
@given(
    pairs(),
    st.sampled_from((0.0, 10.0)),
    st.booleans(),
    st.sampled_from(((), ("attribution/a0/*",), ("attribution/a0/q0", "verify/*"))),
    st.none() | st.just(20.0),
)
def test_a_test_fails_exactly_where_the_gate_does(
    runs: list[Result], margin: float, stochastic: bool, must_pass: tuple[str, ...], limit: float | None
) -> None:
    """No test fails where the gate passes, and a check's at least where it fails: each check has a test."""
    config = GateConfig(
        margin=margin,
        stochastic=stochastic,
        alpha=0.2,
        must_pass=must_pass,
        max_misattribution=limit,
        max_invalid=limit,
    )
    verdict = judge(runs[1], runs[0], config)

    items = {item.id for item in judged_items(verdict) if item.standing == "failed"}
    groups = {check.group for check in verdict.failures}

    assert {check.group for check in verdict.checks} <= set(
        check_groups(Plan(("attribution", "verify")), config)
    )
    assert bool(groups) is not verdict.passed
    assert not items or groups
