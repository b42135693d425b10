"""Articles as a caller has them: ids of gold, or texts with who says what in them."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from onrecord.errors import GoldError
from onrecord.gold.article import Article
from onrecord.scoring.plain import attributed_quote_f1
from onrecord.scoring.references import articles_of

Quote = Mapping[str, Any]

FERRY_QUOTES: tuple[Quote, ...] = (
    {"quote": "“We will not sail until the hull is safe again”", "speaker": "Ilka Dorvén"},
    {"quote": "the island could hold out for three weeks", "speaker": "Tomas Reth"},
    {
        "quote": "The shops have enough bread and the clinic has enough oil, … Nobody has to leave.",
        "speaker": "Tomas Reth",
        "other_names": ["Reth", "The mayor, Tomas Reth"],
    },
    {"quote": "the repair as “slow and costly” work", "speaker": "An engineer at the yard"},
)


def build(text: str, *quotes: Quote) -> Article:
    (article,) = articles_of([{"text": text, "quotes": quotes}])
    return article


def words_of(article: Article, quote: str) -> list[str]:
    return [span.of(article.raw) for span in article.quote[quote].spans]


@pytest.fixture
def own_ferry(ferry_text: str) -> Article:
    return build(ferry_text, *FERRY_QUOTES)


def test_quotes_are_found_with_the_form_that_their_marks_tell(own_ferry: Article, ferry: Article) -> None:
    assert [q.form for q in own_ferry.quotes] == [q.form for q in ferry.quotes]
    ranges = own_ferry.text.alphanumerics.ranges
    for mine, gold in zip(own_ferry.quotes, ferry.quotes, strict=True):
        assert ranges(mine.spans) == ranges(gold.spans)
        assert ranges(mine.verbatim) == ranges(gold.verbatim)


@pytest.mark.parametrize(
    "answers",
    [
        [],
        [("We will not sail until the hull is safe again", "Ilka Dorvén")],
        [("We will not sail until the hull is safe again", "Reth"), ("Nobody has to leave.", "Tomas Reth")],
        [
            ("slow and costly", "an engineer at the yard"),
            ("the island could hold out", "The mayor, Tomas Reth"),
        ],
        [("slow and cheap", "Reth"), ("The shops have enough bread and the clinic has enough oil", "she")],
    ],
)
def test_a_text_with_all_its_quotes_scores_as_gold_does(
    answers: list[tuple[str, str]],
    quote_values: Callable[..., dict[str, float | None]],
    ferry: Article,
    ferry_text: str,
) -> None:
    answer = [{"quote": words, "speaker": speaker} for words, speaker in answers]
    figures = attributed_quote_f1([answer], [{"text": ferry_text, "quotes": FERRY_QUOTES}])
    expected = quote_values(ferry, *answers)
    assert figures.pop("attributed_quote_f1") == expected.pop("marked_f1")
    assert figures == expected


def test_who_is_called_the_same_is_one_speaker_with_all_names() -> None:
    article = build(
        "“One,” Ada Lorn said. “Two,” said Lorn. “Three,” a guard said.",
        {"quote": "One", "speaker": "Ada Lorn"},
        {"quote": "Two", "speaker": "ADA LORN", "other_names": ["Lorn"]},
        {"quote": "Three", "speaker": "a guard"},
    )
    assert [(s.name, s.aliases) for s in article.speakers] == [
        ("Ada Lorn", ("ADA LORN", "Lorn")),
        ("a guard", ()),
    ]
    assert [q.speakers for q in article.quotes] == [("s1",), ("s1",), ("s2",)]


def test_words_that_stand_twice_take_their_places_in_turn() -> None:
    text = "“Not now,” said Osk. “Not now,” said Lorn."
    once = {"quote": "Not now", "speaker": "Osk"}
    article = build(text, once, {"quote": "not now", "speaker": "Lorn"})
    assert [q.spans[0].start for q in article.quotes] == [1, text.rindex("Not")]
    with pytest.raises(GoldError, match="quote 3: ‘Not now’ is listed more often than it stands there"):
        build(text, once, once, once)


def test_a_quote_over_two_paragraphs_is_direct() -> None:
    article = build(
        "“It is shut.\n\n“It stays so,” said Osk.", {"quote": "It is shut. It stays so", "speaker": "Osk"}
    )
    assert article.quotes[0].form == "direct"
    assert words_of(article, "q1") == ["It is shut.\n\n“It stays so"]


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ({"text": "Osk said no."}, "reference 1, quotes: Field required; give an article's id, or"),
        (
            {"text": "a", "quotes": [{"quote": "a", "speaker": "b", "othernames": []}]},
            "quotes.0.othernames: Extra",
        ),
        ({"text": "a", "quotes": [{"quote": "a", "speaker": ""}]}, "quotes.0.speaker: String should have"),
        (
            {"text": "a", "quotes": [{"quote": "a", "speaker": ["b"]}]},
            "quotes.0.speaker: Input should be a valid",
        ),
        (7, "reference 1, all of it: Input should be"),
        (
            {"text": "Osk said no to all of it.", "quotes": [{"quote": "no to any of it", "speaker": "Osk"}]},
            "reference 1, quote 1: ‘no to any of it’ does not stand in the text; give its words as",
        ),
        ("crossing-repair", "no article ‘crossing-repair’ in .*; did you mean ‘crossing-repairs’?"),
        (
            "The level crossing is closed. " * 9,
            "no article ‘The level crossing is closed. The level crossing is closed.…’",
        ),
    ],
)
def test_what_is_wrong_is_named(reference: Any, message: str) -> None:
    with pytest.raises(GoldError, match=message):
        articles_of([reference])


def test_ids_are_read_from_the_folder_that_is_named(
    tmp_path: Path, write_article: Callable[..., Path]
) -> None:
    write_article(tmp_path / "ferry")
    first, again = articles_of(["ferry", "ferry"], tmp_path)
    assert first is again
    assert (first.id, len(first.facts)) == ("ferry", 2)
    with pytest.raises(GoldError, match="no such gold folder"):
        articles_of(["ferry"], tmp_path / "elsewhere")
