"""Finds and identifies a language model: a local folder, or a hub id through the hub's cache.

Only safetensors and GGUF weights are read, and no code of a model is ever run: a pickled ``.bin`` can do
anything to the machine that opens it.
"""

import hashlib
import importlib
import importlib.metadata
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from onrecord.errors import ModelError
from onrecord.models.hf_spec import HFSpec

EXTRA = "needs the extra ‘hf’: pip install 'onrecord[hf]'"
# Everything beside the weights that decides an answer. Other files of a folder (a README) may change freely.
_SETTINGS = (
    "config.json", "generation_config.json", "tokenizer*", "special_tokens_map.json", "added_tokens.json",
    "vocab.*", "merges.txt", "*.tiktoken", "tekken.json", "spiece.model", "chat_template*",
)  # fmt: skip
_TOKENIZERS = (
    "tokenizer.json", "tokenizer.model", "vocab.*", "*.tiktoken", "tekken.json", "spiece.model",
)  # fmt: skip
_ADAPTER = ("adapter_config.json", "adapter_model.safetensors")
_BLOCK = 64 * 1024
_BLOCKS = 64


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A folder that holds a model, the weight files that will be read from it, in order, and the folder of a
    PEFT adapter over it."""

    folder: Path
    weights: tuple[Path, ...]
    gguf_file: str | None
    adapter: Path | None = None

    @property
    def tokenizer(self) -> Path:
        """The folder of the tokenizer: an adapter that was trained with another one carries it."""
        own = self.adapter is not None and (self.adapter / "tokenizer_config.json").is_file()
        return self.adapter if self.adapter is not None and own else self.folder


def require(name: str) -> Any:
    """The module ``name``; a ModelError that says what to install where it is missing."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise ModelError(f"hf: {EXTRA} ({error})") from error


def find(
    path: str, revision: str | None = None, gguf_file: str | None = None, adapter: str | None = None
) -> Checkpoint:
    """Where the model lies, checked for all that loading needs. A hub id is downloaded into the hub's cache.

    A path that looks local (it exists, or starts with ``.``, ``/`` or ``~``) is never asked of the hub. Where
    the path is an adapter, the model is the one that its adapter_config.json names.
    """
    place = _locate(path, revision, gguf_file)
    if place.is_file():
        place, gguf_file = place.parent, place.name
    if adapter is None and _is_adapter(place):
        base = check(_locate(*_base_of(place), gguf_file), gguf_file)
        return replace(base, adapter=_check_adapter(place))
    found = check(place, gguf_file)
    return replace(found, adapter=_check_adapter(_locate(adapter))) if adapter else found


def _locate(path: str, revision: str | None = None, gguf_file: str | None = None) -> Path:
    """A folder, or one .gguf file."""
    local = Path(path).expanduser()
    if not (local.exists() or path.startswith((".", "~")) or local.is_absolute()):
        return _from_hub(path, revision, gguf_file)
    if revision:
        raise ModelError(f"hf: {path}: a revision is for a hub id; a folder has none")
    if local.is_dir() or (local.is_file() and local.suffix == ".gguf"):
        return local
    raise ModelError(
        f"hf: no folder {path}: give one that holds config.json, a tokenizer and model.safetensors, "
        "or a hub id (hf:OWNER/NAME)"
    )


def _is_adapter(folder: Path) -> bool:
    return (folder / "adapter_config.json").is_file() and not _safetensors(folder)


def _base_of(adapter: Path) -> tuple[str, str | None]:
    """The path or hub id of the model that the adapter was trained on, and its revision."""
    config = read_json(adapter / "adapter_config.json")
    base = config.get("base_model_name_or_path")
    if not isinstance(base, str) or not base:
        raise ModelError(
            f"hf: {adapter} is an adapter that names no base model: give that as the model, and this folder "
            "as the model option adapter"
        )
    revision = config.get("revision")
    is_local = Path(base).expanduser().exists()
    return base, revision if isinstance(revision, str) and not is_local else None


def _check_adapter(folder: Path) -> Path:
    for name in _ADAPTER:
        if not (folder / name).is_file():
            remedy = "save the adapter with save_pretrained"
            if any(folder.glob("adapter_model*.bin")):
                remedy = "its .bin files are pickles, which are never opened: save it again as safetensors"
            raise ModelError(f"hf: the adapter {folder} has no {name}: {remedy}")
    return folder


def check(folder: Path, gguf_file: str | None) -> Checkpoint:
    """The model in ``folder``; a ModelError that names what is missing and the remedy."""
    weights = _safetensors(folder)
    if not weights and gguf_file is None:
        found = sorted(file.name for file in folder.glob("*.gguf"))
        if len(found) > 1:
            raise ModelError(f"hf: {folder} holds several GGUF files: name one of {', '.join(found)}")
        gguf_file = found[0] if found else None
    if gguf_file is not None:
        if not (folder / gguf_file).is_file():
            raise ModelError(f"hf: {folder} has no file {gguf_file}")
        require("gguf")
        return Checkpoint(folder, (folder / gguf_file,), gguf_file)
    if not (folder / "config.json").is_file():
        remedy = "save the model with save_pretrained"
        if (folder / "adapter_config.json").is_file():
            remedy = "it is an adapter: give the model that it was trained on"
        raise ModelError(f"hf: {folder} has no config.json: {remedy}")
    if not weights:
        remedy = "save the model with save_pretrained"
        if any(folder.glob("*.bin")):
            remedy = "its .bin files are pickles, which are never opened: save it again as safetensors"
        raise ModelError(f"hf: {folder} has no weights (model.safetensors or one .gguf): {remedy}")
    if (folder / "adapter_config.json").is_file():
        # The library would apply it unasked where it finds PEFT, and only there.
        raise ModelError(
            f"hf: {folder} holds a model and an adapter: move the adapter into a folder of its own, "
            "and give that as the model option adapter"
        )
    if gone := [file.name for file in weights if not file.is_file()]:
        raise ModelError(f"hf: {folder} lacks {', '.join(gone)}: copy or download the folder again")
    if not any(True for pattern in _TOKENIZERS for _ in folder.glob(pattern)):
        raise ModelError(
            f"hf: {folder} has no tokenizer (tokenizer.json): save it with tokenizer.save_pretrained"
        )
    return Checkpoint(folder, weights, None)


def _safetensors(folder: Path) -> tuple[Path, ...]:
    """The files transformers would read: one, or those the index names (a folder may hold others)."""
    if (folder / "model.safetensors").is_file():
        return (folder / "model.safetensors",)
    index = folder / "model.safetensors.index.json"
    if not index.is_file():
        return ()
    try:
        names = set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values())
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise ModelError(f"hf: {index} is no index of weights: download it again") from error
    return tuple(folder / name for name in sorted(names))


def _from_hub(name: str, revision: str | None, gguf_file: str | None) -> Path:
    hub = require("huggingface_hub")
    wanted = [*_SETTINGS, *_ADAPTER, gguf_file or "model*.safetensors", "model.safetensors.index.json"]
    try:
        # Files in subfolders are other formats of the same weights.
        return Path(
            hub.snapshot_download(name, revision=revision, allow_patterns=wanted, ignore_patterns="*/*")
        )
    except Exception as error:
        kind = type(error).__name__
        reason, remedy = {
            "HFValidationError": ("no such folder, and no hub id", "check the path"),
            "RepositoryNotFoundError": ("no such folder, and not on the hub", "check the spelling"),
            "GatedRepoError": (
                "its authors ask for an agreement",
                "accept it on the hub, then `hf auth login`",
            ),
            "RevisionNotFoundError": (f"no revision {revision} on the hub", "check the revision"),
        }.get(
            kind,
            (
                f"no such folder, and the hub cannot be reached or has it not in its cache ({kind})",
                "download the model where there is a network, and give its folder",
            ),
        )
        raise ModelError(f"hf: {name}: {reason}: {remedy}") from error


def read_json(file: Path) -> dict[str, Any]:
    try:
        value = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ModelError(f"hf: {file} is no JSON ({error}): download it again") from error
    if not isinstance(value, dict):
        raise ModelError(f"hf: {file} is no JSON object: download it again")
    return value


def fingerprint(checkpoint: Checkpoint, spec: HFSpec, dtype: str, rendering: str, path: str = "") -> str:
    """All that decides the answers, as short hashes by part, so that a reader sees which part differs.

    ``path`` names a way of decoding, where that can change an answer. What a spec leaves to the model is not
    named.

    Large weight files are sampled (64 blocks of 64 KiB from head to tail): a change of weights in a part of
    the file that falls between the blocks goes unseen; training, merging and quantising change every block.
    """
    try:
        version = importlib.metadata.version("transformers")
        schemas = f"llguidance-{importlib.metadata.version('llguidance')}"
    except importlib.metadata.PackageNotFoundError as error:
        raise ModelError(f"hf: {EXTRA}") from error
    folders = filter(None, (checkpoint.folder, checkpoint.adapter))
    settings = [file for folder in folders for file in _settings(folder)]
    adapter = checkpoint.adapter and [checkpoint.adapter / name for name in _ADAPTER]
    template = spec.template and json.dumps(dict(spec.template), sort_keys=True)
    parts = {
        "weights": _digest([(file.name, *_samples(file)) for file in checkpoint.weights]),
        "settings": _digest([(file.name, file.read_bytes()) for file in settings]),
        "rendering": rendering,
        "dtype": dtype,
        "transformers": version,
        "schema": schemas,
        "adapter": adapter and _digest([(file.name, *_samples(file)) for file in adapter]),
        "attention": spec.attention,
        "chat_template": spec.chat_template and _digest([(read_template(spec.chat_template),)]),
        "template": template and _digest([(template,)]),
        "window": spec.window,
        "thinking": spec.thinking_tokens,
        "path": path,
    }
    return "hf " + " ".join(f"{name}:{value}" for name, value in parts.items() if value)


def _settings(folder: Path) -> list[Path]:
    return sorted({file for pattern in _SETTINGS for file in folder.glob(pattern) if file.is_file()})


def read_template(path: str) -> str:
    """The chat template in a file. Raises ModelError where it cannot be read."""
    try:
        return Path(path).expanduser().read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(f"hf: no chat template can be read from {path}: {error}") from error


def _samples(file: Path) -> list[bytes]:
    size = file.stat().st_size
    with file.open("rb") as stream:
        if size <= _BLOCK * _BLOCKS:
            return [str(size).encode(), stream.read()]
        blocks = [str(size).encode()]
        for number in range(_BLOCKS):
            stream.seek((size - _BLOCK) * number // (_BLOCKS - 1))
            blocks.append(stream.read(_BLOCK))
        return blocks


def _digest(entries: list[tuple[str | bytes, ...]]) -> str:
    """A hash of names and contents that no other division of the same bytes can give."""
    total = hashlib.sha256()
    for entry in entries:
        for part in entry:
            data = part.encode() if isinstance(part, str) else part
            total.update(len(data).to_bytes(8, "big"))
            total.update(data)
    return total.hexdigest()[:16]
