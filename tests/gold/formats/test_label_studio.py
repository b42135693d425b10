"""Label Studio: offsets as a browser counts them, and exports with other labels."""

import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import GoldError
from onrecord.gold.formats.label_studio import read, write
from onrecord.gold.formats.registry import Incoming
from onrecord.gold.formats.utf16 import Utf16
from onrecord.gold.records import MentionRecord, QuoteRecord
from onrecord.text import Span

TEXT = "🚢 “It sails,” said Quill. Pell said it rained."


def came(tmp_path: Path, tasks: Any) -> Incoming:
    path = tmp_path / "export.json"
    path.write_text(json.dumps(tasks), encoding="utf-8")
    (article,) = read(path)
    return article


def region(key: str, words: str, label: str) -> dict[str, Any]:
    """A region as Label Studio writes it, its offsets counted by JavaScript's rule."""
    start = len(TEXT[: TEXT.index(words)].encode("utf-16-le")) // 2
    value = {"start": start, "end": start + len(words.encode("utf-16-le")) // 2, "text": words}
    named = {"id": key, "from_name": "ner", "to_name": "text", "type": "labels"}
    return {**named, "value": {**value, "labels": [label]}}


@given(st.text(st.sampled_from("a🚢é\u0301ש👩")), st.data())
def test_units_are_those_of_utf_16(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    span = Span(start, data.draw(st.integers(start, len(text))))
    units = tuple(len(text[:at].encode("utf-16-le")) // 2 for at in span)
    assert Utf16(text).units(span) == units
    assert Utf16(text).span(*units) == span


@pytest.mark.parametrize("place", [(1, 2), (0, 1), (-1, 2), (0, 99), (99, 100)])
def test_an_end_inside_an_emoji_or_outside_the_text_is_no_place(place: tuple[int, int]) -> None:
    assert Utf16("🚢 a").span(*place) is None


def test_offsets_count_an_emoji_as_two(write_article: Callable[..., Path], tmp_path: Path) -> None:
    write([write_article(tmp_path / "ferry")], tmp_path)
    (task,) = json.loads((tmp_path / "label-studio.json").read_text(encoding="utf-8"))
    units = task["data"]["text"].encode("utf-16-le")
    values = [r["value"] for r in task["annotations"][0]["result"] if r["type"] == "labels"]
    assert any("🚢" in task["data"]["text"][: v["start"]] for v in values)
    for value in values:
        assert units[2 * value["start"] : 2 * value["end"]].decode("utf-16-le") == value["text"]


def test_the_interface_has_every_name_and_label_that_is_used(
    write_article: Callable[..., Path], tmp_path: Path
) -> None:
    write([write_article(tmp_path / "ferry")], tmp_path)
    interface = ElementTree.parse(tmp_path / "labeling-config.xml")
    names = {element.get("name") for element in interface.iter()}
    values = {element.get("value") for element in interface.iter()}
    (task,) = json.loads((tmp_path / "label-studio.json").read_text(encoding="utf-8"))
    for result in task["annotations"][0]["result"]:
        value = result.get("value", {})
        assert result.get("from_name", "kind") in names
        assert {*value.get("labels", ()), *value.get("choices", ()), *result.get("labels", ())} <= values


def test_a_foreign_export_is_read_as_far_as_it_is_understood(tmp_path: Path) -> None:
    results = [
        region("a", "“It sails,”", "Direct speech"),
        region("b", "Quill", "Speaker"),
        region("c", "it rained", "WEATHER"),
        {"type": "relation", "from_id": "a", "to_id": "b", "direction": "right", "labels": ["source"]},
        {"type": "choices", "from_name": "mood", "to_name": "text", "value": {"choices": ["calm"]}},
        {"type": "labels", "id": "d", "value": {"start": 1, "end": 2, "labels": ["Quote"]}},
        {"type": "labels", "id": "e", "value": {"start": "/div[1]", "end": 2, "labels": ["Quote"]}},
        "nothing",
    ]
    tasks = {
        "id": 7,
        "data": {"my_text": TEXT, "url": "http://x"},
        "annotations": [{"result": [], "was_cancelled": True}, {"result": results}, {"result": []}],
        "predictions": [{}],
    }
    article = came(tmp_path, tasks)
    (quote,) = (r for r in article.records if isinstance(r, QuoteRecord))
    assert (quote.at, quote.form, quote.speaker) == (("p1 ⟦“It sails,”⟧",), "direct", "quill")
    assert [r.at for r in article.records if isinstance(r, MentionRecord)] == ["p1 ⟦Quill⟧"]
    assert article.id == "export-7"
    assert dict(+article.losses) == {
        "annotations that are not understood: WEATHER": 1,
        "results that are not understood: choices ‘mood’": 1,
        "regions whose words are not those at their offsets": 1,
        "regions without a place in the text or a label": 1,
        "results that are not understood: not an object": 1,
        "cancelled annotations": 1,
        "further annotations of a task (the first is taken)": 1,
        "predictions": 1,
    }


def test_a_speaker_typed_by_name_becomes_one(tmp_path: Path) -> None:
    said = {"id": "a", "type": "textarea", "from_name": "speaker", "value": {"text": ["Ilse Varga"]}}
    result = [said, region("a", "it rained", "Quote")]
    article = came(tmp_path, [{"data": {"text": TEXT}, "annotations": [{"result": result}]}])
    assert [r.model_dump(exclude_defaults=True).get("name") for r in article.records] == ["Ilse Varga", None]
    (quote,) = (r for r in article.records if isinstance(r, QuoteRecord))
    assert (quote.speaker, quote.form) == ("ilse-varga", "indirect")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[3]", "task 1 has no ‘data’"),
        ('[{"data": {"text": 3}}]', "task 1 has no text"),
        ('[{"data": {"text": "a\\ud800"}}]', "half a character at 1"),
    ],
)
def test_files_that_are_no_export(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "export.json").write_text(content, encoding="utf-8")
    with pytest.raises(GoldError) as caught:
        list(read(tmp_path))
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_nothing_of_the_wrong_type_is_a_crash(tmp_path: Path) -> None:
    odd: list[Any] = [None, 3, [], {}, "a", {"text": [3]}, [[]]]
    for value in odd:
        results = [
            {
                "type": "labels",
                "id": value,
                "value": {"start": 0, "end": 4, "labels": [value]},
                "meta": value,
            },
            {"type": "choices", "id": value, "from_name": "form", "value": {"choices": value}},
            {"type": "textarea", "id": value, "from_name": "speaker", "value": {"text": value}},
            {"type": "relation", "from_id": value, "to_id": value, "labels": value},
            {"type": value, "value": value},
        ]
        data = {"text": TEXT, "article": value, "records": [value, {"kind": value}]}
        came(tmp_path, [{"data": data, "annotations": [{"result": results}, value], "predictions": value}])
