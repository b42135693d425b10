"""``onrecord probe``."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from onrecord.validity.probes.run import PROBES

from ..harness import GOLD, ROOT
from .conftest import Command

THREE = "angrela-levy,dis-ice-plant,ebb-ledger-premiere"


def rows(out: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(out)["rows"]
    return found


def test_probes_hold(command: Command) -> None:
    done = command("probe", "--articles", THREE, "--format", "json")
    assert done.code == 0
    assert done.err == ""
    found = rows(done.out)
    assert {row["probe"] for row in found} == {p.name for p in PROBES} - {"misleading headline"}
    assert {row["holds"] for row in found} == {"yes"}
    assert {row["articles"] for row in found} <= {"2", "3"}  # not every article gives each a chance
    assert json.loads(done.out)["title"] == "Probes on 3 articles"


def test_a_probe_that_pays_is_exit_code_1(command: Command) -> None:
    """Of articles with two speakers, naming both is half an answer."""
    done = command("probe", "--gold", GOLD, "--articles", "comet-survey,cup-final", "--format", "json")
    assert done.code == 1
    paying = [(row["task"], row["probe"]) for row in rows(done.out) if row["holds"] == "no"]
    assert ("attribution", "everybody") in paying
    failed = json.loads(done.out)["failed"]
    assert [(r["task"], r["probe"]) for n, r in enumerate(rows(done.out)) if n in failed] == paying


def test_a_table_on_the_terminal_and_in_markdown(command: Command) -> None:
    done = command("probe", "--gold", GOLD, "--articles", "comet-survey")
    assert done.out.startswith("Probes on 1 articles")
    assert "one quote that is the whole article" in done.out
    assert "Scores × 100 of the task's primary metric" in done.out
    done = command("probe", "--gold", GOLD, "--articles", "comet-survey", "--format", "markdown")
    lines = done.out.splitlines()
    assert lines[0] == "| task | probe | what it answers | must | score | against | articles | holds |"
    assert lines[1] == "| --- | --- | --- | --- | ---: | --- | ---: | --- |"
    assert (
        "| quotes | empty quotes | as many quotes as gold has, without words | collapse | 0.0 |" in done.out
    )


def test_edits(command: Command) -> None:
    arguments = ("--edits", "--each", 2, "--articles", "gwennolys-bid", "--format", "json", "--seed", 3)
    done = command("probe", *arguments)
    assert done.code in (0, 1)
    table = json.loads(done.out)
    assert done.code == bool(table["failed"])
    first = table["rows"][0]
    assert list(first) == [
        "edit",
        "what changes",
        "goal",
        "edits",
        "OnRecord %",
        "95% interval",
        "ROUGE-2 %",
        "ROUGE-Lsum %",
        "chrF %",
        "holds",
    ]
    assert first["edit"] == "quote: word swapped"
    assert first["goal"] == "≥ 99%"
    assert all(int(row["edits"]) <= 2 for row in table["rows"])
    assert any(row["goal"] == "≤ 2%" for row in table["rows"])
    assert command("probe", *arguments).out == done.out


def test_single_misses_are_shown(command: Command) -> None:
    plain = command("probe", "--edits", "--each", 3, "--articles", "gwennolys-bid")
    shown = command("probe", "--edits", "--each", 3, "--articles", "gwennolys-bid", "--show")
    assert shown.out.startswith(plain.out)
    assert "noticed: gwennolys-bid" in shown.out.removeprefix(plain.out)
    assert "’ → ‘" in shown.out.removeprefix(plain.out)


def test_the_reader(command: Command) -> None:
    done = command("probe", "--reader", "--articles", "gwennolys-bid", "--format", "json")
    assert done.code == 0
    table = json.loads(done.out)
    assert table["title"].endswith("written cases")
    parts = ("mended on", "held out")
    heads = [f"{part}: {what}" for part in parts for what in ("there", "precision", "recall")]
    assert table["columns"] == ["finding", *heads]
    assert [note.split(":")[0] for note in table["notes"]] == list(parts)
    assert {"report", "told"} <= {row["finding"] for row in table["rows"]}


HOSTILE = "The comet is 77 kilometres wide\x1b[2J\u202e [bold]."


@pytest.fixture
def mine(tmp_path: Path) -> Callable[..., Path]:
    def write(**fields: Any) -> Path:
        case = {"article": "comet-survey", "about": "mine", "summary": HOSTILE, **fields}
        path = tmp_path / "mine.yaml"
        path.write_text(yaml.safe_dump([case]), encoding="utf-8")
        return path

    return write


def test_cases_of_ones_own(command: Command, mine: Callable[..., Path]) -> None:
    wrong = {"kind": "number", "words": "77 kilometres"}
    done = command("probe", "--reader", "--gold", GOLD, "--cases", mine(violations=[wrong], tells=["f1"]))
    assert done.code == 0
    assert "on 1 written cases" in done.out
    line = next(line for line in done.out.splitlines() if "violation: number" in line)
    assert line.split() == ["violation:", "number", "1", "100.0", "100.0"]


def test_what_cases_say_cannot_write_on_the_terminal(command: Command, mine: Callable[..., Path]) -> None:
    done = command("probe", "--reader", "--gold", GOLD, "--cases", mine(about="\x1b[1m"), "--show")
    assert "77 kilometres wide" in done.out
    assert "[bold]" in done.out
    assert not any(char in done.out for char in "\x1b\u202e")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("--edits", "--reader"), 2, "--edits and --reader are two measurements: name one of them"),
        (("--articles", "gwennolys"), 2, "gwennolys-bid"),
        (("--split", "train"), 2, "no article of the split ‘train’"),
        (("--gold", "nowhere"), 2, "nowhere"),
        (("--reader", "--cases", "none.yaml"), 2, "none.yaml: no list of cases in YAML"),
        (("--reader", "--gold", str(GOLD)), 2, "names no article of gold"),
        (("--edits", "--gold", "bare"), 4, "they have no references"),
    ],
)
def test_what_cannot_be_measured(
    command: Command,
    tmp_path: Path,
    write_article: Callable[..., Path],
    ferry_records: tuple[dict[str, Any], ...],
    arguments: tuple[str, ...],
    code: int,
    message: str,
) -> None:
    write_article(tmp_path / "bare" / "ferry", records=[r for r in ferry_records if r["kind"] != "summary"])
    done = command("probe", *arguments)
    assert done.code == code
    assert message in done.error
    assert done.out == ""


def test_a_case_that_is_wrong_is_named(command: Command, mine: Callable[..., Path]) -> None:
    done = command("probe", "--reader", "--gold", GOLD, "--cases", mine(tells=["f9"]))
    assert done.code == 2
    assert "a case about ‘mine’: comet-survey has no f9" in done.error
    done = command("probe", "--reader", "--gold", GOLD, "--cases", mine(task="poem"))
    assert done.code == 2
    assert "mine.yaml: case 0, task: Input should be" in done.error


@pytest.mark.parametrize(
    "arguments", [("--each", "0"), ("--seed", "-1"), ("--format", "csv"), ("gwennolys-bid",)]
)
def test_usage(command: Command, arguments: tuple[str, ...]) -> None:
    done = command("probe", *arguments)
    assert done.code == 2
    assert done.out == ""


def test_help_has_examples(command: Command) -> None:
    done = command("probe", "--help")
    assert done.code == 0
    assert "onrecord probe --reader --split test" in " ".join(done.out.split())
    assert "  probe     Try to cheat the scores" in command("--help").out


def test_who_has_read_enough_changes_nothing() -> None:
    """``| head``: the exit code is that of what was measured, not rich's 1, which means that a probe pays."""
    asked = ["probe", "--reader", "--articles", "gwennolys-bid", "--show"]
    line = [sys.executable, "-m", "onrecord.cli.main", *asked]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "benchmark")}
    done = subprocess.Popen(line, stdout=subprocess.PIPE, env=env)
    assert done.stdout is not None
    done.stdout.close()
    assert done.wait() == 0
