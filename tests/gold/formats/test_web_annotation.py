"""W3C Web Annotation: selectors that find their words, and pages of other people."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from onrecord.errors import GoldError
from onrecord.gold.formats.registry import Incoming
from onrecord.gold.formats.web_annotation import read, write
from onrecord.gold.records import MentionRecord, QuoteRecord

TEXT = "🚢 “It sails,” said Quill. Pell said it rained. It said so."


def tag(value: str, *selectors: dict[str, Any], source: str = "https://example.org/news/ships.txt") -> Any:
    body = {"type": "TextualBody", "purpose": "tagging", "value": value}
    return {"type": "Annotation", "body": body, "target": {"source": source, "selector": list(selectors)}}


def words(exact: str, **context: str) -> dict[str, str]:
    return {"type": "TextQuoteSelector", "exact": exact, **context}


def place(start: int, end: int) -> dict[str, Any]:
    return {"type": "TextPositionSelector", "start": start, "end": end}


def came(tmp_path: Path, page: Any) -> Incoming:
    (tmp_path / "ships.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "page.jsonld").write_text(json.dumps(page), encoding="utf-8")
    (article,) = read(tmp_path)
    return article


def test_positions_are_code_points_and_quotes_the_same_words(
    write_article: Callable[..., Path], tmp_path: Path
) -> None:
    folder = write_article(tmp_path / "ferry")
    write([folder], tmp_path)
    text = (tmp_path / "ferry.txt").read_text(encoding="utf-8")
    page = json.loads((tmp_path / "ferry.jsonld").read_text(encoding="utf-8"))
    targets = [t for item in page["items"] if isinstance(item["target"], list) for t in item["target"]]
    assert any("🚢" in text[: t["selector"][0]["start"]] for t in targets)
    for target in targets:
        position, quote = target["selector"]
        around = quote["prefix"] + quote["exact"] + quote["suffix"]
        assert text[position["start"] : position["end"]] == quote["exact"]
        assert text[position["start"] - len(quote["prefix"]) :].startswith(around)
        assert target["source"] == "ferry.txt"
    whole = [item["body"][0]["value"] for item in page["items"] if item["target"] == "ferry.txt"]
    assert {"speaker", "summary", "statement"} == set(whole)


def test_a_place_that_moved_is_found_by_its_words(tmp_path: Path) -> None:
    article = came(
        tmp_path,
        {
            "type": "AnnotationCollection",
            "first": {"items": [tag("quote", place(1, 12), words("“It sails,”"))]},
        },
    )
    assert [r.at for r in article.records if isinstance(r, QuoteRecord)] == [("p1 ⟦“It sails,”⟧",)]


def test_other_annotations_are_read_as_far_as_they_are_understood(tmp_path: Path) -> None:
    comment = {"type": "Annotation", "bodyValue": "hm", "target": "https://example.org/news/ships.txt"}
    article = came(
        tmp_path,
        [
            tag("Person", words("Quill")),
            tag("quote", words("said")),
            tag("quote", words("it", prefix="Pell said ", suffix=" rained")),
            tag("quote", place(-4, 999)),
            tag("WEATHER", place(0, 1)),
            comment,
            "nothing",
            {"type": "Note"},
        ],
    )
    assert [r.at for r in article.records if isinstance(r, MentionRecord)] == ["p1 ⟦Quill⟧"]
    assert [r.at for r in article.records if isinstance(r, QuoteRecord)] == [("p1 ⟦it⟧",)]
    assert dict(+article.losses) == {
        "annotations whose words are not in the text, or at several places of it": 2,
        "annotations that are not understood: WEATHER": 1,
        "annotations that are not understood: without a tag": 1,
        "bodies that are not tags": 1,
        "items that are not annotations": 2,
        "quotes with no speaker, given to the speaker ‘unknown’": 1,
    }


@pytest.mark.parametrize(
    "source", ["../secret.txt", "/etc/passwd", "file:///etc/hosts.txt", "..%2Fsecret.txt"]
)
def test_the_text_is_never_sought_outside_the_folder(tmp_path: Path, source: str) -> None:
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "page.jsonld").write_text(
        json.dumps([tag("quote", place(0, 6), source=source)]), encoding="utf-8"
    )
    with pytest.raises(GoldError, match=r"its text is not beside it; save it there as page\.txt"):
        list(read(inner))


@pytest.mark.parametrize("content", ["", "[" * 100_000, "\ud800"])
def test_files_that_are_not_json(tmp_path: Path, content: str) -> None:
    (tmp_path / "page.jsonld").write_bytes(content.encode("utf-8", "surrogatepass"))
    with pytest.raises(GoldError, match=r"page\.jsonld: not (JSON|UTF-8)"):
        list(read(tmp_path))


def test_nothing_of_the_wrong_type_is_a_crash(tmp_path: Path) -> None:
    odd: list[Any] = [None, 3, [], {}, "a", [[]], {"type": "onrecord:quote", "onrecord:speaker": [3]}]
    for value in odd:
        (tmp_path / "page.txt").write_text(TEXT, encoding="utf-8")
        came(tmp_path, [{"type": "Annotation", "body": value, "target": value}, value])
        came(
            tmp_path, [{"type": "Annotation", "body": value, "target": {"source": value, "selector": value}}]
        )
        came(tmp_path, {"onrecord:article": value, "items": value})
        quoted = {
            "type": "onrecord:quote",
            "onrecord:hints": value,
            "onrecord:form": value,
            "onrecord:via": value,
        }
        came(tmp_path, [{"type": "Annotation", "body": quoted, "target": [{"selector": place(0, 1)}, value]}])
