"""Runs in this process, on the small gold."""

from collections.abc import Callable
from pathlib import Path

import pytest

from onrecord.api import run
from onrecord.models.base import Model
from onrecord.runs.folder import RunFolder
from onrecord.runs.plan import Plan
from onrecord.tasks.build import Protocol

from ..harness import GOLD


@pytest.fixture
def make_run(tmp_path: Path) -> Callable[..., bytes]:
    """``make_run(model, "quotes", …, out="r", **protocol)`` runs and returns the bytes of ``scores.json``."""

    def make(
        model: Model,
        *tasks: str,
        out: str = "run",
        limit: int | None = None,
        gold: Path = GOLD,
        **protocol: object,
    ) -> bytes:
        plan = Plan(tasks, str(gold), limit=limit, protocol=Protocol(**protocol))  # type: ignore[arg-type]
        run(plan, model, RunFolder(tmp_path / out))
        return (tmp_path / out / "scores.json").read_bytes()

    return make
