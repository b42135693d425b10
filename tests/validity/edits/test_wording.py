"""Edits of wording put a word for its like, and leave quotations alone: golden values by hand."""

import re
from dataclasses import replace

import pytest

from onrecord.gold.article import Article, Speaker
from onrecord.validity.edits.edit import Base
from onrecord.validity.edits.wording import EDITS

from .conftest import Edited


@pytest.mark.parametrize(
    ("name", "text", "edited_texts"),
    [
        ("surname", "By noon Tomas Reth sang.", ["By noon Reth sang."]),
        ("surname", "“By noon Tomas Reth sang,” she said.", []),
        ("full name", "By noon Reth sang.", ["By noon Tomas Reth sang."]),
        ("full name", "Reth's ferry sank.", ["Tomas Reth's ferry sank."]),
        ("full name", "By noon Captain Reth sang.", []),  # a title stands before it
        ("inverted source", "“I sang,” Tomas Reth said.", ["“I sang,” said Tomas Reth."]),
        ("inverted source", "“I sang”, said Reth.", ["“I sang”, Reth said."]),
        ("inverted source", "“I sang,” said Reth, who ran.", []),  # not: Reth said, who ran
        (
            "numerals",
            "Some say three weeks or 4 days.",
            ["Some say 3 weeks or 4 days.", "Some say three weeks or four days."],
        ),
        ("numerals", "One of them sang.", []),
        ("numerals", "By then Pier 4 was shut at ten to six.", []),
        (
            "comparators",
            "It took more than 40 minutes.",
            ["It took over 40 minutes.", "It took in excess of 40 minutes."],
        ),
        (
            "comparators",
            "It took about 40 minutes.",
            [f"It took {word} 40 minutes." for word in ("around", "roughly", "approximately")],
        ),
        ("comparators", "They saw fewer than five.", ["They saw less than five.", "They saw under five."]),
        ("comparators", "No more than 40 sang.", []),
        ("comparators", "They met over three years.", []),  # not more than three
        ("comparators", "“It took about 40 minutes,” she said.", []),
        ("cues", "Reth said that it sank.", ["Reth stated that it sank."]),
        ("cues", "Reth said it sank.", ["Reth stated that it sank."]),
        ("contractions", "They did not sing.", ["They didn't sing."]),
        ("contractions", "They didn't sing.", ["They did not sing."]),
        ("contractions", "They cannot sing.", ["They can't sing."]),
        ("contractions", "They can’t sing.", ["They cannot sing."]),
        ("contractions", "It is old.", ["It's old."]),
        ("contractions", "She has sung.", []),
        ("contractions", "She has already left.", ["She's already left."]),
        ("contractions", "She has two ships.", []),
        ("contractions", "They had run and would sing.", ["They'd run and would sing."]),
        ("contractions", "She asked what it is.", []),  # never at the end
        ("contractions", "“It is not old,” she said.", []),
        ("days", "It sank on Tuesday.", ["It sank Tuesday."]),
        ("days", "A man of 19 on Tuesday sang.", []),
        (
            "days",
            "It sank on 9 May.",
            [f"It sank on {day}." for day in ("May 9", "May 9th", "the 9th of May")],
        ),
        ("days", "It sank on May 9.", ["It sank on 9 May.", "It sank on May 9th."]),
        ("days", "It sank on 9 May 2021.", ["It sank on May 9, 2021.", "It sank on the 9th of May 2021."]),
        (
            "days",
            "It sank on 22 February.",
            [
                f"It sank on {day}."
                for day in ("February 22", "22 Feb", "Feb. 22", "February 22nd", "the 22nd of February")
            ],
        ),
        ("days", "Every 11 May it sinks.", ["Every May 11 it sinks.", "Every May 11th it sinks."]),
        ("days", "It sailed from 9 to 14 May.", []),  # the end of a range
        ("days", "It sank in 2021.", ["It sank in the year 2021."]),
        ("days", "It sank at 4.15.", ["It sank at 4:15."]),
        ("days", "It stood at 30.15.", []),  # no clock time
        ("days", "It stood at 4.15 crowns.", []),
        ("days", "It fell 3 percent.", ["It fell 3 per cent.", "It fell 3%."]),
        ("days", "It fell 3%.", ["It fell 3 percent."]),
    ],
)
def test_by_hand(ferry: Article, edited: Edited, name: str, text: str, edited_texts: list[str]) -> None:
    # Some are made in a drawn order.
    assert sorted(edited(name, Base(ferry, "s1", "brief", text))) == sorted(edited_texts)


def test_each_is_looked_at() -> None:
    (marks,) = (m for m in test_by_hand.pytestmark if m.name == "parametrize")  # type: ignore[attr-defined]
    assert {case[0] for case in marks.args[1]} == {edit.name for edit in EDITS}


def test_a_surname_that_is_somebody_elses_too_is_left_alone(ferry: Article, edited: Edited) -> None:
    shared = Speaker("line", "Reth Shipping Line", "organisation")
    base = Base(replace(ferry, speakers=(*ferry.speakers, shared)), "s1", "brief", "By noon Tomas Reth sang.")
    assert edited("surname", base) == []
    assert edited("full name", replace(base, text="By noon Reth sang.")) == []


def test_all_keep_the_meaning_and_may_hardly_ever_be_noticed() -> None:
    assert all(edit.keeps and edit.goal is not None and edit.goal <= 0.05 for edit in EDITS)


def test_an_inverted_source_keeps_its_words(bases: list[Base], edited: Edited) -> None:
    for base in bases:
        for text in edited("inverted source", base):
            assert text != base.text
            assert sorted(re.findall(r"\w+", text)) == sorted(re.findall(r"\w+", base.text))


@pytest.mark.parametrize("name", [edit.name for edit in EDITS])
def test_quotations_are_left_alone(bases: list[Base], edited: Edited, name: str) -> None:
    made = [(base, text) for base in bases for text in edited(name, base)]
    assert made
    for base, text in made:
        assert text != base.text
        assert all(q.span.of(base.text) in text for q in base.quotations)
