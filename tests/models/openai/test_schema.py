"""Servers that keep to a schema, refuse it in part or whole, or take it and do not care."""

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest

from .fault_server import Call, FaultServer, Reply, completion, error
from .helpers import LABEL, QUOTES, answer, answers, ask, chat_model, many

jsonschema = pytest.importorskip("jsonschema", reason="needs the extra ‘openai’")

FINE = '{"label": "supported"}'


def refuses(
    *kinds: str, status: int = 400, message: str = "response_format is not supported"
) -> Callable[[Call], Reply]:
    def server(call: Call) -> Reply:
        kind = call.body.get("response_format", {}).get("type", "")
        return error(status, message) if kind in kinds else completion(FINE)

    return server


def forms(server: FaultServer) -> list[str]:
    return [call.body.get("response_format", {}).get("type", "none") for call in server.calls]


def test_a_schema_is_sent_whole_and_strict(server: FaultServer) -> None:
    server.answer = lambda call: completion('{"quote": "We left."}')
    response = answer(server.url, ask(schema=QUOTES))
    sent = server.calls[0].body["response_format"]
    assert sent == {
        "type": "json_schema",
        "json_schema": {"name": "verify", "strict": True, "schema": QUOTES},
    }
    assert response.provenance["schema"] == "kept"


def test_choices_get_the_type_they_imply(server: FaultServer) -> None:
    server.answer = lambda call: completion(FINE)
    answer(server.url, ask(schema=LABEL))
    schema = server.calls[0].body["response_format"]["json_schema"]["schema"]
    assert schema["properties"]["label"] == {**LABEL["properties"]["label"], "type": "string"}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]},
        {"type": "object", "properties": {"a": {}}, "additionalProperties": False},
        {
            "type": "array",
            "items": {"type": "object", "properties": {"a": {}}, "additionalProperties": False},
        },
    ],
)
def test_a_schema_that_strict_mode_would_refuse_is_sent_without_it(
    server: FaultServer, schema: dict[str, Any]
) -> None:
    answer(server.url, ask(schema=schema))
    assert server.calls[0].body["response_format"]["json_schema"]["strict"] is False


def test_a_request_without_a_schema_asks_for_no_form(server: FaultServer) -> None:
    assert "schema" not in answer(server.url).provenance
    assert forms(server) == ["none"]


@pytest.mark.parametrize("status", [400, 422, 500, 501])
@pytest.mark.parametrize(
    ("refused", "asked", "state"),
    [
        ((), ["json_schema"], "kept"),
        (("json_schema",), ["json_schema", "json_schema", "json_object"], "refused"),
        (("json_schema", "json_object"), ["json_schema", "json_schema", "json_object", "none"], "refused"),
    ],
)
def test_what_a_server_refuses_is_not_asked_again_in_the_run(
    server: FaultServer, status: int, refused: tuple[str, ...], asked: list[str], state: str
) -> None:
    server.answer = refuses(*refused, status=status)
    found = answers(server.url, many(4, schema=LABEL), concurrency=1)
    assert forms(server) == asked + asked[-1:] * 3
    assert {r.provenance["schema"] for r in found.values()} == {state}
    assert {r.text for r in found.values()} == {FINE}


def strict_mode(call: Call) -> Reply:
    """As OpenAI's own: no lengths, and a type for everything."""
    text = json.dumps(call.body.get("response_format", {}))
    if "maxLength" in text or "minLength" in text:
        message = "Invalid schema for response_format 'verify': In context=(), 'maxLength' is not permitted."
        return error(400, message, param="response_format", code="invalid_request_error")
    return completion('{"quote": "' + "long " * 30 + '"}')


def test_limits_on_lengths_are_left_out_only_where_they_are_refused(
    server: FaultServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.answer = strict_mode
    found = answers(server.url, many(3, schema=QUOTES), concurrency=1)
    schemas = [call.body["response_format"]["json_schema"]["schema"] for call in server.calls]
    assert schemas[0] == QUOTES
    assert [s["properties"]["quote"] for s in schemas[1:]] == [{"type": "string"}] * 3
    # It is held to what was sent.
    assert {r.provenance["schema"] for r in found.values()} == {"kept"}
    assert {r.provenance["limits"] for r in found.values()} == {"refused"}
    assert "limits on lengths, which the server refuses: 3 (first: verify/a/q0/0/0)" in caplog.text


def test_a_field_named_like_a_limit_stays(server: FaultServer) -> None:
    schema = {
        "type": "object",
        "properties": {"format": {"type": "string", "maxLength": 3}, "maxLength": {"type": "number"}},
        "required": ["format", "maxLength"],
        "additionalProperties": False,
    }
    server.answer = lambda call: (
        error(400, "bad schema: maxLength")
        if call.attempt == 0
        else completion('{"format": "a", "maxLength": 1}')
    )
    assert answer(server.url, ask(schema=schema)).provenance["schema"] == "kept"
    sent = server.calls[1].body["response_format"]["json_schema"]["schema"]
    assert sent["properties"] == {"format": {"type": "string"}, "maxLength": {"type": "number"}}


@pytest.mark.parametrize(
    ("text", "finish", "state"),
    [
        (FINE, "stop", "kept"),
        (f"<think>Is it?</think>{FINE}", "stop", "kept"),
        (f"```json\n{FINE}\n```", "stop", "ignored"),
        (f"Sure: {FINE}", "stop", "ignored"),
        ('{"label": "maybe"}', "stop", "ignored"),
        ('{"label": "supported", "why": ""}', "stop", "ignored"),
        ("supported", "stop", "ignored"),
        ("", "stop", "ignored"),
        ('{"label": "supp', "length", None),
        ("", "length", None),
        ("The article says", "length", "ignored"),
        ("no", "content_filter", None),
    ],
)
def test_a_server_that_takes_a_schema_and_ignores_it_is_found_out(
    server: FaultServer, text: str, finish: str, state: str | None
) -> None:
    server.answer = lambda call: completion(text, choice={"finish_reason": finish})
    response = answer(server.url, ask(schema=LABEL))
    assert response.provenance.get("schema") == state
    assert response.text == text


def test_ignored_schemas_are_counted_and_said_once(
    server: FaultServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.answer = lambda call: completion("supported")
    with caplog.at_level(logging.WARNING), chat_model(server.url) as model:
        list(model.generate(many(7, schema=LABEL)))
        list(model.generate([]))
    told = [record.getMessage() for record in caplog.records]
    assert len(told) == 1
    start = f"{model.name}: answers that do not keep to the schema, though the server took it: 7 (first: "
    assert told[0].startswith(start)


def test_a_400_for_another_reason_is_not_blamed_on_the_schema(server: FaultServer) -> None:
    server.answer = lambda call: error(400, "the moon is full")
    assert "the moon is full" in answer(server.url, ask(schema=LABEL)).error
    assert forms(server) == ["json_schema"]


def test_a_refusal_is_remembered_only_if_going_without_helps(server: FaultServer) -> None:
    """A server that complains of schemas whatever it is sent has some other fault."""

    def confused(call: Call) -> Reply:
        return error(400, "schema trouble") if "q0" in call.prompt else completion(FINE)

    server.answer = confused
    found = answers(server.url, many(2, schema=LABEL), concurrency=1)
    assert "schema trouble" in found["q0"].error
    assert forms(server)[-1] == "json_schema"
    assert found["q1"].provenance["schema"] == "kept"


def test_a_users_schema_that_is_none_breaks_nothing(server: FaultServer) -> None:
    server.answer = lambda call: completion(FINE)
    schema = {"type": "nonsense", "required": 5}
    with pytest.raises(jsonschema.exceptions.SchemaError):
        jsonschema.Draft202012Validator.check_schema(schema)
    assert answer(server.url, ask(schema=schema)).text == FINE
