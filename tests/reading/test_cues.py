"""The lexicon of cues, and the places where a sentence has one."""

import pytest

from onrecord.reading.clauses import find_cues
from onrecord.reading.cues import VERB_FORMS, frames, is_cue
from onrecord.reading.items import items
from onrecord.text import Span


def found_in(sentence: str) -> list[tuple[str, str]]:
    """The cues of a sentence, each with the words of its source."""
    parts = items(sentence, Span(0, len(sentence)), ())
    return [
        (c.lemma, sentence[parts[c.source.start].start : parts[c.source.end - 1].end] if c.source else "")
        for c in find_cues(parts)
    ]


def test_forms_lead_to_their_lemma() -> None:
    assert VERB_FORMS["said"] == ("say", "past")
    assert VERB_FORMS["denies"] == ("deny", "third")
    assert VERB_FORMS["arguing"] == ("argue", "gerund")


def test_frames_of_a_verb_that_is_no_cue_are_empty() -> None:
    assert frames("walk") == frozenset()
    assert "clause" in frames("say")


@pytest.mark.parametrize("words", ["said", "According to", "has told", "said:"])
def test_words_that_are_a_cue(words: str) -> None:
    assert is_cue(words)


@pytest.mark.parametrize("words", ["", "walked", "the bridge", "to"])
def test_words_that_are_no_cue(words: str) -> None:
    assert not is_cue(words)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Quill said the dam was old.", [("say", "Quill")]),
        ("The mayor of Brill said the dam was old.", [("say", "The mayor of Brill")]),
        ("Mara Quill, the mayor of Brill, said so.", [("say", "Mara Quill, the mayor of Brill,")]),
        ("The dam is old, said Mara Quill.", [("say", "Mara Quill")]),
        ("The aide who told them was Pell.", [("tell", "The aide who")]),
        ("Pell has repeatedly denied it.", [("deny", "Pell")]),
        ("Pell on Tuesday said no.", [("say", "Pell")]),
        ("According to the Brill Times, it rained.", [("according to", "the Brill Times")]),
        ("Quill and Pell said they would pay.", [("say", "Quill and Pell")]),
        ("She said it rained, adding that it was cold.", [("say", "She"), ("add", "She")]),
        ("A person close to the board says nobody came.", [("say", "A person close to the board")]),
        ("A memo to Mara Quill says it rained.", [("say", "A memo to Mara Quill")]),
        ("The town and the club said it rained.", [("say", "The town and the club")]),
        ("Rail users and the union said so.", [("say", "Rail users and the union")]),
        ("It is over, the town and the club said.", [("say", "the town and the club")]),
        ("It is over, said the town and the club.", [("say", "the town and the club")]),
        ("It is over, said its head, Mara Quill.", [("say", "its head, Mara Quill")]),
        ("In June Mara Quill said so.", [("say", "Mara Quill")]),
        ("Quill afterwards said so.", [("say", "Quill")]),
        ("Pell has by now declared it dead.", [("declare", "Pell")]),
        ("The court, whose ruling called it bad, rose.", [("call", "The court, whose ruling")]),
        ("According to Quill, the dam is old.", [("according to", "Quill")]),
        ("Quill put the injured at 131.", [("put", "Quill")]),
        ("The clinic counted 143 injured.", [("count", "The clinic")]),
        ("Quill appeals to drivers to stay away.", [("appeal", "Quill")]),
        ("Quill rang that night to say it was late.", [("say", "Quill")]),
        ("He was told by his aunt Pell to go.", [("tell", "his aunt Pell")]),
        ("Quill's pledge that it will rain stands.", [("say", "Quill's")]),
        ("Quill pointed out that it was late.", [("point", "Quill")]),
        ("While Quill calls toll too high, all pay.", [("call", "Quill")]),
    ],
)
def test_a_cue_has_its_source(sentence: str, expected: list[tuple[str, str]]) -> None:
    assert found_in(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "The reports were late.",
        "She was told to go.",
        "The claims of the company failed.",
        "A call for help came.",
        "Pledged by the town, the sum was paid.",
        "Quill put the kettle on the stove at home.",
        "The clinic counted the injured.",
        "The appeals court rose.",
        "Zoom calls rose.",
        "She was told by letter.",
    ],
)
def test_nouns_and_passives_are_no_cues(sentence: str) -> None:
    assert found_in(sentence) == []
