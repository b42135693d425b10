"""Scores saved answers, with the trivial rows and ceilings beside them. Needs no model."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from onrecord.errors import OnRecordError, RunError
from onrecord.models.base import Response
from onrecord.models.registry import TRIVIAL, make_model
from onrecord.runs.ceilings import Passes, oracle, other_pass
from onrecord.runs.execute import responses_by_id
from onrecord.runs.folder import ITEMS, MANIFEST, SCORES, RunFolder
from onrecord.runs.plan import Plan, cache_key
from onrecord.scoring.aggregate import Sample, TaskScores, aggregate
from onrecord.scoring.scorers import ArticleScorer, metrics_of
from onrecord.scoring.stats import Stats, add
from onrecord.tasks.build import Protocol
from onrecord.tasks.reader import read_answer
from onrecord.tasks.request import Request
from onrecord.tasks.task import Task
from onrecord.tasks.values import Answer, Invalid

RowKind = Literal["model", "trivial", "ceiling"]
Collected = dict[str, dict[tuple[str, int, int], Stats]]
"""Task name to (article, wording, sample) to summed statistics."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a model, a trivial baseline or a ceiling, with its scores by task."""

    name: str
    kind: RowKind
    tasks: Mapping[str, TaskScores]


@dataclass(frozen=True, slots=True)
class RunScores:
    """Everything a run measured. ``missing`` counts questions without a usable answer."""

    model: str
    signature: str
    articles: tuple[str, ...]
    questions: int
    missing: int
    rows: tuple[Row, ...]

    @property
    def is_complete(self) -> bool:
        return self.questions > 0 and self.missing == 0

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def load_scores(folder: RunFolder) -> RunScores:
    """The scores that a run folder holds. Raises RunError where it was not scored."""
    path = folder.path / SCORES
    try:
        return TypeAdapter(RunScores).validate_json(path.read_bytes())
    except FileNotFoundError:
        folder.read_manifest()
        raise RunError(f"{folder.path}: not scored yet; ‘onrecord score {folder.path}’ does it") from None
    except (OSError, ValidationError):
        raise RunError(f"{path}: cannot be read; ‘onrecord score {folder.path}’ makes it anew") from None


def score_run(folder: RunFolder) -> RunScores:
    """Score a run folder's answers against gold as it is now; writes ``scores.json`` and ``items.jsonl``.

    An answer counts only where its question is still the one that was asked (same rendered prompt and
    settings). Raises RunError where the folder holds no run.
    """
    manifest = folder.read_manifest()
    try:
        plan = Plan.from_json(manifest["plan"])
    except OnRecordError as error:
        raise RunError(f"{folder.path / MANIFEST}: {error}") from None
    answers = responses_by_id(folder)
    fingerprint = str(manifest["fingerprint"])
    main: Collected = {}
    beside = _Beside(plan)
    questions = missing = 0
    lines: list[str] = []
    for path, article in zip(plan.folders, plan.articles(), strict=True):
        scorer, passes = ArticleScorer(article), Passes(path)
        for task in plan.tasks:
            for request in plan.requests(article, task):
                questions += 1
                key, response = answers.get(request.id, ("", Response(error="missing")))
                if key != cache_key(fingerprint, request):
                    missing += 1
                    continue
                answer = read_answer(task, response.text, response.finish_reason, response.reasoning)
                lines.append(_score_one(main, scorer, task, request, answer, response))
            beside.score(scorer, task, passes)
    rows = (
        Row(str(manifest["model"]), "model", _scores(plan.tasks, main)),
        *beside.rows(skip=str(manifest["model"])),
    )
    signature = plan.signature(str(manifest["model"]), fingerprint, bool(manifest.get("takes_schema")))
    scores = RunScores(str(manifest["model"]), signature, tuple(plan.gold_hashes), questions, missing, rows)
    folder.write(ITEMS, "".join(lines))
    folder.write_json(SCORES, scores.to_json())
    return scores


class _Beside:
    """The rows that always stand beside a model, collected article by article.

    They are the same whatever the model's protocol: "lead" has the article even where it is withheld.
    """

    def __init__(self, plan: Plan) -> None:
        self._tasks = plan.tasks
        self._plan = replace(plan, protocol=Protocol())
        self._models = {name: make_model(f"baseline:{name}") for name in TRIVIAL}
        self._trivial: dict[str, Collected] = {name: {} for name in TRIVIAL}
        self._ceilings: dict[str, Collected] = {"oracle": {}, "pass a vs b": {}}

    def score(self, scorer: ArticleScorer, task: Task, passes: Passes) -> None:
        requests = {r.id: r for r in self._plan.requests(scorer.article, task)}
        for name, model in self._models.items():
            if task.answer in TRIVIAL[name]:
                for id, response in model.generate(requests.values()):
                    answer = read_answer(task, response.text)
                    scored = scorer.score(task, requests[id].item, answer)
                    _collect(self._trivial[name], task, Sample(scorer.article.id, 0, 0, scored.stats))
        for sample in oracle(task, scorer):
            _collect(self._ceilings["oracle"], task, sample)
        for sample in other_pass(task, scorer, passes):
            _collect(self._ceilings["pass a vs b"], task, sample)

    def rows(self, skip: str) -> Iterator[Row]:
        for name, collected in self._trivial.items():
            if f"baseline:{name}" != skip:
                yield Row(name, "trivial", _scores(self._tasks, collected))
        for name, collected in self._ceilings.items():
            yield Row(name, "ceiling", _scores(self._tasks, collected))


def _score_one(
    main: Collected, scorer: ArticleScorer, task: Task, request: Request, answer: Answer, response: Response
) -> str:
    """Score one answer into ``main``; the line of ``items.jsonl`` that shows it."""
    scored = scorer.score(task, request.item, answer)
    _, article, _, wording, sample = request.id.split("/")
    _collect(main, task, Sample(article, int(wording), int(sample), scored.stats))
    line = {
        "id": request.id,
        "task": request.task,
        "article": request.article,
        "item": request.item,
        "inputs": {k: v for k, v in request.inputs.items() if k != "text"},
        "text": response.text,
        "finish_reason": response.finish_reason,
        "invalid": asdict(answer.value) if isinstance(answer.value, Invalid) else None,
        "flags": list(answer.flags),
        "details": scored.details,
    }
    return json.dumps(line, ensure_ascii=False) + "\n"


def _collect(collected: Collected, task: Task, sample: Sample) -> None:
    by_sample = collected.setdefault(task.name, {})
    add(by_sample.setdefault((sample.article, sample.wording, sample.sample), {}), sample.stats)


def _scores(tasks: list[Task], collected: Collected) -> dict[str, TaskScores]:
    return {
        task.name: aggregate(
            task.name,
            task.primary,
            metrics_of(task),
            [Sample(*where, stats) for where, stats in collected[task.name].items()],
        )
        for task in tasks
        if task.name in collected
    }
