"""Ground: normalisation that keeps positions, paragraphs, sentences, tokens, alphanumeric positions."""

import itertools
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from onrecord.text import (
    Alphanumerics,
    Normalised,
    Span,
    Text,
    count_words,
    covering,
    fold,
    fold_marks,
    normalise,
    paragraphs,
    sentences,
    tokens,
    words,
)

# Dense in what goes wrong: marks, ellipses, combining marks, Hangul parts, right-to-left text, emoji.
TRICKY = st.text(
    st.sampled_from("abZé1,. …!?;\"“”„»’'–—-\n\t\u00a0\u0301\u0327\u05b8\u1100\u1161שלא🚢👩\u200d")
    | st.characters(),
    max_size=40,
)


def said(text: str, spans: list[Span]) -> list[str]:
    return [span.of(text) for span in spans]


# --- normalise


def places(normalised: Normalised) -> list[Span]:
    return [normalised.to_source(Span(n, n + 1)) for n in range(len(normalised.text))]


@given(TRICKY)
@example(" \u0301a")
@example("e\u0301…")
@example("\u1100\u1161")
def test_normalising_is_nfc_with_space_collapsed_and_marks_folded(text: str) -> None:
    expected = fold_marks(" ".join(unicodedata.normalize("NFC", text).split()))

    assert normalise(text).text == expected


@given(TRICKY)
def test_each_normalised_character_stands_in_the_source_place_it_names(text: str) -> None:
    normalised = normalise(text)

    for char, place in zip(normalised.text, places(normalised), strict=True):
        source = place.of(text)
        assert source.isspace() if char == " " else char in normalise(source).text


@given(TRICKY)
def test_no_visible_source_character_is_lost(text: str) -> None:
    covered = {n for place in places(normalise(text)) for n in range(*place)}

    assert {n for n, char in enumerate(text) if not char.isspace()} <= covered


@given(TRICKY, st.data())
def test_a_stretch_of_words_round_trips(text: str, data: st.DataObject) -> None:
    normalised = normalise(text)
    runs = [Span(n, n + len(word)) for n, word in _runs(normalised.text)]
    if not runs:
        return
    first = data.draw(st.integers(0, len(runs) - 1))
    last = data.draw(st.integers(first, len(runs) - 1))
    span = Span(runs[first].start, runs[last].end)

    back = normalised.to_source(span).of(text)

    assert normalise(back).text == span.of(normalised.text)


def _runs(text: str) -> list[tuple[int, str]]:
    found, at = [], 0
    for word in text.split(" "):
        if word:
            found.append((at, word))
        at += len(word) + 1
    return found


def test_a_decomposed_letter_keeps_its_mark_in_the_source() -> None:
    """Source "cafe" + U+0301 is five code points; é, the last of four normalised ones, is 3 to 5 there."""
    normalised = normalise("cafe\u0301 🚢")

    assert normalised.text == "café 🚢"
    assert normalised.to_source(Span(3, 4)) == Span(3, 5)
    assert normalised.to_source(Span(5, 6)) == Span(6, 7)


def test_part_of_an_ellipsis_is_the_whole_of_it_in_the_source() -> None:
    normalised = normalise("so… yes")

    assert normalised.text == "so... yes"
    assert normalised.to_source(Span(0, 3)) == Span(0, 3)
    assert normalised.to_source(Span(4, 5)) == Span(2, 3)


def test_places_of_a_span_are_places_in_the_whole_text() -> None:
    text = "one  two\u00a0 three… four"

    normalised = normalise(text, Span(3, 16))

    assert normalised.text == "two three..."
    assert said(text, [normalised.to_source(Span(4, 9)), normalised.to_source(Span(9, 10))]) == ["three", "…"]


# --- paragraphs


def test_paragraphs_are_the_lines_that_are_not_empty() -> None:
    text = "\n  Kela slept. \n\n\t\nשלום 🚢\n"

    assert said(text, paragraphs(text)) == ["Kela slept.", "שלום 🚢"]


@given(TRICKY)
def test_paragraphs_have_no_edge_space_and_no_line_break(text: str) -> None:
    for paragraph in said(text, paragraphs(text)):
        assert paragraph
        assert paragraph == paragraph.strip()
        assert "\n" not in paragraph


# --- sentences


@given(TRICKY)
def test_sentences_hold_every_visible_character_once_and_in_order(text: str) -> None:
    found = sentences(text)

    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert "".join("".join(s.split()) for s in said(text, found)) == "".join(text.split())


@given(TRICKY)
def test_sentences_never_cross_a_line_break(text: str) -> None:
    assert all("\n" not in sentence for sentence in said(text, sentences(text)))


@given(TRICKY, st.data())
def test_sentences_of_a_span_stay_inside_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    span = Span(start, data.draw(st.integers(start, len(text))))

    assert all(span.contains(sentence) for sentence in sentences(text, span))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kela left. Moro stayed.", ["Kela left.", "Moro stayed."]),
        ("Dr. Kela met Sen. Moro.", ["Dr. Kela met Sen. Moro."]),
        ("J. R. Kela left.", ["J. R. Kela left."]),
        ("It cost 3.5 crowns. Nobody paid.", ["It cost 3.5 crowns.", "Nobody paid."]),
        ("She works for Orsk Inc. The firm is old.", ["She works for Orsk Inc.", "The firm is old."]),
        ("“Stop!” he said. “Go.”", ["“Stop!” he said.", "“Go.”"]),
        ("“It is over.” Kela sat down.", ["“It is over.”", "Kela sat down."]),
        ("He waited … and left.", ["He waited … and left."]),
        ("Why? Because.", ["Why?", "Because."]),
        ("It ended (badly.) Then rain.", ["It ended (badly.)", "Then rain."]),
        ("All safe. .” Kela went.", ["All safe. .”", "Kela went."]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert said(text, sentences(text)) == expected


# --- tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Don’t GO", ["don't", "go"]),
        ("1,200; 3.5", ["1,200", "3.5"]),
        ("F-15s", ["f", "15s"]),
        ("Hamal’ ability", ["hamal", "ability"]),
        ("snake_case", ["snake", "case"]),
        ("Straße", ["strasse"]),
        ("שלום 🚢 عالم", ["שלום", "عالم"]),
        ("", []),
    ],
)
def test_words_are_folded(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_a_word_is_the_same_composed_and_decomposed() -> None:
    """Models answer in either form; "Dorvén" with a combining acute is one word, not two."""
    composed = "Ilka Dorvén"
    decomposed = unicodedata.normalize("NFD", composed)

    assert words(decomposed) == words(composed) == ["ilka", "dorvén"]
    assert tokens(decomposed)[1][1:] == (5, 12)


@given(TRICKY)
def test_tokens_are_in_order_and_fold_to_their_form(text: str) -> None:
    found = tokens(text)

    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert all(token.form == fold(text[token.start : token.end]) for token in found)


@given(st.text(st.sampled_from("aZ19.,'’`-_ \n") | st.characters(codec="ascii"), max_size=40))
@example("1,200s 1'2,3 a1,2 12a'b 3.5.")
def test_words_are_the_same_whatever_stands_in_the_text_beside_them(text: str) -> None:
    """A letter that is not ASCII takes the whole text the longer way."""
    assert words(text + " é") == [*words(text), "é"]
    assert tokens(text + " é")[:-1] == tokens(text)


def test_tokens_of_a_span_have_places_in_the_whole_text() -> None:
    assert tokens("🚢 one two three", Span(6, 9)) == [("two", 6, 9)]


def test_words_are_counted_as_a_word_processor_counts_them() -> None:
    """Dashes and emoji on their own are no words; hyphenated words are one."""
    assert count_words("A well-known ship – 🚢 – sank in 1,200 m.") == 7


# --- spans and positions


def test_spans_that_touch_do_not_overlap() -> None:
    assert not Span(0, 3).overlaps(Span(3, 5))
    assert Span(0, 4).overlaps(Span(3, 5))


def test_a_span_contains_itself() -> None:
    assert Span(2, 5).contains(Span(2, 5))
    assert not Span(2, 5).contains(Span(2, 6))


def test_covering_is_the_smallest_span_over_all() -> None:
    assert covering([Span(4, 6), Span(1, 2), Span(5, 9)]) == Span(1, 9)
    with pytest.raises(ValueError):
        covering([])


def test_marks_and_punctuation_cover_no_position() -> None:
    """In “ab c,” the alphanumeric positions are a, b, c: ranks 0, 1, 2 with or without the marks."""
    text = "“ab c,”"
    positions = Alphanumerics(text)

    assert positions.ranges([Span(0, 7)]) == positions.ranges([Span(1, 5)]) == ((0, 3),)
    assert positions.ranges([Span(5, 7)]) == ()


def test_overlapping_spans_are_merged() -> None:
    assert Alphanumerics("abcdef").ranges([Span(3, 5), Span(0, 2), Span(1, 3)]) == ((0, 5),)


@given(TRICKY, st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=4))
@example("“a_1” – B²", [(0, 40)])
@example("“a_1” – B2", [(0, 40)])
def test_ranges_count_just_the_alphanumeric_positions_covered(
    text: str, pairs: list[tuple[int, int]]
) -> None:
    spans = [Span(min(p), max(p)) for p in pairs]
    covered = {n for span in spans for n in range(*span) if n < len(text) and text[n].isalnum()}

    ranges = Alphanumerics(text).ranges(spans)

    assert sum(end - start for start, end in ranges) == len(covered)
    assert all(a[1] < b[0] for a, b in itertools.pairwise(ranges))


def test_paragraph_numbers_start_at_one() -> None:
    text = Text("Title\n\n🚢 body\n")

    assert [text.paragraph_at(n) for n in (0, 4, 7, 12)] == [1, 1, 2, 2]


@given(TRICKY)
@example("don’t “stop” at 1,200 — or 3…5")
@example("a`b")
def test_words_are_the_forms_of_tokens_each_folded_alone(text: str) -> None:
    found = tokens(text)

    assert words(text) == [t.form for t in found]
    assert [t.form for t in found] == [fold(text[t.start : t.end]) for t in found]
