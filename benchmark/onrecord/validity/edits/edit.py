"""What a typed edit is, and the texts it is made on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from onrecord.gold.article import Article
from onrecord.gold.records import Length
from onrecord.reading.marks import marked_strings, outermost
from onrecord.reading.types import Marked
from onrecord.scoring.summaries.units import units_of
from onrecord.text import Span

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Base:
    """A good summary to edit: a reference, or a reference's plain sentences with one of gold's quotes."""

    article: Article
    id: str
    task: Length
    text: str

    @property
    def quotations(self) -> list[Marked]:
        """The stretches in quote marks, the outermost ones."""
        return outermost(marked_strings(self.text))

    @property
    def sentences(self) -> list[Span]:
        return units_of(self.text)

    def is_quoted(self, span: Span) -> bool:
        """Whether a place lies in quote marks, where a change alters a quotation."""
        return any(marked.span.overlaps(span) for marked in self.quotations)

    def replaced(self, span: Span, words: str) -> str:
        """The text with other words at a place."""
        return self.text[: span.start] + words + self.text[span.end :]


Make = Callable[[Base, Random], Iterator[str]]
"""The edited texts of a base, in a drawn order; none where the edit does not apply."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A type of edit. ``keeps``: it keeps the meaning, so noticing it is a false alarm. ``goal`` is the share
    that must be noticed, or for one that keeps the meaning the largest share that may be. ``of_quotes``: it
    is made on gold's quotes too, not on references alone."""

    name: str
    says: str
    make: Make
    goal: float | None = None
    keeps: bool = False
    of_quotes: bool = False
    of_facts: bool = False
    tasks: tuple[Length, ...] = ("headline", "brief", "quoted-brief")


def shuffled(things: list[T], random: Random) -> list[T]:
    """The same in a drawn order."""
    return random.sample(things, len(things))
