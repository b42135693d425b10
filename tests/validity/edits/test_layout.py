"""Edits of layout change marks, spaces and order alone: golden values by hand."""

import re

import pytest

from onrecord.gold.article import Article
from onrecord.validity.edits.edit import Base
from onrecord.validity.edits.layout import EDITS

from .conftest import Edited

MARKS = ("marks straight", "marks guillemets", "marks single", "marks low and high", "dashes", "two spaces")
SPACES = ("no-break spaces", "lines", "bullets", "no full stop")


def in_dashes(before: str, inside: str, after: str) -> list[str]:
    return [f"{before}{dash}{inside}{dash}{after}" for dash in (" – ", "—", " - ", " -- ")]


@pytest.mark.parametrize(
    ("name", "text", "edited_texts"),
    [
        ("marks straight", "He said “it’s done”.", ['He said "it\'s done".']),
        ("marks straight", "He said no.", []),
        ("marks guillemets", "He said “done”.", ["He said « done »."]),
        ("marks single", "He said “done”.", ["He said ‘done’."]),
        ("marks single", "He said “‘done’ now”.", []),
        ("marks low and high", "He said “done”.", ["He said „done“."]),
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
        ("sentence moved", "Sixty men sang. Two are in hospital.", []),  # two of them
        ("sentence moved", "A man sang. «A ship sank.»", []),
    ],
)
def test_by_hand(ferry: Article, edited: Edited, name: str, text: str, edited_texts: list[str]) -> None:
    assert edited(name, Base(ferry, "s1", "brief", text)) == edited_texts


@pytest.mark.parametrize(
    ("text", "edited_texts"),
    [
        (
            "From 3–4 p.m. – or so.",
            [
                "From 3-4 p.m. – or so.",
                "From 3-4 p.m.—or so.",
                "From 3-4 p.m. - or so.",
                "From 3-4 p.m. -- or so.",
            ],
        ),
        ("The ferry, which sank, was old.", in_dashes("The ferry", "which sank", "was old.")),
        ("By noon Tomas Reth, a pilot, sang.", in_dashes("By noon Tomas Reth", "a pilot", "sang.")),
        ("She saw Reth, a pilot, and Osk.", []),  # may be a list of three
        ("In March, the board, which met, agreed.", in_dashes("In March, the board", "which met", "agreed.")),
        ("“The ferry, which sank, was old,” she said.", []),
    ],
)
def test_dashes_by_hand(ferry: Article, edited: Edited, text: str, edited_texts: list[str]) -> None:
    base = Base(ferry, "s1", "brief", text)
    assert [t for t in edited("dashes", base) if t != text] == [t for t in edited_texts if t != text]


def test_each_is_looked_at() -> None:
    (marks,) = (m for m in test_by_hand.pytestmark if m.name == "parametrize")  # type: ignore[attr-defined]
    assert {case[0] for case in marks.args[1]} | {"dashes"} == {edit.name for edit in EDITS}


def test_all_keep_the_meaning_and_may_hardly_ever_be_noticed() -> None:
    assert all(edit.keeps and edit.goal is not None and edit.goal <= 0.05 for edit in EDITS)


@pytest.mark.parametrize("name", [*MARKS, *SPACES])
def test_marks_and_spaces_alone(bases: list[Base], edited: Edited, name: str) -> None:
    made = [(base, text) for base in bases for text in edited(name, base)]
    assert made
    for base, text in made:
        assert text != base.text or name == "dashes"
        assert re.sub(r"[^\w]", "", text) == re.sub(r"[^\w]", "", base.text)


def test_a_moved_sentence_keeps_its_words(bases: list[Base], edited: Edited) -> None:
    for base in bases:
        for text in edited("sentence moved", base):
            assert text != base.text
            assert sorted(re.findall(r"\w+", text)) == sorted(re.findall(r"\w+", base.text))
