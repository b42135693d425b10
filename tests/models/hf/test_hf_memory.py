"""Memory: how much there is, and what becomes of requests when there is too little. Nothing is mocked."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from onrecord.models import hf_memory
from onrecord.models.hf_memory import Failure, Room

ROOT = Path(__file__).resolve().parents[3]
CAPPED = Path(__file__).with_name("capped.py")
LONG = "too long for memory"


@pytest.fixture(scope="module")
def wide(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model with 16 KiB of keys and values a token, so that a few prompts fill what memory there is."""
    import shutil

    import torch
    import transformers

    path = Path(shutil.copytree(folder, tmp_path_factory.mktemp("wide") / "model"))
    torch.manual_seed(3)
    config = transformers.LlamaConfig(
        vocab_size=400, hidden_size=128, intermediate_size=128, num_hidden_layers=4, num_attention_heads=8,
        num_key_value_heads=8, head_dim=64, max_position_embeddings=20_000, eos_token_id=1,
        initializer_range=0.5,
    )  # fmt: skip
    transformers.LlamaForCausalLM(config).save_pretrained(path)
    return path


def run(folder: Path, engine: str, batch: str, mebibytes: int) -> dict[str, dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, str(CAPPED), str(folder), engine, batch, str(mebibytes)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "benchmark"), "OMP_NUM_THREADS": "1"},
        capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len({answer["id"] for answer in answers}) == len(answers) == 13
    return {answer["id"]: answer for answer in answers}


@pytest.fixture(scope="module")
def free(wide: Path) -> dict[str, dict[str, Any]]:
    """The answers where there is memory enough."""
    return run(wide, "shared-prefix", "16", 0)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux caps a process's memory")
@pytest.mark.parametrize("engine", ["shared-prefix", "plain"])
def test_when_memory_runs_out_batches_are_halved_and_no_request_is_lost(
    wide: Path, free: dict[str, dict[str, Any]], engine: str
) -> None:
    assert {answer["provenance"]["batch"] for answer in free.values()} == {13}
    assert not any(answer["error"] for answer in free.values())
    capped = run(wide, engine, "16", 70)
    assert {answer["provenance"]["engine"] for answer in capped.values()} == {engine}
    assert max(answer["provenance"]["batch"] for answer in capped.values()) <= 7
    long = capped.pop(LONG)
    assert "memory" in long["error"] and long["provenance"]["batch"] == 1 and not long["text"]
    told = {name: (answer["text"], answer["error"]) for name, answer in capped.items()}
    assert told == {name: (answer["text"], "") for name, answer in free.items() if name != LONG}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux caps a process's memory")
def test_batches_fit_the_memory_that_is_left(wide: Path, free: dict[str, dict[str, Any]]) -> None:
    capped = run(wide, "shared-prefix", "auto", 400)
    assert 1 < max(answer["provenance"]["batch"] for answer in capped.values()) < 13
    assert {n: a["text"] for n, a in capped.items()} == {n: a["text"] for n, a in free.items()}


def test_what_is_free_is_some_of_what_there_is() -> None:
    torch = pytest.importorskip("torch")
    psutil = pytest.importorskip("psutil")
    assert 0 < hf_memory.free_bytes(torch.device("cpu")) <= psutil.virtual_memory().total


def test_room_is_a_number_or_what_memory_holds(wide: Path) -> None:
    transformers = pytest.importorskip("transformers")
    model = transformers.AutoModelForCausalLM.from_pretrained(wide)
    assert hf_memory.room(model, 7) == Room(7)
    auto = hf_memory.room(model, None)
    assert auto.rows > 8 and auto.bytes
    assert hf_memory.token_bytes(model) == 4 * 2 * 8 * 64 * 4
    assert hf_memory.rows_that_fit(model, Room(9), 10**9) == 9
    fits = hf_memory.rows_that_fit(model, Room(9, 4 * 1000 * hf_memory.token_bytes(model) + 10**5), 1000)
    assert fits == 2
    assert hf_memory.rows_that_fit(model, Room(9, 10), 1000) == 1
    room = Room(9)
    for failed, left in ((9, 4), (4, 2), (3, 1), (1, 1)):
        room.shrink(failed)
        assert room.rows == left


def test_memory_is_told_from_other_failures() -> None:
    torch = pytest.importorskip("torch")
    with pytest.raises(RuntimeError) as raised:
        torch.empty(1 << 60, dtype=torch.uint8)
    assert Failure.of(raised.value).is_memory
    assert Failure.of(MemoryError()).is_memory and Failure.of(torch.OutOfMemoryError("no")).is_memory
    assert not Failure.of(RuntimeError("shapes differ")).is_memory
    assert Failure.of(ValueError("out of memory\nand more")) == Failure("ValueError: out of memory", False)
