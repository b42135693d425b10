"""The canary below composed articles: in the file, and in no text."""

import json
import shutil
from pathlib import Path

import pytest

from onrecord.data import gold_folder
from onrecord.gold.canary import CANARY, LINE, has_canary, without_canary
from onrecord.gold.check import check_folder
from onrecord.gold.fix import fix_folder
from onrecord.gold.load import article_folders, load_article, read_meta

from ..harness import GOLD


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "harbour-ferry"
    shutil.copytree(GOLD / "harbour-ferry", made)
    with (made / "article.txt").open("a", encoding="utf-8") as text:
        text.write(LINE)
    return made


def test_the_text_is_what_stands_above_it(folder: Path) -> None:
    assert load_article(folder).raw == load_article(GOLD / "harbour-ferry").raw
    assert [f for f in check_folder(folder) if f.level == "error"] == []


@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_however_its_line_ends(end: str) -> None:
    data = f"One.\n{end or chr(10)}{CANARY}{end}".encode()

    assert has_canary(data)
    assert without_canary(data).decode() == "One.\n"


def test_words_that_only_look_like_it_stay() -> None:
    for text in ("onrecord:canary:", f"{CANARY} said the mayor.\n", "One.\n"):
        assert without_canary(text.encode()) == text.encode()


def test_a_mended_text_keeps_it(folder: Path) -> None:
    path = folder / "article.txt"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    fix_folder(folder)

    assert path.read_bytes().endswith(LINE.encode())
    assert without_canary(path.read_bytes()) == (GOLD / "harbour-ferry" / "article.txt").read_bytes()


def test_every_composed_article_of_our_gold_carries_it() -> None:
    for article in article_folders(gold_folder()):
        composed = read_meta(article).origin == "composed"
        assert has_canary((article / "article.txt").read_bytes()) == composed, article.name


def test_an_exported_data_set_carries_it(folder: Path, tmp_path: Path) -> None:
    from ..harness import onrecord

    meta = json.loads((folder / "meta.json").read_bytes()) | {"origin": "composed", "redistributable": True}
    (folder / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
    done = onrecord("gold", "export", "datasets", "--gold", tmp_path, "--out", tmp_path / "set", cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert CANARY in (tmp_path / "set" / "README.md").read_text("utf-8")
    (rows,) = (tmp_path / "set" / "jsonl" / "articles").glob("*.jsonl")
    (row,) = map(json.loads, rows.read_text("utf-8").splitlines())
    assert row["canary"] == CANARY and CANARY not in row["text"]
