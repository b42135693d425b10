"""Asks a model what a plan asks, one article's requests after another's, and keeps every answer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from onrecord.errors import IncompleteError, RunError
from onrecord.models.base import Model, Response
from onrecord.models.predictions import Predictions
from onrecord.runs.folder import RunFolder
from onrecord.runs.plan import Plan, cache_key
from onrecord.tasks.request import Request

Progress = Callable[[int, int], None]
"""Called with the answers so far and the total, finished ones from before included."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run went: requests in the plan, answered before, answered now, and errors (unfinished)."""

    total: int
    reused: int
    answered: int
    errors: int
    first_error: str = ""


def execute(plan: Plan, model: Model, folder: RunFolder, progress: Progress | None = None) -> Outcome:
    """Ask what is not answered yet. Answers are on disk as soon as they arrive.

    Raises IncompleteError for a plan without a request, RunError where the answers cannot be kept.
    """
    total, _ = plan.count()
    if not total:
        raise IncompleteError("nothing to ask: the tasks find nothing in these articles")
    finished = _finished(folder)
    if isinstance(model, Predictions):
        return _take(plan, model, folder, finished, total, progress)
    return _ask(plan, model, folder, finished, total, progress)


def _finished(folder: RunFolder) -> dict[str, str]:
    """The cache key of every question that has an answer. A later answer stands for an earlier one."""
    return {id: key for id, key, response in folder.read_responses() if not response.error}


def _take(
    plan: Plan,
    model: Predictions,
    folder: RunFolder,
    finished: dict[str, str],
    total: int,
    progress: Progress | None,
) -> Outcome:
    with model:
        asked = [r.id for article in plan.articles() for r in plan.requests(article)]
        everything = Plan(plan.task_names, plan.gold, protocol=plan.protocol)
        known = [r.id for article in everything.articles() for r in everything.requests(article)]
        model.check(known, asked)
    return _ask(plan, model, folder, finished, total, progress)


def _ask(
    plan: Plan,
    model: Model,
    folder: RunFolder,
    finished: dict[str, str],
    total: int,
    progress: Progress | None,
) -> Outcome:
    fingerprint = model.fingerprint
    waiting: dict[str, str] = {}

    def pending() -> Iterator[Request]:
        for article in plan.articles():
            for request in plan.requests(article):
                key = cache_key(fingerprint, request)
                if finished.get(request.id) != key:
                    waiting[request.id] = key
                    yield request

    left = sum(1 for _ in pending())
    waiting.clear()
    reused = total - left
    answered = errors = 0
    first_error = ""
    if progress:
        progress(reused, total)
    if left:
        with folder.appending() as log, model:
            for id, response in model.generate(pending()):
                if id not in waiting:
                    raise RunError(f"{model.name} answered {id}, which was not asked (or twice)")
                log.append(id, waiting.pop(id), response)
                answered += not response.error
                errors += bool(response.error)
                first_error = first_error or response.error
                if progress:
                    progress(reused + answered + errors, total)
    # What the model passed over is unfinished too.
    return Outcome(total, reused, answered, errors + len(waiting), first_error or _passed_over(waiting))


def _passed_over(waiting: dict[str, str]) -> str:
    return f"no answer to {next(iter(waiting))}" if waiting else ""


def responses_by_id(folder: RunFolder) -> dict[str, tuple[str, Response]]:
    """The last finished response to each question, with its cache key."""
    return {id: (key, response) for id, key, response in folder.read_responses() if not response.error}
