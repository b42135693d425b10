"""Runs that are killed, crowded out or stopped, and go on where they were."""

import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from onrecord.runs.folder import RunFolder

from ..harness import GOLD, environment, only_line, onrecord

SLOW_RUN = Path(__file__).with_name("slow_run.py")
QUESTIONS = 22
CROWDED = ("run", "--gold", GOLD, "--tasks", "quotes,attribution,speakers")


def start(folder: Path, seconds: float = 0.0) -> "subprocess.Popen[str]":
    command = [sys.executable, SLOW_RUN, folder / "run", GOLD, folder / "asked", str(seconds)]
    return subprocess.Popen(
        list(map(str, command)), env=environment(), stderr=subprocess.PIPE, text=True, cwd=folder
    )


def finish(folder: Path) -> bytes:
    process = start(folder)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    return (folder / "run" / "scores.json").read_bytes()


def wait_for(reached: Callable[[], bool], process: "subprocess.Popen[str]") -> None:
    deadline = time.monotonic() + 30
    while not reached():
        assert process.poll() is None and time.monotonic() < deadline, "the run ended too early"
        time.sleep(0.003)


def answers(folder: Path) -> list[str]:
    path = folder / "run" / "responses.jsonl"
    return path.read_text().splitlines() if path.exists() else []


def kill(process: "subprocess.Popen[str]") -> None:
    process.kill()
    process.communicate()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("undisturbed")
    scores = finish(folder)
    assert len(answers(folder)) == QUESTIONS
    return scores


@pytest.mark.parametrize("after", [0, 8, QUESTIONS], ids=lambda n: f"after-{n}-answers")
def test_a_killed_run_goes_on_where_it_was(tmp_path: Path, undisturbed: bytes, after: int) -> None:
    process = start(tmp_path, 0.02)
    wait_for(lambda: (tmp_path / "run" / "manifest.json").exists(), process)
    wait_for(lambda: len(answers(tmp_path)) >= after, process)
    kill(process)
    kept = list(RunFolder(tmp_path / "run").read_responses())
    before = (tmp_path / "asked").read_text().split() if (tmp_path / "asked").exists() else []
    assert finish(tmp_path) == undisturbed
    now = (tmp_path / "asked").read_text().split()[len(before) :]
    assert len(kept) >= after
    assert not {id for id, _, _ in kept} & set(now)
    assert len(kept) + len(now) == QUESTIONS


def test_scores_rest_on_no_hash_seed(tmp_path: Path) -> None:
    """Sets come in another order in another process; scores do not."""
    tasks = "quotes,speakers,check-quote,quoted-brief"
    found = set()
    for seed in ("1", "2"):
        subprocess.run(
            [
                *(sys.executable, "-m", "onrecord.cli.main", "run", "-q", "--limit", "2", "--tasks", tasks),
                "--gold",
                GOLD,
                "--out",
                seed,
            ],
            cwd=tmp_path,
            env=environment(PYTHONHASHSEED=seed),
            check=True,
            capture_output=True,
        )
        run = tmp_path / seed
        found.add((run / "scores.json").read_bytes() + (run / "items.jsonl").read_bytes())
    assert len(found) == 1


def test_a_second_process_is_told_and_the_first_is_unharmed(tmp_path: Path, undisturbed: bytes) -> None:
    first = start(tmp_path, 0.05)
    wait_for(lambda: len(answers(tmp_path)) >= 1, first)
    first.send_signal(signal.SIGSTOP)  # however long the second takes to start
    second = onrecord("run", "--gold", GOLD, "--out", "run", "-q", cwd=tmp_path)
    first.send_signal(signal.SIGCONT)
    assert second.returncode == 2
    assert "another process is working on this run" in only_line(second.stderr)
    _, errors = first.communicate(timeout=60)
    assert (first.returncode, errors) == (0, "")
    assert (tmp_path / "run" / "scores.json").read_bytes() == undisturbed


def limited_to(size: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.fixture(scope="module")
def with_room(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("room")
    assert onrecord(*CROWDED, "--out", "run", cwd=folder).returncode == 0
    return (folder / "run" / "scores.json").read_bytes()


@pytest.mark.parametrize("room", [3000, 40_000], ids=lambda n: f"{n}-bytes")
def test_a_full_disk_is_one_line_and_the_run_goes_on_with_room(
    tmp_path: Path, room: int, with_room: bytes
) -> None:
    """In 3000 bytes not all answers fit, in 40,000 not the scores."""
    arguments = (*CROWDED, "--out", "run", "-q")
    crowded = onrecord(*arguments, cwd=tmp_path, preexec_fn=limited_to(room))
    assert crowded.returncode == 2
    assert "cannot be written (File too large)" in only_line(crowded.stderr)
    kept = list(RunFolder(tmp_path / "run").read_responses())
    done = onrecord(*arguments[:-1], cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert f"{len(kept)} of {QUESTIONS} answers were there already" in done.stderr
    assert (tmp_path / "run" / "scores.json").read_bytes() == with_room


@pytest.mark.parametrize("moment", ["asking", "starting"])
def test_ctrl_c_is_exit_code_4_and_the_same_line_resumes(tmp_path: Path, moment: str) -> None:
    gold = tmp_path / "gold"
    for n in range(8 if moment == "asking" else 60):
        copy_as(GOLD / "harbour-ferry", gold / f"article-{n:02}")
    arguments = ["run", "--gold", str(gold), "--tasks", "quotes", "--out", "run"]
    process = subprocess.Popen(
        [sys.executable, "-m", "onrecord.cli.main", *arguments],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    if moment == "asking":
        wait_for(lambda: len(answers(tmp_path)) >= 1, process)
    else:
        assert process.stderr and process.stderr.readline()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 4, errors
    assert "stopped" in errors.splitlines()[-1]
    assert "Traceback" not in errors
    if moment == "asking":
        kept = len(answers(tmp_path))
        done = onrecord(*arguments, cwd=tmp_path)
        assert done.returncode == 0
        assert f"{kept} of 8 answers were there already" in done.stderr


def copy_as(article: Path, target: Path) -> None:
    shutil.copytree(article, target)
    meta = target / "meta.json"
    meta.write_text(meta.read_text(encoding="utf-8").replace(article.name, target.name), encoding="utf-8")
