"""Statements: that their labels do not show, and that none is copied."""

from collections import Counter
from collections.abc import Iterator

from onrecord.gold.article import Article
from onrecord.gold.rules.rule import Problem, rule
from onrecord.gold.rules.runs import forms, run, standing

_LABELS = ("supported", "contradicted", "unstated")
_WIDEST = 2
_LEAST_COPIED = 6
"""Words from which on a statement that stands in the article is its sentence, and no turn of phrase."""


@rule("statement-balance", "warning", "§9", "A label that is more frequent is a better guess.")
def _balance(article: Article) -> Iterator[Problem]:
    counts: Counter[str] = Counter(s.label for s in article.statements)
    if counts and max(counts.values()) - min(counts.get(label, 0) for label in _LABELS) > _WIDEST:
        shown = ", ".join(f"{label} {counts.get(label, 0)}" for label in _LABELS)
        message = f"labels are out of balance: {shown}; add to the rarer"
        yield Problem(article.statements[0].line, message)


@rule("statement-copy", "warning", "§9.5", "What is copied is recognised, not understood.")
def _copies(article: Article) -> Iterator[Problem]:
    facts = {run(f.text): f.id for f in article.facts}
    said = [(s, run(s.text)) for s in article.statements]
    there = standing((words for _, words in said if len(words) >= _LEAST_COPIED), forms(article))
    for statement, words in said:
        if words in facts:
            message = f"‘{statement.id}’ copies fact ‘{facts[words]}’; say it in other words"
            yield Problem(statement.line, message, words=statement.text)
        elif words in there:
            message = f"‘{statement.id}’ copies the article; say it in other words"
            yield Problem(statement.line, message, words=statement.text)
