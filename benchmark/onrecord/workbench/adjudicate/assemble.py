"""Builds gold from two passes and the decisions: one record for what is one, with ids of its own."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from onrecord.errors import GoldError
from onrecord.gold.anchors import AnchorError, AnchorResolver
from onrecord.gold.records import (
    AnyRecord,
    DecisionRecord,
    FactRecord,
    MentionRecord,
    QuoteRecord,
    StatementRecord,
    SummaryRecord,
    record_adapter,
)
from onrecord.gold.references import REFERENCES, Fields, references, with_references
from onrecord.gold.save import canonical, dump
from onrecord.workbench.adjudicate.questions import Question
from onrecord.workbench.diff.comparison import Comparison
from onrecord.workbench.diff.differences import Item
from onrecord.workbench.diff.sides import Side

Name = tuple[str, str, str]
"""A record by kind, side and the id that the side gives it."""

_REQUIRED = {("mention", "of"), ("quote", "speaker")}
_PREFIX = {"mention": "m", "quote": "q", "fact": "f", "statement": "v", "summary": "s"}
_NUMBERED = (MentionRecord, QuoteRecord, FactRecord, StatementRecord, SummaryRecord)
_TASKS = ("headline", "brief", "quoted-brief")


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of the gold to be: its fields, the side its references are of, and what it stands for."""

    fields: Fields
    side: str
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Assembled:
    """The gold's records in canonical form; what each passes' record became; what had to be left out."""

    records: tuple[AnyRecord, ...]
    became: Mapping[Name, str]
    remarks: tuple[str, ...]


def assemble(comparison: Comparison, decided: Sequence[tuple[Question, DecisionRecord]]) -> Assembled:
    """The gold that agreements and decisions make.

    Speakers keep the id of the record that was taken; other ids are numbered anew, in the canonical order.
    References go to whatever the record they named became. Raises GoldError where a decision's record is
    not one.
    """
    entries = [_agreed(comparison, x, y) for _, x, y in comparison.agreed]
    settled = {id(q.difference.a) for q, _ in decided if q.difference.a is not None}
    entries = [e for e, (_, x, _) in zip(entries, comparison.agreed, strict=True) if id(x) not in settled]
    for question, decision in decided:
        entries += _entries(comparison, question, decision)
    entries.sort(key=_summaries_last)
    longest = max(map(len, [*comparison.names_a.values(), *comparison.names_b.values()]), default=0)
    # Ids for the time of building, longer than any that the passes use.
    own = [f"{'t' * (longest + 1)}{n}" for n in range(len(entries))]
    working = {name: own[n] for n, entry in enumerate(entries) for name in entry.names}
    remarks: list[str] = []
    built = [_working_record(own[n], entry, working, remarks) for n, entry in enumerate(entries)]
    ordered = canonical(comparison.a.article.raw, built)
    final = _final_ids(ordered, dict(zip(own, entries, strict=True)))
    records = tuple(_renamed(record, final) for record in ordered)
    became = {name: final.get(key, "") for name, key in working.items()}
    return Assembled(records, became, tuple(dict.fromkeys(remarks)))


def record_of(side: Side, item: Item) -> Fields:
    """A record's fields as they stand in its file."""
    fields: Fields = json.loads(dump(side.records[item.line]))
    return fields


def qualified(fields: Fields, side: str) -> Fields:
    """The fields with each reference named by its side: ``a:m9``. The id is left out: it will be another."""
    changed = with_references(fields, lambda _, name: name if ":" in name else f"{side}:{name}")
    return {key: value for key, value in changed.items() if key != "id"}


def check_record(comparison: Comparison, fields: Fields) -> None:
    """Raise GoldError unless the fields are a record that can stand: known fields, places and references."""
    kind = str(fields.get("kind"))
    sides = {s.name: s for s in (comparison.a, comparison.b)}
    for wanted, name in references(fields):
        side, _, own = str(name).rpartition(":")
        known = {s: getattr(article.article, wanted) for s, article in sides.items()}
        if not any(own in ids for s, ids in known.items() if side in ("", s)):
            raise GoldError(
                f"no {wanted} ‘{name}’ in the passes; name it with its pass, as in a:{own or 'm1'}"
            )
    try:
        plain = with_references(fields, lambda _, name: name.rpartition(":")[2])
        record = record_adapter.validate_python(plain | ({"id": "x"} if kind in _WITH_ID else {}))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise GoldError(f"not a record: {place}: {first['msg']}") from None
    resolver = AnchorResolver(comparison.a.article.raw)
    for field in ("at", "verbatim", "cue"):
        value = getattr(record, field, None)
        for anchor in [value] if isinstance(value, str) else value or ():
            try:
                resolver.resolve(anchor)
            except AnchorError as error:
                raise GoldError(f"{field}: {error}") from None


_WITH_ID = ("speaker", "mention", "quote", "fact", "statement", "summary")


def _agreed(comparison: Comparison, x: Item, y: Item) -> Entry:
    return Entry(record_of(comparison.a, x), comparison.a.name, _names(comparison, x, y))


def _names(comparison: Comparison, x: Item | None, y: Item | None) -> tuple[Name, ...]:
    found = []
    for side, item in ((comparison.a, x), (comparison.b, y)):
        if item is not None and hasattr(item, "id"):
            found.append((side.records[item.line].kind, side.name, item.id))
    return tuple(found)


def _entries(comparison: Comparison, question: Question, decision: DecisionRecord) -> Iterator[Entry]:
    x, y = question.difference.a, question.difference.b
    sides = {"a": (comparison.a, x), "b": (comparison.b, y)}
    if decision.record is not None:
        side = comparison.b if decision.took == "b" else comparison.a
        check_record(comparison, decision.record)
        yield Entry(decision.record, side.name, _names(comparison, x, y))
        return
    taken = {"a": "a", "b": "b", "both": "ab", "neither": ""}[decision.took]
    for letter in taken:
        side, item = sides[letter]
        if item is not None:
            both = decision.took != "both"
            names = _names(comparison, x, y) if both else _names(*_only(comparison, letter, item))
            yield Entry(record_of(side, item), side.name, names)


def _only(comparison: Comparison, letter: str, item: Item) -> tuple[Comparison, Item | None, Item | None]:
    return comparison, item if letter == "a" else None, item if letter == "b" else None


def _summaries_last(entry: Entry) -> tuple[int, str]:
    """Summaries have no place in the text: theirs is by task, then by pass."""
    if entry.fields.get("kind") != "summary":
        return -1, ""
    return _TASKS.index(entry.fields["task"]), str(entry.fields.get("pass"))


def _working_record(own: str, entry: Entry, working: Mapping[Name, str], remarks: list[str]) -> AnyRecord:
    """The record under an id that is its own for as long as the gold is built."""
    kind = entry.fields["kind"]
    called = entry.fields.get("id") or "/".join(name for *_, name in entry.names) or kind

    def become(wanted: str, name: str) -> str:
        side, _, called_there = name.rpartition(":")
        candidates = [side] if side else [entry.side, *{s for _, s, _ in working if s != entry.side}]
        for candidate in candidates:
            if found := working.get((wanted, candidate, called_there)):
                return found
        remarks.append(f"{kind} {called} names the {wanted} {name}, which was not taken")
        return ""

    fields = with_references(entry.fields, become)
    for field in REFERENCES.get(kind, {}):
        if field in fields and not fields[field] and entry.fields[field]:
            # What a record cannot be without stays named, so that the check says so.
            if (kind, field) in _REQUIRED:
                fields[field] = with_references(entry.fields, lambda _, name: name.rpartition(":")[2])[field]
            elif (kind, field) != ("summary", "tells"):
                del fields[field]
    if kind in _WITH_ID:
        fields = {"kind": kind, "id": own, **{k: v for k, v in fields.items() if k not in ("kind", "id")}}
    try:
        return record_adapter.validate_python(fields)
    except ValidationError as error:
        raise GoldError(f"{kind} {called}: not a record: {error.errors()[0]['msg']}") from None


def _final_ids(ordered: Sequence[AnyRecord], entries: Mapping[str, Entry]) -> dict[str, str]:
    final: dict[str, str] = {}
    used: set[str] = set()
    for record in ordered:
        if record.kind != "speaker":
            continue
        entry = entries[record.id]
        base = entry.fields.get("id") or next((name for *_, name in entry.names), "speaker")
        name, n = base, 1
        while name in used:
            n += 1
            name = f"{base}-{n}"
        used.add(name)
        final[record.id] = name
    counts: dict[str, int] = {}
    for record in ordered:
        if not isinstance(record, _NUMBERED):
            continue
        name = ""
        while not name or name in used:
            counts[record.kind] = counts.get(record.kind, 0) + 1
            name = f"{_PREFIX[record.kind]}{counts[record.kind]}"
        final[record.id] = name
    return final


def _renamed(record: AnyRecord, final: Mapping[str, str]) -> AnyRecord:
    fields = json.loads(dump(record))
    fields = with_references(fields, lambda _, name: final.get(name, name))
    if "id" in fields:
        fields["id"] = final[fields["id"]]
    if fields["kind"] == "summary":
        fields["tells"] = sorted(fields["tells"], key=lambda f: int(f[1:]))
    return record_adapter.validate_python(fields)
