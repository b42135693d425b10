"""The whole contract of a model: requests in, responses out, each id once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self, runtime_checkable

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


@dataclass(frozen=True, slots=True)
class Occasion:
    """A run, as a model may want to know it before it is asked.

    ``folder`` is the run folder. The others can be gone through once, and cost nothing to those who do not:
    ``earlier`` are the responses that the folder holds, ``asked`` the ids of the plan's questions, ``known``
    those of every question that its gold has for its tasks.
    """

    folder: Path
    earlier: Iterable[Response]
    asked: Iterable[str]
    known: Iterable[str]


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


@runtime_checkable
class Prepared(Protocol):
    """What a model may have beside its contract."""

    def prepare(self, occasion: Occasion) -> None:
        """Called once a run, in the process that keeps its log, before the model is entered.

        Raises ModelError where the model cannot do what the run asks.
        """
