"""``onrecord gate`` and ``onrecord bless`` from end to end: every exit code."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from onrecord import api
from onrecord.api import run
from onrecord.models.base import Response
from onrecord.models.baselines.rules import rules
from onrecord.runs.folder import RunFolder
from onrecord.runs.plan import Plan
from onrecord.tasks.build import Protocol
from onrecord.tasks.request import Request

from ..harness import GOLD, Scripted, environment, gold_copy
from .conftest import Command, Done

Answer = Callable[[Request], str | Response | None]
TASKS = ("attribution", "verify")
WORSE = "FAIL"
Ask = Callable[..., Path]


def spoiled(*articles: str) -> Answer:
    """The rules, but for some articles (all without any) an answer that is none."""
    return lambda request: "?" if not articles or request.article in articles else rules(request)


@pytest.fixture(autouse=True)
def no_workflow(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests may run in a workflow, whose summary is not theirs."""
    for name in [name for name in os.environ if name.startswith("GITHUB_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    """``ask("name", answer, …)`` makes the run folder ``name`` below the working directory."""

    def make(
        name: str,
        answer: Answer = rules,
        tasks: tuple[str, ...] = TASKS,
        gold: Path = GOLD,
        limit: int | None = None,
        **protocol: object,
    ) -> Path:
        plan = Plan(tasks, str(gold), limit=limit, protocol=Protocol(**protocol))  # type: ignore[arg-type]
        run(plan, Scripted(answer), RunFolder(tmp_path / name))
        return tmp_path / name

    return make


@pytest.fixture
def blessed(ask: Ask, command: Command) -> Done:
    """A run ``base`` that is the baseline."""
    ask("base")
    return command("bless", "base", "--reason", "the first")


def configure(tmp_path: Path, text: str) -> None:
    (tmp_path / "onrecord.toml").write_text(f"[gate]\n{text}\n", encoding="utf-8")


def refused(done: Done, code: int, *words: str) -> None:
    assert done.code == code, done
    assert done.out == ""
    assert done.error.startswith("onrecord: ")
    assert "fault of its own" not in done.error
    for word in words:
        assert word in done.error


# 0


def test_a_baseline_is_a_file_for_git(blessed: Done, tmp_path: Path) -> None:
    assert (blessed.code, blessed.out) == (0, "")
    assert blessed.error == "baselines/baseline.json: scripted, blessed. Commit it."
    text = (tmp_path / "baselines" / "baseline.json").read_text(encoding="utf-8")
    found = json.loads(text)
    assert found["reason"] == "the first"
    assert set(found["gold"]) == {p.name for p in GOLD.iterdir()}
    assert str(tmp_path) not in text


def test_the_same_run_passes(blessed: Done, command: Command) -> None:
    done = command("gate", "base")
    assert done.code == 0
    assert "scripted: passed" in done.out
    assert done.out.count("the same") >= 2


def test_a_drop_within_the_margin_passes(blessed: Done, ask: Ask, command: Command, tmp_path: Path) -> None:
    ask("worse", spoiled("mill-fire"))
    configure(tmp_path, "margin = 40")
    assert command("gate", "worse").code == 0


def test_the_model_of_the_configuration_is_asked(command: Command, tmp_path: Path) -> None:
    configure(tmp_path, f'model = "baseline:rules"\ntasks = ["verify"]\ngold = "{GOLD}"\nlimit = 2')
    assert command("bless", "--reason", "as it is", "-q").code == 0
    done = command("gate", "-q", "--out", "again")
    assert done.code == 0
    assert (tmp_path / "again" / "manifest.json").exists()


def test_the_example_is_a_configuration(command: Command, tmp_path: Path) -> None:
    done = command("gate", "--example")
    assert done.code == 0
    (tmp_path / "onrecord.toml").write_text(done.out, encoding="utf-8")
    refused(command("gate"), 2, "baselines/my-model.json: no baseline yet")


def test_items_are_what_must_pass_can_name(ask: Ask, command: Command) -> None:
    ask("base")
    lines = command("gate", "base", "--items").out.splitlines()
    assert len(lines) > 20
    assert {line.split("/")[0] for line in lines} == set(TASKS)
    assert {line.rsplit("  ", 1)[1] for line in lines} == {"right", "wrong"}


# 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "margin = 5",
        "stochastic = true\nalpha = 0.07",
        "max_invalid = 5\nmargin = 100",
        "must_pass = ['*']",
    ],
    ids=["no margin", "margin", "significant", "too many invalid", "must pass"],
)
def test_a_regression(blessed: Done, ask: Ask, command: Command, tmp_path: Path, text: str) -> None:
    ask("worse", spoiled())
    configure(tmp_path, text)
    done = command("gate", "worse")
    assert done.code == 1
    assert "scripted: FAILED" in done.out
    assert WORSE in done.out
    assert done.err == ""


def test_a_change_for_the_better_waits_for_its_blessing(ask: Ask, command: Command) -> None:
    ask("base", spoiled("mill-fire"))
    command("bless", "base", "--reason", "the first")
    ask("better")
    done = command("gate", "better")
    assert done.code == 1
    assert "for the better: bless it" in done.out
    command("bless", "better", "--reason", "it learned to read")
    assert command("gate", "better").code == 0


def test_what_broke_is_told_with_its_words(blessed: Done, ask: Ask, command: Command) -> None:
    ask("worse", spoiled("mill-fire"))
    lines = command("gate", "worse", "--flips", "-1").out.splitlines()
    broken = [line for line in lines if line.startswith("broken ")]
    assert broken
    assert all("/mill-fire/" in line and "→ ✗ invalid: not_json" in line for line in broken)
    assert any(" · gold: " in line for line in broken)
    few = command("gate", "worse", "--flips", "1").out
    assert f"… {len(broken) - 1} more" in few


def test_a_lucky_guess_too_few_is_no_regression(
    blessed: Done, ask: Ask, command: Command, tmp_path: Path
) -> None:
    """One article of five is worse: that may be chance."""
    ask("worse", spoiled("mill-fire"))
    configure(tmp_path, "stochastic = true\nalpha = 0.07")
    assert command("gate", "worse").code == 0


def test_must_pass_fails_alone(ask: Ask, command: Command, tmp_path: Path) -> None:
    ask("base", spoiled("mill-fire"))
    command("bless", "base", "--reason", "the first")
    configure(tmp_path, 'must_pass = ["verify/mill-fire/*"]')
    done = command("gate", "base")
    assert done.code == 1
    assert "must pass: verify/mill-fire/*" in done.out
    assert "wrong verify/mill-fire/v1:" in done.out


@pytest.mark.parametrize("format", ["terminal", "markdown", "json"])
def test_the_verdict_in_every_form(blessed: Done, ask: Ask, command: Command, format: str) -> None:
    ask("worse", spoiled("mill-fire"))
    done = command("gate", "worse", "--format", format)
    assert done.code == 1
    if format == "json":
        found = json.loads(done.out)
        assert (found["passed"], found["stochastic"]) == (False, False)
        assert [c["name"] for c in found["checks"] if not c["passed"]] == list(TASKS)
    elif format == "markdown":
        assert done.out.startswith("## scripted: FAILED\n\n| ")
        assert "| FAIL | verify |" in done.out
    else:
        assert "\x1b" not in done.out


@pytest.mark.parametrize("format", ["terminal", "markdown", "json"])
def test_a_closed_pipe_hides_no_regression(blessed: Done, ask: Ask, tmp_path: Path, format: str) -> None:
    ask("worse", spoiled())
    command = [
        sys.executable,
        "-m",
        "onrecord.cli.main",
        "gate",
        "worse",
        "--format",
        format,
        "--flips",
        "-1",
    ]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        errors = process.stderr.read()
        assert process.wait(timeout=60) == 1
    assert errors == ""


# 2


def test_no_baseline(ask: Ask, command: Command) -> None:
    ask("base")
    refused(command("gate", "base"), 2, "baselines/baseline.json: no baseline yet", "onrecord bless --reason")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("margn = 1", ["onrecord.toml", "[gate], field ‘margn’", "there is none"]),
        ("margin = -1", ["field ‘margin’"]),
        ("margins = { verify = nan }", ["field ‘margins.verify’"]),
        ("margin =", ["onrecord.toml: not TOML"]),
        ("margins = { quotes = 1 }", ["margins: no task ‘quotes’ was asked; there are attribution, verify"]),
        ("must_pass = ['verify/nowhere/*']", ["must_pass: ‘verify/nowhere/*’ names no item"]),
        ("baseline = '../else'", ["field ‘baseline’"]),
        ("baseline = 'other'", ["baselines/other.json: no baseline yet"]),
    ],
    ids=lambda x: x if isinstance(x, str) else "",
)
def test_a_configuration_that_is_wrong(
    blessed: Done, command: Command, tmp_path: Path, text: str, words: list[str]
) -> None:
    configure(tmp_path, text)
    refused(command("gate", "base"), 2, *words)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("gate",), ["no model is configured: name a run folder"]),
        (("gate", "nowhere"), ["nowhere"]),
        (("gate", "base", "--config", "nowhere.toml"), ["nowhere.toml: cannot be read"]),
        (
            ("gate", "base", "--baseline", "nowhere"),
            ["‘nowhere’: no run folder, no result file, no revision"],
        ),
        (("gate", "base", "--baseline", "base/manifest.json"), ["base/manifest.json: no result file"]),
        (("bless", "base"), ["--reason"]),
        (("bless", "base", "--reason", "  "), ["--reason"]),
        (("bless", "base", "--reason", "x", "--name", "../../x"), ["--name ‘../../x’: letters, digits"]),
        (("bless", "nowhere", "--reason", "x"), ["nowhere"]),
    ],
    ids=lambda x: " ".join(x) if isinstance(x, tuple) else "",
)
def test_a_line_that_is_wrong(
    blessed: Done, command: Command, arguments: tuple[str, ...], words: list[str]
) -> None:
    refused(command(*arguments), 2, *words)


def test_a_baseline_that_somebody_broke(blessed: Done, command: Command, tmp_path: Path) -> None:
    (tmp_path / "baselines" / "baseline.json").write_text("<<<<<<< HEAD\n", encoding="utf-8")
    refused(command("gate", "base"), 2, "baselines/baseline.json: no result file")


# 3


def edit_baseline(tmp_path: Path, old: str, new: str) -> None:
    path = tmp_path / "baselines" / "baseline.json"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_another_version_of_a_task(blessed: Done, command: Command, tmp_path: Path) -> None:
    edit_baseline(tmp_path, '"label": "verify.', '"label": "verify.9')
    refused(command("gate", "base"), 3, "cannot be compared: one was scored by verify.9")


def test_another_version_of_the_scorers(blessed: Done, command: Command, tmp_path: Path) -> None:
    edit_baseline(tmp_path, "onrecord:0.", "onrecord:7.")
    refused(command("gate", "base"), 3, "one was scored by 7.")


def test_other_gold(ask: Ask, command: Command, tmp_path: Path) -> None:
    gold = gold_copy(tmp_path / "gold")
    ask("base", gold=gold)
    command("bless", "base", "--reason", "the first")
    annotations = gold / "mill-fire" / "annotations.jsonl"
    annotations.write_text(annotations.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    refused(command("gate", "base"), 3, "the gold of mill-fire is another")


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"seed": 1}, "asked with seed 0, after with 1"),
        ({"repeats": 2}, "asked with repeats 1, after with 2"),
        ({"prompts": "all"}, "asked with prompts first, after with all"),
        ({"system": "Be brief."}, "asked with system –"),
        ({"limit": 4}, "measured less than baselines/baseline.json: it lacks the article"),
        ({"tasks": ("verify",)}, "it lacks the task attribution"),
    ],
    ids=lambda x: str(x) if isinstance(x, dict) else "",
)
def test_a_run_that_was_asked_otherwise(
    blessed: Done, ask: Ask, command: Command, how: dict[str, object], words: str
) -> None:
    ask("after", **how)
    refused(command("gate", "after"), 3, words)


# 4


def broken_off(request: Request) -> Response | str:
    return Response(error="no line") if request.article == "mill-fire" else rules(request)


def test_missing_answers(blessed: Done, ask: Ask, command: Command) -> None:
    ask("torn", broken_off)
    for line in (
        ("gate", "torn"),
        ("bless", "torn", "--reason", "x"),
        ("gate", "base", "--baseline", "torn"),
    ):
        refused(command(*line), 4, "torn: ", "questions have no answer")


def test_no_answer_at_all(blessed: Done, ask: Ask, command: Command) -> None:
    ask("none", lambda _: Response(error="no line"))
    refused(command("gate", "none"), 4, "no answer is to a question as it is asked now")


def test_a_model_that_is_asked_and_does_not_answer(blessed: Done, command: Command, tmp_path: Path) -> None:
    (tmp_path / "failing.py").write_text("def answer(request):\n    raise OSError('no line')\n")
    what = f'tasks = ["attribution", "verify"]\nfree = true\ngold = "{GOLD}"'
    configure(tmp_path, f'model = "python:./failing.py:answer"\n{what}')
    done = command("gate", "-q")
    assert done.code == 4, done
    assert done.out == ""
    assert re.search(r"with --out runs/\S+ only the rest is asked", done.error)


def test_what_is_wrong_is_said_before_anything_is_asked(
    blessed: Done, command: Command, tmp_path: Path
) -> None:
    (tmp_path / "counting.py").write_text("def answer(request):\n    open('asked', 'a').write('x')\n")
    start = f'model = "python:./counting.py:answer"\nfree = true\ngold = "{GOLD}"\n'
    asked = 'tasks = ["attribution", "verify"]\n'
    for rest, code in (
        (asked + 'must_pass = ["verify/mill-fyre/*"]', 2),
        (asked + "margins = { verfy = 2.0 }", 2),
        ('tasks = ["verify"]\nmax_misattribution = 2.0', 2),
        (asked + "repeats = 5", 3),
        (asked + "limit = 1", 3),
        ('tasks = ["verify"]', 3),
    ):
        configure(tmp_path, start + rest)
        refused(command("gate", "-q"), code)
        assert not (tmp_path / "asked").exists(), rest


def test_ci_is_told_why_there_is_no_verdict(
    blessed: Done, ask: Ask, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    ask("torn", broken_off)
    done = command("gate", "torn", "--junit", "x.xml")

    assert done.code == 4
    annotation, message = done.err.splitlines()
    assert annotation.startswith("::error title=OnRecord%3A no verdict::torn: ")
    assert message.startswith("onrecord: torn: ")
    assert "no verdict" in (tmp_path / "summary.md").read_text(encoding="utf-8")
    suites = ElementTree.parse(tmp_path / "x.xml").getroot()
    assert (suites.get("failures"), suites.get("errors")) == ("0", "1")


def test_a_gate_that_is_stopped(
    blessed: Done, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    configure(tmp_path, f'model = "baseline:rules"\ntasks = ["attribution", "verify"]\ngold = "{GOLD}"')
    monkeypatch.setattr(api, "run", stop)
    refused(command("gate", "-q", "--out", "r"), 4, "stopped; --out r")


def test_nothing_asked(
    ask: Ask, command: Command, tmp_path: Path, write_article: Callable[..., Path]
) -> None:
    """Articles without a statement: the task has no question about them."""
    from ..conftest import TOWER, TOWER_RECORDS

    records = [r for r in TOWER_RECORDS if r["kind"] != "statement"]
    write_article(tmp_path / "gold" / "tower", TOWER, records)
    configure(tmp_path, 'model = "baseline:rules"\ntasks = ["verify"]\ngold = "gold"')
    for line in (("gate", "-q", "--baseline", "base"), ("bless", "--reason", "x", "-q")):
        ask("base")
        done = command(*line)
        assert done.code == 4, done


# What stands beside the verdict.


def test_a_file_that_cannot_be_written_hides_no_verdict(
    blessed: Done, ask: Ask, command: Command, tmp_path: Path
) -> None:
    ask("bad", spoiled("mill-fire"))
    (tmp_path / "file").write_text("", encoding="utf-8")
    failing = command("gate", "bad", "--junit", "file/x.xml", "--html", "page.html")
    passing = command("gate", "base", "--junit", "file/x.xml", "--html", "page.html")

    assert failing.code == 1
    assert "FAILED" in failing.out
    assert "x.xml: cannot be written" in failing.err
    assert passing.code == 2
    assert "passed" in passing.out
    assert (tmp_path / "page.html").stat().st_size > 1000


def test_a_history_that_cannot_be_read_hides_no_verdict(
    blessed: Done, ask: Ask, command: Command, tmp_path: Path
) -> None:
    configure(tmp_path, 'history = "h.jsonl"')
    (tmp_path / "h.jsonl").write_text("broken\n{}\n", encoding="utf-8")
    ask("bad", spoiled("mill-fire"))
    done = command("gate", "bad", "--html", "page.html")

    assert done.code == 1
    assert "FAILED" in done.out
    assert "h.jsonl:1" in done.err


def test_items_are_listed_without_asking_anything(command: Command, tmp_path: Path) -> None:
    configure(tmp_path, f'model = "openai:none@http://127.0.0.1:9"\ntasks = ["verify"]\ngold = "{GOLD}"')
    done = command("gate", "--items")

    assert done.code == 0
    assert "verify/mill-fire/v1" in done.out.splitlines()
    assert not (tmp_path / "runs").exists()


def test_no_name_starts_a_line_of_the_log(blessed: Done, command: Command, tmp_path: Path) -> None:
    path = tmp_path / "base" / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["model"] = "x\n::error::pwned\r\n##[stop-commands]y\x1b[31m"
    path.write_text(json.dumps(manifest), encoding="utf-8")
    for format in ("terminal", "markdown"):
        for done in (
            command("gate", "base", "--format", format),
            command("compare", "base", "base", "--format", format),
        ):
            assert done.code == 0
            assert not [line for line in done.out.splitlines() if line.lstrip().startswith("::")]
            assert "##[" not in done.out
            assert "\x1b" not in done.out


def test_an_error_shows_no_control(blessed: Done, command: Command, tmp_path: Path) -> None:
    edit_baseline(tmp_path, "seed:0", "seed:0\\u001b]0;x\\u0007")
    done = command("gate", "base")

    assert done.code == 3
    assert "\x1b" not in done.err and "\x07" not in done.err
