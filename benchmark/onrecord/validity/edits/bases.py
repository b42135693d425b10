"""The good summaries that edits are made on."""

from collections.abc import Iterator

from onrecord.gold.article import Article, Quote
from onrecord.gold.check import BUDGETS
from onrecord.gold.records import Length
from onrecord.scoring.summaries.units import units_of
from onrecord.text import count_words
from onrecord.validity.edits.edit import Base

_LEAST, _MOST = 6, 40
_MARKS = '“”"«»‘’'


def references(article: Article) -> Iterator[Base]:
    """The article's references that tell something."""
    for summary in article.summaries:
        if summary.tells:
            yield Base(article, summary.id, summary.task, summary.text)


def with_quotes(article: Article) -> Iterator[Base]:
    """Gold's quotes of 6 to 40 marked words by one named speaker, each after a reference's plain sentences.

    Two references do not hold three hundred quotes; gold does.
    """
    quoted = [s for s in article.summaries if s.task == "quoted-brief" and s.tells]
    if not quoted:
        return
    text = quoted[0].text
    sentences = [unit.of(text) for unit in units_of(text)]
    plain = " ".join(s for s in sentences if not any(mark in s for mark in _MARKS))
    for quote in article.quotes:
        words, name = _words(article, quote), _name(article, quote)
        if plain and words and name:
            yield Base(
                article, f"{quoted[0].id}+{quote.id}", "quoted-brief", f"{plain} “{words}”, {name} said."
            )


def facts(article: Article) -> Iterator[Base]:
    """Each of gold's facts in gold's words, as a headline where it is short enough, else as a brief."""
    lengths = {s.task for s in article.summaries if s.tells}
    for fact in article.facts:
        task: Length = "headline" if count_words(fact.text) <= BUDGETS["headline"] else "brief"
        if task in lengths:
            yield Base(article, f"+{fact.id}", task, fact.text)


def _words(article: Article, quote: Quote) -> str:
    """The words of a quote's first marked stretch, or "" where they do not serve."""
    if not quote.marked or quote.optional or quote.parent:
        return ""
    words = " ".join(quote.marked[0].of(article.raw).split()).strip(_MARKS + " ").rstrip(".,")
    fits = _LEAST <= len(words.split()) <= _MOST and not any(
        mark in words.replace("’", "") for mark in _MARKS
    )
    return words if fits else ""


def _name(article: Article, quote: Quote) -> str:
    """The name of a quote's one speaker, or "" for several or one without a proper name."""
    if len(quote.speakers) > 1:
        return ""
    name = article.speaker[quote.speakers[0]].name
    return name if name[:1].isupper() and " " in name else ""
