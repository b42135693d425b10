"""scripts/run_benchmark.py is ``onrecord run``."""

import subprocess
import sys
from pathlib import Path

from .harness import GOLD, ROOT, environment, onrecord

SCRIPT = ROOT / "scripts" / "run_benchmark.py"
ARGUMENTS = ("baseline:lead", "--gold", str(GOLD), "--tasks", "brief", "-q")


def script(*arguments: str, cwd: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, str(SCRIPT), *arguments],
        cwd=cwd,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_it_does_what_the_command_does(tmp_path: Path) -> None:
    mine = script(*ARGUMENTS, "--out", "mine", cwd=tmp_path)
    theirs = onrecord("run", *ARGUMENTS, "--out", "theirs", cwd=tmp_path)
    assert (mine.returncode, mine.stdout) == (0, theirs.stdout)
    scores = [(tmp_path / out / "scores.json").read_bytes() for out in ("mine", "theirs")]
    assert scores[0] == scores[1]


def test_it_ends_as_the_command_ends(tmp_path: Path) -> None:
    done = script("baseline:nope", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("onrecord: no baseline ‘nope’")
