"""A model as a metric of units."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from onrecord.errors import IncompleteError
from onrecord.models.base import Response
from onrecord.tasks.request import Request
from onrecord.validity.people.judge import judge_metric
from onrecord.validity.people.metrics import Item

from ...harness import Scripted

ITEMS = [
    Item("d by s", summary, unit=unit) for summary in ("mill burns", "ferry") for unit in ("mill", "ferry")
]


def judge(request: Request) -> str:
    present = request.inputs["statement"] in request.inputs["text"]
    return '{"label": "present"}' if present else '{"label": "absent"}'


def test_a_judge_says_present_or_absent() -> None:
    metric = judge_metric(Scripted(judge, name="scripted:x"))
    assert list(metric.answers(ITEMS)) == [1.0, 0.0, 0.0, 1.0]
    assert metric.name == "judge scripted:x"
    assert metric.of_units
    assert metric.threshold == 0.5


def test_answers_are_counted_as_they_come() -> None:
    seen: list[str] = []

    def counted(things: Iterable[Any], total: int) -> Iterator[Any]:
        for id, response in things:
            seen.append(f"{len(seen) + 1} of {total}")
            yield id, response

    list(judge_metric(Scripted(judge), counted).answers(ITEMS))
    assert seen == ["1 of 4", "2 of 4", "3 of 4", "4 of 4"]


def test_an_answer_that_cannot_be_read_is_none() -> None:
    metric = judge_metric(Scripted(lambda request: "who knows"))
    assert list(metric.answers(ITEMS)) == [None] * 4


def test_no_answer_leaves_it_incomplete() -> None:
    metric = judge_metric(Scripted(lambda request: Response(error="down")))
    with pytest.raises(IncompleteError, match="down"):
        list(metric.answers(ITEMS))
