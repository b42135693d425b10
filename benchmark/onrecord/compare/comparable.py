"""Says whether two results can be compared at all, and what else than the model differs between them."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace

from onrecord.compare.result import Result, TaskResult
from onrecord.errors import IncomparableError, IncompleteError

# What else a signature says is how a run was asked: what of it differs is said, and may be what is compared.
_NOT_ASKED = ("onrecord", "gold", "articles", "tasks", "model")


def check_comparable(before: Result, after: Result) -> None:
    """Raise IncomparableError where a shared task has another version, a shared article other gold, or
    nothing is shared."""
    shared = before.tasks.keys() & after.tasks.keys()
    articles = before.gold.keys() & after.gold.keys()
    both = f"{before.name} and {after.name} cannot be compared: "
    if not shared or not articles:
        what = "article" if shared else "task"
        raise IncomparableError(f"{both}they have no {what} in common")
    versions = [(before.protocol.get("onrecord"), after.protocol.get("onrecord"))]
    versions += [(before.tasks[t].label, after.tasks[t].label) for t in before.tasks if t in shared]
    for old, new in versions:
        if old != new:
            raise IncomparableError(
                f"{both}one was scored by {old}, the other by {new}; run the tasks again, or bless the "
                "baseline anew"
            )
    other = [a for a in sorted(articles) if before.gold[a] != after.gold[a]]
    if other:
        more = f" and {len(other) - 1} more" if len(other) > 1 else ""
        raise IncomparableError(
            f"{both}the gold of {other[0]}{more} is another; score both on the same gold, or bless the "
            "baseline anew"
        )


def remarks(before: Result, after: Result) -> list[str]:
    """What a reader of a comparison must know: other protocols, articles and tasks of one run alone, and
    questions without an answer."""
    found = []
    for part, old, new in _asked_otherwise(before, after):
        found.append(f"They were asked otherwise: {part} {old} and {new}.")
    if before.version != after.version:
        found.append(f"They were scored by onrecord {before.version} and {after.version}.")
    for one, other in ((before, after), (after, before)):
        if alone := one.gold.keys() - other.gold.keys():
            found.append(f"{one.name} alone has {_listed(alone)}, left out here.")
        if tasks := one.tasks.keys() - other.tasks.keys():
            found.append(f"{one.name} alone has the task {_listed(tasks)}, left out here.")
        if one.missing:
            found.append(
                f"{one.name}: INCOMPLETE, {one.missing:,} of {one.questions:,} questions have no answer."
            )
    return found


def check_covers(result: Result, baseline: Result) -> None:
    """Raise where a run is no fit to be held against a baseline: IncompleteError if either is not finished,
    IncomparableError if it was asked otherwise, or lacks an article, a task or an item that the baseline has.
    """
    if not result.questions or not result.tasks:
        raise IncompleteError(f"{result.name}: nothing was measured")
    if result.missing:
        raise IncompleteError(
            f"{result.name}: {result.missing:,} of {result.questions:,} questions have no answer; a run that "
            "is not finished passes no gate"
        )
    if baseline.missing:
        raise IncompleteError(f"{baseline.name}: {baseline.missing:,} questions have no answer: no baseline")
    check_asks(result, baseline)
    _check_has(result, baseline, "item", baseline.items.keys() - result.items.keys())
    _check_has(result, baseline, "answer", _answered(baseline) - _answered(result))


def check_asks(result: Result, baseline: Result) -> None:
    """Raise IncomparableError where a run, asked or still to be asked, is of something else than a baseline:
    other gold, tasks or protocol, or fewer articles or tasks."""
    check_comparable(baseline, result)
    for part, old, new in _asked_otherwise(baseline, result):
        raise IncomparableError(
            f"{baseline.name} was asked with {part} {old}, {result.name} with {new}; ask alike, or bless "
            "the baseline anew"
        )
    _check_has(result, baseline, "article", baseline.gold.keys() - result.gold.keys())
    _check_has(result, baseline, "task", baseline.tasks.keys() - result.tasks.keys())


def _check_has(result: Result, baseline: Result, what: str, lost: AbstractSet[str]) -> None:
    if lost:
        more = f" and {len(lost) - 1:,} more" if len(lost) > 1 else ""
        raise IncomparableError(
            f"{result.name} measured less than {baseline.name}: it lacks the {what} {min(lost)}{more}; "
            "ask all of it, or bless the baseline anew"
        )


def _answered(result: Result) -> set[str]:
    """Each article's samples, task by task: wordings and repeats."""
    return {
        f"{name}/{sample.article}/{sample.wording}/{sample.sample}"
        for name, task in result.tasks.items()
        for sample in task.samples
    }


def _asked_otherwise(before: Result, after: Result) -> Iterator[tuple[str, str, str]]:
    """The parts of the signature about how a run was asked that differ, with both values."""
    for part in dict.fromkeys((*before.protocol, *after.protocol)):
        old, new = before.protocol.get(part, "–"), after.protocol.get(part, "–")
        if part not in _NOT_ASKED and old != new:
            yield part, old, new


def shared_part(task: TaskResult, articles: Iterable[str]) -> TaskResult:
    """A task's results on some articles."""
    kept = set(articles)
    samples = tuple(s for s in task.samples if s.article in kept)
    items = {id: item for id, item in task.items.items() if id.split("/")[1] in kept}
    return replace(task, samples=samples, items=items)


def _listed(names: Iterable[str]) -> str:
    ordered = sorted(names)
    more = f" and {len(ordered) - 3} more" if len(ordered) > 3 else ""
    return ", ".join(ordered[:3]) + more
