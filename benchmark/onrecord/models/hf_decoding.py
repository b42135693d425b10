"""Prompts in, answers out: one batch through a loaded model, and its tokens read as responses."""

import copy
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.models import hf_seq2seq
from onrecord.models.base import Response
from onrecord.models.hf_answer import Allowance, read
from onrecord.models.hf_files import require
from onrecord.models.hf_loading import Loaded
from onrecord.models.hf_prompt import opens_reasoning
from onrecord.models.hf_schema import processor
from onrecord.tasks.request import Request


@dataclass(frozen=True, slots=True)
class Prompt:
    """A request as tokens, and how many new tokens it may have (its limit, or what the context leaves)."""

    request: Request
    tokens: list[int]
    budget: int


@dataclass(frozen=True, slots=True)
class Prefix:
    """First tokens of several prompts, what the model keeps of them (one row), and what reading them took."""

    tokens: list[int]
    cache: Any
    seconds: float


def new_tokens(loaded: Loaded, batch: Sequence[Prompt], prefix: Prefix | None = None) -> list[list[int]]:
    """What the model adds to each prompt, at most ``budget`` tokens; after its end a row holds padding.

    A ``prefix`` that all the prompts begin with is not read again.
    """
    torch, transformers = require("torch"), require("transformers")
    # Masked before an answer and cut after it, so that any token serves.
    pad = loaded.ends[0] if loaded.ends else 0
    if loaded.starts:
        inputs, width = hf_seq2seq.inputs([prompt.tokens for prompt in batch], loaded.starts, pad)
    else:
        inputs, width = _inputs(batch, len(prefix.tokens) if prefix else 0, pad)
    settings = batch[0].request.generation
    constraints = [
        loaded.grammars.constraint(prompt.request, opens_reasoning(loaded.tokenizer, prompt.tokens))
        for prompt in batch
    ]
    rules: list[Callable[..., Any]] = [processor(constraints, width)]
    if settings.temperature > 0:
        rules.append(_sampler(torch, batch, settings.temperature))
    stops: list[Callable[..., Any]] = []
    if settings.stop:
        stops.append(_stopper(torch, loaded, batch, width))
    allowances = [Allowance(loaded, prompt.tokens, settings.max_tokens) for prompt in batch]
    if loaded.thinking:
        stops.append(_limiter(torch, allowances))
    device = loaded.model.device
    with torch.inference_mode():
        # generate() counts positions from the mask, so that padding moves no prompt.
        output = loaded.model.generate(
            **{name: torch.tensor(rows, device=device) for name, rows in inputs.items()},
            generation_config=transformers.GenerationConfig(
                max_new_tokens=batch[0].budget,
                do_sample=False,
                eos_token_id=loaded.ends or None,
                pad_token_id=pad,
            ),
            logits_processor=transformers.LogitsProcessorList(rules),
            stopping_criteria=transformers.StoppingCriteriaList(stops),
            **({"past_key_values": _repeated(prefix.cache, len(batch))} if prefix else {}),
        )
    rows: list[list[int]] = output[:, width:].tolist()
    return [row[: a.taken] for row, a in zip(rows, allowances, strict=True)] if loaded.thinking else rows


def _inputs(batch: Sequence[Prompt], known: int, pad: int) -> tuple[dict[str, list[list[int]]], int]:
    """What ``generate`` takes for a batch, and how long its rows are.

    Padding stands after the known tokens: they have the same places in every row, and rows end together.
    """
    width = max(len(prompt.tokens) for prompt in batch)
    gaps = [width - len(prompt.tokens) for prompt in batch]
    ids = [
        prompt.tokens[:known] + [pad] * gap + prompt.tokens[known:]
        for gap, prompt in zip(gaps, batch, strict=True)
    ]
    mask = [[1] * known + [0] * gap + [1] * (width - known - gap) for gap in gaps]
    return {"input_ids": ids, "attention_mask": mask}, width


def _repeated(cache: Any, times: int) -> Any:
    """The cache for a batch; a copy, as the batch's own tokens are added to it."""
    rows = copy.deepcopy(cache)
    rows.batch_repeat_interleave(times)
    return rows


def _sampler(torch: Any, batch: Sequence[Prompt], temperature: float) -> Callable[..., Any]:
    """Sampling as an arg max over noisy scores (Gumbel), each row with noise of its own.

    One random stream for a batch would make an answer depend on its neighbours. The seed is the request's,
    with its id, so that two samples of one question differ.
    """
    streams = []
    for prompt in batch:
        seed = f"{prompt.request.generation.seed}\n{prompt.request.id}".encode()
        streams.append(
            torch.Generator().manual_seed(int.from_bytes(hashlib.sha256(seed).digest()[:7], "big"))
        )

    def sample(_: Any, scores: Any) -> Any:
        size = scores.shape[-1]
        noise = torch.stack([torch.empty(size).exponential_(generator=stream) for stream in streams])
        return scores / temperature - noise.log().to(scores.device)

    return sample


def _stopper(torch: Any, loaded: Loaded, batch: Sequence[Prompt], width: int) -> Callable[..., Any]:
    stop = batch[0].request.generation.stop

    def done(ids: Any, *_: Any, **__: Any) -> Any:
        rows = ids[:, width:].tolist()
        texts = [read(loaded, prompt.tokens, row)[0] for prompt, row in zip(batch, rows, strict=True)]
        return torch.tensor([any(s in text for s in stop) for text in texts], device=ids.device)

    return done


def _limiter(torch: Any, allowances: Sequence[Allowance]) -> Callable[..., Any]:
    def done(ids: Any, *_: Any, **__: Any) -> Any:
        spent = [a.is_spent(token) for a, token in zip(allowances, ids[:, -1].tolist(), strict=True)]
        return torch.tensor(spent, device=ids.device)

    return done


def response(
    loaded: Loaded, prompt: Prompt, row: list[int], seconds: float, provenance: Mapping[str, Any]
) -> Response:
    """The answer in a row of new tokens: up to its end token or stop string, neither of them in the text.

    ``usage`` counts the tokens that were made for it, reasoning and the end token too. A stop string within
    reasoning is none.
    """
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
    return Response(text, reasoning, reason, usage, seconds, provenance)
