"""``onrecord report``: runs in, a folder of pages out, or one line that says why not."""

from pathlib import Path

import pytest

from ..harness import GOLD
from .conftest import Command


@pytest.fixture
def runs(command: Command, tmp_path: Path) -> list[Path]:
    """Two runs of two baselines on one article."""
    found = []
    for model in ("rules", "lead"):
        found.append(tmp_path / "runs" / model)
        arguments = ("--gold", GOLD, "--articles", "mill-fire", "--tasks", "quotes,brief", "-q")
        assert command("run", f"baseline:{model}", *arguments, "--out", found[-1]).code == 0
    return found


def test_it_prints_where_the_overview_is(command: Command, runs: list[Path], tmp_path: Path) -> None:
    done = command("report", *runs, "--out", tmp_path / "pages")
    assert (done.code, done.out) == (0, f"{tmp_path / 'pages' / 'index.html'}\n")
    assert (tmp_path / "pages" / "articles" / "mill-fire.html").exists()
    again = command("report", runs[0], "--out", tmp_path / "pages")
    assert again.code == 0


def test_without_out_it_is_the_folder_report(command: Command, runs: list[Path], tmp_path: Path) -> None:
    assert command("report", *runs).out == "report/index.html\n"
    assert (tmp_path / "report" / "index.html").exists()


def test_a_folder_of_the_users_is_not_written_into(
    command: Command, runs: list[Path], tmp_path: Path
) -> None:
    done = command("report", *runs, "--out", runs[0])
    assert done.code == 2
    assert "not empty, and no report of an earlier time; choose another --out" in done.error
    assert not (runs[0] / "index.html").exists()


def test_runs_on_other_articles_are_incomparable(command: Command, runs: list[Path], tmp_path: Path) -> None:
    other = tmp_path / "runs" / "other"
    command("run", "--gold", GOLD, "--articles", "cup-final", "--tasks", "quotes,brief", "-q", "--out", other)
    done = command("report", runs[0], other)
    assert done.code == 3
    assert "cannot stand in one table" in done.error
    assert not (tmp_path / "report").exists()


def test_what_is_no_scored_run_is_said_in_one_line(
    command: Command, runs: list[Path], tmp_path: Path
) -> None:
    done = command("report", tmp_path / "nowhere")
    assert done.code == 2
    assert "no run here" in done.error
    (runs[0] / "scores.json").unlink()
    done = command("report", runs[0])
    assert done.code == 2
    assert f"‘onrecord score {runs[0]}’" in done.error
    assert command("report").code == 2
