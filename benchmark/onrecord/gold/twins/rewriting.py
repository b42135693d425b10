"""Carries gold over to a changed text: places move with it, and its words change as the text's did."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from onrecord.gold.anchors import AnchorResolver
from onrecord.gold.records import AnyRecord, record_adapter
from onrecord.gold.references import REFERENCES, Fields, references, with_references
from onrecord.text import Span

# What a record says in words, as opposed to what it points to or is called by.
_SAID = ("name", "aliases", "accept", "reject", "text", "needs")
_PLACES = ("at", "verbatim", "cue")
_NEEDED = {"mention": ("of",), "quote": ("speaker",)}


class Edit(NamedTuple):
    """Characters of a text, and what stands there instead."""

    span: Span
    words: str


@dataclass(frozen=True)
class Change:
    """A text's change: the new one, where a place of the old has gone (None: nowhere), and how words that
    are not in the text change with it."""

    raw: str
    moved: Callable[[Span], Span | None]
    reworded: Callable[[str], str]


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text with its edits made; they are in order and do not overlap."""
    parts, at = [], 0
    for span, words in edits:
        parts += [text[at : span.start], words]
        at = span.end
    return "".join([*parts, text[at:]])


def mover(edits: Sequence[Edit]) -> Callable[[Span], Span]:
    """Where a place of the old text is in the new one: its edges move with the edits before them, and one
    inside an edit to that edit's own edge."""
    ends = [edit.span.end for edit in edits]
    shifts = [0]
    for span, words in edits:
        shifts.append(shifts[-1] + len(words) - (span.end - span.start))

    def place(offset: int, is_end: bool) -> int:
        done = bisect_right(ends, offset)
        inside = done < len(edits) and edits[done].span.start < offset
        if not inside:
            return offset + shifts[done]
        return edits[done].span.end + shifts[done + 1] if is_end else edits[done].span.start + shifts[done]

    return lambda span: Span(place(span.start, False), place(span.end, True))


def carried(raw: str, records: Iterable[AnyRecord], change: Change) -> list[AnyRecord]:
    """The records for the changed text. One whose place is gone is left out; the rest stays as it is.

    Raises AnchorError where a new place has no anchor of its own.
    """
    old, new = AnchorResolver(raw), AnchorResolver(change.raw)

    def moved(anchor: str) -> str | None:
        span = old.resolve(anchor)
        place = change.moved(span)
        if place is None:
            return None
        whole = "⟦" not in anchor and place in new.paragraphs
        return f"p{new.paragraphs.index(place) + 1}" if whole else new.anchor(place)

    records = list(records)
    kept: list[Fields] = []
    for record in records:
        fields = record.model_dump(by_alias=True, exclude_defaults=True)
        for field in _PLACES:
            value = fields.get(field)
            if isinstance(value, str):
                fields[field] = moved(value)
            elif value is not None:
                fields[field] = [anchor for v in value if (anchor := moved(v)) is not None]
        is_gone = any(fields.get(f) in (None, []) and getattr(record, f) for f in _PLACES if f in fields)
        if is_gone:
            continue
        for field in _SAID:
            if field in fields:
                fields[field] = _reworded(fields[field], change.reworded)
        kept.append({"kind": record.kind} | fields)
    return [record_adapter.validate_python(fields) for fields in _without_what_went(kept, records)]


def _without_what_went(kept: list[Fields], before: Iterable[AnyRecord]) -> list[Fields]:
    """The records without the names of those that are gone, and without those that cannot be without them."""
    there = {(r.kind, id) for r in before if (id := getattr(r, "id", None))}
    while gone := there - {(fields["kind"], fields.get("id")) for fields in kept}:
        named = [
            with_references(f, lambda kind, id: "" if (kind, id) in gone else id)
            if any(reference in gone for reference in references(f))
            else f
            for f in kept
        ]
        there -= gone
        kept = [
            {k: v for k, v in f.items() if v or k not in REFERENCES.get(f["kind"], ())}
            for f in named
            if all(f.get(k) for k in _NEEDED.get(f["kind"], ()))
        ]
        quoted = {id for f in kept for kind, id in references(f) if kind == "speaker"}
        if any(kind in ("mention", "quote") for kind, _ in gone):
            kept = [f for f in kept if f["kind"] != "speaker" or f["id"] in quoted]
    return kept


def _reworded(value: Any, reworded: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return reworded(value)
    return [_reworded(v, reworded) for v in value]
