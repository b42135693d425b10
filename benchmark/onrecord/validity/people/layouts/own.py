"""OnRecord's own layout: three JSON Lines files, for judgements that a user has collected.

``documents.jsonl``: ``id``, ``text`` and ``references`` (either may be left out). ``summaries.jsonl``:
``document``, ``system``, ``text``. ``judgements.jsonl``: ``document`` and ``system``, with ``unit`` and
``present``, or ``dimension`` and ``score``; one line an annotator, who may be named by ``annotator``.
"""

from collections import defaultdict
from dataclasses import replace
from math import fsum
from pathlib import Path
from typing import Annotated, Self

from pydantic import ConfigDict, Field, model_validator

from onrecord.errors import OnRecordError
from onrecord.validity.people.judgements import Document, Judgements, Summary, Unit
from onrecord.validity.people.layouts.files import Record, read_objects

_Name = Annotated[str, Field(min_length=1)]
_Key = tuple[str, str]


class _Line(Record):
    model_config = ConfigDict(extra="forbid")


class _Document(_Line):
    id: _Name
    text: str = ""
    references: tuple[str, ...] = ()


class _Summary(_Line):
    document: _Name
    system: _Name
    text: str


class _Judgement(_Line):
    document: _Name
    system: _Name
    annotator: str = ""
    unit: _Name | None = None
    present: bool | None = None
    dimension: _Name | None = None
    score: float | None = None

    @model_validator(mode="after")
    def _is_one_of_two(self) -> Self:
        told = [name for name in ("unit", "present", "dimension", "score") if getattr(self, name) is not None]
        if told not in (["unit", "present"], ["dimension", "score"]):
            raise ValueError("a judgement has unit and present, or dimension and score")
        return self


def read(folder: Path) -> Judgements:
    """Read a folder in this layout.

    A unit is present if more than half of its annotators say so; a score is their mean. Raises OnRecordError
    naming file and line where something is wrong, unknown, or there twice.
    """
    documents: dict[str, Document] = {}
    for place, document in read_objects(folder / "documents.jsonl", _Document):
        if document.id in documents:
            raise OnRecordError(f"{place}: a second document ‘{document.id}’; keep one")
        documents[document.id] = Document(document.id, document.text, document.references)
    summaries: dict[_Key, Summary] = {}
    for place, summary in read_objects(folder / "summaries.jsonl", _Summary):
        key = (summary.document, summary.system)
        if summary.document not in documents:
            raise OnRecordError(f"{place}: documents.jsonl has no ‘{summary.document}’")
        if key in summaries:
            raise OnRecordError(f"{place}: a second summary of {key[0]} by {key[1]}; keep one")
        summaries[key] = Summary(summary.document, summary.system, summary.text)
    units, scores = _judged(folder / "judgements.jsonl", summaries)
    return Judgements(
        documents,
        [
            replace(
                summary,
                units=tuple(Unit(text, 2 * sum(said) > len(said)) for text, said in units[key].items()),
                scores={name: fsum(given) / len(given) for name, given in scores[key].items()},
            )
            for key, summary in summaries.items()
        ],
    )


def _judged(
    path: Path, summaries: dict[_Key, Summary]
) -> tuple[dict[_Key, dict[str, list[bool]]], dict[_Key, dict[str, list[float]]]]:
    """What each annotator said, by summary, and by unit or dimension."""
    units: dict[_Key, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    scores: dict[_Key, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    seen = set()
    for place, said in read_objects(path, _Judgement):
        key = (said.document, said.system)
        if key not in summaries:
            raise OnRecordError(f"{place}: summaries.jsonl has no summary of {key[0]} by {key[1]}")
        about = (key, said.unit, said.dimension, said.annotator)
        if said.annotator and about in seen:
            raise OnRecordError(
                f"{place}: {said.annotator} judges ‘{said.unit or said.dimension}’ a second time; keep one"
            )
        seen.add(about)
        if said.unit is not None and said.present is not None:
            units[key][said.unit].append(said.present)
        elif said.dimension is not None and said.score is not None:
            scores[key][said.dimension].append(said.score)
    return units, scores
