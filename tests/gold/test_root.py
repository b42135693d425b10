"""A name for gold: ours, a folder, or a corpus in its own format that is read once."""

import json
from pathlib import Path

import pytest

from onrecord.api import evaluate
from onrecord.data import gold_folder
from onrecord.errors import GoldError
from onrecord.gold.load import article_folders, load_article
from onrecord.gold.root import full_name, gold_root, remarks
from onrecord.gold.save import dumps
from onrecord.runs.plan import Plan

from ..harness import GOLD, onrecord
from .formats import corpora
from .formats.articles import canonical_records
from .formats.corpora import EXTERNAL


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ONRECORD_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_a_folder_is_itself_and_nothing_is_our_own_gold(tmp_path: Path) -> None:
    assert gold_root("") == gold_folder()
    assert gold_root(str(GOLD)) == GOLD
    assert full_name("") == "" and remarks("") == remarks(str(GOLD)) == []
    assert full_name("elsewhere") == str(Path("elsewhere").resolve())
    # A folder whose name only looks like a corpus is a folder, and so is a format that is none.
    (tmp_path / "brat:here").mkdir()
    assert gold_root(str(tmp_path / "brat:here")) == tmp_path / "brat:here"
    assert gold_root("unheard-of:x") == Path("unheard-of:x")


def test_a_corpus_becomes_article_folders_once(tmp_path: Path, cache: Path) -> None:
    name = f"polnear:{corpora.polnear(tmp_path / 'dev')}"
    root = gold_root(name)
    assert [f.name for f in article_folders(root)] == ["brill-2020-01-01-dam", "brill-2020-01-02-bay"]
    assert len(load_article(root / "brill-2020-01-01-dam").quotes) == 5
    assert list((cache / "corpora").iterdir()) == [root.parent]
    assert "polnear: no facts, no statements, no summaries: nothing to ask in tasks about them" in remarks(
        name
    )
    assert "polnear: 1 quotes of a pronoun (optional)" in remarks(name)


def test_a_corpus_that_changed_is_read_again(tmp_path: Path) -> None:
    from onrecord.gold import root as module

    folder = corpora.spkatt(tmp_path / "task2")
    first = gold_root(f"spkatt:{folder}")
    (path,) = folder.iterdir()
    document = json.loads(path.read_text("utf-8"))
    document["Annotations"].pop()
    path.write_text(json.dumps(document), encoding="utf-8")
    module._converted.cache_clear()
    second = gold_root(f"spkatt:{folder}")
    assert first != second
    assert [len(load_article(r / "spkatt-7").quotes) for r in (first, second)] == [5, 4]


def test_a_corpus_that_cannot_be_read_leaves_nothing(tmp_path: Path, cache: Path) -> None:
    folder = corpora.pdnc(tmp_path / "novel")
    (folder / "character_info.csv").unlink()
    with pytest.raises(GoldError, match=r"character_info\.csv: cannot be read"):
        gold_root(f"pdnc:{folder}")
    with pytest.raises(GoldError, match="no such file or folder; name the corpus after ‘pdnc:’"):
        gold_root(f"pdnc:{tmp_path / 'nowhere'}")
    assert list((cache / "corpora").iterdir()) == []


def test_any_format_that_is_read_can_be_named(tmp_path: Path) -> None:
    out = tmp_path / "set"
    done = onrecord("gold", "export", "datasets", "--gold", GOLD, "--out", out, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    root = gold_root(f"datasets:{out}")
    for folder in article_folders(GOLD):
        assert dumps(canonical_records(root / folder.name)) == dumps(canonical_records(folder))


def test_a_plan_keeps_the_corpus_by_its_full_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpora.litbank(tmp_path / "litbank")
    monkeypatch.chdir(tmp_path)
    plan = Plan(gold="litbank:litbank")
    saved, hashes = plan.to_json(), plan.gold_hashes
    assert saved["gold"] == f"litbank:{tmp_path / 'litbank'}"
    monkeypatch.chdir("/")
    assert Plan.from_json(saved).gold_hashes == hashes != {}


def test_a_corpus_is_run_and_scored_again(tmp_path: Path) -> None:
    corpora.polnear(tmp_path / "dev")
    run = tmp_path / "run"
    done = onrecord("run", "baseline:rules", "--gold", "polnear:dev", "--out", run, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "nothing to ask in tasks about them" in done.stderr
    row = next(line for line in done.stdout.splitlines() if line.startswith("baseline:rules"))
    assert len(row.split()) == 5, done.stdout  # quotes, attribution, speakers, check-quote
    scores = (run / "scores.json").read_bytes()
    done = onrecord("score", run, cwd="/")
    assert done.returncode == 0, done.stderr
    assert (run / "scores.json").read_bytes() == scores


@pytest.mark.external
@pytest.mark.skipif(not EXTERNAL.is_dir(), reason="the corpora are not beside the checkout")
@pytest.mark.parametrize("name", ["polnear", "pdnc", "litbank", "spkatt"])
def test_gold_made_of_a_corpus_answers_itself(name: str, tmp_path: Path) -> None:
    """Its own answers score nearly full: names are told apart, and quotes are found where they are."""
    scores = evaluate(
        "baseline:empty",
        tasks=["attribution", "quotes", "speakers"],
        gold=f"{name}:{EXTERNAL / name}",
        limit=10,
        out=tmp_path / "run",
    )
    (oracle,) = (row for row in scores.rows if row.name == "oracle")
    assert [
        task for task, found in oracle.tasks.items() if (found.metric(found.primary).value or 0) < 0.97
    ] == []
