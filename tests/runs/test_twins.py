"""A run that also asks about twins of its articles."""

import json
from pathlib import Path

import pytest

from onrecord import evaluate
from onrecord.api import rescore
from onrecord.errors import ModelError, OnRecordError
from onrecord.gold.twins.kinds import NoTwinError
from onrecord.reports.table import markdown_table
from onrecord.runs.folder import RunFolder
from onrecord.runs.score import RunScores, load_scores

from ..harness import GOLD, Scripted, onrecord

TASKS = ("quotes", "attribution")


def twin_rows(scores: RunScores) -> list[str]:
    return [row.name for row in scores.rows if row.kind == "twin"]


def test_a_model_that_reads_scores_the_same_on_twins(tmp_path: Path) -> None:
    scores = evaluate("baseline:rules", tasks=TASKS, gold=GOLD, out=tmp_path, twins=("names", "straight"))
    own, *_ = scores.rows
    rows = {row.name: row for row in scores.rows}

    assert "names: twins" in rows and "names: difference" in rows and "straight: twins" in rows
    for task in TASKS:
        primary = own.tasks[task].primary
        twin = rows["names: twins"].tasks[task].metric(primary).value
        mine = own.tasks[task].metric(primary).value
        difference = rows["names: difference"].tasks[task].metric(primary).value
        assert twin is not None and mine is not None and difference is not None
        assert difference == pytest.approx(twin - mine)


def test_a_model_that_remembers_is_found_out(tmp_path: Path) -> None:
    """One that answers from memory with the article's own names knows nobody in its twin."""
    remembered = tmp_path / "remembering.py"
    remembered.write_text(
        "import json\n\n\ndef answer(request):\n    return json.dumps({'speaker': 'Ottilie Brandvik'})\n",
        encoding="utf-8",
    )
    gold = tmp_path / "gold" / "ferry"
    gold.mkdir(parents=True)
    text = "Ottilie Brandvik runs it.\n\n“We will not sail before the ice has gone,” Brandvik said.\n"
    _write(gold, text)
    done = onrecord(
        "run", "python:remembering:answer", "--gold", gold.parent, "--tasks", "attribution", "--twins",
        "--out", tmp_path / "run", "--format", "json", "-q", cwd=tmp_path, before=tmp_path,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    rows = {
        row["name"]: row["tasks"]["attribution"]
        for row in json.loads(done.stdout)["rows"]
        if row["kind"] in ("model", "twin")
    }
    values = {
        name: next(m["value"] for m in _list(rows[name]["metrics"]) if m["name"] == rows[name]["primary"])
        for name in ("python:remembering:answer", "names: twins", "names: difference")
    }
    assert values == {"python:remembering:answer": 1.0, "names: twins": 0.0, "names: difference": -1.0}


def _list(metrics: dict[str, dict[str, object]]) -> list[dict[str, object]]:
    return list(metrics.values())


def _write(folder: Path, text: str) -> None:
    import hashlib

    meta = {
        "id": folder.name, "title": "Ferry", "source": "s", "licence": "CC0-1.0", "redistributable": True,
        "language": "en", "date": "2026-01-01", "origin": "composed", "phenomena": [], "split": "dev",
        "version": 1, "single": True, "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "changes": [{"version": 1, "date": "2026-01-01", "what": "First."}],
    }  # fmt: skip
    records = [
        {"kind": "region", "type": "body", "at": "p1"},
        {"kind": "region", "type": "body", "at": "p2"},
        {"kind": "speaker", "id": "brandvik", "name": "Ottilie Brandvik", "class": "person",
         "aliases": ["Brandvik"]},
        {"kind": "mention", "id": "m1", "of": "brandvik", "at": "p1 ⟦Ottilie Brandvik⟧"},
        {"kind": "mention", "id": "m2", "of": "brandvik", "at": "p2 ⟦Brandvik⟧"},
        {"kind": "quote", "id": "q1", "form": "direct",
         "at": ["p2 ⟦“We will not sail before the ice has gone,”⟧"], "cue": "p2 ⟦said⟧",
         "speaker": "brandvik", "via": "m2"},
    ]  # fmt: skip
    (folder / "article.txt").write_text(text, encoding="utf-8")
    (folder / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
    (folder / "names.json").write_text('{"female": ["Ottilie"], "surname": ["Brandvik"]}', encoding="utf-8")
    (folder / "annotations.jsonl").write_text(
        "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8"
    )


def test_twins_are_there_again_when_a_run_is_scored_again(tmp_path: Path) -> None:
    before = evaluate("baseline:rules", tasks=TASKS, gold=GOLD, out=tmp_path, twins=("names",))

    assert rescore(tmp_path) == before == load_scores(RunFolder(tmp_path))
    assert twin_rows(before) == ["names: twins", "names: difference"]
    assert "names: difference" in (tmp_path / "report.html").read_text("utf-8")
    assert "Twins: the same articles with other names" in markdown_table([before])
    assert twin_rows(load_scores(RunFolder(tmp_path / "twins" / "names"))) == []


def test_a_kind_that_no_article_has_is_passed_over(tmp_path: Path) -> None:
    scores = evaluate("baseline:rules", tasks=TASKS, gold=GOLD, out=tmp_path, twins=("names", "clean"))

    assert twin_rows(scores) == ["names: twins", "names: difference"]
    with pytest.raises(NoTwinError, match=r"no.* twin of the kind clean"):
        evaluate("baseline:rules", tasks=TASKS, gold=GOLD, out=tmp_path, twins=("clean",))


def test_what_cannot_be_asked_anew_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="asked about anew"):
        evaluate(Scripted(), tasks=TASKS, gold=GOLD, out=tmp_path, twins=("names",))
    with pytest.raises(OnRecordError, match="no twins of the kind ‘colour’"):
        evaluate("baseline:rules", tasks=TASKS, gold=GOLD, out=tmp_path, twins=("colour",))  # type: ignore[arg-type]
