"""The data set as the library loads it without a network, and what is refused on the way back."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from onrecord.errors import GoldError
from onrecord.gold.formats.hf_datasets import read, write
from onrecord.gold.load import article_folders

from ...harness import GOLD, ROOT, environment, gold_copy, onrecord

LOAD = """
import json, sys
from datasets import get_dataset_config_names, load_dataset
folder = sys.argv[1]
rows = {"": {s: len(d) for s, d in load_dataset(folder).items()}}
for name in get_dataset_config_names(folder):
    found = load_dataset(folder, name)
    rows[name] = {split: list(data) for split, data in found.items()}
    rows["types of " + name] = {k: str(v) for k, v in next(iter(found.values())).features.items()}
json.dump(rows, sys.stdout)
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("set")
    write([*article_folders(GOLD), *article_folders(ROOT / "gold")], out)
    return out


@pytest.fixture(scope="module")
def loaded(written: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """All rows as a process without a network loads them."""
    home = tmp_path_factory.mktemp("home")
    done = subprocess.run(
        [sys.executable, "-c", LOAD, str(written)],
        env=environment(HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1", HF_HOME=str(home)),
        cwd=home,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_library_loads_every_table_without_a_network(written: Path, loaded: dict[str, Any]) -> None:
    counts = {
        path.stem: len(path.read_text("utf-8").splitlines())
        for path in sorted((written / "jsonl" / "articles").glob("*.jsonl"))
    }
    assert loaded[""] == counts and all(counts.values()) and list(counts) == ["dev", "test"]
    tables = {k for k in loaded if k and not k.startswith("types of ")}
    assert {"articles", "quotes", "speakers", "mentions", "statements", "facts", "summaries"} <= tables
    for table in tables:
        for split, rows in loaded[table].items():
            lines = (written / "jsonl" / table / f"{split}.jsonl").read_text("utf-8").splitlines()
            assert [json.loads(line) for line in lines] == rows, (table, split)


def test_columns_have_types_and_places_count_code_points(loaded: dict[str, Any]) -> None:
    types = loaded["types of quotes"]
    assert types["at"] == "List({'start': Value('int64'), 'end': Value('int64')})"
    assert types["optional"] == "Value('bool')"
    assert types["speaker"] == "List(Value('string'))"
    texts = {a["id"]: a["text"] for rows in loaded["articles"].values() for a in rows}
    quotes = [q for rows in loaded["quotes"].values() for q in rows]
    assert len(quotes) > 12
    for quote in quotes:
        said = [texts[quote["article"]][p["start"] : p["end"]] for p in quote["at"]]
        assert quote["words"] == " … ".join(said)
        assert quote["cue"] is None or quote["cue"]["start"] < quote["cue"]["end"]


def test_the_card_names_every_file_once(written: Path) -> None:
    _, head, body = (written / "README.md").read_text("utf-8").split("---\n", 2)
    configs = yaml.safe_load(head)["configs"]
    named = [file["path"] for config in configs for file in config["data_files"]]
    assert sorted(named) == sorted(str(p.relative_to(written)) for p in written.rglob("*.parquet"))
    assert [c["config_name"] for c in configs if c.get("default")] == ["articles"]
    assert "keep this folder to yourself** (pentagon-rafah)" in body


def test_what_may_not_be_redistributed_is_left_out_unless_asked_for(tmp_path: Path) -> None:
    gold = gold_copy(tmp_path / "gold", "harbour-ferry", "comet-survey")
    meta = gold / "harbour-ferry" / "meta.json"
    meta.write_text(meta.read_text("utf-8").replace('"redistributable": true', '"redistributable": false'))
    export = ("gold", "export", "datasets", "--gold", gold)
    done = onrecord(*export, "--out", tmp_path / "open", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "harbour-ferry" in done.stderr
    for path in (tmp_path / "open").rglob("*"):
        assert path.is_dir() or b"harbour-ferry" not in path.read_bytes(), path
    done = onrecord(*export, "--out", tmp_path / "all", "--include-restricted", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert {a.id for a in read(tmp_path / "all")} == {"harbour-ferry", "comet-survey"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"end": 10**9}, "is no place of the article’s"),
        ({"start": "0"}, "is no place"),
        ({"words": "other"}, "‘other’ is not at its offsets"),
        ({"article": "nobody"}, "no article ‘nobody’"),
        ({"article": ["x"]}, "no article"),
    ],
)
def test_a_row_that_does_not_fit_its_text_is_an_error(
    written: Path, tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    folder = tmp_path / "set"
    write(article_folders(GOLD)[:1], folder)
    (path,) = (folder / "jsonl" / "mentions").iterdir()
    first, *rest = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([json.dumps(json.loads(first) | change), *rest]), encoding="utf-8")
    with pytest.raises(GoldError, match=rf"mentions/\w+\.jsonl:1: .*{said}"):
        list(read(folder))


@pytest.mark.parametrize(
    "line",
    [
        "[1]",
        "{",
        '"text"',
        "[" * 100_000,
        '{"id": 3, "text": "a"}',
        '{"id": "x"}',
        '{"id": "../x", "text": "a"}',
        '{"id": "", "text": "a"}',
        r'{"id": "x", "text": "a\ud800"}',
        r'{"id": "x", "text": "a", "title": "\ud800"}',
    ],
)
def test_a_line_that_is_no_article_is_an_error(tmp_path: Path, line: str) -> None:
    path = tmp_path / "jsonl" / "articles" / "dev.jsonl"
    path.parent.mkdir(parents=True)
    path.write_text(line + "\n")
    with pytest.raises(GoldError, match=r"dev\.jsonl:1: "):
        list(read(tmp_path))


def test_two_articles_of_one_id_are_an_error(tmp_path: Path) -> None:
    path = tmp_path / "jsonl" / "articles" / "dev.jsonl"
    path.parent.mkdir(parents=True)
    path.write_text('{"id": "x", "text": "a"}\n{"id": "x", "text": "b"}\n')
    with pytest.raises(GoldError, match=r"dev\.jsonl:2: a second article ‘x’"):
        list(read(tmp_path))


def test_a_folder_without_a_data_set_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="jsonl/articles"):
        list(read(tmp_path))
