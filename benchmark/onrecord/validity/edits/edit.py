"""What a typed edit is, and the texts it is made on."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import Literal, TypeVar

from onrecord.gold.article import Article
from onrecord.gold.records import Length
from onrecord.reading.marks import marked_strings, outermost
from onrecord.reading.types import Marked
from onrecord.scoring.summaries.units import units_of
from onrecord.text import Span

T = TypeVar("T")

Kind = Literal["reference", "quote", "fact", "facts", "statement", "extract", "rounded"]
"""What a base is made of; ``bases.py`` says how."""

QUOTED: tuple[Kind, ...] = ("reference", "quote")
CLAIMS: tuple[Kind, ...] = ("reference", "fact")
ALL: tuple[Kind, ...] = ("reference", "quote", "fact", "facts", "statement", "extract")


@dataclass(frozen=True, slots=True)
class Base:
    """A text to edit that is true to its article, as a good summary is. ``id`` begins with the reference
    that it is made of, or with "+" where it is made of none."""

    article: Article
    id: str
    task: Length
    text: str
    kind: Kind = "reference"

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

    def changed(self, text: str) -> tuple[str, str]:
        """The sentences that an edit touches, before and after it.

        Bases share sentences; two edits that do the same to one sentence are one edit.
        """
        start = _shared(self.text, text)
        end = _shared(self.text[start:][::-1], text[start:][::-1])
        # A quotation that begins in lower case does not part sentences, but what stands before it does.
        breaks = [m.start() for m in re.finditer(r"(?<=[.!?]) (?=“)", self.text)]
        parts = [part for sentence in self.sentences for part in _parted(sentence, breaks)]
        touched = [p for p in parts if p.start <= len(self.text) - end and start <= p.end]
        if touched:
            start = min(start, touched[0].start)
            end = min(end, len(self.text) - touched[-1].end)
        return self.text[start : len(self.text) - end], text[start : len(text) - end]


def _parted(span: Span, breaks: list[int]) -> list[Span]:
    edges = [span.start, *(b for b in breaks if span.start < b < span.end), span.end]
    return [Span(*edge) for edge in pairwise(edges)]


def _shared(one: str, other: str) -> int:
    """How many characters two texts begin with together."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


Make = Callable[[Base, Random], Iterator[str]]
"""The edited texts of a base, in a drawn order; none where the edit does not apply."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A type of edit. ``keeps``: it keeps the meaning, so noticing it is a false alarm. ``goal`` is the share
    that must be noticed, or for one that keeps the meaning the largest share that may be. ``of``: what the
    bases are made of that it is made on."""

    name: str
    says: str
    make: Make
    goal: float | None = None
    keeps: bool = False
    of: tuple[Kind, ...] = ("reference",)
    tasks: tuple[Length, ...] = ("headline", "brief", "quoted-brief")


def keeping(name: str, says: str, make: Make, of: tuple[Kind, ...] = ALL) -> Edit:
    """One that keeps the meaning, on all there is: whatever a good summary is made of, it is left alone."""
    return Edit(name, says, make, 0.02, keeps=True, of=of)


def shuffled(things: list[T], random: Random) -> list[T]:
    """The same in a drawn order."""
    return random.sample(things, len(things))
