"""Words as rules compare them, and which runs of words stand in a longer text."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from weakref import WeakKeyDictionary

from onrecord.gold.article import Article
from onrecord.text import words

Run = tuple[str, ...]
_KEY = 3

_FORMS: WeakKeyDictionary[Article, list[str]] = WeakKeyDictionary()


def forms(article: Article) -> list[str]:
    """The folded words of an article, without their possessive 's."""
    if article not in _FORMS:
        _FORMS[article] = list(run(article.raw))
    return _FORMS[article]


def run(text: str) -> Run:
    """The folded words of a text, without their possessive 's."""
    return tuple(word.removesuffix("'s") for word in words(text))


def standing(needles: Iterable[Run], within: Sequence[str]) -> set[Run]:
    """Which of some runs of words stand in a sequence of words. Linear in both for runs unlike each other."""
    lengths: defaultdict[Run, set[int]] = defaultdict(set)
    wanted = {n for n in needles if n}
    for needle in wanted:
        lengths[needle[:_KEY]].add(len(needle))
    firsts = {key[0] for key in lengths}
    found: set[Run] = set()
    for at, form in enumerate(within):
        if form not in firsts:
            continue
        for width in range(1, _KEY + 1):
            for length in lengths.get(tuple(within[at : at + width]), ()):
                if width == min(_KEY, length) and (piece := tuple(within[at : at + length])) in wanted:
                    found.add(piece)
    return found


@lru_cache(maxsize=50_000)
def stem(form: str) -> str:
    """The Snowball stem of a folded word."""
    return str(_stemmer().stemWord(form))


@lru_cache(maxsize=1)
def _stemmer():  # type: ignore[no-untyped-def]
    import snowballstemmer

    return snowballstemmer.stemmer("english")
