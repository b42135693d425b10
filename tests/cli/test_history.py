"""``onrecord history``."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from onrecord.compare.history import Entry, Figure, append_entry, read_history
from onrecord.models.base import Response
from onrecord.models.baselines.rules import rules
from onrecord.tasks.request import Request

from ..harness import Scripted, environment
from ..runs.conftest import make_run  # noqa: F401 - a fixture
from .conftest import Command

SIGNATURE = "onrecord:0.1|gold:1a2b|tasks:quotes.2+brief.1|model:m@00|repeats:3|temperature:0.7"


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """``write(values, "history.jsonl")`` makes a history of the task quotes, a run a day."""

    def make(values: list[float | None], name: str = "baselines/history.jsonl") -> Path:
        for n, value in enumerate(values):
            figures = {
                "marked_f1": Figure(value, None, None, 4),
                "invalid_rate": Figure(0.0, 0.0, 0.5, 9),
            }
            append_entry(
                tmp_path / name,
                Entry(
                    f"2026-05-{n % 28 + 1:02}T08:00:00Z",
                    f"{n:07x}",
                    "m",
                    SIGNATURE,
                    "passed",
                    {"quotes": figures},
                ),
            )
        return tmp_path / name

    return make


def test_the_terminal_shows_runs_and_steps(command: Command, write: Callable[..., Path]) -> None:
    write([0.5] * 8 + [0.75] * 8)

    done = command("history")

    assert done.code == 0
    lines = done.out.splitlines()
    assert lines[0] == "quotes · marked_f1 · m"
    assert "▶ step 2026-05-09, 0000008: 50.0 → 75.0 (+25.0)" in lines
    assert all(len(line) <= 80 for line in lines)
    assert "\x1b" not in done.out  # no colour in a pipe
    assert "Not shown" not in done.out


@pytest.mark.parametrize(("options", "shown"), [((), 20), (("--last", 3), 3), (("--last", -1), 25)])
def test_the_latest_runs_are_shown(
    command: Command, write: Callable[..., Path], options: tuple[object, ...], shown: int
) -> None:
    write([0.5] * 25)

    done = command("history", *options)

    assert done.out.count("passed") == shown
    assert (f"Not shown: {25 - shown} earlier runs; --last -1 shows all." in done.out) == (shown < 25)


def test_every_format_has_the_runs(command: Command, write: Callable[..., Path]) -> None:
    path = write([0.5, None], "mine.jsonl")

    (series,) = json.loads(command("history", path, "--format", "json").out)
    assert [point["value"] for point in series["points"]] == [0.5, None]
    markdown = command("history", path, "--format", "markdown", "--metric", "invalid_rate").out
    assert markdown.startswith("## quotes · invalid_rate · m\n\n| date |")
    assert "| 2026-05-02 | 0000001 | passed | 0.0 | 0.0 to 50.0 |  |" in markdown
    page = command("history", path, "--format", "html").out
    assert page.strip().startswith("<!doctype html>")
    assert page.count("<svg") == 1


@pytest.mark.parametrize("is_there", [True, False])
def test_an_empty_history_has_measured_nothing(command: Command, tmp_path: Path, is_there: bool) -> None:
    if is_there:
        (tmp_path / "history.jsonl").touch()

    done = command("history", "history.jsonl")

    assert (done.code, done.out) == (4, "")
    assert "history.jsonl: nothing measured yet" in done.error


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--task", "brief"), "--task ‘brief’: the history has quotes"),
        (("--metric", "f1"), "--metric ‘f1’: the history has marked_f1, invalid_rate"),
        (("--last", "0"), "--last 0: a number of runs from 1 on, or -1 for all"),
        (("--add", "nowhere"), "‘nowhere’: no run folder, no result file"),
        (("--config", "nowhere.toml"), "nowhere.toml: cannot be read"),
    ],
)
def test_what_it_is_given_wrongly(
    command: Command, write: Callable[..., Path], arguments: tuple[str, ...], message: str
) -> None:
    kept = write([0.5]).read_bytes()

    done = command("history", *arguments)

    assert (done.code, done.out) == (2, "")
    assert message in done.error
    assert write([]).read_bytes() == kept


def test_a_broken_history_is_named_by_line(command: Command, write: Callable[..., Path]) -> None:
    path = write([0.5])
    path.write_bytes(path.read_bytes() + b"<<<<<<< HEAD\n")

    done = command("history")

    assert (done.code, done.out) == (2, "")
    assert "history.jsonl:2: no entry of a history" in done.error


def test_a_run_is_added_to_the_configured_history(
    command: Command,
    make_run: Callable[..., bytes],  # noqa: F811
    tmp_path: Path,
) -> None:
    make_run(Scripted(rules), "attribution", out="one")
    (tmp_path / "onrecord.toml").write_text('[gate]\nhistory = "kept/runs.jsonl"\n', encoding="utf-8")

    for _ in range(2):
        done = command("history", "--add", "one")
        assert done.code == 0

    assert done.out.startswith("attribution · accuracy · scripted\n")
    entries = read_history(tmp_path / "kept" / "runs.jsonl")
    assert [(entry.verdict, entry.model, entry.commit) for entry in entries] == [
        ("added", "scripted", "")
    ] * 2
    scores = json.loads((tmp_path / "one" / "scores.json").read_text(encoding="utf-8"))
    assert entries[0].signature == scores["signature"]


def test_an_unfinished_run_is_not_added(
    command: Command,
    make_run: Callable[..., bytes],  # noqa: F811
    tmp_path: Path,
) -> None:
    def answer(request: Request) -> Response:
        return Response(error="down") if request.article == "mill-fire" else Response(rules(request))

    make_run(Scripted(answer), "attribution", out="one")

    done = command("history", "--add", "one")

    assert done.code == 4
    assert "questions have no answer; a history has finished runs" in done.error
    assert not (tmp_path / "baselines").exists()


def test_who_has_seen_enough_ends_it_with_0(write: Callable[..., Path], tmp_path: Path) -> None:
    path = write([0.5])
    path.write_bytes(path.read_bytes() * 3_000)  # more than a pipe holds
    command = [sys.executable, "-m", "onrecord.cli.main", "history", "--last", "-1"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline() == "quotes · marked_f1 · m\n"
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 0
