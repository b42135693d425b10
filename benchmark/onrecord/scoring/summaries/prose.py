"""Whether an answer is prose at all: a summary's words thrown together tell nothing.

Two signs, which together hardly ever meet in prose. Neighbouring words of a summary mostly stand close
together in the article too, or in the gold's own sentences about it. And a small word is not followed by
what cannot follow it ("the of", "and."). ``docs/scoring-summaries.md`` has the figures.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain, pairwise

from onrecord.gold.article import Article
from onrecord.scoring.summaries.evidence import evidence_of
from onrecord.scoring.summaries.words import Term, terms
from onrecord.text import words

FEW_NEIGHBOURS = 0.35
"""Below this share of attested neighbours a text with faults between its small words is no prose."""
HARDLY_ANY = 0.08
"""Below this one it is none whatever its small words."""
_FAULTS_PER_WORD = 0.015
_MANY_PAIRS = 20
"""A headline may well be all the writer's own; from this many pairs on a text cannot be."""
_LEAST_PAIRS = 5
"""Answers with fewer pairs than this are taken for prose."""

_DETERMINERS = frozenset("a an the its their our my your every".split())
_PREPOSITIONS = frozenset(
    "of in on at to for from by with about into after before against during between".split()
)
_JOINERS = frozenset("and or but nor that which who if because than".split())
_AUXILIARIES = frozenset("is are was were be been has have had will would can could may might must".split())
_SUBJECTS = frozenset("i he she they we".split())
_COMPLETED = frozenset("of at from into with to for and or than between".split())
# After a word of the first set none of the second can come; "" is the end of a unit.
_IMPOSSIBLE: tuple[tuple[frozenset[str], frozenset[str]], ...] = (
    (_DETERMINERS, (_DETERMINERS - {"every"}) | _PREPOSITIONS | _JOINERS | _AUXILIARIES | _SUBJECTS | {""}),
    (
        frozenset("of at from into with to for and or than between".split()),
        _AUXILIARIES - {"may", "will"} | {""},
    ),
    (_PREPOSITIONS, _SUBJECTS | {"and", "or", "but"}),
    (_JOINERS, frozenset(["", "and", "or", "of"])),
    (_AUXILIARIES, frozenset("of and or who which".split())),
)


def is_garbled(units: Sequence[str], article: Article) -> bool:
    """Whether the units of an answer are no prose about the article."""
    stems = [t.stem for t in terms("\n".join(units))]
    pairs = list(pairwise(stems))
    if len(pairs) < _LEAST_PAIRS:
        return False
    # The gold's own sentences can but add to what the article attests, which mostly is enough.
    for known in (_article_neighbours, _neighbours):
        share = sum(map(known(article).__contains__, pairs)) / len(pairs)
        if share >= FEW_NEIGHBOURS:
            return False
    if share < HARDLY_ANY and len(pairs) >= _MANY_PAIRS:
        return True
    found = sum(faults(unit) for unit in units)
    return found >= max(1.0, _FAULTS_PER_WORD * len(stems))


def faults(unit: str) -> int:
    """Places of a unit where a small word is followed by what cannot follow it."""
    return sum(
        any(one in first and other in second for first, second in _IMPOSSIBLE)
        for one, other in pairwise([*words(unit), ""])
    )


@lru_cache(maxsize=64)
def _neighbours(article: Article) -> frozenset[tuple[str, str]]:
    """Ordered pairs of stems that stand next to each other in the article or its gold's sentences, or with
    one word between them."""
    texts = (*(f.text for f in article.facts), *(s.text for s in article.statements))
    return _article_neighbours(article).union(*(_pairs(terms(text)) for text in texts))


@lru_cache(maxsize=64)
def _article_neighbours(article: Article) -> frozenset[tuple[str, str]]:
    return frozenset(_pairs(evidence_of(article).terms))


def _pairs(found: Sequence[Term]) -> Iterable[tuple[str, str]]:
    stems = [t.stem for t in found]
    return chain(pairwise(stems), zip(stems, stems[2:], strict=False))
