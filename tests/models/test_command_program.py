"""A program of a model's: what it says is kept, and nothing of it is left running, however its model ends."""

import contextlib
import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from onrecord.models import command_program
from onrecord.models.command import Command, CommandSpec
from onrecord.models.command_program import Program
from onrecord.tasks.request import Request

from ..harness import GOLD, environment, onrecord

ECHO = """python3 -c '
import json, sys
for line in sys.stdin:
    print(json.dumps({"id": json.loads(line)["id"], "text": "x"}), flush=True)'"""


def requests(*ids: str) -> list[Request]:
    return [Request(i, "brief", "summary", "mill-fire", "all", {}, "Text. ", "Ask.") for i in ids]


class Leftovers:
    """A named pipe that a program and all that it started hold open: its end is theirs."""

    def __init__(self, path: Path, script: str) -> None:
        os.mkfifo(path)
        script = script.replace("'", "'\\''")
        self.line = f"sh -c 'exec 9>{path}; echo up >&9; sleep 999 & {script}'"
        self._end = os.open(path, os.O_RDONLY | os.O_NONBLOCK)

    def read(self) -> bytes:
        """What was written next, once there is something; nothing once nobody is left to write."""
        poll = select.poll()
        poll.register(self._end, select.POLLIN)
        assert poll.poll(60_000), "something of the program still runs"
        return os.read(self._end, 100)

    def wait_for(self, word: bytes) -> None:
        heard = b""
        while not heard.endswith(word):
            heard += self.read()


@pytest.mark.parametrize("ending", ["answered", "abandoned", "failed", "timed out"])
def test_nothing_that_it_started_is_left(tmp_path: Path, ending: str) -> None:
    scripts = {"answered": ECHO, "abandoned": "cat"}
    # Other tests may have left helpers of Python's own running (its resource tracker).
    before = children()
    left = Leftovers(tmp_path / "pipe", scripts.get(ending, "sleep 999"))
    model = Command(CommandSpec(left.line, timeout=1 if ending == "timed out" else 600))
    try:
        with model:
            assert left.read() == b"up\n"
            if ending in ("answered", "timed out"):
                assert len(list(model.generate(requests("a")))) == 1
            elif ending == "failed":
                raise KeyError
    except KeyError:
        pass
    while said := left.read():
        assert said == b"up\n"
    assert children() <= before


def children() -> set[str]:
    """The processes that this one has started and not reaped, where the system tells."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # The name, in brackets, may hold anything.
            parent = stat.read_text(errors="replace").rpartition(")")[2].split()[1]
            if int(parent) == os.getpid():
                found.add(stat.parent.name)
    return found


@pytest.fixture
def alarm() -> Iterator[None]:
    """An alarm does what Ctrl-C does."""
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.usefixtures("alarm")
def test_ctrl_c_at_any_moment_of_its_start_leaves_nothing() -> None:
    moments, cut, before = Random(7), 0, children()
    for _ in range(200):
        entered = False
        try:
            # Again after five seconds: Python drops what is raised while it clears an object away.
            signal.setitimer(signal.ITIMER_REAL, moments.uniform(1e-5, 6e-3), 5)
            with Command(CommandSpec("sleep 999")):
                entered = True
                time.sleep(999)
        except KeyboardInterrupt:
            cut += not entered
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        assert children() <= before
    assert cut > 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda n: n.name)
def test_a_run_that_is_told_to_stop_ends_it(tmp_path: Path, number: signal.Signals) -> None:
    left = Leftovers(tmp_path / "pipe", "read request; echo asked >&9; sleep 999")
    running = subprocess.Popen(
        [sys.executable, "-m", "onrecord.cli.main", "run", f"command:{left.line}", "--gold", str(GOLD)],
        cwd=tmp_path,
        env=environment(),
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    left.wait_for(b"asked\n")
    running.send_signal(number)
    _, said = running.communicate(timeout=60)
    assert (running.returncode, "the same line resumes it" in said) == (4, True)
    assert left.read() == b""


def test_a_model_that_is_never_left_ends_with_the_process(tmp_path: Path) -> None:
    left = Leftovers(tmp_path / "pipe", "sleep 999")
    enter = "import sys; from onrecord.models.registry import make_model\n"
    enter += "make_model(sys.argv[1]).__enter__(); input()"
    process = subprocess.Popen(
        [sys.executable, "-c", enter, f"command:{left.line}"], env=environment(), stdin=subprocess.PIPE
    )
    left.wait_for(b"up\n")
    process.communicate(b"\n")
    assert process.returncode == 0
    assert left.read() == b""


def test_a_run_that_is_killed_closes_its_input(tmp_path: Path) -> None:
    """Nobody is there to end it then: a program that reads its input sees the end of it."""
    left = Leftovers(tmp_path / "pipe", "kill $!; read request; echo asked >&9; cat >&9")
    running = subprocess.Popen(
        [sys.executable, "-m", "onrecord.cli.main", "run", f"command:{left.line}", "--gold", str(GOLD), "-q"],
        cwd=tmp_path,
        env=environment(),
    )
    left.wait_for(b"asked\n")
    running.kill()
    running.wait()
    assert left.read() == b""


def test_what_it_says_is_kept_as_it_is(tmp_path: Path) -> None:
    log = tmp_path / "stderr.log"
    for n in range(2):
        program = Program(["sh", "-c", f"printf 'start {n}\\377\\000\\033[31m no newline' >&2"], log)
        program.start()
        status, said = program.stop(patient=True)
        assert (status, said) == (0, f"; it last wrote: start {n}\ufffd\x00\x1b[31m no newline")
    assert log.read_bytes() == b"".join(b"start %d\xff\x00\x1b[31m no newline" % n for n in range(2))


def test_what_it_says_is_bounded_and_the_end_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command_program, "LOG_BYTES", 100_000)
    log = tmp_path / "stderr.log"
    program = Program(["sh", "-c", "seq 200000 >&2"], log)
    program.start()
    program.stop(patient=True)
    kept = (tmp_path / "stderr.1.log").read_bytes() + log.read_bytes()
    assert kept.endswith(b"\n199999\n200000\n")
    assert 100_000 <= len(kept) < 400_000


def test_a_log_that_cannot_be_written_costs_no_answer(tmp_path: Path) -> None:
    program = Program(["sh", "-c", "seq 100000 >&2; echo done"], tmp_path / "nowhere" / "stderr.log")
    program.start()
    assert program.next_line(60) == b"done\n"
    program.stop(patient=True)


def test_a_run_keeps_what_its_program_says(tmp_path: Path) -> None:
    script = "while read request; do echo thinking >&2; exit 3; done"
    done = onrecord(
        *("run", f"command:sh -c '{script}'", "--gold", GOLD, "--tasks", "brief", "--limit", 1),
        *("--out", "out", "-q"),
        cwd=tmp_path,
    )
    assert done.returncode == 4
    assert re.search(r"first error: .*ended with status 3; it last wrote: thinking\)", done.stderr)
    assert (tmp_path / "out" / "stderr.log").read_text() == "thinking\n" * 2
