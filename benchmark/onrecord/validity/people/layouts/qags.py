"""QAGS (Wang, Cho and Lewis 2020): ``mturk_cnndm.jsonl`` and ``mturk_xsum.jsonl``, one or both.

One summary a line: ``article`` and ``summary_sentences``, each with its ``sentence`` and the ``responses``
of three annotators, "yes" where the article supports it. A file is the output of one system.
"""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from onrecord.errors import OnRecordError
from onrecord.validity.people.judgements import Document, Judgements, Summary
from onrecord.validity.people.layouts.files import Record, read_objects

_DIMENSION = "consistency"


class _Response(Record):
    response: Literal["yes", "no"]


class _Sentence(Record):
    sentence: str
    responses: Annotated[tuple[_Response, ...], Field(min_length=1)]

    @property
    def is_supported(self) -> bool:
        return 2 * sum(said.response == "yes" for said in self.responses) > len(self.responses)


class _Line(Record):
    article: str
    summary_sentences: Annotated[tuple[_Sentence, ...], Field(min_length=1)]


def read(folder: Path) -> Judgements:
    """Read a folder in this layout.

    Consistency is the share of a summary's sentences that more than half of the annotators find supported, as
    the authors count it. Documents and systems are called after file and line. Raises OnRecordError naming
    the line that is wrong.
    """
    paths = sorted(folder.glob("mturk_*.jsonl"))
    if not paths:
        raise OnRecordError(f"{folder}: has no mturk_cnndm.jsonl or mturk_xsum.jsonl")
    documents: dict[str, Document] = {}
    summaries = []
    for path in paths:
        for number, (_, line) in enumerate(read_objects(path, _Line), 1):
            id = f"{path.stem}-{number}"
            sentences = line.summary_sentences
            text = " ".join(s.sentence for s in sentences)
            supported = sum(s.is_supported for s in sentences) / len(sentences)
            documents[id] = Document(id, line.article)
            summaries.append(Summary(id, path.stem, text, scores={_DIMENSION: supported}))
    return Judgements(documents, summaries)
