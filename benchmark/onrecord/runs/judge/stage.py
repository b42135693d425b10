"""The second stage of a run: a judge is asked about its summaries, in a folder of its own below the run's."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields

from onrecord.errors import ModelError, OnRecordError
from onrecord.gold.article import Article
from onrecord.models.base import Model
from onrecord.runs.execute import Outcome, Progress, execute
from onrecord.runs.folder import RunFolder
from onrecord.runs.judge.questions import Summary, presence_requests, support_requests
from onrecord.runs.plan import Plan, digest
from onrecord.runs.score import read_plan
from onrecord.tasks.request import Request
from onrecord.tasks.task import Task


@dataclass(frozen=True)
class JudgePlan(Plan):
    """The plan of a finished run, asking about its summaries (by article) instead of for them.

    They are held in memory: there are as many as annotated articles, and they are short.
    """

    summaries: Mapping[str, Sequence[Summary]] = field(default_factory=dict)

    @property
    def answers_hash(self) -> str:
        """A hash of all that is judged."""
        return digest("".join(s.digest for found in self.summaries.values() for s in found))

    def requests(self, article: Article, only: Task | None = None) -> Iterator[Request]:
        """Every question about an article's summaries: first those that share the article as their prefix."""
        found = [s for s in self.summaries.get(article.id, ()) if only is None or s.task == only.name]
        for ask in (support_requests, presence_requests):
            for summary in found:
                yield from ask(summary, article)


def check_judge(plan: Plan, judge: Model) -> None:
    """Raise OnRecordError where there is no summary to judge, ModelError for a judge that cannot be asked."""
    if not any(task.answer == "summary" for task in plan.tasks):
        raise OnRecordError("a judge decides about summaries: ask for headline, brief or quoted-brief too")
    if judge.name.startswith("predictions:"):
        raise ModelError("a judge is asked about every answer: name a model that can be (hf:, openai:, …)")
    judge.fingerprint  # noqa: B018 - a folder without weights is an error before anything is asked


def judge_plan(run: RunFolder) -> JudgePlan:
    """What a judge is asked about a scored run, from its manifest and its ``items.jsonl``."""
    plan = read_plan(run)
    asked = {task.name for task in plan.tasks if task.answer == "summary"}
    summaries: dict[str, list[Summary]] = {}
    for line in run.read_items():
        if line["task"] in asked:
            summaries.setdefault(line["article"], []).append(Summary.of(line["id"], line["details"]))
    return JudgePlan(**{f.name: getattr(plan, f.name) for f in fields(plan)}, summaries=summaries)


def ask_judge(plan: JudgePlan, judge: Model, there: RunFolder, progress: Progress | None = None) -> Outcome:
    """Ask a judge what its folder lacks of the answers to a plan. They are on disk as soon as they arrive.

    Raises what ``execute`` raises.
    """
    # Where no summary can be read there is nothing to ask: all is 0.
    return execute(plan, judge, there, progress) if plan.asks else Outcome(0, 0, 0, 0)
