"""The requests of an export as JSON Lines: one file a task, the same for every harness."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict

from onrecord.errors import OnRecordError
from onrecord.tasks.request import Request

FOLDER = "requests"


class Row(TypedDict):
    """One request: its id, and what the model is told. All strings, never gold."""

    id: str
    system: str
    prompt: str


def row(request: Request) -> Row:
    return {"id": request.id, "system": request.system, "prompt": request.user_message}


def rows_path(folder: Path, task: str) -> Path:
    return folder / FOLDER / f"{task}.jsonl"


def read_rows(folder: Path, task: str) -> Iterator[Row]:
    """The requests of a task in an export's folder. Raises OnRecordError where they are missing or broken."""
    path = rows_path(folder, task)
    try:
        with path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)
    except (OSError, ValueError) as error:
        raise OnRecordError(
            f"{path}: cannot be read ({error}); make it anew with ‘onrecord export’"
        ) from None


def repeated(id: str, epoch: int) -> str:
    """The id of a request that is asked for the ``epoch``-th time, from 1: a repeat, as a run has them."""
    return f"{id.rpartition('/')[0]}/{epoch - 1}"


def question(system: str, prompt: str) -> str:
    """A digest of what a model was told, by which two questions are known to be the same."""
    return hashlib.sha256(f"{system}\0{prompt}".encode("utf-8", "surrogatepass")).hexdigest()
