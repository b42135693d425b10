"""Edits that keep the meaning change marks, spaces, order, or a word for its like: golden values by hand."""

import re
from dataclasses import replace

import pytest

from onrecord.gold.article import Article, Speaker
from onrecord.validity.edits.edit import Base
from onrecord.validity.edits.meaning import EDITS

from .conftest import Edited

MARKS = ("marks straight", "marks guillemets", "marks single", "marks low and high", "dashes", "two spaces")
SPACES = ("no-break spaces", "lines", "bullets", "no full stop")


@pytest.mark.parametrize(
    ("name", "text", "edited_texts"),
    [
        ("marks straight", "He said “it’s done”.", ['He said "it\'s done".']),
        ("marks straight", "He said no.", []),
        ("marks guillemets", "He said “done”.", ["He said « done »."]),
        ("marks single", "He said “done”.", ["He said ‘done’."]),
        ("marks single", "He said “‘done’ now”.", []),
        ("marks low and high", "He said “done”.", ["He said „done“."]),
        ("dashes", "From 3–4 p.m. – or so.", ["From 3-4 p.m. - or so."]),
        ("two spaces", "One. Two.", ["One.  Two."]),
        ("no-break spaces", "It took 40 minutes.", ["It took 40\u00a0minutes."]),
        ("lines", "One sang. Two ran.", ["One sang.\nTwo ran."]),
        ("lines", "One sang.", []),
        ("bullets", "One sang. Two ran.", ["- One sang.\n- Two ran."]),
        ("no full stop", "One sang. Two ran.", ["One sang. Two ran"]),
        ("preface", "One sang.", ["Summary: One sang."]),
        ("sentence moved", "A man sang. A ship sank.", ["A ship sank. A man sang."]),
        ("sentence moved", "A man sang. It sank.", []),
        ("sentence moved", "A man sang. A ship sank. It was old.", []),  # "it" is the ship
        ("surname", "By noon Tomas Reth sang.", ["By noon Reth sang."]),
        ("full name", "By noon Reth sang.", ["By noon Tomas Reth sang."]),
        ("surname", "“By noon Tomas Reth sang,” she said.", []),
        ("inverted source", "“I sang,” Tomas Reth said.", ["“I sang,” said Tomas Reth."]),
        ("inverted source", "“I sang,” said Reth.", ["“I sang,” Reth said."]),
        (
            "numerals",
            "Some say three weeks or 4 days.",
            ["Some say 3 weeks or 4 days.", "Some say three weeks or four days."],
        ),
        ("numerals", "One of them sang.", []),
        ("comparators", "It took more than 40 minutes.", ["It took over 40 minutes."]),
        ("comparators", "It took about 40 minutes.", ["It took around 40 minutes."]),
        ("comparators", "“It took about 40 minutes,” she said.", []),
        ("cues", "Reth said that it sank.", ["Reth stated that it sank."]),
        ("cues", "Reth said it sank.", ["Reth stated that it sank."]),
        ("contractions", "They did not sing.", ["They didn't sing."]),
        ("contractions", "They didn't sing.", ["They did not sing."]),
        ("contractions", "They cannot sing.", ["They can't sing."]),
        ("days", "It sank on Tuesday.", ["It sank Tuesday."]),
        ("days", "It sank on 9 May.", ["It sank on May 9."]),
        ("days", "It sank on May 9.", ["It sank on 9 May."]),
        ("days", "It fell 3 percent.", ["It fell 3 per cent."]),
        ("days", "It fell 3%.", ["It fell 3 percent."]),
    ],
)
def test_by_hand(ferry: Article, edited: Edited, name: str, text: str, edited_texts: list[str]) -> None:
    assert edited(name, Base(ferry, "s1", "brief", text)) == edited_texts


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


@pytest.mark.parametrize("name", [*MARKS, *SPACES])
def test_marks_and_spaces_alone(bases: list[Base], edited: Edited, name: str) -> None:
    made = [(base, text) for base in bases for text in edited(name, base)]
    for base, text in made:
        assert text != base.text
        assert re.sub(r"[^\w]", "", text) == re.sub(r"[^\w]", "", base.text)


@pytest.mark.parametrize("name", ["sentence moved", "inverted source"])
def test_order_alone(bases: list[Base], edited: Edited, name: str) -> None:
    for base in bases:
        for text in edited(name, base):
            assert text != base.text
            assert sorted(re.findall(r"\w+", text)) == sorted(re.findall(r"\w+", base.text))


@pytest.mark.parametrize(
    "name", ["surname", "full name", "numerals", "comparators", "cues", "contractions", "days"]
)
def test_words_for_their_like_outside_quotations(bases: list[Base], edited: Edited, name: str) -> None:
    for base in bases:
        for text in edited(name, base):
            assert text != base.text
            assert all(q.span.of(base.text) in text for q in base.quotations)
