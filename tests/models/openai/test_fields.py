"""What is sent, what a server may refuse of it, and prompts that are too long."""

from collections.abc import Callable

import pytest

from .fault_server import Call, FaultServer, Reply, completion, error, reply
from .helpers import answer, answers, ask, many


def test_the_article_stands_first_and_settings_are_as_asked(server: FaultServer) -> None:
    request = ask(system="Be exact.", max_tokens=7, temperature=0.5, seed=3, stop=("END",))
    answer(server.url, request, extra_body='{"reasoning_effort": "low"}')
    call = server.calls[0]
    assert call.path == "/v1/chat/completions"
    assert call.body == {
        "model": "m",
        "messages": [
            {"role": "system", "content": "Be exact."},
            {"role": "user", "content": "The article. What is said? (q0)"},
        ],
        "max_tokens": 7,
        "temperature": 0.5,
        "seed": 3,
        "stop": ["END"],
        "reasoning_effort": "low",
    }


def test_stop_and_system_are_sent_only_where_there_are_any(server: FaultServer) -> None:
    answer(server.url)
    assert server.calls[0].body.keys() == {"model", "messages", "max_tokens", "temperature", "seed"}
    assert [m["role"] for m in server.calls[0].body["messages"]] == ["user"]


def test_a_url_without_v1_is_taken_as_it_is(server: FaultServer) -> None:
    answer(server.url.removesuffix("/v1"))
    assert server.calls[0].path == "/chat/completions"


def dislikes(is_there: Callable[[Call], object], message: str, status: int = 400) -> Callable[[Call], Reply]:
    return lambda call: error(status, message) if is_there(call) else completion("one END two")


REFUSED = {
    "temperature": "Unsupported value: 'temperature' does not support 0 with this model.",
    "seed": "Unexpected fields in the request: {'seed'}",
    "stop": "Unsupported parameter: 'stop' is not supported with this model.",
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_field_that_is_refused_is_left_out_for_the_run_and_said(
    server: FaultServer, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    server.answer = dislikes(lambda call: name in call.body, REFUSED[name], 422)
    found = answers(server.url, many(3, stop=("END",)), concurrency=1)
    assert [name in call.body for call in server.calls] == [True, False, False, False]
    assert {tuple(r.provenance["refused"]) for r in found.values()} == {(name,)}
    assert f"{name if name != 'stop' else 'strings here'}, " in caplog.text
    assert ": 3 (first: verify/a/q0/0/0)" in caplog.text
    # Where the server looks for no stop strings, the answer is cut here.
    assert {r.text for r in found.values()} == {"one " if name == "stop" else "one END two"}


def test_the_newer_name_of_the_limit_is_used_where_it_must_be(server: FaultServer) -> None:
    message = "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead."
    server.answer = dislikes(lambda call: "max_tokens" in call.body, message)
    found = answers(server.url, many(3, max_tokens=9), concurrency=1)
    assert [call.body.get("max_completion_tokens") for call in server.calls] == [None, 9, 9, 9]
    assert all("refused" not in r.provenance for r in found.values())


def test_a_broken_server_that_names_a_field_has_not_refused_it(server: FaultServer) -> None:
    server.answer = lambda call: error(500, "seed: stop") if call.attempt == 0 else completion("fine")
    response = answer(server.url, ask(stop=("END",)))
    assert (response.text, response.provenance) == ("fine", {"model": "m", "attempts": 2})
    assert server.calls[1].body == server.calls[0].body


def test_several_refusals_are_learnt_one_after_the_other(server: FaultServer) -> None:
    def reasoning_model(call: Call) -> Reply:
        for name, message in (("max_tokens", "use max_completion_tokens"), *REFUSED.items()):
            if name in call.body:
                return error(400, message)
        return completion("fine")

    server.answer = reasoning_model
    found = answers(server.url, many(4, stop=("END",)), retries=0)
    assert {r.text for r in found.values()} == {"fine"}
    assert {tuple(r.provenance["refused"]) for r in found.values()} == {("temperature", "seed", "stop")}


def test_system_words_go_before_the_users_where_the_role_is_refused(server: FaultServer) -> None:
    server.answer = dislikes(
        lambda call: call.body["messages"][0]["role"] == "system", "System role not supported"
    )
    response = answer(server.url, ask(system="Be exact."))
    assert server.calls[1].prompt == "Be exact.\n\nThe article. What is said? (q0)"
    assert response.provenance["refused"] == ["system"]


TOO_LONG = {
    "OpenAI": error(400, "Too many tokens.", code="context_length_exceeded", param="messages"),
    "OpenAI, in words": error(
        400,
        "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.",
    ),
    "vLLM": error(400, "The decoder prompt (length 5000) is longer than the maximum model length of 4096."),
    "vLLM, newer": error(
        400,
        "You passed 5000 input tokens and requested 50 output tokens. However, the model's context length is "
        "only 4096 tokens, resulting in a maximum input length of 4046 tokens.",
    ),
    "llama.cpp": error(
        400,
        "the request exceeds the available context size, try increasing it",
        type="exceed_context_size_error",
    ),
    "llama.cpp, with numbers": error(
        400, "request (5000 tokens) exceeds the available context size (4096 tokens), try increasing it"
    ),
    "Ollama": error(400, "prompt too long; exceeded max context length by 904 tokens"),
    "Ollama, older": error(500, "input length exceeds the context length"),
    "TGI": error(422, "Input validation error: `inputs` must have less than 4095 tokens. Given: 5000"),
    "others": error(400, "prompt is too long: 210000 tokens > 200000 maximum"),
    "413": error(413, "exceeds the context window of this model"),
}


@pytest.mark.parametrize("name", TOO_LONG)
def test_a_prompt_beyond_the_context_is_a_status_and_no_error(server: FaultServer, name: str) -> None:
    server.answer = lambda call: TOO_LONG[name] if "q1" in call.prompt else completion("fine")
    found = answers(server.url, many(3), concurrency=1)
    assert (found["q1"].finish_reason, found["q1"].text, found["q1"].error) == ("too_long", "", "")
    assert len(server.calls) == 3
    assert (found["q0"].text, found["q2"].text) == ("fine", "fine")


def test_a_limit_on_tokens_a_minute_is_no_context(server: FaultServer) -> None:
    message = "Limit of tokens per minute reached; your context length counts too."
    server.answer = lambda call: error(429, message) if call.attempt == 0 else completion("fine")
    assert answer(server.url).text == "fine"


ROOM = {
    "vLLM": "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens (4066 in "
    "the messages, 934 in the completion). Please reduce the length of the messages or completion.",
    "vLLM, newer": "'max_tokens' or 'max_completion_tokens' is too large: 934. This model's maximum context "
    "length is 4096 tokens and your request has 4066 input tokens (934 > 4096 - 4066).",
    "TGI": "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 4066 `inputs` "
    "tokens and 934 `max_new_tokens`",
}


@pytest.mark.parametrize("name", ROOM)
def test_a_prompt_that_leaves_less_room_than_asked_gets_what_is_left(server: FaultServer, name: str) -> None:
    server.answer = lambda call: (
        error(400, ROOM[name]) if call.body["max_tokens"] > 30 else completion("fine")
    )
    response = answer(server.url, ask(max_tokens=934))
    assert (response.text, response.provenance["max_tokens"]) == ("fine", 30)
    assert [call.body["max_tokens"] for call in server.calls] == [934, 30]


def test_a_server_that_always_says_too_long_is_believed(server: FaultServer) -> None:
    server.answer = lambda call: error(400, ROOM["vLLM"])
    response = answer(server.url)
    assert (response.finish_reason, response.usage) == ("too_long", {"prompt": 4066, "completion": 0})
    assert len(server.calls) == 2


def test_what_a_server_echoes_of_the_article_is_no_reason(server: FaultServer) -> None:
    detail = [
        {"loc": ["body", "n"], "msg": "no number", "input": "context length, temperature, seed, json_schema"}
    ]
    server.answer = lambda call: reply(422, {"detail": detail})
    response = answer(server.url)
    assert response.error.endswith("status 422: body.n: no number")
    assert len(server.calls) == 1


def test_a_prompt_that_was_cut_without_a_word_is_noticed(
    server: FaultServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.answer = lambda call: completion(
        "fine", body={"usage": {"prompt_tokens": 40, "completion_tokens": 1}}
    )
    found = answers(server.url, [ask("short"), ask("long", prompt="word " * 500)], concurrency=1)
    assert "prompt" not in found["short"].provenance
    assert found["long"].provenance["prompt"] == "cut"
    assert "prompts of fewer tokens than words" in caplog.text
