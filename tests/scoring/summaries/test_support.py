"""Violations and what is merely extrinsic. The article has: Tuesday; March; 9 May; more than 40 passengers;
2.5 million euros; "last year"; Marnau, Oldgate, Helga Brandt, Piet Osk, Ines Vollmer, Marnau Transport. It is
of Tuesday 30 April 2024. Osk's strike in June and a letter that the council was shown are contradicted."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from onrecord.gold.article import Article
from onrecord.scoring.summaries.summary import SummaryScore, score_summary

Score = Callable[..., SummaryScore]
Violations = Callable[..., list[tuple[str, str]]]


@pytest.mark.parametrize(
    "text",
    [
        "Over 40 passengers were hurt in Marnau.",
        "At least forty passengers were hurt.",
        "Repairs cost €2.5 million, Brandt said.",
        "Repairs cost 2.5m euros, Brandt said.",
        "The two sides disagree.",
        "Mr. Osk said drivers had warned Marnau Transport.",
        "Transport director Helga Brandt and Osk met.",
        "Passengers suffered. Repairs will take time. Divers helped.",
        "The strike is on 9 May.",
        "Drivers of Marnau's trams had warned of it in March.",
        "The council was never shown a single letter, Vollmer said.",
        "Marnau Shuts Tram Line After Crash Near Oldgate Hurts Dozens",
        "Osk said the union would strike.",
        "Helga Brandt of Marnau Transport met Piet Osk.",
    ],
)
def test_what_a_good_summary_says_is_never_accused(violations: Violations, text: str) -> None:
    assert violations(text) == []


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("40 passengers were hurt.", "number", "40"),
        ("More than 50 passengers were hurt.", "number", "More than 50"),
        ("Fewer than 40 passengers were hurt.", "number", "Fewer than 40"),
        ("Repairs cost $2.5 million, Brandt said.", "number", "$2.5 million"),
        ("Repairs cost 2.5 billion euros.", "number", "2.5 billion euros"),
        ("The line closed on Monday.", "date", "Monday"),
        ("The union will strike on 10 May.", "date", "10 May"),
        ("The union will strike in May 2025.", "date", "May 2025"),
        ("The line closed in Zurich.", "name", "Zurich"),
        ("Karl Zimmer said the line was shut.", "name", "Karl Zimmer"),
        # A given name that the article contradicts, and the parts of two people.
        ("Karl Brandt said the line was shut.", "name", "Karl Brandt"),
        ("Helga Osk said the line was shut.", "name", "Helga Osk"),
        ("Swedish experts closed the line.", "name", "Swedish"),
        ("Vollmer said “we shall build a second line”.", "quotation", "we shall build a second line"),
        (
            "Vollmer said: “Nobody listened to the people who drive these trams.”",
            "speaker",
            "Nobody listened to the people who drive these trams.",
        ),
    ],
)
def test_violations(violations: Violations, text: str, kind: str, words: str) -> None:
    assert violations(text) == [(kind, words)]


def test_an_office_given_to_somebody_else(article: Article) -> None:
    """Osk has the name "union leader"; with capitals before Vollmer's name it is a false title."""
    names = tuple(replace(s, accept=("Union Secretary",)) if s.id == "osk" else s for s in article.speakers)
    scored = score_summary(replace(article, speakers=names), "brief", "Union Secretary Vollmer met Osk.")
    assert [v.words for v in scored.units[0].violations] == ["Union Secretary Vollmer"]


def test_a_contradicted_statement_is_told_whatever_its_order(violations: Violations) -> None:
    """v2 has no word that its evidence lacks; only the negation is turned, and the unit turns it too."""
    (found,) = violations("Vollmer said the council was shown a single letter.")
    assert found[0] == "contradicted"


def test_the_truth_beside_a_contradicted_statement_is_not_it(violations: Violations) -> None:
    """v1 says June where the article says 9 May: all that v1 shares with the truth may be told."""
    assert violations("The union leader Piet Osk said the union would strike on 9 May.") == []


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("The line closed on 30 April 2024.", "date", "30 April 2024"),
        ("Osk said the union would strike on 9 May 2024.", "date", "9 May 2024"),
        ("The carriage was bought in 2023.", "date", "2023"),
    ],
)
def test_a_resolved_date_is_extrinsic(score: Score, text: str, kind: str, words: str) -> None:
    """Tuesday is 30 April 2024, the strike on 9 May falls in 2024, and "last year" is 2023."""
    scored = score(text)
    assert [(e.kind, e.words) for e in scored.extrinsic] == [(kind, words)]
    assert scored.violating_share == 0


def test_names_with_added_parts_and_long_forms_are_extrinsic(article: Article) -> None:
    """The article has "Biden", "UN" and "the CIA", and never a given name of Biden's."""
    text = "Biden spoke to the UN and the CIA on Monday. He left."
    small = replace(article, raw=text, regions=(), quotes=(), not_quotes=(), statements=(), mentions=())
    told = score_summary(
        small, "brief", "Joe Biden spoke to the United Nations and the Central Intelligence Agency."
    )
    assert told.violating_share == 0
    assert {"Joe Biden", "Central Intelligence Agency"} <= {e.words for e in told.extrinsic}


def test_violations_touching_a_cut_are_not_judged(score: Score) -> None:
    """81 words, cut before "euros": "2.5 million" of nothing is no figure of the article, but it was cut."""
    text = "The line is shut. " * 19 + "Brandt said 2.5 million euros."
    scored = score(text)
    assert scored.over_budget
    assert scored.text.endswith("2.5 million")
    assert scored.violating_share == 0


def test_an_invention_costs_its_unit(score: Score, reference: dict[str, str]) -> None:
    """The reference has four units and full coverage; a fifth with an invented name leaves 1 - 1/5."""
    scored = score(reference["brief"] + " Karl Zimmer wept.")
    assert (scored.coverage, scored.violating_share) == (1.0, 1 / 5)
    assert scored.primary == pytest.approx(0.8)


@pytest.mark.parametrize(
    "filler", ["Yes. " * 20, "; ".join(["so it is"] * 20), "Marnau shut its tram line. " * 3]
)
def test_empty_and_repeated_units_dilute_nothing(
    score: Score, reference: dict[str, str], filler: str
) -> None:
    """The reference's four units, one of them with a wrong figure (so f2 is not told): 4/5 × (1 - 1/4) = .6.
    "Yes." and "so it is" have no content words; of one sentence three times the first is a fifth unit:
    4/5 × (1 - 1/5) = .64."""
    wrong = reference["brief"].replace("more than 40 passengers", "more than 90 passengers")
    scored = score(f"{wrong} {filler}")
    units = 5 if filler.startswith("Marnau") else 4
    assert scored.violating_share == 1 / units
    assert scored.primary == pytest.approx(0.8 * (1 - 1 / units))
    assert sum(u.counted for u in scored.units) == units


def test_a_repeated_violation_counts_once(score: Score) -> None:
    """The same invention twice beside one clean unit: 1 of 2."""
    assert score("Karl Zimmer wept. Karl Zimmer wept. Marnau shut its tram line.").violating_share == 1 / 2


def test_the_next_morning_is_that_of_the_story(violations: Violations) -> None:
    assert violations("The line was shut on Tuesday; drivers met the next morning.") == []
    assert violations("Drivers meet next year.") == [("date", "next year")]


def test_what_its_bearer_is_before_a_name_and_another_name_before_what_the_article_has_one_for(
    article: Article,
) -> None:
    """A description is no part of a name; another name makes another body, place or person."""
    raw = f"{article.raw} The Oldgate tunnel is shut. The tunnel leaks. Marnau Depot is open."
    more = replace(article, raw=raw)

    def accused(text: str) -> list[str]:
        units = score_summary(more, "brief", text).units
        return [v.words for u in units for v in u.violations if v.kind == "name"]

    assert accused("Trainer Piet Osk spoke. On Tuesday the driver Helga Brandt did.") == []
    assert accused("Solmark tunnel is shut.") == ["Solmark"]
    assert accused("Regional tunnel is shut. Local council meets.") == []
    assert accused("Repairs began at the Solmark Depot.") == ["Solmark Depot"]
    assert accused("- Owner: nobody\n- Drivers: forty") == []
