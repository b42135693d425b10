"""How many requests are under way at a time: more while the server answers, half when it refuses."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

START = 4


class Pace:
    """Turns for requests: additive increase, multiplicative decrease, between 1 and ``most``.

    A round of answers raises the limit by one; a refusal (429) halves it, once for all that were under way
    when it came. To be used in one event loop.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.limit = float(min(START, most))
        self.busy = 0
        self._cuts = 0
        self._rest_until = 0.0
        self._changed = asyncio.Condition()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[int]:
        """Wait for a turn; what it gives is for ``refused``."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.busy < int(self.limit))
            self.busy += 1
        try:
            while (rest := self._rest_until - time.monotonic()) > 0:
                await asyncio.sleep(rest)
            yield self._cuts
        finally:
            self.busy -= 1
            async with self._changed:
                self._changed.notify_all()

    def answered(self) -> None:
        self.limit = min(float(self.most), self.limit + 1 / self.limit)

    def refused(self, turn: int, rest: float = 0.0) -> None:
        """A 429 to a request of that turn. Nothing new is asked for ``rest`` seconds."""
        self._rest_until = max(self._rest_until, time.monotonic() + rest)
        if turn == self._cuts:
            self._cuts += 1
            self.limit = max(1.0, self.limit / 2)
