"""Strings in quote marks: paired, nested, left open, stray."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.reading.marks import is_double, marked_strings, outermost

MARKS = "\"“”„«»'‘’`"


def held(text: str) -> list[str]:
    return [m.inner.of(text) for m in marked_strings(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Yes," she said. "No."', ["Yes,", "No."]),
        ("“Yes,” she said. “No.”", ["Yes,", "No."]),
        ("«Oui», dit-il.", ["Oui"]),
        ("„Ja“, sagte er.", ["Ja"]),
        ("''Yes,'' she said.", ["Yes,"]),
        ("``Yes,'' she said.", ["Yes,"]),
        ('He said “yes" twice.', ["yes"]),
        ("“He told me ‘never’ twice.”", ["He told me ‘never’ twice.", "never"]),
        ("\"He told me 'never.'\"", ["He told me 'never.'", "never."]),
        ("'The bridge will open,' she said.", ["The bridge will open,"]),
        ("", []),
        ("No marks here.", []),
    ],
)
def test_paired_marks(text: str, expected: list[str]) -> None:
    assert held(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The boys' house isn't theirs.",
        "Rock 'n' roll in the '90s wasn't bad.",
        "She is 6'2\" tall.",
        'It was " stray and so on.',
        "A stray ” mark.",
        '""',
        "“ ”",
    ],
)
def test_marks_that_quote_nothing(text: str) -> None:
    assert held(text) == []


def test_a_plural_apostrophe_does_not_close_a_string() -> None:
    assert held("'The boys' house is ours,' she said.") == ["The boys' house is ours,"]


def test_a_quotation_over_several_paragraphs_is_a_string_in_each() -> None:
    text = "“The dam is old.\n“It must go,” she said."
    assert held(text) == ["The dam is old.", "It must go,"]


def test_an_opener_without_a_closer_reaches_to_the_end_of_its_paragraph_at_the_start_only() -> None:
    assert held("“The dam is old.\nIt rained.") == ["The dam is old."]
    assert held("The dam “is old.\nIt rained.") == []


def test_a_closer_in_the_next_paragraph_closes_what_was_open() -> None:
    assert held("“The dam is old.\nIt must go,” she said.") == ["The dam is old.", "It must go,"]


def test_a_second_opener_makes_the_first_one_stray() -> None:
    assert held("He “came and said “no” to it.") == ["no"]


def test_outermost_leaves_nested_strings_out() -> None:
    text = "“He told me ‘never’ twice.” Then “yes.”"
    assert [m.inner.of(text) for m in outermost(marked_strings(text))] == [
        "He told me ‘never’ twice.",
        "yes.",
    ]


def test_is_double_tells_the_kind_of_mark() -> None:
    text = "“He told me ‘never’ twice.”"
    assert [is_double(text, m) for m in marked_strings(text)] == [True, False]


@given(st.text(alphabet=st.sampled_from(MARKS + "ab .,\n"), max_size=80) | st.text(max_size=80))
def test_strings_are_in_range_in_order_and_hold_their_inner_words(text: str) -> None:
    marked = marked_strings(text)
    assert [m.span.start for m in marked] == sorted(m.span.start for m in marked)
    for m in marked:
        assert 0 <= m.span.start <= m.inner.start < m.inner.end <= m.span.end <= len(text)
        assert "\n" not in m.span.of(text)
    for one, other in zip(outermost(marked), outermost(marked)[1:], strict=False):
        assert one.span.end <= other.span.start


@pytest.mark.parametrize("piece", ['"', "“", "'a b' said 'c ", '"a" ', "''", "“‘«"])
def test_hostile_text_is_read_to_its_end(piece: str) -> None:
    """A reader that tried every way to pair such marks would not come back."""
    text = piece * (100_000 // len(piece))
    assert all(m.span.end <= len(text) for m in marked_strings(text))


@pytest.mark.parametrize(
    ("text", "strings"),
    [
        ("‘Nobody said “sorry” to us,’ she said.", ["‘Nobody said “sorry” to us,’", "“sorry”"]),
        (
            "‘He said, “What’ve you got?”,’ she began. ‘And I’ve got it.’",
            ["‘He said, “What’ve you got?”,’", "“What’ve you got?”", "‘And I’ve got it.’"],
        ),
        ("“She read ‘Gone ‘ and ‘Here’.” ‘Yes.’", ["“She read ‘Gone ‘ and ‘Here’.”", "‘Here’", "‘Yes.’"]),
        ("“No, it’s ‘odd,” he said. ‘So?’", ["“No, it’s ‘odd,”", "‘So?’"]),
    ],
)
def test_single_marks_around_double_ones(text: str, strings: list[str]) -> None:
    assert [m.span.of(text) for m in marked_strings(text)] == strings


def test_single_marks_go_on_over_paragraphs() -> None:
    text = "He said: ‘We wait.\n\n‘And we’ll wait.\n\n‘Then we go.’ So he said.\n\n‘Gone.’\n"

    assert [m.span.of(text) for m in marked_strings(text)] == [
        "‘We wait.",
        "‘And we’ll wait.",
        "‘Then we go.’",
        "‘Gone.’",
    ]
