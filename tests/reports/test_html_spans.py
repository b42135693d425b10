"""What the page is made of: marks flattened to segments, text made harmless, numbers."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.reports.html_spans import Mark, Tag, flatten
from onrecord.reports.html_text import anchor, clean, number, shorten
from onrecord.text import Span


@given(st.data())
def test_flattening_loses_no_character(data: st.DataObject) -> None:
    text = data.draw(st.text(max_size=60))
    places = st.integers(-3, len(text) + 3)
    spans = data.draw(st.lists(st.tuples(places, places), max_size=12))
    marks = [Mark(Span(a, b), f"m{n}", anchor=f"a{n % 3}") for n, (a, b) in enumerate(spans)]
    within = data.draw(st.none() | st.tuples(places, places))
    segments = flatten(text, marks, Span(*within) if within else None)
    start, end = within or (0, len(text))
    assert "".join(s.text for s in segments) == text[max(0, start) : max(0, end)]
    place = max(0, start)
    for segment in segments:
        stop = place + len(segment.text)
        expected = {f"m{n}" for n, (a, b) in enumerate(spans) if a <= place and stop <= b}
        assert {c for c in segment.css.split() if c.startswith("m")} == expected
        place = stop
    opened = [i for s in segments for i in s.ids]
    assert len(opened) == len(set(opened))


def test_nested_marks_keep_their_classes_and_their_labels() -> None:
    outer = Mark(Span(0, 9), "outer", "who", "p1", Tag("missed"))
    inner = Mark(Span(4, 9), "inner", tag=Tag("found"))
    segments = flatten("one two three", [inner, outer])
    assert [(s.text, s.css) for s in segments] == [
        ("one ", "outer p1"),
        ("two t", "outer p1 inner"),
        ("hree", ""),
    ]
    assert [t.label for t in segments[1].tags] == ["found", "missed"]
    assert segments[0].ids == ("p1",)


@given(st.text(st.characters(codec=None), max_size=80))
def test_cleaned_text_can_be_written_and_keeps_its_length(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned) == len(text)
    cleaned.encode("utf-8")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", cleaned)


def test_cleaning_leaves_ordinary_text_alone() -> None:
    text = "“Déjà vu,” said מספנה 🚢 —\tline\nنص"
    assert clean(text) == text


@given(st.text(max_size=300))
def test_an_anchor_is_plain(name: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.-]*", anchor(name))


def test_a_long_text_is_cut_with_a_note() -> None:
    assert shorten("x" * 5_000, 1_000).endswith("… [cut here: 5,000 characters in all]")
    assert shorten("short") == "short"


@pytest.mark.parametrize(
    ("value", "percent", "shown"),
    [(None, True, "–"), (0.8, True, "80.0"), (1, True, "100.0"), (16.25, False, "16.2")],
)
def test_numbers_have_one_decimal(value: float | None, percent: bool, shown: str) -> None:
    assert number(value, percent=percent) == shown
