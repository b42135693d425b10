"""``hf:PATH_OR_HUB_ID``: a language model that runs here, through transformers.

Greedy unless a request asks for a temperature. Prompts of one article go in small batches, longest first;
in float32 a batch gives each prompt the tokens it would get alone. What prompts of an article share, mostly
the article, is read once. Needs the extra ‘hf’; nothing heavy is imported before a model is entered or its
fingerprint asked for.
"""

import functools
import gc
import itertools
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

from onrecord.errors import ModelError
from onrecord.models import hf_files, hf_loading, hf_prefix, hf_prompt
from onrecord.models.base import Response
from onrecord.models.hf_decoding import Prefix, Prompt, new_tokens, response
from onrecord.models.hf_loading import Loaded
from onrecord.models.hf_spec import HFSpec
from onrecord.tasks.request import Generation, Request

# Requests taken from the stream at a time, at most (and never of two articles).
LOOK_AHEAD = 64


class HFModel:
    """A local model. Enter it to load the weights; leaving frees them."""

    takes_schema = True

    def __init__(self, spec: HFSpec) -> None:
        if spec.max_batch < 1:
            raise ModelError(f"hf: a batch holds at least one request, not {spec.max_batch}")
        self.spec = spec
        self._loaded: Loaded | None = None
        self._shares = False

    @property
    def name(self) -> str:
        return f"hf:{self.spec.path}"

    @functools.cached_property
    def _checkpoint(self) -> hf_files.Checkpoint:
        spec = self.spec
        return hf_files.find(spec.path, spec.revision, spec.gguf_file, spec.adapter)

    @functools.cached_property
    def device(self) -> str:
        return hf_loading.pick_device(self.spec)

    @functools.cached_property
    def dtype(self) -> str:
        return hf_loading.pick_dtype(self.spec.dtype, self.device, self._checkpoint.folder)

    @functools.cached_property
    def fingerprint(self) -> str:
        # In lower precision, reading a prefix by itself rounds otherwise, and can turn a token.
        path = "shared-prefix" if self.spec.prefix and self.dtype != "float32" else ""
        return hf_files.fingerprint(self._checkpoint, self.spec, self.dtype, hf_prompt.RENDERING, path)

    def __enter__(self) -> Self:
        self._loaded = hf_loading.load(self._checkpoint, self.spec, self.device, self.dtype)
        self._shares = self.spec.prefix and hf_prefix.can_share(self._loaded.model)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loaded = None
        _free_memory()

    def generate(self, requests: Iterable[Request]) -> Iterator[tuple[str, Response]]:
        """Each request's id and answer, an article at a time, the longest prompts first.

        A prompt that fills the context window is ``too_long``. A batch that fails is tried again one by one;
        what fails then is a Response with an ``error``.
        """
        if self._loaded is None:
            raise ModelError(f"{self.name} has no weights in memory: use it in a with statement")
        for _, same_article in itertools.groupby(requests, key=lambda request: request.article):
            while window := list(itertools.islice(same_article, LOOK_AHEAD)):
                yield from self._answer_window(self._loaded, window)

    def _answer_window(self, loaded: Loaded, window: list[Request]) -> Iterator[tuple[str, Response]]:
        prompts: list[Prompt] = []
        for request in window:
            ready = _prepare(loaded, request)
            if isinstance(ready, Prompt):
                prompts.append(ready)
            else:
                yield request.id, ready
        for group, length in hf_prefix.groups(prompts) if self._shares else [(prompts, 0)]:
            prefix = hf_prefix.read(loaded, group[0].tokens[:length]) if length else None
            spent = prefix.seconds / len(group) if prefix else 0.0
            for batch in batches(group, self.spec.max_batch if loaded.pads else 1):
                answers = self._try(loaded, batch, prefix)
                if answers is None and prefix:
                    prefix = None  # what failed may be the sharing, or the room it takes
                    _free_memory()
                    answers = self._try(loaded, batch)
                if answers is None:
                    _free_memory()
                    answers = [self._answer_alone(loaded, prompt) for prompt in batch]
                for prompt, answer in zip(batch, answers, strict=True):
                    yield prompt.request.id, replace(answer, seconds=answer.seconds + spent)
            prefix = None  # or it would stay in memory while the next one is read

    def _try(
        self, loaded: Loaded, batch: Sequence[Prompt], prefix: Prefix | None = None
    ) -> list[Response] | None:
        try:
            return self._answer(loaded, batch, prefix)
        except Exception:  # mostly memory, whose exceptions differ by device; the retry tells
            return None

    def _answer_alone(self, loaded: Loaded, prompt: Prompt) -> Response:
        start = time.perf_counter()
        try:
            return self._answer(loaded, [prompt])[0]
        except Exception as error:
            spent, message = time.perf_counter() - start, _one_line(error)
        _free_memory()
        return Response(error=message, seconds=spent, provenance=self._provenance(prompt, 1))

    def _answer(
        self, loaded: Loaded, batch: Sequence[Prompt], prefix: Prefix | None = None
    ) -> list[Response]:
        """The answers to a batch. Its seconds are shared equally, so that they add up to the clock's."""
        start = time.perf_counter()
        rows = new_tokens(loaded, batch, prefix)
        seconds = (time.perf_counter() - start) / len(batch)
        return [
            response(loaded, prompt, row, seconds, self._provenance(prompt, len(batch), prefix))
            for prompt, row in zip(batch, rows, strict=True)
        ]

    def _provenance(self, prompt: Prompt, size: int, prefix: Prefix | None = None) -> dict[str, Any]:
        """``prefix``: how many of the prompt's tokens were not read again; ``schema``: whether one held."""
        known, held = len(prefix.tokens) if prefix else 0, prompt.request.schema is not None
        return {"device": self.device, "dtype": self.dtype, "batch": size, "prefix": known, "schema": held}


def batches(prompts: Iterable[Prompt], size: int) -> Iterator[list[Prompt]]:
    """Prompts of equal settings and budget, longest first, so that memory runs out early or not at all."""
    groups: dict[tuple[Generation, int], list[Prompt]] = {}
    for prompt in prompts:
        groups.setdefault((prompt.request.generation, prompt.budget), []).append(prompt)
    for group in groups.values():
        group.sort(key=lambda prompt: -len(prompt.tokens))
        for start in range(0, len(group), size):
            yield group[start : start + size]


def _prepare(loaded: Loaded, request: Request) -> Prompt | Response:
    try:
        tokens = loaded.chat.encode(request)
    except Exception as error:
        return Response(error=f"the chat template refused the request: {_one_line(error)}")
    room = loaded.room(len(tokens))
    loaded.grammars.constraint(request)  # a schema that cannot be enforced is known before any answer
    if room < 1:
        return Response(finish_reason="too_long", usage={"prompt": len(tokens), "completion": 0})
    return Prompt(request, tokens, min(request.generation.max_tokens + loaded.thinking, room))


def _one_line(error: Exception) -> str:
    return f"{type(error).__name__}: {next(iter(str(error).strip().splitlines()), '')}"


def _free_memory() -> None:
    gc.collect()
    torch = hf_files.require("torch")
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
