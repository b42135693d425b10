"""Decoding by transformers' own continuous batching: paged attention, whose pages prompts share.

For greedy answers without a schema or a stop string; it takes no others. Those, and whatever it fails on, go
another way.
"""

import time
from collections.abc import Iterator
from typing import Any

from onrecord.models import hf_memory
from onrecord.models.hf_decoding import Answer, Engine, Prompt
from onrecord.models.hf_files import require
from onrecord.models.hf_loading import Loaded
from onrecord.models.hf_memory import Room

ENGINE = "continuous"
_PAGE = 256
# For fewer requests it is not started: that takes a while.
ENOUGH = 8


def can_decode(loaded: Loaded) -> bool:
    """Whether transformers offers it for the model."""
    return not loaded.starts and hasattr(loaded.model, "continuous_batching_context_manager")


def answers(loaded: Loaded, windows: Iterator[list[Prompt]], room: Room, others: Engine) -> Iterator[Answer]:
    """An answer to every prompt: by continuous batching where ENOUGH of a window allow it, else by the engine
    ``others``."""
    for window in windows:
        plain = {str(n): prompt for n, prompt in enumerate(window) if _is_plain(loaded, prompt)}
        rest = [prompt for prompt in window if not _is_plain(loaded, prompt)]
        if len(plain) >= ENOUGH:
            yield from _batched(loaded, plain, room)
        yield from others(loaded, iter([[*rest, *plain.values()]]), room)


def _is_plain(loaded: Loaded, prompt: Prompt) -> bool:
    settings = prompt.request.generation
    return not (prompt.request.schema or settings.stop or settings.temperature or loaded.thinking)


def _batched(loaded: Loaded, waiting: dict[str, Prompt], room: Room) -> Iterator[Answer]:
    """The answers to what waits, which is taken from it; what has failed is left. Seconds are the time since
    the answer before, so that they add up to the clock's."""
    size, start = min(len(waiting), room.rows), time.perf_counter()
    with loaded.model.continuous_batching_context_manager(**_settings(loaded, waiting, room)) as manager:
        for number, prompt in waiting.items():
            manager.add_request(prompt.tokens, request_id=number, max_new_tokens=prompt.budget)
        failed: set[str] = set()
        while len(waiting) > len(failed):
            result = manager.get_result(timeout=1)
            if result is None and not manager.is_running():
                return
            if result is None or not result.is_finished():
                continue
            if result.error is not None:
                failed.add(result.request_id)
                continue
            now = time.perf_counter()
            seconds, start = now - start, now
            tokens = list(result.generated_tokens)
            yield Answer(waiting.pop(result.request_id), ENGINE, size, seconds, tokens)


def _settings(loaded: Loaded, waiting: dict[str, Prompt], room: Room) -> dict[str, Any]:
    """As many pages as these requests can fill, and as memory holds."""
    transformers = require("transformers")
    pages = sum((len(prompt.tokens) + prompt.budget) // _PAGE + 2 for prompt in waiting.values())
    if room.bytes is not None:
        pages = min(pages, max(1, room.bytes // (_PAGE * hf_memory.token_bytes(loaded.model))))
    return {
        "generation_config": transformers.GenerationConfig(
            do_sample=False,
            eos_token_id=loaded.ends or None,
            pad_token_id=loaded.ends[0] if loaded.ends else 0,
        ),
        "continuous_batching_config": transformers.ContinuousBatchingConfig(
            page_size=_PAGE, num_blocks=pages, max_requests_per_batch=room.rows
        ),
        "timeout": 5,
    }
