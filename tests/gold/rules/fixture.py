"""Article folders made of the fixtures of rules; ``fixtures/rules/article.yaml`` says what they hold."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from onrecord.gold.check import check_folder
from onrecord.gold.records import record_adapter
from onrecord.gold.rules.rule import Finding
from onrecord.gold.rules.source import Base
from onrecord.gold.save import canonical, dumps

from ...harness import ROOT

FIXTURES = ROOT / "tests" / "fixtures" / "rules"
ARTICLE = yaml.safe_load((FIXTURES / "article.yaml").read_text(encoding="utf-8"))
ID = "kela"
Edits = Mapping[str, Any]


def edits(rule: str, kind: str) -> Edits:
    """What a rule's fixture changes about the article: ``kind`` is valid or invalid."""
    found: Edits = yaml.safe_load((FIXTURES / f"{rule}.yaml").read_text(encoding="utf-8"))[kind]
    return found


def files(edits: Edits) -> dict[str, bytes]:
    """The files of the article with those changes."""
    text = str(edits.get("text", ARTICLE["text"]))
    for old, new in edits.get("swap", {}).items():
        assert old in text
        text = text.replace(old, new)
    made = {
        "article.txt": text.encode(),
        "annotations.jsonl": _annotations(text, edits).encode(),
        "meta.json": json.dumps(_meta(text, edits), ensure_ascii=False, indent=1).encode(),
    }
    made |= {name: said.encode("latin-1") for name, said in edits.get("bytes", {}).items()}
    made |= {name: said.encode() for name, said in edits.get("files", {}).items() if said is not None}
    gone = [name for name, said in edits.get("files", {}).items() if said is None]
    return {name: said for name, said in made.items() if name not in gone}


def write(folder: Path, edits: Edits) -> Path:
    for name, said in files(edits).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(said)
    return folder


def check(folder: Path, edits: Edits) -> list[Finding]:
    """What every rule finds in the article with those changes, written to ``folder``."""
    base = Base("HEAD", files(edits["base"])) if "base" in edits else None
    return check_folder(write(folder / ID, edits), base, tuple(edits.get("doubles", ())))


def _annotations(text: str, edits: Edits) -> str:
    dropped, changed = edits.get("drop", ()), edits.get("change", {})
    records = [json.loads(line) for line in ARTICLE["records"].splitlines()]
    records = [] if dropped == "all" else [r for r in records if r["id"] not in dropped]
    records = [r | changed.get(r["id"], {}) for r in records] + edits.get("add", [])
    made = [
        record_adapter.validate_python({k: v for k, v in fields.items() if v is not None})
        for fields in records
    ]
    if not edits.get("as_is"):
        made = canonical(text, made)
    return dumps(made) + (f"{edits['append']}\n" if "append" in edits else "")


def _meta(text: str, edits: Edits) -> dict[str, Any]:
    made = {"id": ID, **ARTICLE["meta"], "sha256": hashlib.sha256(text.encode()).hexdigest()}
    return {name: said for name, said in (made | edits.get("meta", {})).items() if said is not None}
