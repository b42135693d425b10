"""The run folder: everything about a run, appended as it happens, never a secret.

``manifest.json`` (plan, signature, fingerprint, versions, hashes), ``responses.jsonl`` (one line an
answer, flushed as it arrives), ``scores.json``, ``items.jsonl`` and ``report.html`` (made from the
first two), and a lock.
"""

import json
import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any, TextIO

from filelock import FileLock, Timeout

from onrecord.errors import RunError
from onrecord.models.base import Response

MANIFEST = "manifest.json"
RESPONSES = "responses.jsonl"
SCORES = "scores.json"
ITEMS = "items.jsonl"
REPORT = "report.html"
TWINS_FOLDER = "twins"
JUDGE_FOLDER = "judge"
Logged = tuple[str, str, Response]
"""A line of the log: id, cache key, response."""
_RESPONSE_FIELDS = tuple(field.name for field in fields(Response))
_BLOCK = 1 << 16
_strict_json = json.JSONEncoder(allow_nan=False).encode
_NEEDED = frozenset(["model", "fingerprint", "plan"])


class RunFolder:
    """One run's files. Use ``locked`` around anything that writes."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder for this process. Raises RunError where another one holds it."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RunError(f"{self.path}: cannot be made ({error.strerror}); try another --out") from None
        lock = FileLock(self.path / ".lock", timeout=0)
        try:
            lock.acquire()
        except Timeout:
            raise RunError(
                f"{self.path}: another process is working on this run; wait for it, or --out"
            ) from None
        except OSError as error:
            raise RunError(
                f"{self.path}: cannot be written ({error.strerror}); choose another --out"
            ) from None
        try:
            yield
        finally:
            lock.release()

    def read_manifest(self, needed: Collection[str] = _NEEDED) -> dict[str, Any]:
        """The manifest, which has the fields ``needed``. Raises RunError where the folder holds no run."""
        path = self.path / MANIFEST
        try:
            manifest = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise RunError(f"{self.path}: no run here ({MANIFEST} is missing)") from None
        except (OSError, ValueError) as error:
            raise RunError(
                f"{path}: cannot be read ({error}); delete it and run again, the answers are kept"
            ) from None
        if not isinstance(manifest, dict) or not manifest.keys() >= set(needed):
            raise RunError(f"{path}: not a manifest; give another run folder")
        return manifest

    def twins(self) -> "list[tuple[str, RunFolder]]":
        """The runs of the same model on twins of the articles, by the twins' kind."""
        found = sorted((self.path / TWINS_FOLDER).glob(f"*/{MANIFEST}"))
        return [(path.parent.name, RunFolder(path.parent)) for path in found]

    def judges(self) -> "list[RunFolder]":
        """The folders of the judges that were asked about the run's summaries."""
        return [RunFolder(path.parent) for path in sorted((self.path / JUDGE_FOLDER).glob(f"*/{MANIFEST}"))]

    def has_manifest(self) -> bool:
        return (self.path / MANIFEST).exists()

    def has_responses(self) -> bool:
        path = self.path / RESPONSES
        return path.exists() and path.stat().st_size > 0

    def write(self, name: str, text: str) -> None:
        """Write a whole file at once: it is the old one or the new one, never half."""
        self.write_lines(name, [text])

    def write_lines(self, name: str, lines: Iterable[str]) -> None:
        """Write a file as its lines come; it stands under its name once it is whole."""
        target = self.path / name
        draft = target.with_name(f".{name}.tmp")
        try:
            # A lone surrogate, which a model's JSON can hold, is written as its escape.
            with draft.open("w", encoding="utf-8", errors="backslashreplace") as file:
                file.writelines(lines)
            draft.replace(target)
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise RunError(
                f"{target}: cannot be written ({error.strerror}); answers so far are kept"
            ) from None

    def discard(self, *names: str) -> None:
        """Remove files that are made from the others."""
        for name in names:
            try:
                (self.path / name).unlink(missing_ok=True)
            except OSError as error:
                what = f"{self.path / name}: cannot be removed ({error.strerror})"
                raise RunError(f"{what}; move it, or choose another --out") from None

    def write_json(self, name: str, value: object) -> None:
        self.write(name, json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n")

    def read_items(self) -> Iterator[Mapping[str, Any]]:
        """The lines of ``items.jsonl``: every scored answer. Raises RunError where it cannot be read."""
        path = self.path / ITEMS
        try:
            with path.open(encoding="utf-8", errors="surrogateescape", newline="\n") as lines:
                yield from map(json.loads, lines)
        except (OSError, ValueError) as error:
            raise RunError(
                f"{path}: cannot be read ({error}); ‘onrecord score {self.path}’ makes it"
            ) from None

    def read_responses(self) -> Iterator[tuple[str, str, Response]]:
        """Id, cache key and response of every whole line, in the order of arrival.

        A torn last line is passed over; any other broken line raises RunError naming it.
        """
        return (found for found, _, _ in self._lines())

    def scan_responses(self) -> Iterator[tuple[str, int, int]]:
        """The id of every whole line, and where the line starts and ends, in bytes."""
        return ((found[0], start, end) for found, start, end in self._lines())

    def _lines(self) -> Iterator[tuple[Logged, int, int]]:
        path = self.path / RESPONSES
        if not path.exists():
            return
        end = 0
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if not line.endswith(b"\n"):
                    return
                start, end = end, end + len(line)
                try:
                    found = _parse(line)
                except (ValueError, KeyError, TypeError):
                    raise RunError(f"{path}:{number}: not a response; delete this line and resume") from None
                yield found, start, end

    def read_stretches(self, stretches: Iterable[tuple[int, int]]) -> Iterator[Logged]:
        """The lines of some stretches that ``scan_responses`` gave."""
        if stretches := list(stretches):
            with (self.path / RESPONSES).open("rb") as log:
                for start, end in stretches:
                    log.seek(start)
                    yield from map(_parse, log.read(end - start).splitlines())

    @contextmanager
    def appending(self) -> Iterator["ResponseLog"]:
        """The response log, open at its end, a torn last line cut off."""
        path = self.path / RESPONSES
        try:
            _drop_torn_line(path)
            log = path.open("a", encoding="utf-8", newline="\n")
        except OSError as error:
            raise RunError(_cannot_write(path, error)) from None
        try:
            # Nothing of the model's own is caught here: its broken socket is no full disk.
            yield ResponseLog(path, log)
        finally:
            try:
                log.close()
            except OSError as error:
                raise RunError(_cannot_write(path, error)) from None


class ResponseLog:
    """Appends responses, each flushed before the next is asked for."""

    def __init__(self, path: Path, log: TextIO) -> None:
        self._path = path
        self._log = log

    def append(self, id: str, key: str, response: Response) -> None:
        """Write one line. Raises RunError (a full disk, say) with what was written before it intact."""
        try:
            line = _strict_json({"id": id, "key": key, "response": _plain(response)})
        except (TypeError, ValueError, RecursionError) as error:
            raise RunError(f"the answer to {id} cannot be kept ({error}): mend the model") from None
        try:
            self._log.write(line + "\n")
            self._log.flush()
        except OSError as error:
            raise RunError(_cannot_write(self._path, error)) from None


def _parse(line: bytes) -> Logged:
    """One line of the log. Raises ValueError, KeyError or TypeError where it is not one."""
    try:
        entry = json.loads(line.decode("utf-8", "surrogateescape"))
    except RecursionError:
        raise ValueError("nested too deep") from None
    id, key, response = entry["id"], entry["key"], Response(**entry["response"])
    if not isinstance(id, str) or not isinstance(key, str) or id.count("/") != 4:
        raise TypeError("no id")
    _check(response)
    return id, key, response


def _check(response: Response) -> None:
    """Raise TypeError where a field of a response is of another type than it has to be."""
    for name in ("text", "reasoning", "finish_reason", "error"):
        if not isinstance(getattr(response, name), str):
            raise TypeError(f"its {name} is no text but {type(getattr(response, name)).__name__}")


def _plain(response: Response) -> Mapping[str, Any]:
    """The fields that say something, as JSON values. Raises TypeError where a field is of another type."""
    _check(response)
    found = {name: getattr(response, name) for name in _RESPONSE_FIELDS}
    return {name: value for name, value in found.items() if value not in ("", {}, 0.0)}


def _cannot_write(path: Path, error: OSError) -> str:
    return f"{path}: cannot be written ({error.strerror}); nothing before it is lost: make room and run again"


def _drop_torn_line(path: Path) -> None:
    """Cut off what stands after the last line end, read backwards a block at a time."""
    if not path.exists():
        return
    with path.open("rb+") as log:
        end = size = log.seek(0, os.SEEK_END)
        whole = 0
        while end and not whole:
            start = max(0, end - _BLOCK)
            log.seek(start)
            found = log.read(end - start).rfind(b"\n")
            whole, end = start + found + 1 if found >= 0 else 0, start
        if whole < size:
            log.truncate(whole)
