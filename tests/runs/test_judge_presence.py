"""``judge_presence``: what ``validate --judge`` measures."""

import json

import pytest

from onrecord.errors import IncompleteError
from onrecord.models.base import Response
from onrecord.runs.judge.presence import judge_presence
from onrecord.tasks.request import Request

from ..harness import Scripted

PAIRS = [("the dam broke", "The dam broke."), ("a cat sang", "A dog sang."), ("it rained", "The dam broke.")]


def same_words(request: Request) -> str:
    told = request.inputs["statement"] in request.inputs["text"].lower()
    return json.dumps({"label": "present" if told else "absent"})


def test_each_pair_has_its_answer_in_the_order_given() -> None:
    assert judge_presence(Scripted(same_words), iter(PAIRS)) == [1.0, 0.0, 0.0]


def test_the_order_of_answering_does_not_matter() -> None:
    model = Scripted(same_words, order=lambda batch: batch[::-1], ahead=3)
    assert judge_presence(model, PAIRS) == [1.0, 0.0, 0.0]


def test_pairs_of_one_summary_are_asked_together() -> None:
    model = Scripted(same_words)
    judge_presence(model, PAIRS)
    assert [r.item for r in model.asked] == ["0", "2", "1"]
    assert model.asked[0].prefix == model.asked[1].prefix != model.asked[2].prefix


def test_an_answer_that_cannot_be_read_is_none() -> None:
    assert judge_presence(Scripted(lambda r: "perhaps"), PAIRS[:1]) == [None]


def test_no_answer_is_an_error() -> None:
    with pytest.raises(IncompleteError, match="gave no answer to presence/pairs/0/0/0: down"):
        judge_presence(Scripted(lambda r: Response(error="down")), PAIRS)
    with pytest.raises(IncompleteError, match="answered 0 of 3"):
        judge_presence(Scripted(same_words, order=lambda batch: []), PAIRS)


def test_no_pairs_ask_nothing() -> None:
    assert judge_presence(Scripted(same_words), []) == []
