"""Anchors: words to places, and places to words."""

import contextlib
import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import GoldError
from onrecord.gold.anchors import Anchor, AnchorError, AnchorResolver, parse_anchor
from onrecord.text import Span, tokens

TEXT = """Bread runs short 🚢

She said she had warned them before she left.

The  habour "gate" – they call it “the gate” – is shut… Voilà, said Ilka Dorve\u0301n: שלום עולם.
"""

# Few words, often repeated, so that context is needed; paragraphs; marks; right-to-left text.
REPETITIVE = st.text(
    st.sampled_from(["a", "b", " ", " ", "\n", "“", ",", "é", "e", "\u0301", "ש", "\u05b8", "🚢", "…"]),
    max_size=30,
)


def found(anchor: str) -> str:
    return AnchorResolver(TEXT).resolve(anchor).of(TEXT)


# --- form


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("p7", Anchor(7)),
        ("p7 ⟦words⟧", Anchor(7, "words")),
        ("p12 before ⟦the words⟧ after", Anchor(12, "the words", "before ", " after")),
    ],
)
def test_an_anchor_is_a_paragraph_words_and_context(source: str, expected: Anchor) -> None:
    assert parse_anchor(source) == expected


@pytest.mark.parametrize(
    "source", ["", "7", "p0 ⟦a⟧", "p1 ⟦⟧", "p1 ⟦a", "p1 a⟧", "p1 ⟦a⟧ ⟦b⟧", "⟦a⟧", "p1 words"]
)
def test_what_is_no_anchor_is_refused_with_the_form_to_write(source: str) -> None:
    with pytest.raises(AnchorError, match=r"write it as: p7 ⟦"):
        parse_anchor(source)


@given(st.text(max_size=30))
def test_no_source_raises_anything_but_an_anchor_error(source: str) -> None:
    with contextlib.suppress(AnchorError):
        AnchorResolver(TEXT).resolve(source)


# --- resolving


def test_a_paragraph_alone_is_the_whole_of_it() -> None:
    assert found("p2") == "She said she had warned them before she left."


def test_context_tells_equal_words_apart() -> None:
    text_start = TEXT.index("She")

    assert AnchorResolver(TEXT).resolve("p2 said ⟦she⟧") == Span(text_start + 9, text_start + 12)
    assert AnchorResolver(TEXT).resolve("p2 ⟦she⟧ left") == Span(text_start + 36, text_start + 39)


def test_case_counts() -> None:
    assert AnchorResolver(TEXT).resolve("p2 ⟦She⟧").start == TEXT.index("She")


def test_space_marks_and_dashes_are_folded() -> None:
    """Two spaces, straight marks, an en dash and an ellipsis in the article."""
    assert found("p3 ⟦The habour “gate” - they⟧") == 'The  habour "gate" – they'
    assert found("p3 ⟦shut...⟧") == "shut…"


def test_a_spelling_put_right_is_no_match_and_the_faulty_one_is_offered() -> None:
    with pytest.raises(AnchorError, match=r"Did you mean ‘.*habour"):
        found("p3 ⟦The harbour “gate”⟧")


def test_words_are_found_in_either_form_of_an_accented_letter() -> None:
    assert found("p3 ⟦Dorvén⟧") == "Dorve\u0301n"


def test_right_to_left_words_and_emoji() -> None:
    assert found("p3 ⟦עולם⟧") == "עולם"
    assert found("p1 ⟦🚢⟧") == "🚢"


def test_words_are_not_found_inside_a_word() -> None:
    """ "hem" stands only inside "them"."""
    with pytest.raises(AnchorError):
        found("p2 ⟦hem⟧")


def test_a_hyphen_is_a_word_edge_and_a_bracket_of_space_is_free() -> None:
    text = "The anti-dam camp: ready."

    assert AnchorResolver(text).resolve("p1 ⟦dam⟧camp") == Span(9, 12)


def test_two_places_are_shown_with_the_remedy() -> None:
    with pytest.raises(AnchorError, match=r"matches 2 places: .*Add context"):
        found("p2 ⟦she⟧")


def test_words_of_another_paragraph_are_pointed_to() -> None:
    with pytest.raises(AnchorError, match="not in paragraph 1, but in paragraph 2"):
        found("p1 ⟦warned them⟧")


def test_words_without_their_context_are_said_to_be() -> None:
    with pytest.raises(AnchorError, match="but not with that context"):
        found("p2 ⟦warned⟧ nobody")


def test_words_that_stand_only_inside_words_are_said_to() -> None:
    with pytest.raises(AnchorError, match="‘hem’ stands only inside words in paragraph 2; name whole words"):
        found("p2 ⟦hem⟧")


def test_words_inside_words_are_no_place_to_point_to() -> None:
    """ "his" stands inside "this" in another paragraph."""
    with pytest.raises(AnchorError, match="matches nothing in paragraph 1"):
        AnchorResolver("Xyz.\n\nOf this.\n").resolve("p1 ⟦his⟧")


@pytest.mark.parametrize(
    ("asked", "offered"),
    [
        ("most of them have lost half their customers", "most of them lost half of their customers"),
        ("Shops lost half of their customer", "lost half of their customers"),
        ("sinse spring", "since spring"),
    ],
)
def test_what_is_offered_is_whole_words_that_an_anchor_may_name(asked: str, offered: str) -> None:
    resolver = AnchorResolver(
        "Some say that since spring most of them lost half of their customers. All left."
    )

    with pytest.raises(AnchorError) as raised:
        resolver.resolve(f"p1 ⟦{asked}⟧")

    words = str(raised.value).split("Did you mean ‘")[1].removesuffix("’?")
    assert words.endswith(offered)
    assert resolver.resolve(f"p1 ⟦{words}⟧").of(resolver.text) == words


def test_a_paragraph_too_many_is_said_to_be() -> None:
    with pytest.raises(AnchorError, match="the article has 3 paragraphs"):
        found("p4 ⟦she⟧")


def test_a_broken_anchor_is_an_error_of_gold() -> None:
    assert issubclass(AnchorError, GoldError)


# --- making anchors


def test_an_anchor_has_no_context_where_it_needs_none() -> None:
    span = Span(TEXT.index("warned"), TEXT.index("warned") + 6)

    assert AnchorResolver(TEXT).anchor(span) == "p2 ⟦warned⟧"


def test_an_anchor_has_the_least_context_that_makes_it_unique() -> None:
    start = TEXT.index("she had")

    assert AnchorResolver(TEXT).anchor(Span(start, start + 3)) == "p2 ⟦she⟧ had"


def test_context_is_taken_from_both_sides_where_one_is_not_enough() -> None:
    """Both words before the first x are needed, and three after: "q x a a 1" and "p q x a a" stand twice."""
    text = "p q x a a 1 z q x a a 1 p q x a a 2"

    assert AnchorResolver(text).anchor(Span(4, 5)) == "p1 p q ⟦x⟧ a a 1"


@pytest.mark.parametrize(
    "span",
    [Span(5, 5), Span(0, len(TEXT)), Span(5, 10), Span(0, 3)],
    ids=["empty", "two paragraphs", "edge space", "mid-word"],
)
def test_a_span_that_no_anchor_can_name_is_refused(span: Span) -> None:
    with pytest.raises(AnchorError):
        AnchorResolver(TEXT).anchor(span)


def test_words_that_hold_the_brackets_have_no_anchor() -> None:
    with pytest.raises(AnchorError):
        AnchorResolver("an ⟦odd⟧ text").anchor(Span(3, 8))


@given(REPETITIVE)
def test_every_run_of_words_has_an_anchor_that_names_it_alone(text: str) -> None:
    resolver = AnchorResolver(text)
    for first, last in itertools.combinations_with_replacement(tokens(text), 2):
        span = Span(first.start, last.end)
        cuts_letter = unicodedata.combining(text[span.end : span.end + 1] or " ")
        if not cuts_letter and any(paragraph.contains(span) for paragraph in resolver.paragraphs):
            assert resolver.resolve(resolver.anchor(span)) == span


@given(st.text(max_size=30), st.integers(0, 30), st.integers(0, 30))
def test_any_span_has_its_anchor_or_an_anchor_error(text: str, start: int, end: int) -> None:
    resolver = AnchorResolver(text)
    span = Span(start, min(end, len(text)))
    try:
        anchor = resolver.anchor(span)
    except AnchorError:
        return
    assert resolver.resolve(anchor) == span
