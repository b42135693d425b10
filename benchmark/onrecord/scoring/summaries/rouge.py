"""Diagnostics beside the scores, never averaged into them: ROUGE, chrF, copying, length.

Rouge: Lin 2004, by rouge-score-rs, which equals Google's ``rouge_score``; Lsum needs each sentence on a
line of its own. chrF: Popović 2015, by sacrebleu. Coverage and density of copied fragments: Grusky et al.
2018, eq. 1-2. A missing dependency is an ImportError, never a score of 0.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from onrecord.scoring.summaries.units import units_of
from onrecord.text import count_words, words

_CHRF_ORDER = 6
_CHRF_BETA = 2
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
    lines, ngrams = _lines(text), _char_ngrams(text)
    rouge = [_rouge(lines, _profile(reference).lines) for reference in references]
    chrf = [_chrf(ngrams, _profile(reference).ngrams) for reference in references]
    copied, density = copying(text, article)
    length = count_words(text)
    return Diagnostics(
        rouge_1=_overlap([r[0] for r in rouge]),
        rouge_2=_overlap([r[1] for r in rouge]),
        rouge_lsum=_overlap([r[2] for r in rouge]),
        chrf=_overlap(chrf),
        copied=copied,
        density=density,
        words=length,
        facts_per_100_words=100 * facts / length if length else 0.0,
    )


def rouge_scores(text: str, reference: str) -> tuple[float, float, float]:
    """F-measures of ROUGE-1, -2 and -Lsum, stemmed, with one sentence a line for Lsum."""
    return _rouge(_lines(text), _lines(reference))


def _rouge(lines: str, reference: str) -> tuple[float, float, float]:
    scores = _rouge_scorer().score(reference, lines)
    one, two, lsum = (float(scores[kind].fmeasure) for kind in _KINDS)
    return one, two, lsum


@cache
def _rouge_scorer() -> Any:
    from rouge_score_rs import rouge_scorer

    make: Any = rouge_scorer.RougeScorer
    return make(list(_KINDS), use_stemmer=True)


def chrf_score(text: str, reference: str) -> float:
    """Sentence chrF2 in [0, 1], equal to sacrebleu's."""
    return _chrf(_char_ngrams(text), _char_ngrams(reference))


def _char_ngrams(text: str) -> Sequence[Counter[str]]:
    """Counts of the character n-grams of a text without its white space, order by order."""
    from sacrebleu.metrics.helpers import extract_all_char_ngrams

    return extract_all_char_ngrams(text, _CHRF_ORDER)


def _chrf(mine: Sequence[Counter[str]], reference: Sequence[Counter[str]]) -> float:
    precision = recall = 0.0
    orders = 0
    for told, wanted in zip(mine, reference, strict=True):
        if told and wanted:
            shared = told.keys() & wanted.keys()
            matches = sum(map(min, map(told.__getitem__, shared), map(wanted.__getitem__, shared)))
            precision += matches / told.total()
            recall += matches / wanted.total()
            orders += 1
    if not precision + recall:
        return 0.0
    precision, recall = precision / orders, recall / orders
    factor = _CHRF_BETA**2
    # In this order the last bit is sacrebleu's.
    return 100 * ((1 + factor) * precision * recall / (factor * precision + recall)) / 100


class _Profile(NamedTuple):
    """What a reference is compared by."""

    lines: str
    ngrams: Sequence[Counter[str]]


@lru_cache(maxsize=64)
def _profile(reference: str) -> _Profile:
    return _Profile(_lines(reference), _char_ngrams(reference))


def copying(text: str, article: str) -> tuple[float, float]:
    """Coverage and density of the fragments that a summary shares with the article, found greedily."""
    mine, source = words(text), _source_of(article)
    if not mine:
        return 0.0, 0.0
    lengths = []
    at = 0
    while at < len(mine):
        places = source.places.get(tuple(mine[at : at + 2]), ())
        longest = max(
            (_run(mine, at, source.words, p) for p in places), default=int(mine[at] in source.known)
        )
        if longest:
            lengths.append(longest)
        at += max(longest, 1)
    return sum(lengths) / len(mine), sum(n * n for n in lengths) / len(mine)


class _Source(NamedTuple):
    """The words of an article, and where each two of them stand next to each other."""

    words: Sequence[str]
    known: frozenset[str]
    places: Mapping[tuple[str, ...], Sequence[int]]


@lru_cache(maxsize=64)
def _source_of(article: str) -> _Source:
    source = words(article)
    places: dict[tuple[str, ...], list[int]] = {}
    for place, pair in enumerate(pairwise(source)):
        places.setdefault(pair, []).append(place)
    return _Source(source, frozenset(source), places)


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
