"""Measure 3: the CPU time of commands that only show something."""

from collections.abc import Sequence
from pathlib import Path

from .peers import LM_EVAL, require, version
from .process import ONRECORD, PYTHON, measure, say
from .table import Measured, Row, times

SHARE = 0.1


def startup(peers: Path | None, folder: Path, rounds: int) -> Measured:
    """Help and the list of tasks, after a run that warms the caches of files; the least of ``rounds``."""
    peers = require(peers, LM_EVAL)
    theirs = LM_EVAL.program(peers)
    pairs: list[tuple[str, Sequence[object], Sequence[object]]] = [
        ("`onrecord --help`, `lm-eval --help`", [*ONRECORD, "--help"], [theirs, "--help"]),
        ("`onrecord list tasks`, `lm-eval ls tasks`", [*ONRECORD, "list", "tasks"], [theirs, "ls", "tasks"]),
    ]
    rows = []
    for what, mine, its in pairs:
        say(what)
        ours, other = least(mine, folder, rounds), least(its, folder, rounds)
        rows.append(
            Row(
                what,
                f"{1000 * ours:.0f} ms",
                f"{1000 * other:.0f} ms",
                times(other / ours),
                f"≥ {1 / SHARE:g} ×",
                ours <= SHARE * other,
            )
        )
    bare = least([PYTHON, "-c", "pass"], folder, rounds)
    notes = [
        f"Least CPU time (user and system) of {rounds} runs after one that is not counted. "
        f"Python alone takes {1000 * bare:.0f} ms.",
        f"{version(peers, LM_EVAL)}.",
    ]
    return Measured(3, "Start: CPU time", "lm-evaluation-harness", rows, notes)


def least(command: Sequence[object], folder: Path, rounds: int) -> float:
    """CPU seconds of a command, the least of ``rounds`` runs after a first."""
    measure(command, folder)
    return min(measure(command, folder).cpu for _ in range(rounds))
