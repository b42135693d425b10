"""Times of day as they stand in news English, in hours, and whether they tell the half of the day."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.reading.clocktimes import read_clock_times
from onrecord.reading.numbers import read_numbers


def read(text: str) -> list[tuple[str, float, bool]]:
    return [(t.span.of(text), t.hours, t.half_known) for t in read_clock_times(text)]


@pytest.mark.parametrize(
    ("text", "words", "hours", "half_known"),
    [
        ("since 4.15 a.m. or so", "4.15 a.m.", 4.25, True),
        ("at 7pm", "7pm", 19, True),
        ("at 12:30 p.m.", "12:30 p.m.", 12.5, True),
        ("at 4:30", "4:30", 4.5, False),
        ("at 05.30 the", "05.30", 5.5, True),
        ("between 07:45", "07:45", 7.75, True),
        ("at 21:15", "21:15", 21.25, True),
        ("around a quarter past four", "a quarter past four", 4.25, False),
        ("a quarter past four in the morning", "a quarter past four in the morning", 4.25, True),
        ("half past two", "half past two", 2.5, False),
        ("twenty-four minutes past six", "six", 6, False),
        ("at twenty to three", "twenty to three", 2 + 2 / 3, False),
        ("a quarter to three", "a quarter to three", 2.75, False),
        ("nine in the evening", "nine in the evening", 21, True),
        ("Eleven o’clock", "Eleven o’clock", 11, False),
        ("at noon", "noon", 12, True),
        ("by midnight", "midnight", 0, True),
    ],
)
def test_one_time(text: str, words: str, hours: float, half_known: bool) -> None:
    if words == "six":  # minutes that nobody says: no time is read
        assert read(text) == []
    else:
        assert read(text) == [(words, pytest.approx(hours), half_known)]


@pytest.mark.parametrize(
    "text",
    [
        "by nine to six",
        "seven votes to two",
        "High Noon",
        "at nine",
        "forty-two in the morning",
        "at ten to twelve%",
        "4.15 metres",
        "1:3",
        "past four",
    ],
)
def test_what_is_no_time(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "comparator", "unit"),
    [
        ("just after half past five", "~", "o'clock"),
        ("shortly before 6 p.m.", "~", "clock"),
        ("about 4.15 a.m.", "~", "clock"),
        ("at 4.15 a.m.", "", "clock"),
    ],
)
def test_a_time_is_a_quantity(text: str, comparator: str, unit: str) -> None:
    (number,) = read_numbers(text)
    assert (number.comparator, number.unit) == (comparator, unit)


@given(st.text(alphabet=st.sampled_from("0129:.apm quartehlfsoinc'k")))
def test_times_lie_in_the_text_and_in_the_day(text: str) -> None:
    for time in read_clock_times(text):
        assert 0 <= time.span.start < time.span.end <= len(text)
        assert 0 <= time.hours < 25
