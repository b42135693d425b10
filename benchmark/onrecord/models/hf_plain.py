"""Decoding by transformers' own ``generate``, for every model: prompts are read whole, in batches."""

import collections
import time
from collections.abc import Iterator, Sequence
from typing import Any

from onrecord.models import hf_memory, hf_seq2seq
from onrecord.models.hf_decoding import Answer, Choice, Prompt, choose
from onrecord.models.hf_files import require
from onrecord.models.hf_loading import Loaded
from onrecord.models.hf_memory import Failure, Room

ENGINE = "plain"


def answers(loaded: Loaded, windows: Iterator[list[Prompt]], room: Room) -> Iterator[Answer]:
    """An answer to every prompt, in batches of equal limits.

    A batch for which memory does not suffice is halved, and so are those that follow; one that fails for
    another reason is tried again one by one. What fails alone is an error.
    """
    for window in windows:
        for prompts in _by_limit(window):
            waiting = collections.deque(prompts)
            while waiting:
                tokens = len(waiting[0].tokens) + waiting[0].budget
                most = hf_memory.rows_that_fit(loaded.model, room, tokens) if loaded.pads else 1
                size = min(len(waiting), most)
                batch = [waiting.popleft() for _ in range(size)]
                found = attempt(loaded, batch)
                if not isinstance(found, Failure):
                    yield from found
                elif found.is_memory and size > 1:
                    room.shrink(size)
                    waiting.extendleft(reversed(batch))
                else:
                    yield from alone(loaded, batch)


def alone(loaded: Loaded, prompts: Sequence[Prompt]) -> Iterator[Answer]:
    """An answer to each prompt by itself, or the error."""
    for prompt in prompts:
        start = time.perf_counter()
        found = attempt(loaded, [prompt])
        if isinstance(found, Failure):
            yield Answer(prompt, ENGINE, 1, time.perf_counter() - start, error=found.message)
        else:
            yield from found


def attempt(loaded: Loaded, batch: Sequence[Prompt]) -> list[Answer] | Failure:
    """The answers to a batch. Its seconds are shared equally, so that they add up to the clock's."""
    start = time.perf_counter()
    try:
        rows = new_tokens(loaded, batch)
    except Exception as error:
        failure = Failure.of(error)
    else:
        seconds = (time.perf_counter() - start) / len(batch)
        return [
            Answer(prompt, ENGINE, len(batch), seconds, row) for prompt, row in zip(batch, rows, strict=True)
        ]
    hf_memory.release()
    return failure


def _by_limit(prompts: Sequence[Prompt]) -> Iterator[list[Prompt]]:
    """Prompts of equal limits, longest first, so that memory runs out early or not at all."""
    groups: dict[int, list[Prompt]] = {}
    for prompt in prompts:
        groups.setdefault(prompt.budget, []).append(prompt)
    for group in groups.values():
        yield sorted(group, key=lambda prompt: -len(prompt.tokens))


def new_tokens(loaded: Loaded, batch: Sequence[Prompt]) -> list[list[int]]:
    """What the model adds to each prompt, at most ``budget`` tokens; after its end a row holds padding."""
    torch, transformers = require("torch"), require("transformers")
    # Masked before an answer and cut after it, so that any token serves.
    pad = loaded.ends[0] if loaded.ends else 0
    texts = [prompt.tokens for prompt in batch]
    inputs, width = hf_seq2seq.inputs(texts, loaded.starts, pad) if loaded.starts else _inputs(texts, pad)
    choices = [Choice(loaded, prompt) for prompt in batch]

    def force(_: Any, scores: Any) -> Any:
        chosen = choose(choices, scores)[:, None]
        return torch.full_like(scores, float("-inf")).scatter_(1, chosen, 0.0)

    def over(ids: Any, *_: Any, **__: Any) -> Any:
        for number, row in enumerate(ids[:, width:].tolist()):
            if lengths[number] is None and choices[number].is_over(row):
                lengths[number] = len(row)
        return torch.tensor([length is not None for length in lengths], device=ids.device)

    lengths: list[int | None] = [None] * len(batch)
    is_watched = loaded.thinking or any(prompt.request.generation.stop for prompt in batch)
    device = loaded.model.device
    with torch.inference_mode():
        # generate() counts positions from the mask, so that padding moves no prompt.
        output = loaded.model.generate(
            **{name: torch.tensor(rows, device=device) for name, rows in inputs.items()},
            generation_config=transformers.GenerationConfig(
                max_new_tokens=max(prompt.budget for prompt in batch),
                do_sample=False,
                eos_token_id=loaded.ends or None,
                pad_token_id=pad,
            ),
            logits_processor=transformers.LogitsProcessorList([force]),
            stopping_criteria=transformers.StoppingCriteriaList([over] if is_watched else []),
        )
    rows: list[list[int]] = output[:, width:].tolist()
    return [row[:length] for row, length in zip(rows, lengths, strict=True)]


def _inputs(texts: Sequence[list[int]], pad: int) -> tuple[dict[str, list[list[int]]], int]:
    """What ``generate`` takes for prompts, and how long its rows are: padding stands before a prompt."""
    width = max(map(len, texts))
    ids = [[pad] * (width - len(text)) + text for text in texts]
    mask = [[0] * (width - len(text)) + [1] * len(text) for text in texts]
    return {"input_ids": ids, "attention_mask": mask}, width
