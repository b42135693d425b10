"""The document behind the page: an annotation file and its suggestions, read and saved as one.

Its version is a hash of the files' bytes. A change names the version that it was made on, and is refused on
any other: two pages, or a page and a text editor, never write over each other.
"""

import hashlib
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from onrecord.errors import GoldError
from onrecord.gold.load import read_meta, read_records, read_text
from onrecord.gold.records import AnyRecord
from onrecord.gold.rules.faults import GOLD, SUGGESTED
from onrecord.gold.save import KINDS, canonical, dump, write_file
from onrecord.workbench.annotate.places import Places

_PATIENCE = 10.0


class StaleError(GoldError):
    """A change made on a version that the files no longer have."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A record of the document. What is only suggested is no gold, and stands in a file of its own."""

    record: AnyRecord
    suggested: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """The records of one version, in the order of the files: gold first, then suggestions."""

    version: str
    entries: tuple[Entry, ...]


class Document:
    """One article's annotations, or one pass of it. Safe to use from several threads."""

    def __init__(self, folder: Path, annotations: str = GOLD) -> None:
        """Read it. Raises GoldError where the article or its annotations cannot be read.

        A pass is made without sight of suggestions (guideline §11.1), so only gold has them.
        """
        self.meta = read_meta(folder)
        self.text = read_text(folder, self.meta)
        self.line_starts = [0, *(n + 1 for n, char in enumerate(self.text) if char == "\n")]
        self.path = folder / annotations
        self.suggestions = folder / SUGGESTED if annotations == GOLD else None
        self.places = Places(self.text)
        self._lock = threading.RLock()
        self._stamp: tuple[object, ...] = ()
        # Another server may have the same file open. Its lock is no part of the article's folder.
        name = hashlib.sha256(str(self.path.resolve()).encode()).hexdigest()[:24]
        self._file_lock = FileLock(Path(tempfile.gettempdir(), f"onrecord-{name}.lock"))
        self._lines: dict[int, tuple[AnyRecord, str]] = {}
        self._state: State | None = None
        self._state = self._read()

    def state(self) -> State:
        """The document as it stands in its files now. Raises GoldError where they have become unreadable."""
        with self._lock:
            if self._state is None or self._stat() != self._stamp:
                self._state = self._read()
            return self._state

    def save(
        self, version: str, remove: Sequence[int], add: Sequence[tuple[dict[str, Any], bool]]
    ) -> list[int]:
        """Take records out (by their places in that version), put others in, and write at once.

        ``add`` are records as the page has them, each with whether it is only suggested. Returns the new
        order: a number from 0 up is a record's place before, -1 the first one added, -2 the second.
        Raises StaleError where the files have another version, GoldError where a record is none.
        """
        with self._lock, self._locked_file():
            before = self._read()
            self._state = before
            if before.version != version:
                raise StaleError("the file has changed")
            gone = set(remove)
            if not gone <= set(range(len(before.entries))):
                raise GoldError("a change takes out a record that is not there")
            rows = [(n, e) for n, e in enumerate(before.entries) if n not in gone]
            for n, (fields, suggested) in enumerate(add):
                if suggested and self.suggestions is None:
                    raise GoldError("a pass has no suggestions")
                try:
                    rows.append((-1 - n, Entry(self.places.from_page(fields), suggested)))
                except GoldError as error:
                    raise GoldError(f"record {n + 1} of the change: {error}") from None
            gold = self._in_order([row for row in rows if not row[1].suggested])
            suggested_rows = self._in_order([row for row in rows if row[1].suggested])
            # Accepting moves a record: written here before it is gone there, it is never lost between.
            self._write(self.path, gold, before, suggested=False)
            if self.suggestions is not None:
                self._write(self.suggestions, suggested_rows, before, suggested=True)
            ordered = gold + suggested_rows
            self._state = self._read(tuple(entry for _, entry in ordered))
            return [number for number, _ in ordered]

    def _in_order(self, rows: list[tuple[int, Entry]]) -> list[tuple[int, Entry]]:
        """Canonical order and anchors. What has lost its place keeps its anchor, last in its kind."""
        placed = [row for row in rows if not self.places.faults(row[1].record)]
        lost = [row for row in rows if self.places.faults(row[1].record)]
        ordered = canonical(self.text, [entry.record for _, entry in placed])
        # What is canonical already comes back as the same object. The others are told by what they say; where
        # two say the same, it does not matter which of them has which number.
        known = {id(row[1].record): row for row in placed}
        kept = {id(record) for record in ordered}
        others: dict[str, list[tuple[int, Entry]]] = {}
        for row in placed:
            if id(row[1].record) not in kept:
                others.setdefault(self._sense(row[1].record), []).append(row)
        found = []
        for record in ordered:
            number, entry = known.get(id(record)) or others[self._sense(record)].pop(0)
            found.append((number, Entry(record, entry.suggested)))
        return sorted(found + lost, key=lambda row: KINDS.index(row[1].record.kind))

    def _sense(self, record: AnyRecord) -> str:
        return str(self.places.to_page(record))

    def _write(self, path: Path, rows: list[tuple[int, Entry]], before: State, suggested: bool) -> None:
        was = [e.record for e in before.entries if e.suggested == suggested]
        now = [entry.record for _, entry in rows]
        if now == was:
            return
        lines = {id(r): self._lines.get(id(r)) or (r, dump(r)) for r in now}
        write_file(path, "".join(f"{lines[id(r)][1]}\n" for r in now))
        self._lines.update(lines)

    def _read(self, entries: tuple[Entry, ...] | None = None) -> State:
        """Read the files; ``entries`` are their records where they have just been written."""
        # Looked at before the bytes: a change in between shows at the next look.
        stamp = self._stat()
        digest = hashlib.sha256()
        try:
            for path in self._files():
                digest.update(hashlib.sha256(path.read_bytes() if path.exists() else b"").digest())
        except OSError as error:
            raise GoldError(f"{error.filename}: cannot be read ({error.strerror})") from None
        version = digest.hexdigest()[:32]
        if entries is None and self._state is not None and self._state.version == version:
            entries = self._state.entries
        if entries is None:
            self._lines = {}
            entries = tuple(
                Entry(record, path == self.suggestions)
                for path in self._files()
                if path.exists()
                for _, record in read_records(path)
            )
        self._stamp = stamp
        return State(version, entries)

    def _files(self) -> list[Path]:
        return [self.path, self.suggestions] if self.suggestions else [self.path]

    def _stat(self) -> tuple[object, ...]:
        found: list[object] = []
        for path in self._files():
            try:
                stat = path.stat()
                found.append((stat.st_mtime_ns, stat.st_size, stat.st_ino))
            except FileNotFoundError:
                found.append(None)
        return tuple(found)

    def _locked_file(self) -> Any:
        try:
            return self._file_lock.acquire(timeout=_PATIENCE)
        except Timeout:
            raise GoldError(
                f"{self.path}: another server has held it for {_PATIENCE:.0f} s; stop it"
            ) from None
