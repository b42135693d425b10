"""Findings for programs: GitHub's workflow commands are escaped, and JSON has what its schema says."""

import json

import pytest

from onrecord.gold.check import RULES
from onrecord.gold.rules.rule import Finding, Place
from onrecord.workbench.check.exchange import as_annotation, as_json

RULE = RULES[0]
PLACE = Place("a,b/article.txt", 3, 5, 9, "who said so", 1)


def finding(**changed: object) -> Finding:
    fields = {"rule": RULE.id, "level": "error", "path": "a,b/annotations.jsonl", "line": 7}
    return Finding(**(fields | {"message": "100% wrong;\nmend: it", "section": "§1"} | changed))  # type: ignore[arg-type]


def test_an_annotation_is_one_line_that_github_reads_back() -> None:
    line = as_annotation(finding(), RULE)

    assert line == (
        f"::error file=a%2Cb/annotations.jsonl,line=7,title={RULE.id} (guideline §1)"
        f"::100%25 wrong;%0Amend: it%0A{RULE.why}"
    )


def test_columns_are_those_of_the_annotated_line_alone() -> None:
    elsewhere = as_annotation(finding(place=PLACE), RULE)
    here = as_annotation(finding(path=PLACE.path, line=3, place=PLACE), RULE)

    assert "col=" not in elsewhere
    assert "article.txt:3:5: said" in elsewhere
    assert ",line=3,col=5,endColumn=8,title=" in here


def test_paths_are_the_repositorys(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))

    assert "file=gold/a/meta.json," in as_annotation(finding(path=f"{tmp_path}/gold/a/meta.json"), RULE)


def test_json_has_every_field_of_its_schema() -> None:
    told = json.loads(
        as_json([finding(place=PLACE), finding(level="warning", line=0)], {RULE.id: RULE}, 2, ["x"])
    )

    assert {k: v for k, v in told.items() if k != "findings"} == {
        "schema": 1,
        "articles": 2,
        "errors": 1,
        "warnings": 1,
        "fixed": ["x"],
    }
    assert told["findings"][0]["place"] == {
        "file": "a,b/article.txt",
        "line": 3,
        "column": 5,
        "end_column": 9,
        "words": "said",
    }
    assert told["findings"][1] == {
        "rule": RULE.id,
        "level": "warning",
        "file": "a,b/annotations.jsonl",
        "line": None,
        "message": "100% wrong;\nmend: it",
        "why": RULE.why,
        "section": "§1",
        "place": None,
    }
