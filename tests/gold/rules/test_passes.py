"""A pass is held to what gold is, until the gold is decided from it."""

import json
from pathlib import Path
from typing import Any

import pytest

from onrecord.gold.check import check_folder
from onrecord.gold.rules.rule import Finding

from .fixture import ARTICLE, ID, write

RECORDS: list[dict[str, Any]] = [json.loads(line) for line in ARTICLE["records"].splitlines()]
FACT = {"kind": "fact", "id": "f1", "text": "Everybody went away.", "weight": "vital", "at": ["p5"]}
HEADLINE = {"kind": "summary", "id": "s1", "task": "headline", "pass": "a", "text": "word " * 19}


def a_pass(*added: dict[str, Any], **changes: dict[str, Any]) -> str:
    """The article's own records as a pass, with fields of some changed."""
    made = [*(r | changes.get(r["id"], {}) for r in RECORDS), *added]
    return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in made)


def found(folder: Path, **passes: str) -> list[Finding]:
    edits = {"files": {f"passes/{name}.jsonl": said for name, said in passes.items()}}
    return check_folder(write(folder / ID, edits))


BROKEN = [
    (a_pass(q1={"via": "m14x"}), 7, "no mention ‘m14x’", "(reference-exists, §1)", '"m14x"'),
    (a_pass(q1={"via": "m2"}), 7, "via", "(via-of-speaker, §4)", ""),
    (a_pass(HEADLINE), 12, "has 19 words, over 15", "(summary-budget, §10)", "word word"),
    (a_pass(FACT | {"needs": [["zebra"]]}), 12, "‘zebra’", "(fact-needs, §8.5)", "zebra"),
]


@pytest.mark.parametrize(("said", "line", "what", "rule", "words"), BROKEN, ids=[b[3] for b in BROKEN])
def test_what_would_be_wrong_in_gold_is_a_warning_in_the_pass(
    said: str, line: int, what: str, rule: str, words: str, tmp_path: Path
) -> None:
    (finding,) = found(tmp_path, a=said)

    assert (finding.rule, finding.level, finding.line) == ("pass-sound", "warning", line)
    assert finding.path.endswith("passes/a.jsonl")
    assert what in finding.message
    assert finding.message.endswith(rule)
    assert finding.place is not None
    shown = finding.place.excerpt[finding.place.column - finding.place.excerpt_column :]
    assert shown.startswith(words)


def test_a_sound_pass_has_no_finding(tmp_path: Path) -> None:
    assert found(tmp_path, a=a_pass(FACT | {"needs": [["left"]]})) == []


@pytest.mark.parametrize("said", [b[0] for b in BROKEN], ids=[b[3] for b in BROKEN])
def test_a_pass_that_was_adjudicated_is_left_in_peace(said: str, tmp_path: Path) -> None:
    assert found(tmp_path, a=said, adjudication="") == []


def test_labels_are_no_annotation(tmp_path: Path) -> None:
    assert found(tmp_path, a=a_pass(), labels='{"kind":"label","of":"a:v1","label":"supported"}\n') == []


def test_a_pass_waives_where_it_names_damage(tmp_path: Path) -> None:
    damage = {"kind": "damage", "at": "p2 ⟦Kela⟧", "what": "wrong word", "waives": ["cue-outside"]}
    cue = {"cue": "p2 ⟦sail⟧"}

    assert [f.line for f in found(tmp_path, a=a_pass(q1=cue))] == [7]
    assert found(tmp_path, a=a_pass(damage | {"at": "p2 ⟦sail⟧"}, q1=cue)) == []
    assert [f.line for f in found(tmp_path, a=a_pass(damage, q1=cue))] == [7]


def test_gold_that_waits_for_its_passes_owes_no_quotes(tmp_path: Path) -> None:
    regions = "".join(f'{{"kind":"region","type":"body","at":"p{n}"}}\n' for n in range(1, 6))
    folder = write(tmp_path / ID, {"files": {"annotations.jsonl": regions}})
    assert {f.rule for f in check_folder(folder)} == {"marked-strings"}

    (folder / "passes").mkdir()
    (folder / "passes" / "a.jsonl").write_text(a_pass(), encoding="utf-8")
    assert check_folder(folder) == []

    (folder / "passes" / "adjudication.jsonl").write_text("", encoding="utf-8")
    assert {f.rule for f in check_folder(folder)} == {"marked-strings"}


def test_a_pass_without_its_text_is_no_crash(tmp_path: Path) -> None:
    folder = write(tmp_path / ID, {"files": {"passes/a.jsonl": a_pass()}})
    (folder / "article.txt").unlink()

    assert "file-missing" in {f.rule for f in check_folder(folder)}
