"""The whole contract of a model: requests in, responses out, each id once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Protocol, Self

from onrecord.tasks.request import Request

FINISH_REASONS = ("stop", "length", "too_long", "refused")


@dataclass(frozen=True, slots=True)
class Response:
    """What a model answered, or the ``error`` that kept it from answering.

    An error is unfinished and is asked again. ``finish_reason`` is ``stop``, ``length`` (cut at the token
    limit), ``too_long`` (the prompt exceeds the context; nothing was generated) or ``refused`` (the model or
    its provider says that it will not answer). ``usage`` counts tokens (``prompt``, of them ``cached``;
    ``completion``, of them ``reasoning``); ``provenance`` says how it came about (device, batch).
    """

    text: str = ""
    reasoning: str = ""
    finish_reason: str = "stop"
    usage: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    provenance: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""


class Model(Protocol):
    """A model, made from a picklable spec, used as a context manager.

    ``fingerprint`` identifies everything that decides its answers (weights, dtype, template, decoding
    library) and is known before the weights load; what cannot be known is said in it.
    ``takes_schema``: whether it looks at a request's schema; the signature of a run says so.
    ``generate`` yields each request's id once, in any order, taking requests with bounded look-ahead.
    """

    @property
    def name(self) -> str: ...

    @property
    def fingerprint(self) -> str: ...

    @property
    def takes_schema(self) -> bool: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def generate(self, requests: Iterable[Request]) -> Iterator[tuple[str, Response]]: ...
