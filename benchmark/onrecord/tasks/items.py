"""What a task asks of one article: its items, and the answer that gold gives to each."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from onrecord.gold.article import Article, Quote
from onrecord.tasks.checks import checks
from onrecord.tasks.task import Task


@dataclass(frozen=True, slots=True)
class Item:
    """One question. ``inputs`` are what the prompt shows beside the article; never gold."""

    id: str
    inputs: Mapping[str, str]


def items(task: Task, article: Article) -> list[Item]:
    """The items of a task on an article: one for the whole article, or one a quote, statement or check."""
    if task.items == "quotes":
        return [Item(q.id, {"quote": quoted_words(article, q)}) for q in article.quotes if not q.optional]
    if task.items == "statements":
        return [Item(s.id, {"statement": s.text}) for s in article.statements]
    if task.items == "checks":
        return [Item(c.id, {"quote": c.quote, "speaker": c.speaker}) for c in checks(article)]
    if task.answer == "summary" and not _has_summary(article, task.reference_length):
        return []
    return [Item("all", {})]


def quoted_words(article: Article, quote: Quote) -> str:
    """A quote's words as a question shows them: its segments, with a gap between them."""
    return " … ".join(" ".join(s.of(article.raw).split()) for s in quote.spans)


def gold_answer(task: Task, article: Article, item: Item, reference: int = 0) -> str:
    """The answer that gold gives, in the form that the task asks for; a summary is one of its references.

    Ceilings and shots are made of it; no model sees the one of its own article.
    """
    if task.answer == "quotes":
        return _json(
            quotes=[
                {"quote": quoted_words(article, q), "speaker": _speakers(article, q), "form": q.form}
                for q in article.quotes
                if not q.optional
            ]
        )
    if task.answer == "speaker":
        return _json(speaker=_speakers(article, article.quote[item.id]))
    if task.answer == "speakers":
        quoted = {s for q in article.quotes if not q.optional for s in q.speakers}
        return _json(
            speakers=[
                {"name": s.name, "other_names": list(s.aliases), "class": s.cls}
                for s in article.speakers
                if s.id in quoted
            ]
        )
    if task.answer == "label":
        if task.items == "checks":
            return _json(label=next(c.label for c in checks(article) if c.id == item.id))
        return _json(label=next(s.label for s in article.statements if s.id == item.id))
    references = [s.text for s in article.summaries if s.task == task.reference_length]
    return references[reference] if reference < len(references) else ""


def _has_summary(article: Article, length: str) -> bool:
    """Whether gold has facts that a summary of this length tells, or should: not every article does."""
    references = [s for s in article.summaries if s.task == length]
    if references:
        return any(s.tells for s in references)
    return any(length in f.lengths for f in article.facts)


def _speakers(article: Article, quote: Quote) -> str:
    return " and ".join(article.speaker[s].name for s in quote.speakers)


def _json(**fields: object) -> str:
    return json.dumps(fields, ensure_ascii=False)
