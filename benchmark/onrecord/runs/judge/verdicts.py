"""What a judge decided about a summary, and the statistics and metrics that it comes to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.gold.article import Article
from onrecord.models.base import Response
from onrecord.runs.judge.questions import Summary, questions
from onrecord.scoring.metric import Metric, error_rate, rate
from onrecord.scoring.stats import Stats
from onrecord.scoring.summaries.facts import WEIGHTS, largest_reference_weight
from onrecord.tasks.reader import read_answer
from onrecord.tasks.request import Request
from onrecord.tasks.task import Task
from onrecord.tasks.values import Label


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The labels of a summary's facts, by id, and of its sentences; None for one that could not be read."""

    summary: Summary
    facts: Mapping[str, str | None]
    units: tuple[str | None, ...]

    @property
    def all(self) -> tuple[str | None, ...]:
        return (*self.facts.values(), *self.units)

    def coverage(self, article: Article, task: Task) -> float:
        """Weight of the facts judged present over the largest weight of a reference; may exceed 1."""
        present = sum(WEIGHTS[f.weight] for f in article.facts if self.facts.get(f.id) == "present")
        return present / largest_reference_weight(article, task.reference_length)

    @property
    def support(self) -> float:
        """The share of sentences judged supported; 0 for a summary that has none."""
        return self.units.count("supported") / len(self.units) if self.units else 0.0

    def to_dict(self, article: Article, task: Task) -> dict[str, Any]:
        """Everything as JSON values, for the page."""
        return {
            "coverage": self.coverage(article, task),
            "support": self.support,
            "facts": dict(self.facts),
            "units": [[said, label] for said, label in zip(self.summary.units, self.units, strict=True)],
        }

    def stats(self, article: Article, task: Task) -> Stats:
        """Sufficient statistics. What could not be read earns nothing, and is counted."""
        coverage = self.coverage(article, task)
        return {
            "summaries": 1.0,
            "coverage": coverage,
            "support": self.support,
            "faithful": min(1.0, coverage) * self.support,
            "units": float(len(self.units)),
            "contradicted": float(self.units.count("contradicted")),
            "judgements": float(len(self.all)),
            "invalid": float(self.all.count(None)),
        }


def judged_metrics(judge: str) -> tuple[Metric, ...]:
    """The metrics of a judge's decisions. Name and title say whose they are; none is a task's primary."""

    def named(metric: Metric) -> Metric:
        return Metric(
            f"judged_{metric.name}@{judge}",
            f"{metric.title}, judged by {judge}",
            metric.of,
            metric.pooled,
            metric.higher_is_better,
        )

    return (
        named(Metric("faithful_coverage", "faithful coverage", rate("faithful", "summaries"))),
        named(Metric("coverage", "coverage of facts", rate("coverage", "summaries"))),
        named(Metric("support", "sentences supported", rate("support", "summaries"))),
        named(error_rate("contradicted", "sentences contradicted", "contradicted", "units")),
        named(error_rate("invalid", "judgements that could not be read", "invalid", "judgements")),
    )


JUDGED_COLUMN = "judged_faithful_coverage@"
"""How the metric begins that a judge's column shows; the judge's label follows."""


def verdicts_of(summary: Summary, asked: Sequence[Request], answers: Mapping[str, Response]) -> Verdicts:
    """A judge's decisions about a summary, from its answers by the id of their question."""
    labels = {r.id: read_label(r.task, answers[r.id]) for r in asked}
    units = tuple(labels[r.id] for r in asked if r.task == "support")
    facts = {r.item.partition(":")[2]: labels[r.id] for r in asked if r.task != "support"}
    return Verdicts(summary, facts, units)


def read_label(question: str, response: Response) -> str | None:
    """The label that an answer gives; None where it cannot be read, is refused or cut."""
    read = read_answer(questions()[question], response.text, response.finish_reason, response.reasoning)
    return read.value.label if isinstance(read.value, Label) else None
