"""A real language model through all eight tasks, from the question to the table."""

import os
from pathlib import Path

import pytest

from onrecord.api import evaluate
from onrecord.models.registry import make_model
from onrecord.runs.plan import Plan
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


def test_smollm2_says_in_a_batch_what_it_says_alone(smollm2: str) -> None:
    """The greedy tokens of our own decoding against transformers' generate, a prompt at a time."""
    plan = Plan(gold=str(GOLD), limit=2, protocol=Protocol(max_tokens=16, free=True))
    requests = [
        request
        for article in plan.articles()
        for task in plan.tasks
        for request in [*plan.requests(article, only=task)][:2]
    ]
    assert len(requests) >= 20 and len({r.task for r in requests}) == 8
    given = {}
    for options in ({}, {"engine": "plain", "max_batch": "1"}):
        with make_model(smollm2, {"device": "cpu", **options}) as model:
            given[options.get("engine")] = dict(model.generate(requests))
    together, alone = given[None], given["plain"]
    assert {r.provenance["engine"] for r in together.values()} == {"shared-prefix"}
    assert max(r.provenance["batch"] for r in together.values()) == len(requests)
    assert {n: (r.text, r.usage) for n, r in together.items()} == {
        n: (r.text, r.usage) for n, r in alone.items()
    }
