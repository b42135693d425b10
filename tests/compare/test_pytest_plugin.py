"""``pytest --onrecord …``, each time in a process of its own, with the plugin named and no other loaded."""

import importlib.metadata
import json
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from xml.etree.ElementTree import parse

import pytest

from onrecord.cli.pytest_run import read_job
from onrecord.errors import OnRecordError

from ..harness import GOLD, ROOT, environment, onrecord

PLUGIN = "onrecord.cli.pytest_plugin"
# What it was asked is written down, one line a question.
MODEL = """
from pathlib import Path
from onrecord.models.baselines.rules import rules

def answer(request):
    with Path("asked.txt").open("a") as asked:
        asked.write(request.id + "\\n")
    return {wrong!r}.get(request.id.removesuffix("/0/0")) or rules(request)
"""
CONFIG = f"""
[gate]
model = "python:./model.py:answer"
gold = "{GOLD}"
tasks = ["verify", "attribution"]
"""
UNSTATED = '{"label": "unstated"}'
BROKEN = "verify/mill-fire/v1"
GATE = "onrecord::gate/verify"


class Project:
    """A team's folder: tests of its own, a gate's configuration, and a model."""

    def __init__(self, path: Path) -> None:
        self.path = path
        (path / "test_own.py").write_text("def test_own(): pass\n")
        self.configure()
        self.model()

    def configure(self, *lines: str) -> None:
        (self.path / "onrecord.toml").write_text("\n".join((CONFIG, *lines)))

    def model(self, **wrong: str) -> None:
        """A model that answers by the rules, but for some items."""
        (self.path / "model.py").write_text(MODEL.format(wrong=wrong))

    @property
    def asked(self) -> list[str]:
        asked = self.path / "asked.txt"
        return asked.read_text().splitlines() if asked.exists() else []

    def bless(self) -> None:
        done = onrecord("bless", "-q", "--reason", "first", cwd=self.path)
        assert done.returncode == 0, done.stderr
        (self.path / "asked.txt").unlink()

    def take_baseline(self, other: "Project") -> None:
        shutil.copytree(other.path / "baselines", self.path / "baselines")

    def pytest(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """One test run, with ``--onrecord config`` where the arguments do not say otherwise."""
        given = () if any(a.startswith("--onrecord") for a in arguments) else ("--onrecord", "config")
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-p", PLUGIN, "--strict-markers", "-ra", *given, *arguments],
            cwd=self.path,
            env=environment(PYTEST_DISABLE_PLUGIN_AUTOLOAD="1", PYTEST_ADDOPTS=""),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def outcomes(self, *arguments: str) -> tuple[int, dict[str, str]]:
        """The exit code, and how each test went, as the JUnit report has it."""
        done = self.pytest("--junitxml=junit.xml", *arguments)
        report = self.path / "junit.xml"
        assert report.exists(), done.stdout + done.stderr
        cases = parse(report).iter("testcase")
        kinds = {f"{c.get('classname')}::{c.get('name')}": [child.tag for child in c] for c in cases}
        words = {"failure": "failed", "error": "error", "skipped": "xfailed"}
        report.unlink()
        return done.returncode, {
            id: next((words[tag] for tag in tags if tag in words), "passed") for id, tags in kinds.items()
        }


@pytest.fixture(scope="module")
def blessed(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with a baseline, which tests do not change."""
    project = Project(tmp_path_factory.mktemp("blessed"))
    project.bless()
    return project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def named(found: dict[str, str], outcome: str) -> set[str]:
    return {id for id, how in found.items() if how == outcome}


def test_collecting_asks_nothing_and_names_every_item(project: Project) -> None:
    done = project.pytest("--collect-only", "-q")

    ids = [line for line in done.stdout.splitlines() if line.startswith("onrecord::")]
    assert done.returncode == 0
    assert len(ids) == 27
    assert f"onrecord::{BROKEN}" in ids
    assert "test_own.py::test_own" in done.stdout
    assert project.asked == []


def test_without_a_baseline_what_is_wrong_fails_and_says_why(project: Project) -> None:
    project.model(**{BROKEN: UNSTATED})
    done = project.pytest("-k", f"{BROKEN} or mill-fire/q1 or test_own")

    assert done.returncode == 1
    assert "onrecord: python:./model.py:answer, no baseline: what is wrong fails" in done.stdout
    assert "1 failed, 2 passed, 25 deselected" in done.stdout
    assert (
        "asked: The fire was under control by Friday night.\n"
        "gold: supported\nbaseline: there is none\nnow: unstated\n" in done.stdout
    )
    assert "Traceback" not in done.stdout
    assert "pytest_plugin.py" not in done.stdout


def test_held_against_a_baseline_flips_fail_and_nothing_else(project: Project, blessed: Project) -> None:
    project.take_baseline(blessed)
    code, before = project.outcomes()

    assert code == 0
    assert {GATE, "onrecord::gate/attribution", "test_own::test_own"} <= named(before, "passed")
    known = named(before, "xfailed")
    assert len(known) == 7

    project.model(**{BROKEN: UNSTATED})
    code, after = project.outcomes()
    assert code == 1
    assert named(after, "failed") == {GATE, f"onrecord::{BROKEN}"}
    assert named(after, "xfailed") == known

    done = project.pytest("--lf", "-q")
    assert "2 failed, 28 deselected" in done.stdout
    assert "baseline: supported\nnow: unstated\nfailed: verify (53.3 → 46.7 (-6.7); 1 article changed)" in (
        done.stdout
    )


@pytest.mark.parametrize(
    ("rule", "failed"),
    [
        ("stochastic = true", set()),
        (f'must_pass = ["{BROKEN}"]\nstochastic = true', {"onrecord::gate/must_pass", f"onrecord::{BROKEN}"}),
    ],
    ids=["chance", "must pass"],
)
def test_no_test_fails_where_the_gate_passes_and_one_does_where_it_fails(
    project: Project, blessed: Project, rule: str, failed: set[str]
) -> None:
    project.configure(rule)
    project.take_baseline(blessed)
    project.model(**{BROKEN: UNSTATED})
    code, found = project.outcomes()

    assert named(found, "failed") == failed
    assert named(found, "error") == set()
    assert found[f"onrecord::{BROKEN}"] == ("failed" if failed else "xfailed")
    assert code == onrecord("gate", "-q", cwd=project.path).returncode == bool(failed)


def test_an_expected_wrong_item_fails_with_runxfail_and_the_gates_remarks_are_shown(
    project: Project, blessed: Project
) -> None:
    project.configure("stochastic = true")
    project.take_baseline(blessed)
    done = project.pytest("--runxfail")

    assert "7 failed, 23 passed" in done.stdout
    remark = "onrecord: verify: on 5 articles no drop can be significant at alpha 0.02 over 2 tasks"
    assert done.stdout.count(remark) == 1


def test_the_workers_of_xdist_ask_once(project: Project, blessed: Project) -> None:
    pytest.importorskip("xdist")
    project.configure("stochastic = true")
    project.take_baseline(blessed)
    project.model(**{BROKEN: UNSTATED})
    workers = ("-p", "xdist", "-n", "2", "--dist", "each")

    done = project.pytest(*workers)
    assert done.returncode == 0, done.stdout
    assert "44 passed, 16 xfailed" in done.stdout  # each worker has run all
    assert "no drop can be significant" in done.stdout
    assert len(project.asked) == len(set(project.asked)) == 27

    # Nor where asking failed.
    (project.path / "model.py").write_text(MODEL.format(wrong={}).replace("return", "raise KeyError or"))
    done = project.pytest(*workers, "-m", "verify")
    assert done.returncode == 1
    assert "32 errors" in done.stdout
    assert len(project.asked) == 2 * 27


@pytest.mark.parametrize(
    ("arguments", "left"),
    [
        (("-m", "verify"), 16),
        (("-m", "onrecord and not gate", "--deselect", "onrecord::verify"), 12),
        (("-k", "mill-fire", "onrecord::"), 6),
        ((f"onrecord::{BROKEN}", "onrecord::verify/cup-final", "onrecord::gate", "test_own.py"), 7),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_marks_words_and_ids_choose(blessed: Project, arguments: tuple[str, ...], left: int) -> None:
    done = blessed.pytest("--collect-only", "-q", *arguments)

    assert done.returncode == 0, done.stdout + done.stderr
    assert sum("::" in line for line in done.stdout.splitlines()) == left


def test_a_finished_run_is_judged_without_its_model(blessed: Project) -> None:
    (run,) = (blessed.path / "runs").iterdir()
    given = f"run=runs/{run.name},baseline=baselines/baseline.json"
    done = blessed.pytest("--onrecord", given, "--onrecord", "config", "-q")

    assert "23 passed, 7 xfailed" in done.stdout
    assert blessed.asked == []


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (
            "modle=baseline:rules",
            "there is no key ‘modle’; there are config, run, out, baseline, model, tasks",
        ),
        ("verify", "‘verify’ is no KEY=VALUE, nor the word config"),
        ("model=", "‘model=’ is no KEY=VALUE"),
        ("limit=1,limit=2", "limit= is given twice"),
        ("limit=few", "limit=: Input should be a valid integer"),
        ("limit=0", "limit is 1 or more, or none"),
        ("tasks=verfy", "no task ‘verfy’; did you mean ‘verify’?"),
        ("model=baseline:rulez", "did you mean ‘baseline:rules’?"),
        ("config=none.toml", "none.toml: cannot be read"),
        ("baseline=none.json", "‘none.json’: no run folder, no result file"),
        ("run=none", "no run here"),
        ("run=none,tasks=verify", "run= is a finished run, which nothing is asked of: leave out tasks="),
    ],
)
def test_what_cannot_be_meant_is_said(
    blessed: Project, monkeypatch: pytest.MonkeyPatch, given: str, says: str
) -> None:
    monkeypatch.chdir(blessed.path)
    with pytest.raises(OnRecordError) as error:
        assert read_job([given]).plan.tasks
    assert says in str(error.value)


def test_a_baseline_that_is_configured_and_not_there_is_a_usage_error(project: Project) -> None:
    project.configure('baseline = "lost"')
    done = project.pytest()

    assert done.returncode == 4
    assert "ERROR: --onrecord: baselines/lost.json: no baseline yet" in done.stderr
    assert "Traceback" not in done.stderr


def test_answers_that_are_missing_are_errors(project: Project, blessed: Project) -> None:
    project.take_baseline(blessed)
    (project.path / "model.py").write_text("def answer(request):\n    raise KeyError('\\x1b[31m')\n")
    done = project.pytest("-m", "attribution")

    assert done.returncode == 1
    assert "13 errors" in done.stdout
    assert "27 of 27 questions have no answer (first error: KeyError:" in done.stdout
    assert "\x1b" not in done.stdout
    assert "Traceback" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("--onrecord", "tasks=headline,gold={empty}"), 2, "nothing to ask"),
        (("onrecord::verify/none",), 2, "no onrecord::verify/none"),
        (("-k", "nothing-of-this-name", "--deselect", "test_own.py"), 5, "28 deselected"),
    ],
    ids=["no items", "no such item", "all deselected"],
)
def test_nothing_measured_is_not_0(
    project: Project,
    tmp_path: Path,
    write_article: Callable[..., Path],
    arguments: tuple[str, ...],
    code: int,
    says: str,
) -> None:
    write_article(tmp_path / "empty" / "bare", "Bare\n\nNothing is said.\n", ())
    done = project.pytest(*(argument.format(empty="empty") for argument in arguments))

    assert says in done.stdout
    assert done.returncode == code


def test_without_the_option_nothing_is_imported_and_nothing_done(project: Project) -> None:
    (project.path / "conftest.py").write_text(
        "import json, sys\n"
        "def pytest_sessionfinish(session):\n"
        "    names = [p for p, _ in session.config.pluginmanager.list_name_plugin()]\n"
        "    open('seen.json', 'w').write(json.dumps([sorted(sys.modules), names]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", PLUGIN],
        cwd=project.path,
        env=environment(PYTEST_DISABLE_PLUGIN_AUTOLOAD="1", PYTEST_ADDOPTS=""),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    modules, plugins = json.loads((project.path / "seen.json").read_text())

    assert done.returncode == 0
    assert "1 passed" in done.stdout
    assert {m for m in modules if m.startswith("onrecord")} == {"onrecord", "onrecord.cli", PLUGIN}
    assert not {"numpy", "pydantic", "typer", "yaml", "filelock"} & set(modules)
    assert "onrecord-session" not in plugins


def test_installing_the_package_installs_the_plugin() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert project["entry-points"]["pytest11"] == {"onrecord": PLUGIN}
    installed = importlib.metadata.entry_points(group="pytest11", name="onrecord")
    assert {point.value for point in installed} <= {PLUGIN}
