"""Other names: like the old ones, and nobody's in the article."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from onrecord.gold.twins.naming import garbled, other_names, pools, renamer
from onrecord.gold.twins.words import KINDS, Kind

WORDS: dict[str, Kind] = {
    "Ilka": "female",
    "Dorvén": "surname",
    "Odde": "surname",
    "Tomas": "male",
    "Zelmar": "place",
    "Zelmari": "place",
    "Brackendale": "place",
    "Kestrelline": "organisation",
}


@given(st.integers(0, 1000))
def test_twins_are_alike_in_kind_script_length_and_first_sound(seed: int) -> None:
    names = other_names(WORDS, {"sele"}, Random(seed))

    assert names.keys() == WORDS.keys()
    assert len(set(names.values())) == len(names)
    for word, name in names.items():
        if word not in ("Zelmari", "Brackendale", "Kestrelline"):
            assert name in pools()[WORDS[word]]
            assert (word[0] in "AEIOUÅÖØ") == (name[0] in "AEIOUÅÖØÄÉ")
    assert names["Zelmari"] == names["Zelmar"] + "i"
    assert not names["Dorvén"].isascii() and names["Ilka"].isascii()
    assert len(names["Odde"]) <= 4 and len(names["Brackendale"]) > 7


@given(st.integers(0, 50))
def test_no_name_is_taken_that_the_article_has(seed: int) -> None:
    taken = {name.casefold() for name in pools()["female"][:-3]}

    assert other_names({"Ilka": "female"}, taken, Random(seed))["Ilka"].casefold() not in taken


def test_the_same_seed_gives_the_same_names() -> None:
    assert other_names(WORDS, (), Random(7)) == other_names(WORDS, (), Random(7))
    assert other_names(WORDS, (), Random(7)) != other_names(WORDS, (), Random(8))


def test_capitals_stay_capitals_and_other_words_themselves() -> None:
    renamed = renamer({"Zelmar": "Halmar"})

    assert [renamed(w) for w in ("Zelmar", "ZELMAR", "zelmar", "Harbour")] == [
        "Halmar",
        "HALMAR",
        "zelmar",
        "Harbour",
    ]


def test_names_are_garbled_as_scrapers_do() -> None:
    assert garbled("García") == "GarcÃ­a"
    assert garbled("Åke") == "Ã…ke"
    assert garbled("Roe") == "Roe"


def test_there_are_names_of_every_kind_and_none_twice() -> None:
    found = [name for kind in KINDS for name in pools()[kind]]

    assert all(len(pools()[kind]) > 100 for kind in KINDS)
    assert len(set(found)) >= len(found) - 5
