"""The GitHub action runs as it is written, injects nothing into a shell, and ends as the gate does; the
examples of workflows fit it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from onrecord import __version__
from onrecord.api import run
from onrecord.compare.config import EXAMPLE
from onrecord.compare.files import Blessing, write_result
from onrecord.compare.result import result_of
from onrecord.models.base import Model, Response
from onrecord.runs.folder import RunFolder
from onrecord.runs.plan import Plan

from ..harness import GOLD, ROOT, Scripted

ACTION = yaml.safe_load((ROOT / ".github/actions/gate/action.yml").read_text(encoding="utf-8"))
GITHUB = yaml.safe_load((ROOT / "docs/ci/github-workflow.yml").read_text(encoding="utf-8"))
GITLAB = yaml.safe_load((ROOT / "docs/ci/gitlab-ci.yml").read_text(encoding="utf-8"))
PAGE = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"]}
DEFAULTS = {name: field["default"] for name, field in ACTION["inputs"].items()}
needs_bash = pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")


def run_step(name: str, cwd: Path, **inputs: str) -> tuple[int, dict[str, str], str]:
    """A step as GitHub runs it: exit code, outputs, and what it printed."""
    step, given = STEPS[name], DEFAULTS | inputs
    own = {key: value for key, value in step["env"].items() if "${{" not in str(value)}
    own |= {key: given[key.lower()] for key in step["env"] if key.lower() in given}
    own |= {key: value for key, value in inputs.items() if key in step["env"]}
    script, output = cwd / "step.sh", cwd / "output.txt"
    script.write_text(step["run"], encoding="utf-8")
    output.write_text("", encoding="utf-8")
    files = {"GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(cwd / "summary.md")}
    environment = {**os.environ, **own, **files, "GITHUB_ACTIONS": "true", "RUNNER_TEMP": str(cwd)}
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)],
        cwd=cwd,
        env=environment | {"PYTHONPATH": str(ROOT / "benchmark")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    found = dict(line.split("=", 1) for line in output.read_text(encoding="utf-8").splitlines())
    return done.returncode, found, done.stdout + done.stderr


def program(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def says_arguments(folder: Path, code: int = 0) -> str:
    return str(program(folder / "fake", f"printf '<%s>' \"$@\"\nexit {code}"))


@pytest.fixture
def project(tmp_path: Path) -> Callable[[Model], None]:
    """``project(model)``: a folder with a configured gate, its baseline, and ``run``, a run of ``model``."""
    gate = (
        f'[gate]\nmodel = "baseline:rules"\ngold = "{GOLD.as_posix()}"\ntasks = ["attribution"]\nlimit = 3\n'
    )
    (tmp_path / "onrecord.toml").write_text(gate, encoding="utf-8")
    plan = Plan(("attribution",), str(GOLD), limit=3)

    def make(model: Model) -> None:
        run(plan, Scripted(), RunFolder(tmp_path / "blessed"))
        blessed = result_of(RunFolder(tmp_path / "blessed"))
        write_result(tmp_path / "baselines/baseline.json", blessed, Blessing("first", "2031-05-06"))
        run(plan, model, RunFolder(tmp_path / "run"))

    return make


def installed(folder: Path) -> str:
    """The command, as an installation would have it."""
    return str(program(folder / "bin/onrecord", f'exec "{sys.executable}" -m onrecord.cli.entry "$@"'))


@needs_bash
@pytest.mark.parametrize(
    ("answer", "code", "verdict"),
    [
        (Response('{"speaker": "nobody of that name"}'), 1, "failed"),
        (Response("", error="the server is down"), 4, "incomplete"),
    ],
)
def test_the_step_ends_as_the_gate_does(
    project: Callable[[Model], None], tmp_path: Path, answer: Response, code: int, verdict: str
) -> None:
    project(Scripted(lambda _: answer, "worse"))

    done, outputs, printed = run_step("Gate", tmp_path, ONRECORD=installed(tmp_path), run="run")

    assert (done, outputs) == (code, {"verdict": verdict, "exit-code": str(code)}), printed


@needs_bash
def test_the_configured_model_is_asked_and_passes(project: Callable[[Model], None], tmp_path: Path) -> None:
    project(Scripted())

    done, outputs, printed = run_step("Gate", tmp_path, ONRECORD=installed(tmp_path))

    assert (done, outputs) == (0, {"verdict": "passed", "exit-code": "0"}), printed
    assert "passed" in printed


@needs_bash
@pytest.mark.parametrize(("code", "verdict"), [(2, "error"), (3, "incomparable"), (127, "error")])
def test_other_ends_are_named(tmp_path: Path, code: int, verdict: str) -> None:
    done, outputs, _ = run_step("Gate", tmp_path, ONRECORD=says_arguments(tmp_path, code))

    assert (done, outputs) == (code, {"verdict": verdict, "exit-code": str(code)})


@needs_bash
def test_inputs_become_arguments_whatever_they_hold(tmp_path: Path) -> None:
    nasty = "$(touch pwned) `touch pwned`; touch pwned \"'"
    fake = says_arguments(tmp_path)

    _, _, bare = run_step("Gate", tmp_path, ONRECORD=fake, junit="", html="")
    _, _, full = run_step(
        "Gate",
        tmp_path,
        ONRECORD=fake,
        config=nasty,
        run="--example",
        junit=nasty,
        html=nasty,
        arguments="--flips 5\n--format json",
    )

    assert bare == "<gate><--quiet>"
    assert full == (
        "<gate><--quiet><--flips><5><--format><json>"
        f"<--config={nasty}><--junit={nasty}><--html={nasty}><--><--example>"
    )
    assert not (tmp_path / "pwned").exists()


@needs_bash
def test_what_is_installed_is_one_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pip = tmp_path / "onrecord/bin/python"
    program(pip, f"printf '<%s>' \"$@\" > '{tmp_path}/asked'")
    python = program(tmp_path / "python3", f"printf '<%s>' \"$@\" > '{tmp_path}/made'")

    done, outputs, printed = run_step(
        "Install OnRecord", tmp_path, PYTHON=str(python), PACKAGE="onrecord[hf]==1 x"
    )

    assert done == 0, printed
    assert outputs == {"command": f"{tmp_path}/onrecord/bin/onrecord"}
    assert (tmp_path / "made").read_text() == f"<-m><venv><{tmp_path}/onrecord>"
    assert (
        (tmp_path / "asked").read_text().endswith("<--quiet><--disable-pip-version-check><onrecord[hf]==1 x>")
    )


@needs_bash
@pytest.mark.parametrize("python", ["exit 1", "exit 0"])
def test_what_cannot_be_installed_is_no_regression(tmp_path: Path, python: str) -> None:
    program(tmp_path / "onrecord/bin/python", "exit 1")
    made = program(tmp_path / "python3", python)

    done, outputs, _ = run_step("Install OnRecord", tmp_path, PYTHON=str(made), PACKAGE="onrecord==0")

    assert (done, outputs) == (2, {})


def test_no_expression_stands_in_a_script_and_no_action_of_others_is_used() -> None:
    assert list(STEPS) == ["Install OnRecord", "Gate"]
    for step in STEPS.values():
        assert "${{" not in step["run"]
        assert "uses" not in step
        assert step["shell"] == "bash"


def test_every_input_is_used_and_every_output_is_one_of_a_step() -> None:
    text = str(ACTION["runs"])

    assert [name for name in ACTION["inputs"] if f"inputs.{name}" not in text] == []
    assert {field["value"] for field in ACTION["outputs"].values()} == {
        f"${{{{ steps.gate.outputs.{name} }}}}" for name in ACTION["outputs"]
    }


def test_versions_are_pinned_to_this_one() -> None:
    assert DEFAULTS["onrecord-version"] == __version__
    assert f'pip install --quiet "onrecord[openai]=={__version__}"' in GITLAB["onrecord"]["script"]
    (ours,) = _uses(GITHUB, "/gate@")
    assert ours["uses"] == f"OWNER/onrecord/.github/actions/gate@v{__version__}"


def test_the_workflows_use_what_there_is() -> None:
    (ours,) = _uses(GITHUB, "/gate@")
    (upload,) = _uses(GITHUB, "upload-artifact@")

    assert set(ours["with"]) <= set(ACTION["inputs"])
    assert upload["with"]["path"].split() == [DEFAULTS["junit"], DEFAULTS["html"]]
    job = GITLAB["onrecord"]
    gate = job["script"][-1]
    assert f"--junit {job['artifacts']['reports']['junit']}" in gate
    assert f"--html {job['artifacts']['paths'][0]}" in gate


def test_the_page_shows_the_files_that_it_speaks_of() -> None:
    assert f"```toml\n{EXAMPLE.read_text(encoding='utf-8')}```" in PAGE
    (shown,) = (block for block in PAGE.split("```yaml\n")[1:] if "/gate@" in block)
    (ours,) = _uses(GITHUB, "/gate@")
    assert yaml.safe_load(shown.split("```")[0]) == [ours]
    for name in ("github-workflow.yml", "gitlab-ci.yml"):
        assert f"](ci/{name})" in PAGE
    for name in (*ACTION["inputs"], *ACTION["outputs"]):
        assert f"`{name}`" in PAGE


def _uses(workflow: Mapping[str, Any], action: str) -> list[dict[str, Any]]:
    steps = workflow["jobs"]["gate"]["steps"]
    return [step for step in steps if action in step.get("uses", "")]
