"""Results made by hand, small enough to work out what must come of them.

An article's answers are the shares of its items that are right: ``{"a": (1, 0)}`` has two items, one right.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import TypeVar

from hypothesis import strategies as st

from onrecord.compare.result import ItemResult, Result, TaskResult
from onrecord.scoring.aggregate import Sample

Answers = Mapping[str, Sequence[float]]
T = TypeVar("T")
LABELS = ("supported", "contradicted", "unstated")


def attribution(*repeats: Answers, label: str = "attribution.3") -> TaskResult:
    """A task whose figure is the mean of the articles'; one mapping a repeat. A wrong item names another."""
    samples = [
        Sample(
            article,
            0,
            n,
            {
                "answers": len(right),
                "items": len(right),
                "answered": len(right),
                "credit": sum(right),
                "misattributed": len(right) - sum(right),
            },
        )
        for n, answers in enumerate(repeats)
        for article, right in answers.items()
    ]
    return TaskResult("attribution", label, "accuracy", "attribution", (), tuple(samples), _items(*repeats))


def verify(*repeats: Answers, label: str = "verify.2") -> TaskResult:
    """A task whose figure is pooled over the articles; its items' labels are the three in turn."""
    samples = []
    for n, answers in enumerate(repeats):
        for article, right in answers.items():
            stats = {"answers": float(len(right)), "right": float(sum(right))}
            for m, share in enumerate(right):
                name = LABELS[m % 3]
                stats[f"gold.{name}"] = stats.get(f"gold.{name}", 0.0) + 1
                stats[f"right.{name}"] = stats.get(f"right.{name}", 0.0) + share
            samples.append(Sample(article, 0, n, stats))
    items = _items(*repeats, task="verify")
    return TaskResult("verify", label, "mean_recall", "labels", LABELS, tuple(samples), items)


def _items(*repeats: Answers, task: str = "attribution") -> dict[str, ItemResult]:
    shares: dict[str, list[float]] = {}
    for answers in repeats:
        for article, right in answers.items():
            for m, share in enumerate(right):
                shares.setdefault(f"{task}/{article}/q{m}", []).append(share)
    return {
        id: ItemResult(sum(s) / len(s), f"words of {id}", "Ann", "Ann" if sum(s) else "Bob")
        for id, s in shares.items()
    }


def result(
    *tasks: TaskResult,
    name: str = "run",
    model: str = "baseline:rules",
    gold: Mapping[str, str] | None = None,
    missing: int = 0,
    **protocol: object,
) -> Result:
    """A result on all articles of its tasks; ``protocol`` changes parts of the signature."""
    parts = {"onrecord": "0.1", "shots": 0, "prompts": "first", "temperature": 0, "seed": 0} | protocol
    parts["repeats"] = 1 + max((s.sample for task in tasks for s in task.samples), default=0)
    return Result(
        name,
        model,
        "|".join(f"{key}:{value}" for key, value in parts.items()),
        gold or {s.article: f"gold of {s.article}" for task in tasks for s in task.samples},
        {task.name: task for task in tasks},
        sum(len(task.items) for task in tasks) + missing,
        missing,
    )


def articles(*answers: Sequence[float]) -> dict[str, Sequence[float]]:
    """Answers about the articles a0, a1, …"""
    return {f"a{n}": right for n, right in enumerate(answers)}


@st.composite
def pairs(draw: st.DrawFn, runs: int = 2, most: int = 8) -> list[Result]:
    """Results of several runs that were asked the same: one to ``most`` articles with one to four items."""
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=most))

    def answers() -> Answers:
        return articles(*(draw(st.tuples(*[st.integers(0, 1)] * size)) for size in sizes))

    return [result(attribution(answers()), verify(answers()), name=f"run {n}") for n in range(runs)]


def shuffled(result: Result, random: Random) -> Result:
    """The same result, its articles and items in another order."""

    def mixed(things: Iterable[T]) -> list[T]:
        found = list(things)
        random.shuffle(found)
        return found

    tasks = {
        name: replace(task, samples=tuple(mixed(task.samples)), items=dict(mixed(task.items.items())))
        for name, task in result.tasks.items()
    }
    return replace(result, tasks=tasks, gold=dict(mixed(result.gold.items())))
