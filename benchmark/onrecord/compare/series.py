"""A metric over the runs of a history: its points, the breaks after which they compare no more, its steps."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from onrecord.compare.history import Entry, Figure
from onrecord.compare.result import may_vary
from onrecord.compare.steps import Step, find_steps
from onrecord.errors import OnRecordError
from onrecord.runs.plan import signature_parts


@dataclass(frozen=True, slots=True)
class Point:
    """One run's figure, and the entry that has it."""

    entry: Entry
    figure: Figure


@dataclass(frozen=True, slots=True)
class Break:
    """From the place ``at`` on, points do not compare with those before it: ``says`` what became another."""

    at: int
    says: str


@dataclass(frozen=True, slots=True)
class Series:
    """One metric of one task of one model, run after run."""

    model: str
    task: str
    metric: str
    points: tuple[Point, ...]
    breaks: tuple[Break, ...]
    steps: tuple[Step, ...]

    @property
    def title(self) -> str:
        return f"{self.task} · {self.metric}"

    def latest(self, count: int) -> "Series":
        """Its last ``count`` points, with the steps and breaks among them; all where it has no more."""
        first = max(0, len(self.points) - count)
        return replace(
            self,
            points=self.points[first:],
            breaks=tuple(replace(b, at=b.at - first) for b in self.breaks if b.at > first),
            steps=tuple(replace(s, at=s.at - first) for s in self.steps if s.at > first),
        )


def series_of(entries: Sequence[Entry], task: str = "", metric: str = "") -> list[Series]:
    """The series of a history, model by model; a task's primary metric where ``metric`` names none.

    Raises OnRecordError for a task or metric that no entry has.
    """
    _check_named(entries, task, metric)
    found = []
    for model in dict.fromkeys(entry.model for entry in entries):
        own = [entry for entry in entries if entry.model == model]
        for name in dict.fromkeys(name for entry in own for name in entry.metrics):
            asked = [entry for entry in own if entry.metrics.get(name)]
            if (task and name != task) or not asked:
                continue
            chosen = metric or next(iter(asked[-1].metrics[name]))
            if any(chosen in entry.metrics[name] for entry in asked):
                found.append(_series(asked, name, chosen))
    return found


def _check_named(entries: Iterable[Entry], task: str, metric: str) -> None:
    tasks: dict[str, None] = {}
    metrics: dict[str, None] = {}
    for entry in entries:
        for name, figures in entry.metrics.items():
            tasks[name] = None
            if not task or name == task:
                metrics |= dict.fromkeys(figures)
    for what, named, there in (("task", task, tasks), ("metric", metric, metrics)):
        if named and named not in there:
            raise OnRecordError(f"--{what} ‘{named}’: the history has {', '.join(there)}")


def _series(entries: Sequence[Entry], task: str, metric: str) -> Series:
    points = list(_points(entries, task, metric))
    breaks = []
    for n, (old, new) in enumerate(pairwise(points), 1):
        if says := _changed(comparable_parts(old.entry, task), comparable_parts(new.entry, task)):
            breaks.append(Break(n, says))
    steps = []
    ends = [0, *(found.at for found in breaks), len(points)]
    for start, end in pairwise(ends):
        stretch = points[start:end]
        values = [point.figure.value for point in stretch]
        found = find_steps(
            values, repeatable=not may_vary(stretch[0].entry.model, stretch[0].entry.signature)
        )
        steps += [replace(step, at=step.at + start) for step in found]
    return Series(entries[0].model, task, metric, tuple(points), tuple(breaks), tuple(steps))


def _points(entries: Iterable[Entry], task: str, metric: str) -> Iterator[Point]:
    """A run that was judged and then blessed, at one commit, is one point: it was measured once."""
    held: Point | None = None
    for entry in entries:
        if metric not in entry.metrics[task]:
            continue
        if held and not (entry.verdict == "blessed" and _is_same_run(held.entry, entry)):
            yield held
        held = Point(entry, entry.metrics[task][metric])
    if held:
        yield held


def _is_same_run(old: Entry, new: Entry) -> bool:
    return (old.commit, old.signature, old.metrics) == (new.commit, new.signature, new.metrics)


def comparable_parts(entry: Entry, task: str) -> dict[str, str]:
    """The signature of one task's figures, by part: without other tasks, and without the model's fingerprint,
    which may be what is watched."""
    parts = signature_parts(entry.signature)
    labels = parts.get("tasks", "").split("+")
    parts["tasks"] = next((label for label in labels if label.startswith(f"{task}.")), "")
    if "model" in parts:
        parts["model"] = parts["model"].rpartition("@")[0]
    return parts


def _changed(old: dict[str, str], new: dict[str, str]) -> str:
    """The parts that differ: ``gold 1a2b3c4d → 9f8e7d6c``."""
    return ", ".join(
        f"{name} {old.get(name, '–')} → {new.get(name, '–')}"
        for name in dict.fromkeys((*old, *new))
        if old.get(name) != new.get(name)
    )
