"""A fact made ready for matching: all that is told of it by the gold alone, worked out once an article."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from onrecord.gold.article import Article, Fact
from onrecord.reading.dates import read_dates
from onrecord.reading.numbers import read_numbers
from onrecord.scoring.speakers import SpeakerIndex, speaker_index
from onrecord.scoring.summaries.needs import Group, Stretch
from onrecord.scoring.summaries.polarity import Polarity, polarity
from onrecord.scoring.summaries.quoting import names_in
from onrecord.scoring.summaries.words import terms


@dataclass(frozen=True, eq=False)
class Claim:
    """A fact of one article, with the groups of its ``needs``."""

    fact: Fact
    groups: tuple[Group, ...]
    article: Article
    index: SpeakerIndex

    @cached_property
    def polarity(self) -> Polarity:
        """The polarity of the fact's own sentence, read as a summary's is."""
        text = self.fact.text
        numbers = read_numbers(text) if any(group.counts for group in self.groups) else ()
        stretch = Stretch(tuple(terms(text)), tuple(numbers), tuple(read_dates(text)))
        places = [group.places(stretch) for group in self.groups]
        return polarity(text, stretch.found, tightest([p for p in places if p] or [[()]]))

    @cached_property
    def named(self) -> tuple[frozenset[str], ...]:
        """For each group the speakers whom its alternatives name."""
        return tuple(frozenset[str]().union(*group.named) for group in self.groups)

    @cached_property
    def actors(self) -> frozenset[str]:
        """The speakers among the elements of the claim."""
        return frozenset[str]().union(*self.named)

    @cached_property
    def own(self) -> frozenset[str]:
        """The fact's speakers, and whom its sentence names."""
        named = frozenset(i for m in names_in(self.fact.text, self.index) for i in m.ids)
        return named.union(self.fact.speakers)

    @cached_property
    def fair(self) -> frozenset[str]:
        """The fact's speakers, and the bodies they are said to speak for."""
        speakers = set(self.fact.speakers)
        bodies = (q.on_behalf_of for q in self.article.quotes if speakers & set(q.speakers))
        return frozenset(speakers.union(body for body in bodies if body))


@lru_cache(maxsize=64)
def claims_of(article: Article) -> tuple[Claim, ...]:
    """The facts of an article, in the gold's order."""
    index = speaker_index(article)
    return tuple(
        Claim(fact, tuple(Group(wordings, article, index) for wordings in fact.needs), article, index)
        for fact in article.facts
    )


def tightest(places: Sequence[Sequence[tuple[int, ...]]]) -> list[int]:
    """One place for each group, the ones that lie closest to the first group's last choice."""
    best: list[int] = []
    width = float("inf")
    for anchor in places[0]:
        chosen = list(anchor)
        centre = anchor[0] if anchor else 0
        for group in places[1:]:
            nearest = min(group, key=lambda p: abs((p[0] if p else centre) - centre))
            chosen += nearest
        if chosen and max(chosen) - min(chosen) < width:
            best, width = chosen, max(chosen) - min(chosen)
    return best
