"""A run that is killed again and again goes on where it was, to the same bytes, and asks nothing twice."""

import itertools
import json
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from ..harness import GOLD, environment

SCRIPT = Path(__file__).with_name("killed_runs.py")
KILLS = 100
Rounds = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a hundred random kills, and one before each step that a run takes with its files, left behind."""
    folder = tmp_path_factory.mktemp("killed")
    command = [sys.executable, SCRIPT, folder, GOLD, str(KILLS)]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def rounds(folder: Path) -> Rounds:
    found: Rounds = json.loads((folder / "rounds.json").read_text())
    return found


def test_the_kills_were_real_and_struck_everywhere(rounds: Rounds) -> None:
    ends = Counter(r["ended_by"] for r in rounds["random"])
    assert ends[signal.SIGKILL] == KILLS
    assert ends[signal.SIGXFSZ] > 10
    struck = [r for r in rounds["random"] if r["ended_by"]]
    assert len({len(r["had"]) for r in struck}) > 15
    steps = [r[0] for name, r in rounds.items() if name.startswith("step")]
    assert [r["ended_by"] for r in steps] == [signal.SIGKILL] * (len(steps) - 1) + [0]
    left = [r["left"] for r in steps]
    assert left[0] == []
    for last in ("manifest.json", "responses.jsonl", "items.jsonl", "scores.json", "report.html"):
        assert any(files[-1:] == [last] for files in left), last


def test_the_scores_are_the_same_bytes(folder: Path, rounds: Rounds) -> None:
    for name in ("scores.json", "items.jsonl"):
        undisturbed = (folder / "undisturbed" / "run" / name).read_bytes()
        for run in rounds:
            assert (folder / run / "run" / name).read_bytes() == undisturbed, run


def test_no_question_that_has_an_answer_is_asked_again(rounds: Rounds) -> None:
    for run in rounds.values():
        for part in run:
            assert not set(part["had"]) & set(part["asked"])


def test_no_answer_is_lost(rounds: Rounds) -> None:
    for run in rounds.values():
        for before, after in itertools.pairwise(run):
            # What was asked last may have been killed before its answer was written.
            assert set(before["had"]) | set(before["asked"][:-1]) <= set(after["had"])
