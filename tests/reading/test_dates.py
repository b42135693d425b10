"""Dates as they stand in news English, each with the fields that it tells and no others."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.reading.dates import read_dates

Fields = tuple[int | None, int | None, int | None, int | None, str]


def read(text: str) -> list[tuple[str, Fields]]:
    return [(d.span.of(text), (d.year, d.month, d.day, d.weekday, d.relative)) for d in read_dates(text)]


@pytest.mark.parametrize(
    ("text", "words", "fields"),
    [
        ("on Tuesday", "Tuesday", (None, None, None, 1, "")),
        ("late Monday night", "Monday", (None, None, None, 0, "")),
        ("on 26 March 2024", "26 March 2024", (2024, 3, 26, None, "")),
        ("March 26, 2024", "March 26, 2024", (2024, 3, 26, None, "")),
        ("the attacks of October 7", "October 7", (None, 10, 7, None, "")),
        ("the 7th of October 2023", "7th of October 2023", (2023, 10, 7, None, "")),
        ("Oct. 7", "Oct. 7", (None, 10, 7, None, "")),
        ("2024-03-26", "2024-03-26", (2024, 3, 26, None, "")),
        ("Tuesday, 26 March", "Tuesday, 26 March", (None, 3, 26, 1, "")),
        ("March 2024", "March 2024", (2024, 3, None, None, "")),
        ("in March", "March", (None, 3, None, None, "")),
        ("in 2019", "2019", (2019, None, None, None, "")),
        ("the 2019 elections", "2019", (2019, None, None, None, "")),
        ("last week", "last week", (None, None, None, None, "last week")),
        ("last Tuesday", "last Tuesday", (None, None, None, 1, "last")),
        ("two weeks ago", "two weeks ago", (None, None, None, None, "2 weeks ago")),
        ("yesterday", "yesterday", (None, None, None, None, "yesterday")),
        ("until Christmas Eve", "Christmas Eve", (None, 12, 24, None, "")),
        ("on New Year’s Day", "New Year’s Day", (None, 1, 1, None, "")),
        ("on Good Friday", "Good Friday", (None, None, None, None, "good friday")),
        ("before Easter", "Easter", (None, None, None, None, "easter")),
        ("the 1990s", "the 1990s", (None, None, None, None, "1990s")),
    ],
)
def test_one_date(text: str, words: str, fields: Fields) -> None:
    assert read(text) == [(words, fields)]


@pytest.mark.parametrize(
    "text",
    [
        "they may march",
        "May I ask?",
        "March on, he said",
        "more than 2000 people",
        "2000 people",
        "$2000",
        "the F-2000",
        "June Osborne said",
        "2,000",
        "the Good Friday Agreement",
        "Easter Island",
        "sold Christmas trees",
        "at Christmas dinner",
    ],
)
def test_words_and_counts_that_only_look_like_dates(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize("text", ["on 14 and 21 March.", "on March 14 and 21.", "March 14th or 21st"])
def test_two_days_share_a_month(text: str) -> None:
    assert [(d.month, d.day) for d in read_dates(text)] == [(3, 14), (3, 21)]


def test_a_day_and_a_count_share_no_month() -> None:
    assert [(d.month, d.day) for d in read_dates("on March 14 and 21 trams stood still.")] == [(3, 14)]


def test_a_month_that_is_a_word_counts_beside_a_preposition() -> None:
    """ "In May he may march in March" has two months and two verbs."""
    assert [words for words, _ in read("In May he may march in March.")] == ["May", "March"]


@given(st.text(alphabet=st.sampled_from("MayMarchTuesday 0123456789-,.ofthelastweek")))
def test_spans_lie_in_the_text_and_are_disjoint(text: str) -> None:
    found = read_dates(text)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    read_dates(text)
