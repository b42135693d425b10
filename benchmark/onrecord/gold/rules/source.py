"""An article's files as they lie on disk, and as much of an article as can be made of them.

Loading stops at the first mistake; checking goes on past it, so that a contributor sees all at once.
"""

import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import ValidationError

from onrecord.errors import GoldError
from onrecord.gold.anchors import AnchorError, AnchorResolver, RememberingResolver
from onrecord.gold.article import Article
from onrecord.gold.canary import without_canary
from onrecord.gold.load import resolve
from onrecord.gold.records import AnyRecord, Meta, record_adapter
from onrecord.gold.rules.faults import GOLD, META, SUGGESTED, TEXT, Fault, field_faults, line_faults, not_json
from onrecord.gold.save import anchors_of

__all__ = ["GOLD", "META", "SUGGESTED", "TEXT", "Base", "Fault", "Source", "read_source"]

_BOM = "\ufeff"
_MOST_EXPLAINED = 100
"""Broken anchors that are told apart and explained; past that many something else is wrong."""

# What shows, in a file of records, that a string may have space at an edge or hold what nobody sees. An
# escape may be anything; controls stand in JSON as escapes.
_LOOSE = (
    *(f'"{space}' for space in " \t\u00a0\u2002\u2003\u2009\u202f\u3000"),
    *(f'{space}"' for space in " \t\u00a0\u2002\u2003\u2009\u202f\u3000"),
    *("⟦ ", " ⟧", "⟦\u00a0", "\u00a0⟧", "\\n", "\\t", "\\r", "\\u", "\x7f", "\x85"),
    *"\ufeff\u200b\u200c\u200d\u200e\u200f\u2060\u00ad\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
)

Numbered = list[tuple[int, AnyRecord]]


@dataclass(frozen=True, eq=False)
class Base:
    """An article as it was at another revision; ``files`` is empty where it was not there."""

    revision: str
    files: Mapping[str, bytes]


@dataclass(frozen=True, eq=False)
class Source:
    """The files of one article folder, by their names in it; ``doubles`` are articles of the same text."""

    folder: Path
    files: Mapping[str, bytes]
    base: Base | None = None
    doubles: tuple[str, ...] = ()

    @cached_property
    def faults(self) -> list[Fault]:
        """Everything that reading the gold tripped over."""
        return [*self._meta[1], *self._decoding_faults(), *self._parsed[1], *self._resolved[1]]

    @property
    def meta(self) -> Meta:
        """``meta.json``; where it is missing or wrong a stand-in, which has what the rules ask for."""
        return self._meta[0]

    @property
    def has_meta(self) -> bool:
        """Whether ``meta.json`` could be read."""
        return not self._meta[1]

    @property
    def records(self) -> Numbered:
        """The lines of the gold that are records."""
        return self._parsed[0]

    @property
    def article(self) -> Article:
        """The article, of what could be read of it."""
        return self._resolved[0]

    @cached_property
    def text(self) -> str:
        """The text, bytes that are no UTF-8 replaced; "" where it is missing."""
        return self.decoded(TEXT)

    @cached_property
    def passes(self) -> dict[str, str]:
        """The files in ``passes/`` that are text: name to path."""
        return {Path(f).stem: f for f in self.files if f.startswith("passes/")}

    @property
    def is_adjudicated(self) -> bool:
        """Whether gold was decided from passes, or is being so."""
        return "adjudication" in self.passes

    @property
    def awaits_adjudication(self) -> bool:
        """Whether passes are made, and the gold is still what the article began with: its regions."""
        only_regions = all(record.kind == "region" for _, record in self.records)
        return bool(self.passes) and not self.is_adjudicated and only_regions

    @property
    def path(self) -> Path:
        return self.folder / GOLD

    def decoded(self, file: str) -> str:
        return self.files.get(file, b"").decode("utf-8", "replace")

    def lines(self, file: str) -> list[str]:
        """The lines of a file, split once."""
        if file not in self._lines:
            self._lines[file] = self.decoded(file).split("\n")
        return self._lines[file]

    @cached_property
    def _lines(self) -> dict[str, list[str]]:
        return {}

    def parse(self, file: str) -> tuple[Numbered, list[Fault]]:
        """The records of a file with their line numbers, and the lines that are none."""
        found: Numbered = []
        faults: list[Fault] = []
        for number, line in enumerate(self.lines(file), 1):
            if number == 1 and line.startswith(_BOM):
                faults.append(Fault("json-line", file, 1, "a byte-order mark; --fix takes it out", _BOM, 0))
                line = line.removeprefix(_BOM)
            if not line.strip():
                continue
            try:
                found.append((number, record_adapter.validator.validate_json(line)))
            except ValidationError:
                faults += line_faults(file, number, line)
        return found, faults

    def broken_anchors(self, file: str, records: Numbered) -> Iterator[tuple[int, Fault]]:
        """The anchors of some records that are not one place each: the record's line, and what is wrong."""
        broken = 0
        resolver = self.resolver
        for line, record in records:
            for anchor in anchors_of(record):
                if resolver.names_one_place(anchor):
                    continue
                broken += 1
                message = f"‘{anchor}’ names no place; mend those before it first"
                if broken <= _MOST_EXPLAINED:
                    try:
                        resolver.resolve(anchor)
                    except AnchorError as error:
                        message = str(error)
                shown = json.dumps(anchor, ensure_ascii=False)[1:-1]
                yield line, Fault("anchor", file, line, message, shown)

    @cached_property
    def resolver(self) -> AnchorResolver:
        """One for all: gold and its passes share most of their anchors."""
        return RememberingResolver(self.text)

    @cached_property
    def may_be_loose(self) -> bool:
        """Whether some string of the gold may not be tidy: then each is looked at."""
        text = self.decoded(GOLD)
        return any(sign in text for sign in _LOOSE) or not unicodedata.is_normalized("NFC", text)

    @cached_property
    def _meta(self) -> tuple[Meta, list[Fault]]:
        stand_in = Meta.model_construct(None, id=self.folder.name, phenomena=(), single=False)
        if META not in self.files:
            return stand_in, [Fault("file-missing", META, 0, "no such file; every article folder needs it")]
        try:
            fields = json.loads(self.decoded(META))
        except (ValueError, RecursionError) as error:
            return stand_in, [not_json(META, 0, error)]
        try:
            return Meta.model_validate(fields), []
        except ValidationError as error:
            return stand_in, [Fault("meta-fields", META, 0, *said) for said in field_faults(error, Meta)]

    def _decoding_faults(self) -> Iterator[Fault]:
        for file in (META, TEXT, GOLD):
            data = self.files.get(file, b"")
            try:
                data.decode("utf-8")
            except UnicodeDecodeError as error:
                line = data.count(b"\n", 0, error.start) + 1
                begin = data.rfind(b"\n", 0, error.start) + 1
                column = len(data[begin : error.start].decode("utf-8", "replace"))
                message = f"not UTF-8 (byte {error.start}); save it as UTF-8"
                yield Fault("utf-8", file, line, message, "\ufffd", column)

    @cached_property
    def _parsed(self) -> tuple[Numbered, list[Fault]]:
        return self.parse(GOLD)

    @cached_property
    def _resolved(self) -> tuple[Article, list[Fault]]:
        records = self.records
        if TEXT not in self.files:
            missing = Fault("file-missing", TEXT, 0, "no such file; every article folder needs it")
            return resolve(self.meta, "", _without_anchors(records), self.path), [missing]
        try:
            return resolve(self.meta, self.text, records, self.path, self.resolver), []
        except AnchorError:
            broken = list(self.broken_anchors(GOLD, records))
        lines = {line for line, _ in broken}
        sound = [(line, record) for line, record in records if line not in lines]
        return resolve(self.meta, self.text, sound, self.path, self.resolver), [fault for _, fault in broken]


def read_source(folder: Path, base: Base | None = None, doubles: tuple[str, ...] = ()) -> Source:
    """The files of an article folder. Raises GoldError where one cannot be read."""
    named = [folder / name for name in (META, TEXT, GOLD, SUGGESTED)]
    paths = [*named, *sorted((folder / "passes").glob("*.jsonl"))]
    try:
        files = {p.relative_to(folder).as_posix(): p.read_bytes() for p in paths if p.is_file()}
    except OSError as error:
        raise GoldError(f"{error.filename}: cannot be read ({error.strerror})") from None
    if TEXT in files:
        files[TEXT] = without_canary(files[TEXT])
    return Source(folder, files, base, doubles)


def _without_anchors(records: Numbered) -> Numbered:
    return [(line, record) for line, record in records if not any(anchors_of(record))]
