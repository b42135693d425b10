"""The items of check-quote: typed, seeded edits of gold."""

import re
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord import data
from onrecord.gold.article import Article
from onrecord.gold.load import load_article
from onrecord.reading.locating import Locator
from onrecord.tasks.checks import LEAST_WORDS, MOST_QUOTES, Check, _finder, checks
from onrecord.tasks.edits import (
    BLURRING,
    TURNING,
    change_number,
    drop_word,
    flip_negation,
    swap_words,
    use_opposite,
)
from onrecord.text import words

from ..harness import GOLD

EDITS = {**TURNING, **BLURRING}

Make = Callable[..., Article]
SAID = st.text(st.sampled_from("abcde 1234,.'’é🚢"), max_size=40) | st.lists(
    st.sampled_from("we must not will close every bridge 1,200 before Friday more".split()), max_size=10
).map(" ".join)


def people(*names: str) -> list[dict[str, Any]]:
    return [{"kind": "speaker", "id": name.lower(), "name": name, "class": "person"} for name in names]


def direct(id: str, at: str, speaker: str, **more: Any) -> dict[str, Any]:
    return {"kind": "quote", "id": id, "form": "direct", "at": [at], "speaker": speaker} | more


@pytest.fixture(scope="module")
def rafah() -> Article:
    return load_article(data.gold_folder() / "pentagon-rafah")


@pytest.fixture(params=["ferry", "rafah"])
def article(request: pytest.FixtureRequest) -> Article:
    found: Article = request.getfixturevalue(request.param)
    return found


def labelled(article: Article, label: str) -> list[Check]:
    return [check for check in checks(article) if check.label == label]


# --- the items


def test_items_are_the_same_every_time(article: Article, make_article: Make, ferry: Article) -> None:
    checks.cache_clear()
    before = checks(article)
    checks.cache_clear()

    assert checks(article) == before
    assert checks(make_article()) == checks(ferry)


def test_items_of_the_invented_article_by_hand(ferry: Article) -> None:
    """q1 and q3 have four marked words or more (q4 has three, q2 none): two of each label but *invented*, for
    which there are one open statement and one sentence of narration, so two too."""
    assert Counter(check.label for check in checks(ferry)) == {
        "genuine": 2,
        "altered": 2,
        "misattributed": 2,
        "invented": 2,
    }
    assert {check.source for check in labelled(ferry, "genuine")} == {"q1", "q3"}


def test_labels_are_balanced(article: Article) -> None:
    """Only *invented* may fall short, where the article has too little that nobody said."""
    counts = Counter(check.label for check in checks(article))

    assert counts["genuine"] == counts["altered"] == counts["misattributed"]
    assert counts["genuine"] / 2 <= counts["invented"] <= counts["genuine"]


def test_neither_ids_nor_order_give_the_label_away(rafah: Article) -> None:
    found = checks(rafah)

    assert all(re.fullmatch("c[0-9a-f]{8}", check.id) for check in found)
    assert len({check.id for check in found}) == len(found)
    assert [check.label for check in found] != sorted(check.label for check in found)


def test_a_quote_more_changes_only_the_items_that_it_concerns(make_article: Make) -> None:
    """Eight quotes are drawn of ten, then of eleven: one makes room, the rest and their edits stay."""
    lines = [f"“We must close every bridge of {word} today,” Kela said." for word in "abcdefghijk"]
    records = [direct(f"q{n}", f"p{n} ⟦{line[:-11]}⟧", "kela") for n, line in enumerate(lines, 1)]
    both = people("Kela", "Moro")

    fewer = {c.id for c in checks(make_article("\n".join(lines), [*both, *records[:-1]]))}
    more = {c.id for c in checks(make_article("\n".join(lines), [*both, *records]))}

    assert len(fewer) == len(more) == 3 * MOST_QUOTES
    assert len(fewer - more) in (0, 3)


def test_words_that_stand_twice_are_asked_about_once(make_article: Make) -> None:
    line = "“We must close every bridge today,” Kela said."
    records = [direct(f"q{n}", f"p{n} ⟦“We must close every bridge today,”⟧", "kela") for n in (1, 2)]

    found = checks(make_article(f"{line}\n\n{line}\n", [*people("Kela", "Moro"), *records]))

    assert Counter(c.label for c in found) == {"genuine": 1, "altered": 1, "misattributed": 1}


def test_genuine_words_stand_in_the_article_under_their_speaker(article: Article) -> None:
    for check in labelled(article, "genuine"):
        quote = article.quote[check.source]
        assert check.quote in article.raw
        assert check.speaker == " and ".join(article.speaker[s].name for s in quote.speakers)


def test_altered_words_stand_nowhere_and_their_speaker_is_right(article: Article) -> None:
    locator = Locator(article.text)
    for check in labelled(article, "altered"):
        assert locator.locate(check.quote).kind != "exact"
        assert check.edit in EDITS
        assert check.speaker == article.speaker[article.quote[check.source].speakers[0]].name


def test_misattributed_words_are_genuine_and_their_speaker_is_another_of_the_article(
    article: Article,
) -> None:
    names = {speaker.name: speaker.id for speaker in article.speakers}
    for check in labelled(article, "misattributed"):
        assert check.quote in article.raw
        assert names[check.speaker] not in article.quote[check.source].speakers


def test_invented_words_are_quoted_from_nobody(article: Article) -> None:
    said = [words(span.of(article.raw)) for q in article.quotes for span in q.spans]
    for check in labelled(article, "invented"):
        assert words(check.quote) not in said
        assert check.edit in ("unstated", "narration")


def test_no_mark_at_the_edge_tells_a_genuine_quotation(article: Article) -> None:
    assert not [c for c in checks(article) if c.quote[0] in '“"' or c.quote[-1] in '”",']


def test_short_and_optional_quotes_are_left_out(make_article: Make) -> None:
    text = "“We sail at dawn today,” Kela said. “Go home now,” Moro said.\n"
    long = direct("q1", "p1 ⟦“We sail at dawn today,”⟧", "kela", optional=True)
    short = direct("q2", "p1 ⟦“Go home now,”⟧", "moro")

    assert len(words("Go home now")) < LEAST_WORDS
    assert checks(make_article(text, [*people("Kela", "Moro"), long, short])) == ()


def test_there_is_a_limit_to_the_quotes_of_an_article(make_article: Make) -> None:
    lines = [f"“We must close every bridge of {word} today,” Kela said." for word in "abcdefghijkl"]
    records = [direct(f"q{n}", f"p{n} ⟦{line[:-11]}⟧", "kela") for n, line in enumerate(lines, 1)]

    article = make_article("\n".join(lines), [*people("Kela", "Moro"), *records])

    assert Counter(c.label for c in checks(article))["genuine"] == MOST_QUOTES


def test_without_another_speaker_nothing_is_misattributed(make_article: Make) -> None:
    text = "“We sail at dawn today,” Kela said.\n"

    article = make_article(text, [*people("Kela"), direct("q1", "p1 ⟦“We sail at dawn today,”⟧", "kela")])

    assert "misattributed" not in {c.label for c in checks(article)}


@pytest.mark.parametrize(
    "echo", ["“This is a disgrace,”", "“Yes, this is a disgrace for us all,”"], ids=["alone", "within"]
)
def test_words_that_another_said_too_are_not_misattributed_to_them(echo: str, make_article: Make) -> None:
    text = f"“This is a disgrace,” Kela said.\n\n{echo} Moro said.\n"
    records = [direct("q1", "p1 ⟦“This is a disgrace,”⟧", "kela"), direct("q2", f"p2 ⟦{echo}⟧", "moro")]

    article = make_article(text, [*people("Kela", "Moro"), *records])

    assert [c for c in labelled(article, "misattributed") if c.source == "q1"] == []


def test_whoever_is_spoken_for_or_relays_is_no_wrong_speaker(make_article: Make) -> None:
    text = "“We sail at dawn today,” Kela said for the Line, Moro told us.\n"
    quote = direct("q1", "p1 ⟦“We sail at dawn today,”⟧", "kela", relayed_by=["moro"], **{"for": "line"})

    article = make_article(text, [*people("Kela", "Moro", "Line"), quote])

    assert labelled(article, "misattributed") == []


@given(st.data())
def test_words_stand_where_the_locator_finds_them_word_for_word(data: st.DataObject) -> None:
    article = load_article(GOLD / "harbour-ferry")
    spoken = article.raw.split()
    start = data.draw(st.integers(0, len(spoken) - 1))
    run = spoken[start : start + data.draw(st.integers(1, 12))]
    for _ in range(data.draw(st.integers(0, 2))):
        at = data.draw(st.integers(0, len(run)))
        run[at : at + data.draw(st.integers(0, 2))] = [
            data.draw(st.sampled_from(["…", "[...]", "not", "[he]"]))
        ]
    said = " ".join(run)

    assert _finder(article)(said) == (Locator(article.text).locate(said).kind == "exact")


# --- the edits


@given(SAID, st.integers())
@pytest.mark.parametrize("name", list(EDITS))
def test_an_edit_changes_the_words_or_does_not_apply(name: str, said: str, seed: int) -> None:
    changed = EDITS[name](said, Random(seed))

    assert changed is None or changed != said
    assert changed == EDITS[name](said, Random(seed))


def test_a_number_becomes_another_positive_number() -> None:
    changed = {change_number("some 1,200 of us", Random(seed)) for seed in range(30)}

    assert "some 1,200 of us" not in changed
    assert "some 1,201 of us" in changed
    assert change_number("some of us", Random(0)) is None
    assert all(int(str(change_number("1", Random(seed)))) > 1 for seed in range(30))


def test_a_negation_is_taken_out_or_put_in() -> None:
    assert flip_negation("We will not sail", Random(0)) == "We will sail"
    assert flip_negation("We will sail", Random(0)) == "We will not sail"
    assert flip_negation("Sail on", Random(0)) is None


def test_an_opposite_keeps_the_capital() -> None:
    assert use_opposite("More rain", Random(0)) == "Less rain"
    assert use_opposite("Rain and wind", Random(0)) is None


def test_two_long_words_change_places() -> None:
    assert swap_words("a river of the town flooded", Random(0)) == "a flooded of the town river"
    assert swap_words("river river", Random(0)) is None


def test_one_long_word_of_the_middle_is_dropped() -> None:
    assert drop_word("We closed the bridge today", Random(0)) in (
        "We the bridge today",
        "We closed the today",
    )
    assert drop_word("We sail at ten", Random(0)) is None


@pytest.mark.parametrize("said", ["We can't leave them here alone", "In May Will Smith left the harbour"])
def test_a_negation_is_put_after_an_auxiliary_alone(said: str) -> None:
    assert flip_negation(said, Random(1)) is None


def test_neighbours_and_names_are_not_swapped() -> None:
    assert swap_words("a whole prisoner exchange of Zelmar", Random(1)) is None
