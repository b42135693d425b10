"""The plain metrics that others are held against. A missing package is an error, never a score of 0."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from statistics import fmean
from typing import Any

from onrecord.scoring.summaries.rouge import chrf_score
from onrecord.scoring.summaries.units import units_of
from onrecord.scoring.summaries.words import is_content, terms

_TOKENISED_END = re.compile(r"(?<= [.!?]) ")


def content_words(unit: str, summary: str) -> float:
    """The share of a unit's content words that the summary has, by their stems.

    *The mill closed* has two, *mill* and *close*; in *A mill burnt* it has a presence of 1/2. A unit
    without content words is compared by all its words, and one without words is never told.
    """
    wanted = _stems(unit, content=True) or _stems(unit)
    return len(wanted & _stems(summary)) / len(wanted) if wanted else 0.0


@lru_cache(maxsize=4096)
def _stems(text: str, content: bool = False) -> frozenset[str]:
    return frozenset(term.stem for term in terms(text) if not content or is_content(term))


def rouge_1(summary: str, references: Sequence[str]) -> float:
    """Recall of ROUGE-1 (Lin 2004), stemmed, the mean over references."""
    return _rouge(summary, references, "rouge1")


def rouge_2(summary: str, references: Sequence[str]) -> float:
    """Recall of ROUGE-2, stemmed, the mean over references."""
    return _rouge(summary, references, "rouge2")


def rouge_lsum(summary: str, references: Sequence[str]) -> float:
    """Recall of ROUGE-Lsum, stemmed, a sentence a line, the mean over references."""
    return _rouge(_lines(summary), [_lines(reference) for reference in references], "rougeLsum")


def chrf(summary: str, references: Sequence[str]) -> float:
    """chrF2 (Popović 2015) in [0, 1], the mean over references."""
    return fmean(chrf_score(summary, reference) for reference in references)


def _rouge(summary: str, references: Sequence[str], kind: str) -> float:
    scorer = _scorer(kind)
    return fmean(float(scorer.score(reference, summary)[kind].recall) for reference in references)


@cache
def _scorer(kind: str) -> Any:
    from rouge_score_rs import rouge_scorer

    make: Any = rouge_scorer.RougeScorer
    return make([kind], use_stemmer=True)


def sentences_of(text: str) -> list[str]:
    """The sentences of a text, parted at semicolons too, also where it is tokenised and in lower case."""
    text = _TOKENISED_END.sub("\n", text)
    return [unit.of(text) for unit in units_of(text)]


def _lines(text: str) -> str:
    return "\n".join(sentences_of(text))
