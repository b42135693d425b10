"""Runs that are killed and go on: ``killed_runs.py FOLDER GOLD KILLS``, for a test that reads what they left.

Every run is a process forked from this one, which has run once and so has loaded all that a run needs.
"""

import json
import os
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

from slow_run import Slow

from onrecord.api import run
from onrecord.runs.folder import RunFolder
from onrecord.runs.plan import Plan

TASKS = ("quotes", "attribution", "speakers", "check-quote", "verify")
SECONDS = 0.02  # for an answer, so that few are made between two kills, however fast the machine
LINE = 230  # about how long a line of the log is, in bytes
FILES = ("manifest.json", "responses.jsonl", "items.jsonl", "scores.json", "report.html")


@dataclass
class Round:
    """One process: how it was to be ended, how it ended, what was answered before it, what it asked."""

    way: str
    ended_by: int
    had: list[str]
    asked: list[str]
    left: list[str]


class Runs:
    """Processes that work on one run folder, one after another."""

    def __init__(self, folder: Path, gold: str) -> None:
        folder.mkdir()
        self.out, self._asked, self._gold = folder / "run", folder / "asked", gold
        self._asked.touch()

    def start(self, prepare: Callable[[], None] = lambda: None, seconds: float = 0.0) -> int:
        pid = os.fork()
        if pid:
            return pid
        try:
            prepare()
            self.work(seconds)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)

    def work(self, seconds: float = 0.0) -> None:
        run(Plan(TASKS, self._gold), Slow(self._asked, seconds), RunFolder(self.out))

    def round(self, way: str, work: Callable[[], int]) -> Round:
        """Let ``work`` start a process and end it; it gives the wait status."""
        had = [id for id, _, _ in RunFolder(self.out).read_responses()]
        before = len(self._asked.read_text().split())
        status = work()
        assert not os.WIFEXITED(status) or os.WEXITSTATUS(status) == 0, f"the run failed ({way})"
        left = [name for name in FILES if (self.out / name).exists()]
        asked = self._asked.read_text().split()[before:]
        return Round(way, os.WTERMSIG(status), had, asked, left)

    @property
    def log_size(self) -> int:
        try:
            return (self.out / "responses.jsonl").stat().st_size
        except FileNotFoundError:
            return 0

    def finish(self) -> Round:
        return self.round("finished", lambda: ended(self.start()))


def ended(pid: int) -> int:
    return os.waitpid(pid, 0)[1]


def killed(pid: int, reached: Callable[[], bool]) -> int:
    """Kill a process once it has reached something, or ended."""
    while not reached():
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            return status
        time.sleep(0.0005)
    os.kill(pid, signal.SIGKILL)
    return ended(pid)


def at_a_time(runs: Runs, seconds: float) -> Round:
    end = time.monotonic() + seconds
    return runs.round("time", lambda: killed(runs.start(seconds=SECONDS), lambda: time.monotonic() >= end))


def after_bytes(runs: Runs, more: int) -> Round:
    size = runs.log_size + more
    return runs.round("bytes", lambda: killed(runs.start(seconds=SECONDS), lambda: runs.log_size >= size))


def in_a_line(runs: Runs, more: int) -> Round:
    """The kernel ends it at an exact byte of a file: what it was writing is torn there."""
    size = runs.log_size + more

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return runs.round("tear", lambda: ended(runs.start(limit)))


def at_a_step(runs: Runs, number: int) -> Round:
    """It kills itself before it opens, renames or removes a file of the run folder for the n-th time."""

    def prepare() -> None:
        steps = iter(range(1, number + 1))

        def watch(event: str, arguments: tuple[object, ...]) -> None:
            is_step = event in ("open", "os.rename", "os.remove", "os.truncate")
            if is_step and str(runs.out) in str(arguments[0]) and next(steps) == number:
                os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(watch)

    return runs.round("step", lambda: ended(runs.start(prepare)))


def at_random(runs: Runs, kills: int) -> list[Round]:
    random = Random(1)
    rounds: list[Round] = []
    while sum(r.ended_by == signal.SIGKILL for r in rounds) < kills:
        way = random.choice(["time", "bytes", "bytes", "tear"])
        is_answered = rounds and "items.jsonl" in rounds[-1].left
        if way == "time" or is_answered:
            rounds.append(at_a_time(runs, random.uniform(0, 0.12)))
        elif way == "bytes":
            rounds.append(after_bytes(runs, random.randrange(LINE)))
        else:
            rounds.append(in_a_line(runs, random.randrange(LINE)))
    return rounds


def main() -> None:
    folder, gold, kills = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    Runs(folder / "undisturbed", gold).work()
    runs = Runs(folder / "random", gold)
    told = {"random": [*at_random(runs, kills), runs.finish()]}
    for number in range(1, 100):
        runs = Runs(folder / f"step-{number}", gold)
        told[f"step-{number}"] = [at_a_step(runs, number), runs.finish()]
        if told[f"step-{number}"][0].ended_by == 0:
            break
    (folder / "rounds.json").write_text(json.dumps({k: [asdict(r) for r in v] for k, v in told.items()}))


if __name__ == "__main__":
    main()
