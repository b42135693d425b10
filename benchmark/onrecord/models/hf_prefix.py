"""The tokens with which prompts about one article begin alike: found, read once, and reused."""

import inspect
import itertools
import time
from collections.abc import Sequence
from typing import Any

from onrecord.models.hf_decoding import Prefix, Prompt
from onrecord.models.hf_files import require
from onrecord.models.hf_loading import Loaded

# A shorter prefix costs more, in a run and in copies of its own, than it saves.
SHORTEST = 64
# These turn a token by how long the whole row is, so that a prefix read alone comes out otherwise.
_BY_LENGTH = {"dynamic", "longrope"}


def can_share(model: Any) -> bool:
    """Whether the model's memory of a prefix can be copied over a batch, with padding after it.

    That takes plain keys and values in every layer, of the whole text: a window counts the padding as words,
    a running state cannot skip it. And positions that a caller may set: a model that counts them by itself
    (by the distance in the cache) counts the padding too.
    """
    if getattr(model.config, "is_encoder_decoder", False):  # the prompt is an encoder's, which keeps nothing
        return False
    config = model.config.get_text_config()
    if not {"position_ids", "past_key_values"} <= inspect.signature(model.forward).parameters.keys():
        return False
    if getattr(model, "_is_stateful", False) or _rope_types(config) & _BY_LENGTH:
        return False
    if "local" in str(getattr(config, "attention_types", "")):  # windows of which the cache knows nothing
        return False
    return _is_plain(require("transformers").DynamicCache(config=config))


def _is_plain(cache: Any) -> bool:
    layer = require("transformers.cache_utils").DynamicLayer
    return all(type(found) is layer for found in cache.layers)


def _rope_types(config: Any) -> set[str]:
    """How positions are turned into angles: one way for the model, or one by kind of layer."""
    rope = getattr(config, "rope_parameters", None) or {}
    return {str(part.get("rope_type")) for part in (rope, *rope.values()) if isinstance(part, dict)}


def groups(prompts: Sequence[Prompt]) -> list[tuple[list[Prompt], int]]:
    """The prompts by what they share, and how many first tokens that is: the division that saves the most.

    Each prompt keeps a token of its own, for the answer is read off the last one. Those that share too little
    come last, together, with 0.
    """
    order = sorted(range(len(prompts)), key=lambda n: prompts[n].tokens)
    rows = [prompts[n].tokens for n in order]
    shared = [_common(a, b) for a, b in itertools.pairwise(rows)]
    # For the first 0, 1, 2 … rows: what the best division saves, and its last group's start and prefix. Rows
    # that share a prefix stand together in sorted order, so that groups are runs.
    best = [(0, 0, 0)]
    for end in range(1, len(rows) + 1):
        choice = (best[end - 1][0], end - 1, 0)
        length = len(rows[end - 1]) - 1
        for start in range(end - 2, -1, -1):
            length = min(length, len(rows[start]) - 1, shared[start])
            if length < SHORTEST:
                break
            choice = max(choice, (best[start][0] + length * (end - start - 1), start, length))
        best.append(choice)
    found: list[tuple[list[Prompt], int]] = []
    alone: list[int] = []
    end = len(rows)
    while end:
        _, start, length = best[end]
        if length:
            found.append(([prompts[n] for n in order[start:end]], length))
        else:
            alone.append(order[start])
        end = start
    if alone:
        found.append(([prompts[n] for n in sorted(alone)], 0))
    return found


def _common(a: Sequence[int], b: Sequence[int]) -> int:
    return next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def read(loaded: Loaded, tokens: list[int]) -> Prefix | None:
    """The tokens run through the model once; None where it will not do that, or keeps something else."""
    torch = require("torch")
    start = time.perf_counter()
    # Scores of the whole vocabulary for each token would take more memory than the batch itself.
    last = (
        {"logits_to_keep": 1}
        if "logits_to_keep" in inspect.signature(loaded.model.forward).parameters
        else {}
    )
    try:
        cache = require("transformers").DynamicCache(config=loaded.model.config.get_text_config())
        with torch.inference_mode():
            ids = torch.tensor([tokens], device=loaded.model.device)
            loaded.model(input_ids=ids, past_key_values=cache, use_cache=True, **last)
    except Exception:  # whatever it says, the prompts can still be read whole
        return None
    if not _is_plain(cache) or {layer.get_seq_length() for layer in cache.layers} != {len(tokens)}:
        return None
    return Prefix(tokens, cache, time.perf_counter() - start)
