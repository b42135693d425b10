"""Asks on a Ray cluster: articles go out to workers, answers come back, and one process keeps the log."""

import contextlib
import logging
import sys
import time
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from onrecord.errors import ModelError, RunError
from onrecord.gold.load import load_article
from onrecord.models.base import Response
from onrecord.runs.answers import Answers, Asked
from onrecord.runs.execute import Engine, Tally
from onrecord.runs.plan import Plan, cache_key
from onrecord.runs.ray_cluster import Cluster, connected, workers_for
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
    Started,
    Stopped,
    Took,
    Wanting,
    Work,
    Worker,
)

_TRIES = 3  # workers that an article may end before it is given up
_IN_VAIN = 10  # deaths without an answer, a worker, before the run is given up
_PATIENCE = 600.0  # seconds without a running worker before the run is given up
_LEAVING = 30.0  # seconds that models have to be left
_log = logging.getLogger("onrecord")


def ray_engine(spec: str, options: Mapping[str, str], fingerprint: str, cluster: Cluster) -> Engine:
    """The engine that asks a model on the workers of a Ray cluster, where each makes it from its spec.

    It raises RunError where Ray cannot be had or a node differs, and what the model raises. A worker that
    dies is replaced, and asked again is only what had not arrived. An article that three workers died of
    ends as errors. Raises ModelError for an option that a single process has to keep.
    """
    if "max_cost" in options:
        raise ModelError("openai: max_cost is kept by one process: leave it out, or leave out --engine ray")

    def ask(plan: Plan, answers: Answers, tally: Tally) -> Iterator[tuple[Asked, Response]]:
        # Articles are named one by one as they go out.
        shared = replace(plan, article_ids=(), split="", limit=None).to_json()
        here = str(Path.cwd()), tuple(sys.path)
        work = Work(spec, dict(options), fingerprint, shared, plan.tasks_hash, *here)
        with connected(cluster) as ray:
            staff = _Staff(ray, work, cluster)
            with contextlib.closing(staff):
                yield from _Dispatch(staff, plan, answers, tally, fingerprint).answers()

    return ask


@dataclass(slots=True)
class _InHand:
    """An article that a worker has, or had: what is answered (``known``), and what arrived in this run.

    ``arrived_before`` came from workers that are dead. Once this one's model has all the questions: how many
    it was ``asked``, and how many earlier runs had answered (``known_before``).
    """

    folder: Path
    hash: str
    known: set[Asked]
    arrived: int = 0
    arrived_before: int = 0
    asked: int | None = None
    known_before: int = 0
    is_begun: bool = False
    deaths: int = 0

    def give_back(self) -> None:
        """Its worker is gone."""
        self.arrived_before, self.asked, self.is_begun = self.arrived, None, False

    @property
    def is_done(self) -> bool:
        return self.asked == self.arrived - self.arrived_before


@dataclass(slots=True, eq=False)
class _Hired:
    """A worker as its employer sees it. It is ``open`` while it takes articles, and drains what it has."""

    actor: Any
    events: Any
    state: Literal["starting", "idle", "open", "draining"] = "starting"
    node: str = ""
    has_model: bool = False
    in_hand: dict[str, _InHand] = field(default_factory=dict)

    def give(self, *orders: Order) -> None:
        self.actor.give.remote(*orders)


class _Staff:
    """The workers: hired, heard one after another, buried, dismissed."""

    def __init__(self, ray: Any, work: Work, cluster: Cluster) -> None:
        self._ray = ray
        self.size = workers_for(ray, cluster)
        # A worker takes orders while it tells what happens. Ray's own restarts would not know of articles.
        self._make = ray.remote(Worker).options(
            num_cpus=1,
            num_gpus=cluster.gpus,
            max_concurrency=2,
            max_restarts=0,
            max_task_retries=0,
            scheduling_strategy="SPREAD",
        )
        self._work = work
        self.hired: deque[_Hired] = deque()

    def hire(self) -> None:
        actor = self._make.remote(self._work)
        self.hired.append(_Hired(actor, actor.events.options(num_returns="streaming").remote()))

    def next_events(self) -> tuple[_Hired, list[Event] | None]:
        """The next worker that has something to tell, and None instead where it died.

        Raises RunError where no worker runs for ten minutes, and where a node cannot make a worker.
        """
        since = time.monotonic()
        while not (ready := self._ready(1.0)):
            if any(worker.node for worker in self.hired):
                since = time.monotonic()
            elif time.monotonic() - since > _PATIENCE:
                raise RunError(
                    f"no worker has started for {_PATIENCE / 60:.0f} minutes; ‘ray status’ shows what is free"
                )
        # None is heard twice while another one waits.
        self.hired.remove(ready)
        self.hired.append(ready)
        try:
            events: list[Event] = self._ray.get(next(ready.events))
        except (self._ray.exceptions.RayError, StopIteration) as error:
            self._end(ready)
            if getattr(error, "actor_init_failed", False):
                what = str(error).strip().splitlines()[-1]
                raise RunError(
                    f"a node cannot start a worker ({what}); install OnRecord, with what the model needs, on "
                    "every node"
                ) from None
            return ready, None
        return ready, events

    def dismiss(self) -> Iterator[Event]:
        """Let idle workers leave their models, and hear what they say to it."""
        for worker in [worker for worker in self.hired if worker.state != "idle"]:
            self._end(worker)
        for worker in self.hired:
            worker.give("leave")
        until = time.monotonic() + _LEAVING
        while self.hired and time.monotonic() < until:
            if self._ready(1.0):
                worker, events = self.next_events()
                yield from events or ()
                if events and isinstance(events[-1], Stopped):
                    self._end(worker)

    def close(self) -> None:
        """End what still runs."""
        while self.hired:
            self._end(self.hired[0])

    def _ready(self, seconds: float) -> _Hired | None:
        ready, _ = self._ray.wait([worker.events for worker in self.hired], num_returns=1, timeout=seconds)
        return next((worker for worker in self.hired if ready and worker.events is ready[0]), None)

    def _end(self, worker: _Hired) -> None:
        self.hired.remove(worker)
        # It may be dead already, or live on where Ray holds it for dead.
        with contextlib.suppress(self._ray.exceptions.RayError, ValueError):
            self._ray.kill(worker.actor)


class _Dispatch:
    """One run: which article goes to whom, and what becomes of it."""

    def __init__(self, staff: _Staff, plan: Plan, answers: Answers, tally: Tally, fingerprint: str) -> None:
        self._staff, self._plan, self._fingerprint = staff, plan, fingerprint
        self._saved, self._tally = answers, tally
        self._fresh = iter(plan.folders)
        self._unread = len(plan.folders)
        self._returned: deque[_InHand] = deque()
        self._suspects: deque[_InHand] = deque()
        self._in_vain = 0

    def answers(self) -> Iterator[tuple[Asked, Response]]:
        for _ in range(min(self._staff.size, self._unread)):
            self._staff.hire()
        while self._remaining or any(w.in_hand or w.state in ("open", "draining") for w in self._staff.hired):
            worker, events = self._staff.next_events()
            if events is None:
                yield from self._bury(worker)
            for event in events or ():
                if found := self._heed(worker, event):
                    yield found
        for event in self._staff.dismiss():
            if isinstance(event, Failed):
                raise event.error

    @property
    def _remaining(self) -> int:
        """How many articles no worker has."""
        return self._unread + len(self._returned) + len(self._suspects)

    def _heed(self, worker: _Hired, event: Event) -> tuple[Asked, Response] | None:
        """Take note of an event; what it answers, if anything. Raises what ended the worker's model."""
        match event:
            case Started(node):
                worker.node = node
            case Entered():
                worker.has_model = True
            case Idle():
                worker.state = "idle"
                self._supply(worker)
            case Wanting() if worker.state == "open":
                self._supply(worker)
            case Took(article):
                worker.in_hand[article].is_begun = True
                # Towards the end, an article that waits here could be asked about by another.
                if worker.state == "open" and self._remaining > self._staff.size:
                    self._supply(worker)
            case Listed(article, asked, known):
                listed = worker.in_hand[article]
                listed.asked, listed.known_before = asked, known - listed.arrived_before
                self._close_if_done(worker, article)
            case Answered((id, key), response):
                self._in_vain = 0
                self._count_off(worker, (id, key))
                return (id, key), response
            case PassedOver((id, key)):
                self._tally.waiting[id] = key
                self._count_off(worker, (id, key))
            case Failed(error):
                raise error
        return None

    def _count_off(self, worker: _Hired, asked: Asked) -> None:
        article = asked[0].split("/")[1]
        found = worker.in_hand[article]
        found.known.add(asked)
        found.arrived += 1
        self._close_if_done(worker, article)

    def _close_if_done(self, worker: _Hired, article: str) -> None:
        if worker.in_hand[article].is_done:
            self._tally.reused += worker.in_hand.pop(article).known_before

    def _supply(self, worker: _Hired) -> None:
        """Give a worker what it is to do next."""
        if worker.state == "idle" and self._suspects:
            # With no other article in hand, there is no doubt of what ends it.
            worker.state = "draining"
            self._assign(worker, self._suspects.popleft())
            worker.give("drain")
        elif worker.state == "idle" and (article := self._take()):
            worker.state = "open"
            self._assign(worker, article)
        elif worker.state == "open" and all(a.is_begun for a in worker.in_hand.values()):
            if not self._suspects and (article := self._take()):
                self._assign(worker, article)
            else:
                worker.state = "draining"
                worker.give("drain")

    def _take(self) -> _InHand | None:
        """The next article that nobody has."""
        if self._returned:
            return self._returned.popleft()
        if not (folder := next(self._fresh, None)):
            return None
        self._unread -= 1
        return _InHand(folder, self._plan.gold_hashes[folder.name], set(self._saved.of(folder.name)))

    def _assign(self, worker: _Hired, article: _InHand) -> None:
        name = article.folder.name
        worker.in_hand[name] = article
        worker.give(Assignment(name, article.hash, frozenset(article.known)))

    def _bury(self, worker: _Hired) -> Iterator[tuple[Asked, Response]]:
        """A worker died: give its articles to others, those apart that it may have died of."""
        self._in_vain += 1
        begun = sum(article.is_begun for article in worker.in_hand.values())
        _log.warning(
            "a worker died (%s); articles asked about again: %d", worker.node or "not started", begun
        )
        if self._in_vain >= self._staff.size * (_IN_VAIN if worker.has_model else _TRIES):
            raise RunError(
                f"{self._in_vain} workers died one after another, the last on {worker.node or 'its start'}; "
                "Ray's logs on that node say more (out of memory?)"
            )
        for article in worker.in_hand.values():
            is_suspect = article.is_begun and worker.has_model
            article.deaths += is_suspect
            article.give_back()
            if article.deaths >= _TRIES:
                yield from self._give_up(article)
            else:
                (self._suspects if is_suspect else self._returned).append(article)
        if self._remaining:
            self._staff.hire()
        for other in self._staff.hired:
            if other.state == "idle":
                self._supply(other)

    def _give_up(self, article: _InHand) -> Iterator[tuple[Asked, Response]]:
        """Errors for the questions about an article that have no answer."""
        error = f"{article.deaths} workers died while they were asked about {article.folder.name}"
        for request in self._plan.requests(load_article(article.folder)):
            asked = request.id, cache_key(self._fingerprint, request)
            if asked in article.known:
                self._tally.reused += 1
            else:
                yield asked, Response(error=error)
        self._tally.reused -= article.arrived
