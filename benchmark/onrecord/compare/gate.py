"""Whether a run may pass, held against the baseline that was blessed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from onrecord.compare.comparable import PROTOCOL
from onrecord.compare.comparison import Comparison, TaskComparison, compare
from onrecord.compare.config import GateConfig
from onrecord.compare.result import Result, TaskResult
from onrecord.errors import IncomparableError, IncompleteError, OnRecordError
from onrecord.scoring.permutation import MOST_EXACT, RESAMPLES, holm
from onrecord.scoring.stats import Stats, add

# Nearer than this, figures are the same: a kept result has twelve digits, and machines add up otherwise.
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that the gate looked at. ``p_value`` is that of a drop, after Holm's adjustment; None where
    no test decides. ``items`` are the outcomes that made it fail."""

    name: str
    passed: bool
    says: str
    p_value: float | None = None
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a gate decided: all its checks, and the comparison that they rest on."""

    comparison: Comparison
    checks: tuple[Check, ...]
    is_stochastic: bool
    remarks: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return all(check.passed for check in self.checks)

    @property
    def failures(self) -> list[Check]:
        return [check for check in self.checks if not check.passed]


def judge(result: Result, baseline: Result, config: GateConfig) -> Verdict:
    """Hold a run against its baseline.

    Raises IncompleteError for a run that measured nothing, or not all that it asked; IncomparableError where
    it was asked otherwise than the baseline, or about less; OnRecordError for a ``must_pass`` or a margin
    that names nothing.
    """
    _check_whole(result, baseline)
    if unknown := [name for name in config.margins if name not in result.tasks]:
        raise OnRecordError(f"margins: no task ‘{unknown[0]}’ was asked; there are {', '.join(result.tasks)}")
    (comparison,) = compare(baseline, result)
    is_stochastic = config.is_stochastic(result)
    if is_stochastic:
        checks = list(_significant_drops(comparison, config))
    else:
        checks = [_exact(task, baseline, result, config) for task in comparison.tasks]
    checks += _limits(result, config)
    checks += _must_pass(result, config.must_pass)
    remarks = list(comparison.remarks)
    if baseline.model != result.model:
        remarks.append(f"The baseline is of another model: {baseline.model}.")
    if is_stochastic:
        remarks += _blind_spots(comparison, config)
    return Verdict(comparison, tuple(checks), is_stochastic, tuple(remarks))


def _check_whole(result: Result, baseline: Result) -> None:
    if not result.questions or not result.tasks:
        raise IncompleteError(f"{result.name}: nothing was measured")
    if result.missing:
        raise IncompleteError(
            f"{result.name}: {result.missing:,} of {result.questions:,} questions have no answer; a run that "
            "is not finished passes no gate"
        )
    if baseline.missing:
        raise IncompleteError(f"{baseline.name}: {baseline.missing:,} questions have no answer: no baseline")
    for part in PROTOCOL:
        old, new = baseline.protocol.get(part), result.protocol.get(part)
        if old != new:
            raise IncomparableError(
                f"{baseline.name} was asked with {part} {old}, {result.name} with {new}; ask alike, or bless "
                "the baseline anew"
            )
    for what, lost in (
        ("article", baseline.gold.keys() - result.gold.keys()),
        ("task", baseline.tasks.keys() - result.tasks.keys()),
    ):
        if lost:
            first = min(lost)
            raise IncomparableError(
                f"{result.name} measured less than {baseline.name}: it lacks the {what} {first}"
                f"{f' and {len(lost) - 1} more' if len(lost) > 1 else ''}; ask all of it, or bless the "
                "baseline anew"
            )


def _exact(task: TaskComparison, baseline: Result, result: Result, config: GateConfig) -> Check:
    """The rule for a model that always answers the same: no drop beyond the margin; with none, no change."""
    change, margin = task.primary.value, config.margin_of(task.task)
    moved = _changed_articles(baseline.tasks[task.task], result.tasks[task.task])
    broken = tuple(flip.id for flip in task.flips if flip.kind == "broken")
    if not moved:
        return Check(task.task, True, "the same")
    says = f"{_change(task)}; {_count(len(moved), 'article')} changed"
    if not margin:
        better = change is not None and change > _SAME and not broken
        return Check(task.task, False, says + (", for the better: bless it" if better else ""), items=broken)
    failed = change is None or -change > margin + _SAME
    return Check(task.task, not failed, says, items=broken if failed else ())


def _changed_articles(before: TaskResult, after: TaskResult) -> list[str]:
    """The articles on which any statistic or outcome of a task is another, and those that came or went."""
    old, new = _by_article(before), _by_article(after)
    return [a for a in sorted(old | new) if _differ(old.get(a, {}), new.get(a, {}))]


def _by_article(task: TaskResult) -> dict[str, Stats]:
    """All figures of a task, each under a name of its own."""
    found: dict[str, Stats] = {}
    for sample in task.samples:
        own = {f"{sample.wording}/{sample.sample}/{name}": value for name, value in sample.stats.items()}
        found.setdefault(sample.article, {}).update(own)
    for id, item in task.items.items():
        found.setdefault(id.split("/")[1], {})[id] = item.share
    return found


def _differ(old: Stats, new: Stats) -> bool:
    names = old.keys() | new.keys()
    pairs = ((old.get(name, 0.0), new.get(name, 0.0)) for name in names)
    return any(abs(x - y) > _SAME * max(1.0, abs(x), abs(y)) for x, y in pairs)


def _significant_drops(comparison: Comparison, config: GateConfig) -> Iterator[Check]:
    """The rule for a model that answers otherwise each time: a drop that is significant and beyond the
    margin; one primary metric a task, Holm over the tasks."""
    p_values = [task.test.p_worse for task in comparison.tasks]
    adjusted = iter(holm([p for p in p_values if p is not None]))
    for task, p in zip(comparison.tasks, p_values, strict=True):
        own = None if p is None else next(adjusted)
        drop, margin = -(task.primary.value or 0.0), config.margin_of(task.task)
        is_lost = task.primary.value is None
        failed = is_lost or (own is not None and own <= config.alpha and drop > margin + _SAME)
        broken = tuple(flip.id for flip in task.flips if flip.kind == "broken") if failed else ()
        yield Check(task.task, not failed, _change(task), own, broken)


def _limits(result: Result, config: GateConfig) -> Iterator[Check]:
    """Limits of their own: invalid answers, and quotes given to somebody else."""
    for name, task in result.tasks.items():
        total: Stats = {}
        for sample in task.samples:
            add(total, sample.stats)
        metrics = {metric.name: metric for metric in task.metrics}
        for what, metric, limit in (
            ("invalid answers", "invalid_rate", config.max_invalid),
            ("misattributed", "misattribution_rate", config.max_misattribution),
        ):
            rate = metrics[metric].of(total) if metric in metrics else None
            if limit is not None and rate is not None:
                says = f"{100 * rate:.1f}%, at most {limit:g}% allowed"
                yield Check(f"{name}: {what}", 100 * rate <= limit + _SAME, says)


def _must_pass(result: Result, patterns: Sequence[str]) -> Iterator[Check]:
    items = {id: item for task in result.tasks.values() for id, item in task.items.items()}
    for pattern in patterns:
        named = [id for id in items if fnmatchcase(id, pattern)]
        if not named:
            raise OnRecordError(
                f"must_pass: ‘{pattern}’ names no item of this run; ‘onrecord gate --items’ lists them"
            )
        wrong = tuple(id for id in named if not items[id].is_right)
        says = f"{len(wrong)} of {_count(len(named), 'item')} wrong"
        if result.repeats > 1:
            says += " in more than half of the repeats"
        yield Check(f"must pass: {pattern}", not wrong, says, items=wrong)


def _blind_spots(comparison: Comparison, config: GateConfig) -> Iterator[str]:
    """The tasks on which no drop could fail: too few articles for the smallest p-value that there can be."""
    for task in comparison.tasks:
        articles = task.primary.articles
        least = 1 / (1 << articles) if articles <= MOST_EXACT else 1 / (RESAMPLES + 1)
        if least * len(comparison.tasks) > config.alpha:
            yield (
                f"{task.task}: on {_count(articles, 'article')} no drop can be significant at alpha "
                f"{config.alpha:g} over {_count(len(comparison.tasks), 'task')}; ask about more articles"
            )


def _change(task: TaskComparison) -> str:
    old, new = task.test.before, task.test.after
    if old is None or new is None:
        return "it has no value in both"
    return f"{100 * old:.1f} → {100 * new:.1f} ({100 * (new - old):+.1f})"


def _count(n: int, one: str) -> str:
    return f"{n:,} {one}{'' if n == 1 else 's'}"
