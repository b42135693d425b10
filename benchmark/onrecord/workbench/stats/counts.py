"""What stands in one article's gold, counted; each article is loaded once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from onrecord.gold.article import Article
from onrecord.gold.load import read_article
from onrecord.text import count_words
from onrecord.workbench.agree import passes_of
from onrecord.workbench.stats.phenomena import GENRES, PHENOMENA, canonical

KINDS = ("quotes", "speakers", "facts", "statements", "tricks", "summaries")
"""What is counted by class: quotes by form, speakers by class (bystanders apart), facts by weight, statements
by label and by trick, summaries by task."""


@dataclass(frozen=True, slots=True)
class ArticleStats:
    """One article. ``counts`` are by kind (see ``KINDS``) and class; ``found`` is how often each phenomenon
    occurs as far as the annotations show; ``claimed`` are the phenomena that ``meta.json`` names, ``unknown``
    its names that mean none."""

    id: str
    split: str
    genres: tuple[str, ...]
    words: int
    counts: Mapping[str, Counter[str]]
    optional: int
    mentions: int
    passes: int
    is_damaged: bool
    found: Mapping[str, int]
    claimed: frozenset[str]
    unknown: tuple[str, ...]

    @property
    def unseen(self) -> list[str]:
        """Phenomena that ``meta.json`` names and the annotations would show, but do not."""
        return [p.name for p in PHENOMENA if p.find and p.name in self.claimed and not self.found[p.name]]

    def has(self, phenomenon: str) -> bool:
        """Whether it occurs: as annotations show, or as ``meta.json`` says where they cannot."""
        return self.found[phenomenon] > 0 if phenomenon in self.found else phenomenon in self.claimed


def folder_stats(folder: Path) -> ArticleStats:
    """Count what stands in an article's folder. Raises GoldError where it cannot be read."""
    return article_stats(read_article(folder), len(passes_of(folder)))


def article_stats(article: Article, passes: int = 0) -> ArticleStats:
    """Count what stands in an article. ``passes``: how many passes were made of it."""
    claims = {claim: canonical(claim) for claim in article.meta.phenomena}
    found = {p.name: p.find(article) for p in PHENOMENA if p.find}
    return ArticleStats(
        id=article.id,
        split=article.meta.split,
        genres=tuple(name for name in claims.values() if name in GENRES),
        words=count_words(article.raw),
        counts={
            "quotes": Counter(q.form for q in article.quotes),
            "speakers": Counter(s.cls if s.speaks else "bystander" for s in article.speakers),
            "facts": Counter(f.weight for f in article.facts),
            "statements": Counter(s.label for s in article.statements),
            "tricks": Counter(s.trick for s in article.statements),
            "summaries": Counter(s.task for s in article.summaries),
        },
        optional=sum(q.optional for q in article.quotes),
        mentions=len(article.mentions),
        passes=passes,
        is_damaged=bool(article.damages or found["boilerplate"]),
        found=found,
        claimed=frozenset(name for name in claims.values() if name and name not in GENRES),
        unknown=tuple(claim for claim, name in claims.items() if not name),
    )


def total(articles: Sequence[ArticleStats], kind: str) -> Counter[str]:
    """The counts of one kind over all articles."""
    return sum((a.counts[kind] for a in articles), Counter())
