"""Whom a name means, and what it earns."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.gold.article import Article
from onrecord.scoring.speakers import Named, SpeakerIndex, credit, fold_name, fold_titles, is_pronoun


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


@pytest.mark.parametrize(
    ("ids", "nobody", "gold", "earned"),
    [
        ("a", "", "a", 1),
        ("ab", "", "ab", 1),
        ("abc", "", "ab", 2 / 3),  # one wrong beside two right
        ("ab", "x", "ab", 2 / 3),  # a name that is nobody's is as wrong
        ("ac", "", "ab", 1 / 3),  # as many wrong as right: half an answer is still one
        ("abc", "", "a", 0),  # more wrong than right
        ("ab", "x", "a", 0),
        ("a", "xy", "a", 0),
        ("c", "", "a", 0),
        ("", "x", "a", 0),
        ("", "", "", 0),
        ("a", "", "", 0),
    ],
)
def test_more_wrong_names_than_right_ones_earn_nothing(
    ids: str, nobody: str, gold: str, earned: float
) -> None:
    assert credit(Named(frozenset(ids), frozenset(nobody)), gold) == pytest.approx(earned)


NAMES = st.frozensets(st.sampled_from("abcdef"))


@given(NAMES, st.frozensets(st.sampled_from("xyz")), NAMES)
def test_credit_is_jaccard_or_nothing(
    ids: frozenset[str], nobody: frozenset[str], gold: frozenset[str]
) -> None:
    """Naming one more right speaker never costs, and one more wrong name never pays."""
    earned = credit(Named(ids, nobody), gold)
    jaccard = len(ids & gold) / max(1, len(ids | gold) + len(nobody))
    assert earned in (0, pytest.approx(jaccard))
    assert (earned == 1) == (ids == gold and not nobody and bool(gold))
    assert all(credit(Named(ids | {right}, nobody), gold) >= earned for right in gold)
    assert all(
        credit(Named(ids | {wrong}, nobody), gold) <= earned for wrong in "abcdef" if wrong not in gold
    )
    assert credit(Named(ids, nobody | {"w"}), gold) <= earned


def test_naming_everybody_earns_nothing(index: SpeakerIndex) -> None:
    everybody = index.read(["Ilse Varga, Jon Varga and the ferry union", "two port officials"])
    assert credit(everybody, ["jon"]) == 0
    assert credit(index.read(["Ilse Varga and Jon Varga"]), ["jon"]) == 0.5


def test_folding_keeps_numbers_and_other() -> None:
    assert fold_name("The U.S. official’s") == "us official"
    assert fold_name("Two officials") == "two officials"
    assert fold_name("Mr. Varga") == "mr varga"


def test_titles_are_folded_before_a_capital_alone() -> None:
    assert fold_titles("Mr. Varga") == fold_titles("the Prime Minister Varga") == "varga"
    assert fold_titles("the prime minister") == "prime minister"


def test_a_minister_is_no_prime_minister(make_article: Callable[..., Article]) -> None:
    """Two offices that share a word, and a body named like an office: each means its own."""
    article = make_article(
        "The prime minister met the minister. The department said so. The Justice Department denied it.",
        [
            {"kind": "speaker", "id": "pm", "name": "prime minister", "class": "unnamed"},
            {"kind": "speaker", "id": "minister", "name": "minister", "class": "unnamed"},
            {"kind": "speaker", "id": "justice", "name": "Justice Department", "class": "organisation"},
            {
                "kind": "speaker",
                "id": "health",
                "name": "Health Department",
                "class": "organisation",
                "aliases": ["the department"],
            },
        ],
    )
    index = SpeakerIndex(article)
    assert index.resolve("the prime minister") == {"pm"}
    assert index.resolve("The Minister") == {"minister"}
    assert index.resolve("the Justice Department") == {"justice"}
    assert index.resolve("the department") == {"health"}


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("us", True),
        ("the US", False),
        ("US", False),
        ("U.S.", False),
        ("WHO", False),
        ("who", True),
        ("I", True),
    ],
)
def test_capitals_are_no_pronoun(name: str, is_one: int) -> None:
    assert is_pronoun(name) == bool(is_one)


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("Harbour Master Ilse M. Varga Jr.", {"ilse"}),  # the article's own words for her
        ("Ilse Varga Jr.", {"ilse"}),  # with the suffix
        ("Judge Ilse Varga", {"ilse"}),
        ("Fleet Admiral Jon Varga", set()),  # an office that the article gives to nobody
    ],
)
def test_an_office_of_the_article_may_stand_before_a_full_name(
    name: str, ids: set[str], make_article: Callable[..., Article]
) -> None:
    article = make_article(
        "Ilse M. Varga Jr., the harbour master, met Jon Varga.",
        [
            {
                "kind": "speaker",
                "id": "ilse",
                "name": "Ilse M. Varga Jr.",
                "class": "person",
                "aliases": ["the harbour master"],
            },
            {"kind": "speaker", "id": "jon", "name": "Jon Varga", "class": "person"},
        ],
    )
    assert SpeakerIndex(article).resolve(name) == ids


def test_an_abstention_within_a_name_is_nobody_more(index: SpeakerIndex) -> None:
    assert index.read(["Jon Varga and unknown"]) == Named(frozenset(["jon"]))


def test_a_hedge_by_or_names_both(index: SpeakerIndex) -> None:
    assert index.read(["Ilse Varga or Jon Varga"]).ids == {"ilse", "jon"}
