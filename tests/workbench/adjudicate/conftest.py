"""Two passes of the ferry article, to be adjudicated."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from onrecord.gold.load import read_records
from onrecord.gold.records import record_adapter
from onrecord.gold.save import dumps
from onrecord.workbench.adjudicate.session import Adjudication
from onrecord.workbench.diff.sides import read_sides

Records = Iterable[Mapping[str, Any]]
REFERENCES = ("of", "speaker", "via", "for", "parent", "relayed_by", "tells")


def lines(records: Records) -> str:
    return dumps(record_adapter.validate_python(dict(r)) for r in records)


def blind(records: Records) -> list[dict[str, Any]]:
    """The records as another pass would have them: every id is another, and the summaries are its own."""

    def change(value: Any) -> Any:
        return f"{value}-b" if isinstance(value, str) else [change(v) for v in value]

    return [
        {k: change(v) if k == "id" or k in REFERENCES else v for k, v in r.items()}
        for r in records
        if r["kind"] != "summary" or r["pass"] == "b"
    ]


@pytest.fixture
def passes(ferry_records: tuple[Mapping[str, Any], ...]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The records of both passes, in which only the summaries differ."""
    a = [dict(r) for r in ferry_records if r["kind"] != "summary" or r["pass"] == "a"]
    return a, blind(ferry_records)


@pytest.fixture
def folder(tmp_path: Path, write_article: Callable[..., Path]) -> Callable[..., Path]:
    """``folder(a, b, labels)``: an article folder with two passes and no gold yet."""

    def write(a: Records, b: Records, labels: Records = ()) -> Path:
        made = write_article(tmp_path / "ferry")
        (made / "annotations.jsonl").unlink()
        (made / "passes").mkdir(exist_ok=True)
        for name, records in (("a", a), ("b", b), ("labels", labels)):
            if records:
                (made / "passes" / f"{name}.jsonl").write_text(lines(records), encoding="utf-8")
        return made

    return write


def adjudication(folder: Path) -> Adjudication:
    return Adjudication(folder, *read_sides(str(folder), ["a", "b"], folder.parent))


def changed(records: Records, **changes: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The records with fields changed, by id; ``-`` in an id is written ``_``."""
    return [dict(r) | changes.get(str(r.get("id")).replace("-", "_"), {}) for r in records]


def gold(folder: Path) -> list[dict[str, Any]]:
    """The gold that was written, as plain fields."""
    records = read_records(folder / "annotations.jsonl")
    return [r.model_dump(by_alias=True, exclude_defaults=True) for _, r in records]
