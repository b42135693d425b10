"""Whom a name means, and what it earns."""

from collections.abc import Callable

import pytest

from onrecord.gold.article import Article
from onrecord.scoring.speakers import Named, SpeakerIndex, credit, fold_name


@pytest.fixture
def index(make_article: Callable[..., Article]) -> SpeakerIndex:
    article = make_article(
        "Mayor Ilse M. Varga Jr. met Jon Varga and the ferry union. The union’s chair left. "
        "She smiled. Two port officials and a port official spoke. The mayor agreed.",
        [
            {
                "kind": "speaker",
                "id": "ilse",
                "name": "Ilse M. Varga Jr.",
                "class": "person",
                "aliases": ["Varga", "the mayor"],
            },
            {"kind": "speaker", "id": "jon", "name": "Jon Varga", "class": "person"},
            {
                "kind": "speaker",
                "id": "union",
                "name": "ferry union",
                "class": "organisation",
                "accept": ["Ferry Workers and Sailors"],
                "reject": ["workers"],
            },
            {"kind": "speaker", "id": "two", "name": "two port officials", "class": "unnamed"},
            {"kind": "speaker", "id": "one", "name": "port official", "class": "unnamed"},
            {"kind": "mention", "id": "m1", "of": "ilse", "at": "p1 ⟦Mayor Ilse M. Varga Jr.⟧"},
            {"kind": "mention", "id": "m2", "of": "ilse", "at": "p1 ⟦She⟧ smiled"},
            {
                "kind": "mention",
                "id": "m3",
                "of": ["ilse", "jon"],
                "at": "p1 ⟦Ilse M. Varga Jr. met Jon Varga⟧",
            },
        ],
    )
    return SpeakerIndex(article)


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("Ilse M. Varga Jr.", {"ilse"}),
        ("ilse varga", {"ilse"}),  # given plus family name
        ("Mayor Ilse Varga", {"ilse"}),  # a listed title
        ("Mayor Ilse M. Varga Jr", {"ilse"}),  # periods
        ("The Mayor", {"ilse"}),  # a determiner and an alias
        ("Jon Varga", {"jon"}),
        ("Varga", {"ilse"}),  # an alias of one speaker alone
        ("the Ferry Union", {"union"}),
        ("Ferry Workers and Sailors", {"union"}),
        ("workers", set()),
        ("two port officials", {"two"}),
        ("a port official", {"one"}),
        ("another port official", set()),  # "another" is no determiner
        ("port officials", set()),
        ("She", set()),
        ("Ilse", set()),
    ],
)
def test_names_mean_one_speaker_or_nobody(index: SpeakerIndex, name: str, ids: set[str]) -> None:
    assert index.resolve(name) == ids


def test_a_surname_of_two_speakers_is_nobodys(make_article: Callable[..., Article]) -> None:
    article = make_article(
        "Ilse Varga met Jon Varga.",
        [
            {"kind": "speaker", "id": "ilse", "name": "Ilse Varga", "class": "person", "aliases": ["Varga"]},
            {"kind": "speaker", "id": "jon", "name": "Jon Varga", "class": "person", "aliases": ["Varga"]},
        ],
    )
    assert SpeakerIndex(article).resolve("Varga") == frozenset()


def test_descriptions_after_a_known_name_are_no_second_answer(index: SpeakerIndex) -> None:
    assert index.read(["Jon Varga, a cousin of the mayor"]).ids == {"jon"}
    assert index.read(["Jon Varga (port lawyer)"]).nobody == frozenset()


def test_names_joined_by_and_are_several(index: SpeakerIndex) -> None:
    assert index.read(["Ilse Varga and Jon Varga"]).ids == {"ilse", "jon"}
    assert index.read(["Ilse Varga", "Jon Varga"]).ids == {"ilse", "jon"}
    mixed = index.read(["Jon Varga and Berta Quill"])
    assert (mixed.ids, mixed.nobody) == ({"jon"}, {"berta quill"})


@pytest.mark.parametrize("name", ["unknown", "Unknown.", "", "N/A"])
def test_abstentions_name_nobody(index: SpeakerIndex, name: str) -> None:
    assert index.read([name]).abstains


def test_credit_is_jaccard() -> None:
    """{a} of {a, b}: 1/2. {a, b} of {a}: 1/2. {a} with an unknown name of {a}: 1/2."""
    assert credit(Named(frozenset("a")), ["a", "b"]) == 0.5
    assert credit(Named(frozenset("ab")), ["a"]) == 0.5
    assert credit(Named(frozenset("a"), frozenset(["x"])), ["a"]) == 0.5
    assert credit(Named(), ["a"]) == 0.0


def test_folding_keeps_numbers_and_other() -> None:
    assert fold_name("The U.S. official’s") == "us official"
    assert fold_name("Two officials") == "two officials"
    assert fold_name("Mr. President") == "president"
