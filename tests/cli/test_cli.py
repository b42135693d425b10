"""What the command shows, and how it ends."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from onrecord import __version__
from onrecord.api import run
from onrecord.models.registry import make_model
from onrecord.runs.folder import RunFolder
from onrecord.runs.plan import Plan
from onrecord.tasks.task import built_in_tasks

from ..harness import GOLD, Scripted, environment, gold_copy, onrecord
from .conftest import Command

QUOTES = ("run", "--gold", GOLD, "--tasks", "quotes")


def files(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*"))


def test_the_version(command: Command) -> None:
    assert command("--version").out == f"onrecord {__version__}\n"


def test_no_command_shows_help_and_is_a_usage_error(command: Command) -> None:
    done = command()
    assert done.code == 2
    assert "Exit codes" in done.out + done.err


@pytest.mark.parametrize(
    "words",
    [(), ("run",), ("score",), ("table",), ("show",), ("list",), ("gold",), ("gold", "check")],
    ids=str,
)
def test_help_is_there_for_each_command(command: Command, words: tuple[str, ...]) -> None:
    done = command(*words, "--help")
    assert done.code == 0
    assert "Usage" in done.out


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['onrecord', '--help']\n"
        "from onrecord.cli.main import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'scipy', 'torch', 'transformers', 'datasets', 'evaluate', 'pydantic', 'yaml'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"


def test_a_run_shows_a_table_and_where_the_page_is(command: Command, tmp_path: Path) -> None:
    done = command(*QUOTES, "--out", "run")
    assert done.code == 0
    assert "baseline:rules" in done.out
    assert "oracle" in done.out
    assert "run/report.html" in done.err
    assert {"manifest.json", "responses.jsonl", "scores.json", "items.jsonl", "report.html"} <= set(
        files(tmp_path / "run")
    )


def test_a_quiet_run_says_nothing_but_the_table(command: Command) -> None:
    assert command(*QUOTES, "--out", "run", "-q").err == ""


def test_without_out_a_run_goes_to_runs_and_the_same_line_resumes_it(
    command: Command, tmp_path: Path
) -> None:
    command(*QUOTES)
    done = command(*QUOTES)
    assert "5 of 5 answers were there already" in done.err
    assert [p.name[:15] for p in (tmp_path / "runs").iterdir()] == ["baseline-rules-"]


def test_a_pipe_gets_no_colour_and_no_cut_columns(command: Command) -> None:
    done = command("run", "--gold", GOLD, "--out", "run", "--limit", "1")
    assert "\x1b" not in done.out + done.err
    assert "…" not in done.out
    for name in built_in_tasks():
        assert name.split("-")[0] in done.out


def test_markdown_and_json_are_whole_documents(command: Command) -> None:
    command(*QUOTES, "--out", "run", "-q")
    markdown = command("table", "run", "--format", "markdown").out
    assert markdown.startswith("| | quotes |\n|---|---:|\n| baseline:rules | ")
    found = json.loads(command("table", "run", "--format", "json").out)
    assert found["rows"][0]["name"] == "baseline:rules"
    assert 0 < found["rows"][0]["tasks"]["quotes"]["metrics"]["marked_f1"]["value"] <= 1


def test_a_table_of_several_runs_has_a_row_each(command: Command) -> None:
    command(*QUOTES, "--out", "a", "-q")
    command("run", "baseline:nearest-name", *QUOTES[1:], "--out", "b", "-q")
    rows = command("table", "a", "b", "--format", "markdown").out
    assert (
        rows.index("| baseline:rules |") < rows.index("| baseline:nearest-name |") < rows.index("| empty |")
    )
    assert "| nearest-name |" not in rows


def test_runs_on_other_gold_are_exit_code_3(command: Command) -> None:
    command(*QUOTES, "--out", "a", "-q")
    command(*QUOTES, "--out", "b", "-q", "--limit", "2")
    done = command("table", "a", "b")
    assert done.code == 3
    assert "cannot stand in one table: gold" in done.error
    assert done.out == ""


def test_intervals_are_shown_from_five_articles_on(command: Command) -> None:
    five = command(*QUOTES, "--out", "a", "-q", "--format", "markdown").out
    four = command(*QUOTES, "--out", "b", "-q", "--format", "markdown", "--limit", "4").out
    assert re.search(r"\| baseline:rules \| [\d.]+ \[[\d.]+, [\d.]+\] \|", five)
    assert re.search(r"\| baseline:rules \| [\d.]+ \|", four)
    assert "No intervals" in four


def test_score_after_an_edit_of_gold_needs_no_model(command: Command, tmp_path: Path) -> None:
    gold = gold_copy(tmp_path / "gold")
    command("run", "--gold", gold, "--tasks", "speakers", "--out", "run", "-q")
    before = json.loads((tmp_path / "run" / "scores.json").read_text())
    path = gold / "cup-final" / "annotations.jsonl"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"name":"Rosa Quill"', '"name":"Rosa Anna Quill"'), encoding="utf-8")
    done = command("score", "run")
    after = json.loads((tmp_path / "run" / "scores.json").read_text())
    assert done.code == 0
    assert before["signature"] != after["signature"]
    assert "oracle" in done.out


def test_missing_answers_are_exit_code_4_with_the_table(command: Command, tmp_path: Path) -> None:
    line = {"article": "mill-fire", "task": "brief", "text": "A fire is out."}
    (tmp_path / "answers.jsonl").write_text(json.dumps(line))
    done = command("run", "predictions:answers.jsonl", "--gold", GOLD, "--tasks", "brief", "--out", "r", "-q")
    assert done.code == 4
    assert "4 of 5 questions have no answer (first error: answers.jsonl has no answer to it)" in done.error
    assert "INCOMPLETE" in done.out
    assert command("score", "r").code == 4


def test_nothing_to_ask_is_exit_code_4(command: Command) -> None:
    done = command("run", "--gold", GOLD, "--tasks", "attribution", "--articles", "frost-notice", "-q")
    assert done.code == 4
    assert "nothing to ask" in done.error


def test_a_dry_run_shows_what_the_model_gets_and_writes_nothing(command: Command, tmp_path: Path) -> None:
    arguments = ("--gold", str(GOLD), "--system", "Be exact.", "--limit", "1")
    done = command("run", "--dry-run", *arguments)
    assert files(tmp_path) == []
    model = Scripted()
    from onrecord.tasks.build import Protocol

    plan = Plan(gold=str(GOLD), limit=1, protocol=Protocol(system="Be exact."))
    run(plan, model, RunFolder(tmp_path / "run"))
    first = {r.task: r for r in reversed(model.asked)}
    assert len(first) == 8
    for request in first.values():
        assert f"=== {request.id}\n[system] Be exact.\n{request.user_message}\n" in done.out
    assert f"{len(model.asked)} questions" in done.err


def test_a_dry_run_lists_the_ids(command: Command) -> None:
    done = command("run", "--dry-run", "--ids", "--gold", GOLD, "--tasks", "verify", "--limit", "1")
    assert done.out.split() == [f"verify/comet-survey/v{n}/0/0" for n in (2, 1, 3)]


def test_a_task_file_of_ones_own_is_a_column(command: Command, tmp_path: Path) -> None:
    source = (GOLD.parents[2] / "tasks" / "brief.yaml").read_text(encoding="utf-8")
    task = tmp_path / "short.yaml"
    task.write_text(source.replace("name: brief", "name: short-brief\nlength: brief"), encoding="utf-8")
    done = command("run", "--gold", GOLD, "--tasks", f"{task},quotes", "--format", "markdown", "-q")
    assert done.code == 0, done.err
    assert done.out.startswith("| | short-brief | quotes |")


def test_lists_name_what_there_is(command: Command) -> None:
    assert command("list", "tasks").out.count("\n") == 8
    assert "baseline:rules" in command("list", "models").out
    assert "mill-fire" in command("list", "gold", "--gold", GOLD).out


def test_show_tells_text_speakers_quotes_and_facts(command: Command) -> None:
    shown = command("show", "mill-fire", "--gold", GOLD).out
    for part in ("[headline]", "Edda Strand", "edda and jon", "We smelled smoke", "vital"):
        assert part in shown


def test_the_small_gold_has_no_error(command: Command) -> None:
    done = command("gold", "check", "--gold", GOLD)
    assert done.code == 0, done.out
    assert "5 articles, 0 errors" in done.err


def test_a_closed_pipe_is_no_error(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "onrecord.cli.main",
            "run",
            "--dry-run",
            "--gold",
            str(GOLD),
            "--prompts",
            "all",
        ],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=60) == 0, errors
    assert "Traceback" not in errors and "BrokenPipe" not in errors


def test_a_manifest_holds_no_secret(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-a-secret")
    command(*QUOTES, "--out", "run", "-q")
    assert "sk-a-secret" not in "".join(p.read_text() for p in (tmp_path / "run").iterdir())


def test_a_model_made_from_a_spec_keeps_its_name_in_the_table(command: Command) -> None:
    name = make_model("baseline:lead").name
    assert name in command("run", name, "--gold", GOLD, "--tasks", "brief", "-q").out


def test_what_a_run_costs_is_said_before_it(tmp_path: Path) -> None:
    """Two prices a million tokens; nothing listens there, so that nothing is asked."""
    pytest.importorskip("openai", reason="needs the extra ‘openai’")
    prices = ("--price-input", "1000", "--price-output", "0")
    model = "openai:nobody@http://127.0.0.1:9/v1"
    options = ("--model-option", "retries=0", "--gold", GOLD, "--tasks", "verify", "--out", "run")
    done = onrecord("run", model, *prices, *options, cwd=tmp_path)
    words = int(re.search(r"([\d,]+) words of prompts", done.stderr)[1].replace(",", ""))
    assert f"it costs {words * 1.5 / 1000:,.2f} at most" in done.stderr
    assert done.returncode == 2
