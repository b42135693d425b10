"""Gold as a data set for the library ``datasets``: Parquet and JSON Lines, with a card that names its tables.

The Parquet files are what ``load_dataset`` reads; the JSON Lines hold the same rows for whoever has no such
library, and are what is read back.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from onrecord.errors import GoldError
from onrecord.gold.formats.exchange import Document, Mark, document, records
from onrecord.gold.formats.files import read_utf8
from onrecord.gold.formats.hf_card import card
from onrecord.gold.formats.hf_croissant import croissant
from onrecord.gold.formats.hf_tables import ARTICLES, SPLITS, TABLES, Table, Type, article_row, mark, rows
from onrecord.gold.formats.registry import Incoming, Losses

Rows = list[dict[str, Any]]

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


def write(folders: Sequence[Path], out: Path) -> Losses:
    """Write the articles as ``data/TABLE/SPLIT.parquet``, ``jsonl/TABLE/SPLIT.jsonl``, ``README.md``, and
    ``croissant.json``.

    Raises GoldError where an article cannot be read.
    """
    documents = [document(folder) for folder in folders]
    losses: Losses = Counter()
    for each in documents:
        losses += each.losses
    files: dict[str, list[str]] = {}
    for table in (ARTICLES, *TABLES):
        for split in SPLITS:
            found = [row for d in documents if d.meta["split"] == split for row in _rows(table, d)]
            if found:
                _write_table(table, found, out, split)
                files.setdefault(table.name, []).append(split)
    (out / "README.md").write_text(card(files, documents), encoding="utf-8")
    (out / "croissant.json").write_text(croissant(out, files, documents), encoding="utf-8")
    return losses


def read(source: Path) -> Iterator[Incoming]:
    """The articles of a data set that was written here.

    Raises GoldError naming the line of a row that is not one, or whose words are not at its offsets.
    """
    root = source / "jsonl"
    if not (root / ARTICLES.name).is_dir():
        raise GoldError(f"{source}: no data set of ours here; name the folder that holds ‘jsonl/articles’")
    for split in SPLITS:
        articles: dict[str, dict[str, Any]] = {}
        for place, row in _lines(root / ARTICLES.name / f"{split}.jsonl"):
            id, text = row.get("id"), row.get("text")
            if not isinstance(id, str) or not _ID.fullmatch(id) or not isinstance(text, str):
                raise GoldError(f"{place}: an article needs ‘text’, and an ‘id’ of small letters and hyphens")
            if id in articles:
                raise GoldError(f"{place}: a second article ‘{id}’; give each its own id")
            articles[id] = row
        marks = _marks(root, split, {id: row["text"] for id, row in articles.items()})
        for id, row in articles.items():
            made, losses = records(row["text"], marks[id])
            known = {k: v for k, v in row.items() if k not in ("text", *ARTICLES.derived)} | {"split": split}
            yield Incoming(id, row["text"], made, known, losses)


def _rows(table: Table, document: Document) -> Iterator[dict[str, Any]]:
    return rows(table, document) if table is not ARTICLES else iter((article_row(document),))


def _write_table(table: Table, found: Rows, out: Path, split: str) -> None:
    from datasets import Dataset
    from datasets.utils import disable_progress_bars, enable_progress_bars
    from datasets.utils.tqdm import are_progress_bars_disabled

    lines = out / "jsonl" / table.name / f"{split}.jsonl"
    parquet = out / "data" / table.name / f"{split}.parquet"
    for path in (lines, parquet):
        path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found)
    lines.write_bytes(text.encode())
    were_disabled = are_progress_bars_disabled()
    disable_progress_bars()
    try:
        Dataset.from_list(found, features=_features(table.columns)).to_parquet(str(parquet))
    finally:
        if not were_disabled:
            enable_progress_bars()


def _features(columns: Mapping[str, Type]) -> Any:
    from datasets import Features, List, Value

    span = {"start": Value("int64"), "end": Value("int64")}
    change = {"version": Value("int64"), "date": Value("string"), "what": Value("string")}
    types: Mapping[Type, Any] = {
        "string": Value("string"),
        "int": Value("int64"),
        "bool": Value("bool"),
        "strings": List(Value("string")),
        "groups": List(List(Value("string"))),
        "span": span,
        "spans": List(span),
        "changes": List(change),
    }
    return Features({name: types[type] for name, type in columns.items()})


def _marks(root: Path, split: str, texts: Mapping[str, str]) -> dict[str, list[Mark]]:
    found: dict[str, list[Mark]] = {id: [] for id in texts}
    for table in TABLES:
        for place, row in _lines(root / table.name / f"{split}.jsonl"):
            id = row.get("article")
            if not isinstance(id, str) or id not in texts:
                raise GoldError(f"{place}: no article ‘{id}’ in jsonl/{ARTICLES.name}/{split}.jsonl")
            try:
                found[id].append(mark(table, row, texts[id]))
            except ValueError as error:
                raise GoldError(f"{place}: {error}") from None
    return found


def _lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of a file with their places; none where there is no file."""
    if not path.exists():
        return
    for number, line in enumerate(read_utf8(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            # Half a surrogate pair may be written as an escape, and is no character.
            json.dumps(row, ensure_ascii=False).encode()
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict):
            raise GoldError(f"{path}:{number}: not a JSON object in characters of Unicode")
        yield f"{path}:{number}", row
