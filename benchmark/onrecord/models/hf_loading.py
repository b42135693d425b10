"""Loads a model that ``hf_files`` found, in a dtype on a device, and what its prompts must keep to."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.errors import ModelError
from onrecord.models import hf_adapter, hf_seq2seq
from onrecord.models.hf_files import Checkpoint, read_json, read_template, require
from onrecord.models.hf_padding import takes_padding
from onrecord.models.hf_prompt import Chat
from onrecord.models.hf_schema import Grammars
from onrecord.models.hf_spec import HFSpec
from onrecord.tasks.reasoning import is_mark

DTYPES = {
    "float32": "float32", "fp32": "float32", "bfloat16": "bfloat16", "bf16": "bfloat16",
    "float16": "float16", "fp16": "float16",
}  # fmt: skip


_SAFE = {"local_files_only": True, "trust_remote_code": False}
_POSITIONS = ("max_position_embeddings", "n_positions", "max_seq_len", "n_ctx")
# Ways to spread a model over several devices, as transformers names them.
SPREAD = ("auto", "balanced", "sequential")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model in memory.

    ``chat`` makes prompts. ``window``: how many tokens prompt and answer may have together. ``starts``: where
    an encoder reads the prompt, the tokens with which a decoder of its own starts an answer; then ``window``
    is the prompt's alone, and ``answer_window`` the answer's. ``ends``: the tokens that end an answer.
    ``hidden``: tokens that are no part of its text. ``grammars``: what holds answers to schemas.
    ``thinking``: how many tokens an answer may have for its reasoning beside its limit. ``pads``: whether
    prompts can share a batch, the shorter ones padded.
    """

    model: Any
    tokenizer: Any
    chat: Chat
    window: int
    ends: list[int]
    hidden: frozenset[int]
    grammars: Grammars
    starts: list[int]
    answer_window: int
    thinking: int
    pads: bool

    def room(self, tokens: int) -> int:
        """How many tokens the answer to a prompt of so many may have; 0 or less where it does not fit."""
        if not self.starts:
            return self.window - tokens
        return self.answer_window + 1 - len(self.starts) if tokens <= self.window else 0


def pick_device(spec: HFSpec) -> str:
    """The device as torch names it, or the way in which a model is spread; else the fastest there is."""
    torch = require("torch")
    if spec.device and spec.device_map:
        raise ModelError("hf: give the option device or device_map, not both")
    wanted = spec.device or spec.device_map
    if wanted is None:
        if torch.cuda.is_available():
            return "cuda"
        return "mps" if torch.backends.mps.is_available() else "cpu"
    if wanted in SPREAD:
        return wanted
    try:
        kind = torch.device(wanted).type
    except RuntimeError as error:
        raise ModelError(
            f"hf: no device {wanted!r}: try cpu, cuda, cuda:1 or mps, or device_map={' or '.join(SPREAD)}"
        ) from error
    if (kind == "cuda" and not torch.cuda.is_available()) or (
        kind == "mps" and not torch.backends.mps.is_available()
    ):
        raise ModelError(f"hf: this machine has no {kind} device that torch can use: try cpu")
    return wanted


def pick_dtype(wanted: str | None, device: str, folder: Path) -> str:
    """The dtype's full name. None: float32 on a CPU, else what the model's config says."""
    if wanted is not None:
        if wanted not in DTYPES:
            raise ModelError(f"hf: no dtype {wanted!r}: one of {', '.join(DTYPES)}")
        return DTYPES[wanted]
    config = folder / "config.json"
    torch = require("torch")
    if device in SPREAD and not (torch.cuda.is_available() or torch.backends.mps.is_available()):
        device = "cpu"
    if device == "cpu" or not config.is_file():
        return "float32"
    settings = read_json(config)
    return DTYPES.get(str(settings.get("dtype", settings.get("torch_dtype"))), "float32")


def load(checkpoint: Checkpoint, spec: HFSpec, device: str, dtype: str) -> Loaded:
    """The model in evaluation mode on its device; a ModelError of one line where it cannot be loaded."""
    transformers = require("transformers")
    require("accelerate")
    # Its bar would break the lines of ours.
    transformers.utils.logging.disable_progress_bar()
    tokenizer = _tokenizer(checkpoint)
    if spec.chat_template:
        tokenizer.chat_template = read_template(spec.chat_template)
    chat = Chat.of(tokenizer, spec.template)  # a wrong option is told before the weights are read
    model = _model(checkpoint, spec, device, dtype)
    if checkpoint.adapter:
        model = hf_adapter.merged(model, checkpoint.adapter, len(tokenizer))
    starts = hf_seq2seq.starts(model, str(checkpoint.folder)) if _is_seq2seq(model.config) else []
    # A folder's own generation settings (temperature, repetition penalty) would bend what a request asks for;
    # only where an answer starts and ends is kept.
    ends = model.generation_config.eos_token_id
    model.generation_config = transformers.GenerationConfig(
        eos_token_id=ends, decoder_start_token_id=starts[0] if starts else None
    )
    end_tokens = _end_tokens(model, tokenizer)
    reads, writes = _windows(model, tokenizer)
    return Loaded(
        model=model.eval(),
        tokenizer=tokenizer,
        chat=chat,
        window=spec.window or reads,
        ends=end_tokens,
        hidden=_hidden_tokens(tokenizer),
        grammars=Grammars(tokenizer, end_tokens),
        starts=starts,
        answer_window=writes,
        thinking=spec.thinking_tokens or 0,
        pads=takes_padding(model),
    )


def _tokenizer(checkpoint: Checkpoint) -> Any:
    gguf = checkpoint.gguf_file and not (checkpoint.tokenizer / "tokenizer.json").is_file()
    try:
        return require("transformers").AutoTokenizer.from_pretrained(
            str(checkpoint.tokenizer), **_SAFE, **({"gguf_file": checkpoint.gguf_file} if gguf else {})
        )
    except Exception as error:
        raise _cannot_load(checkpoint.tokenizer, error) from error


def _model(checkpoint: Checkpoint, spec: HFSpec, device: str, dtype: str) -> Any:
    torch, transformers = require("torch"), require("transformers")
    folder = str(checkpoint.folder)
    more: dict[str, Any] = {"gguf_file": checkpoint.gguf_file} if checkpoint.gguf_file else {}
    if spec.attention:
        more["attn_implementation"] = spec.attention
    try:
        kind = transformers.AutoModelForCausalLM
        # The file of GGUF weights would have to be read twice to know; they are causal models.
        if not checkpoint.gguf_file and _is_seq2seq(transformers.AutoConfig.from_pretrained(folder, **_SAFE)):
            kind = transformers.AutoModelForSeq2SeqLM
        model, report = kind.from_pretrained(
            folder,
            dtype=getattr(torch, dtype),
            device_map=device,
            use_safetensors=True,
            output_loading_info=True,
            **_SAFE,
            **more,
        )
    except Exception as error:
        raise _cannot_load(checkpoint.folder, error, spec.attention) from error
    # The library fills what the files lack with random numbers, and only warns.
    if missing := sorted(report["missing_keys"]):
        raise ModelError(
            f"hf: {folder} lacks weights of the model that its config describes ({missing[0]} and "
            f"{len(missing) - 1} more): it is no language model that writes, or was saved in part"
        )
    return model


def _cannot_load(folder: Path, error: Exception, attention: str | None = None) -> ModelError:
    line = next(iter(str(error).strip().splitlines()), "")
    asked = f" with attention {attention} (try eager, or leave it out)" if attention else ""
    return ModelError(f"hf: {folder} cannot be loaded{asked}: {type(error).__name__}: {line}")


def _is_seq2seq(config: Any) -> bool:
    return bool(getattr(config, "is_encoder_decoder", False))


def _hidden_tokens(tokenizer: Any) -> frozenset[int]:
    """Control tokens that are no part of an answer's text. Marks of reasoning are: they part it."""
    added = {
        number: token.content for number, token in tokenizer.added_tokens_decoder.items() if token.special
    }
    special = added.keys() | set(tokenizer.all_special_ids)
    return frozenset(number for number in special if not is_mark(added.get(number, "")))


def _windows(model: Any, tokenizer: Any) -> tuple[int, int]:
    """How many tokens a model reads, and how many it writes (one count, unless it has a decoder of its own).

    Where its config names none: what the tokenizer says for reading, and no limit for writing.
    """
    reader, writer = model.config.get_text_config(), model.config.get_text_config()
    if _is_seq2seq(model.config):
        reader = model.config.get_text_config(encoder=True)
        writer = model.config.get_text_config(decoder=True)
    reads = _positions(reader, ("max_encoder_position_embeddings", *_POSITIONS))
    writes = _positions(writer, ("max_decoder_position_embeddings", *_POSITIONS))
    return reads or int(tokenizer.model_max_length), writes or sys.maxsize


def _positions(config: Any, names: Sequence[str]) -> int | None:
    """The count of positions in a config; None where it names none."""
    values = (getattr(config, name, None) for name in names)
    return next((value for value in values if isinstance(value, int) and value > 0), None)


def _end_tokens(model: Any, tokenizer: Any) -> list[int]:
    """Every token that ends an answer: what the model's settings name, and the tokenizer's own."""
    named = model.generation_config.eos_token_id
    ends = {*(named if isinstance(named, list) else [named]), tokenizer.eos_token_id}
    return sorted(end for end in ends if end is not None)
