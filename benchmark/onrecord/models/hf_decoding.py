"""What every way of decoding shares: prompts as tokens, the choice of a next token, and the answer's text."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.models.base import Response
from onrecord.models.hf_answer import Allowance, read
from onrecord.models.hf_files import require
from onrecord.models.hf_loading import Loaded
from onrecord.models.hf_memory import Room
from onrecord.models.hf_prompt import opens_reasoning
from onrecord.models.hf_schema import hold
from onrecord.tasks.request import Request


@dataclass(frozen=True, slots=True)
class Prompt:
    """A request as tokens, and how many new tokens it may have (its limit, or what the context leaves)."""

    request: Request
    tokens: list[int]
    budget: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a prompt: its new tokens, or the error that kept it from having any.

    ``engine``: the way of decoding. ``batch``: the most requests it was decoded with, itself included.
    ``prefix``: how many of its tokens were read together with another's.
    """

    prompt: Prompt
    engine: str
    batch: int
    seconds: float
    tokens: Sequence[int] = ()
    prefix: int = 0
    error: str = ""


Engine = Callable[[Loaded, Iterator[list[Prompt]], Room], Iterator[Answer]]


class Choice:
    """How one answer's tokens are chosen, and when it ends: by the settings of its own request alone."""

    def __init__(self, loaded: Loaded, prompt: Prompt) -> None:
        request = prompt.request
        reasons = opens_reasoning(loaded.tokenizer, prompt.tokens)
        self._loaded, self._prompt = loaded, prompt
        limit = request.generation.max_tokens
        self._allowance = Allowance(loaded, prompt.tokens, limit) if loaded.thinking else None
        self.constraint = loaded.grammars.constraint(request, reasons)
        self.temperature = request.generation.temperature
        self._stream = _stream(request) if self.temperature > 0 else None

    def is_over(self, tokens: Sequence[int]) -> bool:
        """Whether the answer ends with the last of its tokens; asked once for each of them."""
        if tokens[-1] in self._loaded.ends or len(tokens) >= self._prompt.budget:
            return True
        if self._allowance and self._allowance.is_spent(tokens[-1]):
            return True
        stop = self._prompt.request.generation.stop
        return bool(stop) and any(s in read(self._loaded, self._prompt.tokens, tokens)[0] for s in stop)

    def noise(self, size: int) -> Any:
        """Sampling is an arg max over scores with this noise (Gumbel), from a stream of the request's own."""
        return -require("torch").empty(size).exponential_(generator=self._stream).log()


def _stream(request: Request) -> Any:
    """Random numbers by the request's seed and id, so that two samples of one question differ."""
    seed = hashlib.sha256(f"{request.generation.seed}\n{request.id}".encode()).digest()
    return require("torch").Generator().manual_seed(int.from_bytes(seed[:7], "big"))


def choose(choices: Sequence[Choice], scores: Any) -> Any:
    """The next token of each row, from scores (rows × vocabulary)."""
    with require("torch").inference_mode():
        scores = hold([choice.constraint for choice in choices], scores.float())
        for row, choice in enumerate(choices):
            if choice.temperature > 0:
                noise = choice.noise(scores.shape[1]).to(scores.device)
                scores[row] = scores[row] / choice.temperature + noise
        tokens = scores.argmax(dim=1)
    for choice, token in zip(choices, tokens.tolist(), strict=True):
        if choice.constraint is not None:
            choice.constraint.advance(token)
    return tokens


def response(loaded: Loaded, answer: Answer, provenance: Mapping[str, Any]) -> Response:
    """The answer as text: up to its end token or stop string, neither of them in it.

    ``usage`` counts the tokens that were made for it, reasoning and the end token too. A stop string within
    reasoning is none.
    """
    prompt, row = answer.prompt, answer.tokens
    end = next((place for place, token in enumerate(row) if token in loaded.ends), None)
    tokens, reason = (row, "length") if end is None else (row[:end], "stop")
    count = len(row) if end is None else end + 1
    text, reasoning = read(loaded, prompt.tokens, tokens)
    stop = prompt.request.generation.stop
    if places := [text.find(s) for s in stop if s in text]:
        text, reason = text[: min(places)], "stop"
        whole = (read(loaded, prompt.tokens, tokens[:n])[0] for n in range(1, count + 1))
        count = next(n for n, begun in enumerate(whole, 1) if any(s in begun for s in stop))
    usage = {"prompt": len(prompt.tokens), "completion": count}
    return Response(text, reasoning, reason, usage, answer.seconds, provenance)
