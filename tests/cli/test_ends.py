"""How a command ends where something other than the user is at fault, and what it leaves behind."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from onrecord import api
from onrecord.api import run
from onrecord.runs.folder import SCORES, RunFolder
from onrecord.runs.plan import Plan
from onrecord.tasks.build import Protocol
from onrecord.tasks.request import Request

from ..harness import GOLD, Scripted, gold_copy

Command = Callable[..., Any]


def test_a_fault_of_our_own_does_not_look_like_a_regression(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object) -> None:
        raise ZeroDivisionError("by nought")

    monkeypatch.setattr(api, "run", break_down)
    done = command("run", "--gold", GOLD, "--quiet")
    assert done.code == 2
    assert "ZeroDivisionError: by nought" in done.error
    with pytest.raises(ZeroDivisionError):
        command("run", "--gold", GOLD, "--quiet", "--debug")


def test_a_run_that_stops_leaves_no_older_scores_for_its_own(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "run")
    run(Plan(("verify",), str(GOLD)), Scripted(), folder)
    assert (folder.path / SCORES).exists()

    def stop(request: Request) -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(Plan(("verify",), str(GOLD), protocol=Protocol(seed=1)), Scripted(stop), folder)
    assert not (folder.path / SCORES).exists()


def test_a_run_on_other_gold_is_rescored_from_anywhere(command: Command, tmp_path: Path) -> None:
    """The command works in ``tmp_path``: the gold is named from there, and rescored from elsewhere."""
    gold_copy(tmp_path / "mine", "mill-fire")
    assert command("run", "--gold", "mine", "--out", "run", "--quiet").code == 0
    (tmp_path / "elsewhere").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path / "elsewhere")
        assert command("score", tmp_path / "run").code == 0


def test_a_narrower_run_says_what_its_scores_leave_out(command: Command) -> None:
    command("run", "--gold", GOLD, "--tasks", "verify,quotes", "--out", "r", "--quiet")
    done = command("run", "--gold", GOLD, "--tasks", "quotes", "--limit", "2", "--out", "r")
    assert "cover less: without verify and without 3 articles" in done.err
