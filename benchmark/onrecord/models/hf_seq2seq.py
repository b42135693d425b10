"""Sequence-to-sequence models: an encoder reads the prompts, a decoder of its own begins each answer anew."""

from collections.abc import Iterator, Sequence
from typing import Any

from onrecord.errors import ModelError


def inputs(
    prompts: Sequence[list[int]], starts: list[int], pad: int
) -> tuple[dict[str, list[list[int]]], int]:
    """What ``generate`` takes for a batch of prompts, and how many tokens of its rows are no answer yet.

    Padding stands after a prompt: many an encoder counts positions from the first token, padding or not.
    """
    width = max(map(len, prompts))
    arrays = {
        "input_ids": [prompt + [pad] * (width - len(prompt)) for prompt in prompts],
        "attention_mask": [[1] * len(prompt) + [0] * (width - len(prompt)) for prompt in prompts],
        "decoder_input_ids": [starts] * len(prompts),
    }
    return arrays, len(starts)


def starts(model: Any, name: str) -> list[int]:
    """The tokens that every answer starts with. Raises ModelError where no file of the model names them.

    A token that the model's settings force to be the first is one of them: it is no choice, and no schema
    knows it.
    """
    first = _setting(model, "decoder_start_token_id")
    first = _setting(model, "bos_token_id") if first is None else first
    if first is None:
        raise ModelError(f"hf: {name} names no decoder_start_token_id: add it to its generation_config.json")
    forced = _setting(model, "forced_bos_token_id")
    return [first] if forced is None else [first, forced]


def _setting(model: Any, name: str) -> int | None:
    """Some models say it in generation_config.json, some in config.json."""
    values: Iterator[int | None] = (
        getattr(settings, name, None) for settings in (model.generation_config, model.config)
    )
    return next((value for value in values if value is not None), None)
