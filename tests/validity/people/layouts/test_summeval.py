"""SummEval's layout."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from onrecord.errors import OnRecordError
from onrecord.validity.people.judgements import Document, Summary
from onrecord.validity.people.layouts.registry import read_judgements

Write = Callable[[str, list[Any]], Path]


def scores(*four: int) -> dict[str, int]:
    return dict(zip(("coherence", "consistency", "fluency", "relevance"), four, strict=True))


def line(model: str, **more: Any) -> dict[str, Any]:
    return {
        "id": "dm-test-1",
        "model_id": model,
        "decoded": f"Mill burns, {model}",
        "references": ["A mill burnt.", "Fire at mill."],
        "filepath": "cnndm/1.story",
        "expert_annotations": [scores(1, 5, 5, 2), scores(2, 5, 4, 2), scores(3, 5, 3, 5)],
        "turker_annotations": [scores(5, 1, 1, 1)],
    } | more


MEANS = {"coherence": 2.0, "consistency": 5.0, "fluency": 4.0, "relevance": 3.0}


@pytest.mark.parametrize(
    ("name", "text"),
    [("model_annotations.aligned.jsonl", ""), ("model_annotations.aligned.paired.jsonl", "The mill burnt.")],
)
def test_scores_are_the_means_of_the_experts(
    write_lines: Write, tmp_path: Path, name: str, text: str
) -> None:
    given = {"text": text} if text else {}
    write_lines(name, [line("M0", **given), line("M11", **given)])
    found = read_judgements(tmp_path)
    references = ("A mill burnt.", "Fire at mill.")
    assert found.documents == {"dm-test-1": Document("dm-test-1", text, references)}
    assert found.summaries == [
        Summary("dm-test-1", m, f"Mill burns, {m}", scores=MEANS) for m in ("M0", "M11")
    ]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([line("M0"), line("M0")], "M0 has two summaries of dm-test-1"),
        ([line("M0"), line("M1", expert_annotations=[])], "aligned.jsonl:2: field ‘expert_annotations’"),
        ([line("M0", expert_annotations=[{"coherence": 1}])], "field ‘expert_annotations.0.consistency’"),
        ([line("M0", decoded=None)], "field ‘decoded’"),
    ],
)
def test_lines_that_are_wrong(write_lines: Write, tmp_path: Path, lines: list[Any], message: str) -> None:
    write_lines("model_annotations.aligned.jsonl", lines)
    with pytest.raises(OnRecordError) as caught:
        read_judgements(tmp_path)
    assert message in str(caught.value)


def test_two_such_files_are_refused(write_lines: Write, tmp_path: Path) -> None:
    write_lines("model_annotations.aligned.jsonl", [line("M0")])
    write_lines("model_annotations.aligned.paired.jsonl", [line("M0")])
    with pytest.raises(OnRecordError, match="one model_annotations"):
        read_judgements(tmp_path)
