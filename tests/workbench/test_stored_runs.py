"""Which runs lie on disk, and their plans on other gold."""

from pathlib import Path

import pytest

from onrecord.errors import IncompleteError, RunError
from onrecord.runs.plan import Plan
from onrecord.workbench.stored_runs import on_gold, stored_runs

from ..harness import GOLD, Scripted, gold_copy
from .stored import store


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_runs_on_this_gold_are_found_below_runs(here: Path) -> None:
    other = gold_copy(here / "other", "mill-fire")
    store(here / "runs" / "a", Scripted(name="a"), GOLD, "verify")
    store(here / "runs" / "b", Scripted(name="b"), other, "verify")
    store(here / "elsewhere", Scripted(name="c"), GOLD, "verify")
    found, said = stored_runs([], str(GOLD))
    assert ([run.name for run in found], said) == (["runs/a"], [])
    assert [run.name for run in stored_runs([], "other")[0]] == ["runs/b"]


def test_a_broken_run_is_passed_over_and_said(here: Path) -> None:
    store(here / "runs" / "a", Scripted(), GOLD, "verify")
    (here / "runs" / "b").mkdir()
    (here / "runs" / "b" / "manifest.json").write_text("{", encoding="utf-8")
    found, (said,) = stored_runs([], str(GOLD))
    assert [run.name for run in found] == ["runs/a"]
    assert said.startswith("passed over: runs/b/manifest.json: cannot be read")


def test_a_run_that_is_named_has_to_be_one(here: Path) -> None:
    with pytest.raises(RunError, match="no run here"):
        stored_runs([here / "nothing"], str(GOLD))


def test_no_run_at_all(here: Path) -> None:
    with pytest.raises(IncompleteError, match="no run below runs/"):
        stored_runs([], str(GOLD))


def test_a_plan_on_other_gold_asks_about_what_is_there(tmp_path: Path) -> None:
    other = gold_copy(tmp_path / "other", "mill-fire", "cup-final")
    plan = on_gold(Plan(gold=str(GOLD), article_ids=("mill-fire", "frost-notice")), other)
    assert plan is not None
    assert [f.name for f in plan.folders] == ["mill-fire"]
    assert on_gold(Plan(gold=str(GOLD), article_ids=("frost-notice",)), other) is None


def test_a_split_that_other_gold_lacks(tmp_path: Path) -> None:
    splits = {"dev", "test"}
    for folder in GOLD.iterdir():
        other = gold_copy(tmp_path / folder.name, folder.name)
        has = [s for s in splits if on_gold(Plan(gold=str(GOLD), split=s), other) is not None]
        assert len(has) == 1
