"""Measure 5: Ray on two local workers against one, on work that only needs a processor."""

import subprocess
import time
from pathlib import Path

from .gold import repeat, sources
from .process import ONRECORD, PYTHON, BenchError, environment, measure, say
from .table import Measured, Row, times

FASTER = 1.8
_WORK = '''
import hashlib


def answer(request):
    """A fixed amount of work, in Python, that no cache shortens."""
    digest = request.id.encode()
    for _ in range({rounds}):
        digest = hashlib.sha256(digest).digest()
    return '{{"label": "supported"}}'
'''


def ray_workers(gold: Path, folder: Path, articles: int, work: int) -> Measured:
    """``onrecord run --engine ray`` with one worker and with two; ``work`` hashes a request.

    Raises BenchError where this OnRecord has no such engine, and where the scores differ.
    """
    if "--engine" not in measure([*ONRECORD, "run", "--help"], folder).output:
        raise BenchError("‘onrecord run’ has no option --engine: nothing to measure")
    repeat(sources(gold), folder / "gold", articles)
    env = environment(ONRECORD_CACHE=str(folder / "cache"))
    (folder / "work.py").write_text(_WORK.format(rounds=work), encoding="utf-8")
    # The rows beside are worked out by the first run on a text: neither of the two shall pay for both.
    which = ["--gold", folder / "gold", "--tasks", "verify", "-q", "--out"]
    measure([*ONRECORD, "run", "baseline:empty", *which, folder / "before"], folder, env)
    walls, scores = [], []
    for workers in (1, 2):
        say(f"Ray, {workers} worker(s)")
        out = folder / f"{workers}-workers"
        engine = ["--engine", "ray", "--workers", workers]
        command = [*ONRECORD, "run", f"python:{folder / 'work.py'}:answer", *which, out, *engine]
        walls.append(measure(command, folder, env).wall)
        scores.append((out / "scores.json").read_bytes())
    if scores[0] != scores[1]:
        raise BenchError("Ray: two workers gave other scores than one")
    one, two = walls
    alone, together = plain(work)
    row = Row(
        f"a run on {articles} articles, two workers against one",
        f"{two:.1f} s",
        f"{one:.1f} s (one worker)",
        times(one / two),
        f"≥ {FASTER} ×",
        one / two >= FASTER,
    )
    notes = [
        f"Whole runs, Ray's start, log, scores and page included; {work:,} hashes a request; "
        "scores byte for byte the same.",
        f"Such hashes in plain processes, without Ray: two do {2 * alone / together:.2f} times what one does "
        "in the same time. More than that this machine does not give.",
    ]
    return Measured(5, "Ray: two workers on one machine", "one worker", [row], notes)


def plain(work: int) -> tuple[float, float]:
    """Seconds for so many requests' work in one process alone, and in each of two at the same time."""
    code = f"import hashlib\nd = b'a'\nfor _ in range({work * 50}): d = hashlib.sha256(d).digest()"
    return _at_once(code, 1), _at_once(code, 2)


def _at_once(code: str, count: int) -> float:
    start = time.perf_counter()
    processes = [subprocess.Popen([PYTHON, "-c", code]) for _ in range(count)]
    for process in processes:
        process.wait()
    return time.perf_counter() - start
