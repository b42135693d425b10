"""Writes the folder of an export: requests, what they were made of, and the files of one harness."""

import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from onrecord.errors import OnRecordError
from onrecord.exchange.exported import MANIFEST, Export
from onrecord.exchange.harness_files import GROUP, HARNESSES
from onrecord.exchange.readme import readme
from onrecord.exchange.rows import FOLDER, row, rows_path
from onrecord.gold.load import read_meta
from onrecord.runs.plan import Plan
from onrecord.tasks.task import Task


class Written(NamedTuple):
    """What an export came to: its requests, its articles, and those left out."""

    requests: int
    articles: int
    left_out: list[str]


def export(
    harness: str, plan: Plan, folder: Path, *, restricted: bool = False, force: bool = False
) -> Written:
    """Write a plan's questions as tasks of another harness; the same plan gives the same bytes.

    Articles that may not be redistributed are left out unless ``restricted``. Raises OnRecordError for a
    harness that is unknown, a plan that asks each question more than once, where nothing is left, or where
    a file is there already that says something else and ``force`` is not given.
    """
    if harness not in HARNESSES:
        raise OnRecordError(f"no harness ‘{harness}’; there are {', '.join(HARNESSES)}")
    if plan.protocol.repeats != 1:
        raise OnRecordError("an export asks each question once; other harnesses repeat in their own ways")
    chosen, left_out = _redistributable(plan, restricted)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Beside the files to be, so that moving them is one step each.
        with tempfile.TemporaryDirectory(prefix=".export-", dir=folder) as draft:
            count = _write(harness, Export.of(chosen), left_out, Path(draft))
            _move(Path(draft), folder, force)
    except OSError as error:
        raise OnRecordError(f"{folder}: cannot be written ({error.strerror})") from None
    return Written(count, len(chosen.article_ids), left_out)


def _redistributable(plan: Plan, restricted: bool) -> tuple[Plan, list[str]]:
    """The plan without the articles that are left out, and these."""
    left_out = [f.name for f in plan.folders if not restricted and not read_meta(f).redistributable]
    ids = tuple(f.name for f in plan.folders if f.name not in left_out)
    if not ids:
        raise OnRecordError(
            "nothing to write: no article here may be redistributed; --include-restricted writes them"
        )
    for example in plan.examples:
        if not restricted and not example.meta.redistributable:
            raise OnRecordError(
                f"the shots would show ‘{example.id}’, which may not be redistributed; "
                "--include-restricted writes it"
            )
    return replace(plan, article_ids=ids, limit=None), left_out


def _write(harness: str, export: Export, left_out: list[str], draft: Path) -> int:
    """Write an export into an empty folder; the number of its requests."""
    counts = {task.name: _write_requests(export, task, draft) for task in export.plan.tasks}
    asked = [name for name, count in counts.items() if count]
    if not asked:
        raise OnRecordError("nothing to ask: the tasks find nothing in these articles")
    total = sum(counts.values())
    metas = [read_meta(folder) for folder in export.plan.folders]
    files = {
        **HARNESSES[harness](export, asked),
        MANIFEST: json.dumps(export.to_json(), ensure_ascii=False, indent=1) + "\n",
        "README.md": readme(harness, export, total, left_out, metas),
    }
    for name, text in files.items():
        (draft / name).write_text(text, encoding="utf-8", newline="\n")
    return total


def _write_requests(export: Export, task: Task, draft: Path) -> int:
    """Write a task's requests, article after article; their number. No file where there is none."""
    path = rows_path(draft, task.name)
    path.parent.mkdir(exist_ok=True)
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as lines:
        for article in export.plan.articles():
            for request in export.plan.requests(article, task):
                lines.write(json.dumps(row(request), ensure_ascii=False) + "\n")
                count += 1
    if not count:
        path.unlink()
    return count


def _move(draft: Path, folder: Path, force: bool) -> None:
    """Move all files into place, or none where one would replace another one unasked.

    With ``force`` the tasks of an earlier export that this one does not have go: a harness would offer them.
    """
    made = sorted(p.relative_to(draft) for p in draft.rglob("*") if p.is_file())
    earlier = [*folder.glob(f"{FOLDER}/*.jsonl"), *folder.glob(f"{GROUP}_*.yaml")]
    stale = [path for path in earlier if path.relative_to(folder) not in made]
    if stale and not force:
        raise OnRecordError(
            f"{stale[0]}: of an earlier export with other tasks; choose another folder, or --force"
        )
    for name in made:
        there = folder / name
        if there.exists() and not force and there.read_bytes() != (draft / name).read_bytes():
            raise OnRecordError(f"{there}: is there already; choose another folder, or --force to replace it")
    for path in stale:
        path.unlink()
    for name in made:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (draft / name).replace(folder / name)
