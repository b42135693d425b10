"""Whole runs through a server with faults: no answer is lost or doubled, and scores are the same."""

import contextlib
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.api import evaluate
from onrecord.errors import IncompleteError
from onrecord.runs.folder import RunFolder
from onrecord.tasks.request import Request

from ...harness import GOLD, environment, only_line, onrecord
from . import fault_server as fault
from .fault_server import Call, FaultServer, Reply, completion, error, reply, sensible
from .helpers import answers, chat_model, many

FAULTS: dict[str, Reply] = {
    "429": error(429),
    "500": error(500),
    "disconnect": fault.hang_up,
    "disconnect in body": fault.hang_up_in_body,
    "no JSON": reply(body="{"),
    "slow": fault.slow(0.01, error(503)),
}
Script = list[list[str]]


def follow(script: Script) -> Callable[[Call], Reply]:
    """A server that has, for each question, its faults one after the other, and then answers."""

    def server(call: Call) -> Reply:
        faults = script[int(call.prompt.rpartition("(q")[2][:-1])]
        return FAULTS[faults[call.attempt]] if call.attempt < len(faults) else completion(sensible(call))

    return server


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.lists(st.sampled_from(sorted(FAULTS)), max_size=4), min_size=1, max_size=12),
    st.integers(1, 6),
)
def test_whatever_fails_each_request_is_answered_once(
    server: FaultServer, script: Script, concurrency: int
) -> None:
    server.calls.clear()
    server.most_busy = 0
    server.answer = follow(script)
    requests = many(len(script))
    found = answers(server.url, requests, concurrency=concurrency, retries=4, backoff="0.0005")
    assert all(response.text for response in found.values())
    asked = Counter(call.prompt for call in server.calls)
    assert [asked[request.user_message] for request in requests] == [len(faults) + 1 for faults in script]
    assert server.most_busy <= concurrency


def line(server: FaultServer, out: str, *more: str) -> tuple[object, ...]:
    fast = (
        "--model-option",
        "backoff=0.001",
        "--model-option",
        "retries=1",
        "--model-option",
        "concurrency=4",
    )
    tasks = ("--gold", GOLD, "--tasks", "verify,headline", "--out", out)
    return ("run", f"openai:m@{server.url}", *tasks, *fast, *more)


def scores(server: FaultServer, out: Path) -> bytes:
    """The bytes of the scores of a whole run. Raises IncompleteError where answers are missing."""
    options = {"backoff": "0.001", "retries": "1", "concurrency": "4"}
    evaluate(
        f"openai:m@{server.url}", tasks=["verify", "headline"], gold=GOLD, model_options=options, out=out
    )
    return (out / "scores.json").read_bytes()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_faults_and_resumed_runs_leave_the_scores_as_they_are(
    server: FaultServer, tmp_path: Path, seed: int
) -> None:
    undisturbed = scores(server, tmp_path / "undisturbed")
    chance = random.Random(seed)
    given: Counter[str] = Counter()

    def badly(call: Call) -> Reply:
        if chance.random() < 0.4:
            return FAULTS[chance.choice(sorted(FAULTS))]
        given[call.prompt] += 1
        return completion(sensible(call))

    server.answer = badly
    for _ in range(50):
        with contextlib.suppress(IncompleteError):
            assert scores(server, tmp_path / "run") == undisturbed
            break
    else:
        pytest.fail("it never came to an end")
    log = [id for id, _, response in RunFolder(tmp_path / "run").read_responses() if not response.error]
    assert len(log) == len(set(log)) == sum(given.values()) == 20


def test_a_wrong_key_is_exit_code_2_in_one_line(
    server: FaultServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "hunter2")
    server.answer = lambda call: error(401, "Incorrect API key provided: hunter2")
    done = onrecord(*line(server, "run", "-q"), cwd=tmp_path)
    name = f"openai:m@{server.url}"
    message = f"onrecord: {name}: status 401: Incorrect API key provided: [key]; check the key"
    assert (done.returncode, only_line(done.stderr)) == (2, message)


def test_a_server_that_goes_away_leaves_an_incomplete_run(server: FaultServer, tmp_path: Path) -> None:
    server.answer = lambda call: completion(sensible(call)) if call.number < 6 else error(503)
    done = onrecord(*line(server, "run"), cwd=tmp_path)
    assert done.returncode == 4, done.stderr
    assert "INCOMPLETE" in done.stdout
    assert "status 503: broken (2 attempts)" in done.stderr.splitlines()[-1]
    server.answer = lambda call: completion(sensible(call))
    asked = len(server.calls)
    scores(server, tmp_path / "run")
    assert len(server.calls) - asked == 20 - 6


def test_a_note_is_said_once_on_standard_error(server: FaultServer, tmp_path: Path) -> None:
    server.answer = lambda call: completion("supported, I think")
    done = onrecord(*line(server, "run", "-q"), cwd=tmp_path)
    assert done.returncode == 0
    assert only_line(done.stderr).startswith(f"openai:m@{server.url}: answers that do not keep")


def test_ctrl_c_ends_it_and_keeps_what_arrived(server: FaultServer, tmp_path: Path) -> None:
    server.answer = lambda call: completion(sensible(call)) if call.number < 7 else fault.say_nothing
    process = subprocess.Popen(
        [sys.executable, "-m", "onrecord.cli.main", *map(str, line(server, "run"))],
        cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    log = tmp_path / "run" / "responses.jsonl"
    while not (log.exists() and log.read_text().count("\n") == 7):
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 4, errors
    assert "stopped; what was answered is kept" in errors.splitlines()[-1], errors
    assert "Traceback" not in errors
    server.answer = lambda call: completion(sensible(call))
    kept = log.read_text()
    scores(server, tmp_path / "run")
    assert kept.count("\n") == 7 and log.read_text().startswith(kept)
    ids = [id for id, _, _ in RunFolder(tmp_path / "run").read_responses()]
    assert len(ids) == len(set(ids)) == 20


def test_an_iterator_that_is_left_leaves_nothing_behind(server: FaultServer) -> None:
    server.answer = lambda call: completion("fine") if call.number < 2 else fault.say_nothing
    with chat_model(server.url) as model:
        found = model.generate(iter(many(1000)))
        assert next(found)[1].text == "fine"
        found.close()
        server.answer = lambda call: completion("again")
        assert [response.text for _, response in model.generate(many(3))] == ["again"] * 3


def test_requests_are_taken_no_further_than_may_be_under_way(server: FaultServer) -> None:
    taken: list[str] = []

    def requests() -> Iterator[Request]:
        for request in many(100):
            taken.append(request.id)
            yield request

    with chat_model(server.url, concurrency=5) as model:
        for n, _ in enumerate(model.generate(requests()), 1):
            assert len(taken) <= n + 5
