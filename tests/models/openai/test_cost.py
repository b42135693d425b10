"""``--max-cost``: never above it, whatever is under way, and resumable."""

import asyncio
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.api import evaluate
from onrecord.errors import IncompleteError
from onrecord.models.openai_cost import Budget
from onrecord.models.openai_spec import OpenAISpec

from ...harness import GOLD, only_line, onrecord
from . import fault_server as fault
from .fault_server import FaultServer, completion, sensible
from .helpers import answers, ask, chat_model, many

# Two for each call at these prices.
PRICES = {"price_in": "19900", "price_out": "1000"}
USAGE = {"usage": {"prompt_tokens": 100, "completion_tokens": 10}}
MOST = Budget(OpenAISpec("m", price_in=19900, price_out=1000)).most(ask())


@pytest.mark.parametrize("concurrency", [1, 8])
def test_nothing_is_asked_that_could_exceed_the_limit(server: FaultServer, concurrency: int) -> None:
    server.answer = lambda call: fault.slow(0.01, completion("fine", body=USAGE))
    with chat_model(server.url, max_cost="21", concurrency=concurrency, **PRICES) as model:
        found = dict(model.generate(many(100)))
    answered = [response for response in found.values() if not response.error]
    assert len(answered) == len(server.calls) == 10
    assert model.spec.max_cost is not None and 20 + MOST > model.spec.max_cost >= 18 + MOST
    errors = {response.error for response in found.values() if response.error}
    assert len(errors) == 1
    assert "max_cost is 21, 20.0000 is spent, and the next request may cost " in errors.pop()


def test_enough_money_stops_nothing_and_refusals_cost_nothing(server: FaultServer) -> None:
    server.answer = lambda call: fault.error(503) if call.attempt < 2 else completion("fine", body=USAGE)
    found = answers(server.url, many(10), max_cost="21", **PRICES)
    assert {response.text for response in found.values()} == {"fine"}


def test_an_answer_that_never_arrived_may_have_cost_the_most(server: FaultServer) -> None:
    """Three attempts that broke off count in full: a fourth could exceed the limit."""
    server.answer = lambda call: fault.hang_up_in_body
    found = answers(server.url, [ask()], max_cost=f"{3.5 * MOST:.6f}", **PRICES)
    assert len(server.calls) == 3
    assert "is spent, and the next request may cost" in found["q0"].error


def test_an_answer_without_usage_counts_as_the_most(server: FaultServer) -> None:
    server.answer = lambda call: completion("fine", body={"usage": None})
    with chat_model(server.url, max_cost=f"{3.5 * MOST:.6f}", concurrency=1, **PRICES) as model:
        list(model.generate(many(9)))
    assert len(server.calls) == 3


def test_a_server_that_counts_more_than_expected_is_expected_to_do_so_again(server: FaultServer) -> None:
    usage = {"prompt_tokens": 1000, "completion_tokens": 10}
    server.answer = lambda call: completion("fine", body={"usage": usage})
    with chat_model(server.url, max_cost="100", concurrency=1, **PRICES) as model:
        list(model.generate(many(9)))
    # Each costs 19.91: after four, a fifth fits by its own words only.
    assert len(server.calls) == 5
    with chat_model(server.url, max_cost="99", concurrency=1, **PRICES) as model:
        list(model.generate(many(9)))
    assert len(server.calls) == 5 + 4


@given(
    st.floats(0, 5000),
    st.lists(st.tuples(st.integers(0, 300), st.integers(0, 50), st.booleans()), max_size=30),
)
def test_spending_never_exceeds_the_limit(limit: float, asked: list[tuple[int, int, bool]]) -> None:
    """Whatever is under way, and whatever each costs within its bound."""
    budget = Budget(OpenAISpec("m", price_in=1e6, price_out=1e6, max_cost=limit))

    async def one(n: int, prompt: int, completion: int, is_told: bool) -> bool:
        request = ask(f"q{n}")
        if not await budget.reserve(request):
            return False
        await asyncio.sleep(0)
        usage = {"prompt": min(prompt, 100), "completion": completion}
        await budget.settle(request, usage if is_told else None)
        return True

    async def all_of_them() -> list[bool]:
        tasks = (one(n, *each) for n, each in enumerate(asked))
        return await asyncio.wait_for(asyncio.gather(*tasks), 30)

    granted = asyncio.run(all_of_them())
    assert budget.spent <= limit
    assert all(granted) or limit < sum(budget.most(ask(f"q{n}")) for n in range(len(asked)))


EACH = {"usage": {"prompt_tokens": 400, "completion_tokens": 10}}  # two, at the prices below
COST = ("--price-input", "4975", "--price-output", "1000")


def test_a_run_that_reaches_its_limit_is_incomplete_and_goes_on_with_more(
    server: FaultServer, tmp_path: Path
) -> None:
    server.answer = lambda call: completion(sensible(call), body=EACH)
    target = f"openai:m@{server.url}"
    line = (
        "run",
        target,
        "--gold",
        GOLD,
        "--tasks",
        "verify",
        "--out",
        "run",
        "-q",
        "--max-cost",
        "12",
        *COST,
    )
    stopped = onrecord(*line, cwd=tmp_path)
    assert stopped.returncode == 4, stopped.stderr
    assert "questions have no answer (first error: " in only_line(stopped.stderr)
    assert "max_cost is 12, 10.0000 is spent" in stopped.stderr
    assert "INCOMPLETE" in stopped.stdout
    assert len(server.calls) == 5

    def go_on(limit: str, out: str = "run") -> bytes:
        options = {"max_cost": limit, "price_in": "4975", "price_out": "1000"}
        evaluate(target, tasks=["verify"], gold=GOLD, model_options=options, out=tmp_path / out)
        return (tmp_path / out / "scores.json").read_bytes()

    # What was spent before counts: the same limit allows no further request.
    with pytest.raises(IncompleteError, match=r"max_cost is 12, 10\.0000 is spent"):
        go_on("12")
    assert len(server.calls) == 5
    resumed = go_on("1000")
    assert len(server.calls) == 15
    assert resumed == go_on("1000", "whole")


@pytest.mark.parametrize("prices", [(), COST[:2], COST[2:]])
def test_a_limit_without_both_prices_is_a_usage_error(prices: tuple[str, ...], tmp_path: Path) -> None:
    done = onrecord(
        "run", "openai:m@http://127.0.0.1:1/v1", "--max-cost", "5", *prices, "--gold", GOLD, cwd=tmp_path
    )
    message = "onrecord: openai: max_cost needs price_in and price_out, the prices of a million tokens"
    assert (done.returncode, only_line(done.stderr)) == (2, message)


def test_other_kinds_have_no_cost_to_limit(tmp_path: Path) -> None:
    done = onrecord("run", "baseline:rules", "--max-cost", "5", "--gold", GOLD, cwd=tmp_path)
    assert done.returncode == 2
    assert "takes no model option ‘max_cost’" in only_line(done.stderr)
