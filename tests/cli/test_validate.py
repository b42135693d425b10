"""``onrecord validate``."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from ..harness import ROOT
from .conftest import Command

UNITS = ("mill", "fire", "river")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Twelve documents, six systems; a summary lists the units that it tells."""
    folder = tmp_path / "judged"
    folder.mkdir()

    def write(name: str, lines: Iterable[Any]) -> None:
        (folder / name).write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")

    ids = [f"d{n}" for n in range(12)]
    cells = [
        (d, s, [u for n, u in enumerate(UNITS) if (d + 2 * n) % 6 < s]) for d in range(12) for s in range(6)
    ]
    write("documents.jsonl", ({"id": id, "text": "The mill.", "references": ["A mill burnt."]} for id in ids))
    write(
        "summaries.jsonl",
        ({"document": ids[d], "system": f"s{s}", "text": " ".join(told)} for d, s, told in cells),
    )
    write(
        "judgements.jsonl",
        (
            {"document": ids[d], "system": f"s{s}", "unit": u, "present": int(u in told)}
            for d, s, told in cells
            for u in UNITS
        ),
    )
    return folder


def test_metrics_stand_side_by_side(command: Command, data: Path) -> None:
    done = command("validate", "content-words", "rouge-1", "--data", data, "--half", "all")
    assert done.code == 0
    lines = {line.split()[0]: line for line in done.out.splitlines() if line.strip()}
    assert "1.000 [1.00, 1.00]" in lines["content-words"]
    assert "–" in lines["rouge-1"]
    assert "12 documents, 6 systems, 72 summaries, 216 units" in done.out
    assert done.err == ""


def test_other_formats(command: Command, data: Path) -> None:
    done = command("validate", "content-words", "--data", data, "--half", "all", "--format", "json")
    found = json.loads(done.out)
    assert found["data"] == "judged"
    assert found["agreements"][0]["auc"] == {"value": 1.0, "interval": [1.0, 1.0]}
    done = command("validate", "content-words", "--data", data, "--half", "all", "--format", "markdown")
    assert done.out.startswith("| metric | judged | AUC |")
    assert "| content-words | units | 1.000 [1.00, 1.00] |" in done.out


def test_a_metric_of_ones_own(command: Command, data: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("def told(unit, summary):\n    return float(unit in summary)\n")
    done = command("validate", "./mine.py:told", "--data", data)
    assert done.code == 0
    assert "1.000 [1.00, 1.00]" in done.out


def test_the_metric_that_the_docs_show_works(command: Command, data: Path, tmp_path: Path) -> None:
    page = (ROOT / "docs" / "validate.md").read_text(encoding="utf-8")
    (tmp_path / "rare_words.py").write_text(page.split("```python\n")[1].split("```")[0])
    done = command("validate", "./rare_words.py:metric", "--data", data)
    assert done.code == 0
    assert "1.000 [1.00, 1.00]" in done.out


def test_what_data_says_cannot_write_on_the_terminal(command: Command, data: Path) -> None:
    line = {"document": "d0", "system": "s1", "dimension": "\x1b[2Jclear [bold]", "score": 1}
    with (data / "judgements.jsonl").open("a") as file:
        file.write(json.dumps(line) + "\n")
    done = command("validate", "rouge-1", "--data", data, "--half", "all")
    assert done.code == 0
    assert "clear [bold]" in done.out
    assert "\x1b" not in done.out


def test_a_judge(command: Command, data: Path, tmp_path: Path) -> None:
    (tmp_path / "judge.py").write_text(
        "def answer(request):\n"
        "    told = request.inputs['statement'] in request.inputs['text']\n"
        "    return '{\"label\": \"%s\"}' % ('present' if told else 'absent')\n"
        "def mad(request):\n"
        "    return '\\x1b[2J [bold] no'\n"
        "def down(request):\n"
        "    raise OSError('down')\n"
    )
    done = command("validate", "content-words", "--data", data, "--judge", "python:./judge.py:answer")
    assert done.code == 0
    assert "judge python:./judge.py:answer" in done.out
    assert "without an answer" not in done.out
    done = command("validate", "--data", data, "--judge", "python:./judge.py:mad", "--half", "all")
    assert done.code == 0
    assert "216 without an answer that could be read stand as absent" in done.out
    assert "\x1b[2J" not in done.out
    done = command("validate", "--data", data, "--judge", "python:./judge.py:down")
    assert done.code == 4
    assert "down" in done.error


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("--data", "judged"), 2, "name a metric (facts, rouge-2, module:function), or a judge by --judge"),
        (("rouge2", "--data", "judged"), 2, "did you mean ‘rouge-2’?"),
        (("rouge-2", "--data", "nowhere"), 2, "nowhere: no such folder of judgements"),
        (("rouge-2", "--data", "."), 2, "its files are of no layout that is known"),
        (("rouge-2", "--data", "judged", "--layout", "qag"), 2, "did you mean ‘qags’?"),
        (("rouge-2", "--data", "judged", "--judge", "hff:x"), 2, "did you mean ‘hf:x’?"),
    ],
)
def test_what_is_named_wrongly(
    command: Command, data: Path, arguments: tuple[str, ...], code: int, message: str
) -> None:
    done = command("validate", *arguments)
    assert done.code == code
    assert message in done.error
    assert done.out == ""


def test_without_data_it_is_a_usage_error(command: Command) -> None:
    assert command("validate", "rouge-2").code == 2


def test_help_has_examples(command: Command) -> None:
    done = command("validate", "--help")
    assert done.code == 0
    assert "onrecord validate my_metrics:overlap --data judged --half tune" in done.out
