"""What edits are made on is good: it earns something."""

from dataclasses import replace

from onrecord.gold.article import Article
from onrecord.gold.check import BUDGETS
from onrecord.text import count_words
from onrecord.validity.edits.bases import facts, references, with_quotes
from onrecord.validity.edits.rates import our_score


def test_references_earn_all_but_a_little(gold: list[Article]) -> None:
    for article in gold:
        found = list(references(article))
        assert [b.text for b in found] == [s.text for s in article.summaries if s.tells]
        assert all(our_score(article, b.task, b.id, b.text) > 0.5 for b in found)


def test_quotes_of_one_named_speaker_follow_plain_sentences(gold: list[Article]) -> None:
    for article in gold:
        found = list(with_quotes(article))
        assert found
        for base in found:
            summary, quote_id = base.id.split("+")
            quote = article.quote[quote_id]
            (speaker,) = quote.speakers
            (quotation,) = base.quotations
            words = quotation.inner.of(base.text)
            assert 6 <= len(words.split()) <= 40
            assert words in " ".join(article.raw.split())
            assert base.text.endswith(f"”, {article.speaker[speaker].name} said.")
            plain = [s.of(base.text) for s in base.sentences][:-1]
            text = next(s.text for s in article.summaries if s.id == summary)
            assert plain
            assert all(sentence in text for sentence in plain)


def test_facts_are_as_long_as_they_may_be(gold: list[Article]) -> None:
    for article in gold:
        for base in facts(article):
            assert base.text == article.fact[base.id.removeprefix("+")].text
            assert count_words(base.text) <= BUDGETS[base.task]


def test_most_of_them_earn_something(gold: list[Article]) -> None:
    """The others are left out when edits are tried."""
    for make in (with_quotes, facts):
        found = [our_score(a, b.task, b.id, b.text) > 0 for a in gold for b in make(a)]
        assert sum(found) > 0.8 * len(found)


def test_an_article_without_references_has_none(gold: list[Article]) -> None:
    for article in gold:
        bare = replace(article, summaries=())
        assert [*references(bare), *with_quotes(bare), *facts(bare)] == []
