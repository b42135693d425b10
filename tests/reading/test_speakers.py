"""The fullest name that a text has for a source."""

import pytest

from onrecord.reading.quotations import read_quotations

ARTICLE = """Defence Secretary Lloyd P. Orton III arrived in Brill on Tuesday. {}

Martha Quill, the mayor of Brill, met him there. {}

The Federal Roads Agency (FRA) was there too. {}
"""


def speaker(first: str = "", second: str = "", third: str = "") -> str | None:
    (quotation,) = read_quotations(ARTICLE.format(first, second, third))
    return quotation.speaker


@pytest.mark.parametrize(
    "source",
    [
        "He",
        "Orton",
        "Mr. Orton",
        "Lloyd Orton",
        "Secretary Orton",
        "Lloyd P. Orton III",
        "The defence secretary",
    ],
)
def test_a_man_is_called_by_his_fullest_name(source: str) -> None:
    assert speaker(first=f"{source} said it was late.") == "Lloyd P. Orton III"


@pytest.mark.parametrize("source", ["She", "Quill", "Ms. Quill", "The mayor", "Mayor Quill"])
def test_a_woman_is_called_by_her_fullest_name(source: str) -> None:
    assert speaker(second=f"{source} said it was late.") == "Martha Quill"


def test_a_pronoun_of_the_other_gender_reaches_further_back() -> None:
    assert speaker(third="He said it was late.") == "Lloyd P. Orton III"


@pytest.mark.parametrize("source", ["The FRA", "FRA"])
def test_an_acronym_is_expanded(source: str) -> None:
    assert speaker(third=f"{source} said it was late.") == "Federal Roads Agency"


@pytest.mark.parametrize(
    "source",
    ["Two U.S. officials", "A senior aide", "The driver", "Quill's lawyer", "An Orton spokesman", "They"],
)
def test_nameless_sources_keep_their_words(source: str) -> None:
    assert speaker(third=f"{source} said it was late.") == source


def test_joint_speakers_are_all_named() -> None:
    assert speaker(third="Orton and Quill said it was late.") == "Lloyd P. Orton III and Martha Quill"


def test_of_two_with_one_surname_the_title_or_the_last_mention_decides() -> None:
    text = "Tom Pell and Anna Pell live in Brill. Mrs. Pell said it was late."
    assert [q.speaker for q in read_quotations(text)] == ["Anna Pell"]


def test_a_name_in_a_quotation_is_no_antecedent() -> None:
    text = 'Tom Pell spoke first. "I like Dan Roe," he said.\nHe said it was late.'
    assert [q.speaker for q in read_quotations(text)] == ["Tom Pell", "Tom Pell"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A spokesman for Brill Rail said it was late.", "A spokesman for Brill Rail"),
        ("The firm, Brill Rail, said it was late.", "Brill Rail"),
        ("It was late, said its head, Ada Ruhl.", "Ada Ruhl"),
        ("It was late, said one of two aides at Brill Rail.", "one of two aides at Brill Rail"),
        ("Two mayors, Ada Ruhl and Tom Pell, said it was late.", "Ada Ruhl and Tom Pell"),
        ("Brill Rail President Ada Ruhl resigned. Ruhl said it was late.", "Ada Ruhl"),
        ('The plan was, in Tom Pell\'s words, "a mess".', "Tom Pell"),
        ("According to two aides who asked not to be named, it was late.", "two aides"),
    ],
)
def test_sources_with_more_words_than_a_name(text: str, expected: str) -> None:
    assert [q.speaker for q in read_quotations(text)] == [expected]


def test_who_spoke_last_is_meant_before_who_was_mentioned_last() -> None:
    text = (
        "Defence Minister Tom Pell spoke first. Pell said the dam was old. "
        "He did not mention Roads Minister Dan Roe. The minister said it must go."
    )
    assert [q.speaker for q in read_quotations(text)] == ["Tom Pell", "Tom Pell"]
