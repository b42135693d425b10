"""Edits of quotations change what they say, and nothing else."""

import re
from collections import Counter

import pytest

from onrecord.gold.article import Article
from onrecord.reading.marks import marked_strings, outermost
from onrecord.validity.edits.edit import Base
from onrecord.validity.edits.quoted import EDITS

from .conftest import Edited


def words(text: str) -> list[str]:
    return re.findall(r"[\w'’-]+", text)


def inside(base: Base, text: str) -> tuple[str, str]:
    """A quotation's words before and after. Fails where an edit changes anything outside that quotation."""
    for quotation in base.quotations:
        before, after = base.text[: quotation.inner.start], base.text[quotation.inner.end :]
        if text.startswith(before) and text.endswith(after):
            return quotation.inner.of(base.text), text[len(before) : len(text) - len(after)]
    raise AssertionError(f"not in one quotation: {text}")


def changed(one: list[str], other: list[str]) -> list[tuple[str, str]]:
    return [(a, b) for a, b in zip(one, other, strict=True) if a != b]


def test_every_edit_has_places(bases: list[Base], edited: Edited) -> None:
    unseen = [edit.name for edit in EDITS if not any(edited(edit.name, base) for base in bases)]
    assert unseen == []


def test_one_word_is_another_of_the_article(bases: list[Base], edited: Edited) -> None:
    for base in bases:
        for text in edited("quote: word swapped", base):
            old, new = inside(base, text)
            ((_, word),) = changed(words(old), words(new))
            assert any(word.endswith(w) for w in words(base.article.raw))


def test_one_word_is_missing_and_not_at_the_edge(bases: list[Base], edited: Edited) -> None:
    for base in bases:
        for text in edited("quote: word dropped", base):
            old, new = map(words, inside(base, text))
            assert len(new) == len(old) - 1 or "-" in "".join(old)
            assert new[:2] == old[:2]
            assert new[-2:] == old[-2:]
            assert "  " not in text


def test_one_word_is_put_in(bases: list[Base], edited: Edited) -> None:
    for base in bases:
        for text in edited("quote: word added", base):
            old, new = map(words, inside(base, text))
            (added,) = (Counter(new) - Counter(old)).elements()
            assert len(new) == len(old) + 1
            assert re.search(rf"\b{added}\b", base.article.raw)
            assert added not in old


def test_two_words_are_exchanged(bases: list[Base], edited: Edited) -> None:
    for base in bases:
        for text in edited("quote: words exchanged", base):
            (a, b), (c, d) = changed(*map(words, inside(base, text)))
            assert (a, b) == (d, c)


def test_a_splice_ends_as_another_quote_does(bases: list[Base], edited: Edited) -> None:
    for base in bases:
        for text in edited("quote: spliced", base):
            old, new = inside(base, text)
            half = len(old.split()) // 2
            assert new.split()[:half] == old.split()[:half]
            tail = words(" ".join(new.split()[half:]))
            quoted = [words(span.of(base.article.raw)) for q in base.article.quotes for span in q.marked]
            assert any(tail == other[-len(tail) :] for other in quoted)
            assert " ".join(tail) not in old


def cuts(ferry: Article, edited: Edited, quotation: str) -> list[str]:
    """What is left of a quotation in gold's frame."""
    base = Base(ferry, "s1+q1", "brief", f"It sank. “{quotation}”, Reth said.", "quote")
    return [inside(base, text)[1] for text in edited("quote: cut at its turn", base)]


@pytest.mark.parametrize(
    ("quotation", "left"),
    [
        ("We sail at five on Friday, unless fog comes", ["We sail at five on Friday"]),
        (
            "We will not sail at five this week",
            ["sail at five this week", "We will … sail at five this week"],
        ),
        ("I asked him if they would sail at five", ["they would sail at five"]),  # no condition to cut before
        ("No ship sails at five this week", ["ship sails at five this week"]),
        ("It doesn’t. We sail at five this week", []),  # too little is left of its clause
        ("We sail, but not on Friday", []),
    ],
)
def test_cuts_by_hand(ferry: Article, edited: Edited, quotation: str, left: list[str]) -> None:
    assert cuts(ferry, edited, quotation) == left


def test_what_is_cut_off_is_the_turn(bases: list[Base], edited: Edited) -> None:
    for base in bases:
        for text in edited("quote: cut at its turn", base):
            old, new = inside(base, text)
            assert len(words(new)) >= 4
            if "…" in new:
                before, after = new.split("…")
                lost = old.removeprefix(before).removesuffix(after)
            else:
                lost = words(old[len(new) :])[0] if old.startswith(new) else words(old.removesuffix(new))[-1]
            lost = lost.replace("’", "'").casefold()
            assert lost in TURNS or lost.endswith("n't"), (lost, old)


TURNS = set("but unless until if only though although except provided".split())
TURNS |= set("not no never nobody nothing none neither nor hardly barely cannot".split())
TURNS |= set("may might could nearly almost".split())


@pytest.mark.parametrize("name", ["speaker swapped", "source swapped"])
def test_somebody_else_of_the_article_said_it(bases: list[Base], edited: Edited, name: str) -> None:
    for base in bases:
        speakers = base.article.speakers
        called = {n for s in speakers for n in (s.name, *s.aliases, s.name.split()[-1])}
        possible = {
            base.text[: m.start()] + other.name + base.text[m.end() :]
            for old in called
            for m in re.finditer(rf"\b{re.escape(old)}\b", base.text)
            for other in speakers
            if other.speaks and old not in (other.name, *other.aliases)
        }
        texts = edited(name, base)
        assert set(texts) <= possible
        quoted = [q.span.of(base.text) for q in base.quotations]
        assert all([q.span.of(t) for q in outermost(marked_strings(t))] == quoted for t in texts)


def test_a_quotation_is_left_without_its_source(bases: list[Base], edited: Edited) -> None:
    for base in bases:
        for text in edited("attribution removed", base):
            assert [q.span.of(text) for q in outermost(marked_strings(text))] == [
                q.span.of(base.text) for q in base.quotations
            ]
            lost = Counter(words(base.text)) - Counter(words(text))
            assert lost
            assert not Counter(words(text)) - Counter(words(base.text))
