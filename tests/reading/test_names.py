"""Proper names: persons, organisations, places."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.reading.names import acronyms, read_names, surname_of


def named(text: str) -> list[tuple[str, str]]:
    return [(n.text, n.kind) for n in read_names(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We met Mara Quill.", [("Mara Quill", "person")]),
        ("We met Mr. Quill.", [("Quill", "person")]),
        ("We met Defence Secretary Lloyd P. Orton III.", [("Lloyd P. Orton III", "person")]),
        ("We met Secretary of State Anna Roe.", [("Anna Roe", "person")]),
        ("We met French President Jean Roe.", [("Jean Roe", "person")]),
        ("We met Jan van der Roe.", [("Jan van der Roe", "person")]),
        ("We met Ana Ruiz-Lopez’s son.", [("Ana Ruiz-Lopez", "person")]),
        ("It was at the University of Brill.", [("University of Brill", "organisation")]),
        (
            "The Department of Roads and Harbours paid.",
            [("Department of Roads and Harbours", "organisation")],
        ),
        ("It was the FRA.", [("FRA", "organisation")]),
        ("It was in New York in May.", [("New York", "place")]),
        ("It was in Norway on Monday, March 3.", [("Norway", "place")]),
        ("Officials said no. However, it rained. I left.", []),
        ("Theresa May came.", [("Theresa May", "person")]),
        ("", []),
    ],
)
def test_names_without_titles_and_dates(text: str, expected: list[tuple[str, str]]) -> None:
    assert named(text) == expected


def test_a_surname_alone_is_the_person_named_before() -> None:
    assert named("We met Anna Quorl. Later Quorl left.") == [("Anna Quorl", "person"), ("Quorl", "person")]


def test_and_parts_two_persons() -> None:
    assert [n for n, _ in named("We met Anna Roe and Tom Pell.")] == ["Anna Roe", "Tom Pell"]


def test_acronyms_and_their_expansions() -> None:
    text = "The Federal Roads Agency (FRA) met the Office of Harbour Care (OHC). It rained (RAIN)."
    assert acronyms(text) == {"FRA": "Federal Roads Agency", "OHC": "Office of Harbour Care"}


def test_surname_of_leaves_suffixes_out() -> None:
    assert surname_of("Lloyd P. Orton III") == "orton"
    assert surname_of("Tom Pell, Jr.") == "pell"


@settings(deadline=None)
@given(st.text(max_size=200) | st.text(alphabet="ABab .,'\n(-", max_size=80))
def test_names_are_in_range_and_in_order(text: str) -> None:
    names = read_names(text)
    for name in names:
        assert 0 <= name.span.start < name.span.end <= len(text)
        assert name.span.of(text) == name.text
    assert all(a.span.end <= b.span.start for a, b in itertools.pairwise(names))
