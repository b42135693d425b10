"""What makes an ``hf:`` model: the fields of a spec, and how the words of a command line become them."""

import json
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Self

from onrecord.errors import ModelError

Attention = Literal["eager", "sdpa", "flash_attention_2", "flash_attention_3", "flex_attention"]

Engine = Literal["auto", "shared-prefix", "continuous", "plain"]


@dataclass(frozen=True, slots=True)
class HFSpec:
    """What makes an HFModel; picklable. The type of a field says which words an option of its name takes.

    ``path`` is a folder, a .gguf file or a hub id. ``device``: as torch names it, or None for the fastest
    there is; ``device_map`` spreads a model over several instead (auto, balanced, sequential). ``dtype``:
    float32, bfloat16, float16, or None for float32 on a CPU and the model's own elsewhere. ``attention``: the
    implementation, or None for what transformers picks. ``revision`` is for hub ids. ``gguf_file`` names one
    file of a folder that holds several. ``adapter``: a PEFT adapter, folder or hub id, merged into the model.
    ``chat_template``: a file to use instead of the model's own template. ``template``: options that the
    template is rendered with. ``window``: how many tokens the model may read, where its files say another
    number than it can. ``thinking_tokens``: how many tokens it may reason for, beside a task's limit for the
    answer; None where the limit is for both. ``max_batch``: the most requests at a time; None
    for as many as memory holds. ``engine``: the way of decoding; ``auto`` picks it by model and machine.
    """

    path: str
    device: str | None = None
    device_map: str | None = None
    dtype: str | None = None
    attention: Attention | None = None
    revision: str | None = None
    gguf_file: str | None = None
    adapter: str | None = None
    chat_template: str | None = None
    template: Mapping[str, Any] = field(default_factory=dict)
    window: int | None = None
    thinking_tokens: int | None = None
    max_batch: int | None = None
    engine: Engine = "auto"

    @classmethod
    def from_options(cls, path: str, options: Mapping[str, str]) -> Self:
        """A spec from options as a command line gives them: the fields' names, and words.

        A field that is a mapping takes its keys one by one (``NAME.KEY``). Raises ModelError on an option
        that is no field, and on a word that is no value of its field.
        """
        kinds = {name: kind for name, kind in typing.get_type_hints(cls).items() if name != "path"}
        values: dict[str, Any] = {}
        for option, word in options.items():
            name, _, key = option.partition(".")
            if name not in kinds or bool(key) is not _is_mapping(kinds[name]) or option.endswith("."):
                known = ", ".join(_names(kinds))
                raise ModelError(f"hf: takes no model option ‘{option}’; there are {known}")
            if key:
                values[name] = {**values.get(name, {}), key: _json_or_text(word)}
            else:
                values[name] = _value(name, kinds[name], word)
        return cls(path, **values)


def _names(kinds: Mapping[str, Any]) -> list[str]:
    return [f"{name}.KEY" if _is_mapping(kind) else name for name, kind in kinds.items()]


def _is_mapping(kind: Any) -> bool:
    return typing.get_origin(kind) is Mapping


def _value(name: str, kind: Any, word: str) -> Any:
    """The value of one word, by the type of its field (None, where the type allows it, has no word)."""
    if kind == int | None and word == "auto":
        return None
    if types.NoneType in typing.get_args(kind):
        (kind,) = (part for part in typing.get_args(kind) if part is not types.NoneType)
    if kind is str:
        return word
    if kind is int:
        if word.isdecimal() and int(word):
            return int(word)
        allowed = "a whole number above 0"
    else:
        words = {"on": True, "off": False} if kind is bool else {w: w for w in typing.get_args(kind)}
        if word in words:
            return words[word]
        allowed = " or ".join(filter(None, [", ".join([*words][:-1]), [*words][-1]]))
    raise ModelError(f"hf: {name} is {allowed}, not ‘{word}’")


def _json_or_text(word: str) -> Any:
    try:
        return json.loads(word)
    except ValueError:
        return word
