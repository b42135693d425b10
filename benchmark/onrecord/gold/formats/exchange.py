"""Records as other tools think of them: places in code points, references, and values.

``marks`` and ``records`` are each other's inverse: what anchors and JSON Lines say beyond a mark (a place
named in another way than the usual one, a list of one) is kept in its ``hints``.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from onrecord.gold.anchors import AnchorError, AnchorResolver
from onrecord.gold.formats.registry import Losses
from onrecord.gold.load import read_meta, read_records, read_text, resolve
from onrecord.gold.records import AnyRecord, record_adapter
from onrecord.gold.references import REFERENCES
from onrecord.gold.save import KINDS, canonical, dump
from onrecord.text import Span

ROLES = ("at", "verbatim", "cue")
"""The fields that are places."""

PLURAL = {kind: kind.replace("_", " ") + "s" for kind in KINDS} | {"summary": "summaries"}

WITHOUT_PLACE = ("speaker", "summary", "label", "decision")
"""The kinds that stand nowhere in the text; a statement may."""

_ONE_PLACE = {
    "region": ("at",),
    "mention": ("at",),
    "not_quote": ("at",),
    "damage": ("at",),
    "quote": ("cue",),
}
_ONE_REFERENCE = ("via", "for", "parent")
_ONE_OR_SEVERAL = ("of", "speaker")


@dataclass(frozen=True, slots=True)
class Mark:
    """A record with its places resolved. ``values`` and ``hints`` are JSON; a mark from another tool may
    have no ``id`` yet, and a ``kind`` that is no record's."""

    kind: str
    id: str = ""
    places: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    references: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    hints: Mapping[str, Any] = field(default_factory=dict)

    @property
    def at(self) -> tuple[Span, ...]:
        return self.places.get("at", ())


@dataclass(frozen=True, slots=True)
class Document:
    """An article folder as a format writes it. ``losses`` are what no format holds: its passes."""

    id: str
    text: str
    meta: Mapping[str, Any]
    marks: Sequence[Mark]
    losses: Losses


def document(folder: Path) -> Document:
    """The article of a folder, its records in canonical order. Raises GoldError where it cannot be read."""
    meta = read_meta(folder)
    text = read_text(folder, meta)
    path = folder / "annotations.jsonl"
    found = read_records(path) if path.exists() else []
    resolve(meta, text, found, path)  # names the line of a broken anchor
    passes = len(list((folder / "passes").glob("*.jsonl")))
    losses = Counter({"files of passes (only the gold itself is written)": passes})
    ordered = canonical(text, [record for _, record in found])
    return Document(
        meta.id, text, meta.model_dump(mode="json", exclude_defaults=True), marks(text, ordered), +losses
    )


def marks(text: str, found: Iterable[AnyRecord]) -> list[Mark]:
    """Records as marks, in their order. Raises AnchorError where an anchor names no place."""
    resolver = AnchorResolver(text)
    return [_mark(record, resolver) for record in found]


def records(text: str, found: Iterable[Mark]) -> tuple[list[AnyRecord], Losses]:
    """Marks as records in canonical form, and what could not be made one, with the reason."""
    resolver = AnchorResolver(text)
    losses: Losses = Counter()
    made = []
    for mark in found:
        try:
            made.append(record_adapter.validate_python(_fields(mark, resolver)))
        except AnchorError:
            losses[
                f"{PLURAL[mark.kind]} at places that no anchor can name (inside a word, or not told apart)"
            ] += 1
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(str(part) for part in first["loc"][1:2])
            losses[f"{PLURAL[mark.kind]} whose ‘{where}’ is missing or wrong ({first['msg'].lower()})"] += 1
    return canonical(text, made), losses


def payload(mark: Mark, without: Iterable[str] = ()) -> dict[str, Any]:
    """What of a mark is not a place, as one JSON object; references and values ``without`` some."""
    fields: dict[str, Any] = {"id": mark.id} if mark.id else {}
    fields |= {k: list(v) for k, v in mark.references.items()}
    fields |= mark.values
    fields = {k: v for k, v in fields.items() if k not in without}
    return fields | ({"hints": mark.hints} if mark.hints else {})


def from_payload(kind: str, fields: Mapping[str, Any], places: Mapping[str, tuple[Span, ...]]) -> Mark:
    """The inverse of ``payload``; what is not of the right type is left for ``records`` to find wrong."""
    named = REFERENCES.get(kind, ())
    references = {}
    for name in named:
        given = fields.get(name)
        if isinstance(given, str):
            references[name] = (given,)
        elif isinstance(given, list) and all(isinstance(g, str) for g in given):
            references[name] = tuple(given)
    hints = fields.get("hints")
    return Mark(
        kind=kind,
        id=str(fields.get("id", "")),
        places={role: spans for role, spans in places.items() if spans},
        references={k: v for k, v in references.items() if v},
        values={k: v for k, v in fields.items() if k not in (*named, *ROLES, "id", "kind", "hints")},
        hints=hints if isinstance(hints, dict) else {},
    )


def to_json(value: object) -> str:
    """JSON on one line that XML holds too: no control, no line separator of any kind, unescaped."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return "".join(c if c.isprintable() or c == " " else _escaped(c) for c in text)


def object_from_json(text: str) -> dict[str, Any] | None:
    """A JSON object, or nothing where the text is something else."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def _mark(record: AnyRecord, resolver: AnchorResolver) -> Mark:
    fields = json.loads(dump(record))
    kind = fields.pop("kind")
    places, anchors = {}, {}
    for role in ROLES:
        given = fields.pop(role, [])
        given = [given] if isinstance(given, str) else given
        places[role] = tuple(resolver.resolve(anchor) for anchor in given)
        if given != [_usual_anchor(kind, span, resolver) for span in places[role]]:
            anchors[role] = given
    references, lists = {}, []
    for name in REFERENCES.get(kind, ()):
        given = fields.pop(name, None)
        if name in _ONE_OR_SEVERAL and isinstance(given, list) and len(given) < 2:
            lists.append(name)
        if given:
            references[name] = (given,) if isinstance(given, str) else tuple(given)
    hints = ({"anchors": anchors} if anchors else {}) | ({"lists": lists} if lists else {})
    return Mark(kind, fields.pop("id", ""), {r: p for r, p in places.items() if p}, references, fields, hints)


def _usual_anchor(kind: str, span: Span, resolver: AnchorResolver) -> str | None:
    """The anchor that is made for a place: a region names a paragraph, all else its words."""
    if kind == "region" and span in resolver.paragraphs:
        return f"p{resolver.paragraphs.index(span) + 1}"
    try:
        return resolver.anchor(span)
    except AnchorError:
        return None


def _fields(mark: Mark, resolver: AnchorResolver) -> dict[str, Any]:
    """A mark as the fields of a record. Raises AnchorError where a place has no anchor."""
    fields: dict[str, Any] = {"kind": mark.kind, **mark.values}
    if mark.id:
        fields["id"] = mark.id
    for name, ids in mark.references.items():
        one = name in _ONE_REFERENCE or (name in _ONE_OR_SEVERAL and len(ids) == 1)
        fields[name] = ids[0] if one and len(ids) == 1 else list(ids)
    lists = mark.hints.get("lists")
    for name in lists if isinstance(lists, list) else ():
        if name in REFERENCES.get(mark.kind, ()):
            fields[name] = list(mark.references.get(name, ()))
    for role, spans in mark.places.items():
        anchors = [_anchor(mark, role, number, span, resolver) for number, span in enumerate(spans)]
        one = role in _ONE_PLACE.get(mark.kind, ())
        fields[role] = anchors[0] if one and len(anchors) == 1 else anchors
    return fields


def _anchor(mark: Mark, role: str, number: int, span: Span, resolver: AnchorResolver) -> str:
    """The anchor that the mark had at this place, where it still names it; else the usual one."""
    hinted = mark.hints.get("anchors")
    given = hinted.get(role) if isinstance(hinted, dict) else None
    if isinstance(given, list) and number < len(given) and isinstance(given[number], str):
        try:
            if resolver.resolve(given[number]) == span:
                return str(given[number])
        except AnchorError:
            pass  # the place was moved in the other tool
    return _usual_anchor(mark.kind, span, resolver) or resolver.anchor(span)
