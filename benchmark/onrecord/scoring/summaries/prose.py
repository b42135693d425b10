"""Whether an answer is prose at all: a summary's words thrown together tell nothing.

In prose about an article, neighbouring words mostly stand close together in the article too, or in the gold's
own sentences about it, and a small word is not followed by what cannot follow it ("the of"). Both are summed
over neighbours, and the sum is compared with what the same words would have in a drawn order: its mean and
variance over all orders are exact (a linear statistic of adjacent places; Wald and Wolfowitz 1943 have the
moments for serial correlation). Lists of keywords in a good order are told by what they lack, small words, or
have too many of, marks. ``docs/scoring-summaries.md`` has the figures.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain, pairwise

from onrecord.gold.article import Article
from onrecord.scoring.summaries.vocabulary import FUNCTION_WORDS
from onrecord.scoring.summaries.words import Term, terms

LEAST_ORDER = 2.5
"""Standard deviations above a drawn order that prose has at least."""
LEAST_SMALL_WORDS = 0.2
"""The share of small words that a long stretch of prose has at least; keywords have fewer."""
_LONG_STRETCH = 25
"""Words without a mark between them; a shorter stretch, a headline, may do without small words."""
MOST_MARKS = 0.4
"""Of the places between words, the share that may have a mark: a list in commas has more."""
_LEAST_WORDS = 9
"""Answers with fewer words than this are taken for prose."""
_HYPHENS = ("-", "‐", "‑")
_MARKS = frozenset('.,;:!?()[]…–—“”"\n')
_NEIGHBOURS, _NEAR, _IMPOSSIBLE = 2.0, 1.0, -2.0

_DETERMINERS = frozenset("a an the its their our my your every".split())
_PREPOSITIONS = frozenset(
    "of in on at to for from by with about into after before against during between".split()
)
_JOINERS = frozenset("and or but nor that which who if because than".split())
_AUXILIARIES = frozenset("is are was were be been has have had will would can could may might must".split())
_SUBJECTS = frozenset("i he she they we".split())
# After a word of the first set none of the second can come.
_CANNOT_FOLLOW: tuple[tuple[frozenset[str], frozenset[str]], ...] = (
    (_DETERMINERS, (_DETERMINERS - {"every"}) | _PREPOSITIONS | _JOINERS | _AUXILIARIES | _SUBJECTS),
    (frozenset("of at from into with to for and or than between".split()), _AUXILIARIES - {"may", "will"}),
    (_PREPOSITIONS, _SUBJECTS | {"and", "or", "but"}),
    (_JOINERS, frozenset("and or of".split())),
    (_AUXILIARIES, frozenset("of and or who which".split())),
)
_AFTER: Mapping[str, frozenset[str]] = {
    word: frozenset[str]().union(*(second for first, second in _CANNOT_FOLLOW if word in first))
    for word in frozenset[str]().union(*(first for first, _ in _CANNOT_FOLLOW))
}

_Type = tuple[str, str]
"""A word's stem and form."""


def is_garbled(units: Sequence[str], article: Article) -> bool:
    """Whether the units of an answer are no prose about the article."""
    text = "\n".join(units)
    found = _written(text)
    if len(found) < _LEAST_WORDS:
        return False
    stretches = _stretches(found, text)
    if len(stretches) - 1 > MOST_MARKS * (len(found) - 1):
        return True
    if any(_is_bare(stretch) for stretch in stretches):
        return True
    return order([(t.stem, t.form) for t in found], article) < LEAST_ORDER


def _written(text: str) -> list[Term]:
    """The words as they are written: "sixty-one" is one, whose parts no order can tear apart."""
    found: list[Term] = []
    for term in terms(text):
        if found and text[found[-1].end : term.start] in _HYPHENS:
            one = found.pop()
            form = f"{one.form}-{term.form}"
            term = Term(f"{one.stem}-{term.stem}", form, one.start, term.end, one.capital)
        found.append(term)
    return found


def _stretches(found: Sequence[Term], text: str) -> list[list[Term]]:
    """The words between marks."""
    stretches = [[found[0]]]
    for one, other in pairwise(found):
        if any(c in _MARKS for c in text[one.end : other.start]):
            stretches.append([])
        stretches[-1].append(other)
    return stretches


def _is_bare(stretch: Sequence[Term]) -> bool:
    small = sum(t.form in FUNCTION_WORDS for t in stretch)
    return len(stretch) >= _LONG_STRETCH and small < LEAST_SMALL_WORDS * len(stretch)


def order(found: Sequence[_Type], article: Article) -> float:
    """How many standard deviations the sum over neighbours lies above that of a drawn order; 0 where every
    order has the same."""
    n = len(found)
    counts = Counter(found)
    values = _values(counts, _attested(article))
    told = sum(values.get(pair, 0.0) for pair in pairwise(found))

    def places(pair: tuple[_Type, _Type]) -> int:
        one, other = pair
        return counts[one] * (counts[other] - (one == other))

    rows = dict.fromkeys(counts, 0.0)
    columns = dict.fromkeys(counts, 0.0)
    for (one, other), value in values.items():
        rows[one] += value * (counts[other] - (one == other))
        columns[other] += value * (counts[one] - (one == other))
    total = sum(value * places(pair) for pair, value in values.items())
    squares = sum(value * value * places(pair) for pair, value in values.items())
    both = sum(value * values.get((b, a), 0.0) * places((a, b)) for (a, b), value in values.items())
    through = sum(counts[t] * rows[t] * columns[t] for t in counts)
    chains = through - both
    shared = sum(counts[t] * (rows[t] ** 2 + columns[t] ** 2) for t in counts) + 2 * through - squares - both
    mean = total / n
    variance = squares / n + (2 * chains + total * total - shared) / (n * (n - 1)) - mean * mean
    return (told - mean) / math.sqrt(variance) if variance > 1e-12 else 0.0


def _values(
    counts: Mapping[_Type, int], attested: Mapping[str, Mapping[str, float]]
) -> dict[tuple[_Type, _Type], float]:
    """What each pair of an answer's words is worth as neighbours, where it is worth anything."""
    by_stem: dict[str, list[_Type]] = {}
    for word in counts:
        by_stem.setdefault(word[0], []).append(word)
    values: dict[tuple[_Type, _Type], float] = {}
    for one in counts:
        for stem in attested.get(one[0], {}).keys() & by_stem.keys():
            for other in by_stem[stem]:
                values[one, other] = attested[one[0]][stem]
        for other in counts if one[1] in _AFTER else ():
            if other[1] in _AFTER[one[1]]:
                values[one, other] = values.get((one, other), 0.0) + _IMPOSSIBLE
    return values


@lru_cache(maxsize=64)
def _attested(article: Article) -> Mapping[str, Mapping[str, float]]:
    """For each stem those that stand next to it, or with one word between them, in the article or in the
    gold's sentences, references included."""
    texts = (f.text for f in article.facts), (s.text for s in article.statements)
    own = chain(*texts, (s.text for s in article.summaries))
    found: dict[str, dict[str, float]] = {}
    for one, other, value in chain.from_iterable(_pairs(_written(t)) for t in (article.evidence, *own)):
        after = found.setdefault(one, {})
        after[other] = max(value, after.get(other, 0.0))
    return found


def _pairs(found: Sequence[Term]) -> Iterable[tuple[str, str, float]]:
    stems = [t.stem for t in found]
    near = ((one, other, _NEAR) for one, other in zip(stems, stems[2:], strict=False))
    return chain(((one, other, _NEIGHBOURS) for one, other in pairwise(stems)), near)
