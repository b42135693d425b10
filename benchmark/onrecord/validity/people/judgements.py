"""What people said about summaries: which content units each one tells, and how good it is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Document:
    """An article that was summarised. ``text`` is empty where only its references are there."""

    id: str
    text: str = ""
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """A content unit, and whether people found it in the summary."""

    text: str
    present: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """One system's summary of one document.

    ``scores`` are by dimension ("relevance"), each the mean over its annotators, in whatever range they used.
    """

    document: str
    system: str
    text: str
    units: tuple[Unit, ...] = ()
    scores: Mapping[str, float] = field(default_factory=dict)

    @property
    def share_present(self) -> float:
        """The share of its units that people found in it. Raises ZeroDivisionError where it has none."""
        return sum(unit.present for unit in self.units) / len(self.units)


@dataclass(frozen=True, slots=True)
class Judgements:
    """A collection: its documents by id, and the summaries that people judged, one a document and system."""

    documents: Mapping[str, Document]
    summaries: Sequence[Summary]

    def of(self, documents: Collection[str]) -> "Judgements":
        """The part of the collection that is about some of its documents."""
        return Judgements(
            {id: document for id, document in self.documents.items() if id in documents},
            [summary for summary in self.summaries if summary.document in documents],
        )

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The names of its scores, in the order of their appearance."""
        return tuple(dict.fromkeys(name for summary in self.summaries for name in summary.scores))
