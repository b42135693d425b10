"""What a run came to, article by article: all that comparing needs, and small enough to keep in git."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from onrecord import __version__
from onrecord.errors import IncompleteError
from onrecord.gold.load import load_article
from onrecord.models.base import Model
from onrecord.runs.answers import Answers
from onrecord.runs.folder import RunFolder
from onrecord.runs.outcomes import Outcome, is_mostly_right, outcomes
from onrecord.runs.plan import Plan, signature_parts
from onrecord.runs.score import ScoredAnswer, read_plan, score_answers
from onrecord.scoring.aggregate import Sample
from onrecord.scoring.metric import Metric
from onrecord.scoring.samples import Samples
from onrecord.scoring.scorers import ArticleScorer, metrics_of
from onrecord.scoring.stats import Stats, add, measured
from onrecord.tasks.items import Item
from onrecord.tasks.request import Request, sample_of
from onrecord.tasks.task import Task
from onrecord.tasks.values import Invalid

# Models of these kinds, and objects of a program, are taken to answer the same where nothing is drawn.
_SAME_EACH_TIME = ("baseline", "predictions", "hf", "command", "python")


@dataclass(frozen=True, slots=True)
class ItemResult:
    """One outcome over a run's repeats and wordings: the share of them that are right, the words it is about,
    what is right, and what was answered most. A result that was kept lacks the words, and long answers."""

    share: float
    asked: str = ""
    gold: str = ""
    answer: str = ""

    @property
    def is_right(self) -> bool:
        """Whether it is right in half of the repeats at least."""
        return is_mostly_right(self.share)


@dataclass(frozen=True, slots=True)
class TaskResult:
    """One task's statistics, by article and sample, and its outcomes by id. ``label`` has the version."""

    name: str
    label: str
    primary: str
    scorer: str
    labels: tuple[str, ...]
    samples: tuple[Sample, ...]
    items: Mapping[str, ItemResult]

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """Its metrics, the primary one first."""
        return tuple(sorted(metrics_of(self), key=lambda metric: metric.name != self.primary))


@dataclass(frozen=True)
class Result:
    """A run's results. ``name`` is what the user calls it; ``gold`` has the hash of each article.

    ``missing`` of its ``questions`` have no answer.
    """

    name: str
    model: str
    signature: str
    gold: Mapping[str, str]
    tasks: Mapping[str, TaskResult]
    questions: int
    missing: int = 0
    version: str = __version__
    """The version of OnRecord that scored it."""

    @cached_property
    def protocol(self) -> dict[str, str]:
        """The parts of the signature, by name."""
        return signature_parts(self.signature)

    @cached_property
    def items(self) -> dict[str, ItemResult]:
        """The outcomes of all tasks, by id."""
        return {id: item for task in self.tasks.values() for id, item in task.items.items()}

    @property
    def repeats(self) -> int:
        return int(self.protocol.get("repeats", "1"))


def may_vary(model: str, signature: str) -> bool:
    """Whether a model's answers may differ from run to run, as far as its name and the protocol tell."""
    parts, (kind, separator, _) = signature_parts(signature), model.partition(":")
    is_drawn = parts.get("repeats", "1") != "1" or parts.get("temperature", "0") != "0"
    return is_drawn or (bool(separator) and kind not in _SAME_EACH_TIME)


def to_digits(value: float) -> float:
    """A figure to twelve digits, as results keep it: what differs beyond them is the machine, not the model.

    Where one side of a comparison had more, articles that are the same would differ by a trace, and no longer
    be the ties that a permutation test has to know.
    """
    rounded = float(f"{value:.12g}")
    return int(rounded) if rounded.is_integer() else rounded


def still_to_ask(plan: Plan, model: Model) -> Result:
    """The result that a run will have, before anything is asked: without statistics and items."""
    tasks = zip(plan.tasks, plan.task_labels, strict=True)
    return Result(
        model.name,
        model.name,
        plan.signature(model.name, model.fingerprint, model.takes_schema),
        plan.gold_hashes,
        {t.name: TaskResult(t.name, label, t.primary, t.scorer, t.labels, (), {}) for t, label in tasks},
        questions=0,
    )


def result_of(folder: RunFolder, name: str = "") -> Result:
    """The results of a run folder's answers, scored here with gold and scorers as they are now.

    Holds one article and its answers at a time. Raises RunError where the folder holds no run,
    IncompleteError where none of its answers is to a question as it would be asked now.
    """
    manifest, plan = folder.read_manifest(), read_plan(folder)
    model, fingerprint = str(manifest["model"]), str(manifest["fingerprint"])
    made = {task.name: _Making(task) for task in plan.tasks}
    answers = Answers(folder)
    questions = missing = 0
    for path in plan.folders:
        scorer = ArticleScorer(load_article(path))
        about = answers.of(scorer.article.id)
        for task in plan.tasks:
            for request, answered in score_answers(plan, fingerprint, task, scorer, about):
                questions += 1
                if answered is None:
                    missing += 1
                else:
                    made[task.name].add(scorer, request, answered)
            made[task.name].close(scorer.article.id)
    if missing == questions:
        raise IncompleteError(
            f"{folder.path}: no answer is to a question as it is asked now; gold or prompts have changed "
            "since: run it again"
        )
    label = {task.name: part for task, part in zip(plan.tasks, plan.task_labels, strict=True)}
    return Result(
        name or str(folder.path),
        model,
        plan.signature(model, fingerprint, bool(manifest.get("takes_schema"))),
        plan.gold_hashes,
        {t: making.result(label[t]) for t, making in made.items() if making.samples},
        questions,
        missing,
    )


@dataclass
class _Making:
    """A task's results as they come, article by article."""

    task: Task
    samples: Samples = field(default_factory=Samples)
    items: dict[str, ItemResult] = field(default_factory=dict)
    _stats: dict[tuple[int, int], Stats] = field(default_factory=dict)
    _outcomes: dict[str, list[Outcome]] = field(default_factory=dict)

    def add(self, scorer: ArticleScorer, request: Request, answered: ScoredAnswer) -> None:
        stats = self._stats.setdefault(sample_of(request.id), {})
        add(stats, measured(answered.scored.stats))
        value = answered.answer.value
        invalid = value.reason if isinstance(value, Invalid) else ""
        item = Item(request.item, request.inputs)
        for outcome in outcomes(self.task, scorer.article, item, answered.scored.details, invalid):
            self._outcomes.setdefault(outcome.id, []).append(outcome)

    def close(self, article: str) -> None:
        """Add up what came about an article."""
        if self._stats:
            rounded = {key: {n: to_digits(v) for n, v in stats.items()} for key, stats in self._stats.items()}
            self.samples.extend(article, rounded)
        self.items |= {id: item_result(found) for id, found in self._outcomes.items()}
        self._stats, self._outcomes = {}, {}

    def result(self, label: str) -> TaskResult:
        task = self.task
        return TaskResult(
            task.name, label, task.primary, task.scorer, task.labels, tuple(self.samples), self.items
        )


def item_result(found: list[Outcome]) -> ItemResult:
    result = ItemResult(sum(o.is_right for o in found) / len(found), found[0].asked, found[0].gold)
    # Of those that are what the item is said to be: a wrong item is not shown with a right answer.
    answers = Counter(o.answer for o in found if o.is_right == result.is_right)
    return replace(result, answer=answers.most_common(1)[0][0])
