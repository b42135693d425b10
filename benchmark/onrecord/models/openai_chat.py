"""``openai:MODEL@URL``: a server that speaks OpenAI's chat completions, asked through the official SDK.

Needs the extra ‘openai’. The key comes from the environment; see ``docs/models.md``.
"""

import contextlib
import logging
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Self

from onrecord.errors import ModelError
from onrecord.models import openai_request
from onrecord.models.base import Occasion, Response
from onrecord.models.event_loop import EventLoop
from onrecord.models.openai_client import Client
from onrecord.models.openai_cost import Budget
from onrecord.models.openai_spec import OpenAISpec
from onrecord.tasks.request import Request

_log = logging.getLogger("onrecord")


class OpenAIChat:
    """A model behind a server. Enter it to connect; leaving ends what is under way."""

    takes_schema = True  # whether the server keeps to them, each answer's provenance says

    def __init__(self, spec: OpenAISpec) -> None:
        self.spec = spec
        self.name = spec.name
        body = f" extra_body={spec.extra_body}" if spec.extra_body else ""
        self.fingerprint = (
            f"openai model={spec.model} url={spec.url}{body} rendering={openai_request.RENDERING} "
            "(what the server runs cannot be known)"
        )
        self._budget = Budget(spec)
        self._loop: EventLoop | None = None
        self._client: Client | None = None

    def prepare(self, occasion: Occasion) -> None:
        """Count what earlier answers cost as spent, where there is a limit to spending."""
        if self.spec.max_cost is not None:
            self._budget.spent += sum(self._budget.cost(response.usage) for response in occasion.earlier)

    def __enter__(self) -> Self:
        """Connect. Raises ModelError where the SDK or the key is missing."""
        self._client = Client(self.spec, self._budget)
        self._loop = EventLoop()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        loop, client = self._loop, self._client
        self._loop = self._client = None
        if loop and client:
            with contextlib.suppress(TimeoutError):
                loop.run(client.close())
            loop.close()

    def generate(self, requests: Iterable[Request]) -> Iterator[tuple[str, Response]]:
        """Each request's id and answer as they come, as many at a time as the server bears.

        A request that fails for good is a Response with an ``error``. Where no more is to be had (the money
        is spent, the server is gone), what is under way is finished and the rest is not asked. Raises
        ModelError where the very first answer says that key, model or URL are wrong.
        """
        client = self._client
        if not self._loop or not client:
            raise ModelError(f"{self.name} is not connected: use it in a with statement")
        try:
            yield from self._loop.answers(client.ask, _until_stopped(requests, client), self.spec.concurrency)
        finally:
            for note in client.notes():
                _log.warning("%s: %s", self.name, note)


def _until_stopped(requests: Iterable[Request], client: Client) -> Iterator[Request]:
    source = iter(requests)
    while not client.stopped:
        try:
            yield next(source)
        except StopIteration:
            return
