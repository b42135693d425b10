"""The laws of the pace, whatever a server answers."""

import asyncio
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.models.openai_pace import START, Pace

Events = st.lists(st.sampled_from(["answered", "refused"]), max_size=60)


@given(st.integers(1, 40), Events)
def test_the_limit_stays_between_one_and_the_most(most: int, events: list[str]) -> None:
    pace = Pace(most)
    turn = 0
    for event in events:
        before = pace.limit
        if event == "answered":
            pace.answered()
            assert before <= pace.limit <= before + 1
        else:
            pace.refused(turn)
            turn += 1
            assert pace.limit == max(1, before / 2)
        assert 1 <= pace.limit <= most


def test_a_round_of_answers_adds_one_and_it_starts_low() -> None:
    pace = Pace(32)
    assert pace.limit == START
    for _ in range(START):
        pace.answered()
    assert START + 0.8 < pace.limit <= START + 1
    for _ in range(1000):
        pace.answered()
    assert pace.limit == 32


def test_refusals_of_one_round_cut_once() -> None:
    pace = Pace(16)
    pace.limit = 16.0
    for _ in range(10):
        pace.refused(0)
    assert pace.limit == 8
    pace.refused(1)
    assert pace.limit == 4


@given(st.integers(1, 6), Events)
def test_no_more_are_busy_than_the_limit_allows_and_each_gets_a_turn(most: int, events: list[str]) -> None:
    busy: list[int] = []

    async def take(pace: Pace, event: str) -> None:
        async with pace.turn() as turn:
            busy.append(pace.busy)
            await asyncio.sleep(0)
            if event == "answered":
                pace.answered()
            else:
                pace.refused(turn)

    async def all_of_them() -> int:
        pace = Pace(most)
        await asyncio.wait_for(asyncio.gather(*(take(pace, event) for event in events)), 30)
        return pace.busy

    assert asyncio.run(all_of_them()) == 0
    assert len(busy) == len(events)
    assert all(1 <= n <= most for n in busy)


def test_after_a_refusal_nothing_starts_before_its_rest_is_over() -> None:
    async def check() -> None:
        pace = Pace(4)
        start = time.monotonic()
        pace.refused(0, rest=0.2)
        pace.refused(1, rest=0.01)  # a shorter one does not end a longer one
        async with pace.turn():
            assert time.monotonic() >= start + 0.2

    asyncio.run(asyncio.wait_for(check(), 30))


def test_a_turn_is_given_back_by_what_fails_and_by_what_is_cancelled() -> None:
    async def check() -> None:
        pace = Pace(1)
        with pytest.raises(KeyError):
            async with pace.turn():
                raise KeyError
        holder = asyncio.create_task(hold(pace))
        waiter = asyncio.create_task(hold(pace))
        await asyncio.sleep(0.01)
        waiter.cancel()
        holder.cancel()
        await asyncio.gather(holder, waiter, return_exceptions=True)
        async with pace.turn():
            assert pace.busy == 1

    async def hold(pace: Pace) -> None:
        async with pace.turn():
            await asyncio.sleep(60)

    asyncio.run(asyncio.wait_for(check(), 30))
