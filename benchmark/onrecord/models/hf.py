"""``hf:PATH_OR_HUB_ID``: a language model that runs here, through transformers.

Greedy unless a request asks for a temperature. Requests are answered many at a time, and what prompts share,
mostly an article, is read once; in float32 each gets the tokens that it would get alone. Needs the extra
‘hf’; nothing heavy is imported before a model is entered or its fingerprint asked for.
"""

import collections
import functools
import itertools
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Self

from onrecord.errors import ModelError
from onrecord.models import (
    hf_continuous,
    hf_files,
    hf_loading,
    hf_memory,
    hf_plain,
    hf_prompt,
    hf_shared,
    hf_shared_rows,
)
from onrecord.models.base import Response
from onrecord.models.hf_decoding import Answer, Engine, Prompt, response
from onrecord.models.hf_loading import Loaded
from onrecord.models.hf_memory import Failure
from onrecord.models.hf_spec import HFSpec
from onrecord.tasks.request import Request

# Requests taken from the stream at a time, at most: an article's share what they can only within these.
LOOK_AHEAD = 256


class HFModel:
    """A local model. Enter it to load the weights; leaving frees them."""

    takes_schema = True

    def __init__(self, spec: HFSpec) -> None:
        if spec.max_batch is not None and spec.max_batch < 1:
            raise ModelError(f"hf: a batch holds at least one request, not {spec.max_batch}")
        self.spec = spec
        self._loaded: Loaded | None = None

    @property
    def name(self) -> str:
        return f"hf:{self.spec.path}"

    @functools.cached_property
    def _checkpoint(self) -> hf_files.Checkpoint:
        return hf_files.find(self.spec.path, self.spec.revision, self.spec.gguf_file, self.spec.adapter)

    @functools.cached_property
    def device(self) -> str:
        return hf_loading.pick_device(self.spec)

    @functools.cached_property
    def dtype(self) -> str:
        return hf_loading.pick_dtype(self.spec.dtype, self.device, self._checkpoint.folder)

    @functools.cached_property
    def fingerprint(self) -> str:
        # In lower precision the engines round otherwise, and can turn a token.
        rounds = self.dtype != "float32" and self._engine != "plain"
        path = self._engine if rounds else ""
        return hf_files.fingerprint(self._checkpoint, self.spec, self.dtype, hf_prompt.RENDERING, path)

    @property
    def _engine(self) -> str:
        """The way of decoding, where the model allows it: by the machine, unless the spec names one."""
        if self.spec.engine != "auto":
            return self.spec.engine
        if self.device.startswith("cuda"):
            return "continuous"
        return "plain" if self.spec.attention else "shared-prefix"

    def __enter__(self) -> Self:
        self._loaded = hf_loading.load(self._checkpoint, self.spec, self.device, self.dtype)
        self._room = hf_memory.room(self._loaded.model, self.spec.max_batch)
        self._decode = self._decoder(self._loaded)
        return self

    def _decoder(self, loaded: Loaded) -> Engine:
        """The engine, or what stands in for it where none was named; a ModelError where one was."""
        # An attention that the user named is not replaced by ours.
        shares = self._engine != "plain" and not self.spec.attention and hf_shared_rows.can_share(loaded)
        continues = self._engine == "continuous" and hf_continuous.can_decode(loaded)
        if self.spec.engine in ("shared-prefix", "continuous") and not (shares or continues):
            raise ModelError(
                f"hf: the engine ‘{self.spec.engine}’ cannot run {self.spec.path}: leave the option out"
            )
        own = hf_shared.answers if shares else hf_plain.answers
        return functools.partial(hf_continuous.answers, others=own) if continues else own

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loaded = None
        hf_memory.release()

    def generate(self, requests: Iterable[Request]) -> Iterator[tuple[str, Response]]:
        """Each request's id and answer, as each ends.

        A prompt that fills the context window is ``too_long``. What fails, be it for lack of memory, is tried
        again with fewer beside it; what fails alone is a Response with an ``error``.
        """
        if self._loaded is None or self._room is None:
            raise ModelError(f"{self.name} has no weights in memory: use it in a with statement")
        unasked: collections.deque[tuple[str, Response]] = collections.deque()
        windows = self._windows(self._loaded, requests, unasked)
        for answer in self._decode(self._loaded, windows, self._room):
            yield from _drained(unasked)
            yield answer.prompt.request.id, self._response(self._loaded, answer)
        yield from _drained(unasked)

    def _windows(
        self, loaded: Loaded, requests: Iterable[Request], unasked: collections.deque[tuple[str, Response]]
    ) -> Iterator[list[Prompt]]:
        """Prompts, LOOK_AHEAD at a time; the answers of requests that make none are put aside."""
        stream = iter(requests)
        while window := list(itertools.islice(stream, LOOK_AHEAD)):
            prompts = []
            for request in window:
                ready = _prepare(loaded, request)
                if isinstance(ready, Prompt):
                    prompts.append(ready)
                else:
                    unasked.append((request.id, ready))
            yield prompts

    def _response(self, loaded: Loaded, answer: Answer) -> Response:
        provenance = {
            "device": self.device,
            "dtype": self.dtype,
            "engine": answer.engine,
            "batch": answer.batch,
            "prefix": answer.prefix,
            "schema": answer.prompt.request.schema is not None,
        }
        if answer.error:
            return Response(error=answer.error, seconds=answer.seconds, provenance=provenance)
        return response(loaded, answer, provenance)


def _prepare(loaded: Loaded, request: Request) -> Prompt | Response:
    try:
        tokens = loaded.chat.encode(request)
    except Exception as error:
        return Response(error=f"the chat template refused the request: {Failure.of(error).message}")
    room = loaded.room(len(tokens))
    loaded.grammars.constraint(request)  # a schema that cannot be enforced is known before any answer
    if room < 1:
        return Response(finish_reason="too_long", usage={"prompt": len(tokens), "completion": 0})
    return Prompt(request, tokens, min(request.generation.max_tokens + loaded.thinking, room))


def _drained(answers: collections.deque[tuple[str, Response]]) -> Iterator[tuple[str, Response]]:
    while answers:
        yield answers.popleft()
