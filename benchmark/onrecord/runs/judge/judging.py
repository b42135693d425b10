"""A judge's decisions about a run, gathered as the run is scored."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from onrecord import __version__
from onrecord.gold.article import Article
from onrecord.models.base import Response
from onrecord.runs.answers import Answers, Asked
from onrecord.runs.folder import RunFolder
from onrecord.runs.judge.questions import Summary, questions_version, requests_about
from onrecord.runs.judge.verdicts import Verdicts, judged_metrics, verdicts_of
from onrecord.runs.plan import cache_key, digest
from onrecord.scoring.aggregate import TaskScores, aggregate
from onrecord.scoring.samples import Samples
from onrecord.tasks.task import Task

NEEDED = ("model", "fingerprint", "takes_schema")
"""What the manifest of a judge's folder has."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a judge was asked about a run, and how far it got. ``prompts`` is their version.

    ``missing`` counts questions without an answer: such a judge has no figure. ``invalid`` counts answers
    that could not be read.
    """

    judge: str
    signature: str
    prompts: str
    questions: int
    missing: int
    invalid: int

    @property
    def is_complete(self) -> bool:
        return self.missing == 0


def judge_label(model: str, fingerprint: str) -> str:
    """How a judge is called wherever a figure of its stands: its model, and a hash of its fingerprint."""
    return f"{model.replace('|', '/')}@{digest(fingerprint)[:8]}"


def judge_signature(label: str, takes_schema: bool, answers: str) -> str:
    """One line that says who judged and how it was asked; ``answers`` is a hash of what was judged.

    The gold is in the signature of the run, which stands beside it.
    """
    parts = {
        "judge": label,
        "questions": questions_version(),
        "answers": answers[:8],
        "decode": "schema" if takes_schema else "free",
        "temperature": "0",
        "seed": "0",
    }
    version = ".".join(__version__.split(".")[:2])
    return "|".join([f"onrecord:{version}", *(f"{k}:{v}" for k, v in parts.items())])


class Judging:
    """Takes the summaries of a run one after the other, and finds what its judge answered about them.

    An answer counts only where its question is still the one that was asked: of the same text, facts,
    article and prompts.
    """

    def __init__(self, folder: RunFolder) -> None:
        manifest = folder.read_manifest(NEEDED)
        self._fingerprint = str(manifest["fingerprint"])
        self.label = judge_label(str(manifest["model"]), self._fingerprint)
        self._takes_schema = bool(manifest["takes_schema"])
        self._answers = Answers(folder)
        self._about: tuple[str, Mapping[Asked, Response]] = ("", {})
        self._samples: dict[str, Samples] = {}
        self._texts = hashlib.sha256()
        self._questions = self._missing = self._invalid = 0

    def add(self, task: Task, article: Article, summary: Summary) -> dict[str, Any] | None:
        """Add one summary. What the page shows of it; None where a question about it has no answer."""
        found = self._decide(summary, article)
        if found is None:
            return None
        stats = {(summary.wording, summary.sample): found.stats(article, task)}
        self._samples.setdefault(task.name, Samples()).extend(article.id, stats)
        self._invalid += found.all.count(None)
        return found.to_dict(article, task)

    def _decide(self, summary: Summary, article: Article) -> Verdicts | None:
        self._texts.update(summary.digest.encode())
        if self._about[0] != article.id:
            self._about = (article.id, self._answers.of(article.id))
        asked = list(requests_about(summary, article))
        keys = {r.id: (r.id, cache_key(self._fingerprint, r)) for r in asked}
        answers = {id: self._about[1][key] for id, key in keys.items() if key in self._about[1]}
        self._questions += len(asked)
        self._missing += len(asked) - len(answers)
        return verdicts_of(summary, asked, answers) if len(answers) == len(asked) else None

    @property
    def judged(self) -> Judged:
        signature = judge_signature(self.label, self._takes_schema, self._texts.hexdigest())
        prompts = questions_version()
        return Judged(self.label, signature, prompts, self._questions, self._missing, self._invalid)

    def beside(self, scores: Mapping[str, TaskScores]) -> dict[str, TaskScores]:
        """A model's scores with the judge's figures behind them; as they are where judging is incomplete."""
        if self._missing:
            return dict(scores)
        return {name: self._beside(task) for name, task in scores.items()}

    def _beside(self, task: TaskScores) -> TaskScores:
        if task.task not in self._samples:
            return task
        found = aggregate(task.task, task.primary, judged_metrics(self.label), self._samples[task.task])
        values = {a: {**own, **found.per_article.get(a, {})} for a, own in task.per_article.items()}
        return replace(task, metrics=task.metrics + found.metrics, per_article=values)
