"""What becomes of the parts of an answer."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.models.openai_answer import read_body
from onrecord.models.openai_failure import Failure, told
from onrecord.tasks.reader import read_answer
from onrecord.tasks.task import built_in_tasks
from onrecord.tasks.values import Invalid

from .fault_server import FaultServer, completion, error
from .helpers import answer, answers, many


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("stop", "stop"),
        ("length", "length"),
        ("max_tokens", "length"),
        ("model_length", "length"),
        ("tool_calls", "stop"),
        ("odd", "stop"),
        (None, "stop"),
        (["stop"], "stop"),
        ({}, "stop"),
    ],
)
def test_how_an_answer_ended(server: FaultServer, told: object, kept: str) -> None:
    server.answer = lambda call: completion("fine", choice={"finish_reason": told})
    response = answer(server.url)
    assert (response.text, response.finish_reason) == ("fine", kept)


@pytest.mark.parametrize(
    ("message", "finish", "shown", "by"),
    [
        ({"content": None, "refusal": "I will not do that."}, "stop", "I will not do that.", "the model"),
        ({"content": "The mayor"}, "content_filter", "The mayor", "a content filter"),
        ({"content": None}, "content_filter", "", "a content filter"),
    ],
)
def test_a_refusal_is_read_as_one_whatever_its_words(
    server: FaultServer, message: dict[str, Any], finish: str, shown: str, by: str
) -> None:
    server.answer = lambda call: completion(message=message, choice={"finish_reason": finish})
    response = answer(server.url)
    assert (response.text, response.finish_reason, response.error) == (shown, "refused", "")
    assert response.provenance["refused_by"] == by
    for task in built_in_tasks().values():
        value = read_answer(task, response.text, response.finish_reason).value
        assert isinstance(value, Invalid) and value.reason == "refused"


@pytest.mark.parametrize("code", ["content_filter", "content_policy_violation"])
def test_a_prompt_that_a_filter_refuses_is_refused_and_finished(server: FaultServer, code: str) -> None:
    server.answer = lambda call: error(400, "The prompt was filtered.", code=code)
    found = answers(server.url, many(2), concurrency=1)
    assert {(r.finish_reason, r.error) for r in found.values()} == {("refused", "")}
    assert len(server.calls) == 2


def test_a_refusal_in_plain_words_is_left_to_the_reader(server: FaultServer) -> None:
    server.answer = lambda call: completion("I'm sorry, but I can't assist with that.")
    response = answer(server.url)
    assert response.finish_reason == "stop"
    value = read_answer(built_in_tasks()["verify"], response.text).value
    assert isinstance(value, Invalid) and value.reason == "refused"


@pytest.mark.parametrize("field", ["reasoning_content", "reasoning"])
def test_reasoning_has_a_field_of_its_own(server: FaultServer, field: str) -> None:
    server.answer = lambda call: completion("fine", message={field: "Let me see."})
    response = answer(server.url)
    assert (response.text, response.reasoning) == ("fine", "Let me see.")


def test_no_content_is_an_empty_answer_and_parts_are_joined(server: FaultServer) -> None:
    server.answer = lambda call: completion(
        None, message={"reasoning": "Let me"}, choice={"finish_reason": "length"}
    )
    response = answer(server.url)
    assert (response.text, response.reasoning, response.error) == ("", "Let me", "")
    parts = [
        {"type": "text", "text": "fi"},
        {"type": "thinking", "thinking": []},
        5,
        {"type": "text", "text": "ne"},
    ]
    server.answer = lambda call: completion(message={"content": parts})
    assert answer(server.url).text == "fine"


@pytest.mark.parametrize(
    ("usage", "kept"),
    [
        ({"prompt_tokens": 9, "completion_tokens": 0, "total_tokens": 9}, {"prompt": 9, "completion": 0}),
        (
            {
                "prompt_tokens": 9,
                "completion_tokens": 5,
                "prompt_tokens_details": {"cached_tokens": 8, "audio_tokens": 1},
                "completion_tokens_details": {"reasoning_tokens": 4},
            },
            {"prompt": 9, "completion": 5, "cached": 8, "reasoning": 4},
        ),
        ({"prompt_tokens": "9", "completion_tokens": -1, "prompt_tokens_details": []}, {}),
        ({"prompt_tokens": True, "completion_tokens": 1e9}, {}),
        ({"prompt_tokens": 10**30}, {}),
        (None, {}),
        ("many", {}),
    ],
)
def test_tokens_are_counted_as_far_as_they_are_told(
    server: FaultServer, usage: Any, kept: dict[str, int]
) -> None:
    server.answer = lambda call: completion("fine", body={"usage": usage})
    response = answer(server.url)
    assert (dict(response.usage), response.text) == (kept, "fine")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.text(max_size=8), part, max_size=3),
    max_leaves=8,
)


def optional(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries({}, optional=fields) | JSON


BODIES = optional(
    choices=st.lists(
        optional(
            message=optional(content=JSON, refusal=JSON, reasoning=JSON),
            finish_reason=JSON | st.sampled_from(["stop", "error"]),
            error=JSON,
        ),
        max_size=2,
    ),
    usage=optional(prompt_tokens=JSON, completion_tokens_details=optional(reasoning_tokens=JSON)),
    error=optional(message=JSON, code=JSON, type=JSON),
    detail=st.lists(optional(loc=JSON, msg=JSON), max_size=2) | JSON,
    model=JSON,
)


@given(BODIES)
def test_any_json_at_all_is_an_answer_or_a_failure(body: Any) -> None:
    message, labels = told(body)
    assert isinstance(message, str) and isinstance(labels, str)
    try:
        response = read_body(json.dumps(body).encode(), "application/json", str.upper)
    except Failure as failure:
        assert failure.message and failure.status
    else:
        assert isinstance(response.text, str) and isinstance(response.reasoning, str)
        assert response.finish_reason in ("stop", "length", "refused")


@given(st.binary(max_size=60))
def test_any_bytes_at_all_are_an_answer_or_a_failure(body: bytes) -> None:
    with pytest.raises(Failure):
        read_body(body, "", str)


def test_what_the_server_says_of_itself_is_kept(server: FaultServer) -> None:
    server.answer = lambda call: completion(
        "fine", body={"model": "m-2031-05-06", "system_fingerprint": "fp_1"}
    )
    assert answer(server.url).provenance == {"model": "m-2031-05-06", "system_fingerprint": "fp_1"}
    server.answer = lambda call: completion(
        "fine", body={"model": {"odd": 1}, "system_fingerprint": "x" * 5000}
    )
    assert answer(server.url).provenance == {}
