"""An export scores as a run does, whatever the order, and only with what it was made of."""

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import GoldError, IncomparableError, OnRecordError
from onrecord.exchange.exported import Export, figure, ready, shown_metrics
from onrecord.models.base import Response
from onrecord.scoring.metric import Metric, mean_recall, rate

from .conftest import Small


def test_the_figures_of_every_task_are_those_of_the_run(small: Small) -> None:
    export = Export.of(small.plan)
    earned = [export.score(id, Response(text=text)) for id, text in small.answers.items()]
    random.Random(7).shuffle(earned)

    for task in small.plan.tasks:
        own = [e for e in earned if e["id"].startswith(f"{task.name}/")]
        run = small.scores.rows[0].tasks[task.name]
        for metric in shown_metrics(task):
            assert figure(metric, own) == pytest.approx(run.metric(metric.name).value, abs=1e-12), metric.name
    assert {m.name for t in small.plan.tasks for m in shown_metrics(t)} >= {
        t.primary for t in small.plan.tasks
    }


def test_a_mean_is_one_of_articles_and_a_pooled_figure_one_of_sums() -> None:
    """By hand: article a has 1 of 1, article b 0 of 3."""
    earned: list[Any] = [{"id": "t/a/1/0/0", "stats": {"right": 1.0, "all": 1.0}}]
    earned += [{"id": f"t/b/{n}/0/0", "stats": {"all": 1.0}} for n in range(3)]

    assert figure(Metric("share", "", rate("right", "all")), earned) == 0.5
    assert figure(Metric("share", "", rate("right", "all"), pooled=True), earned) == 0.25
    assert figure(Metric("share", "", rate("right", "none")), earned) is None
    assert figure(Metric("share", "", rate("right", "all")), []) is None


@given(st.permutations([("a", "x", 1), ("a", "y", 0), ("b", "x", 1), ("b", "x", 0), ("c", "y", 1)]))
def test_order_does_not_matter(answers: list[tuple[str, str, int]]) -> None:
    earned: list[Any] = [
        {
            "id": f"t/{article}/{article}{label}{right}/0/0",
            "stats": {f"right.{label}": right, f"gold.{label}": 1},
        }
        for article, label, right in answers
    ]

    value = figure(Metric("recall", "", mean_recall(("x", "y")), pooled=True), earned)

    assert value == pytest.approx((2 / 3 + 1 / 2) / 2, abs=1e-15)


def test_a_second_answer_to_one_request_is_never_counted_twice() -> None:
    earned: list[Any] = [{"id": "t/a/1/0/0", "stats": {"all": 1.0}}] * 2

    with pytest.raises(OnRecordError, match="t/a/1/0/0 has a second answer"):
        figure(Metric("share", "", rate("right", "all")), earned)


def changed(folder: Path, change: Callable[[dict[str, Any]], Any]) -> Path:
    path = folder / "onrecord.json"
    about = json.loads(path.read_bytes())
    change(about)
    path.write_text(json.dumps(about), encoding="utf-8")
    return folder


def test_another_version_of_a_task_refuses_to_score(exported: Callable[..., Path]) -> None:
    folder = changed(exported("inspect"), lambda about: about["tasks"].update(quotes="quotes.1"))

    with pytest.raises(
        IncomparableError, match=r"exported with quotes\.1, but this onrecord .* has quotes\.2"
    ):
        ready(folder)


def test_changed_gold_refuses_to_score(exported: Callable[..., Path]) -> None:
    folder = changed(exported("inspect"), lambda about: about["gold"].update(hostile="0" * 64))

    with pytest.raises(GoldError, match="hostile: has changed since the export; export again"):
        ready(folder)


@pytest.mark.parametrize(
    "change",
    [
        lambda about: about.pop("plan"),
        lambda about: about.update(plan=[]),
        lambda about: about["plan"].update(gold=5),
        lambda about: about["plan"].update(protocol={"seed": "x"}),
    ],
)
def test_a_broken_manifest_is_told(change: Callable[[Any], Any], exported: Callable[..., Path]) -> None:
    with pytest.raises(OnRecordError, match=r"onrecord\.json: missing or broken; make it anew"):
        ready(changed(exported("inspect"), change))


def test_an_unknown_task_is_told(small: Small) -> None:
    with pytest.raises(OnRecordError, match="no task ‘other’ in this export; it has quotes"):
        Export.of(small.plan).task("other")
