"""The texts that edits are made on: true to their article, of sentences that a good summary could have."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from onrecord.gold.article import Article, Quote, Summary
from onrecord.gold.check import BUDGETS
from onrecord.gold.records import Length
from onrecord.scoring.summaries.units import units_of
from onrecord.text import Span, count_words, sentences
from onrecord.validity.edits.edit import Base, Kind

_LEAST, _MOST = 6, 40
"""Words of a quotation."""
_MARKS = "“”\"'«»‘’‹›"
_QUOTE_MARK = re.compile(r"[“”\"«»‘‹›]|(?<!\w)['’]|['’](?!\w)")
_JOINED = 3
"""Facts."""
_BEGINNING = 5
"""Words of a sentence; what refers later on mostly refers to these."""
# A count of ten or more, before what it counts; no year, no name ("line 214"), nothing with a bound.
_FIGURE = re.compile(
    r"(?<![\w'’-])(?!(?:the|all|its|their|of|only|than|about|some|line|pillar|above)\b)[a-z][a-z-]* "
    r"(?P<figure>\d{1,3}(?:,\d{3})+|\d{2,3})(?= (?!to\b|and\b|or\b|votes\b)[a-z])"
)

REFERRING = re.compile(
    r"\b(?:he|she|it|they|his|her|hers|its|their|them|him|this|that|these|those|also|other|others|another|both|"
    r"meanwhile|then|later|however|but|so|former|latter|again|such|same|instead|therefore|too|there)\b|"
    r"^(?:one|two|three|four|five|some|most|many|all|none|neither|each|several|half)\b",
    re.IGNORECASE,
)
"""Words by which a sentence leans on what stands before it; a number at its start may count that."""
_FIRST_PERSON = re.compile(r"\b(?:I|we|you|me|my|us|our|your)\b", re.IGNORECASE)


def references(article: Article) -> Iterator[Base]:
    """The article's references that tell something."""
    for summary in article.summaries:
        if summary.tells:
            yield Base(article, summary.id, summary.task, summary.text)


def with_quotes(article: Article) -> Iterator[Base]:
    """Gold's quotes, each of 6 to 40 marked words, after a reference's plain sentences and before who
    said it; longer ones in pieces of whole sentences.

    Two references do not hold three hundred quotes; gold does.
    """
    told = [s for task in ("quoted-brief", "brief") for s in article.summaries if s.task == task and s.tells]
    if not told:
        return
    plain = " ".join(_plain(told[0]))
    for quote in article.quotes:
        for n, words in enumerate(_quoted(article, quote)):
            if plain:
                id = f"{told[0].id}+{quote.id}" + f".{n}" * (n > 0)
                text = f"{plain} “{words}”, {_name(article, quote)} said."
                yield Base(article, id, told[0].task, text, "quote")


def facts(article: Article) -> Iterator[Base]:
    """Each of gold's facts in gold's words, as a headline where it is short enough, else as a brief."""
    for fact in article.facts:
        task: Length = "headline" if count_words(fact.text) <= BUDGETS["headline"] else "brief"
        if task in _lengths(article):
            yield Base(article, f"+{fact.id}", task, fact.text, "fact")


def joined_facts(article: Article) -> Iterator[Base]:
    """Gold's facts, each with the two that follow it, as a brief."""
    for start in range(len(article.facts) - _JOINED + 1):
        some = article.facts[start : start + _JOINED]
        text = " ".join(fact.text for fact in some)
        if count_words(text) <= BUDGETS["brief"] and "brief" in _lengths(article):
            yield Base(article, "".join(f"+{fact.id}" for fact in some), "brief", text, "facts")


def rounded_facts(article: Article) -> Iterator[Base]:
    """The facts that have a figure, with an "about" before the first."""
    for base in facts(article):
        figure = _FIGURE.search(base.text)
        if figure and not base.is_quoted(Span(*figure.span())):
            text = f"{base.text[: figure.start('figure')]}about {base.text[figure.start('figure') :]}"
            if count_words(text) <= BUDGETS[base.task]:
                yield replace(base, id=f"{base.id}+about", text=text, kind="rounded")


def statements(article: Article) -> Iterator[Base]:
    """Each statement that gold calls supported, behind a reference's first plain sentence."""
    for statement in article.statements:
        if statement.label == "supported":
            yield from _behind(article, statement.id, [statement.text], "statement")


def extracts(article: Article) -> Iterator[Base]:
    """Sentences of the article's own, each with those that lean on it, in the same way.

    None is told in the first person but in quote marks.
    """
    for number, paragraph in enumerate(article.evidence.split("\n\n"), start=1):
        groups: list[list[str]] = []
        for unit in units_of(paragraph):
            sentence = unit.of(paragraph)
            if _stands_alone(sentence):
                groups.append([sentence])
            elif groups and _is_whole(sentence):
                groups[-1].append(sentence)
        for n, group in enumerate(groups):
            yield from _behind(article, f"p{number}.{n}", group, "extract")


BASES: Mapping[Kind, Callable[[Article], Iterator[Base]]] = {
    "reference": references,
    "quote": with_quotes,
    "fact": facts,
    "facts": joined_facts,
    "rounded": rounded_facts,
    "statement": statements,
    "extract": extracts,
}


def _lengths(article: Article) -> set[Length]:
    """The lengths that the article has references of, without which nothing is measured."""
    return {s.task for s in article.summaries if s.tells}


def _plain(summary: Summary) -> list[str]:
    """A reference's whole sentences, semicolons and all, without quote marks."""
    found: list[str] = []
    for unit in units_of(summary.text):
        if found and found[-1].endswith(";"):
            found[-1] += f" {unit.of(summary.text)}"
        else:
            found.append(unit.of(summary.text))
    return [sentence for sentence in found if not _QUOTE_MARK.search(sentence)]


def _stands_alone(sentence: str) -> bool:
    """Whether it is a whole sentence that does not begin by leaning on another."""
    return _is_whole(sentence) and not REFERRING.search(" ".join(sentence.split()[:_BEGINNING]))


def _is_whole(sentence: str) -> bool:
    return sentence.lstrip(_MARKS)[:1].isupper() and sentence.rstrip(_MARKS).endswith((".", "!", "?"))


def _behind(article: Article, id: str, told: Sequence[str], kind: Kind) -> Iterator[Base]:
    """Sentences, as many as there is room for, behind the first plain one of a brief: whatever they tell,
    the whole earns something."""
    for summary in article.summaries:
        first = next((s for s in _plain(summary) if _stands_alone(s)), "")
        if summary.task == "brief" and summary.tells and first:
            text = f"{first} {_pieces(told, BUDGETS['brief'] - count_words(first))[0]}"
            base = Base(article, f"{summary.id}+{id}", "brief", text, kind)
            if count_words(text) <= BUDGETS["brief"] and not _FIRST_PERSON.search(_unquoted(base)):
                yield base
            return


def _unquoted(base: Base) -> str:
    text = base.text
    for quotation in reversed(base.quotations):
        text = text[: quotation.span.start] + text[quotation.span.end :]
    return text


def _pieces(sentences: Sequence[str], most: int) -> list[str]:
    """Sentences put together in order, as many as make ``most`` words; at least one."""
    pieces: list[str] = []
    for sentence in sentences:
        longer = f"{pieces[-1]} {sentence}" if pieces else sentence
        if pieces and count_words(longer) <= most:
            pieces[-1] = longer
        else:
            pieces.append(sentence)
    return pieces


def _quoted(article: Article, quote: Quote) -> Iterator[str]:
    """The words of a quote's marked stretches, as far as they serve."""
    if quote.optional or quote.parent:
        return
    for stretch in quote.marked:
        words = " ".join(stretch.of(article.raw).split()).strip(_MARKS + " ")
        for piece in _pieces([s.of(words) for s in sentences(words)], _MOST):
            told = piece.strip(_MARKS + " ").rstrip(".,")
            if _LEAST <= count_words(told) <= _MOST and not _QUOTE_MARK.search(told):
                yield told


def _name(article: Article, quote: Quote) -> str:
    """What a quote's speakers are called, with "the" where that is no name."""
    names = [article.speaker[speaker].name for speaker in quote.speakers]
    return " and ".join(name if name[:1].isupper() else f"the {name}" for name in names)
