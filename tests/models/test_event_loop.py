"""Requests in an event loop of their own: what is answered is given, whatever else happens."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import wait

import pytest

from onrecord.models import event_loop
from onrecord.models.base import Response
from onrecord.models.event_loop import EventLoop
from onrecord.tasks.request import Request


def requests(count: int) -> list[Request]:
    return [Request(f"q{n}", "t", "label", "a", "i", {}, "The article.", "?") for n in range(count)]


@pytest.fixture
def loop() -> Iterator[EventLoop]:
    running = EventLoop()
    yield running
    running.close()


async def fail_at_q1(request: Request) -> Response:
    if request.id == "q1":
        raise KeyError("broken")
    return Response("fine")


def test_answers_that_are_there_come_before_an_exception(
    loop: EventLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_loop, "wait", lambda flight, return_when: wait(flight))
    found = []
    with pytest.raises(KeyError, match="broken"):
        for id, _ in loop.answers(fail_at_q1, requests(4), ahead=4):
            found.append(id)
    assert sorted(found) == ["q0", "q2", "q3"]


def test_answers_that_are_there_come_before_ctrl_c(loop: EventLoop, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(flight: object, return_when: object) -> None:
        wait(flight)  # type: ignore[call-overload]
        raise KeyboardInterrupt

    async def answer(request: Request) -> Response:
        return Response("fine")

    monkeypatch.setattr(event_loop, "wait", interrupted)
    found = []
    with pytest.raises(KeyboardInterrupt):
        for id, _ in loop.answers(answer, requests(9), ahead=3):
            found.append(id)
    assert sorted(found) == ["q0", "q1", "q2"]


def test_a_cancellation_that_is_swallowed_is_repeated(loop: EventLoop) -> None:
    """As in a library that takes it for its own time-out."""
    ended: list[str] = []

    async def stubborn(request: Request) -> Response:
        if request.id == "q0":
            return Response("fine")
        try:
            await asyncio.sleep(600)
        except asyncio.CancelledError:
            ended.append("not yet")
        try:
            await asyncio.sleep(600)
        finally:
            ended.append("now")
        return Response("late")

    found = loop.answers(stubborn, requests(3), ahead=2)
    assert next(found)[0] == "q0"
    found.close()
    assert ended == ["not yet", "now"]


def test_what_a_coroutine_left_behind_ends_with_the_loop() -> None:
    ended: list[str] = []
    tasks = []

    async def background() -> None:
        try:
            await asyncio.sleep(600)
        finally:
            ended.append("now")

    async def leaves_one(request: Request) -> Response:
        tasks.append(asyncio.create_task(background()))
        await asyncio.sleep(0)
        return Response("fine")

    loop = EventLoop()
    assert len(list(loop.answers(leaves_one, requests(1), ahead=1))) == 1
    assert ended == []
    loop.close()
    assert ended == ["now"]


def test_what_is_under_way_ends_with_the_iterator(loop: EventLoop) -> None:
    ended: list[str] = []

    async def linger(request: Request) -> Response:
        try:
            await asyncio.sleep(0 if request.id == "q0" else 600)
        except asyncio.CancelledError:
            ended.append(request.id)
            raise
        return Response("fine")

    found = loop.answers(linger, requests(100), ahead=5)
    assert next(found)[0] == "q0"
    found.close()
    assert sorted(ended) == ["q1", "q2", "q3", "q4"]
