"""A statement against an article by words, numbers and negation alone."""

from functools import lru_cache

from onrecord.reading.numbers import read_numbers
from onrecord.text import sentences, words

_EMPTY = frozenset(
    """a an and are as at be been by did do does for from had has have he her him his in into is it its
    not no never of on or that the their them they this to was were which who will with would by
    than""".split()
)
_NEGATIONS = frozenset(
    """not no never nobody nothing none neither nor without cannot can't won't isn't wasn't didn't
    doesn't""".split()
)
SUPPORTED = 0.6
UNSTATED = 0.35


def verdict(text: str, statement: str) -> str:
    """``supported``, ``contradicted`` or ``unstated``, from the article's closest pair of sentences."""
    wanted = _content(statement)
    if not wanted:
        return "unstated"
    best, overlap = "", 0.0
    for passage in _passages(text):
        share = len(wanted & _content(passage)) / len(wanted)
        if share > overlap:
            best, overlap = passage, share
    if overlap < UNSTATED:
        return "unstated"
    has_other_number = _numbers(statement) - _numbers(text)
    flips = bool(_NEGATIONS & set(words(statement))) != bool(_NEGATIONS & set(words(best)))
    if has_other_number or (flips and overlap >= SUPPORTED):
        return "contradicted"
    return "supported" if overlap >= SUPPORTED else "unstated"


@lru_cache(maxsize=8)
def _passages(text: str) -> tuple[str, ...]:
    spans = sentences(text)
    return tuple(text[a.start : b.end] for a, b in zip(spans, [*spans[1:], *spans[-1:]], strict=True))


@lru_cache(maxsize=4096)
def _content(text: str) -> frozenset[str]:
    """Content words, cut to their first five letters: a stem that needs no library."""
    return frozenset(w[:5] for w in words(text) if w not in _EMPTY)


def _numbers(text: str) -> set[float]:
    return {n.value for n in read_numbers(text)}
