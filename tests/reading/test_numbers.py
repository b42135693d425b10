"""Quantities as they stand in news English. Each case is the text and what a reader would write down."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.reading.numbers import read_numbers


def read(text: str) -> list[tuple[str, float, str, str]]:
    return [(n.span.of(text), n.value, n.comparator, n.unit) for n in read_numbers(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("100 hostages", ("100", 100, "", "hostage")),
        ("more than 100 hostages", ("more than 100", 100, ">", "hostage")),
        ("over a hundred people", ("over a hundred", 100, ">", "person")),
        ("at least twenty-three men", ("at least twenty-three", 23, ">=", "man")),
        ("no more than 5 km", ("no more than 5 km", 5, "<=", "km")),
        ("fewer than two hundred and five homes", ("fewer than two hundred and five", 205, "<", "home")),
        ("nearly 3,500 flats", ("nearly 3,500", 3500, "~", "flat")),
        ("up to 40kg", ("up to 40kg", 40, "<=", "kg")),
        ("100 or more boats", ("100 or more", 100, ">=", "")),
        ("$2.5m", ("$2.5m", 2.5e6, "", "usd")),
        ("£440million", ("£440million", 4.4e8, "", "gbp")),
        ("£440 m since 2004", ("£440 m", 4.4e8, "", "gbp")),
        ("40 bn euros", ("40 bn euros", 4e10, "", "eur")),
        ("US$3 billion", ("US$3 billion", 3e9, "", "usd")),
        ("half a million euros", ("half a million euros", 5e5, "", "eur")),
        ("1,200.50 euros", ("1,200.50 euros", 1200.5, "", "eur")),
        ("3 per cent", ("3 per cent", 3, "", "%")),
        ("5 percentage points", ("5 percentage points", 5, "", "pp")),
        ("-5 degrees", ("-5 degrees", -5, "", "degree")),
        ("minus 5", ("minus 5", -5, "", "")),
        ("two-thirds of voters", ("two-thirds", 2 / 3, "", "")),
        ("a third of voters", ("a third", 1 / 3, "", "")),
        ("tens of thousands", ("tens of thousands", 1e4, ">", "")),
        ("a dozen ships", ("a dozen", 12, "", "ship")),
        ("two million five hundred thousand", ("two million five hundred thousand", 2.5e6, "", "")),
        ("two U.S. officials", ("two", 2, "", "official")),
        ("13 Israeli soldiers were hurt", ("13", 13, "", "soldier")),
        ("at 7:30 p.m.", ("7:30 p.m.", 19.5, "", "clock")),
        ("one in five children", ("one in five", 0.2, "", "")),
        ("less than one in fifty", ("less than one in fifty", 0.02, "<", "")),
        ("about one time in ten", ("about one time in ten", 0.1, "~", "")),
        ("a one-in-five chance", ("one-in-five", 0.2, "", "")),
        ("nine out of ten voters", ("nine out of ten", 0.9, "", "")),
        ("one and a half times", ("one and a half", 1.5, "", "time")),
        ("two and a half years", ("two and a half years", 2.5, "", "year")),
        ("hundreds of people", ("hundreds", 100, ">", "person")),
        ("640km of mains", ("640km", 640, "", "km")),
        ("150 kronor", ("150 kronor", 150, "", "crown")),
        ("3 lbs", ("3 lbs", 3, "", "lb")),
        ("an 18-year-old", ("18-year", 18, "", "year")),
        ("three weeks", ("three weeks", 3, "", "week")),
    ],
)
def test_one_quantity(text: str, expected: tuple[str, float, str, str]) -> None:
    assert read(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "F-15 and F-35 jets",
        "G7, A320 and COVID-19",
        "the attacks of 9/11",
        "on 26 March 2024",
        "the 2019 elections",
        "October 7",
        "one of them",
        "no one, one another",
        "version 1.2.3",
        "the first time",
        "",
    ],
)
def test_names_dates_and_pronouns_are_no_quantities(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("20 to 30 people", (20, ">=", "person"), (30, "<=", "person")),
        ("20-30%", (20, ">=", "%"), (30, "<=", "%")),
        ("between 2 and 3 million dollars", (2e6, ">=", "usd"), (3e6, "<=", "usd")),
        ("$1.5-2 billion", (1.5e9, ">=", "usd"), (2e9, "<=", "usd")),
        ("a 3-1 win", (3, "", ""), (1, "", "")),
    ],
)
def test_ranges_share_unit_and_multiplier(text: str, low: tuple[object], high: tuple[object]) -> None:
    """ "2 and 3 million dollars" starts at two million dollars; "3-1" is a result, not a range."""
    assert [(n.value, n.comparator, n.unit) for n in read_numbers(text)] == [low, high]


@pytest.mark.parametrize("text", ["two in five days", "one in 2019", "Two of the five"])
def test_these_are_no_shares(text: str) -> None:
    assert all(n.value >= 2 for n in read_numbers(text))


def test_from_to_is_a_change_and_no_range() -> None:
    assert [n.comparator for n in read_numbers("rose from 20 to 30 people")] == ["", ""]


def test_ordinals() -> None:
    found = read_numbers("the 15th floor and the twenty-first guest")
    assert [(n.value, n.ordinal) for n in found] == [(15, True), (21, True)]


@given(st.text(alphabet=st.sampled_from("0123456789.,-$% and onetwohundredmillionMay:/'")))
def test_spans_lie_in_the_text_in_order(text: str) -> None:
    found = read_numbers(text)
    assert all(0 <= n.span.start < n.span.end <= len(text) for n in found)
    assert [n.span.start for n in found] == sorted(n.span.start for n in found)


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    read_numbers(text)


@pytest.mark.parametrize("piece", ["one ", "1-", "2019,", "two hundred and ", "more than ", "$", "1.", "a "])
def test_hostile_text_is_read_to_its_end(piece: str) -> None:
    """A reader that tried every way to cut such a text would not come back."""
    text = piece * 20_000
    assert all(0 <= n.span.start < n.span.end <= len(text) for n in read_numbers(text))
