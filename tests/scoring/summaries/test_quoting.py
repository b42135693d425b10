"""Where a summary names speakers."""

from hypothesis import given
from hypothesis import strategies as st

from onrecord.gold.article import Article
from onrecord.scoring.speakers import speaker_index
from onrecord.scoring.summaries.quoting import names_in
from onrecord.scoring.summaries.words import terms
from onrecord.text import Span

_PIECES = (
    "Brandt Helga “Osk Osk’s Osk's's 's _'s Osk-Brandt Marnau Transport, mayor the The Vollmer. Ines "
    "Union leader director of Piet´s VOLLMER drivers it U.S. 3.5 \u0301 \u00a0"
).split(" ")


@given(
    st.lists(
        st.tuples(st.sampled_from(_PIECES), st.sampled_from([" ", " ", "", "-", "\n", "; "])), max_size=12
    )
)
def test_the_longest_stretch_that_names_somebody_is_taken_at_each_word(
    article: Article, pieces: list[tuple[str, str]]
) -> None:
    """Every stretch of up to eight words, asked for one by one."""
    text = "".join(piece + gap for piece, gap in pieces)
    index = speaker_index(article)
    found, expected, at = terms(text), [], 0
    while at < len(found):
        spans = [Span(found[at].start, term.end) for term in found[at : at + 8]]
        length = max((n for n, span in enumerate(spans, 1) if index.resolve(span.of(text))), default=0)
        if length:
            expected.append((spans[length - 1], index.resolve(spans[length - 1].of(text))))
        at += max(length, 1)
    assert list(names_in(text, index)) == expected
