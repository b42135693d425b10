"""``python:package.module:function`` or ``python:./file.py:function``: a callable of the user's own.

It takes a Request and gives a text or a Response. An ``async`` one is asked several requests at a time, in
an event loop of its own.
"""

import asyncio
import functools
import hashlib
import importlib
import importlib.util
import inspect
import json
import sys
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Self

from onrecord.errors import ModelError
from onrecord.models.base import FINISH_REASONS, Response
from onrecord.models.event_loop import EventLoop
from onrecord.tasks.request import Request


@dataclass(frozen=True, slots=True)
class PythonSpec:
    """What makes a PythonCallable; picklable.

    ``source`` is a module's dotted name or the path of a .py file, ``function`` a name in it.
    ``concurrency``: how many requests an async function is asked at a time (None is 8); ``timeout``: seconds
    that it has for one (None is 600). A function that is not async takes neither: nothing can stop it.
    """

    source: str
    function: str
    concurrency: int | None = None
    timeout: int | None = None

    @classmethod
    def from_options(cls, target: str, options: Mapping[str, str]) -> Self:
        """A spec from ``MODULE:FUNCTION`` and options as a command line gives them.

        Raises ModelError where the target names no function, and on unknown or wrong options.
        """
        source, _, function = target.rpartition(":")
        if not function.isidentifier() or not (_is_file(source) or _is_dotted(source)):
            raise ModelError(
                f"‘python:{target}’ names no function; write python:package.module:function "
                "or python:./file.py:function"
            )
        if unknown := sorted(options.keys() - {"concurrency", "timeout"}):
            raise ModelError(f"python: takes no model option ‘{unknown[0]}’; there are concurrency, timeout")
        for name, value in options.items():
            if not value.isdecimal() or not int(value):
                raise ModelError(f"python: {name} is a whole number above 0, not ‘{value}’")
        return cls(source, function, **{name: int(value) for name, value in options.items()})


class PythonCallable:
    """A callable as a model. Its module is imported when the model is entered."""

    takes_schema = True  # whether it keeps to them, only the callable knows

    def __init__(self, spec: PythonSpec) -> None:
        self.spec = spec
        self.name = f"python:{spec.source}:{spec.function}"
        self._function: Callable[[Request], Any] | None = None
        self._loop: EventLoop | None = None

    @property
    def fingerprint(self) -> str:
        """Module, function and the source file's hash. Raises ModelError where there is no such module."""
        found = self._source_file()
        digest = f"sha256:{hashlib.sha256(found.read_bytes()).hexdigest()[:16]}" if found else "unknown"
        return f"{self.name} source {digest} (what else it calls cannot be known)"

    def __enter__(self) -> Self:
        """Import the callable. Raises ModelError where it is not there, or not callable."""
        module = self._import()
        function = getattr(module, self.spec.function, None)
        if function is None:
            there = [n for n, v in vars(module).items() if callable(v) and not n.startswith("_")]
            raise ModelError(f"{self.name}: no such function; there is {', '.join(there) or 'none'}")
        if not callable(function):
            raise ModelError(f"{self.name}: is no function but {type(function).__name__}")
        if _is_async(function):
            self._loop = EventLoop()
        elif self.spec.concurrency or self.spec.timeout:
            name = "concurrency" if self.spec.concurrency else "timeout"
            raise ModelError(f"{self.name}: takes no model option ‘{name}’: it is not async")
        self._function = function
        return self

    def __exit__(self, *error: object) -> None:
        self._function = None
        loop, self._loop = self._loop, None
        if loop:
            loop.close()

    def generate(self, requests: Iterable[Request]) -> Iterator[tuple[str, Response]]:
        """Each request's id and answer as they come; an exception of the callable's is an ``error``."""
        if self._function is None:
            raise ModelError(f"{self.name} is not imported: use it in a with statement")
        if self._loop:
            ask = functools.partial(self._ask, self._function)
            yield from self._loop.answers(ask, requests, self.spec.concurrency or 8)
            return
        for request in requests:
            start = time.monotonic()
            try:
                response = self._response(self._function(request), start)
            except (Exception, SystemExit) as error:
                response = _failed(error, start)
            yield request.id, response

    async def _ask(self, function: Callable[[Request], Awaitable[Any]], request: Request) -> Response:
        start = time.monotonic()
        limit = asyncio.timeout(self.spec.timeout or 600)
        try:
            async with limit:
                return self._response(await function(request), start)
        except TimeoutError as error:
            # Its own time-outs (a socket's) are its own errors.
            late = TimeoutError(f"no answer within {self.spec.timeout or 600} s")
            return _failed(late if limit.expired() else error, start)
        # What is no Exception would end the loop, and nobody would get an answer any more.
        except (Exception, SystemExit, KeyboardInterrupt) as error:
            return _failed(error, start)

    def _response(self, answer: object, start: float) -> Response:
        """What the callable gave, as a Response.

        Raises TypeError or ValueError where it is neither text nor a Response that a log can hold.
        """
        if isinstance(answer, Response):
            texts = (answer.text, answer.reasoning, answer.error)
            if not all(isinstance(t, str) for t in texts) or answer.finish_reason not in FINISH_REASONS:
                raise TypeError(f"{self.spec.function} gave a Response with a wrong text or finish_reason")
            json.dumps(asdict(answer))
            return answer
        if not isinstance(answer, str):
            raise TypeError(f"{self.spec.function} gave {type(answer).__name__}, not str or Response")
        return Response(text=answer, seconds=time.monotonic() - start)

    def _source_file(self) -> Path | None:
        """The file that is imported; None where Python has no file for it (a built-in module)."""
        if _is_file(self.spec.source):
            path = Path(self.spec.source)
            if not path.is_file():
                raise ModelError(f"{self.name}: there is no file {path}")
            return path
        try:
            # This imports the packages that the module is in.
            found = importlib.util.find_spec(self.spec.source)
        except (Exception, SystemExit) as error:
            raise self._not_importable(error) from error
        if found is None:
            raise self._not_importable(ModuleNotFoundError(f"No module named {self.spec.source!r}"))
        return Path(found.origin) if found.origin and Path(found.origin).is_file() else None

    def _import(self) -> ModuleType:
        path = self._source_file()
        try:
            if path is None or not _is_file(self.spec.source):
                return importlib.import_module(self.spec.source)
            # A name that no other module has; dataclasses and pickles look their module up by it.
            name = f"onrecord_model_{hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:8]}"
            found = importlib.util.spec_from_file_location(name, path)
            assert found and found.loader
            sys.modules[name] = module = importlib.util.module_from_spec(found)
            found.loader.exec_module(module)
        except (Exception, SystemExit) as error:
            raise self._not_importable(error) from error
        return module

    def _not_importable(self, error: BaseException) -> ModelError:
        return ModelError(
            f"{self.name}: cannot be imported ({_words(error)}); install it, put its folder on PYTHONPATH, "
            "or write python:./file.py:function"
        )


def _is_file(source: str) -> bool:
    return source.endswith(".py")


def _is_dotted(source: str) -> bool:
    return all(part.isidentifier() for part in source.split("."))


def _is_async(function: Callable[..., Any]) -> bool:
    call = getattr(type(function), "__call__", None)  # noqa: B004 - an object's own, not whether it has one
    return inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(call)


def _failed(error: BaseException, start: float) -> Response:
    return Response(error=_words(error), seconds=time.monotonic() - start)


def _words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"
