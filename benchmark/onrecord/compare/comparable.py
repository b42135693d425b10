"""Says whether two results can be compared at all, and what else than the model differs between them."""

from collections.abc import Iterable
from dataclasses import replace

from onrecord.compare.result import Result, TaskResult
from onrecord.errors import IncomparableError

# How a run was asked: what of it differs is said, and may be what is compared.
PROTOCOL = ("shots", "prompts", "repeats", "decode", "temperature", "seed", "system", "article", "max_tokens")


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
    for part in PROTOCOL:
        old, new = before.protocol.get(part, "–"), after.protocol.get(part, "–")
        if old != new:
            found.append(f"They were asked otherwise: {part} {old} and {new}.")
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
