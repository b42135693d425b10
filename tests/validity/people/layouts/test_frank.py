"""FRANK's layout, in both of its forms."""

import json
from pathlib import Path
from typing import Any

import pytest

from onrecord.errors import OnRecordError
from onrecord.validity.people.judgements import Document, Summary
from onrecord.validity.people.layouts.registry import read_judgements


def texts(model: str, **more: Any) -> dict[str, Any]:
    return {
        "hash": "1a2b",
        "model_name": model,
        "article": "The mill burnt.",
        "summary": f"Mill burns. All safe. ({model})",
        "reference": "A mill burnt.",
        "split": "test",
    } | more


def write(folder: Path, name: str, entries: Any) -> None:
    (folder / name).write_text(json.dumps(entries), encoding="utf-8")


DOCUMENTS = {"1a2b": Document("1a2b", "The mill burnt.", ("A mill burnt.",))}


def test_factuality_stands_beside_the_texts(tmp_path: Path) -> None:
    write(tmp_path, "benchmark_data.json", [texts("bart"), texts("pgn"), texts("unjudged")])
    judged = [
        {"hash": "1a2b", "model_name": m, "Factuality": f, "Semantic_Frame_Errors": 1.0}
        for m, f in (("pgn", 0.5), ("bart", 1.0))
    ]
    write(tmp_path, "human_annotations.json", judged)
    found = read_judgements(tmp_path)
    assert found.documents == DOCUMENTS
    assert found.summaries == [
        Summary("1a2b", m, f"Mill burns. All safe. ({m})", scores={"factuality": f})
        for m, f in (("pgn", 0.5), ("bart", 1.0))
    ]


def test_from_sentences_most_annotators_must_find_no_error(tmp_path: Path) -> None:
    sentences = [
        {"annotator_0": ["NoE"], "annotator_1": ["EntE"], "annotator_2": ["NoE"]},
        {"annotator_0": ["NoE"], "annotator_1": ["EntE", "GramE"], "annotator_2": ["NoE", "OutE"]},
    ]
    entry = texts(
        "bart", summary_sentences=["Mill burns.", "All safe."], summary_sentences_annotations=sentences
    )
    del entry["reference"]
    write(tmp_path, "human_annotations_sentence.json", [entry])
    found = read_judgements(tmp_path)
    assert found.documents == {"1a2b": Document("1a2b", "The mill burnt.")}
    assert [s.scores for s in found.summaries] == [{"factuality": 0.5}]


@pytest.mark.parametrize(
    ("data", "judged", "message"),
    [
        (
            [texts("bart")],
            [{"hash": "9", "model_name": "bart", "Factuality": 1}],
            "has no summary of 9 by bart",
        ),
        (
            [texts("bart")],
            [{"hash": "1a2b", "model_name": "bart"}],
            "json: field ‘0.Factuality’: Field required",
        ),
        ([{"hash": "1a2b"}], [], "benchmark_data.json: field ‘0.model_name’"),
        ({}, [], "benchmark_data.json: Input should be a valid array"),
    ],
)
def test_files_that_do_not_fit(tmp_path: Path, data: Any, judged: Any, message: str) -> None:
    write(tmp_path, "benchmark_data.json", data)
    write(tmp_path, "human_annotations.json", judged)
    with pytest.raises(OnRecordError) as caught:
        read_judgements(tmp_path)
    assert message in str(caught.value)
