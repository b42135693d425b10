"""Which folders are a model, which are told what they lack, and the fingerprint."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from onrecord.errors import ModelError
from onrecord.models import hf_files
from onrecord.models.hf import HFModel
from onrecord.models.hf_spec import HFSpec

from .helpers import CHATML


def test_the_fingerprint_is_stable_and_tells_weights_dtype_and_template(folder: Path, copy: Path) -> None:
    def of(path: Path, dtype: str | None = None) -> str:
        return HFModel(HFSpec(str(path), device="cpu", dtype=dtype)).fingerprint

    first = of(folder)
    assert first == of(copy) == of(folder, "fp32"), "neither the place nor how a dtype is spelled decides"
    assert "dtype:float32" in first and "transformers:" in first
    assert of(folder, "bfloat16") == first.replace("float32", "bfloat16") + " path:shared-prefix"
    (copy / "README.md").write_text("Words for people.")
    assert of(copy) == first
    weights = copy / "model.safetensors"
    data = bytearray(weights.read_bytes())
    data[-9] ^= 1
    weights.write_bytes(data)
    changed = of(copy)
    assert [a == b for a, b in zip(first.split(), changed.split(), strict=True)].count(False) == 1
    (copy / "chat_template.jinja").write_text(CHATML + " ")
    assert of(copy) not in (first, changed)


def test_large_weights_are_sampled_from_head_to_tail(tmp_path: Path) -> None:
    pytest.importorskip("transformers")
    file = tmp_path / "model.safetensors"
    size = 9 * 1024 * 1024
    checkpoint = hf_files.Checkpoint(tmp_path, (file,), None)
    seen = set()
    for place in (None, 0, size // 2, size - 1):
        data = bytearray(size)
        if place is not None:
            data[place] = 1
        file.write_bytes(data)
        seen.add(hf_files.fingerprint(checkpoint, HFSpec("x"), "float32", "1"))
    # 64 blocks of 64 KiB leave gaps in 9 MiB: the middle byte may fall between, head and tail never.
    assert len(seen) >= 3


def breaks(*steps: Callable[[Path], Any]) -> Callable[[Path], None]:
    def apply(path: Path) -> None:
        for step in steps:
            step(path)

    return apply


def drop(name: str) -> Callable[[Path], None]:
    return lambda path: (path / name).unlink()


def put(name: str, text: str) -> Callable[[Path], Any]:
    return lambda path: (path / name).write_text(text)


INDEX = json.dumps({"weight_map": {"w": "model-00001-of-00001.safetensors"}})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (drop("config.json"), "has no config.json"),
        (breaks(drop("config.json"), put("adapter_config.json", "{}")), "it is an adapter"),
        (drop("model.safetensors"), "has no weights"),
        (breaks(drop("model.safetensors"), put("pytorch_model.bin", "")), "never opened"),
        (breaks(drop("model.safetensors"), put("model.safetensors.index.json", INDEX)), "lacks model-00001"),
        (breaks(drop("model.safetensors"), put("model.safetensors.index.json", "{")), "no index of weights"),
        (
            breaks(drop("model.safetensors"), put("a.gguf", ""), put("b.gguf", "")),
            "name one of a.gguf, b.gguf",
        ),
        (drop("tokenizer.json"), "has no tokenizer"),
        (put("model.safetensors", "not weights"), "cannot be loaded"),
        (put("config.json", "{"), "cannot be loaded"),
        (put("config.json", '{"model_type": "vit"}'), "cannot be loaded"),
    ],
)
def test_a_folder_that_is_no_model_gives_one_clear_line(
    copy: Path, change: Callable[[Path], Any], words: str
) -> None:
    change(copy)
    with pytest.raises(ModelError) as raised, HFModel(HFSpec(str(copy), device="cpu")):
        pass
    assert words in str(raised.value) and str(copy) in str(raised.value)
    assert "\n" not in str(raised.value) and raised.value.exit_code == 2


def test_weights_that_lack_a_part_are_refused(copy: Path) -> None:
    config = json.loads((copy / "config.json").read_text())
    (copy / "config.json").write_text(json.dumps({**config, "num_hidden_layers": 3}))
    with pytest.raises(ModelError, match="lacks weights"), HFModel(HFSpec(str(copy), device="cpu")):
        pass


@pytest.mark.parametrize("path", ["./no-such", "~/no-such-folder-of-onrecord", "/no/such"])
def test_a_path_that_looks_local_is_never_asked_of_the_hub(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hf_files, "_from_hub", lambda *_: pytest.fail("asked the hub"))
    with pytest.raises(ModelError, match="no folder"):
        hf_files.find(path, None, None)


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        ("LocalEntryNotFoundError", "cannot be reached"),
        ("RepositoryNotFoundError", "not on the hub"),
        ("HFValidationError", "no hub id"),
        ("RevisionNotFoundError", "no revision v9"),
    ],
)
def test_a_hub_that_does_not_answer_is_one_clear_line(
    failure: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise type(failure, (Exception,), {})("first line\nsecond line")

    monkeypatch.setattr(hf_files, "require", lambda _: SimpleNamespace(snapshot_download=fail))
    with pytest.raises(ModelError, match=words) as raised:
        hf_files.find("owner/name", "v9", None)
    assert "owner/name" in str(raised.value) and "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"dtype": "int3"}, "no dtype 'int3'"),
        ({"device": "toaster"}, "no device 'toaster'"),
        ({"revision": "main"}, "a revision is for a hub id"),
        ({"gguf_file": "x.gguf"}, "has no file x.gguf"),
        ({"max_batch": 0}, "at least one"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(folder: Path, settings: dict[str, Any], words: str) -> None:
    with pytest.raises(ModelError, match=words):
        _ = HFModel(HFSpec(**{"path": str(folder), "device": "cpu", **settings})).fingerprint


def test_a_missing_extra_says_what_to_install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(ModelError, match=r"pip install 'onrecord\[hf\]'"):
        _ = HFModel(HFSpec(str(folder))).fingerprint
