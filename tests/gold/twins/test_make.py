"""Twins of whole articles: folders in which everything holds that held before."""

import json
import shutil
from pathlib import Path

import pytest

from onrecord.data import gold_folder
from onrecord.errors import GoldError
from onrecord.gold.check import check_folders
from onrecord.gold.load import article_folders, load_article
from onrecord.gold.twins.kinds import KINDS, Kind
from onrecord.gold.twins.make import make_twins
from onrecord.gold.twins.words import NAMES, WORD

from ...harness import GOLD


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    shutil.copytree(GOLD / "harbour-ferry", tmp_path / "gold" / "harbour-ferry")
    return tmp_path / "gold"


@pytest.mark.parametrize("kind", KINDS)
def test_every_twin_of_our_gold_is_sound(kind: Kind, tmp_path: Path) -> None:
    made = make_twins(kind, gold_folder(), tmp_path / "twins")
    errors = [f for found in check_folders(made, jobs=1) for f in found if f.level == "error"]

    assert errors == []
    for folder in made:
        old, new = load_article(gold_folder() / folder.name), load_article(folder)
        if kind != "clean":
            for records in ("speakers", "mentions", "quotes", "facts", "statements", "summaries", "regions"):
                assert len(getattr(old, records)) == len(getattr(new, records)), records


def test_no_listed_name_is_left_anywhere(tmp_path: Path) -> None:
    for folder in make_twins("names", gold_folder(), tmp_path / "twins"):
        listed = gold_folder() / folder.name / NAMES
        if listed.exists():
            names = {w.casefold() for words in json.loads(listed.read_bytes()).values() for w in words}
            for file in ("article.txt", "annotations.jsonl"):
                text = (folder / file).read_text("utf-8")
                said = text if file == "article.txt" else _said(text)
                assert names.isdisjoint(w.casefold() for w in WORD.findall(said) if w[0].isupper())


def _said(lines: str) -> str:
    """What the records say in words: ids and fields' names are no text."""
    found: list[str] = []
    for line in lines.splitlines():
        record = json.loads(line)
        found += [record.get("name", ""), record.get("text", ""), *record.get("aliases", ())]
        found += [*record.get("accept", ()), *(w for group in record.get("needs", ()) for w in group)]
    return "\n".join(found)


def test_listed_names_change_and_nothing_else(gold: Path, tmp_path: Path) -> None:
    raw = (gold / "harbour-ferry" / "article.txt").read_text("utf-8")
    word = next(w for w in WORD.findall(raw) if w[0].isupper() and len(w) > 4)
    (gold / "harbour-ferry" / NAMES).write_text(json.dumps({"place": [word]}), encoding="utf-8")
    make_twins("names", gold, tmp_path / "twins")
    new = (tmp_path / "twins" / "harbour-ferry" / "article.txt").read_text("utf-8")

    changed = {
        (a, b) for a, b in zip(WORD.findall(raw), WORD.findall(new), strict=True) if a != b and a[0].isupper()
    }
    assert len(changed) == 1 and changed.pop()[0] == word


@pytest.mark.parametrize(
    ("listed", "message"),
    [
        ({"town": ["Zelmar"]}, "lists of words under female, male, surname, place, organisation"),
        ({"place": ["Port Zelmar"]}, "‘Port Zelmar’ is not one word"),
        ({"place": ["Zelmar"], "surname": ["Zelmar"]}, "stands under two kinds"),
    ],
)
def test_a_wrong_list_of_names_is_said(
    listed: dict[str, list[str]], message: str, gold: Path, tmp_path: Path
) -> None:
    (gold / "harbour-ferry" / NAMES).write_text(json.dumps(listed), encoding="utf-8")

    with pytest.raises(GoldError, match=message):
        make_twins("names", gold, tmp_path / "twins")


def test_other_seeds_are_other_twins(gold: Path, tmp_path: Path) -> None:
    texts = []
    for n, seed in enumerate((1, 1, 2)):
        (made,) = make_twins("names", gold, tmp_path / str(n), seed)
        texts.append((made / "article.txt").read_text("utf-8"))

    assert texts[0] == texts[1] != texts[2]
    assert [f.name for f in article_folders(tmp_path / "0")] == ["harbour-ferry"]
