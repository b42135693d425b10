"""What in a summary's words speaks for it that the summary tells a content unit.

Words are compared by their stems, as they stand: synonyms, and words of one beginning, were tried and told no
more. What matters is which of a unit's words a summary lacks, so words are weighed:

- by the root of their inverse document frequency (Spärck Jones 1972) in the collection, and by
  1/√(1 + n) where the document has a word n times: what its article is all about tells little;
- by ½ where the document lacks the word: the unit's writer chose it, and a summary has no cause to;
- threefold if it is a number, which has no other wording;
- by 1 for the first word to 2 for the last: what is new in a sentence stands at its end.
"""

import math
import re
from collections import Counter
from collections.abc import Collection as Several
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from onrecord.reading.numberwords import ONES, TENS
from onrecord.scoring.summaries.words import Term, is_content, terms
from onrecord.text import sentences

_NUMBER = 3.0
_NOT_IN_DOCUMENT = 0.5
_NUMBER_WORDS = {word: str(value) for word, value in (ONES | TENS).items()}
# Corpora of summaries part marks from words, and some are in lower case: there a mark alone ends a sentence.
_LONE_STOP = re.compile(r"(?<=\s)[.!?]+(?=\s|$)")

Sentence = frozenset[str]
"""The stems of its words."""


class Word(NamedTuple):
    """A word: what it is compared by, its place in the text, and whether it is capitalised."""

    stem: str
    start: int
    end: int
    capital: bool


class Weighed(NamedTuple):
    """A word of a unit, and how much it tells."""

    word: Word
    weight: float
    is_name: bool


class Evidence(NamedTuple):
    """What speaks for a unit. Shares are of the weight of its words, in [0, 1].

    ``told``: the share that the summary has; ``together``: the most that one sentence of it has;
    ``copied``: the most, over the document's sentences, of the unit's share in one times the share of that
    sentence that a sentence of the summary has; ``names_missing``: how many words of names it lacks.
    """

    told: float
    together: float
    copied: float
    names_missing: float


class Collection:
    """Documents, known by how many of them have each word."""

    def __init__(self, documents: Sequence[str]) -> None:
        self._size = len(documents)
        self._having = Counter(s for text in documents for s in frozenset().union(*read_sentences(text)))
        # Dozens of units are asked about one summary, and of one document.
        self._copies = lru_cache(maxsize=64)(self._find_copies)

    def rarity(self, stem: str) -> float:
        """The root of the logarithm of how rare a word is; over 0 also for one that all documents have."""
        return math.sqrt(math.log((self._size + 1) / (self._having[stem] + 0.5)))

    def weigh(self, unit: str, document: str) -> list[Weighed]:
        """The content words of a unit, weighed; all its words where none is a content word."""
        words = read_words(unit, is_bare(unit))
        times = _times(document)
        found = []
        for place, word in enumerate(words):
            n = times[word.stem]
            weight = self.rarity(word.stem) * (1 / math.sqrt(1 + n) if n else _NOT_IN_DOCUMENT)
            if word.stem[0].isdigit():
                weight *= _NUMBER
            weight *= 1 + (place + 1) / len(words)
            found.append(Weighed(word, weight, _is_name(words, place)))
        return found

    def evidence(self, unit: str, summary: str, document: str) -> Evidence:
        """What in the words of a summary speaks for a unit. All 0 for a unit without words."""
        words = self.weigh(unit, document)
        bare = is_bare(unit)
        told = read_sentences(summary, bare)
        every = frozenset[str]().union(*told)
        copies = zip(read_sentences(document, bare), self._copies(document, summary, bare), strict=True)
        return Evidence(
            _share(words, every),
            max((_share(words, sentence) for sentence in told), default=0.0),
            max((_share(words, sentence) * copied for sentence, copied in copies if copied), default=0.0),
            float(sum(w.is_name and w.word.stem not in every for w in words)),
        )

    def _find_copies(self, document: str, summary: str, bare: bool) -> list[float]:
        """For each sentence of a document, the most of it that one sentence of a summary has."""
        told = read_sentences(summary, bare)
        sources = read_sentences(document, bare)
        return [max((self._overlap(source, s) for s in told), default=0.0) for source in sources]

    def _overlap(self, source: Sentence, told: Sentence) -> float:
        # In order, for a sum of floats differs by its order, and a set's is drawn anew in each process.
        return sum(map(self.rarity, sorted(source & told))) / sum(map(self.rarity, sorted(source)))


def split(text: str) -> list[str]:
    """The sentences of a text, also where it is tokenised and in lower case."""
    return [span.of(part) for part in _LONE_STOP.split(text) for span in sentences(part)]


@lru_cache(maxsize=4096)
def read_sentences(text: str, bare: bool = False) -> tuple[Sentence, ...]:
    """The content words of each sentence, or all its words for a ``bare`` unit; none without words."""
    found = (frozenset(word.stem for word in read_words(part, bare)) for part in split(text))
    return tuple(sentence for sentence in found if sentence)


def read_words(text: str, bare: bool = False) -> list[Word]:
    """The content words of a text in order, or all its words for a ``bare`` unit."""
    return [
        Word(_key(term), term.start, term.end, term.capital)
        for term in terms(text)
        if bare or is_content(term)
    ]


@lru_cache(maxsize=4096)
def is_bare(unit: str) -> bool:
    """Whether a unit has no content word (*It was not over*), so that all its words have to do."""
    return not read_words(unit)


def _key(term: Term) -> str:
    return _NUMBER_WORDS.get(term.form) or term.stem.replace(",", "")


def _is_name(words: Sequence[Word], place: int) -> bool:
    """Whether a capital tells a name: the first word has one anyway, so there the next must have one too."""
    after = words[place + 1 : place + 2]
    return words[place].capital and (place > 0 or any(word.capital for word in after))


@lru_cache(maxsize=256)
def _times(document: str) -> Counter[str]:
    """How often a document has each content word."""
    return Counter(word.stem for word in read_words(document))


def _share(words: Sequence[Weighed], among: Several[str]) -> float:
    whole = sum(w.weight for w in words)
    return sum(w.weight for w in words if w.word.stem in among) / whole if whole else 0.0
