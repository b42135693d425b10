"""Scores any answer to any task of one article."""

from collections.abc import Callable
from functools import cached_property
from typing import Protocol

from onrecord.gold.article import Article
from onrecord.scoring.attribution import (
    ATTRIBUTION_METRICS,
    SPEAKERS_METRICS,
    score_attribution,
    score_speakers,
)
from onrecord.scoring.labels import label_metrics, score_label
from onrecord.scoring.metric import Metric
from onrecord.scoring.quotes import QuoteScorer
from onrecord.scoring.quotes_task import METRICS as QUOTES_METRICS
from onrecord.scoring.quotes_task import score_quotes
from onrecord.scoring.speakers import speaker_index
from onrecord.scoring.stats import Scored, Stats
from onrecord.scoring.summary_task import score_summary_answer, summary_metrics
from onrecord.tasks.task import Task
from onrecord.tasks.values import Answer, Invalid


class Measured(Protocol):
    """What decides which metrics a task has: a task itself, or what is kept of one."""

    @property
    def scorer(self) -> str: ...

    @property
    def labels(self) -> tuple[str, ...]: ...


def metrics_of(task: Measured) -> tuple[Metric, ...]:
    """The metrics of a task, in the order in which they are shown."""
    makers: dict[str, Callable[[], tuple[Metric, ...]]] = {
        "quotes": lambda: QUOTES_METRICS,
        "attribution": lambda: ATTRIBUTION_METRICS,
        "speakers": lambda: SPEAKERS_METRICS,
        "labels": lambda: label_metrics(task.labels),
        "summary": lambda: summary_metrics(quoted=False),
        "quoted-summary": lambda: summary_metrics(quoted=True),
    }
    return makers[task.scorer]()


class ArticleScorer:
    """Scores answers about one article; what its scorers share is computed once."""

    def __init__(self, article: Article) -> None:
        self.article = article

    @cached_property
    def _quotes(self) -> QuoteScorer:
        return QuoteScorer(self.article)

    def score(self, task: Task, item: str, answer: Answer) -> Scored:
        """Statistics and details of one answer; what was invalid or flagged is counted by name."""
        scored = self._score(task, item, answer)
        return Scored({**scored.stats, **_counts(answer)}, scored.details)

    def _score(self, task: Task, item: str, answer: Answer) -> Scored:
        if task.scorer == "quotes":
            return score_quotes(self.article, self._quotes, answer)
        if task.scorer == "attribution":
            return score_attribution(self.article, speaker_index(self.article), item, answer)
        if task.scorer == "speakers":
            return score_speakers(self.article, speaker_index(self.article), answer)
        if task.scorer == "labels":
            return score_label(task, self.article, item, answer)
        return score_summary_answer(task, self.article, answer)


def _counts(answer: Answer) -> Stats:
    counts = {"counts.answers": 1.0}
    counts |= {f"counts.{flag}": 1.0 for flag in answer.flags}
    if isinstance(answer.value, Invalid):
        counts["counts.invalid"] = 1.0
        counts[f"counts.invalid.{answer.value.reason}"] = 1.0
    return counts
