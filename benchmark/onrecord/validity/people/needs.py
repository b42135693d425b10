"""Gold's own matcher as a metric: whether a fact is told by its ``needs``, its numbers and its speaker.

It knows facts by their words, so it can be held against people only where the units are gold's facts.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache

from onrecord import data
from onrecord.errors import OnRecordError
from onrecord.gold.article import Article
from onrecord.gold.load import article_folders, load_article
from onrecord.scoring.summaries.summary import score_summary

_WHOLE = 10_000
"""A budget in words that cuts nothing."""


def needs_metric(documents: Sequence[str]) -> Callable[[str, str, str], float]:
    """A metric of the facts of our own gold: what the scorer credits, 0, ½ or 1.

    Raises OnRecordError where the collection's documents are not gold's articles.
    """
    wanted = set(documents)
    found = (load_article(folder) for folder in article_folders(data.gold_folder()))
    articles = {article.evidence: article for article in found if article.evidence in wanted}
    if len(articles) < len(wanted):
        raise OnRecordError("needs knows the facts of gold alone: name the gold folder with --data")
    credits = lru_cache(maxsize=8)(_credits)

    def presence(unit: str, summary: str, document: str) -> float:
        return credits(articles[document], summary).get(unit, 0.0)

    return presence


def _credits(article: Article, summary: str) -> dict[str, float]:
    """What each fact, by its words, earns in a summary."""
    lengths = [s.task for s in article.summaries if s.tells]
    score = score_summary(article, lengths[0] if lengths else "brief", summary, budget=_WHOLE)
    return {article.fact[id].text: credit for id, credit in score.credits.items()}
