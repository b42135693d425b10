"""Scores stored answers against old gold, new gold and what lies between: which change does what."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from onrecord.errors import GoldError, IncompleteError
from onrecord.gold.article import Article
from onrecord.gold.load import article_folders, load_article
from onrecord.models.base import Response
from onrecord.runs.answers import Asked
from onrecord.runs.plan import Plan, hash_article
from onrecord.runs.score import score_answers
from onrecord.scoring.aggregate import Sample, TaskScores, aggregate
from onrecord.scoring.samples import Samples
from onrecord.scoring.scorers import ArticleScorer, metrics_of
from onrecord.scoring.stats import Stats, add
from onrecord.tasks.request import sample_of
from onrecord.tasks.task import Task
from onrecord.workbench.diff.differences import items_of
from onrecord.workbench.impact.causes import Cause, causes
from onrecord.workbench.impact.results import (
    CauseImpact,
    Effect,
    Impact,
    Move,
    Question,
    Rest,
    RunImpact,
)
from onrecord.workbench.stored_runs import StoredRun, on_gold

# So many causes are tried one at a time; each scores an article up to twice more for every run.
MOST_CAUSES = 300
# In an article of many records that takes long: fewer are tried, so that they come to so many records.
_MOST_RECORDS = 60_000
# Scores nearer than this are the same: sums of floats differ by less.
_SAME = 1e-9
_BySample = Mapping[tuple[int, int], Stats]


@dataclass(slots=True)
class _Scored:
    """What a run's answers come to on one version of one article; ``single`` is each answer's, by its id."""

    totals: dict[str, dict[tuple[int, int], Stats]] = field(default_factory=dict)
    single: dict[str, Stats] = field(default_factory=dict)
    unanswered: set[str] = field(default_factory=set)


_Tried = Mapping[str, tuple[_BySample, _BySample]]
"""By task, an article's statistics without and with a cause, where they differ."""


@dataclass
class _Run:
    """A run, its plan on old and on new gold, and what it came to, article by article."""

    run: StoredRun
    old: Plan | None
    new: Plan | None
    unchanged: dict[str, Samples] = field(default_factory=dict)
    before: dict[str, _Scored] = field(default_factory=dict)
    after: dict[str, _Scored] = field(default_factory=dict)
    tried: list[tuple[Cause, _Tried, tuple[Question, ...]]] = field(default_factory=list)
    questions: int = 0
    unanswered: int = 0

    @property
    def tasks(self) -> list[Task]:
        return self.run.plan.tasks


def measure(runs: Sequence[StoredRun], old: Path, new: Path, base: str, most: int = MOST_CAUSES) -> Impact:
    """What the scores of stored runs are on old and on new gold, and which change makes the difference.

    ``base`` is what messages call the old gold. Nothing is written. Raises GoldError where an article that
    a run is about is not fit to score with, IncompleteError where no answer counts on either gold.
    """
    measured = [_Run(run, on_gold(run.plan, old), on_gold(run.plan, new)) for run in runs]
    selected = [
        tuple({f.name for f in plan.folders} if plan else set[str]() for plan in (run.old, run.new))
        for run in measured
    ]
    folders = [{f.name: f for f in article_folders(root)} for root in (old, new)]
    names = sorted(set[str]().union(*chain.from_iterable(selected)))
    changed: list[str] = []
    tried: list[Cause] = []
    for name in names:
        paths = [known.get(name) for known in folders]
        differs = None in paths or len({hash_article(path) for path in paths if path}) > 1
        was = _load_old(paths[0], old, base) if paths[0] else None
        now = load_article(paths[1]) if paths[1] else None
        left = max(0, most - sum(not cause.problem for cause in tried))
        found = causes(name, was, now, min(left, _most_in(was))) if differs else []
        changed += [name] if differs else []
        tried += found
        for run, (in_old, in_new) in zip(measured, selected, strict=True):
            sides = was if name in in_old else None, now if name in in_new else None
            _score_versions(run, name, sides, found, is_changed=differs)
    if not any(run.before or run.after or run.unchanged for run in measured):
        raise IncompleteError("no stored answer is to a question of either gold; nothing to rescore")
    return Impact(base, str(new), len(names), tuple(changed), *_results(measured, tried))


def _most_in(article: Article | None) -> int:
    records = sum(map(len, items_of(article).values())) if article else 0
    return max(1, _MOST_RECORDS // max(1, records))


def _load_old(folder: Path, root: Path, base: str) -> Article:
    """An article of the old gold, called by where a user can find it, not by the folder it was put in."""
    start = f"{base}/" if root == Path(base) else f"{base}:"
    try:
        article = load_article(folder)
    except GoldError as error:
        raise GoldError(str(error).replace(f"{root}/", start)) from None
    return replace(article, path=article.path.replace(f"{root}/", start))


def _score_versions(
    run: _Run,
    name: str,
    sides: tuple[Article | None, Article | None],
    found: Iterable[Cause],
    is_changed: bool,
) -> None:
    """Score one run's answers about one article, with old and new gold and each cause."""
    answers = run.run.answers_about(name)
    before = _score(run, run.old, sides[0], answers)
    # Shots are other articles, which may have changed where this one has not.
    is_same = not is_changed and None not in sides and not run.run.plan.protocol.shots
    after = before if is_same else _score(run, run.new, sides[1], answers)
    run.questions += len(after.single) + len(after.unanswered)
    run.unanswered += len(after.unanswered)
    if is_same:
        for task, by_sample in before.totals.items():
            run.unchanged.setdefault(task, Samples()).extend(name, by_sample)
        return
    run.before[name], run.after[name] = before, after
    known = {sides[0]: before, sides[1]: after}
    for cause in found:
        if cause.problem or not (before.single or after.single):
            continue
        without, with_it = (
            known[a] if a in known else known.setdefault(a, _score(run, run.old or run.new, a, answers))
            for a in (cause.without, cause.with_it)
        )
        differing = {
            task.name: (without.totals.get(task.name, {}), with_it.totals.get(task.name, {}))
            for task in run.tasks
            if without.totals.get(task.name) != with_it.totals.get(task.name)
        }
        run.tried.append((cause, differing, tuple(_questions(run.tasks, without, with_it))))


def _score(
    run: _Run, plan: Plan | None, article: Article | None, answers: Mapping[Asked, Response]
) -> _Scored:
    found = _Scored()
    if article is None or plan is None:
        return found
    scorer = ArticleScorer(article)
    for task in plan.tasks:
        for request, answered in score_answers(plan, run.run.fingerprint, task, scorer, answers):
            if answered is None:
                found.unanswered.add(request.id)
                continue
            by_sample = found.totals.setdefault(task.name, {})
            add(by_sample.setdefault(sample_of(request.id), {}), answered.scored.stats)
            found.single[request.id] = answered.scored.stats
    return found


def _questions(tasks: Iterable[Task], without: _Scored, with_it: _Scored) -> Iterator[Question]:
    """The answers that a cause makes worth something else: by the primary metric, else by the first moved."""
    for task in tasks:
        metrics = sorted(metrics_of(task), key=lambda m: m.name != task.primary)
        for id in dict.fromkeys([*without.single, *with_it.single]):
            name, _, item, wording, sample = id.split("/")
            stats = without.single.get(id), with_it.single.get(id)
            if name != task.name or stats[0] == stats[1]:
                continue
            shown = item if (wording, sample) == ("0", "0") else f"{item}/{wording}/{sample}"
            for metric in metrics:
                x, y = (None if s is None else metric.of(s) for s in stats)
                if x != y and (None in stats or None not in (x, y)):
                    yield Question(task.name, shown, metric.title, x, y, metric.percent)
                    break


def _results(
    measured: Sequence[_Run], tried: Sequence[Cause]
) -> tuple[tuple[RunImpact, ...], tuple[CauseImpact, ...]]:
    effects: dict[int, list[Effect]] = {id(cause): [] for cause in tried}
    found = []
    for run in measured:
        totals = _Totals(run)
        explained: dict[tuple[str, str], float | None] = {}
        for cause, differing, questions in run.tried:
            moves: list[Move] = []
            for task, (without, with_it) in differing.items():
                moves += totals.moves(task, {cause.article: without}, {cause.article: with_it})
            for move in moves:
                key = (move.task, move.metric)
                so_far, change = explained.get(key, 0.0), move.change
                explained[key] = None if so_far is None or change is None else so_far + change
            if moves or questions:
                effects[id(cause)].append(Effect(run.run.name, tuple(moves), questions))
        found.append(_run_impact(run, totals, explained))
    return tuple(found), tuple(
        CauseImpact(c.article, c.says, c.place, c.problem, tuple(effects[id(c)])) for c in tried
    )


def _run_impact(run: _Run, totals: "_Totals", explained: Mapping[tuple[str, str], float | None]) -> RunImpact:
    moves: list[Move] = []
    for task in run.tasks:
        after = {name: scored.totals.get(task.name, {}) for name, scored in run.after.items()}
        moves += totals.moves(task.name, {}, after)
    rest = []
    for m in moves:
        own = explained.get((m.task, m.metric), 0.0)
        if own is not None and m.change is not None and abs(m.change - own) > _SAME:
            rest.append(Rest(m.task, m.metric, m.title, m.change - own, m.percent))
    counted = {id for scored in run.before.values() for id in scored.single}
    now = {id for scored in run.after.values() for id in scored.single}
    unanswered = {id for scored in run.after.values() for id in scored.unanswered}
    return RunImpact(
        run.run.name,
        run.run.model,
        tuple(moves),
        tuple(rest),
        run.questions,
        _by_task(counted - now - unanswered),
        _by_task((counted - now) & unanswered),
        _by_task(now - counted),
        run.unanswered,
    )


def _by_task(ids: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(id.split("/")[0] for id in ids).items()))


class _Totals:
    """A run's scores over all articles on old gold, and with some articles scored otherwise."""

    def __init__(self, run: _Run) -> None:
        self._tasks = {task.name: task for task in run.tasks}
        self._unchanged = {name: list(samples) for name, samples in run.unchanged.items()}
        self._before = {name: scored.totals for name, scored in run.before.items()}

    def moves(self, task: str, old: Mapping[str, _BySample], new: Mapping[str, _BySample]) -> Iterator[Move]:
        """The metrics that differ between two states of some articles; the primary metric first."""
        before, after = self._scores(task, old), self._scores(task, new)
        for x, y in sorted(
            zip(before.metrics, after.metrics, strict=True), key=lambda pair: pair[0].name != before.primary
        ):
            is_other = (x.value is None) != (y.value is None) or abs((y.value or 0) - (x.value or 0)) > _SAME
            if is_other:
                is_primary = x.name == before.primary
                yield Move(task, x.name, x.title, x.value, y.value, x.percent, is_primary)

    def _scores(self, name: str, instead: Mapping[str, _BySample]) -> TaskScores:
        task = self._tasks[name]
        here = {article: totals.get(name, {}) for article, totals in self._before.items()}
        samples = (
            Sample(article, wording, sample, stats)
            for article, by_sample in (here | dict(instead)).items()
            for (wording, sample), stats in by_sample.items()
        )
        all_samples = chain(self._unchanged.get(name, ()), samples)
        return aggregate(name, task.primary, metrics_of(task), all_samples)
