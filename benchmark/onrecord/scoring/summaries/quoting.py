"""Who the quotations of a summary are put in the mouth of."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from onrecord.gold.article import Article
from onrecord.reading.quotations import read_quotations
from onrecord.reading.types import Quotation
from onrecord.scoring.speakers import PRONOUNS, SpeakerIndex, is_abstention
from onrecord.text import Span

_PREPOSITIONS = frozenset("of to for from by with at in on about against".split())
_APPOSED = re.compile(r"\s*[,(–—]\s*")


@dataclass(frozen=True, slots=True)
class Attribution:
    """A reported stretch of a summary. ``named``: words that name its source; ``ids``: whom they mean.

    ``named`` is "" where no source is told; ``ids`` is empty where the words mean no speaker of the
    article.
    """

    spans: tuple[Span, ...]
    marked: tuple[Span, ...]
    named: str
    ids: frozenset[str]


def attributions(text: str, index: SpeakerIndex) -> list[Attribution]:
    """What a summary reports, and from whom. A pronoun means the latest person or body named before."""
    found = []
    for quotation in read_quotations(text):
        named = _source(quotation, text)
        found.append(Attribution(quotation.spans, quotation.marked, named, identify(named, index)))
    return found


def _source(quotation: Quotation, text: str) -> str:
    named = quotation.speaker or (quotation.source.of(text) if quotation.source else "")
    return "" if is_abstention(named) else named


def identify(name: str, index: SpeakerIndex) -> frozenset[str]:
    """The speakers a name means, read as kindly as a fair reader would.

    Beyond what the index resolves, a description before a proper name ("spokeswoman Ada Lorn"), an
    apposition after it, and given names that the article does not have ("Joe Biden") are taken off. A
    preposition stops this: "an aide to Lorn" is not Lorn.
    """
    if not name or name.casefold().strip() in PRONOUNS:
        return frozenset()
    found = index.read([name]).ids
    if found:
        return found
    for part in [name, *_APPOSED.split(name)]:
        words = part.split()
        for start in range(1, len(words)):
            if words[start - 1].casefold() in _PREPOSITIONS:
                break
            rest = " ".join(words[start:])
            if words[start][:1].isupper() and not re.search(r"['’]s?\s", rest):
                ids = index.resolve(rest)
                if ids:
                    return ids
    return frozenset()


def speaker_index(article: Article) -> SpeakerIndex:
    """The index of an article's names, made once for the speakers and mentions it rests on."""
    return _index(_Key(article))


@dataclass(frozen=True)
class _Key:
    """Compares articles by identity: hashing all of their gold would cost more than the index."""

    article: Article

    def __hash__(self) -> int:
        return id(self.article)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.article is self.article


@lru_cache(maxsize=64)
def _index(key: _Key) -> SpeakerIndex:
    return SpeakerIndex(key.article)


def may_speak_for(ids: Iterable[str], speakers: Iterable[str], on_behalf_of: str | None) -> bool:
    """Whether naming ``ids`` is right for words of ``speakers``: them, some of them, or their body."""
    fair = set(speakers) | ({on_behalf_of} if on_behalf_of else set())
    named = set(ids)
    return bool(named) and named <= fair
