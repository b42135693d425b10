"""A server of chat completions that behaves as badly as it is told to, one connection a request."""

import asyncio
import contextlib
import hashlib
import json
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

LABELS = ("supported", "contradicted", "unstated")
Reply = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True)
class Call:
    """A request as it came: ``number`` counts from 0, ``attempt`` counts those with the same messages."""

    number: int
    attempt: int
    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]

    @property
    def prompt(self) -> str:
        return str(self.body["messages"][-1]["content"])


class FaultServer:
    """Listens on a free port of this machine while entered. ``answer`` decides each call's reply."""

    def __init__(self, answer: Callable[[Call], Reply] | None = None) -> None:
        self.answer = answer or (lambda call: completion(sensible(call)))
        self.calls: list[Call] = []
        self.busy = self.most_busy = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        start = asyncio.start_server(self._serve, "127.0.0.1", 0)
        self._server = asyncio.run_coroutine_threadsafe(start, self._loop).result(10)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _end(self) -> None:
        self._server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A cancelled connection is one that the test has left.
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in head[1:]) if k}
            body = json.loads(await reader.readexactly(int(headers["content-length"])))
            attempt = sum(call.body["messages"] == body["messages"] for call in self.calls)
            call = Call(len(self.calls), attempt, head[0].split()[1], headers, body)
            self.calls.append(call)
            self.busy += 1
            self.most_busy = max(self.busy, self.most_busy)
            try:
                await self.answer(call)(writer)
            finally:
                self.busy -= 1
        writer.close()


def sensible(call: Call) -> str:
    """An answer that depends on the prompt alone."""
    if '"label"' in call.prompt:
        return json.dumps({"label": LABELS[hashlib.sha256(call.prompt.encode()).digest()[0] % 3]})
    return " ".join(call.prompt.split()[1:8])


def reply(
    status: int = 200,
    body: object = "",
    headers: Mapping[str, str] | None = None,
    kind: str = "application/json",
) -> Reply:
    """A whole answer; a body that is neither text nor bytes is sent as JSON."""

    async def send(writer: asyncio.StreamWriter) -> None:
        data = body if isinstance(body, str | bytes) else json.dumps(body)
        data = data.encode() if isinstance(data, str) else data
        lines = {"content-type": kind, "content-length": str(len(data)), **(headers or {})}
        writer.write(_head(status, lines) + data)
        await writer.drain()

    return send


def chat(text: str | None = "fine", **changes: Any) -> dict[str, Any]:
    """The body of a completion. ``message``, ``choice`` and ``body`` add to its parts."""
    message = {"role": "assistant", "content": text, **changes.get("message", {})}
    choice = {"index": 0, "message": message, "finish_reason": "stop", **changes.get("choice", {})}
    usage = {"prompt_tokens": 1000, "completion_tokens": 10, "total_tokens": 1010}
    return {
        "id": "c1", "object": "chat.completion", "created": 1, "model": "m",
        "choices": [choice], "usage": usage, **changes.get("body", {}),
    }  # fmt: skip


def completion(text: str | None = "fine", **changes: Any) -> Reply:
    return reply(body=chat(text, **changes))


def error(
    status: int, message: str = "broken", headers: Mapping[str, str] | None = None, **labels: str
) -> Reply:
    return reply(status, {"error": {"message": message, **labels}}, headers)


def slow(seconds: float, then: Reply) -> Reply:
    async def send(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(seconds)
        await then(writer)

    return send


async def hang_up(writer: asyncio.StreamWriter) -> None:
    """End the connection before a word."""
    writer.transport.abort()


async def hang_up_in_headers(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: appl")
    await writer.drain()
    writer.transport.abort()


async def hang_up_in_body(writer: asyncio.StreamWriter) -> None:
    data = json.dumps(chat()).encode()
    writer.write(
        _head(200, {"content-type": "application/json", "content-length": str(len(data))}) + data[:40]
    )
    await writer.drain()
    writer.close()


async def say_nothing(writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(600)


async def trickle(writer: asyncio.StreamWriter) -> None:
    """A whole answer, a byte at a time: no time-out from byte to byte ever runs out."""
    data = json.dumps(chat()).encode()
    writer.write(_head(200, {"content-type": "application/json", "content-length": str(len(data))}))
    for byte in data:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0.1)


async def never_end(writer: asyncio.StreamWriter) -> None:
    """A body without an end, as fast as it is read."""
    writer.write(_head(200, {"content-type": "application/json", "transfer-encoding": "chunked"}))
    chunk = b" " * 65_536
    while True:
        writer.write(b"10000\r\n" + chunk + b"\r\n")
        await writer.drain()


async def never_end_an_error(writer: asyncio.StreamWriter) -> None:
    writer.write(_head(500, {"content-type": "text/plain", "transfer-encoding": "chunked"}))
    while True:
        writer.write(b"10000\r\n" + b"e" * 65_536 + b"\r\n")
        await writer.drain()


def _head(status: int, headers: Mapping[str, str]) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status} Told\r\nconnection: close\r\n{lines}\r\n".encode()
