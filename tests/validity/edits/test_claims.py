"""Edits of claims change what they say, and nothing else."""

import re
from collections import Counter
from dataclasses import replace

import pytest

from onrecord.gold.article import Article
from onrecord.text import Span
from onrecord.validity.edits.bases import references
from onrecord.validity.edits.claims import EDITS, telling
from onrecord.validity.edits.edit import Base

from .conftest import Edited

DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = "January February March April May June July August September October November December".split()


def words(text: str) -> list[str]:
    return re.findall(r"[\w.,'’-]*\w", text)


def change(base: Base, text: str) -> tuple[str, str]:
    """The one stretch of words that differs, before and after. Fails where it reaches into quote marks."""
    old, new = base.text.split(" "), text.split(" ")
    start = next(n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b)
    end = next(n for n, (a, b) in enumerate(zip(old[::-1], new[::-1], strict=False)) if a != b)
    before = len(" ".join(old[:start])) + (start > 0)
    place = Span(before, before + len(" ".join(old[start : len(old) - end])))
    inner = Span(place.start, place.start + len(place.of(base.text).rstrip(',.”"')))
    assert not base.is_quoted(inner), text
    return " ".join(old[start : len(old) - end]), " ".join(new[start : len(new) - end])


@pytest.fixture
def summary(ferry: Article) -> Base:
    """By hand: one of each thing that can be changed."""
    text = (
        "The crack of 12 centimetres was found on Monday. Reth did not say when 1,400 people could leave. "
        "“No ship sails on Friday, in 3 weeks,” Tomas Reth said."
    )
    return Base(ferry, "s1", "brief", text)


def test_every_edit_has_places(bases: list[Base], edited: Edited) -> None:
    unseen = [edit.name for edit in EDITS if not any(edited(edit.name, base) for base in bases)]
    assert unseen == []


def test_by_hand(summary: Base, edited: Edited) -> None:
    numbers = {change(summary, text)[0] for text in edited("number changed", summary)}
    assert numbers == {"12", "1,400"}
    units = {change(summary, text) for seed in range(9) for text in edited("unit changed", summary, seed)}
    assert units == {("centimetres", "metres"), ("centimetres", "inches")}
    dates = {change(summary, text) for seed in range(9) for text in edited("date changed", summary, seed)}
    # Monday and Tuesday are the article's.
    assert dates == {("Monday.", f"{day}.") for day in DAYS[2:]}
    (flipped,) = {t for seed in range(9) for t in edited("negation flipped", summary, seed) if "did say" in t}
    assert change(summary, flipped) == ("not ", "") or flipped == summary.text.replace(
        "did not say", "did say"
    )
    first, second, third = (s.of(summary.text) for s in summary.sentences)
    assert set(edited("sentence dropped", summary)) == {
        f"{second} {third}",
        f"{first} {third}",
        f"{first} {second}",
    }


def test_a_number_is_none_of_the_articles(bases: list[Base], edited: Edited) -> None:
    for base in bases:
        for text in edited("number changed", base):
            old, new = change(base, text)
            stem = re.sub(r"[^\w.,]|[.,]$", "", new)
            assert stem.casefold() not in base.article.raw.casefold(), (old, new)
            if new[0].isdigit() and old[0].isdigit():
                assert ("," in old.rstrip(".,")) >= ("," in new.rstrip(".,"))


def test_a_unit_is_another_after_the_same_number(bases: list[Base], edited: Edited) -> None:
    for base in bases:
        for text in edited("unit changed", base):
            old, new = change(base, text)
            assert words(old) != words(new)
            assert not any(c.isdigit() for c in new)


def test_a_date_is_none_of_the_articles(bases: list[Base], edited: Edited) -> None:
    for base in bases:
        for text in edited("date changed", base):
            (old,), (new,) = (re.findall(r"\w+", part)[:1] for part in change(base, text))
            alike = [kind for kind in (DAYS, MONTHS) if old in kind]
            assert new in alike[0] if alike else re.fullmatch(r"\d{4}", new)
            assert new not in base.article.raw


def test_a_name_is_invented_and_changed_everywhere(bases: list[Base], edited: Edited) -> None:
    for base in bases:
        for text in edited("name changed", base):
            old = Counter(re.findall(r"\w+", base.text)) - Counter(re.findall(r"\w+", text))
            new = Counter(re.findall(r"\w+", text)) - Counter(re.findall(r"\w+", base.text))
            assert len(old) >= 1
            assert list(new.values()) and set(new.values()) == set(old.values())
            assert not any(re.search(rf"\b{word}\b", text) for word in old)
            assert not any(word in base.article.raw for word in new)
            assert all(q.span.of(base.text) in text for q in base.quotations)


def test_two_names_are_exchanged(bases: list[Base], edited: Edited) -> None:
    for base in bases:
        for text in edited("names exchanged", base):
            assert text != base.text
            assert sorted(re.findall(r"\w+", text)) == sorted(re.findall(r"\w+", base.text))
            assert all(q.span.of(base.text) in text for q in base.quotations)


def test_names_that_say_the_same_in_either_order_are_left(gold: list[Article], edited: Edited) -> None:
    (article,) = (a for a in gold if a.id == "pentagon-rafah")
    base = Base(article, "s1", "brief", "Austin and Gallant met.")
    assert edited("names exchanged", base) == []
    (text,) = edited("names exchanged", replace(base, text="Austin told Gallant."))
    assert text == "Gallant told Austin."
    assert edited("names exchanged", replace(base, text="Israel sent an Israeli minister.")) == []


@pytest.mark.parametrize("name", ["negation flipped", "headline flipped"])
def test_a_not_is_put_in_or_taken_out(bases: list[Base], edited: Edited, name: str) -> None:
    for base in bases:
        for text in edited(name, base):
            lost = Counter(base.text.split()) - Counter(text.split())
            put_in = Counter(text.split()) - Counter(base.text.split())
            if name == "negation flipped":
                assert [*lost, *put_in] == ["not"]
            else:
                assert "not" in put_in or "not" in lost
                assert set(put_in) - {"not", "does"} <= {_plain(word) for word in lost}


def _plain(verb: str) -> str:
    return {"goes": "go", "dies": "die", "denies": "deny", "promises": "promise"}.get(verb, verb[:-1])


def test_one_sentence_is_missing(bases: list[Base], edited: Edited) -> None:
    for base in bases:
        sentences = [s.of(base.text) for s in base.sentences]
        for text in edited("sentence dropped", base):
            left = [" ".join(sentences[:n] + sentences[n + 1 :]) for n in range(len(sentences))]
            assert " ".join(text.split()) in [" ".join(each.split()) for each in left]


def test_an_invention_is_another_articles_sentence(
    gold: list[Article], bases: list[Base], edited: Edited
) -> None:
    elsewhere = {
        article.id: {
            s.of(b.text)
            for other in gold
            if other is not article
            for b in references(other)
            for s in b.sentences
        }
        for article in gold
    }
    for base in bases:
        for text in edited("invention added", base):
            sentences = [s.of(base.text) for s in base.sentences]
            (added,) = (s for s in elsewhere[base.article.id] if s in text and s not in base.text)
            assert telling(added)
            assert sorted(text.replace(added, "").split()) == sorted(" ".join(sentences).split())


@pytest.mark.parametrize(
    ("sentence", "tells"),
    [
        ("The levy rises to 11 crowns.", True),
        ("It was raised by Farelo.", True),
        ("Farelo raised it.", False),  # at its start a capital is no name
        ("She told Farelo: “No.”", False),
    ],
)
def test_a_telling_sentence_has_a_name_or_number_inside(sentence: str, tells: bool) -> None:
    assert telling(sentence) == tells
