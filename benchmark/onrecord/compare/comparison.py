"""A run held against another, task by task: the difference, whether it is chance, and what flipped."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from onrecord.compare.comparable import check_comparable, remarks, shared_part
from onrecord.compare.result import ItemResult, Result, TaskResult
from onrecord.scoring.aggregate import MetricScore
from onrecord.scoring.paired import PairedTest, paired_difference, paired_test
from onrecord.scoring.permutation import holm

ALPHA = 0.05


@dataclass(frozen=True, slots=True)
class Flip:
    """An outcome that is right in one run and wrong in the other, with the words it is about, what is right,
    and both answers; ``before`` and ``after`` are empty where a kept result has no answer."""

    id: str
    kind: Literal["fixed", "broken"]
    asked: str
    gold: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TaskComparison:
    """A task in both runs, whose ``results`` are before and after. ``test`` is of its primary metric,
    ``adjusted`` its two-sided p-value after Holm's adjustment for all tasks and runs compared; ``others`` are
    the differences of its further metrics."""

    task: str
    label: str
    results: tuple[TaskResult, TaskResult]
    test: PairedTest
    adjusted: float | None
    others: tuple[MetricScore, ...]
    flips: tuple[Flip, ...]

    @property
    def primary(self) -> MetricScore:
        """The primary metric's difference, after minus before."""
        return self.test.difference

    @property
    def worsening(self) -> float:
        """How much worse the primary metric got, in its own unit: below 0 if it got better; 0 undefined."""
        change = self.primary.value or 0.0
        return -change if self.primary.higher_is_better else change

    @property
    def broken(self) -> tuple[str, ...]:
        """The items that were right before and are wrong now."""
        return tuple(flip.id for flip in self.flips if flip.kind == "broken")

    @property
    def is_significant(self) -> bool:
        return self.adjusted is not None and self.adjusted <= ALPHA

    def count(self, kind: Literal["fixed", "broken"]) -> int:
        return sum(flip.kind == kind for flip in self.flips)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs on the articles and tasks that both have."""

    before: Result
    after: Result
    articles: int
    tasks: tuple[TaskComparison, ...]
    remarks: tuple[str, ...]


def compare(before: Result, *others: Result, level: float = ALPHA / 2) -> list[Comparison]:
    """Each of ``others`` against ``before``. Raises IncomparableError where two cannot be compared.

    Holm's adjustment is over all primary metrics that are tested here. The detectable drop is that of a
    one-sided test at ``level``, as strict as the first of Holm's steps.
    """
    pairs = [(other, list(_shared(before, other))) for other in others]
    tests = sum(len(tasks) for _, tasks in pairs)
    found = [
        Comparison(
            before,
            other,
            len(before.gold.keys() & other.gold.keys()),
            tuple(_task(old, new, level / tests) for old, new in tasks),
            tuple(remarks(before, other)),
        )
        for other, tasks in pairs
    ]
    return _adjusted(found)


def _adjusted(comparisons: Sequence[Comparison]) -> list[Comparison]:
    """The same comparisons, the p-values of their primary metrics adjusted for each other (Holm)."""
    tests = [t.test.test for c in comparisons for t in c.tasks]
    p_values = iter(holm([test.two_sided for test in tests if test]))
    return [
        replace(c, tasks=tuple(replace(t, adjusted=next(p_values) if t.test.test else None) for t in c.tasks))
        for c in comparisons
    ]


def flips(before: Mapping[str, ItemResult], after: Mapping[str, ItemResult]) -> Iterator[Flip]:
    """The outcomes that both have and that are right in one of them alone, in the order of ``after``."""
    for id, new in after.items():
        old = before.get(id)
        if old is not None and old.is_right != new.is_right:
            asked, gold = new.asked or old.asked, new.gold or old.gold
            yield Flip(id, "fixed" if new.is_right else "broken", asked, gold, old.answer, new.answer)


def _shared(before: Result, after: Result) -> Iterator[tuple[TaskResult, TaskResult]]:
    check_comparable(before, after)
    articles = before.gold.keys() & after.gold.keys()
    for name, task in before.tasks.items():
        if name in after.tasks:
            yield shared_part(task, articles), shared_part(after.tasks[name], articles)


def _task(before: TaskResult, after: TaskResult, alpha: float) -> TaskComparison:
    primary, *others = after.metrics
    differences = paired_difference(after.name, after.primary, others, before.samples, after.samples)
    return TaskComparison(
        after.name,
        after.label,
        (before, after),
        paired_test(primary, before.samples, after.samples, alpha=alpha),
        None,
        differences.metrics,
        tuple(flips(before.items, after.items)),
    )
