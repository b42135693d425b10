"""Whether a run may pass, held against the baseline that was blessed."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from onrecord.compare.comparable import check_covers, shared_part
from onrecord.compare.comparison import Comparison, TaskComparison, compare
from onrecord.compare.config import GateConfig
from onrecord.compare.result import Result, TaskResult
from onrecord.errors import OnRecordError
from onrecord.reports.html_text import count
from onrecord.scoring.aggregate import article_value, grouped
from onrecord.scoring.permutation import MOST_EXACT, RESAMPLES, holm
from onrecord.scoring.scorers import Measured, metrics_of
from onrecord.scoring.stats import Stats, add

MUST_PASS = "must_pass"
"""The group of the checks of single items; no task's name has an underscore."""
# Nearer than this, figures are the same: a kept result has twelve digits, and machines add up otherwise.
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that the gate looked at. ``p_value`` is that of a drop, one-sided, after Holm's adjustment;
    None where no test decides. ``items`` are the outcomes that made it fail, ``group`` is the task that it is
    about, or ``must_pass``."""

    name: str
    passed: bool
    says: str
    p_value: float | None = None
    items: tuple[str, ...] = ()
    group: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a gate decided: all its checks, and the comparison that they rest on."""

    comparison: Comparison
    checks: tuple[Check, ...]
    is_stochastic: bool
    remarks: tuple[str, ...]
    alpha: float = 0.02

    @property
    def passed(self) -> bool:
        return all(check.passed for check in self.checks)

    @property
    def failures(self) -> list[Check]:
        return [check for check in self.checks if not check.passed]


def judge(result: Result, baseline: Result, config: GateConfig) -> Verdict:
    """Hold a run against its baseline.

    Raises IncompleteError for a run that measured nothing, or not all that it asked; IncomparableError where
    it was asked otherwise than the baseline, or about less; OnRecordError for a ``must_pass``, a margin or a
    limit that is about nothing in the run. What the run has beyond the baseline is not judged by it.
    """
    check_covers(result, baseline)
    check_config(config, result.tasks, result.items)
    (comparison,) = compare(baseline, result, level=config.alpha)
    is_stochastic = config.is_stochastic(result)
    lost = {
        name: _lost_articles(task, result.tasks[name])
        for name, task in baseline.tasks.items()
        if name in result.tasks
    }
    if is_stochastic:
        checks = list(_significant_drops(comparison, lost, config))
    else:
        checks = [_exact(task, lost[task.task], config) for task in comparison.tasks]
    checks += _limits(result, baseline, config)
    checks += _must_pass(result, config.must_pass)
    remarks = list(comparison.remarks)
    if baseline.model != result.model:
        remarks.append(f"The baseline is of another model: {baseline.model}.")
    if is_stochastic:
        remarks += _blind_spots(comparison, config)
    return Verdict(comparison, tuple(checks), is_stochastic, tuple(remarks), config.alpha)


def check_config(config: GateConfig, tasks: Mapping[str, Measured], items: Collection[str]) -> None:
    """Raise OnRecordError for a margin, a limit or a ``must_pass`` that is about nothing of what is asked."""
    if unknown := [name for name in config.margins if name not in tasks]:
        raise OnRecordError(f"margins: no task ‘{unknown[0]}’ was asked; there are {', '.join(tasks)}")
    for field, _, _, rate in _limited(config):
        if not any(_has(task, rate) for task in tasks.values()):
            raise OnRecordError(f"{field}: no task that was asked has such a rate")
    for pattern in config.must_pass:
        if not any(fnmatchcase(id, pattern) for id in items):
            raise OnRecordError(
                f"must_pass: ‘{pattern}’ names no item of this run; ‘onrecord gate --items’ lists them"
            )


def _limited(config: GateConfig) -> Iterator[tuple[str, float, str, str]]:
    """Of each limit that is configured its field, what it is, of what, in words, and that metric's name."""
    for field, limit, what, rate in (
        ("max_invalid", config.max_invalid, "invalid answers", "invalid_rate"),
        ("max_misattribution", config.max_misattribution, "misattributed", "misattribution_rate"),
    ):
        if limit is not None:
            yield field, limit, what, rate


def _has(task: Measured, rate: str) -> bool:
    return any(metric.name == rate for metric in metrics_of(task))


def _lost_articles(before: TaskResult, after: TaskResult) -> int:
    """On how many articles the primary metric is defined in the baseline, and no more in the run."""
    metric = before.metrics[0]
    old, new = grouped(before.samples), grouped(after.samples)
    return sum(
        article_value(metric, samples) is not None and article_value(metric, new[article]) is None
        for article, samples in old.items()
    )


def _exact(task: TaskComparison, lost: int, config: GateConfig) -> Check:
    """The rule for a model that always answers the same: no drop beyond the margin; with none, no change."""
    before, after = task.results
    articles = {sample.article for sample in before.samples}
    moved = _changed_articles(before, shared_part(after, articles))
    if not moved:
        return Check(task.task, True, "the same", group=task.task)
    says = f"{_change(task, lost)}; {count(len(moved), 'article')} changed"
    margin = config.margin_of(task.task)
    if not margin:
        better = task.worsening < -_SAME and not (lost or task.broken)
        says += ", for the better: bless it" if better else ""
        return Check(task.task, False, says, items=task.broken, group=task.task)
    failed = bool(lost) or task.worsening > margin + _SAME
    return Check(task.task, not failed, says, items=task.broken if failed else (), group=task.task)


def _changed_articles(before: TaskResult, after: TaskResult) -> list[str]:
    """The articles on which any statistic or outcome of a task is another."""
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


def _significant_drops(comparison: Comparison, lost: dict[str, int], config: GateConfig) -> Iterator[Check]:
    """The rule for a model that answers otherwise each time: a drop that is significant and beyond the
    margin; one primary metric a task, Holm over the tasks."""
    p_values = [task.test.p_worse for task in comparison.tasks]
    adjusted = iter(holm([p for p in p_values if p is not None]))
    for task, p in zip(comparison.tasks, p_values, strict=True):
        own = None if p is None else next(adjusted)
        is_drop = task.worsening > config.margin_of(task.task) + _SAME
        failed = bool(lost[task.task]) or (own is not None and own <= config.alpha and is_drop)
        items = task.broken if failed else ()
        yield Check(task.task, not failed, _change(task, lost[task.task]), own, items, task.task)


def _limits(result: Result, baseline: Result, config: GateConfig) -> Iterator[Check]:
    """Limits of their own: invalid answers, and quotes given to somebody else."""
    for _, limit, what, rate in _limited(config):
        for name in [name for name, task in result.tasks.items() if _has(task, rate)]:
            value = _pooled(result.tasks[name], rate)
            if value is None:
                # Nothing to take it of: nobody is named at all, say. That passes only if it always was so.
                passed = name not in baseline.tasks or _pooled(baseline.tasks[name], rate) is None
            else:
                passed = 100 * value <= limit + _SAME
            told = "undefined" if value is None else f"{100 * value:.1f}%"
            yield Check(f"{name}: {what}", passed, f"{told}, at most {limit:g}% allowed", group=name)


def _pooled(task: TaskResult, rate: str) -> float | None:
    """A rate over all of a task's answers; None where it is undefined."""
    total: Stats = {}
    for sample in task.samples:
        add(total, sample.stats)
    return next(metric.of(total) for metric in task.metrics if metric.name == rate)


def _must_pass(result: Result, patterns: Sequence[str]) -> Iterator[Check]:
    for pattern in patterns:
        named = [id for id in result.items if fnmatchcase(id, pattern)]
        wrong = tuple(id for id in named if not result.items[id].is_right)
        says = f"{len(wrong)} of {count(len(named), 'item')} wrong"
        if result.repeats > 1:
            says += " in more than half of the repeats"
        yield Check(f"must pass: {pattern}", not wrong, says, items=wrong, group=MUST_PASS)


def _blind_spots(comparison: Comparison, config: GateConfig) -> Iterator[str]:
    """The tasks on which no drop could fail: too few articles for the smallest p-value that there can be."""
    blind: dict[int, list[str]] = {}
    for task in comparison.tasks:
        articles = task.primary.articles
        least = 1 / (1 << articles) if articles <= MOST_EXACT else 1 / (RESAMPLES + 1)
        if least * len(comparison.tasks) > config.alpha:
            blind.setdefault(articles, []).append(task.task)
    for articles, names in blind.items():
        yield (
            f"{', '.join(names)}: on {count(articles, 'article')} no drop can be significant at alpha "
            f"{config.alpha:g} over {count(len(comparison.tasks), 'task')}; ask about more articles"
        )


def _change(task: TaskComparison, lost: int) -> str:
    old, new, scale = task.test.before, task.test.after, 100 if task.primary.percent else 1
    if old is None or new is None:
        told = "it has no value in both"
    else:
        told = f"{scale * old:.1f} → {scale * new:.1f} ({scale * (new - old):+.1f})"
    return f"{told}; no value any more on {count(lost, 'article')}" if lost else told
