"""OnRecord's own layout of what people said."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from onrecord.errors import OnRecordError
from onrecord.validity.people.judgements import Document, Summary, Unit
from onrecord.validity.people.layouts.registry import read_judgements

Write = Callable[[str, list[Any]], Path]

DOCUMENTS = [{"id": "mill", "text": "The mill burnt.", "references": ["A mill burnt."]}, {"id": "ferry"}]
SUMMARIES = [
    {"document": "mill", "system": "a", "text": "Mill burns"},
    {"document": "ferry", "system": "a", "text": "Ferry sails"},
]
MILL = {"document": "mill", "system": "a"}


@pytest.fixture
def write(write_lines: Write) -> Callable[[list[Any]], None]:
    def judged(judgements: list[Any]) -> None:
        write_lines("documents.jsonl", DOCUMENTS)
        write_lines("summaries.jsonl", SUMMARIES)
        write_lines("judgements.jsonl", judgements)

    return judged


def test_units_and_scores_are_gathered_over_annotators(write: Any, tmp_path: Path) -> None:
    write(
        [
            *(
                {**MILL, "unit": "A mill burnt.", "present": p, "annotator": n}
                for n, p in zip("xyz", (1, 0, 1), strict=True)
            ),
            *({**MILL, "unit": "It was old.", "present": p} for p in (True, False)),
            *({**MILL, "dimension": "clarity", "score": s} for s in (2, 4.5)),
        ]
    )
    found = read_judgements(tmp_path)
    assert found.documents == {
        "mill": Document("mill", "The mill burnt.", ("A mill burnt.",)),
        "ferry": Document("ferry"),
    }
    units = (Unit("A mill burnt.", True), Unit("It was old.", False))  # a tie is absent
    assert found.summaries == [
        Summary("mill", "a", "Mill burns", units, {"clarity": 3.25}),
        Summary("ferry", "a", "Ferry sails"),
    ]
    assert found.dimensions == ("clarity",)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "judgements.jsonl:2: Invalid JSON"),
        ("[]", "judgements.jsonl:2: Input should be an object"),
        (
            {**MILL, "unit": "U"},
            "judgements.jsonl:2: a judgement has unit and present, or dimension and score",
        ),
        ({**MILL, "unit": "U", "present": 1, "dimension": "d", "score": 1}, "or dimension and score"),
        ({**MILL, "unit": "U", "present": 2}, "field ‘present’"),
        ({**MILL, "dimension": "d", "score": "NaN"}, "field ‘score’: Input should be a finite number"),
        ('{"document": "mill", "system": "a", "dimension": "d", "score": NaN}', "judgements.jsonl:2: "),
        ({**MILL, "unit": "", "present": 1}, "field ‘unit’"),
        ({**MILL, "unit": "U", "present": 1, "by": "x"}, "field ‘by’: Extra inputs are not permitted"),
        ({"document": "mill", "system": "b", "unit": "U", "present": 1}, "no summary of mill by b"),
        ({**MILL, "unit": "A", "present": 0, "annotator": "x"}, ":2: x judges ‘A’ a second time"),
    ],
)
def test_what_is_wrong_is_named_by_file_and_line(write: Any, tmp_path: Path, line: Any, message: str) -> None:
    write([{**MILL, "unit": "A", "present": 1, "annotator": "x"}, line])
    with pytest.raises(OnRecordError) as caught:
        read_judgements(tmp_path)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("file", "lines", "message"),
    [
        ("documents.jsonl", [*DOCUMENTS, {"id": "mill"}], "documents.jsonl:3: a second document ‘mill’"),
        (
            "summaries.jsonl",
            [*SUMMARIES, {**MILL, "text": ""}],
            "summaries.jsonl:3: a second summary of mill by a",
        ),
        (
            "summaries.jsonl",
            [{**MILL, "document": "x", "text": ""}],
            "summaries.jsonl:1: documents.jsonl has no ‘x’",
        ),
    ],
)
def test_nothing_is_there_twice_or_about_nothing(
    write: Any, write_lines: Write, tmp_path: Path, file: str, lines: list[Any], message: str
) -> None:
    write([])
    write_lines(file, lines)
    with pytest.raises(OnRecordError, match=message):
        read_judgements(tmp_path)


def test_another_encoding_is_named(write: Any, tmp_path: Path) -> None:
    write([])
    (tmp_path / "documents.jsonl").write_bytes('{"id": "a"}\n{"id": "Müll"}\n'.encode("latin-1"))
    with pytest.raises(OnRecordError, match=r"documents\.jsonl:2: not UTF-8"):
        read_judgements(tmp_path)


def test_a_folder_without_a_judgement_is_refused(write: Any, tmp_path: Path) -> None:
    write([])
    with pytest.raises(OnRecordError, match="holds no judgement"):
        read_judgements(tmp_path)
