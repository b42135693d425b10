"""``history.jsonl``: the figures of each verdict, a line each, only ever appended to."""

import datetime
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from filelock import FileLock, Timeout
from pydantic import Field, ValidationError

from onrecord.compare.result import Result, TaskResult
from onrecord.errors import RunError
from onrecord.gold.git import GitError, git
from onrecord.scoring.aggregate import aggregate

if TYPE_CHECKING:
    from pydantic import TypeAdapter

HISTORY = "history.jsonl"
"""The name of the file, in the folder of baselines, where none is configured."""
VerdictName = Literal["passed", "failed", "blessed", "added"]
# Beside the primary metric, where a task has them: what a gate has limits for.
_BESIDE = ("invalid_rate", "misattribution_rate")
# Ends a line that an interrupted writer left half. No entry ends so: it ends with a brace.
_TORN = b" torn"
_SECONDS_TO_WAIT = 30
# Of any size that can be drawn.
_Number = Annotated[float, Field(ge=-1e9, le=1e9, allow_inf_nan=False)]
_TIME = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric's value (None: undefined), the ends of its 95% interval (None: too few articles for one) and
    the articles that it rests on."""

    value: _Number | None
    low: _Number | None
    high: _Number | None
    articles: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A run as the history keeps it. ``time`` is ISO 8601 in UTC, ``commit`` the short hash of git's HEAD, ""
    outside a repository. ``metrics`` are by task and name, the primary metric of a task first."""

    time: Annotated[str, Field(pattern=_TIME)]
    commit: Annotated[str, Field(pattern=r"^[0-9a-f]*$")]
    model: str
    signature: str
    verdict: VerdictName
    metrics: Mapping[str, Mapping[str, Figure]]


def entry_of(result: Result, verdict: VerdictName) -> Entry:
    """A result as it is now, at the commit that is checked out here."""
    now = datetime.datetime.now(datetime.UTC)
    figures = {name: dict(_figures(task)) for name, task in result.tasks.items()}
    return Entry(
        now.strftime("%Y-%m-%dT%H:%M:%SZ"), _head(), result.model, result.signature, verdict, figures
    )


def append_entry(path: Path, entry: Entry) -> None:
    """Append one line, and wait until the disk has it.

    Nothing that is there is changed. Raises RunError where the file cannot be written, or another process
    keeps it for half a minute.
    """
    # A lone surrogate, which a name can hold, is in no JSON that all can read: it becomes a question mark.
    text = json.dumps(asdict(entry), ensure_ascii=False, allow_nan=False)
    line = text.encode(errors="replace") + b"\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with (
            FileLock(path.with_name(f".{path.name}.lock"), timeout=_SECONDS_TO_WAIT),
            path.open("ab") as file,
        ):
            file.write(_end_of_torn_line(path) + line)
            file.flush()
            os.fsync(file.fileno())
    except Timeout:
        raise RunError(f"{path}: another process is writing it; try again") from None
    except OSError as error:
        raise RunError(f"{path}: cannot be written ({error.strerror})") from None


def read_history(path: Path) -> list[Entry]:
    """The entries of a history in the order of the file; none where there is no file.

    Passes over what an interrupted writer left half. Raises RunError for any other broken line, naming it.
    """
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise RunError(f"{path}: cannot be read ({error.strerror})") from None
    *whole, last = text.split(b"\n")
    entries = []
    for number, line in enumerate(whole, 1):
        if line.endswith(_TORN) or not line.strip():
            continue
        try:
            entries.append(_parse(line))
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"]))
            what = f"{place or 'the line'}: {first['msg'].lower()}"
            raise RunError(f"{path}:{number}: no entry of a history ({what}); mend or delete it") from None
    if _is_whole(last):
        entries.append(_parse(last))
    return entries


def _figures(task: TaskResult) -> Iterator[tuple[str, Figure]]:
    kept = [metric for metric in task.metrics if metric.name in (task.primary, *_BESIDE)]
    for score in aggregate(task.name, task.primary, kept, task.samples).metrics:
        low, high = score.interval or (None, None)
        yield score.name, Figure(score.value, low, high, score.articles)


def _head() -> str:
    try:
        return git(Path(), "rev-parse", "--short", "--verify", "HEAD").decode().strip()
    except GitError:
        return ""


def _end_of_torn_line(path: Path) -> bytes:
    """What has to stand before the next line: nothing, where the last one is whole.

    A half line is marked as one; what lacks its line end alone gets that.
    """
    last = path.read_bytes().rpartition(b"\n")[2]
    if not last:
        return b""
    return b"\n" if _is_whole(last) else _TORN + b"\n"


def _is_whole(line: bytes) -> bool:
    """Whether a line without its end is an entry all the same: no part of an entry is one."""
    try:
        _parse(line)
    except ValidationError:
        return False
    return True


def _parse(line: bytes) -> Entry:
    return _reader().validate_json(line, strict=True)


@cache
def _reader() -> "TypeAdapter[Entry]":
    from pydantic import TypeAdapter

    return TypeAdapter(Entry)
