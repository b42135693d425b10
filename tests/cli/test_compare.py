"""``onrecord compare`` from end to end."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from onrecord.api import run
from onrecord.models.base import Response
from onrecord.models.baselines.rules import rules
from onrecord.runs.folder import RunFolder
from onrecord.runs.plan import Plan
from onrecord.tasks.build import Protocol
from onrecord.tasks.request import Request

from ..harness import GOLD, Scripted, environment, gold_copy
from .conftest import Command


def spoiled(request: Request) -> str | Response | None:
    return "?" if request.article in ("mill-fire", "cup-final") else rules(request)


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """Two runs: ``good``, and ``bad``, which answers nothing about two articles."""
    plan = Plan(("attribution", "verify", "brief"), str(GOLD))
    run(plan, Scripted(name="good"), RunFolder(tmp_path / "good"))
    run(plan, Scripted(spoiled, "bad"), RunFolder(tmp_path / "bad"))
    return tmp_path


def test_a_table_and_what_flipped(runs: Path, command: Command) -> None:
    done = command("compare", "good", "bad", "--flips", "-1")
    lines = done.out.splitlines()

    assert (done.code, done.err) == (0, "")
    assert lines[0].strip() == "bad (bad) against good (good)"
    rows = [line.split()[0] for line in lines if line.startswith("  ") and line.strip()]
    assert rows[-3:] == ["attribution", "verify", "brief"]
    broken = [line for line in lines if line.startswith("broken ")]
    assert broken
    assert all("/mill-fire/" in line or "/cup-final/" in line for line in broken)
    assert any(line.startswith("broken brief/") for line in broken)
    assert "\x1b" not in done.out
    few = command("compare", "good", "bad", "--flips", "2").out
    assert f"… {len(broken) - 2} more: --flips -1 shows all" in few


def test_a_run_against_itself(runs: Path, command: Command) -> None:
    done = command("compare", "good", "good", "--format", "json")
    (found,) = json.loads(done.out)

    assert done.code == 0
    for task in found["tasks"].values():
        assert (task["primary"]["value"], task["p_holm"], task["flips"]) == (0, 1, [])


def test_the_figures_are_those_of_the_runs(runs: Path, command: Command) -> None:
    (found,) = json.loads(command("compare", "good", "bad", "--format", "json").out)
    for name, side in (("good", "before"), ("bad", "after")):
        scores = json.loads(command("table", name, "--format", "json").out)["rows"][0]["tasks"]
        for task, told in found["tasks"].items():
            value = scores[task]["metrics"][told["primary"]["name"]]["value"]
            assert told[side] == pytest.approx(value)
    for told in found["tasks"].values():
        assert told["primary"]["value"] == pytest.approx(told["after"] - told["before"])
        assert {flip["kind"] for flip in told["flips"]} <= {"fixed", "broken"}


def test_several_runs_are_adjusted_together(runs: Path, command: Command) -> None:
    alone, together = (
        json.loads(command("compare", *names, "--format", "json").out)
        for names in (("good", "bad"), ("good", "bad", "good"))
    )

    assert [c["after"]["name"] for c in together] == ["bad", "good"]
    for task in alone[0]["tasks"]:
        assert together[0]["tasks"][task]["p_holm"] >= alone[0]["tasks"][task]["p_holm"]
        assert together[1]["tasks"][task]["p_holm"] == 1


def test_markdown_is_a_whole_document(runs: Path, command: Command) -> None:
    text = command("compare", "good", "bad", "--format", "markdown").out

    assert text.startswith("## bad (bad) against good (good)\n\n| task | before | after | change |")
    assert "\n| broken | verify/mill-fire/v1 | " in text


def test_a_run_a_file_and_a_revision_compare_alike(runs: Path, command: Command) -> None:
    command("bless", "good", "--reason", "first", "-q")
    author = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    for line in (("init", "--initial-branch=main"), ("add", "baselines"), ("commit", "-m", "first")):
        subprocess.run(["git", *author, *line], check=True, capture_output=True, cwd=runs)
    found = [
        json.loads(command("compare", named, "bad", "--format", "json").out)[0]["tasks"]
        for named in ("good", "baselines/baseline.json", "main", "main:baselines/baseline.json")
    ]

    for other in found[1:]:
        for task in found[0]:
            for part in ("before", "after", "p_holm", "test", "minimum_detectable_drop"):
                assert other[task][part] == pytest.approx(found[0][task][part])
            ids = [
                [(f["id"], f["kind"], f["gold"]) for f in side[task]["flips"]] for side in (found[0], other)
            ]
            assert ids[0] == ids[1]


def test_what_is_incomplete_or_asked_otherwise_is_said(runs: Path, command: Command) -> None:
    plan = Plan(("verify",), str(GOLD), protocol=Protocol(seed=1))

    def torn(request: Request) -> Response | str:
        return Response(error="no line") if request.article == "mill-fire" else rules(request)

    run(plan, Scripted(torn), RunFolder(runs / "torn"))
    done = command("compare", "good", "torn")

    assert done.code == 4
    assert "torn: not finished" in done.err
    assert "They were asked otherwise: seed 0 and 1." in done.out
    assert "torn: INCOMPLETE, " in done.out
    assert "good alone has the task attribution, brief, left out here." in done.out


def test_names_with_brackets_and_escapes_are_only_names(runs: Path, command: Command) -> None:
    (runs / "good").rename(runs / "[red]x[reset]")
    (runs / "bad").rename(runs / "\x1b[31mbad[bold]")
    done = command("compare", "[red]x[reset]", "\x1b[31mbad[bold]")

    assert done.code == 0
    assert "[red]x[reset]" in done.out
    assert "\x1b" not in done.out


def hostile(path: Path) -> None:
    """A result file whose every word is chosen by somebody else."""
    content = json.loads(path.read_text(encoding="utf-8"))
    evil = "\x1b]0;x\x07<script>|\n## x‮[bold]"
    content["model"] = evil
    content["reason"] = evil
    content["signature"] += f"|x:{evil}"
    for by_task in content["articles"].values():
        for task in by_task.values():
            for part, kept in list(task["items"].items()):
                share = kept[0] if isinstance(kept, list) else kept
                task["items"][part] = [1 - round(share), evil]
    path.write_text(json.dumps(content), encoding="utf-8")


@pytest.mark.parametrize("format", ["terminal", "markdown"])
def test_a_file_that_somebody_else_wrote_cannot_write_here(runs: Path, command: Command, format: str) -> None:
    command("bless", "good", "--reason", "first", "-q")
    hostile(runs / "baselines" / "baseline.json")
    done = command("compare", "baselines/baseline.json", "good", "--format", format, "--flips", "-1")

    assert done.code == 0, done.err
    assert not {"\x1b", "\x07", "\u202e"} & set(done.out)
    if format == "markdown":
        assert "<script>" not in done.out
        assert "\n## x" not in done.out


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        (lambda c: c["gold"].update(dict.fromkeys(c["gold"], "0")), 3, "the gold of"),
        (lambda c: c["tasks"]["verify"].update(label="verify.99"), 3, "verify.99"),
        (lambda c: c.update(tasks={}), 3, "no task in common"),
        (lambda c: c.update(articles=7), 2, "b.json: no result file (articles"),
        (lambda c: c["tasks"]["verify"].update(scorer="eval"), 2, "b.json: no result file"),
        (
            lambda c: c["articles"].update({"../x": {"verify": {"samples": {"0/0": {"x": 1e999}}}}}),
            2,
            "b.json",
        ),
        (lambda c: c.update(format=99), 2, "b.json: format 99"),
    ],
    ids=["gold", "version", "tasks", "shape", "scorer", "infinity", "format"],
)
def test_a_file_that_cannot_be_compared(
    runs: Path, command: Command, change: Callable[[dict[str, object]], object], code: int, words: str
) -> None:
    command("bless", "good", "--reason", "first", "--name", "b", "-q")
    path = runs / "baselines" / "b.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")
    for line in (("baselines/b.json", "good"), ("good", "baselines/b.json")):
        done = command("compare", *line)
        assert (done.code, done.out) == (code, "")
        assert words in done.error
        assert "fault of its own" not in done.error


def test_runs_on_other_gold(runs: Path, command: Command) -> None:
    gold = gold_copy(runs / "gold")
    text = (gold / "mill-fire" / "annotations.jsonl").read_text(encoding="utf-8")
    (gold / "mill-fire" / "annotations.jsonl").write_text(text + "\n", encoding="utf-8")
    run(Plan(("verify",), str(gold)), Scripted(), RunFolder(runs / "other"))
    done = command("compare", "good", "other")

    assert done.code == 3
    assert "the gold of mill-fire is another; score both on the same gold" in done.error


@pytest.mark.parametrize(
    "line", [(), ("good",), ("nowhere", "good"), ("good", "nowhere"), ("good", "gone:x")]
)
def test_what_is_nothing(runs: Path, command: Command, line: tuple[str, ...]) -> None:
    done = command("compare", *line)
    assert done.code == 2
    assert "Traceback" not in done.err


def test_no_answer_at_all(runs: Path, command: Command) -> None:
    run(Plan(("verify",), str(GOLD)), Scripted(lambda _: Response(error="x")), RunFolder(runs / "none"))
    assert command("compare", "good", "none").code == 4


@pytest.mark.parametrize("format", ["terminal", "markdown", "json"])
def test_a_closed_pipe_is_no_error(runs: Path, format: str) -> None:
    command = [sys.executable, "-m", "onrecord.cli.main", "compare", "good", "bad", "--format", format]
    with subprocess.Popen(
        command, cwd=runs, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        errors = process.stderr.read()
        assert (process.wait(timeout=60), errors) == (0, "")
