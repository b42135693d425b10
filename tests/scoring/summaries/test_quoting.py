"""Where a summary names speakers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.gold.article import Article
from onrecord.scoring.speakers import speaker_index
from onrecord.scoring.summaries.quoting import attributions, identify, names_in
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


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("spokeswoman Helga Brandt", {"brandt"}),
        ("Drivers Helga Brandt and Piet Osk", {"brandt", "osk"}),
        ("the unions, Brandt and Osk alike", {"brandt", "osk"}),
        ("Osk and an aide", {"osk"}),
        ("Brandt's report", {"brandt"}),
        ("a post on Helga Brandt's own page", {"brandt"}),
        ("A letter to them from Piet Osk", {"osk"}),
        ("an aide to Osk", set()),
        ("a memo to Osk", set()),
        ("Osk's driver", set()),
    ],
)
def test_whom_a_name_means(article: Article, name: str, ids: set[str]) -> None:
    assert identify(name, speaker_index(article)) == ids


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Piet Osk: drivers warned about bends", [("osk", "drivers warned about bends")]),
        (
            "- Osk: bends too tight\n- Vollmer: no letter",
            [("osk", "bends too tight"), ("vollmer", "no letter")],
        ),
        ("Tram line: closed for weeks", []),
        ("Osk has agreed to drive the tram.", []),
        ("Piet Osk: it is late, says Vollmer", [("vollmer", "Piet Osk: it is late")]),
    ],
)
def test_a_line_may_begin_with_its_source(article: Article, text: str, said: list[tuple[str, str]]) -> None:
    found = attributions(text, article, speaker_index(article))
    assert [(*a.ids, a.spans[0].of(text)) for a in found if a.ids] == said
