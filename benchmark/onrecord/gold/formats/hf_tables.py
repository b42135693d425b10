"""Gold as flat tables: one a kind of record, a row a record, places in code points of the article's text.

``row`` and ``mark`` are each other's inverse. Some columns only help whoever reads a row: the words at its
places, the names of its speakers. They are told again from the rest, and must agree with it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from onrecord.gold.canary import CANARY
from onrecord.gold.formats.exchange import Document, Mark, from_payload, object_from_json, to_json
from onrecord.gold.records import Meta
from onrecord.text import Span

Type = Literal["string", "int", "bool", "strings", "groups", "span", "spans", "changes"]
SPLITS = ("dev", "test")


@dataclass(frozen=True, slots=True)
class Table:
    """A table by its name in the data set. ``columns`` say what a reader finds, and in which type."""

    name: str
    kind: str
    about: str
    columns: Mapping[str, Type]
    # The columns that name other records, and those that are places, by the roles of their marks.
    references: tuple[str, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    derived: tuple[str, ...] = ()


_WHERE: Mapping[str, Type] = {"start": "int", "end": "int", "words": "string"}
_HINTS: Mapping[str, Type] = {"hints": "string"}

_META: Mapping[str, Type] = {"phenomena": "strings", "changes": "changes"}
_SIMPLE: Mapping[object, Type] = {bool: "bool", int: "int"}

_FIRST: Mapping[str, Type] = {"id": "string", "title": "string", "text": "string"}

ARTICLES = Table(
    "articles",
    "",
    "the texts and where they are from",
    {
        **_FIRST,
        **{
            name: _META.get(name) or _SIMPLE.get(field.annotation, "string")
            for name, field in Meta.model_fields.items()
            if name not in ("id", "title", "split")
        },
        "canary": "string",
    },
    derived=("canary",),
)

TABLES = (
    Table(
        "quotes",
        "quote",
        "what somebody is reported to have said, with form, segments, cue and speakers",
        {
            "article": "string",
            "id": "string",
            "words": "string",
            "speaker_names": "strings",
            "form": "string",
            "at": "spans",
            "verbatim": "spans",
            "cue": "span",
            "speaker": "strings",
            "via": "string",
            "for": "string",
            "parent": "string",
            "relayed_by": "strings",
            "optional": "bool",
            **_HINTS,
        },
        references=("speaker", "via", "for", "parent", "relayed_by"),
        places={"at": "at", "verbatim": "verbatim", "cue": "cue"},
        derived=("words", "speaker_names"),
    ),
    Table(
        "speakers",
        "speaker",
        "who speaks: name, class, other names; bystanders have `speaks` false",
        {
            "article": "string",
            "id": "string",
            "name": "string",
            "class": "string",
            "aliases": "strings",
            "accept": "strings",
            "reject": "strings",
            "speaks": "bool",
            **_HINTS,
        },
    ),
    Table(
        "mentions",
        "mention",
        "every place that refers to a speaker",
        {"article": "string", "id": "string", "of": "strings", **_WHERE, **_HINTS},
        references=("of",),
        places={"at": ""},
        derived=("words",),
    ),
    Table(
        "statements",
        "statement",
        "statements to verify against an article, with label and evidence",
        {
            "article": "string",
            "id": "string",
            "text": "string",
            "label": "string",
            "trick": "string",
            "at": "spans",
            "words": "string",
            **_HINTS,
        },
        places={"at": "at"},
        derived=("words",),
    ),
    Table(
        "facts",
        "fact",
        "the claims that a summary may tell, weighted, with evidence",
        {
            "article": "string",
            "id": "string",
            "text": "string",
            "weight": "string",
            "lengths": "strings",
            "speaker": "strings",
            "at": "spans",
            "words": "string",
            "needs": "groups",
            **_HINTS,
        },
        references=("speaker",),
        places={"at": "at"},
        derived=("words",),
    ),
    Table(
        "summaries",
        "summary",
        "reference summaries and the facts that they tell",
        {
            "article": "string",
            "id": "string",
            "task": "string",
            "text": "string",
            "tells": "strings",
            "pass": "string",
            **_HINTS,
        },
        references=("tells",),
    ),
    Table(
        "regions",
        "region",
        "headline, body, captions, credits and boilerplate",
        {"article": "string", "type": "string", **_WHERE, **_HINTS},
        places={"at": ""},
        derived=("words",),
    ),
    Table(
        "not_quotes",
        "not_quote",
        "words in quote marks that are no quote, and why",
        {"article": "string", "why": "string", **_WHERE, **_HINTS},
        places={"at": ""},
        derived=("words",),
    ),
    Table(
        "damages",
        "damage",
        "damaged places of the text, and the rules that do not hold there",
        {"article": "string", "what": "string", "waives": "strings", **_WHERE, **_HINTS},
        places={"at": ""},
        derived=("words",),
    ),
    Table(
        "labels",
        "label",
        "labels that somebody gave to statements without knowing gold's",
        {"article": "string", "of": "string", "label": "string", **_HINTS},
    ),
    Table(
        "decisions",
        "decision",
        "what an adjudication took, and why",
        {"article": "string", "of": "string", "took": "string", "why": "string", **_HINTS},
    ),
)

_EMPTY: Mapping[Type, Any] = {
    "strings": [],
    "groups": [],
    "spans": [],
    "changes": [],
    "string": None,
    "int": None,
    "span": None,
    "bool": False,
}


def article_row(document: Document) -> dict[str, Any]:
    """An article's row in ``ARTICLES``; its split is the data set's."""
    canary = CANARY if document.meta["origin"] == "composed" else None
    told: dict[str, Any] = {**document.meta, "text": document.text, "canary": canary}
    return {name: told.get(name, _EMPTY[type]) for name, type in ARTICLES.columns.items()}


def rows(table: Table, document: Document) -> Iterator[dict[str, Any]]:
    """The rows of a table about one article."""
    names = {m.id: str(m.values.get("name", "")) for m in document.marks if m.kind == "speaker"}
    for found in document.marks:
        if found.kind == table.kind:
            yield _row(table, document, found, names)


def _row(table: Table, document: Document, found: Mark, names: Mapping[str, str]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "article": document.id,
        "id": found.id,
        **found.values,
        "words": _words(document.text, found.at),
        "speaker_names": [names.get(id, "") for id in found.references.get("speaker", ())],
        # JSON in a column: empty almost always.
        "hints": to_json(found.hints) if found.hints else None,
    }
    for name in table.references:
        ids = list(found.references.get(name, ()))
        made[name] = ids if table.columns[name] == "strings" else next(iter(ids), None)
    for role, column in table.places.items():
        spans = [{"start": s.start, "end": s.end} for s in found.places.get(role, ())]
        if not column:
            made |= spans[0]
        else:
            made[column] = spans if table.columns[column] == "spans" else next(iter(spans), None)
    made.setdefault("speaks", True)
    return {name: made.get(name, _EMPTY[type]) for name, type in table.columns.items()}


def mark(table: Table, row: Mapping[str, Any], text: str) -> Mark:
    """The mark of a row. Raises ValueError where its places are none, or its words are not at them."""
    places = {}
    for role, column in table.places.items():
        given = row.get(column) if column else row
        spans = given if isinstance(given, list) else [given] if given else []
        places[role] = tuple(_span(s, text) for s in spans)
    at = places.get("at", ())
    if "words" in table.derived and row.get("words") != _words(text, at):
        raise ValueError(f"‘{str(row.get('words'))[:60]}’ is not at its offsets")
    skipped = {"article", *table.derived, *(c for c in table.places.values() if c)}
    if "" in table.places.values():
        skipped |= {"start", "end"}
    fields = {k: row[k] for k in table.columns if k not in skipped and row.get(k) is not None}
    fields["hints"] = object_from_json(str(fields.pop("hints", "{}")))
    return from_payload(table.kind, fields, places)


def _words(text: str, spans: Sequence[Span]) -> str:
    return " … ".join(span.of(text) for span in spans)


def _span(value: object, text: str) -> Span:
    match value:
        case {"start": int(start), "end": int(end)} if 0 <= start < end <= len(text):
            return Span(start, end)
    raise ValueError(f"{str(value)[:60]} is no place of the article’s {len(text)} characters")
