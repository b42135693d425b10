"""Asks a metric about every summary that people judged."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from onrecord.errors import OnRecordError
from onrecord.text import sentences
from onrecord.validity.people.judgements import Document, Judgements, Summary
from onrecord.validity.people.metrics import Item, Metric

Key = tuple[str, str]
"""A document and a system."""

Answers = Mapping[Key, Sequence[float | None]]
"""What a metric gave for each summary: for each unit that it was asked about, or for the whole."""

Counted = Callable[[Iterable[Any], int], Iterable[Any]]
"""Passes things on and shows how far one is."""


def ask(metric: Metric, judgements: Judgements, counted: Counted) -> Answers:
    """The metric's answers on all summaries that are judged.

    A unit metric is asked about the units that people labelled in a summary, and where they labelled none,
    about the sentences of the references. Raises OnRecordError where there are neither.
    """
    items: dict[Key, list[Item]] = {}
    for summary in judgements.summaries:
        if summary.units or summary.scores:
            document = judgements.documents[summary.document]
            place = f"{document.id} by {summary.system}"
            units = _units(metric, document, summary, place) if metric.of_units else [""]
            items[document.id, summary.system] = [
                Item(place, summary.text, document.text, document.references, unit) for unit in units
            ]
    flat = [item for several in items.values() for item in several]
    given = iter(counted(metric.answers(flat), len(flat)))
    return {key: tuple(islice(given, len(several))) for key, several in items.items()}


def _units(metric: Metric, document: Document, summary: Summary, place: str) -> list[str]:
    labelled = [unit.text for unit in summary.units]
    units = labelled or [s.of(text) for text in document.references for s in sentences(text)]
    if not units:
        raise OnRecordError(
            f"{metric.name} asks about units, and there is neither a labelled one nor a reference for {place}"
        )
    return units
