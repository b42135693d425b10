"""A real language model through all eight tasks, from the question to the table."""

import os
from pathlib import Path

import pytest

from onrecord.api import evaluate
from onrecord.tasks.build import Protocol

from ...harness import GOLD, ROOT

pytestmark = pytest.mark.weights


@pytest.fixture
def smollm2() -> str:
    pytest.importorskip("torch")
    path = Path(os.environ.get("ONRECORD_SMOLLM2") or ROOT / "models" / "smollm2-135m-instruct")
    if not path.is_dir():
        pytest.skip(f"no folder {path}: make it with scripts/prepare_smollm2.py")
    return f"hf:{path}"


def test_smollm2_answers_every_task(smollm2: str, tmp_path: Path) -> None:
    scores = evaluate(smollm2, gold=GOLD, limit=1, protocol=Protocol(max_tokens=32), out=tmp_path / "run")
    row = scores.rows[0]
    assert scores.is_complete
    assert list(row.tasks) == [
        "quotes",
        "attribution",
        "speakers",
        "check-quote",
        "verify",
        "headline",
        "brief",
        "quoted-brief",
    ]
    # Thirty-two tokens cannot hold a list of quotes: that is counted, not hidden.
    assert row.tasks["quotes"].counts["cut"] == 1
    assert (tmp_path / "run" / "report.html").stat().st_size > 10_000
