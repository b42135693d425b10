"""One request becomes one Response: attempts, waits, and what the server turned out not to take."""

import asyncio
import contextlib
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from onrecord.errors import ModelError
from onrecord.models.base import Response
from onrecord.models.openai_cost import Budget
from onrecord.models.openai_failure import Failure
from onrecord.models.openai_http import Connection
from onrecord.models.openai_notes import Notes, what_became
from onrecord.models.openai_pace import START, Pace
from onrecord.models.openai_request import fields, objection
from onrecord.models.openai_spec import OpenAISpec
from onrecord.tasks.request import Request

_LONGEST_WAIT = 30.0  # seconds, without a word from the server
_WRONG_SERVER = frozenset([301, 302, 303, 307, 308, 401, 403, 404, 405])


@dataclass(slots=True)
class Asking:
    """One request on its way: what its server refused so far, what the context leaves, failed attempts."""

    request: Request
    refused: frozenset[str]
    room: int | None = None
    failures: int = 0
    sent: dict[str, Any] = field(default_factory=dict)


class Client:
    """Asks one server, and remembers for the run what it learns. To be used in one event loop.

    ``stopped``: why nothing more should be asked; empty while all is well.
    """

    def __init__(self, spec: OpenAISpec, budget: Budget) -> None:
        self.spec = spec
        self.stopped = ""
        self._budget = budget
        self._connection = Connection(spec)
        self._pace = Pace(spec.concurrency)
        self._notes = Notes()
        self._refused: frozenset[str] = frozenset()
        self._has_answered = False
        self._failed_in_a_row = 0
        self._halt = asyncio.Event()

    async def close(self) -> None:
        await self._connection.close()

    async def ask(self, request: Request) -> Response:
        """The answer, or a Response with an ``error`` once the retries are used up.

        Raises ModelError where the first answer of all says that key, model or URL are wrong.
        """
        asking = Asking(request, self._refused)
        while not self.stopped:
            try:
                response = await self._attempt(asking)
            except Failure as failure:
                if (settled := await self._after(failure, asking)) is not None:
                    return settled
                continue
            if response is not None:
                return self._learnt(asking, response)
        return Response(error=self.stopped)

    def notes(self) -> Iterator[str]:
        """What a user should know about the answers since the last call."""
        return self._notes.told()

    async def _attempt(self, asking: Asking) -> Response | None:
        """Send it once. None where nothing more is asked. Raises Failure."""
        request = asking.request
        if not await self._budget.reserve(request):
            self._stop(f"{self.spec.name}: {self._budget.exhausted(request)}")
            return None
        usage: dict[str, int] | None = {}
        try:
            async with self._pace.turn() as turn:
                if self.stopped:
                    return None
                asking.sent = fields(request, asking.refused, asking.room)
                start = time.monotonic()
                usage = None
                try:
                    response = await self._connection.ask(asking.sent)
                except Failure as failure:
                    usage = None if failure.charged else {}
                    if failure.status == 429:
                        self._pace.refused(turn, min(failure.retry_after or 0.0, self.spec.timeout))
                    raise
                self._pace.answered()
                usage = dict(response.usage) if {"prompt", "completion"} <= response.usage.keys() else None
                return replace(response, seconds=time.monotonic() - start)
        finally:
            await self._budget.settle(request, usage)

    async def _after(self, failure: Failure, asking: Asking) -> Response | None:
        """What a failure makes of the request: a Response, or None where it is to be sent again."""
        if failure.is_too_long:
            found = failure.prompt_and_room
            if found and found[1] and asking.room is None:
                asking.room = found[1]
                return None
            self._got_through()
            usage = {"prompt": found[0], "completion": 0} if found else {}
            return Response(finish_reason="too_long", usage=usage)
        if failure.is_filtered:
            self._got_through()
            by = {"refused_by": "a content filter"}
            return Response(failure.message, finish_reason="refused", provenance=by)
        if name := objection(failure, asking.sent, asking.refused):
            asking.refused |= {name}
            return None
        if not self._has_answered and self._is_hopeless(failure):
            raise ModelError(self._hopeless(failure))
        asking.failures += 1
        wait = self._wait(failure, asking.failures)
        if failure.is_passing and asking.failures <= self.spec.retries and wait is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._halt.wait(), wait)
            return None
        return self._give_up(failure, asking, wait)

    def _wait(self, failure: Failure, failures: int) -> float | None:
        """Seconds before the next attempt: what the server asks for, or exponential with full jitter.

        None where it asks for longer than an attempt may take.
        """
        if failure.retry_after is None:
            return random.uniform(0, min(_LONGEST_WAIT, self.spec.backoff * 2 ** (failures - 1)))
        if failure.retry_after > self.spec.timeout:
            return None
        return failure.retry_after + random.uniform(0, self.spec.backoff)

    def _give_up(self, failure: Failure, asking: Asking, wait: float | None) -> Response:
        later = f"; it asks to wait {failure.retry_after:.0f} s" if wait is None else ""
        attempts = f" ({asking.failures} attempts)" if asking.failures > 1 else ""
        error = f"{self.spec.name}: {failure.message}{later}{attempts}"
        if not failure.is_of_the_request:
            self._failed_in_a_row += 1
            # One that fails says little, as many as are under way say that the server is gone.
            row = max(START, self.spec.concurrency if self._has_answered else START)
            if wait is None or failure.is_of_the_account or self._failed_in_a_row >= row:
                self._stop(error)
        return Response(error=error)

    def _is_hopeless(self, failure: Failure) -> bool:
        return failure.unreachable or failure.is_page or failure.status in _WRONG_SERVER

    def _hopeless(self, failure: Failure) -> str:
        key = (
            "check the key" if self._connection.has_key else "no key was sent: name its variable with key_env"
        )
        remedies = {401: key, 403: key, 404: "check model and URL"}
        remedy = "check the URL, and that the server runs" if failure.unreachable else "check the URL"
        return f"{self.spec.name}: {failure.message}; {remedies.get(failure.status, remedy)}"

    def _learnt(self, asking: Asking, response: Response) -> Response:
        """The response as it is kept; the server's refusals hold for the rest of the run."""
        self._got_through()
        self._refused |= asking.refused
        found = what_became(asking.request, asking.refused, response)
        self._notes.add(asking.request.id, found)
        if asking.failures:
            found["attempts"] = asking.failures + 1
        if asking.room is not None:
            found["max_tokens"] = asking.room
        text = response.text
        if "stop" in asking.refused:
            stops = asking.request.generation.stop
            text = text[: min((text.find(stop) for stop in stops if stop in text), default=len(text))]
        return replace(response, text=text, provenance={**response.provenance, **found})

    def _got_through(self) -> None:
        self._has_answered = True
        self._failed_in_a_row = 0

    def _stop(self, reason: str) -> None:
        self.stopped = self.stopped or reason
        self._halt.set()
