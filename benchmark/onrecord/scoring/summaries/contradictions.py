"""Whether a unit tells a statement that the gold calls contradicted.

Such a statement is made to differ little from the truth, so likeness is not enough: the unit must have all
that sets the statement apart from its evidence, or be the statement almost word for word.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from onrecord.gold.article import Article, Statement
from onrecord.scoring.summaries.words import Term, is_content, is_negator, terms
from onrecord.text import covering

_SHARE = 0.75
"""Of the statement's content words, the share that a unit must have."""
_LEAST_WORDS = 3


@dataclass(frozen=True)
class Contradicted:
    """A contradicted statement's content stems, and those of them that its evidence does not have."""

    statement: Statement
    content: frozenset[str]
    apart: frozenset[str]
    negations: int
    evidence_negations: int


@lru_cache(maxsize=64)
def contradicted_of(article: Article) -> tuple[Contradicted, ...]:
    """The contradicted statements of an article, each beside the sentences of its evidence."""
    found = []
    for statement in article.statements:
        if statement.label != "contradicted":
            continue
        words = terms(statement.text)
        evidence = terms(_sentences_around(article, statement))
        content = frozenset(t.stem for t in words if is_content(t))
        apart = content - {t.stem for t in evidence}
        found.append(Contradicted(statement, content, apart, _negations(words), _negations(evidence)))
    return tuple(found)


def tells(unit: Sequence[Term], wrong: Contradicted) -> bool:
    """Whether a unit, as its words in order, tells a contradicted statement."""
    stems = {t.stem for t in unit}
    content = wrong.content
    if len(content) < _LEAST_WORDS or len(content & stems) < _SHARE * len(content):
        return False
    if _negations(unit) % 2 != wrong.negations % 2:
        return False
    if wrong.apart:
        return wrong.apart <= stems
    # Nothing but a negation, or the order of its words, sets the statement apart.
    turned = wrong.negations % 2 != wrong.evidence_negations % 2
    return content <= stems and (turned or _in_same_order(unit, wrong))


def _in_same_order(unit: Sequence[Term], wrong: Contradicted) -> bool:
    told = [t.stem for t in unit if t.stem in wrong.content]
    written = [t.stem for t in terms(wrong.statement.text) if t.stem in wrong.content]
    return told == written


def _negations(found: Sequence[Term]) -> int:
    return sum(is_negator(t) for t in found)


def _sentences_around(article: Article, statement: Statement) -> str:
    if not statement.spans:
        return ""
    whole = covering(statement.spans)
    sentences = [s for s in article.text.sentences if s.overlaps(whole)]
    touched = [s for s in sentences if any(s.overlaps(span) for span in statement.spans)]
    return " ".join(s.of(article.raw) for s in touched)
