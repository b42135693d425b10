"""A real server with real weights: ``transformers serve`` on this machine, through the command."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from onrecord.api import evaluate
from onrecord.errors import IncompleteError
from onrecord.runs.folder import RunFolder
from onrecord.tasks.build import Protocol

from ...harness import GOLD, ROOT, onrecord

pytestmark = pytest.mark.weights
RUN = ("--gold", GOLD, "--articles", "frost-notice", "--max-tokens", "8", "-q")


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """``MODEL@URL`` of a server with SmolLM2."""
    for module in ("openai", "torch", "fastapi", "uvicorn"):
        pytest.importorskip(module)
    path = Path(os.environ.get("ONRECORD_SMOLLM2") or ROOT / "models" / "smollm2-135m-instruct")
    if not path.is_dir():
        pytest.skip(f"no folder {path}: make it with scripts/prepare_smollm2.py")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "transformers.cli.transformers", "serve", str(path), "--device", "cpu"]
    log = tmp_path_factory.mktemp("serve") / "log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [*command, "--host", "127.0.0.1", "--port", str(port)],
            env={**os.environ, "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        deadline = time.monotonic() + 120
        while not answers(port):
            assert process.poll() is None and time.monotonic() < deadline, log.read_text()
            time.sleep(0.2)
        yield f"{path}@http://127.0.0.1:{port}/v1"
    finally:
        process.terminate()
        process.wait(30)


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_it_answers_and_ignores_schemas_which_is_said(serving: str, tmp_path: Path) -> None:
    done = onrecord(
        "run", f"openai:{serving}", "--tasks", "verify,headline", *RUN, "--out", "run", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    found = {id.split("/")[0]: response for id, _, response in RunFolder(tmp_path / "run").read_responses()}
    assert found.keys() == {"verify", "headline"}
    for response in found.values():
        assert response.text.strip()
        assert 1 <= response.usage["completion"] <= 8
        assert response.usage["prompt"] > 50
        assert response.provenance["model"].startswith(serving.partition("@")[0])
    assert found["verify"].provenance["schema"] == "ignored"
    assert "do not keep to the schema, though the server took it: 3 (first: verify/" in done.stderr


def texts(folder: Path) -> list[tuple[str, str]]:
    return sorted((id, response.text) for id, _, response in RunFolder(folder).read_responses())


@pytest.mark.parametrize("temperature", [0.0, 1.0])
def test_answers_are_the_same_again(serving: str, tmp_path: Path, temperature: float) -> None:
    """One at a time: the server has one seed for all that is under way."""
    for out in ("one", "two"):
        ask(serving, tmp_path / out, temperature)
    assert texts(tmp_path / "one") == texts(tmp_path / "two")


def ask(target: str, out: Path, temperature: float = 0.0) -> None:
    evaluate(
        f"openai:{target}",
        tasks=["headline"],
        gold=GOLD,
        articles=["frost-notice"],
        protocol=Protocol(max_tokens=8, temperature=temperature, seed=5),
        model_options={"concurrency": "1"},
        out=out,
    )


def test_a_model_that_it_does_not_serve_is_told(serving: str, tmp_path: Path) -> None:
    """It answers 400, so that each request has the error for its own."""
    with pytest.raises(IncompleteError, match="Server is pinned to"):
        ask(f"another@{serving.rpartition('@')[2]}", tmp_path / "run")
