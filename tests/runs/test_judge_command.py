"""``onrecord run --judge`` and ``onrecord score --judge``, as a user meets them."""

import json
from pathlib import Path

from ..harness import GOLD, onrecord

JUDGE = """
import json

def fair(request):
    return json.dumps({"label": "supported" if request.task == "support" else "present"})

def broken(request):
    raise ValueError("no service")
"""
RUN = ("run", "baseline:rules", "--gold", GOLD, "--articles", "mill-fire", "--tasks", "brief", "--out", "run")


def test_a_run_and_its_judge_are_one_command(tmp_path: Path) -> None:
    (tmp_path / "court.py").write_text(JUDGE)
    done = onrecord(*RUN, "--judge", "python:court:fair", "--format", "json", cwd=tmp_path, before=tmp_path)

    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["judges"][0]["judge"].startswith("python:court:fair@")
    metrics = found["rows"][0]["tasks"]["brief"]["metrics"]
    assert metrics[f"judged_support@{found['judges'][0]['judge']}"]["value"] == 1.0
    assert found["rows"][0]["tasks"]["brief"]["primary"] == "faithful_coverage"


def test_a_judge_that_fails_is_exit_code_4_and_the_scores_are_shown(tmp_path: Path) -> None:
    (tmp_path / "court.py").write_text(JUDGE)
    done = onrecord(*RUN, "-q", "--judge", "python:court:broken", cwd=tmp_path, before=tmp_path)

    assert done.returncode == 4
    assert "baseline:rules" in done.stdout and "INCOMPLETE" in done.stdout
    assert "the judge python:court:broken has no answer to" in done.stderr
    assert "no service" in done.stderr and "Traceback" not in done.stderr


def test_a_judge_that_cannot_be_loaded_leaves_the_scores(tmp_path: Path) -> None:
    (tmp_path / "court.py").write_text(JUDGE)
    done = onrecord(*RUN, "-q", "--judge", "python:court:nobody", cwd=tmp_path, before=tmp_path)

    assert done.returncode == 4
    assert "baseline:rules" in done.stdout
    assert "could not go on" in done.stderr and "no such function" in done.stderr


def test_a_saved_run_can_be_judged(tmp_path: Path) -> None:
    (tmp_path / "court.py").write_text(JUDGE)
    onrecord(*RUN, "-q", cwd=tmp_path)
    done = onrecord(
        "score", "run", "--judge", "python:court:fair", "--format", "markdown", cwd=tmp_path, before=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert "brief, judged by python:court:fair@" in done.stdout.splitlines()[0]
    # Without the judge, from what it answered.
    again = onrecord("score", "run", "--format", "markdown", cwd=tmp_path)
    assert again.stdout == done.stdout


def test_options_need_a_judge(tmp_path: Path) -> None:
    done = onrecord(*RUN, "--judge-option", "dtype=bfloat16", cwd=tmp_path)
    assert done.returncode == 2 and "--judge-option needs --judge" in done.stderr
    done = onrecord(*RUN, "--judge", "hf:x", "--judge-option", "dtype", cwd=tmp_path)
    assert done.returncode == 2 and "--judge-option ‘dtype’: write KEY=VALUE" in done.stderr
