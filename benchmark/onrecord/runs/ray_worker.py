"""What runs in a Ray worker: a model that is asked about one article after another. Imports no Ray."""

import contextlib
import os
import platform
import queue
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

from onrecord import __version__
from onrecord.errors import OnRecordError, RunError
from onrecord.gold.article import Article
from onrecord.gold.load import load_article
from onrecord.models.base import Model, Response
from onrecord.models.registry import make_model
from onrecord.runs.answers import Asked
from onrecord.runs.execute import Tally, ask_about
from onrecord.runs.plan import Plan, hash_article
from onrecord.tasks.request import Request

_BATCH = 64  # events that travel together, where so many are there


@dataclass(frozen=True, slots=True)
class Work:
    """What a worker is made from; it says what must be the same on every node.

    ``plan`` is as a manifest holds it, without its articles. ``cwd`` is where relative paths start, and
    ``path`` where modules are looked for, after the node's own places.
    """

    spec: str
    options: Mapping[str, str]
    fingerprint: str
    plan: Mapping[str, object]
    tasks: str
    cwd: str
    path: tuple[str, ...] = ()
    version: str = __version__


@dataclass(frozen=True, slots=True)
class Assignment:
    """An article to ask about: the hash of its files, and the questions that are answered already."""

    article: str
    hash: str
    known: frozenset[Asked]


Order = Assignment | Literal["drain", "leave"]
"""An article, the end of a stream of articles, or the end of the worker."""


@dataclass(frozen=True, slots=True)
class Started:
    """The worker's process runs, on this node."""

    node: str


@dataclass(frozen=True, slots=True)
class Idle:
    """No question waits for an answer; a new stream of articles may begin."""


@dataclass(frozen=True, slots=True)
class Entered:
    """The model is loaded."""


@dataclass(frozen=True, slots=True)
class Wanting:
    """The model could take another article, and none is at hand."""


@dataclass(frozen=True, slots=True)
class Took:
    """The model is asked about this article from now on."""

    article: str


@dataclass(frozen=True, slots=True)
class Listed:
    """The model has every question about an article: so many were asked, so many answered before."""

    article: str
    asked: int
    known: int


@dataclass(frozen=True, slots=True)
class Answered:
    asked: Asked
    response: Response


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A question that the model gave no answer to."""

    asked: Asked


@dataclass(frozen=True, slots=True)
class Failed:
    """What ends the run."""

    error: OnRecordError


@dataclass(frozen=True, slots=True)
class Stopped:
    """The model is left; nothing more comes."""


Event = Started | Idle | Entered | Wanting | Took | Listed | Answered | PassedOver | Failed | Stopped


class Worker:
    """A model in a process of its own. ``give`` and ``events`` are called at the same time.

    The model is asked in a thread, so that an answer travels as soon as it is there, whatever the model does
    then. It sees one stream of questions over many articles, as in a run without Ray.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._node = f"node {platform.node()}"
        self._orders: queue.SimpleQueue[Order] = queue.SimpleQueue()
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._known: dict[str, frozenset[Asked]] = {}
        self._is_leaving = False

    def give(self, *orders: Order) -> None:
        for order in orders:
            self._orders.put(order)

    def events(self) -> Iterator[list[Event]]:
        """What happens, as it happens. The last event is ``Stopped``."""
        threading.Thread(target=self._run, daemon=True).start()
        while True:
            batch = [self._events.get()]
            with contextlib.suppress(queue.Empty):
                while len(batch) < _BATCH:
                    batch.append(self._events.get_nowait())
            yield batch
            if isinstance(batch[-1], Stopped):
                return

    def _run(self) -> None:
        self._tell(Started(self._node))
        try:
            with ExitStack() as stack:
                plan, model = self._prepare(stack)
                while not self._is_leaving:
                    self._tell(Idle())
                    self._ask(plan, model)
        except OnRecordError as error:
            self._tell(Failed(error))
        except (Exception, SystemExit) as error:
            self._tell(Failed(RunError(f"the worker on {self._node}: {type(error).__name__}: {error}")))
        self._tell(Stopped())

    def _prepare(self, stack: ExitStack) -> tuple[Plan, "_KeptOpen"]:
        """The plan and the model, not loaded. Raises RunError where this node differs from the driver's."""
        work = self._work
        if work.version != __version__:
            raise RunError(f"{self._node} has OnRecord {__version__}, not {work.version}; install the same")
        # A node that lacks the folder may need none of its files.
        with contextlib.suppress(OSError):
            os.chdir(work.cwd)
        sys.path.extend(place for place in work.path if place not in sys.path)
        try:
            plan = Plan.from_json(work.plan)
            tasks = plan.tasks_hash
            model = make_model(work.spec, work.options)
            fingerprint = model.fingerprint
        except OnRecordError as error:
            raise RunError(f"{self._node}: {error}") from None
        if tasks != work.tasks:
            raise RunError(f"{self._node} has other task files; they must be the same on every node")
        if fingerprint != work.fingerprint:
            raise RunError(
                f"{self._node} has another {model.name} ({fingerprint}, not {work.fingerprint}); "
                "weights and versions must be the same on every node"
            )
        if not plan.gold_folder.is_dir():
            raise RunError(
                f"{self._node} has no gold folder {plan.gold_folder}; every node reads it from the same path"
            )
        return plan, _KeptOpen(model, fingerprint, stack, self._events)

    def _ask(self, plan: Plan, model: "_KeptOpen") -> None:
        """Ask about one stream of articles."""
        tally = Tally()
        articles = self._articles(plan, tally)
        for asked, response in ask_about(plan, articles, model, self._known.pop, tally):
            self._tell(Answered(asked, response))
        for asked in tally.waiting.items():
            self._tell(PassedOver(asked))

    def _articles(self, plan: Plan, tally: Tally) -> Iterator[Article]:
        while isinstance(order := self._next_order(), Assignment):
            self._tell(Took(order.article))
            article = self._load(plan, order)
            self._known[order.article] = order.known
            asked, known = tally.asked, tally.reused
            yield article
            self._tell(Listed(order.article, tally.asked - asked, tally.reused - known))
        self._is_leaving = order == "leave"

    def _next_order(self) -> Order:
        try:
            return self._orders.get_nowait()
        except queue.Empty:
            self._tell(Wanting())
            return self._orders.get()

    def _load(self, plan: Plan, order: Assignment) -> Article:
        folder = Path(plan.gold_folder / order.article)
        if hash_article(folder) != order.hash:
            raise RunError(
                f"{self._node}: {folder} is missing or differs; gold must be the same on every node"
            )
        try:
            return load_article(folder)
        except OnRecordError as error:
            raise RunError(f"{self._node}: {error}") from None

    def _tell(self, event: Event) -> None:
        self._events.put(event)


class _KeptOpen:
    """A model that is loaded for the first question and stays so until its worker leaves."""

    def __init__(
        self, model: Model, fingerprint: str, stack: ExitStack, events: "queue.SimpleQueue[Event]"
    ) -> None:
        self.name, self.fingerprint, self.takes_schema = model.name, fingerprint, model.takes_schema
        self._model, self._stack, self._events = model, stack, events
        self._is_entered = False

    def __enter__(self) -> Self:
        if not self._is_entered:
            self._stack.enter_context(self._model)
            self._is_entered = True
            self._events.put(Entered())
        return self

    def __exit__(self, *error: object) -> None:
        return None

    def generate(self, requests: Iterable[Request]) -> Iterator[tuple[str, Response]]:
        return self._model.generate(requests)
