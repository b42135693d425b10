"""A real server with real weights: ``transformers serve`` on this machine, through the command."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from onrecord.runs.folder import RunFolder

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
    assert "do not keep to the schema, though the server took it: 1 (first: verify/" in done.stderr


def test_greedy_answers_are_the_same_again(serving: str, tmp_path: Path) -> None:
    texts = []
    for out in ("one", "two"):
        done = onrecord("run", f"openai:{serving}", "--tasks", "headline", *RUN, "--out", out, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        texts.append([response.text for _, _, response in RunFolder(tmp_path / out).read_responses()])
    assert texts[0] == texts[1]


def test_a_model_that_it_does_not_serve_is_told(serving: str, tmp_path: Path) -> None:
    """It answers 400, so that each request has the error for its own."""
    target = f"openai:another@{serving.partition('@')[2]}"
    done = onrecord("run", target, "--tasks", "headline", *RUN, "--out", "run", cwd=tmp_path)
    assert done.returncode == 4
    assert "Server is pinned to" in done.stderr
    assert json.loads((tmp_path / "run" / "manifest.json").read_text())["model"] == target
