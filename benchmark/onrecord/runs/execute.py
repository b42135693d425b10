"""Asks a model what a plan asks, one article's requests after another's, and keeps every answer."""

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from onrecord.errors import IncompleteError, RunError
from onrecord.gold.article import Article
from onrecord.models.base import Model, Occasion, Prepared, Response
from onrecord.runs.answers import Answers, Asked
from onrecord.runs.folder import RunFolder
from onrecord.runs.plan import Plan, cache_key
from onrecord.tasks.request import Request

Progress = Callable[[int, int], None]
"""Called with the answers so far and the total, finished ones from before included."""

Engine = Callable[[Plan, Answers, "Tally"], Iterator[tuple[Asked, Response]]]
"""Asks what a plan asks and the answers lack; counts what it passes over. Each question once."""


@dataclass(slots=True)
class Tally:
    """What an engine counts: questions answered before, those asked now, and of these the waiting ones.

    ``waiting`` has the cache key of each by its id, in the order of asking.
    """

    reused: int = 0
    asked: int = 0
    waiting: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run went: requests in the plan, answered before, answered now, and errors (unfinished)."""

    total: int
    reused: int
    answered: int
    errors: int
    first_error: str = ""


def local_engine(model: Model) -> Engine:
    """The engine that asks a model in this process. It is entered only where there is something to ask."""

    def ask(plan: Plan, answers: Answers, tally: Tally) -> Iterator[tuple[Asked, Response]]:
        return ask_about(plan, plan.articles(), model, answers.of, tally)

    return ask


def ask_about(
    plan: Plan,
    articles: Iterable[Article],
    model: Model,
    answered: Callable[[str], Iterable[Asked]],
    tally: Tally,
) -> Iterator[tuple[Asked, Response]]:
    """Ask a model about some articles what is not ``answered`` of an article yet.

    Raises RunError for an answer to what was not asked (or twice).
    """
    fingerprint = model.fingerprint

    def pending() -> Iterator[Request]:
        for article in articles:
            known = set(answered(article.id))
            for request in plan.requests(article):
                asked = (request.id, cache_key(fingerprint, request))
                if asked in known:
                    tally.reused += 1
                else:
                    tally.asked += 1
                    tally.waiting[request.id] = asked[1]
                    yield request

    requests = pending()
    # A model is not loaded for nothing.
    first = list(itertools.islice(requests, 1))
    if not first:
        return
    with model:
        for answer in model.generate(itertools.chain(first, requests)):
            if not (isinstance(answer, tuple) and len(answer) == 2 and isinstance(answer[1], Response)):
                raise RunError(f"{model.name} gave {type(answer).__name__}, not an id and a Response")
            id, response = answer
            if (key := tally.waiting.pop(id, None)) is None:
                raise RunError(f"{model.name} answered {id}, which was not asked (or twice)")
            yield (id, key), response


def execute(
    plan: Plan,
    model: Model,
    folder: RunFolder,
    progress: Progress | None = None,
    engine: Engine | None = None,
) -> Outcome:
    """Ask what is not answered yet. Answers are on disk as soon as they arrive.

    Raises IncompleteError for a plan without a request, RunError where the answers cannot be kept.
    """
    if isinstance(model, Prepared):
        model.prepare(_occasion(plan, folder))
    answers = Answers(folder)
    total, done = plan.size.requests, _count_done(plan, model.fingerprint, answers)
    tally = Tally()
    answered = errors = 0
    first_error = ""
    show = progress or (lambda done, total: None)
    show(min(done, total), total)
    with folder.appending() as log:
        for (id, key), response in (engine or local_engine(model))(plan, answers, tally):
            log.append(id, key, response)
            answered += not response.error
            errors += bool(response.error)
            first_error = first_error or response.error
            show(min(done + answered + errors, total), total)
    # What the model passed over is unfinished too.
    errors += len(tally.waiting)
    first_error = first_error or next((f"no answer to {id}" for id in tally.waiting), "")
    if not (tally.reused or answered or errors):
        raise IncompleteError("nothing to ask: the tasks find nothing in these articles")
    return Outcome(tally.reused + answered + errors, tally.reused, answered, errors, first_error)


def _count_done(plan: Plan, fingerprint: str, answers: Answers) -> int:
    """About how many questions are answered already: exact where the plan is not large."""
    if not answers:
        return 0
    found = 0
    for article, requests in itertools.groupby(plan.sampled_requests(), key=lambda r: r.article):
        known = answers.of(article)
        found += sum((r.id, cache_key(fingerprint, r)) in known for r in requests)
    return round(found / plan.share_sampled)


def _occasion(plan: Plan, folder: RunFolder) -> Occasion:
    """The run as a model may want to know it; nothing is read before the model does."""
    everything = Plan(plan.task_names, plan.gold, protocol=plan.protocol)
    return Occasion(
        folder.path,
        earlier=(response for _, _, response in folder.read_responses()),
        asked=_ids(plan),
        known=_ids(everything),
    )


def _ids(plan: Plan) -> Iterator[str]:
    return (request.id for article in plan.articles() for request in plan.requests(article))
