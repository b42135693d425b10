"""One attempt at a chat completion, through the official SDK: fields go out, bytes come back."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Mapping
from typing import TYPE_CHECKING, Any

from onrecord.errors import ModelError
from onrecord.models.base import Response
from onrecord.models.openai_answer import read_body
from onrecord.models.openai_failure import Failure, seconds_to_wait, told
from onrecord.models.openai_spec import OpenAISpec

if TYPE_CHECKING:
    import openai

LONGEST = 16 * 1024 * 1024  # bytes of a body; the longest answer worth reading is far below
_CONNECT = 10.0  # seconds
_KEY_LIKE = re.compile(r"(?<=bearer )\S+|\bsk-[\w*.-]{8,}", re.IGNORECASE)
_MOST_SHOWN = 300
_SURELY_A_KEY = 16  # characters; ‘EMPTY’ may be a word of an answer


class Connection:
    """A server, asked without retries and without redirects. To be used in one event loop.

    Raises ModelError where the SDK is not installed, or the key is missing.
    """

    def __init__(self, spec: OpenAISpec) -> None:
        try:
            import httpx2
            import jsonschema  # noqa: F401 - a missing one would show only with the first schema
            import openai
        except ImportError as error:
            raise ModelError(
                f"openai: needs the extra ‘openai’: pip install 'onrecord[openai]' ({error})"
            ) from None
        self.spec = spec
        self._key = spec.key()
        self.has_key = bool(self._key)
        self._client = openai.AsyncOpenAI(
            api_key=self._key or "none",
            base_url=spec.url,
            max_retries=0,
            timeout=httpx2.Timeout(spec.timeout, connect=min(_CONNECT, spec.timeout)),
            # What is compressed may swell without end.
            default_headers={"Accept-Encoding": "identity"},
            http_client=openai.DefaultAsyncHttpxClient(
                # A redirect would take the article to a server that nobody named.
                follow_redirects=False,
                # Nor is a server on this machine asked through a proxy.
                mounts={f"all://{host}": None for host in ("localhost", "127.0.0.1", "[::1]")},
                event_hooks={"response": [_cap]},
            ),
        )
        # Without a key there is no such header, whatever the environment holds.
        self._headers = {} if self.has_key else {"Authorization": openai.Omit()}

    async def close(self) -> None:
        await self._client.close()

    async def ask(self, fields: Mapping[str, Any]) -> Response:
        """The answer. Raises Failure where there is none, its message one short line without secrets."""
        try:
            return read_body(*await self._post(fields), self._clean)
        except Failure as failure:
            # Cut last: half a key is no longer found.
            failure.message = _KEY_LIKE.sub("[key]", self._clean(failure.message, 1))[:_MOST_SHOWN]
            raise

    async def _post(self, fields: Mapping[str, Any]) -> tuple[bytes, str]:
        """The body of an answer with status 200, and its content type."""
        import httpx2
        import openai

        try:
            # The SDK's time-out is from byte to byte; one byte a second would never run into it.
            async with asyncio.timeout(self.spec.timeout):
                answer = await self._client.chat.completions.with_raw_response.create(
                    **fields,
                    model=self.spec.model,
                    extra_headers=self._headers,
                    extra_body=self.spec.body or None,
                )
        except (TimeoutError, openai.APITimeoutError) as error:
            unreachable = isinstance(error.__cause__, httpx2.ConnectTimeout)
            seconds, what = (_CONNECT, "connection") if unreachable else (self.spec.timeout, "answer")
            message = f"no {what} within {seconds:g} s"
            raise Failure(message, unreachable=unreachable, charged=not unreachable) from None
        except openai.APIStatusError as error:
            raise _refused(error) from None
        except openai.APIConnectionError as error:
            cause = error.__cause__ or error
            unreachable = isinstance(cause, httpx2.ConnectError)
            words = f"{type(cause).__name__}: {' '.join(str(cause).split())}".removesuffix(": ")
            message = f"{'no connection' if unreachable else 'the connection broke'} ({words})"
            raise Failure(message, unreachable=unreachable, charged=not unreachable) from None
        except _Unbounded as error:
            raise Failure(str(error), charged=True) from None
        response = answer.http_response
        return response.content, response.headers.get("content-type", "").partition(";")[0].strip()

    def _clean(self, text: str, shortest: int = _SURELY_A_KEY) -> str:
        """The text without the key, if that has so many characters."""
        return text.replace(self._key, "[key]") if len(self._key) >= shortest else text


def _refused(error: "openai.APIStatusError") -> Failure:
    """What an answer with another status than 200 says."""
    headers = error.response.headers
    message, labels = told(error.body)
    if 300 <= error.status_code < 400:
        message = f"redirects to {headers.get('location', 'nowhere')}"
    message = message or " ".join(error.response.text.split()) or error.response.reason_phrase
    wait = seconds_to_wait(headers, time.time())
    return Failure(f"status {error.status_code}: {message}", error.status_code, labels, wait)


class _Unbounded(Exception):
    """A body that cannot be bounded."""


async def _cap(response: Any) -> None:
    import httpx2

    if response.headers.get("content-encoding", "identity") != "identity":
        raise _Unbounded("the answer is compressed, though that was not asked for")

    class Capped(httpx2.AsyncByteStream):
        """A stream that fails beyond LONGEST bytes."""

        def __init__(self, stream: Any) -> None:
            self._stream = stream

        async def __aiter__(self) -> AsyncIterator[bytes]:
            size = 0
            async for chunk in self._stream:
                size += len(chunk)
                if size > LONGEST:
                    raise _Unbounded(f"the answer is longer than {LONGEST // 2**20} MiB")
                yield chunk

        async def aclose(self) -> None:
            await self._stream.aclose()

    response.stream = Capped(response.stream)
