"""QAGS's layout."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from onrecord.errors import OnRecordError
from onrecord.validity.people.judgements import Document, Summary
from onrecord.validity.people.layouts.registry import read_judgements

Write = Callable[[str, list[Any]], Path]


def sentence(text: str, *responses: str) -> dict[str, Any]:
    return {
        "sentence": text,
        "responses": [{"worker_id": n, "response": response} for n, response in enumerate(responses)],
    }


CNNDM = {
    "article": "The mill burnt.",
    "summary_sentences": [
        sentence("Mill burns.", "yes", "yes", "no"),
        sentence("All safe.", "no", "yes", "no"),
    ],
}
XSUM = {"article": "The ferry sails.", "summary_sentences": [sentence("A ferry.", "yes", "yes", "yes")]}


def test_a_sentence_is_supported_if_most_say_yes(write_lines: Write, tmp_path: Path) -> None:
    write_lines("mturk_cnndm.jsonl", [CNNDM])
    write_lines("mturk_xsum.jsonl", [XSUM])
    found = read_judgements(tmp_path)
    assert list(found.documents.values()) == [
        Document("mturk_cnndm-1", "The mill burnt."),
        Document("mturk_xsum-1", "The ferry sails."),
    ]
    assert found.summaries == [
        Summary("mturk_cnndm-1", "mturk_cnndm", "Mill burns. All safe.", scores={"consistency": 0.5}),
        Summary("mturk_xsum-1", "mturk_xsum", "A ferry.", scores={"consistency": 1.0}),
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ({"article": "", "summary_sentences": []}, "mturk_xsum.jsonl:2: field ‘summary_sentences’"),
        ({"article": "", "summary_sentences": [sentence("A.")]}, "field ‘summary_sentences.0.responses’"),
        ({"article": "", "summary_sentences": [sentence("A.", "maybe")]}, "should be 'yes' or 'no'"),
    ],
)
def test_lines_that_are_wrong(write_lines: Write, tmp_path: Path, line: Any, message: str) -> None:
    write_lines("mturk_xsum.jsonl", [XSUM, line])
    with pytest.raises(OnRecordError) as caught:
        read_judgements(tmp_path)
    assert message in str(caught.value)
