"""Writes annotations in their one canonical form: sorted by kind and place, anchors with least context."""

import contextlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from onrecord.errors import GoldError
from onrecord.gold.anchors import AnchorError, AnchorResolver, RememberingResolver, parse_anchor
from onrecord.gold.records import AnyRecord, MentionRecord, SpeakerRecord
from onrecord.text import Span

KINDS = (
    "region",
    "speaker",
    "mention",
    "quote",
    "not_quote",
    "damage",
    "fact",
    "statement",
    "summary",
    "label",
    "decision",
)
"""The kinds of records in the order in which they stand in a file (guideline §1.6)."""

_PLACE_OF_KIND = {kind: n for n, kind in enumerate(KINDS)}
# The fields of each kind that hold anchors.
_ANCHORED: dict[str, tuple[str, ...]] = dict.fromkeys(KINDS, ("at",)) | {
    "quote": ("at", "verbatim", "cue"),
    **dict.fromkeys(("speaker", "summary", "label", "decision"), ()),
}
# Fields that the guideline does not let out (§1.6), even where they are empty.
_ALWAYS = ("lengths", "at", "tells")
_NOWHERE = Span(2**62, 2**62)


def dump(record: AnyRecord) -> str:
    """A record as its line, without the line's end: fields in the guideline's order, empty ones left out."""
    said = record.model_dump(by_alias=True, exclude_defaults=True)
    fields = {k: v for k, v in record.model_dump(by_alias=True).items() if k in said or k in _ALWAYS}
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def dumps(records: Iterable[AnyRecord]) -> str:
    """Records as the text of an annotation file."""
    return "".join(f"{dump(record)}\n" for record in records)


def canonical(
    raw: str, records: Sequence[AnyRecord], resolver: AnchorResolver | None = None
) -> list[AnyRecord]:
    """The records of an article in canonical form.

    They are sorted by kind, then by place (a speaker's is the first mention's), then as they stood; what has
    no place comes last in its kind. Each anchor has the words of the text and the least context that makes
    them unique. Decisions and labels stay in their order. Raises AnchorError where an anchor names no place.
    """
    resolver = resolver or RememberingResolver(raw)
    resolve = resolver.resolve
    first: dict[str, Span] = {}
    for record in records:
        if isinstance(record, MentionRecord):
            span = resolve(record.at)
            for speaker in [record.of] if isinstance(record.of, str) else record.of:
                first[speaker] = min(first.get(speaker, _NOWHERE), span)

    def place(record: AnyRecord) -> tuple[int, Span, Span]:
        kind = _PLACE_OF_KIND[record.kind]
        if isinstance(record, SpeakerRecord):
            return kind, first.get(record.id, _NOWHERE), _NOWHERE
        at = getattr(record, "at", ())
        spans = sorted(map(resolve, [at] if isinstance(at, str) else at))
        # A longer one first: what holds another comes before it.
        where = Span(spans[0].start, -spans[-1].end) if spans else _NOWHERE
        return kind, where, spans[0] if spans else _NOWHERE

    def least(anchor: str) -> str:
        parsed = parse_anchor(anchor)
        if not parsed.words:
            return f"p{parsed.paragraph}"
        span = resolve(anchor)
        words = span.of(raw)
        if words == parsed.words and not parsed.before + parsed.after:
            return f"p{parsed.paragraph} ⟦{words}⟧"  # which names one place already
        try:
            return resolver.anchor(span)
        except AnchorError:
            # Words that the text itself can only name through their context as it was given.
            return anchor

    return [with_anchors(r, least) for r in sorted(records, key=place)]


def anchors_of(record: AnyRecord) -> Iterator[str]:
    """The anchors of a record, in the order of its fields."""
    for name in _ANCHORED[record.kind]:
        value = getattr(record, name)
        if isinstance(value, str):
            yield value
        elif value:
            yield from value


def with_anchors(record: AnyRecord, change: Callable[[str], str]) -> AnyRecord:
    """The record with each of its anchors changed."""
    changed: dict[str, object] = {}
    for name in _ANCHORED[record.kind]:
        value = getattr(record, name)
        if isinstance(value, str):
            new: object = change(value)
        else:
            new = tuple(map(change, value)) if value else value
        if new != value:
            changed[name] = new
    return record.model_copy(update=changed) if changed else record


def write_file(path: Path, text: str) -> None:
    """Write a whole file at once: it is the old one or the new one, never half.

    Raises GoldError where it cannot be written, with the old one as it was.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        raise GoldError(f"{path}: cannot be written ({error.strerror}); it is as it was") from None
