"""A measured process: what it took of processor, clock and memory, its children included."""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHON = sys.executable
ONRECORD = (PYTHON, "-m", "onrecord.cli.entry")


class BenchError(Exception):
    """What keeps something from being measured, and the remedy."""


@dataclass(frozen=True, slots=True)
class Used:
    """``cpu`` (user and system) and ``wall`` in seconds, ``memory`` (largest resident set) in bytes.

    ``output`` is what went to standard output.
    """

    cpu: float
    wall: float
    memory: int
    output: str


def say(text: str) -> None:
    """Progress, on standard error."""
    print(f"[{time.strftime('%H:%M:%S')}] {text}", file=sys.stderr, flush=True)


def environment(threads: int = 1, **more: str) -> dict[str, str]:
    """The package of this checkout is found, no hub is asked, and no library takes more threads."""
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "benchmark"), str(ROOT / "scripts")]),
        "HF_HUB_OFFLINE": "1",
        "HF_DATASETS_OFFLINE": "1",
        "TOKENIZERS_PARALLELISM": "false",
        "OMP_NUM_THREADS": str(threads),
        "RAYON_NUM_THREADS": str(threads),
        **more,
    }


def measure(
    command: Sequence[object],
    folder: Path,
    env: Mapping[str, str] | None = None,
    limit: float | None = None,
    cores: int | None = None,
) -> Used:
    """Run a command in a folder until it ends. ``cores``: on so many of them only, where the system can.

    Raises TimeoutError after ``limit`` seconds, BenchError where the command fails.
    """
    arguments = [str(part) for part in command]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        process = subprocess.Popen(
            arguments,
            cwd=folder,
            env=dict(env or environment()),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            preexec_fn=lambda: _prepare(cores),
        )
        late = threading.Event()
        timer = threading.Timer(limit, lambda: (late.set(), process.kill())) if limit else None
        if timer:
            timer.start()
        # wait4 tells what this one process and its children took, and nobody else's.
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if timer:
            timer.cancel()
        if late.is_set():
            raise TimeoutError(f"not done after {limit:.0f} s")
        out.seek(0)
        err.seek(0)
        if process.returncode:
            last = err.read().decode(errors="replace").strip().splitlines()[-6:]
            told = "\n  ".join(last)
            raise BenchError(f"{' '.join(arguments)[:300]} ended with {process.returncode}:\n  {told}")
        kibibytes = usage.ru_maxrss if sys.platform != "darwin" else usage.ru_maxrss // 1024
        return Used(usage.ru_utime + usage.ru_stime, wall, kibibytes * 1024, out.read().decode())


def _prepare(cores: int | None) -> None:
    if hasattr(os, "sched_setaffinity"):
        if cores:
            os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
        # Should memory run out, this process goes, and nobody else's.
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
