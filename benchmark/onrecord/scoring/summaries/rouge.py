"""Diagnostics beside the scores, never averaged into them: ROUGE, chrF, copying, length.

Rouge: Lin 2004, by rouge-score-rs, which equals Google's ``rouge_score``; Lsum needs each sentence on a
line of its own. chrF: Popović 2015, by sacrebleu. Coverage and density of copied fragments: Grusky et al.
2018, eq. 1-2. A missing dependency is an ImportError, never a score of 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from onrecord.scoring.summaries.units import units_of
from onrecord.text import count_words, words

_KINDS = ("rouge1", "rouge2", "rougeLsum")


@dataclass(frozen=True, slots=True)
class Overlap:
    """A measure in [0, 1] against each reference: the mean and the best. None without references."""

    mean: float | None
    best: float | None


@dataclass(frozen=True, slots=True)
class Diagnostics:
    """F-measures of ROUGE, chrF2, and how a summary is written.

    ``copied`` is the share of words in copied fragments, ``density`` the mean squared length of those
    fragments over the words; ``words`` counts the scored text.
    """

    rouge_1: Overlap
    rouge_2: Overlap
    rouge_lsum: Overlap
    chrf: Overlap
    copied: float
    density: float
    words: int
    facts_per_100_words: float


def diagnose(text: str, references: Sequence[str], article: str, facts: float) -> Diagnostics:
    """Diagnostics of a summary. ``facts``: how many it tells."""
    if not text.strip():
        nothing = _overlap([0.0 for _ in references])
        return Diagnostics(nothing, nothing, nothing, nothing, 0.0, 0.0, 0, 0.0)
    rouge = [rouge_scores(text, reference) for reference in references]
    copied, density = copying(text, article)
    length = count_words(text)
    return Diagnostics(
        rouge_1=_overlap([r[0] for r in rouge]),
        rouge_2=_overlap([r[1] for r in rouge]),
        rouge_lsum=_overlap([r[2] for r in rouge]),
        chrf=_overlap([chrf_score(text, reference) for reference in references]),
        copied=copied,
        density=density,
        words=length,
        facts_per_100_words=100 * facts / length if length else 0.0,
    )


def rouge_scores(text: str, reference: str) -> tuple[float, float, float]:
    """F-measures of ROUGE-1, -2 and -Lsum, stemmed, with one sentence a line for Lsum."""
    scores = _rouge_scorer().score(_lines(reference), _lines(text))
    one, two, lsum = (float(scores[kind].fmeasure) for kind in _KINDS)
    return one, two, lsum


@cache
def _rouge_scorer() -> Any:
    from rouge_score_rs import rouge_scorer

    make: Any = rouge_scorer.RougeScorer
    return make(list(_KINDS), use_stemmer=True)


def chrf_score(text: str, reference: str) -> float:
    """Sentence chrF2 in [0, 1]."""
    from sacrebleu.metrics.chrf import CHRF

    return float(CHRF().sentence_score(text, [reference]).score) / 100


def copying(text: str, article: str) -> tuple[float, float]:
    """Coverage and density of the fragments that a summary shares with the article, found greedily."""
    mine, source = words(text), words(article)
    if not mine:
        return 0.0, 0.0
    places: dict[str, list[int]] = {}
    for place, form in enumerate(source):
        places.setdefault(form, []).append(place)
    lengths = []
    at = 0
    while at < len(mine):
        longest = max((_run(mine, at, source, p) for p in places.get(mine[at], ())), default=0)
        if longest:
            lengths.append(longest)
        at += max(longest, 1)
    return sum(lengths) / len(mine), sum(n * n for n in lengths) / len(mine)


def _run(mine: Sequence[str], at: int, source: Sequence[str], place: int) -> int:
    length = 0
    while (
        at + length < len(mine)
        and place + length < len(source)
        and mine[at + length] == source[place + length]
    ):
        length += 1
    return length


def _lines(text: str) -> str:
    return "\n".join(unit.of(text) for unit in units_of(text))


def _overlap(values: Sequence[float]) -> Overlap:
    return Overlap(sum(values) / len(values), max(values)) if values else Overlap(None, None)
