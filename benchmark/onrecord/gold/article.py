"""An article with its gold, every anchor resolved to spans of code points."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from onrecord.gold.records import Form, Label, Length, Meta, RegionType, SpeakerClass, Trick
from onrecord.text import Span, Text


@dataclass(frozen=True, slots=True)
class Region:
    type: RegionType
    span: Span
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Speaker:
    """An identity of one article. ``aliases`` stand in the text; ``accept`` names are fair answers too."""

    id: str
    name: str
    cls: SpeakerClass
    aliases: tuple[str, ...] = ()
    accept: tuple[str, ...] = ()
    reject: tuple[str, ...] = ()
    speaks: bool = True
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Mention:
    id: str
    of: tuple[str, ...]
    span: Span
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Quote:
    """Reported content: ``spans`` are its segments, ``verbatim`` the marked words of a mixed one."""

    id: str
    form: Form
    spans: tuple[Span, ...]
    speakers: tuple[str, ...]
    verbatim: tuple[Span, ...] = ()
    cue: Span | None = None
    via: str | None = None
    on_behalf_of: str | None = None
    parent: str | None = None
    relayed_by: tuple[str, ...] = ()
    optional: bool = False
    line: int = field(default=0, compare=False)

    @property
    def marked(self) -> tuple[Span, ...]:
        """The stretches that stand in quote marks: all of a direct quote, none of an indirect one."""
        return self.spans if self.form == "direct" else self.verbatim


@dataclass(frozen=True, slots=True)
class NotQuote:
    span: Span
    why: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Fact:
    """One claim. ``needs`` are groups of alternatives: a summary that tells it has one of each."""

    id: str
    text: str
    weight: str
    spans: tuple[Span, ...]
    needs: tuple[tuple[str, ...], ...]
    lengths: tuple[Length, ...] = ()
    speakers: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Statement:
    id: str
    text: str
    label: Label
    trick: Trick
    spans: tuple[Span, ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Summary:
    """A reference summary, the facts it tells, and the pass that it comes from."""

    id: str
    task: Length
    text: str
    tells: tuple[str, ...]
    by: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Damage:
    span: Span
    what: str
    waives: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, eq=False)
class Article:
    """The frozen text and everything annotated in it. ``path`` says which file the gold came from."""

    meta: Meta
    raw: str
    path: str = ""
    regions: tuple[Region, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    mentions: tuple[Mention, ...] = ()
    quotes: tuple[Quote, ...] = ()
    not_quotes: tuple[NotQuote, ...] = ()
    facts: tuple[Fact, ...] = ()
    statements: tuple[Statement, ...] = ()
    summaries: tuple[Summary, ...] = ()
    damages: tuple[Damage, ...] = ()

    @property
    def id(self) -> str:
        return self.meta.id

    @cached_property
    def text(self) -> Text:
        return Text(self.raw)

    @cached_property
    def speaker(self) -> dict[str, Speaker]:
        return {s.id: s for s in self.speakers}

    @cached_property
    def mention(self) -> dict[str, Mention]:
        return {m.id: m for m in self.mentions}

    @cached_property
    def quote(self) -> dict[str, Quote]:
        return {q.id: q for q in self.quotes}

    @cached_property
    def fact(self) -> dict[str, Fact]:
        return {f.id: f for f in self.facts}

    def region_of(self, span: Span) -> RegionType:
        """The type of the smallest region that holds a span, or its start; ``body`` where none does."""
        holding = [r for r in self.regions if r.span.contains(span)]
        holding = holding or [r for r in self.regions if r.span.start <= span.start < r.span.end]
        return min(holding, key=lambda r: r.span.end - r.span.start).type if holding else "body"

    def without(self, *types: RegionType) -> str:
        """The text with the paragraphs (or parts of them) in regions of these types taken out."""
        cut = sorted((r.span for r in self.regions if r.type in types), reverse=True)
        text = self.raw
        for span in cut:
            text = text[: span.start] + text[span.end :]
        return "\n\n".join(line.strip() for line in text.split("\n") if line.strip())

    @cached_property
    def evidence(self) -> str:
        """What statements and summaries are judged against: body and captions, never the headline."""
        return self.without("label", "headline", "credit", "boilerplate")

    def is_damaged(self, spans: Iterable[Span]) -> bool:
        return any(d.span.overlaps(s) for s in spans for d in self.damages)
