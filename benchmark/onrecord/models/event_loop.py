"""Requests asked several at a time, in an event loop of their own; answers as they come."""

import asyncio
import contextlib
import itertools
import threading
from collections.abc import Callable, Coroutine, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import Any, TypeVar

from onrecord.models.base import Response
from onrecord.tasks.request import Request

T = TypeVar("T")
_PATIENCE = 5.0  # seconds for what is cancelled to clean up


class EventLoop:
    """An event loop in a thread of its own: the caller (a notebook) may itself run in one."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """What a coroutine returns. Raises TimeoutError where it takes more than five seconds."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(_PATIENCE)

    def answers(
        self, ask: Callable[[Request], Coroutine[Any, Any, Response]], requests: Iterable[Request], ahead: int
    ) -> Iterator[tuple[str, Response]]:
        """Each request's id and answer as they come, at most ``ahead`` requests under way at a time.

        What ``ask`` raises is raised here, and Ctrl-C too, after the answers that are there by then.
        """
        source = iter(requests)
        flight: dict[Future[Response], str] = {}
        try:
            while True:
                for request in itertools.islice(source, ahead - len(flight)):
                    flight[asyncio.run_coroutine_threadsafe(ask(request), self._loop)] = request.id
                if not flight:
                    return
                try:
                    wait(flight, return_when=FIRST_COMPLETED)
                except KeyboardInterrupt:
                    yield from _finished(flight)
                    raise
                yield from _finished(flight)
        finally:
            for future in flight:
                future.cancel()
            # Cancelled ones may clean up; what never ends is left to the thread's end.
            if flight:
                with contextlib.suppress(TimeoutError):
                    self.run(_settle())

    def close(self) -> None:
        """End the loop. A coroutine that never gives way cannot be ended; its thread is a daemon."""
        with contextlib.suppress(TimeoutError):
            self.run(_settle(0))
            self.run(self._loop.shutdown_asyncgens())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_PATIENCE)
        if not self._thread.is_alive():
            self._loop.close()


def _finished(flight: dict[Future[Response], str]) -> Iterator[tuple[str, Response]]:
    """Take out and yield what is done, answers before exceptions: no answer is lost to another's failure."""
    failure: BaseException | None = None
    for future in [future for future in flight if future.done()]:
        id = flight.pop(future)
        if future.cancelled():
            yield id, Response(error="CancelledError")
        elif error := future.exception():
            failure = failure or error
        else:
            yield id, future.result()
    if failure:
        raise failure


async def _settle(first: float = 1.0) -> None:
    """Wait for what was cancelled, then cancel once more: a library may have swallowed the first time."""
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for seconds in (first, _PATIENCE - 2):
        if left:
            _, left = await asyncio.wait(left, timeout=seconds)
            for task in left:
                task.cancel()
