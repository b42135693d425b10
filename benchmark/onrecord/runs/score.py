"""Scores saved answers, with the trivial rows and ceilings beside them. Needs no model."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, NamedTuple

from pydantic import TypeAdapter, ValidationError

from onrecord.errors import OnRecordError, RunError
from onrecord.gold.load import load_article
from onrecord.models.base import Response
from onrecord.runs.answers import Answers, Asked
from onrecord.runs.beside import CEILINGS, Beside
from onrecord.runs.folder import ITEMS, MANIFEST, SCORES, RunFolder
from onrecord.runs.judge.judging import Judged, Judging
from onrecord.runs.judge.questions import Summary
from onrecord.runs.plan import Plan, cache_key
from onrecord.scoring.aggregate import TaskScores, aggregate
from onrecord.scoring.paired import paired_difference
from onrecord.scoring.samples import Samples
from onrecord.scoring.scorers import ArticleScorer, metrics_of
from onrecord.scoring.stats import Scored, Stats, add
from onrecord.tasks.reader import read_answer
from onrecord.tasks.request import Request, sample_of
from onrecord.tasks.task import Task
from onrecord.tasks.values import Answer, Invalid

RowKind = Literal["model", "twin", "trivial", "ceiling"]
_json = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a model, its twins, a trivial baseline or a ceiling, with its scores by task."""

    name: str
    kind: RowKind
    tasks: Mapping[str, TaskScores]


@dataclass(frozen=True, slots=True)
class RunScores:
    """Everything a run measured. ``missing`` counts questions without a usable answer.

    ``judges`` says who judged its summaries, where anybody did; the figures stand in the model's row.
    """

    model: str
    signature: str
    articles: tuple[str, ...]
    questions: int
    missing: int
    rows: tuple[Row, ...]
    judges: tuple[Judged, ...] = ()

    @property
    def is_complete(self) -> bool:
        return self.questions > 0 and self.missing == 0

    def to_json(self) -> dict[str, Any]:
        values = asdict(self)
        if not self.judges:
            del values["judges"]
        return values


class ScoredAnswer(NamedTuple):
    """A finished answer as it came, as it was read, and what it earns."""

    response: Response
    answer: Answer
    scored: Scored


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
    settings). Holds one article and its answers at a time, and of the others their statistics.
    Raises RunError where the folder holds no run.
    """
    manifest = folder.read_manifest()
    plan = read_plan(folder)
    model, fingerprint = str(manifest["model"]), str(manifest["fingerprint"])
    judges = [Judging(there) for there in folder.judges()]
    scoring = _Scoring(plan, fingerprint, Answers(folder), judges)
    folder.write_lines(ITEMS, scoring.lines())
    own = _scores(plan.tasks, scoring.main)
    for judge in judges:
        own = judge.beside(own)
    rows = [Row(model, "model", own)]
    for twins, there in folder.twins():
        rows += _twin_rows(twins, plan.tasks, scoring.main, samples_of(there))
    for name, samples in scoring.beside.rows():
        if f"baseline:{name}" != model:
            kind: RowKind = "ceiling" if name in CEILINGS else "trivial"
            rows.append(Row(name, kind, _without_articles(_scores(plan.tasks, samples))))
    signature = plan.signature(model, fingerprint, bool(manifest.get("takes_schema")))
    articles = tuple(plan.gold_hashes)
    judged = tuple(judge.judged for judge in judges)
    scores = RunScores(model, signature, articles, scoring.questions, scoring.missing, tuple(rows), judged)
    folder.write_json(SCORES, scores.to_json())
    return scores


def samples_of(folder: RunFolder) -> dict[str, Samples]:
    """The statistics of a run folder's answers by task, scored against gold as it is now."""
    manifest, plan = folder.read_manifest(), read_plan(folder)
    answers = Answers(folder)
    found: dict[str, Samples] = {}
    for path in plan.folders:
        scorer = ArticleScorer(load_article(path))
        about = answers.of(scorer.article.id)
        for task in plan.tasks:
            scored = score_answers(plan, str(manifest["fingerprint"]), task, scorer, about)
            if by_sample := _by_sample((request, answer) for request, answer in scored if answer):
                found.setdefault(task.name, Samples()).extend(scorer.article.id, by_sample)
    return found


def read_plan(folder: RunFolder) -> Plan:
    """The plan that a run folder's manifest holds. Raises RunError where there is none that can be read."""
    saved = folder.read_manifest()["plan"]
    try:
        return Plan.from_json(saved)
    except OnRecordError as error:
        raise RunError(f"{folder.path / MANIFEST}: {error}") from None


def score_answers(
    plan: Plan, fingerprint: str, task: Task, scorer: ArticleScorer, answers: Mapping[Asked, Response]
) -> Iterator[tuple[Request, ScoredAnswer | None]]:
    """Every question of a task about one article, with its answer; None where it has none.

    An answer counts only where its question is still the one that was asked (same rendered prompt and
    settings). The article need not be the plan's own gold: any version of it can be scored against.
    """
    for request in plan.requests(scorer.article, task):
        response = answers.get((request.id, cache_key(fingerprint, request)))
        if response is None:
            yield request, None
            continue
        answer = read_answer(task, response.text, response.finish_reason, response.reasoning)
        yield request, ScoredAnswer(response, answer, scorer.score(task, request.item, answer))


class _Scoring:
    """One pass over the articles of a plan: the lines of ``items.jsonl``, and what they add up to."""

    def __init__(self, plan: Plan, fingerprint: str, answers: Answers, judges: Sequence[Judging]) -> None:
        self._plan, self._fingerprint, self._answers = plan, fingerprint, answers
        self._judges = judges
        self.main: dict[str, Samples] = {}
        self.beside = Beside(plan)
        self.questions = self.missing = 0

    def lines(self) -> Iterator[str]:
        for folder in self._plan.folders:
            scorer = ArticleScorer(load_article(folder))
            answers = self._answers.of(scorer.article.id)
            for task in self._plan.tasks:
                yield from self._score(scorer, task, answers)
            self.beside.add(scorer, folder)

    def _score(self, scorer: ArticleScorer, task: Task, answers: Mapping[Asked, Response]) -> Iterator[str]:
        by_sample: dict[tuple[int, int], Stats] = {}
        for request, found in score_answers(self._plan, self._fingerprint, task, scorer, answers):
            self.questions += 1
            if found is None:
                self.missing += 1
                continue
            _count(by_sample, request, found)
            yield _item_line(request, found, self._judged(scorer, task, request, found))
        if by_sample:
            self.main.setdefault(task.name, Samples()).extend(scorer.article.id, by_sample)

    def _judged(
        self, scorer: ArticleScorer, task: Task, request: Request, found: ScoredAnswer
    ) -> dict[str, Any]:
        """What each judge decided about a summary, by the judge's label."""
        if task.answer != "summary" or not self._judges:
            return {}
        summary = Summary.of(request.id, found.scored.details)
        return {judge.label: judge.add(task, scorer.article, summary) for judge in self._judges}


def _by_sample(scored: Iterable[tuple[Request, ScoredAnswer]]) -> dict[tuple[int, int], Stats]:
    found: dict[tuple[int, int], Stats] = {}
    for request, answer in scored:
        _count(found, request, answer)
    return found


def _count(by_sample: dict[tuple[int, int], Stats], request: Request, found: ScoredAnswer) -> None:
    """Add an answer's statistics to those of its wording and repeat."""
    add(by_sample.setdefault(sample_of(request.id), {}), found.scored.stats)


def _item_line(request: Request, found: ScoredAnswer, judged: Mapping[str, Any]) -> str:
    """The line of ``items.jsonl`` that shows one scored answer."""
    response, answer, scored = found
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
    return _json({**line, "judged": judged} if judged else line) + "\n"


def _scores(tasks: list[Task], samples: Mapping[str, Samples]) -> dict[str, TaskScores]:
    return {
        task.name: aggregate(task.name, task.primary, metrics_of(task), samples[task.name])
        for task in tasks
        if task.name in samples
    }


def _twin_rows(
    kind: str, tasks: list[Task], own: Mapping[str, Samples], twins: Mapping[str, Samples]
) -> list[Row]:
    """A kind of twins' scores, and their difference from the scores of the articles that have such a twin."""
    here = {sample.article for samples in own.values() for sample in samples}
    there = {sample.article for samples in twins.values() for sample in samples}
    shared = here & there
    both = [{name: s.of_articles(shared) for name, s in side.items()} for side in (own, twins)]
    rows = [] if shared == here else [Row(f"{kind}: {len(shared)} articles", "twin", _scores(tasks, both[0]))]
    rows.append(Row(f"{kind}: twins", "twin", _scores(tasks, both[1])))
    differences = {
        task.name: paired_difference(task.name, task.primary, metrics_of(task), *(s[task.name] for s in both))
        for task in tasks
        if all(task.name in side for side in both)
    }
    rows.append(Row(f"{kind}: difference", "twin", differences))
    return [replace(row, tasks=_without_articles(row.tasks)) for row in rows]


def _without_articles(scores: Mapping[str, TaskScores]) -> dict[str, TaskScores]:
    """Single articles are shown, and compared, for models alone."""
    return {name: replace(task, per_article={}) for name, task in scores.items()}
