"""Takes suggestions into gold, or throws them away. Nothing is gold before a person has said so."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from onrecord.errors import GoldError
from onrecord.gold.records import AnyRecord, MentionRecord, QuoteRecord
from onrecord.gold.references import Fields, references, with_references
from onrecord.gold.save import dump
from onrecord.workbench.annotate.document import Document


@dataclass(frozen=True, slots=True)
class Done:
    """The ids asked for, those that came along because they are named, and those that got another id."""

    asked: tuple[str, ...]
    along: tuple[str, ...] = ()
    renamed: Mapping[str, str] | None = None


def suggestions(document: Document) -> list[AnyRecord]:
    """The open suggestions of an article, in the order of their file."""
    return [entry.record for entry in document.state().entries if entry.suggested]


def accept(document: Document, ids: Collection[str] | None) -> Done:
    """Make suggestions gold (``None``: all of them), with the speakers, mentions and quotes that they name.

    One whose id gold has taken meanwhile gets a new one. Raises GoldError for an id that is no suggestion,
    or one that names what is neither gold nor suggested.
    """
    state = document.state()
    open_ones = {_id(e.record): n for n, e in enumerate(state.entries) if e.suggested}
    gold = {_id(e.record) for e in state.entries if not e.suggested}
    wanted = _wanted(document, ids, open_ones)
    taken: dict[str, int] = {}
    waiting = list(wanted)
    while waiting:
        id = waiting.pop()
        if id in taken:
            continue
        taken[id] = open_ones[id]
        for name in _named(state.entries[open_ones[id]].record):
            if name in open_ones:
                waiting.append(name)
            elif name not in gold:
                raise GoldError(
                    f"{document.suggestions}: ‘{id}’ names ‘{name}’, which is neither there nor gold"
                )
    renamed = _free_names(taken, gold, {*gold, *open_ones})
    fields = [_renamed(json.loads(dump(state.entries[n].record)), renamed) for n in taken.values()]
    # What stays a suggestion names what has become gold by its new id, too.
    staying = [
        n for id, n in open_ones.items()
        if id not in taken and set(_named(state.entries[n].record)) & renamed.keys()
    ]  # fmt: skip
    left = [_renamed(json.loads(dump(state.entries[n].record)), renamed) for n in staying]
    document.save(
        state.version,
        [*taken.values(), *staying],
        [*((f, False) for f in fields), *((f, True) for f in left)],
    )
    return Done(tuple(wanted), tuple(sorted(taken.keys() - set(wanted))), renamed)


def reject(document: Document, ids: Collection[str] | None) -> Done:
    """Throw suggestions away (``None``: all of them).

    Raises GoldError for an id that is no suggestion, or one that other suggestions name.
    """
    state = document.state()
    open_ones = {_id(e.record): n for n, e in enumerate(state.entries) if e.suggested}
    wanted = _wanted(document, ids, open_ones)
    staying = {id: _named(state.entries[n].record) for id, n in open_ones.items() if id not in wanted}
    for id in wanted:
        if naming := [f"‘{other}’" for other, named in staying.items() if id in named]:
            raise GoldError(
                f"‘{id}’ is named by {', '.join(naming)}: reject {'that' if len(naming) == 1 else 'those'} "
                "as well, or accept it first"
            )
    document.save(state.version, [open_ones[id] for id in wanted], [])
    return Done(tuple(wanted))


def shown(document: Document, record: AnyRecord) -> str:
    """A suggestion in one line: its id, what it is, and its words."""
    if isinstance(record, QuoteRecord):
        words = " … ".join(_words(document, anchor) for anchor in record.at)
        speakers = record.speaker if isinstance(record.speaker, str) else ", ".join(record.speaker)
        return f"{record.id}  {record.form} quote of {speakers}: {words}"
    if isinstance(record, MentionRecord):
        of = record.of if isinstance(record.of, str) else ", ".join(record.of)
        return f"{record.id}  mention of {of}: {record.at}"
    name = getattr(record, "name", "") or getattr(record, "text", "") or getattr(record, "at", "")
    return f"{_id(record)}  {record.kind}: {name}"


def _words(document: Document, anchor: str) -> str:
    place = document.places.span(anchor)
    return place if isinstance(place, str) else " ".join(place.of(document.text).split())


def _wanted(document: Document, ids: Collection[str] | None, open_ones: Mapping[str, int]) -> list[str]:
    if not open_ones:
        raise GoldError(f"{document.meta.id}: no open suggestion")
    for id in ids or ():
        if id not in open_ones:
            raise GoldError(f"{document.meta.id}: no suggestion ‘{id}’; there is {', '.join(open_ones)}")
    return list(open_ones if ids is None else dict.fromkeys(ids))


def _id(record: AnyRecord) -> str:
    """A record's id; what has none (a region) is named by its line."""
    return getattr(record, "id", None) or dump(record)


def _named(record: AnyRecord) -> list[str]:
    return [id for _, id in references(record.model_dump(by_alias=True))]


def _free_names(taken: Collection[str], gold: Collection[str], known: set[str]) -> dict[str, str]:
    """New ids for the accepted whose ids gold has: the next number, or a word with one."""
    renamed: dict[str, str] = {}
    for id in taken:
        if id in gold:
            word, number = (id[:1], int(id[1:])) if id[1:].isdecimal() else (f"{id[:56]}-", 1)
            made = id
            while made in known:
                number += 1
                made = f"{word}{number}"
            renamed[id] = made
            known.add(made)
    return renamed


def _renamed(fields: Fields, renamed: Mapping[str, str]) -> Fields:
    changed = with_references(fields, lambda _, id: renamed.get(id, id))
    return changed | {"id": renamed.get(changed["id"], changed["id"])} if "id" in changed else changed
