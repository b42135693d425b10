"""What a Ray worker does, seen without Ray: orders in, events out."""

import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from onrecord.errors import ModelError, OnRecordError, RunError
from onrecord.models.base import Model, Response
from onrecord.models.registry import make_model
from onrecord.runs import ray_worker
from onrecord.runs.plan import Plan, cache_key, hash_article
from onrecord.runs.ray_worker import (
    Answered,
    Assignment,
    Entered,
    Event,
    Failed,
    Idle,
    Listed,
    Order,
    PassedOver,
    Stopped,
    Took,
    Work,
    Worker,
)
from onrecord.tasks.request import Request

from ..harness import GOLD, Scripted, gold_copy

PLAN = Plan(("attribution",), str(GOLD))


class Counting(Scripted):
    """Counts how often it is entered, left, and given a stream of requests."""

    entered = left = streams = 0

    def __enter__(self) -> "Counting":
        self.entered += 1
        return self

    def __exit__(self, *_: object) -> None:
        self.left += 1

    def generate(self, requests: Iterable[Request]) -> Iterator[tuple[str, Response]]:
        self.streams += 1
        return super().generate(requests)


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Worker]:
    """A worker whose node makes this model, whatever the spec."""

    def make(model: Model, plan: Plan = PLAN, **changed: str) -> Worker:
        monkeypatch.setattr(ray_worker, "make_model", lambda spec, options: model)
        work = Work("scripted", {}, model.fingerprint, plan.to_json(), plan.tasks_hash, str(Path.cwd()))
        return Worker(replace(work, **changed))  # type: ignore[arg-type]

    return make


def assignment(article: str, *known: tuple[str, str], gold: Path = GOLD) -> Assignment:
    return Assignment(article, hash_article(gold / article), frozenset(known))


def events(worker: Worker, *orders: Order) -> list[Event]:
    """All that happens where these orders are there from the start."""
    worker.give(*orders, "leave")
    return [event for batch in worker.events() for event in batch]


def failure(worker: Worker, *orders: Order) -> OnRecordError:
    found = events(worker, *orders)
    assert isinstance(found[-1], Stopped)
    (failed,) = [event for event in found if isinstance(event, Failed)]
    return failed.error


def asked_about(*articles: str) -> list[tuple[str, str]]:
    """Each question about some articles, with its key, as the scripted model has it."""
    requests = [r for article in PLAN.articles() if article.id in articles for r in PLAN.requests(article)]
    return [(r.id, cache_key("scripted 1", r)) for r in requests]


def test_it_is_asked_everything_about_its_articles_in_one_stream(serve: Callable[..., Worker]) -> None:
    model = Counting()
    found = events(serve(model), assignment("cup-final"), assignment("mill-fire"))
    assert [e.asked for e in found if isinstance(e, Answered)] == asked_about("cup-final", "mill-fire")
    assert (model.entered, model.streams, model.left) == (1, 1, 1)


def test_the_model_stays_loaded_from_one_stream_to_the_next(serve: Callable[..., Worker]) -> None:
    model = Counting()
    found = events(serve(model), assignment("cup-final"), "drain", assignment("mill-fire"), "drain")
    assert sum(isinstance(e, Answered) for e in found) == len(asked_about("cup-final", "mill-fire"))
    assert sum(isinstance(e, Idle) for e in found) == 3
    assert (model.entered, model.streams, model.left) == (1, 2, 1)


def test_what_is_known_is_not_asked_and_is_counted(serve: Callable[..., Worker]) -> None:
    first, *others = asked_about("cup-final")
    found = events(serve(Scripted()), assignment("cup-final", first))
    assert [e.asked for e in found if isinstance(e, Answered)] == others
    (listed,) = [e for e in found if isinstance(e, Listed)]
    assert (listed.article, listed.known) == ("cup-final", 1)


def test_the_model_is_not_loaded_where_all_is_known(serve: Callable[..., Worker]) -> None:
    model = Counting()
    found = events(serve(model), assignment("cup-final", *asked_about("cup-final")))
    assert (model.entered, model.left) == (0, 0)
    assert not any(isinstance(e, Entered | Answered) for e in found)


def test_an_answer_is_told_before_the_next_is_there(serve: Callable[..., Worker]) -> None:
    """A long article's answers are in the log before the article ends."""
    heard = threading.Event()
    first, second, *_ = [id for id, _ in asked_about("cup-final")]

    def answer(request: Request) -> str:
        if request.id == second and not heard.wait(30):
            raise AssertionError("the first answer was held back")
        return "an answer"

    worker = serve(Scripted(answer))
    worker.give(assignment("cup-final"), "leave")
    seen = []
    for batch in worker.events():
        seen += [e.asked[0] for e in batch if isinstance(e, Answered)]
        if first in seen:
            heard.set()
    assert seen == [id for id, _ in asked_about("cup-final")]


def test_what_the_model_passes_over_is_told(serve: Callable[..., Worker]) -> None:
    class Silent(Scripted):
        def generate(self, requests: Iterable[Request]) -> Iterator[tuple[str, Response]]:
            return iter(list(super().generate(requests))[1:])

    found = events(serve(Silent()), assignment("cup-final"), "drain")
    first, *others = asked_about("cup-final")
    assert [e.asked for e in found if isinstance(e, PassedOver)] == [first]
    assert [e.asked for e in found if isinstance(e, Answered)] == others


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (
            {"fingerprint": "other weights"},
            r"^node .* has another scripted \(scripted 1, not other weights\)",
        ),
        ({"version": "0.0.1"}, r"^node .* has OnRecord .*, not 0\.0\.1"),
        ({"tasks": "another hash"}, r"^node .* has other task files"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_node_that_differs_is_named(
    serve: Callable[..., Worker], changed: Mapping[str, str], told: str
) -> None:
    error = failure(serve(Scripted(), **changed), assignment("cup-final"))
    assert isinstance(error, RunError)
    with pytest.raises(RunError, match=told):
        raise error


def test_a_node_without_the_gold_folder_is_named(serve: Callable[..., Worker], tmp_path: Path) -> None:
    plan = Plan(("attribution",), str(gold_copy(tmp_path / "gold", "cup-final")))
    worker = serve(Scripted(), plan)
    (tmp_path / "gold").rename(tmp_path / "elsewhere")
    with pytest.raises(
        RunError, match=r"^node .* has no gold folder .*gold; every node reads it from the sa"
    ):
        raise failure(worker, assignment("cup-final"))


@pytest.mark.parametrize("file", ["article.txt", "annotations.jsonl"])
def test_a_node_with_other_gold_is_named(serve: Callable[..., Worker], tmp_path: Path, file: str) -> None:
    gold = gold_copy(tmp_path / "gold", "cup-final")
    order = assignment("cup-final", gold=gold)
    (gold / "cup-final" / file).write_text("another", encoding="utf-8")
    worker = serve(Scripted(), Plan(("attribution",), str(gold)))
    with pytest.raises(RunError, match=r"^node .*: .*cup-final is missing or differs; gold must be the same"):
        raise failure(worker, order)


def test_a_model_that_only_this_node_cannot_make_names_the_node(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(spec: str, options: Mapping[str, str]) -> Model:
        raise ModelError("there is no file model.py")

    monkeypatch.setattr(ray_worker, "make_model", refuse)
    plan = PLAN.to_json()
    worker = Worker(Work("python:model.py:f", {}, "", plan, PLAN.tasks_hash, str(Path.cwd())))
    with pytest.raises(RunError, match=r"^node .*: there is no file model\.py$"):
        raise failure(worker)


def test_a_model_that_cannot_be_loaded_says_so_in_its_own_words(serve: Callable[..., Worker]) -> None:
    class Broken(Scripted):
        def __enter__(self) -> "Broken":
            raise ModelError("scripted: no weights")

    with pytest.raises(ModelError, match=r"^scripted: no weights$"):
        raise failure(serve(Broken()), assignment("cup-final"))


@pytest.mark.parametrize("fault", [ZeroDivisionError("zero"), SystemExit("no licence")], ids=repr)
def test_a_fault_of_the_models_is_told_in_a_line(serve: Callable[..., Worker], fault: BaseException) -> None:
    def answer(request: Request) -> str:
        raise fault

    with pytest.raises(RunError, match=rf"^the worker on node .*: {type(fault).__name__}: {fault}$"):
        raise failure(serve(Scripted(answer)), assignment("cup-final"))


def test_a_second_answer_ends_the_run(serve: Callable[..., Worker]) -> None:
    class Repeating(Scripted):
        def generate(self, requests: Iterable[Request]) -> Iterator[tuple[str, Response]]:
            for answer in super().generate(requests):
                yield answer
                yield answer

    with pytest.raises(RunError, match=r"not asked \(or twice\)"):
        raise failure(serve(Repeating()), assignment("cup-final"))


def test_relative_paths_start_where_the_run_was_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.py").write_text("async def f(request):\n    return 'told'\n", encoding="utf-8")
    here = Path.cwd()
    monkeypatch.chdir(tmp_path)
    spec = "python:./mine.py:f"
    work = Work(spec, {}, make_model(spec).fingerprint, PLAN.to_json(), PLAN.tasks_hash, str(tmp_path))
    monkeypatch.chdir(here)
    found = events(Worker(work), assignment("cup-final"))
    assert {e.response.text for e in found if isinstance(e, Answered)} == {"told"}


def test_modules_are_found_where_the_run_finds_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "found_by_path.py").write_text("def f(request):\n    return 'told'\n", encoding="utf-8")
    spec = "python:found_by_path:f"
    with monkeypatch.context() as here:
        here.syspath_prepend(tmp_path)
        fingerprint = make_model(spec).fingerprint
    monkeypatch.setattr("sys.path", list(sys.path))  # a node's own, which the worker adds to
    plan = PLAN.to_json()
    work = Work(spec, {}, fingerprint, plan, PLAN.tasks_hash, str(Path.cwd()), (str(tmp_path),))
    found = events(Worker(work), assignment("cup-final"))
    assert {e.response.text for e in found if isinstance(e, Answered)} == {"told"}


def test_events_come_in_the_order_that_an_article_goes_through(serve: Callable[..., Worker]) -> None:
    found = events(serve(Scripted()), assignment("cup-final"), "drain")
    kinds = [type(e) for e in found if not isinstance(e, Answered)]
    assert kinds == [ray_worker.Started, Idle, Took, Entered, Listed, Idle, Stopped]
