"""Whether a unit tells a statement that the gold calls contradicted.

Such a statement is made to differ little from the truth, so likeness is not enough: the unit must have all
that sets the statement apart from its evidence, or be the statement almost word for word.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from onrecord.gold.article import Article, Statement
from onrecord.scoring.summaries.words import Term, is_content, is_negator, terms
from onrecord.text import covering

_SHARE = 0.75
"""Of the statement's content words, the share that a unit must have."""
_LEAST_WORDS = 3


@dataclass(frozen=True, eq=False)
class Contradicted:
    """A contradicted statement with its words, and its evidence, read where a unit is like it."""

    statement: Statement
    article: Article

    @cached_property
    def terms(self) -> Sequence[Term]:
        return terms(self.statement.text)

    @cached_property
    def content(self) -> frozenset[str]:
        """The stems of its content words."""
        return frozenset(t.stem for t in self.terms if is_content(t))

    @cached_property
    def evidence(self) -> Sequence[Term]:
        """The words of the sentences that its evidence stands in."""
        return terms(_sentences_around(self.article, self.statement))

    @cached_property
    def apart(self) -> frozenset[str]:
        """The content stems that its evidence does not have."""
        return self.content.difference(t.stem for t in self.evidence)


@lru_cache(maxsize=64)
def contradicted_of(article: Article) -> tuple[Contradicted, ...]:
    """The contradicted statements of an article."""
    return tuple(Contradicted(s, article) for s in article.statements if s.label == "contradicted")


def tells(unit: Sequence[Term], wrong: Contradicted) -> bool:
    """Whether a unit, as its words in order, tells a contradicted statement."""
    stems = {t.stem for t in unit}
    content = wrong.content
    if len(content) < _LEAST_WORDS or len(content & stems) < _SHARE * len(content):
        return False
    negations = _negations(wrong.terms)
    if _negations(unit) % 2 != negations % 2:
        return False
    if wrong.apart:
        return wrong.apart <= stems
    # Nothing but a negation, or the order of its words, sets the statement apart.
    turned = negations % 2 != _negations(wrong.evidence) % 2
    return content <= stems and (turned or _in_same_order(unit, wrong))


def _in_same_order(unit: Sequence[Term], wrong: Contradicted) -> bool:
    told = [t.stem for t in unit if t.stem in wrong.content]
    written = [t.stem for t in wrong.terms if t.stem in wrong.content]
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
