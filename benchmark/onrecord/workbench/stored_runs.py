"""The runs that lie on disk and were made on some gold, to be read and never written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from onrecord import data
from onrecord.errors import IncompleteError, OnRecordError
from onrecord.gold.load import article_folders, read_meta
from onrecord.gold.root import full_name
from onrecord.models.base import Response
from onrecord.runs.answers import Answers, Asked
from onrecord.runs.folder import MANIFEST, RunFolder
from onrecord.runs.plan import Plan
from onrecord.runs.score import read_plan

RUNS = Path("runs")


@dataclass(frozen=True, eq=False)
class StoredRun:
    """A run folder's plan and answers; ``name`` is its path as it was given."""

    name: str
    model: str
    fingerprint: str
    plan: Plan
    _answers: Answers

    def answers_about(self, article: str) -> Mapping[Asked, Response]:
        """The finished answers about an article, by question."""
        return self._answers.of(article)


def stored_runs(named: Sequence[Path], gold: str) -> tuple[list[StoredRun], list[str]]:
    """The runs named, whatever gold they were made on; else those below ``runs/`` that were made on ``gold``.

    Also says what was passed over. Raises RunError where a named folder holds no run, IncompleteError
    where there is no run at all.
    """
    if named:
        return [_read(path) for path in named], []
    found, passed_over = [], []
    for path in sorted(manifest.parent for manifest in RUNS.glob(f"*/{MANIFEST}")):
        try:
            if _gold_of(read_plan(RunFolder(path)).gold) == _gold_of(gold):
                found.append(_read(path))
        except OnRecordError as error:
            passed_over.append(f"passed over: {error}")
    if not found:
        raise IncompleteError(
            f"no run below {RUNS}/ was made on this gold; name run folders, or make a run with: onrecord run"
        )
    return found, passed_over


def on_gold(plan: Plan, gold: Path) -> Plan | None:
    """The same plan on another gold folder; None where that has none of its articles."""
    folders = {folder.name: folder for folder in article_folders(gold)}
    kept = tuple(a for a in plan.article_ids if a in folders)
    if plan.article_ids and not kept:
        return None
    chosen = [folders[a] for a in kept] or list(folders.values())
    if plan.split and not any(read_meta(folder).split == plan.split for folder in chosen):
        return None
    return replace(plan, gold=str(gold), article_ids=kept)


def _read(path: Path) -> StoredRun:
    folder = RunFolder(path)
    plan = read_plan(folder)
    plan.tasks  # noqa: B018 - a task file that is gone is told before anything is scored
    manifest = folder.read_manifest()
    return StoredRun(str(path), str(manifest["model"]), str(manifest["fingerprint"]), plan, Answers(folder))


def _gold_of(named: str) -> str:
    return full_name(named) or str(data.gold_folder().resolve())
