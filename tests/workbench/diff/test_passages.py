"""The words in context: what one side alone has is marked, nothing is lost or moved."""

from hypothesis import given
from hypothesis import strategies as st

from onrecord.gold.article import Quote
from onrecord.text import Span
from onrecord.workbench.diff.differences import Difference
from onrecord.workbench.diff.passages import Piece, passages

from .conftest import Compare

TEXT = "ab \U0001f6a2 cd מספנה ef\ngh ij kl mn op qr st"


def test_a_cut_span_in_its_context(compare: Compare) -> None:
    comparison = compare(q2={"at": ["p3 ⟦the island could hold out⟧"]})
    (passage,) = passages(comparison.a.article.raw, comparison.differences[0])

    assert passage.a == (
        Piece("The mayor, Tomas Reth, said ", ""),
        Piece("the island could hold out", "both"),
        Piece(" for three weeks", "only"),
        Piece(". “The shops have enough bread and the clinic has enough …", ""),
    )
    assert passage.b == (
        Piece("The mayor, Tomas Reth, said ", ""),
        Piece("the island could hold out", "both"),
        Piece(" for three weeks. “The shops have enough bread and the clinic has enough …", ""),
    )


def test_a_record_of_one_side_stands_in_context_on_that_side(compare: Compare) -> None:
    comparison = compare(q1=None)
    (passage,) = passages(comparison.a.article.raw, comparison.differences[0])

    assert passage.b == ()
    assert Piece("“We will not sail until the hull is safe again 🚢,”", "both") in passage.a


def test_texts_are_compared_word_by_word(compare: Compare) -> None:
    comparison = compare(f1={"text": "The Zelmar boat stopped sailing."})
    text = passages(comparison.a.article.raw, comparison.differences[0])[0]

    assert text.is_written
    assert [p.text for p in text.a if p.mark] == ["ferry"]
    assert [p.text for p in text.b if p.mark] == ["boat"]


SPANS = st.lists(
    st.tuples(st.integers(0, len(TEXT) - 2), st.integers(1, 9)).map(
        lambda p: Span(p[0], min(len(TEXT), p[0] + p[1]))
    ),
    min_size=1,
    max_size=3,
).filter(lambda spans: not any("\n" in s.of(TEXT) for s in spans))


@given(SPANS, SPANS)
def test_marks_cover_the_spans_and_nothing_else(mine: list[Span], theirs: list[Span]) -> None:
    def quote(spans: list[Span]) -> Quote:
        return Quote("q1", "direct", tuple(sorted(spans)), ("x",))

    difference = Difference("quote", quote(mine), quote(theirs), "q1", "q1", mine[0])
    (passage,) = passages(TEXT, difference)
    own = {n for span in mine for n in range(*span)}
    others = {n for span in theirs for n in range(*span)}

    def letters(marks: tuple[str, ...]) -> str:
        return "".join(p.text for p in passage.a if p.mark in marks)

    assert letters(("both",)) == "".join(TEXT[n] for n in sorted(own & others))
    assert letters(("only",)) == "".join(TEXT[n] for n in sorted(own - others))
