"""The records of an annotation file, one JSON object a line, exactly as they stand on disk.

Places are anchors (see ``anchors``), still unresolved here. Unknown fields are errors.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

SpeakerClass = Literal["person", "organisation", "group", "unnamed"]
Form = Literal["direct", "indirect", "mixed"]
Label = Literal["supported", "contradicted", "unstated"]
RegionType = Literal["label", "headline", "body", "caption", "credit", "boilerplate"]
Length = Literal["headline", "brief", "quoted-brief"]
Trick = Literal[
    "paraphrase",
    "number",
    "name",
    "speaker",
    "negation",
    "time",
    "place",
    "headline",
    "scope",
    "cause",
    "plausible",
    "combination",
    "caption",
]

Identifier = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=64)]


class Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RegionRecord(Record):
    kind: Literal["region"]
    type: RegionType
    at: str


class SpeakerRecord(Record):
    kind: Literal["speaker"]
    id: Identifier
    name: str = Field(min_length=1)
    cls: SpeakerClass = Field(alias="class")
    aliases: tuple[str, ...] = ()
    accept: tuple[str, ...] = ()
    reject: tuple[str, ...] = ()
    # False for a bystander: somebody a wrong answer may name, who says nothing in the article.
    speaks: bool = True


class MentionRecord(Record):
    kind: Literal["mention"]
    id: Identifier
    of: Identifier | tuple[Identifier, ...]
    at: str


class QuoteRecord(Record):
    kind: Literal["quote"]
    id: Identifier
    form: Form
    at: tuple[str, ...] = Field(min_length=1)
    verbatim: tuple[str, ...] = ()
    cue: str | None = None
    speaker: Identifier | tuple[Identifier, ...]
    via: Identifier | None = None
    for_: Identifier | None = Field(default=None, alias="for")
    parent: Identifier | None = None
    relayed_by: tuple[Identifier, ...] = ()
    optional: bool = False


class NotQuoteRecord(Record):
    kind: Literal["not_quote"]
    at: str
    why: str = Field(min_length=1)


class FactRecord(Record):
    kind: Literal["fact"]
    id: Identifier
    text: str = Field(min_length=1)
    weight: Literal["vital", "okay"]
    lengths: tuple[Length, ...] = ()
    speaker: Identifier | tuple[Identifier, ...] | None = None
    at: tuple[str, ...] = Field(min_length=1)
    needs: tuple[tuple[str, ...], ...] = Field(min_length=1)


class StatementRecord(Record):
    kind: Literal["statement"]
    id: Identifier
    text: str = Field(min_length=1)
    label: Label
    trick: Trick
    at: tuple[str, ...] = ()


class SummaryRecord(Record):
    kind: Literal["summary"]
    id: Identifier
    task: Length
    text: str = Field(min_length=1)
    tells: tuple[Identifier, ...] = ()
    by: str = Field(alias="pass")


class DamageRecord(Record):
    kind: Literal["damage"]
    at: str
    what: str = Field(min_length=1)
    waives: tuple[str, ...] = ()


class LabelRecord(Record):
    """A blind labelling of a statement: the gold's (``v5``) or a pass's (``a:v5``). Stands in passes only."""

    kind: Literal["label"]
    of: str = Field(pattern=r"^([a-z0-9][a-z0-9_-]*:)?[a-z0-9][a-z0-9_-]*$", max_length=129)
    label: Label


class DecisionRecord(Record):
    """What the adjudication took for one gold record, and why; stands in passes only.

    ``between`` names what was compared (``a:q3``, ``b:q4``); ``record`` is what stands instead where the
    adjudication rewrote it, its references named by pass (``a:m9``).
    """

    kind: Literal["decision"]
    of: str = Field(min_length=1)
    took: Literal["a", "b", "both", "neither"]
    why: str = Field(min_length=1)
    between: tuple[str, ...] = ()
    record: dict[str, Any] | None = None


AnyRecord = Annotated[
    RegionRecord
    | SpeakerRecord
    | MentionRecord
    | QuoteRecord
    | NotQuoteRecord
    | FactRecord
    | StatementRecord
    | SummaryRecord
    | DamageRecord
    | LabelRecord
    | DecisionRecord,
    Field(discriminator="kind"),
]

record_adapter: TypeAdapter[AnyRecord] = TypeAdapter(AnyRecord)


class Change(Record):
    version: int
    date: str
    what: str


class Meta(Record):
    """``meta.json``: where an article is from and how it may be used."""

    id: Identifier
    title: str
    source: str
    licence: str
    redistributable: bool
    language: str
    date: str
    origin: Literal["collected", "composed"]
    phenomena: tuple[str, ...]
    split: Literal["dev", "test"]
    version: int = Field(ge=1)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    # An article with one pass (guideline §11.1).
    single: bool = False
    changes: tuple[Change, ...] = Field(min_length=1)
