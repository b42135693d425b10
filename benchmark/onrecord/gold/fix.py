"""Mends what can be mended without a judgement: form, never content.

``fmt`` writes the gold in canonical form. ``fix`` also takes space and other spellings of one letter out of
strings, and mends the hygiene of the text, with ``sha256`` in ``meta.json`` following. The text is touched
only where it is the one that ``meta.json`` names, or is so again once line ends and byte-order mark are as
they were; and every anchor of gold and passes keeps its place. Passes stay as they were made.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from onrecord.errors import GoldError
from onrecord.gold.anchors import AnchorError, AnchorResolver
from onrecord.gold.canary import LINE, has_canary
from onrecord.gold.load import read_meta, read_records, read_text
from onrecord.gold.records import AnyRecord, record_adapter
from onrecord.gold.rules.records import tidy
from onrecord.gold.rules.source import GOLD, META, TEXT, Source, read_source
from onrecord.gold.rules.text import restored
from onrecord.gold.save import anchors_of, canonical, dumps, write_file
from onrecord.text import Alphanumerics

_LINE_ENDS = re.compile("\r\n?|[\v\f\u0085\u2028\u2029]")
_TRAILING = re.compile(r"[^\S\n]+(?=\n|\Z)")
# Of what nobody sees that which has no meaning; what turns the direction of writing is for a person to judge.
_EMPTY = re.compile("[\ufeff\u200b\u2060\u00ad]")
_BOM = "\ufeff"


def format_folder(folder: Path, *, write: bool = True) -> bool:
    """Whether an article's gold was not in canonical form; with ``write`` it is afterwards.

    Raises GoldError where a file is missing or wrong, or an anchor names no place: nothing is written then.
    """
    meta = read_meta(folder)
    raw = read_text(folder, meta)
    path = folder / GOLD
    records = [record for _, record in read_records(path)]
    try:
        text = dumps(canonical(raw, records))
    except AnchorError as error:
        raise AnchorError(f"{path}: {error}") from None
    if text.encode() == path.read_bytes():
        return False
    if write:
        write_file(path, text)
    return True


def fix_folder(folder: Path) -> list[str]:
    """Mend an article, and say what was changed: a line each, beginning with the file.

    Raises GoldError where a file cannot be read or written.
    """
    said = list(_restore_text(read_source(folder)))
    said += _fix_text(read_source(folder))
    return said + list(_fix_records(read_source(folder)))


def _restore_text(source: Source) -> Iterator[str]:
    """Undo what an editor did in saving: only where the text is then, to the byte, the frozen one."""
    text = restored(source)
    if text is not None and text.encode() != source.files[TEXT]:
        path = source.folder / TEXT
        _write_text(path, text)
        yield f"{path}: line ends and byte-order mark as they were; it is the text of {META} again"


def _write_text(path: Path, text: str) -> None:
    """Write a text, with the canary below it that its file had."""
    write_file(path, text + LINE if has_canary(path.read_bytes()) else text)


def _fix_text(source: Source) -> Iterator[str]:
    data = source.files.get(TEXT, b"")
    if not source.has_meta or hashlib.sha256(data).hexdigest() != source.meta.sha256:
        return
    try:
        old = data.decode("utf-8")
    except UnicodeDecodeError:
        return
    new, changes = _clean(old)
    if not changes:
        return
    path = source.folder / TEXT
    moved = _moved(source, old, new)
    if moved:
        yield f"{path}: left as it is ({', '.join(changes)} to mend): ‘{moved}’ would name another place"
        return
    digest = hashlib.sha256(new.encode()).hexdigest()
    fields = source.decoded(META)
    if fields.count(source.meta.sha256) != 1:
        return
    _write_text(path, new)
    write_file(source.folder / META, fields.replace(source.meta.sha256, digest))
    yield f"{path}: {', '.join(changes)}; sha256 follows in {META}"


_HYGIENE: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("line ends to LF", lambda text: _LINE_ENDS.sub("\n", text)),
    ("invisible characters out", lambda text: _EMPTY.sub("", text)),
    ("to NFC", lambda text: unicodedata.normalize("NFC", text)),
    ("space at line ends out", lambda text: _TRAILING.sub("", text)),
)


def _clean(text: str) -> tuple[str, list[str]]:
    changes = []
    for what, cleaned in _HYGIENE:
        new = cleaned(text)
        if new != text:
            changes.append(what)
        text = new
    return text, changes


def _moved(source: Source, old: str, new: str) -> str:
    """An anchor that would not name the same letters of the new text; "" where all do."""
    before, after = AnchorResolver(old), AnchorResolver(new)
    ranks, new_ranks = Alphanumerics(old), Alphanumerics(new)
    for file in (GOLD, *source.passes.values()):
        for _, record in source.parse(file)[0]:
            for anchor in anchors_of(record):
                if not before.names_one_place(anchor):
                    continue  # no worse than before
                span = before.resolve(anchor)
                if not after.names_one_place(anchor):
                    return anchor
                if ranks.ranges([span]) != new_ranks.ranges([after.resolve(anchor)]):
                    return anchor
    return ""


def _fix_records(source: Source) -> Iterator[str]:
    path = source.path
    if TEXT not in source.files or GOLD not in source.files:
        return
    if any(f.file in (TEXT, GOLD) and f.words != _BOM for f in source.faults):
        return  # what is not read whole is not written
    records = [record for _, record in source.records]
    tidied = [_tidied(record) for record in records]
    try:
        text = dumps(canonical(source.text, tidied))
    except GoldError:
        return
    if text.encode() == source.files[GOLD]:
        return
    strings = sum(a != b for a, b in zip(records, tidied, strict=True))
    write_file(path, text)
    yield f"{path}: in canonical form" + (f", strings of {strings} records tidied" if strings else "")


def _tidied(record: AnyRecord) -> AnyRecord:
    fields = record.model_dump(by_alias=True)
    tidied = _tidy_all(fields)
    return record if tidied == fields else record_adapter.validate_python(tidied)


def _tidy_all(value: Any) -> Any:
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, dict):
        return {name: _tidy_all(one) for name, one in value.items()}
    if isinstance(value, Sequence):
        return type(value)(map(_tidy_all, value)) if isinstance(value, tuple) else list(map(_tidy_all, value))
    return value
