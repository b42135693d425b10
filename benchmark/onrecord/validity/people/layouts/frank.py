"""FRANK (Pagnoni, Balachandran and Tsvetkov 2021): how factual summaries of CNN/DM and XSum are.

Either ``human_annotations.json`` (``hash``, ``model_name``, ``Factuality``) beside ``benchmark_data.json``
(``hash``, ``model_name``, ``article``, ``summary``, ``reference``), or ``human_annotations_sentence.json``
alone, which has the texts and, for each sentence, what each annotator found in it ("NoE": no error).
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import Field

from onrecord.errors import OnRecordError
from onrecord.validity.people.judgements import Document, Judgements, Summary
from onrecord.validity.people.layouts.files import Record, by_id, read_array

_DIMENSION = "factuality"
_NO_ERROR = ["NoE"]


class _Texts(Record):
    hash: str
    model_name: str
    article: str
    summary: str
    reference: str = ""


class _Score(Record):
    hash: str
    model_name: str
    Factuality: float


class _Sentences(_Texts):
    summary_sentences_annotations: Annotated[tuple[Mapping[str, list[str]], ...], Field(min_length=1)]


def read(folder: Path) -> Judgements:
    """Read a folder in this layout.

    From sentences, factuality is the share of them in which more than half of the annotators found no error,
    as the authors count it. Raises OnRecordError naming the file and the entry that is wrong.
    """
    if not (folder / "human_annotations.json").exists():
        sentences = read_array(folder / "human_annotations_sentence.json", _Sentences)
        return _joined(sentences, [_share_without_error(entry) for entry in sentences])
    texts = {(t.hash, t.model_name): t for t in read_array(folder / "benchmark_data.json", _Texts)}
    scores = read_array(folder / "human_annotations.json", _Score)
    for score in scores:
        if (score.hash, score.model_name) not in texts:
            raise OnRecordError(
                f"{folder / 'benchmark_data.json'}: has no summary of {score.hash} by {score.model_name}, "
                "which human_annotations.json judges"
            )
    return _joined([texts[s.hash, s.model_name] for s in scores], [s.Factuality for s in scores])


def _joined(texts: Sequence[_Texts], scores: Sequence[float]) -> Judgements:
    return Judgements(
        by_id(Document(t.hash, t.article, (t.reference,) if t.reference else ()) for t in texts),
        [
            Summary(t.hash, t.model_name, t.summary, scores={_DIMENSION: score})
            for t, score in zip(texts, scores, strict=True)
        ],
    )


def _share_without_error(entry: _Sentences) -> float:
    sentences = [
        2 * sum(found == _NO_ERROR for found in annotators.values()) > len(annotators)
        for annotators in entry.summary_sentences_annotations
    ]
    return sum(sentences) / len(sentences)
