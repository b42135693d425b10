"""Marks as a graph of labelled places, which brat, Label Studio and UIMA all draw.

A quote's cue and verbatim words become nodes of their own; those, the mention that names the source and the
quote around it become links. What names a record that is not there stays a reference by id.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, get_args

from onrecord.gold.formats.exchange import Mark, from_payload, payload
from onrecord.gold.formats.registry import Losses
from onrecord.gold.records import FactRecord, Form, Label, RegionType, Trick
from onrecord.gold.save import KINDS
from onrecord.text import Span

CUE, VERBATIM = "cue", "verbatim"
LINKS = (CUE, VERBATIM, "via", "parent")
NAMES = {kind: "".join(part.capitalize() for part in kind.split("_")) for kind in (*KINDS, CUE, VERBATIM)}
"""What a kind of node is called in other tools: ``NotQuote``."""
KIND_OF_NAME = {name: kind for kind, name in NAMES.items()}
CHOICES: Mapping[str, tuple[str, ...]] = {
    "type": get_args(RegionType),
    "form": get_args(Form),
    "weight": get_args(FactRecord.model_fields["weight"].annotation),
    "label": get_args(Label),
    "trick": get_args(Trick),
}
"""The fields that are chosen from a list."""
CHOSEN_FOR = {"type": "region", "form": "quote", "weight": "fact", "label": "statement", "trick": "statement"}
OPTIONAL = "optional"
SPEAKERS = ("of", "speaker", "for", "relayed_by")
"""The fields that name speakers."""
_TARGETS = {"via": "mention", "parent": "quote"}


@dataclass(frozen=True, slots=True)
class Node:
    """One annotation: its label (a record's kind, ``cue``, ``verbatim``, or a foreign one), its pieces, its
    fields as in ``payload``, and its links (role, key of another node)."""

    key: str
    label: str
    spans: tuple[Span, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)
    links: Sequence[tuple[str, str]] = ()


def nodes(marks: Iterable[Mark]) -> list[Node]:
    """The graph of the marks of one article; keys are ``n1``, ``n2``, … ."""
    found: list[Node] = []
    linked: list[tuple[int, Mark]] = []
    parts: dict[tuple[str, Span], str] = {}
    first: dict[tuple[str, str], str] = {}

    def add(label: str, spans: tuple[Span, ...], fields: Mapping[str, Any] | None = None) -> str:
        found.append(Node(f"n{len(found) + 1}", label, spans, fields or {}))
        return found[-1].key

    for mark in marks:
        linked.append((len(found), mark))
        key = add(mark.kind, mark.at)
        if mark.id:
            first.setdefault((mark.kind, mark.id), key)
        for role in (CUE, VERBATIM):
            for span in mark.places.get(role, ()):
                if (role, span) not in parts:
                    parts[role, span] = add(role, (span,))
    for index, mark in linked:
        links = [(role, parts[role, s]) for role in (CUE, VERBATIM) for s in mark.places.get(role, ())]
        as_links = []
        for role, kind in _TARGETS.items():
            for name in mark.references.get(role, ()):
                if (kind, name) in first:
                    links.append((role, first[kind, name]))
                    as_links.append(role)
        found[index] = replace(found[index], fields=payload(mark, as_links), links=links)
    return found


def marks(found: Sequence[Node]) -> tuple[list[Mark], Losses]:
    """The inverse of ``nodes``. Links between nodes of other kinds than ours are named as lost."""
    by_key = {node.key: node for node in found}
    ids = _ids(found)
    losses: Losses = Counter()
    used: set[str] = set()
    made = []
    for node in found:
        places: dict[str, tuple[Span, ...]] = {"at": node.spans}
        fields = dict(node.fields) | ({"id": ids[node.key]} if node.key in ids else {})
        for role, key in node.links:
            target = by_key.get(key)
            if node.label == "quote" and target and role in (CUE, VERBATIM) and target.label == role:
                places[role] = places.get(role, ()) + target.spans
                used.add(key)
            elif node.label == "quote" and target and target.label == _TARGETS.get(role):
                fields[role] = ids[key]
            else:
                losses[f"relations that are not understood: {role}"] += 1
        made.append((node, from_payload(node.label, fields, places)))
    for node in found:
        if node.label in (CUE, VERBATIM) and node.key not in used:
            losses[f"{node.label} words that belong to no quote"] += 1
    return [mark for node, mark in made if node.label not in (CUE, VERBATIM)], losses


def _ids(found: Sequence[Node]) -> dict[str, str]:
    """The id of each record's node: its own, else a new one where a link needs it."""
    own = {node.key: str(node.fields["id"]) for node in found if node.fields.get("id")}
    wanted = {key for node in found for role, key in node.links if role in _TARGETS}
    taken = set(own.values())
    for node in found:
        if node.key in wanted and node.key not in own and node.label in KINDS:
            number = 1
            while f"{node.label[0]}{number}" in taken:
                number += 1
            own[node.key] = f"{node.label[0]}{number}"
            taken.add(own[node.key])
    return own
