"""What an export was made of, and the scoring of answers to it with gold and scorers as they are now."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Self, TypedDict

from pydantic import TypeAdapter, ValidationError

from onrecord import __version__
from onrecord.errors import GoldError, IncomparableError, OnRecordError
from onrecord.gold.load import load_article
from onrecord.models.base import Response
from onrecord.runs.plan import Plan
from onrecord.scoring.aggregate import Sample, estimate
from onrecord.scoring.metric import Metric
from onrecord.scoring.scorers import ArticleScorer, metrics_of
from onrecord.scoring.stats import Stats, add, measured
from onrecord.tasks.reader import read_answer
from onrecord.tasks.request import Generation, sample_of
from onrecord.tasks.task import Task

MANIFEST = "onrecord.json"
# Beside each task's primary, where it has them.
_BESIDE = ("misattribution_rate", "invalid_rate")


class Earned(TypedDict):
    """What one answer earned: the id of its request, and its sufficient statistics. Plain JSON."""

    id: str
    stats: Stats


@dataclass(frozen=True)
class Export:
    """The plan of an export, with the versions of its tasks and the hashes of its gold at that time."""

    plan: Plan
    tasks: Mapping[str, str]
    gold: Mapping[str, str]
    onrecord: str = __version__

    @classmethod
    def of(cls, plan: Plan) -> Self:
        """A plan as it is now: its tasks and articles by name, whatever there will be later."""
        named = replace(
            plan,
            task_names=plan.task_names or tuple(task.name for task in plan.tasks),
            article_ids=tuple(folder.name for folder in plan.folders),
            split="",
            limit=None,
        )
        return cls(named, {task.name: task.label for task in named.tasks}, named.gold_hashes)

    @classmethod
    def from_json(cls, saved: object, place: str) -> Self:
        """What ``to_json`` gave. Raises OnRecordError, naming ``place``, where it is not that."""
        try:
            return TypeAdapter(cls).validate_python(saved)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            what = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
            raise OnRecordError(f"{place}: not what an export says of itself ({what})") from None

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The export that a folder holds. Raises OnRecordError where there is none."""
        path = folder / MANIFEST
        try:
            return TypeAdapter(cls).validate_json(path.read_bytes())
        except (OSError, ValidationError):
            raise OnRecordError(f"{path}: missing or broken; make it anew with ‘onrecord export’") from None

    def to_json(self) -> dict[str, Any]:
        return {
            "onrecord": self.onrecord,
            "plan": self.plan.to_json(),
            "tasks": dict(self.tasks),
            "gold": dict(self.gold),
        }

    def check_tasks(self) -> None:
        """Raise IncomparableError where a task's version is no longer that of the export."""
        for name, label in self.tasks.items():
            now = self._named[name].label if name in self._named else "no such task"
            if now != label:
                remedy = "" if self.onrecord == __version__ else f", or install onrecord {self.onrecord}"
                raise IncomparableError(
                    f"exported with {label}, but this onrecord ({__version__}) has {now}: "
                    f"export again{remedy}"
                )

    def check_gold(self) -> None:
        """Raise GoldError where an article's text or annotations are no longer those of the export."""
        for article, digest in self.gold.items():
            if self.plan.gold_hashes.get(article) != digest:
                raise GoldError(
                    f"{self.plan.gold_folder / article}: has changed since the export; export again"
                )

    def score(self, id: str, response: Response) -> Earned:
        """What an answer to one of the export's requests earns, read and scored as in a run.

        Statistics of slices and counts are left out: no figure is made of them.
        """
        name, article, item, _, _ = id.split("/")
        task = self.task(name)
        answer = read_answer(task, response.text, response.finish_reason, response.reasoning)
        stats = self._scorer(article).score(task, item, answer).stats
        return {"id": id, "stats": measured(stats)}

    def task(self, name: str) -> Task:
        """A task of the export. Raises OnRecordError for another name."""
        if name not in self._named:
            raise OnRecordError(f"no task ‘{name}’ in this export; it has {', '.join(self.tasks)}")
        return self._named[name]

    def generation(self, task: Task) -> Generation:
        """How each of a task's answers is made: an export asks every question once, so all have one seed."""
        how = self.plan.protocol
        return Generation(how.max_tokens or task.max_tokens, how.temperature, how.seed, task.stop)

    @cached_property
    def _named(self) -> dict[str, Task]:
        return {task.name: task for task in self.plan.tasks}

    @cached_property
    def _scorer(self) -> Callable[[str], ArticleScorer]:
        folders = {folder.name: folder for folder in self.plan.folders}
        return lru_cache(maxsize=64)(lambda article: ArticleScorer(load_article(folders[article])))


def ready(folder: Path) -> Export:
    """The export in a folder, fit to score with. Raises what ``read`` and the two checks do."""
    path = folder / MANIFEST
    return _ready(folder, path.stat().st_mtime_ns if path.exists() else 0)


@lru_cache(maxsize=8)
def _ready(folder: Path, changed: int) -> Export:
    export = Export.read(folder)
    export.check_tasks()
    export.check_gold()
    return export


def shown_metrics(task: Task) -> tuple[Metric, ...]:
    """The metrics that another harness shows of a task, the primary first."""
    known = {metric.name: metric for metric in metrics_of(task)}
    return tuple(known[name] for name in dict.fromkeys((task.primary, *_BESIDE)) if name in known)


def figure(metric: Metric, earned: Iterable[Earned]) -> float | None:
    """A metric over answers, in any order, as a run has it; None where it is undefined.

    Statistics are added up by article (wording and repeat). Then the metric is the mean of the articles'
    values, or is taken of the sum over them, whichever it says (docs/scoring.md). A mean over answers is
    neither.
    Raises OnRecordError for a second answer to one request, which would count it twice.
    """
    articles: dict[str, dict[tuple[int, int], Stats]] = {}
    seen: set[str] = set()
    for answer in earned:
        if answer["id"] in seen:
            raise OnRecordError(f"{answer['id']} has a second answer")
        seen.add(answer["id"])
        by_sample = articles.setdefault(answer["id"].split("/")[1], {})
        add(by_sample.setdefault(sample_of(answer["id"]), {}), answer["stats"])
    groups = (
        [Sample(article, *key, stats) for key, stats in sorted(by_sample.items())]
        for article, by_sample in sorted(articles.items())
    )
    return estimate(metric, groups).value
