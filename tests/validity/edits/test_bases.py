"""What edits are made on is good: it is the article's or gold's own, and earns something."""

import re
from collections import Counter
from dataclasses import replace

from onrecord.gold.article import Article
from onrecord.gold.check import BUDGETS
from onrecord.text import count_words
from onrecord.validity.edits.bases import (
    BASES,
    extracts,
    facts,
    joined_facts,
    references,
    rounded_facts,
    statements,
    with_quotes,
)
from onrecord.validity.edits.edit import Base
from onrecord.validity.edits.rates import our_score


def behind_first(base: Base) -> str:
    """What stands behind the reference's sentence that a base begins with."""
    reference = next(s.text for s in base.article.summaries if s.id == base.id.split("+")[0])
    ends = [m.start() + 1 for m in re.finditer(r"[.!?] (?=\W?[A-Z])", base.text)]
    end = max(e for e in ends if base.text[:e] in reference)
    assert count_words(base.text) <= BUDGETS["brief"]
    return base.text[end:].strip()


def test_references_earn_all_but_a_little(gold: list[Article]) -> None:
    for article in gold:
        found = list(references(article))
        assert [b.text for b in found] == [s.text for s in article.summaries if s.tells]
        assert all(our_score(article, b.task, b.id, b.text) > 0.5 for b in found)


def test_quotes_follow_plain_sentences_and_stand_before_their_speakers(gold: list[Article]) -> None:
    for article in gold:
        found = list(with_quotes(article))
        assert found
        for base in found:
            summary, id = base.id.split("+")
            quote = article.quote[id.split(".")[0]]
            (quotation,) = base.quotations
            words = quotation.inner.of(base.text)
            assert 6 <= count_words(words) <= 40
            assert words in " ".join(article.raw.split())
            names = [article.speaker[s].name for s in quote.speakers]
            said = " and ".join(n if n[0].isupper() else f"the {n}" for n in names)
            assert base.text.endswith(f"”, {said} said.")
            plain = base.text[: quotation.span.start].strip()
            text = next(s.text for s in article.summaries if s.id == summary)
            assert plain
            assert all(part in text for part in re.split(r"(?<=[.!?]) (?=[A-Z])", plain))


def test_a_long_quote_is_told_in_pieces(gold: list[Article]) -> None:
    pieces = [b for article in gold for b in with_quotes(article) if "." in b.id]
    assert pieces
    for base in pieces:
        quote = base.article.quote[base.id.split("+")[1].split(".")[0]]
        assert count_words(" ".join(span.of(base.article.raw) for span in quote.marked)) > 6


def test_facts_are_as_long_as_they_may_be(gold: list[Article]) -> None:
    for article in gold:
        for base in facts(article):
            assert base.text == article.fact[base.id.removeprefix("+")].text
            assert count_words(base.text) <= BUDGETS[base.task]


def test_facts_are_joined_in_their_order(gold: list[Article]) -> None:
    for article in gold:
        order = [fact.id for fact in article.facts]
        for base in joined_facts(article):
            ids = base.id.split("+")[1:]
            assert base.text == " ".join(article.fact[id].text for id in ids)
            assert order.index(ids[2]) == order.index(ids[0]) + 2


def test_a_rounded_fact_has_one_more_word(gold: list[Article]) -> None:
    found = {base.text for article in gold for base in rounded_facts(article)}
    assert "The price of the cable is put at about 19 million crowns." in found
    for article in gold:
        for base in rounded_facts(article):
            fact = article.fact[base.id.split("+")[1]].text.split()
            (word,) = (Counter(base.text.split()) - Counter(fact)).elements()
            assert word == "about"
            assert re.search(r"about \d", base.text)


def test_statements_stand_behind_a_references_sentence(gold: list[Article]) -> None:
    found = [base for article in gold for base in statements(article)]
    assert found
    for base in found:
        told = base.article.statements
        supported = {s.text for s in told if s.label == "supported"}
        assert behind_first(base) in supported


def test_extracts_are_the_articles_words(gold: list[Article]) -> None:
    found = [base for article in gold for base in extracts(article)]
    assert found
    assert all(behind_first(base) in base.article.evidence for base in found)


def test_extracts_stand_alone(gold: list[Article]) -> None:
    for article in gold:
        for base in extracts(article):
            rest = behind_first(base)
            assert not re.match(r"(He|She|It|They|But|His|Her|This|That|Two|Three)\b", rest)
            assert rest.rstrip("”\"»’'").endswith((".", "!", "?"))
            for quotation in reversed(base.quotations):
                rest = rest.replace(quotation.span.of(base.text), "")
            assert not re.search(r"\b(I|we|my|our)\b", rest)


def test_most_of_them_earn_something(gold: list[Article]) -> None:
    """The others are left out when edits are tried."""
    for kind, make in BASES.items():
        found = [our_score(a, b.task, b.id, b.text) > 0 for a in gold for b in make(a)]
        assert sum(found) > 0.8 * len(found), kind


def test_each_says_what_it_is_made_of(gold: list[Article]) -> None:
    for kind, make in BASES.items():
        assert {b.kind for article in gold for b in make(article)} == {kind}


def test_an_article_without_references_has_none(gold: list[Article]) -> None:
    for article in gold:
        bare = replace(article, summaries=())
        assert [base for make in BASES.values() for base in make(bare)] == []
