"""Whatever a server does, each request has one answer or one error, and what passes is tried again."""

import email.utils
import random
import socket
import time
from collections.abc import Callable

import pytest

from onrecord.errors import ModelError
from onrecord.models import openai_http
from onrecord.models.openai_failure import seconds_to_wait

from . import fault_server as fault
from .fault_server import Call, FaultServer, Reply, completion, error, reply
from .helpers import answer, answers, ask, chat_model, many

PASSING: dict[str, Reply] = {
    "408": error(408),
    "409": error(409),
    "429": error(429),
    "500": error(500),
    "502 with a page": reply(502, "<html>Bad gateway</html>", kind="text/html"),
    "503": error(503),
    "504 without a body": reply(504),
    "disconnect before headers": fault.hang_up,
    "disconnect in headers": fault.hang_up_in_headers,
    "disconnect in body": fault.hang_up_in_body,
    "truncated JSON": reply(body='{"choices": [{"message": {"content": "fi'),
    "no JSON": reply(body="fine", kind="text/plain"),
    "empty body": reply(),
    "invalid UTF-8": reply(body=b'{"choices": [{"message": {"content": "\xff\xfe"}}]}'),
    "a list": reply(body=[]),
    "JSON too deep": reply(body="[" * 100_000),
    "no choices": reply(body=fault.chat(body={"choices": []})),
    "choices that are none": reply(body=fault.chat(body={"choices": {"0": 1}})),
    "no message": reply(body={"choices": [{"index": 0}]}),
    "an error with status 200": reply(body={"error": {"message": "upstream", "code": 502}}),
    "an error in the choice": completion("", choice={"finish_reason": "error"}),
    "aborted": completion("", choice={"finish_reason": "abort"}),
    "compressed unasked": reply(body=fault.chat(), headers={"content-encoding": "gzip"}),
}


def after(first: Reply, times: int = 1) -> Callable[[Call], Reply]:
    """A server that has a fault the first times it is asked something."""
    return lambda call: first if call.attempt < times else completion("fine")


@pytest.mark.parametrize("name", PASSING)
def test_what_passes_is_tried_again(server: FaultServer, name: str) -> None:
    server.answer = after(PASSING[name], 2)
    response = answer(server.url)
    assert (response.text, response.error, response.provenance["attempts"]) == ("fine", "", 3)
    assert len(server.calls) == 3


@pytest.mark.parametrize("name", PASSING)
def test_what_stays_is_an_error_after_the_retries(server: FaultServer, name: str) -> None:
    server.answer = lambda call: PASSING[name]
    response = answer(server.url, retries=2)
    assert response.error.startswith(f"openai:m@{server.url}: ")
    assert response.error.endswith("(3 attempts)")
    assert response.text == ""
    assert len(server.calls) == 3


@pytest.mark.parametrize("name", ["say_nothing", "trickle"])
def test_an_answer_that_takes_too_long_is_tried_again(server: FaultServer, name: str) -> None:
    server.answer = after(getattr(fault, name))
    assert answer(server.url, timeout=1).text == "fine"
    server.answer = lambda call: getattr(fault, name)
    assert "no answer within 1 s" in answer(server.url, ask("other"), timeout=1, retries=0).error


@pytest.mark.parametrize("name", ["never_end", "never_end_an_error"])
def test_a_body_without_end_is_cut_off(
    server: FaultServer, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openai_http, "LONGEST", 2**20)
    server.answer = lambda call: getattr(fault, name)
    assert "longer than 1 MiB" in answer(server.url, retries=0).error


def test_a_huge_answer_is_kept_whole(server: FaultServer) -> None:
    server.answer = lambda call: completion("word " * 500_000)
    assert len(answer(server.url).text) == 2_500_000


def test_the_last_of_equal_keys_counts(server: FaultServer) -> None:
    server.answer = lambda call: reply(
        body='{"choices": [], "choices": [{"message": {"content": "a", "content": "b"}}]}'
    )
    assert answer(server.url).text == "b"


@pytest.mark.parametrize("status", [400, 405, 413, 415, 422])
def test_what_is_wrong_with_a_request_is_its_own_error(server: FaultServer, status: int) -> None:
    server.answer = lambda call: error(status, "no such thing") if "q1" in call.prompt else completion("fine")
    found = answers(server.url, many(3), concurrency=1)
    assert found["q1"].error == f"openai:m@{server.url}: status {status}: no such thing"
    assert (found["q0"].text, found["q2"].text, len(server.calls)) == ("fine", "fine", 3)


@pytest.mark.parametrize(
    ("first", "message"),
    [
        (error(401, "who?"), "status 401: who?; no key was sent: name its variable with key_env"),
        (error(403, "not you"), "status 403: not you; no key was sent"),
        (error(404, "no model m"), "status 404: no model m; check model and URL"),
        (reply(404, "<html>", kind="text/html"), "status 404: <html>; check model and URL"),
        (
            reply(307, "", {"location": "https://elsewhere.example/v1"}),
            "redirects to https://elsewhere.example/v1",
        ),
        (
            reply(200, "<html>Welcome", kind="text/html"),
            "no JSON in the answer (text/html): <html>Welcome; check",
        ),
    ],
)
def test_a_first_answer_that_says_all_is_wrong_stops_the_run(
    server: FaultServer, first: Reply, message: str
) -> None:
    server.answer = lambda call: first
    with chat_model(server.url) as model, pytest.raises(ModelError) as stopped:
        list(model.generate(many(50)))
    assert message in str(stopped.value)
    assert len(server.calls) <= 16


def test_no_server_is_told_at_once() -> None:
    pytest.importorskip("openai")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody listens
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        with chat_model(url) as model, pytest.raises(ModelError, match=r"no connection .*the server runs"):
            list(model.generate(many(3)))


def test_answers_before_a_wrong_one_are_kept(server: FaultServer) -> None:
    """Once there was an answer, a 404 is that request's own error."""
    server.answer = lambda call: error(404, "gone") if "q1" in call.prompt else completion("fine")
    found = answers(server.url, many(3), concurrency=1)
    assert [found[f"q{n}"].text for n in range(3)] == ["fine", "", "fine"]
    assert "status 404: gone" in found["q1"].error


def gone_after(answered: int, fault: Reply) -> Callable[[Call], Reply]:
    return lambda call: completion("fine") if call.number < answered else fault


@pytest.mark.parametrize("reason", [error(503), error(429, "empty", code="insufficient_quota"), error(401)])
def test_a_server_that_is_gone_is_not_asked_for_the_rest(server: FaultServer, reason: Reply) -> None:
    server.answer = gone_after(5, reason)
    with chat_model(server.url, retries=1, concurrency=4) as model:
        found = dict(model.generate(many(1000)))
    assert sum(not response.error for response in found.values()) == 5
    assert 1 <= sum(bool(response.error) for response in found.values()) <= 12
    assert len(server.calls) < 30


def test_some_that_fail_among_many_stop_nothing(server: FaultServer) -> None:
    server.answer = lambda call: (
        error(500) if int(call.prompt.split("(q")[1][:-1]) % 3 == 0 else completion("fine")
    )
    found = answers(server.url, many(60), retries=0, concurrency=4)
    assert sum(bool(response.error) for response in found.values()) == 20


def moments(server: FaultServer, headers: dict[str, str]) -> list[float]:
    """When a request came that gets a 429 with these headers first."""
    found: list[float] = []

    def refuse_once(call: Call) -> Reply:
        found.append(time.time())
        return error(429, headers=headers) if call.attempt == 0 else completion("fine")

    server.answer = refuse_once
    assert answer(server.url).text == "fine"
    return found


@pytest.mark.parametrize(
    "headers", [{"retry-after": "1"}, {"retry-after-ms": "1000", "retry-after": "90"}], ids=str
)
def test_it_waits_as_long_as_the_server_asks(server: FaultServer, headers: dict[str, str]) -> None:
    first, second = moments(server, headers)
    assert second >= first + 1


def test_it_waits_until_the_moment_the_server_names(server: FaultServer) -> None:
    moment = int(time.time()) + 2
    assert moments(server, {"retry-after": email.utils.formatdate(moment, usegmt=True)})[1] >= moment


@pytest.mark.parametrize("words", ["soon", "-5", "NaN", "inf", "1e9", "Wed, 99 Foo 2031 00:00:00 GMT", ""])
def test_a_wait_that_cannot_be_read_is_none(words: str) -> None:
    assert seconds_to_wait({"retry-after": words}, now=0.0) is None


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "1500", "retry-after": "7"}, 1.5),
        ({"retry-after-ms": "soon", "retry-after": "7"}, 7),
        ({"retry-after": "Thu, 01 Jan 1970 00:01:40 GMT"}, 90),
        ({"retry-after": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0),
    ],
)
def test_both_forms_of_a_wait_are_read(headers: dict[str, str], seconds: float) -> None:
    assert seconds_to_wait(headers, now=10.0) == seconds


def test_waits_double_up_to_a_limit_and_are_drawn_from_all_below(
    server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Full jitter: retries of many requests come at no common moment."""
    bounds: list[tuple[float, float]] = []

    def drawn(low: float, high: float) -> float:
        bounds.append((low, high))
        return 0.0

    monkeypatch.setattr(random, "uniform", drawn)
    server.answer = lambda call: error(500)
    answer(server.url, retries=9, backoff=0.5)
    assert bounds == [(0, high) for high in (0.5, 1, 2, 4, 8, 16, 30, 30, 30, 30)]


def test_a_wait_beyond_the_time_out_ends_the_run(server: FaultServer) -> None:
    server.answer = gone_after(2, error(429, "daily limit", {"retry-after": "86400"}))
    with chat_model(server.url, concurrency=2) as model:
        found = dict(model.generate(many(100)))
    errors = [response.error for response in found.values() if response.error]
    assert len(errors) <= 4
    assert "daily limit; it asks to wait 86400 s" in errors[0]


def test_requests_under_way_are_few_after_429s_and_never_too_many(server: FaultServer) -> None:
    server.answer = lambda call: fault.slow(0.02, error(429) if call.attempt == 0 else completion("fine"))
    found = answers(server.url, many(40), concurrency=6)
    assert {response.text for response in found.values()} == {"fine"}
    assert 1 <= server.most_busy <= 6


def test_requests_are_sent_in_their_order_so_that_those_of_an_article_are_together(
    server: FaultServer,
) -> None:
    requests = many(40)
    answers(server.url, requests, concurrency=4)
    order = [request.user_message for request in requests]
    places = [order.index(call.prompt) for call in server.calls]
    assert all(abs(place - n) < 4 for n, place in enumerate(places))


def test_it_asks_several_at_a_time(server: FaultServer) -> None:
    server.answer = lambda call: fault.slow(0.02, completion("fine"))
    answers(server.url, many(60), concurrency=8)
    assert 4 < server.most_busy <= 8
