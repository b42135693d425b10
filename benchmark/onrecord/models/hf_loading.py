"""Loads a model that ``hf_files`` found, in a dtype on a device, and what its prompts must keep to."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.errors import ModelError
from onrecord.models.hf_files import Checkpoint, read_json, require
from onrecord.models.hf_prompt import takes_system
from onrecord.models.hf_schema import Grammars

DTYPES = {
    "float32": "float32", "fp32": "float32", "bfloat16": "bfloat16", "bf16": "bfloat16",
    "float16": "float16", "fp16": "float16",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model in memory.

    ``window``: how many tokens prompt and answer may have together. ``ends``: the tokens that end an answer.
    ``hidden``: tokens that are no part of its text. ``system_role``: whether a system prompt has a role.
    ``grammars``: what holds answers to schemas.
    """

    model: Any
    tokenizer: Any
    window: int
    ends: list[int]
    hidden: frozenset[int]
    system_role: bool
    grammars: Grammars


def pick_device(wanted: str | None) -> str:
    """The device as torch names it (``auto`` spreads a model over several); None: the fastest there is."""
    torch = require("torch")
    if wanted is None:
        if torch.cuda.is_available():
            return "cuda"
        return "mps" if torch.backends.mps.is_available() else "cpu"
    if wanted == "auto":
        return wanted
    try:
        kind = torch.device(wanted).type
    except RuntimeError as error:
        raise ModelError(f"hf: no device {wanted!r}: try cpu, cuda, cuda:1, mps or auto") from error
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
    if device == "cpu" or not config.is_file():
        return "float32"
    settings = read_json(config)
    return DTYPES.get(str(settings.get("dtype", settings.get("torch_dtype"))), "float32")


def load(checkpoint: Checkpoint, device: str, dtype: str) -> Loaded:
    """The model in evaluation mode on its device; a ModelError of one line where it cannot be loaded."""
    torch, transformers = require("torch"), require("transformers")
    require("accelerate")
    # Its bar would break the lines of ours.
    transformers.utils.logging.disable_progress_bar()
    folder = str(checkpoint.folder)
    gguf = {"gguf_file": checkpoint.gguf_file} if checkpoint.gguf_file else {}
    own_tokenizer = gguf and not (checkpoint.folder / "tokenizer.json").is_file()
    safe: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(
            folder, **safe, **(gguf if own_tokenizer else {})
        )
        model, report = transformers.AutoModelForCausalLM.from_pretrained(
            folder,
            dtype=getattr(torch, dtype),
            device_map=device,
            use_safetensors=True,
            output_loading_info=True,
            **safe,
            **gguf,
        )
    except Exception as error:
        line = next(iter(str(error).strip().splitlines()), "")
        raise ModelError(f"hf: {folder} cannot be loaded: {type(error).__name__}: {line}") from error
    # The library fills what the files lack with random numbers, and only warns.
    if missing := sorted(report["missing_keys"]):
        raise ModelError(
            f"hf: {folder} lacks weights of the model that its config describes ({missing[0]} and "
            f"{len(missing) - 1} more): it is no causal language model, or was saved in part"
        )
    # A folder's own generation settings (temperature, repetition penalty) would bend what a request asks for;
    # only its list of end tokens is kept.
    ends = model.generation_config.eos_token_id
    model.generation_config = transformers.GenerationConfig(eos_token_id=ends)
    end_tokens = _end_tokens(model, tokenizer)
    return Loaded(
        model.eval(),
        tokenizer,
        _context_window(model, tokenizer),
        end_tokens,
        _hidden_tokens(tokenizer),
        takes_system(tokenizer),
        Grammars(tokenizer, end_tokens),
    )


def _hidden_tokens(tokenizer: Any) -> frozenset[int]:
    """Control tokens that are no part of an answer's text. Marks of reasoning are: the reader needs them."""
    added = {
        number: token.content for number, token in tokenizer.added_tokens_decoder.items() if token.special
    }
    special = added.keys() | set(tokenizer.all_special_ids)
    return frozenset(number for number in special if added.get(number) not in ("<think>", "</think>"))


def _context_window(model: Any, tokenizer: Any) -> int:
    """How many tokens prompt and answer may have together; the tokenizer's word where the model has none."""
    config = model.config.get_text_config()
    for name in ("max_position_embeddings", "n_positions", "max_seq_len", "n_ctx"):
        if isinstance(value := getattr(config, name, None), int) and value > 0:
            return value
    return int(tokenizer.model_max_length)


def _end_tokens(model: Any, tokenizer: Any) -> list[int]:
    """Every token that ends an answer: what the model's settings name, and the tokenizer's own."""
    named = model.generation_config.eos_token_id
    ends = {*(named if isinstance(named, list) else [named]), tokenizer.eos_token_id}
    return sorted(end for end in ends if end is not None)
