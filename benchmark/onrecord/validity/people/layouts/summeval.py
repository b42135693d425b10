"""SummEval (Fabbri et al. 2021): ``model_annotations.aligned.jsonl``, or the same with its articles paired.

One summary a line: ``id`` of the article, ``model_id``, ``decoded``, ``references`` and
``expert_annotations``, each with four scores from 1 to 5. The release has the articles' texts only after its
pairing script (``text``). The crowd's annotations are not read: the authors find that they correlate poorly
with the experts'.
"""

from math import fsum
from pathlib import Path
from typing import Annotated

from pydantic import Field

from onrecord.errors import OnRecordError
from onrecord.validity.people.judgements import Document, Judgements, Summary
from onrecord.validity.people.layouts.files import Record, by_id, read_objects


class _Scores(Record):
    coherence: float
    consistency: float
    fluency: float
    relevance: float


class _Line(Record):
    id: str
    model_id: str
    decoded: str
    references: tuple[str, ...] = ()
    text: str = ""
    expert_annotations: Annotated[tuple[_Scores, ...], Field(min_length=1)]


def read(folder: Path) -> Judgements:
    """Read a folder with one such file. Raises OnRecordError naming the line that is wrong, or the files."""
    paths = sorted(folder.glob("model_annotations.aligned*.jsonl"))
    if len(paths) != 1:
        found = ", ".join(path.name for path in paths) or "none"
        raise OnRecordError(f"{folder}: one model_annotations.aligned*.jsonl is needed, there is {found}")
    lines = [line for _, line in read_objects(paths[0], _Line)]
    return Judgements(
        by_id(Document(line.id, line.text, line.references) for line in lines),
        [Summary(line.id, line.model_id, line.decoded, scores=_means(line)) for line in lines],
    )


def _means(line: _Line) -> dict[str, float]:
    given = line.expert_annotations
    return {
        name: fsum(getattr(scores, name) for scores in given) / len(given) for name in _Scores.model_fields
    }
