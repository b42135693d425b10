"""Finding an answer's words: exact, altered, absent."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.reading.locating import Located, Locator, densest
from onrecord.text import Span, Text, tokens

RAW = """“The bridge is far too old and the river is far too high 🚢,” Kela said. “We must close it.”

“Go home,” Moro said, and added that the town (שלום) would be safe. “Go home,” he said again.

The [old] mayor – Ilka Dorvén – said nothing more about it, nothing at all. Do not go there.
"""
TEXT = Text(RAW)


def span_of(words: str, nth: int = 0) -> Span:
    start = -1
    for _ in range(nth + 1):
        start = RAW.index(words, start + 1)
    return Span(start, start + len(words))


SEGMENTS = (
    (
        span_of("“The bridge is far too old and the river is far too high 🚢,”"),
        span_of("“We must close it.”"),
    ),
    (span_of("“Go home,”"), span_of("“Go home,”", 1)),
)
PLAIN = Locator(TEXT)
WITH_GOLD = Locator(TEXT, SEGMENTS)


def stands(located: Located) -> list[str]:
    return [span.of(RAW) for span in located.spans]


# --- exact


@pytest.mark.parametrize(
    "words",
    [
        "We must close it.",
        "“we MUST close it”",
        "the river is far too high",
        "Ilka Dorvén said nothing",
        "Ilka Dorvén - said nothing",
        unicodedata.normalize("NFD", "mayor – Ilka Dorvén"),
        "the town שלום would",
    ],
)
def test_words_are_found_whatever_their_marks_case_and_form(words: str) -> None:
    assert PLAIN.locate(words).kind == "exact"


def test_the_place_is_in_code_points() -> None:
    """The emoji before it counts one, the right-to-left word four."""
    assert PLAIN.locate("town (שלום) would").spans == (span_of("town (שלום) would"),)


@pytest.mark.parametrize("words", ["ridge is far", "the bridge is fa", "must clo"])
def test_words_are_matched_whole(words: str) -> None:
    assert PLAIN.locate(words).kind != "exact"


@pytest.mark.parametrize("words", ["", "  ", "…", "“”", "🚢", "---"])
def test_an_answer_without_a_word_is_absent(words: str) -> None:
    assert PLAIN.locate(words) == Located("absent")


def test_words_that_stand_twice_have_two_places() -> None:
    places = PLAIN.locate("Go home").places

    assert [[s.of(RAW) for s in place] for place in places] == [["Go home"], ["Go home"]]
    assert places[0] < places[1]


# --- gaps


@pytest.mark.parametrize("gap", ["…", "...", "[...]", "[…]", ". . .", "(...)"])
def test_a_marked_gap_joins_runs_of_one_paragraph(gap: str) -> None:
    located = PLAIN.locate(f"The bridge is {gap} far too high")

    assert located.kind == "exact"
    assert stands(located) == ["The bridge is", "far too high"]


def test_a_gap_without_a_mark_is_no_gap() -> None:
    assert PLAIN.locate("The bridge is far too high").kind != "exact"


def test_an_editorial_bracket_stands_for_a_few_words() -> None:
    assert PLAIN.locate("the river is [running] too high").kind == "altered"
    assert PLAIN.locate("said nothing more [on the subject], nothing at all").kind == "exact"


def test_a_bracket_may_add_and_replace_nothing() -> None:
    assert stands(PLAIN.locate("We must close [the bridge] it now")) != ["We must close", "it now"]
    assert PLAIN.locate("[Kela:] We must close it").kind == "exact"


def test_an_ellipsis_at_the_edge_means_nothing() -> None:
    assert stands(PLAIN.locate("… the river is far …")) == ["the river is far"]


def test_runs_are_in_order() -> None:
    assert PLAIN.locate("the river is … The bridge is").kind != "exact"


def test_runs_are_of_one_paragraph() -> None:
    assert PLAIN.locate("We must close … the town would").kind != "exact"


def test_a_run_of_two_words_is_too_short_beside_a_gap() -> None:
    assert PLAIN.locate("The bridge … we must close").kind != "exact"


def test_a_short_run_that_is_a_whole_gold_segment_is_long_enough() -> None:
    assert PLAIN.locate("Go home … Go home").kind != "exact"
    assert stands(WITH_GOLD.locate("Go home … Go home")) == ["Go home", "Go home"]


def test_the_attribution_between_segments_may_be_left_out() -> None:
    words = "The bridge is far too old and the river is far too high. We must close it."

    assert stands(WITH_GOLD.locate(words)) == [
        "The bridge is far too old and the river is far too high",
        "We must close it",
    ]
    assert PLAIN.locate(words).kind == "altered"


def test_the_attribution_may_be_left_in() -> None:
    assert len(WITH_GOLD.locate("the river is far too high, Kela said. We must close it").spans) == 1


# --- altered and absent


def test_words_in_another_order_are_altered() -> None:
    """The attribute swap: all the words, and none of the meaning. Of 13 words 11 are left in their order; the
    best window, at the edge of the text, is the first 12: 2 · 11 ÷ (13 + 12) = .88."""
    located = PLAIN.locate("The bridge is far too high and the river is far too old")

    assert located.kind == "altered"
    assert located.similarity == pytest.approx(0.88)


def test_a_dropped_negation_is_altered() -> None:
    assert PLAIN.locate("nothing at all. Do go there.").kind == "altered"


def test_words_below_four_fifths_are_absent() -> None:
    """Two of five words are others: .6."""
    assert PLAIN.locate("We must open that now").kind == "absent"
    assert PLAIN.locate("Snow fell on Orsk all winter").kind == "absent"


def test_more_words_than_the_article_has_are_absent() -> None:
    assert Locator(Text("Go home.")).locate("Go home. " * 40).kind == "absent"


def test_nothing_is_found_in_an_empty_text() -> None:
    assert Locator(Text("")).locate("Go home").kind == "absent"


def test_words_that_overlap_themselves_have_all_their_places() -> None:
    located = Locator(Text("No, no, no.")).locate("no no")

    assert located.places == ((Span(0, 6),), (Span(4, 10),))


# --- laws


@given(st.integers(0, len(TEXT.tokens) - 1), st.integers(1, 12))
def test_every_run_of_the_articles_words_is_exact_and_in_its_place(start: int, count: int) -> None:
    run = TEXT.tokens[start : start + count]
    span = Span(run[0].start, run[-1].end)

    located = PLAIN.locate(span.of(RAW))

    assert located.kind == "exact"
    assert (span,) in located.places


@st.composite
def runs_and_lengths(draw: st.DrawFn) -> tuple[list[tuple[int, int]], int]:
    """The places and sizes of matched runs, and the number of words that were looked for."""
    gaps = draw(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 6)), max_size=8))
    runs: list[tuple[int, int]] = []
    for gap, size in gaps:
        runs.append((sum(runs[-1] if runs else (0, 0)) + gap, size))
    return runs, sum(size for _, size in runs) + draw(st.integers(1, 5))


@given(runs_and_lengths())
def test_the_densest_stretch_is_the_best_of_all_stretches(drawn: tuple[list[tuple[int, int]], int]) -> None:
    """A third of the matched places may be left out at either side; no stretch from place to place is
    better than one from run to run."""
    runs, length = drawn
    places = [place for start, size in runs for place in range(start, start + size)]
    slack = max(1, len(places) // 3)
    stretches = [
        (2 * (j - i + 1) / (length + places[j] + 1 - places[i]), places[i], places[j] + 1)
        for i in range(len(places))
        for j in range(i, len(places))
        if i <= slack and j >= len(places) - 2 - slack
    ]

    assert densest(runs, length) == max(stretches, default=(0.0, 0, 0))


@given(st.text(st.sampled_from("aég oh…[].“🚢\n") | st.characters()))
def test_no_answer_raises(words: str) -> None:
    WITH_GOLD.locate(words)


@given(st.lists(st.sampled_from("the go home far too high is … [x] we must close it".split()), max_size=8))
def test_what_is_exact_holds_all_its_words_in_order(picked: list[str]) -> None:
    """Brackets aside, the words of an exact answer are the words at its place, none more, none fewer."""
    answer = " ".join(picked)
    located = WITH_GOLD.locate(answer)
    if located.kind != "exact":
        return
    at_place = [t.form for span in located.spans for t in tokens(RAW, span)]
    assert at_place in (
        [t.form for t in tokens(answer)],
        [t.form for t in tokens(answer.replace("[x]", " "))],
    )
