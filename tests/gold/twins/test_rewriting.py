"""Places move with the text that they are in."""

from hypothesis import given
from hypothesis import strategies as st

from onrecord.gold.twins.rewriting import Edit, edited, mover
from onrecord.text import Span


@st.composite
def texts_with_edits(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    text = draw(st.text("abc é🚢\n", max_size=40))
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=10)))
    spans = [Span(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False)]
    return text, [Edit(span, draw(st.text("xyzü", max_size=5))) for span in spans]


@given(texts_with_edits(), st.data())
def test_what_no_edit_touches_reads_the_same_in_its_new_place(
    made: tuple[str, list[Edit]], data: st.DataObject
) -> None:
    text, edits = made
    start = data.draw(st.integers(0, len(text)))
    span = Span(start, data.draw(st.integers(start, len(text))))
    moved = mover(edits)(span)
    inside = [e for e in edits if span.contains(e.span)]
    partly = [e for e in edits if e.span.overlaps(span) and e not in inside]

    if not partly:
        shifted = [Edit(Span(s.start - start, s.end - start), words) for s, words in inside]
        assert moved.of(edited(text, edits)) == edited(span.of(text), shifted)


@given(texts_with_edits())
def test_a_place_that_cuts_into_an_edit_grows_to_hold_all_of_it(made: tuple[str, list[Edit]]) -> None:
    text, edits = made
    for edit in edits:
        if edit.span.end - edit.span.start >= 2:
            cut = Span(edit.span.start + 1, edit.span.end - 1)
            assert mover(edits)(cut).of(edited(text, edits)) == edit.words


def test_edits_are_made_in_order() -> None:
    assert edited("Ann met Bo.", [Edit(Span(0, 3), "Ilse"), Edit(Span(8, 10), "Jörg")]) == "Ilse met Jörg."
    assert edited("nothing", []) == "nothing"
