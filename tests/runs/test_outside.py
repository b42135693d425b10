"""What happens to a run from outside: to its folder, its gold and its model, in it and between two starts."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import TracebackType

import pytest

import onrecord
from onrecord.api import run
from onrecord.errors import RunError
from onrecord.models.base import Response
from onrecord.models.baselines.rules import rules
from onrecord.runs.folder import RunFolder
from onrecord.runs.plan import Plan
from onrecord.tasks.request import Request

from ..harness import GOLD, Scripted, environment, gold_copy, only_line
from ..harness import onrecord as command

Run = Callable[..., bytes]
TASKS = ("quotes", "attribution", "verify")


class Interrupted(Scripted):
    """Stops after some answers."""

    def __init__(self, answers: int, **options: object) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        self._left = answers

    def generate(self, requests: Iterable[Request]) -> Iterator[tuple[str, Response]]:
        for answered in super().generate(requests):
            if not self._left:
                raise KeyboardInterrupt
            self._left -= 1
            yield answered


# --- resuming in another way


def test_another_order_limit_and_batch_after_a_stop_ask_nothing_twice(make_run: Run) -> None:
    whole = make_run(Scripted(), *TASKS, out="undisturbed")
    first = Interrupted(13, order=lambda batch: batch[::-1], ahead=5)
    with pytest.raises(KeyboardInterrupt):
        make_run(first, *TASKS)
    asked = [r.id for r in first.asked][:13]
    for limit, ahead in ((2, 1), (4, 7), (None, 1000)):
        model = Scripted(order=lambda batch: batch[::-1], ahead=ahead)
        scores = make_run(model, *TASKS, limit=limit)
        asked += [r.id for r in model.asked]
    assert scores == whole
    assert len(asked) == len(set(asked)) == 32


def test_a_generator_that_ends_early_leaves_the_rest_unfinished(tmp_path: Path) -> None:
    class Tired(Scripted):
        def generate(self, requests: Iterable[Request]) -> Iterator[tuple[str, Response]]:
            for request, _ in zip(requests, range(3), strict=False):
                yield request.id, Response(text=rules(request) or "")

    with pytest.raises(onrecord.errors.IncompleteError, match=r"2 of 5 questions have no answer"):
        onrecord.evaluate(Tired(), tasks=["quotes"], gold=GOLD, out=tmp_path / "run")
    rest = Scripted()
    assert onrecord.evaluate(rest, tasks=["quotes"], gold=GOLD, out=tmp_path / "run").is_complete
    assert len(rest.asked) == 2


def test_a_model_that_fails_when_it_is_left_costs_no_answer(make_run: Run) -> None:
    class Clumsy(Scripted):
        def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
            raise OSError("the server would not stop")

    with pytest.raises(OSError, match="would not stop"):
        make_run(Clumsy(), *TASKS)
    again = Scripted()
    assert make_run(again, *TASKS) == make_run(Scripted(), *TASKS, out="undisturbed")
    assert again.asked == []


# --- between two starts


def test_answers_to_questions_that_gold_left_alone_are_kept(make_run: Run, tmp_path: Path) -> None:
    gold = gold_copy(tmp_path / "gold", "mill-fire", "cup-final")
    make_run(Scripted(), "verify", "quotes", gold=gold)
    path = gold / "mill-fire" / "annotations.jsonl"
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    changed = next(r for r in records if r["kind"] == "statement")
    changed["text"] += " Or so it was said."
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8")
    again = Scripted()
    scores = make_run(again, "verify", "quotes", gold=gold)
    assert [r.id for r in again.asked] == [f"verify/mill-fire/{changed['id']}/0/0"]
    assert scores == make_run(Scripted(), "verify", "quotes", gold=gold, out="undisturbed")


def test_a_run_folder_goes_on_where_it_is_copied_to(make_run: Run, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        make_run(Interrupted(9), *TASKS)
    shutil.copytree(tmp_path / "run", tmp_path / "elsewhere")
    shutil.rmtree(tmp_path / "run")
    rest = Scripted()
    assert make_run(rest, *TASKS, out="elsewhere") == make_run(Scripted(), *TASKS, out="undisturbed")
    assert len(rest.asked) == 32 - 9


@pytest.mark.parametrize("manifest", [b"", b"{", b"[]", b'{"model": "x"}', None])
def test_a_broken_manifest_is_named_and_the_answers_outlive_it(
    make_run: Run, tmp_path: Path, manifest: bytes | None
) -> None:
    before = make_run(Scripted(), "quotes")
    path = tmp_path / "run" / "manifest.json"
    if manifest is not None:
        path.write_bytes(manifest)
        with pytest.raises(RunError, match=r"manifest.json: "):
            make_run(Scripted(), "quotes")
    path.unlink()
    again = Scripted()
    assert make_run(again, "quotes") == before
    assert again.asked == []


def test_no_clock_and_no_file_time_decides_anything(
    make_run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gold = gold_copy(tmp_path / "gold")
    before = make_run(Scripted(), *TASKS, gold=gold)
    for n, path in enumerate(sorted(p for p in tmp_path.rglob("*") if p.is_file())):
        os.utime(path, (n, 4e9 if n % 2 else 0))
    monkeypatch.setattr(time, "time", iter(range(1_000_000_000, 0, -3600)).__next__)
    again = Scripted()
    assert make_run(again, *TASKS, gold=gold) == before
    assert again.asked == []


# --- the folder


@pytest.mark.parametrize("name", ["report.html", "scores.json", "items.jsonl"])
def test_a_result_that_cannot_be_written_is_one_line_and_costs_no_answer(tmp_path: Path, name: str) -> None:
    """A folder stands where the file should."""
    arguments = ("run", "--gold", GOLD, "--tasks", "quotes", "--out", "run")
    (tmp_path / "run" / name / "mine").mkdir(parents=True)
    done = command(*arguments, "-q", cwd=tmp_path)
    assert done.returncode == 2
    assert name in only_line(done.stderr)
    (tmp_path / "run" / name / "mine").rmdir()
    (tmp_path / "run" / name).rmdir()
    done = command(*arguments, cwd=tmp_path)
    assert done.returncode == 0, done.stderr


def without_power_over_files() -> None:
    """Let root write only what its bits allow, as anybody else."""
    import ctypes

    drop_from_bounding_set, dac_override = 24, 1
    ctypes.CDLL(None).prctl(drop_from_bounding_set, dac_override, 0, 0, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="root's powers are taken in Linux's way")
@pytest.mark.parametrize("holds_a_run", [False, True])
def test_a_read_only_folder_is_one_line(tmp_path: Path, holds_a_run: bool) -> None:
    arguments = ("run", "--gold", GOLD, "--tasks", "quotes", "--out", "run", "-q")
    out = tmp_path / "run"
    out.mkdir()
    if holds_a_run:
        assert command(*arguments, cwd=tmp_path).returncode == 0
        for path in out.iterdir():
            path.chmod(0o444)
    before = {p.name: p.read_bytes() for p in out.iterdir()}
    out.chmod(0o555)
    done = command(*arguments, cwd=tmp_path, preexec_fn=without_power_over_files)
    out.chmod(0o755)
    assert done.returncode == 2
    assert "run" in only_line(done.stderr)
    assert "Permission denied" in done.stderr
    assert {p.name: p.read_bytes() for p in out.iterdir()} == before


@pytest.mark.parametrize("fault", ["torn", "not ours", "cannot be written"])
def test_a_cache_that_is_broken_or_cannot_be_written_costs_time_alone(
    make_run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    monkeypatch.setenv("ONRECORD_CACHE", str(tmp_path / "cache"))
    before = make_run(Scripted(), *TASKS)
    files = [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    assert files
    for path in files:
        path.write_bytes(path.read_bytes()[:-9] if fault == "torn" else b"[]")
    if fault == "cannot be written":
        (tmp_path / "file").write_text("")
        monkeypatch.setenv("ONRECORD_CACHE", str(tmp_path / "file"))
    assert make_run(Scripted(), *TASKS) == before


# --- beside other processes


def test_two_runs_at_once_in_folders_of_their_own_are_as_one_alone(make_run: Run, tmp_path: Path) -> None:
    line = [*(sys.executable, "-m", "onrecord.cli.main", "run", "-q", "--gold", str(GOLD)), "--tasks"]
    both = [
        subprocess.Popen([*line, "quotes,verify", "--out", out], cwd=tmp_path, env=environment())
        for out in ("one", "two")
    ]
    assert [process.wait() for process in both] == [0, 0]
    assert command(*line[3:], "quotes,verify", "--out", "alone", cwd=tmp_path).returncode == 0
    found = {(tmp_path / out / "scores.json").read_bytes() for out in ("one", "two", "alone")}
    assert len(found) == 1


@pytest.mark.parametrize(("missing", "code"), [(False, 0), (True, 4)])
def test_a_reader_that_has_seen_enough_does_not_change_what_a_run_comes_to(
    tmp_path: Path, missing: bool, code: int
) -> None:
    """``onrecord run … | head``: nobody reads the table."""
    fails = f"    if {missing} and 'mill' in request.id:\n        raise KeyError\n"
    (tmp_path / "mine.py").write_text(f"def f(request):\n{fails}    return 'x'\n")
    line = ["run", "python:./mine.py:f", "--gold", str(GOLD), "--tasks", "quotes", "--out", "run"]
    process = subprocess.Popen(
        [sys.executable, "-m", "onrecord.cli.main", *line],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout and process.stderr
    process.stdout.close()
    errors = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait() == code, errors
    assert "Traceback" not in errors
    assert "BrokenPipe" not in errors
    assert (tmp_path / "run" / "scores.json").exists()


def test_under_nohup_a_closed_terminal_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(
        "import os, signal\ndef f(request):\n    os.kill(os.getpid(), signal.SIGHUP)\n    return 'x'\n"
    )
    done = command(
        *("run", "python:./mine.py:f", "--gold", GOLD, "--tasks", "quotes", "--out", "run"),
        cwd=tmp_path,
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN),
    )
    assert done.returncode == 0, done.stderr


# --- what a model may answer


@pytest.mark.parametrize(
    "text",
    [
        "x " * (25 << 20),
        "[" * (1 << 20),
        '{"quotes": [' + '{"quote": "a", "speaker": "b"},' * (1 << 15),
        "\x00" * 1000 + "\ud800" * 1000,
    ],
    ids=["words", "brackets", "items", "nul-and-halves"],
)
def test_an_answer_of_any_size_is_kept_and_scored(tmp_path: Path, text: str) -> None:
    plan = Plan(("quotes",), str(GOLD), ("mill-fire",))
    folder = RunFolder(tmp_path / "run")
    scores, _ = run(plan, Scripted(lambda r: text), folder)
    assert scores.is_complete
    assert [response.text for _, _, response in folder.read_responses()] == [text]
    again = Scripted()
    run(plan, again, folder)
    assert again.asked == []
