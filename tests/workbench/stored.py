"""What tests of stored runs share: runs of scripted models, gold that is edited, and git."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from onrecord.api import run
from onrecord.models.base import Model
from onrecord.runs.folder import RunFolder
from onrecord.runs.plan import Plan
from onrecord.tasks.build import Protocol

from ..harness import environment


def store(folder: Path, model: Model, gold: Path, *tasks: str, **protocol: Any) -> Path:
    """Run a model on some gold, all tasks or these, and keep the run in a folder."""
    run(Plan(tasks, str(gold), protocol=Protocol(**protocol)), model, RunFolder(folder))
    return folder


def edit(article: Path, *more: Mapping[str, Any], **changes: Mapping[str, Any] | None) -> None:
    """Change records of an article's gold by their ids, take some out (None), and add others."""
    path = article / "annotations.jsonl"
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    unknown = changes.keys() - {r.get("id") for r in records}
    assert not unknown, unknown
    kept = [
        r | (changes.get(r.get("id"), {}) or {}) for r in records if changes.get(r.get("id"), {}) is not None
    ]
    lines = (json.dumps(r, ensure_ascii=False) + "\n" for r in [*kept, *more])
    path.write_text("".join(lines), encoding="utf-8")


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder, as nobody in particular."""
    identity = {"GIT_AUTHOR_NAME": "x", "GIT_AUTHOR_EMAIL": "x@example.org"}
    identity |= {"GIT_COMMITTER_NAME": "x", "GIT_COMMITTER_EMAIL": "x@example.org"}
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
        env=environment(**identity),
    )
    return done.stdout


def committed(folder: Path) -> None:
    """Everything below a folder as the one commit of a new repository there."""
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "x")
