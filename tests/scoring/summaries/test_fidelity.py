"""The verdicts on the quotations of a summary. The marked words of the article are:

q1  Brandt (for Marnau Transport): We cannot reopen the line until every wheel has been measured /
    The older carriages are safe, but the new ones may not be
q4  Osk: Nobody listened to the people who drive these trams
q5  Osk: a bargain that nobody had checked properly
q7  Vollmer: The council was never shown a single letter
"""

from collections.abc import Callable
from dataclasses import replace

import pytest

from onrecord.gold.article import Article, Speaker
from onrecord.scoring.speakers import speaker_index
from onrecord.scoring.summaries.fidelity import SummaryQuotation
from onrecord.scoring.summaries.quoting import identify
from onrecord.scoring.summaries.summary import SummaryScore, score_summary

Score = Callable[..., SummaryScore]


def only(score: Score, text: str) -> SummaryQuotation:
    (quotation,) = score(text).quotations
    return quotation


@pytest.mark.parametrize(
    ("text", "verdict", "gold"),
    [
        ("Osk said: “Nobody listened to the people who drive these trams.”", "verbatim", "q4"),
        # Case, marks and the last comma never decide.
        ('Osk said: "nobody listened to the people"', "verbatim", "q4"),
        # The attribution between two segments of one gold quote may be left out.
        (
            "Brandt said they cannot reopen until “every wheel has been measured. The older carriages are "
            "safe, but the new ones may not be”.",
            "verbatim",
            "q1",
        ),
        # An ellipsis between two runs of three words or more.
        ("Osk said “Nobody listened to … who drive these trams”.", "verbatim", "q4"),
        # Editorial brackets are gaps, at the edge and inside.
        (
            "Brandt said “[Marnau Transport] cannot reopen the line until [each] wheel has been measured”.",
            "verbatim",
            "q1",
        ),
        # The negation stands outside the marks: nothing is dropped.
        ("Brandt said it would not open “until every wheel has been measured”.", "verbatim", "q1"),
        # "cannot" stands six words before in the same clause.
        ("Brandt said to “reopen the line until every wheel has been measured”.", "truncated", "q1"),
        # A qualifier outside counts only before the marks, in their clause and within five words.
        (
            "Brandt said “reopen the line until every wheel has been measured”, and not for money.",
            "truncated",
            "q1",
        ),
        ("Brandt is not happy, but said “until every wheel has been measured”.", "truncated", "q1"),
        (
            "Brandt did not say why they should ever “reopen the line until every wheel has been measured”.",
            "truncated",
            "q1",
        ),
        # Cut before its "but".
        ("Brandt said “The older carriages are safe”.", "truncated", "q1"),
        # One word dropped, one swapped, one added.
        ("Osk called it “a bargain that nobody checked properly”.", "altered", "q5"),
        ("Osk said “Nobody listened to the people who drive those trams”.", "altered", "q4"),
        ("Osk said “Nobody ever listened to the people who drive these trams”.", "altered", "q4"),
        # Runs of q4 and q1 in one pair of marks.
        ("Osk said “Nobody listened to the people until every wheel has been measured”.", "spliced", "q4"),
        # Two runs of one quote, joined without a mark for the gap of nine words.
        ("Brandt said “We cannot reopen the line the new ones may not be”.", "spliced", "q1"),
        # The writer's own words about Vollmer, put in her mouth.
        ("Vollmer said “the council had ignored the drivers”.", "promoted", ""),
        ("Osk said the bends were “too tight for the new carriages”.", "promoted", ""),
        ("Vollmer said “we shall build a second line by the river”.", "fabricated", ""),
    ],
)
def test_verdicts(score: Score, text: str, verdict: str, gold: str) -> None:
    quotation = only(score, text)
    assert (quotation.verdict, quotation.gold) == (verdict, gold)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“Nobody listened to the people who drive these trams,” Osk said.", "right"),
        ("“Nobody listened to the people who drive these trams,” said union leader Piet Osk.", "right"),
        ("“Nobody listened to the people who drive these trams,” Vollmer said.", "wrong"),
        ("“Nobody listened to the people who drive these trams,” Anna Zoller said.", "wrong"),
        ("“Nobody listened to the people who drive these trams.”", "missing"),
        # A description that fits nobody names nobody; one after a name describes it.
        ("“Nobody listened to the people who drive these trams,” a witness said.", "missing"),
        ("“Nobody listened to the people who drive these trams,” Piet Osk of Marnau said.", "right"),
        # The body that the speaker speaks for is a fair source.
        ("“We cannot reopen the line until every wheel has been measured,” Marnau Transport said.", "right"),
        # A pronoun means who was named last.
        (
            "Piet Osk leads the union. “Nobody listened to the people who drive these trams,” he said.",
            "right",
        ),
        ("Ines Vollmer was angry. “Nobody listened to the people who drive these trams,” she said.", "wrong"),
    ],
)
def test_speakers(score: Score, text: str, speaker: str) -> None:
    quotation = only(score, text)
    assert (quotation.verdict, quotation.speaker) == ("verbatim", speaker)


@pytest.mark.parametrize("source", ["the US", "US", "U.S.", "the WHO"])
def test_names_in_capitals_are_no_pronouns(article: Article, source: str) -> None:
    """Osk's words given to bodies called US and WHO: "the US said" names a source, and so it does where
    Osk was named before."""
    bodies = (
        Speaker("us", "United States", "organisation", ("US", "U.S.")),
        Speaker("who", "World Health Organization", "organisation", ("WHO",)),
    )
    ids = {"us", "who"}
    quotes = tuple(replace(q, speakers=("us", "who")) if q.id == "q4" else q for q in article.quotes)
    small = replace(article, speakers=article.speakers + bodies, quotes=quotes)
    text = f"Osk listened. “Nobody listened to the people who drive these trams,” {source} said."
    (quotation,) = score_summary(small, "brief", text).quotations
    assert (quotation.verdict, quotation.speaker) == ("verbatim", "right")
    assert identify(source, speaker_index(small)) < ids


def test_titles_of_the_article_are_no_quotations(score: Score) -> None:
    """ "Silver Arrow of the North" is a nickname that the gold lists as no quote."""
    assert score("The “Silver Arrow of the North” was bought last year.").quotations == ()


def test_short_spans_are_checked_but_do_not_enter_fidelity(
    score: Score, violations: Callable[..., list[tuple[str, str]]]
) -> None:
    """Three words: "a bargain that" is Osk's, "utter scandal here" is nobody's."""
    assert score("Osk spoke of “a bargain that” failed.").fidelity is None
    assert violations("Osk spoke of “a bargain that” failed.") == []
    assert violations("Osk spoke of “utter scandal here” again.") == [("quotation", "utter scandal here")]


def test_fidelity_is_the_share_verbatim_and_right(score: Score) -> None:
    """Two of three: the second is word for word, but given to Vollmer."""
    text = (
        "“Nobody listened to the people who drive these trams,” Osk said. "
        "“We cannot reopen the line until every wheel has been measured,” Vollmer said. "
        "“The council was never shown a single letter,” Vollmer said."
    )
    assert score(text).fidelity == pytest.approx(2 / 3)


def test_a_quoted_brief_needs_two_different_gold_quotes(
    score: Score, reference: dict[str, str], article: object
) -> None:
    """The reference has two. With one of them paraphrased, one of the two needed is missing: fidelity 1/2,
    while all facts are told without a violation, so the primary is 2 · 1 · ½ ÷ 1½ = 2/3."""
    whole = score(reference["quoted-brief"], "quoted-brief")
    assert whole.primary == 1.0
    text = reference["quoted-brief"].replace(
        "; “Nobody listened to the people who drive these trams,” Osk said.", "."
    )
    less = score(text, "quoted-brief")
    assert (less.faithful_coverage, less.fidelity) == (1.0, 1.0)
    assert less.primary == pytest.approx(2 / 3)


def test_one_gold_quote_cut_in_pieces_is_one_quotation(score: Score, reference: dict[str, str]) -> None:
    """Both spans are of q1 and faithful, yet only one of the two quotes needed is there: again 2/3."""
    text = reference["quoted-brief"].replace(
        "“Nobody listened to the people who drive these trams,” Osk said.",
        "“The older carriages are safe, but the new ones may not be,” Helga Brandt said.",
    )
    scored = score(text, "quoted-brief")
    assert [q.gold for q in scored.quotations] == ["q1", "q1"]
    assert scored.primary == pytest.approx(2 / 3)
