"""What a run has spent, and whether there is money for another request."""

import asyncio
from collections.abc import Mapping

from onrecord.models.openai_spec import OpenAISpec
from onrecord.tasks.request import Request

_FRAME = 100  # tokens of a chat template around the words, and then some


class Budget:
    """Money for requests. What is under way counts as the most that it can cost until its usage is known.

    To be used in one event loop. Amounts are in the user's currency.
    """

    def __init__(self, spec: OpenAISpec) -> None:
        self.limit = spec.max_cost
        self._prices = (spec.price_in or 0.0) / 1e6, (spec.price_out or 0.0) / 1e6
        self.spent = 0.0
        self._worst = 1.0
        self._reserved: dict[str, float] = {}
        self._changed = asyncio.Condition()

    def most(self, request: Request) -> float:
        """The most that a request can cost: a token for every two bytes, and an answer up to its limit.

        A server that has counted more for another request counts as much more for each.
        """
        return self._worst * self._estimate(request)

    def _estimate(self, request: Request) -> float:
        size = len((request.system + request.user_message).encode("utf-8", "replace"))
        return self._cost(size / 2 + _FRAME, request.generation.max_tokens)

    async def reserve(self, request: Request) -> bool:
        """Whether it can be afforded; if so, it is reserved. Waits for others where that may still tell."""
        if self.limit is None:
            return True
        most = self.most(request)
        async with self._changed:
            while self.spent + sum(self._reserved.values()) + most > self.limit:
                if not self._reserved:
                    return False
                await self._changed.wait()
            self._reserved[request.id] = most
        return True

    async def settle(self, request: Request, usage: Mapping[str, int] | None) -> None:
        """Count what a request cost. No usage: it may have been charged, so that it counts in full."""
        if self.limit is None:
            return
        most = self._reserved.pop(request.id)
        cost = most if usage is None else self.cost(usage)
        self.spent += cost
        if estimate := self._estimate(request):
            self._worst = max(self._worst, cost / estimate)
        async with self._changed:
            self._changed.notify_all()

    def exhausted(self, request: Request) -> str:
        """Why a request cannot be afforded, in words."""
        return (
            f"max_cost is {self.limit:g}, {self.spent:.4f} is spent, and the next request may cost "
            f"{self.most(request):.4f}"
        )

    def cost(self, usage: Mapping[str, int]) -> float:
        return self._cost(usage.get("prompt", 0), usage.get("completion", 0))

    def _cost(self, prompt: float, completion: float) -> float:
        return prompt * self._prices[0] + completion * self._prices[1]
