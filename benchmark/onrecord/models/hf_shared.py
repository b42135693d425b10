"""Decoding of our own for models with plain attention: what prompts share is read once, and no row waits.

A step reads, in one line, the last token of every row that is being answered and all tokens of those that
join. Rows come and go as they end and as memory allows; each has settings, a limit and random numbers of its
own, so that no answer depends on its neighbours.
"""

import collections
import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from onrecord.models import hf_memory, hf_plain
from onrecord.models.hf_decoding import Answer, Choice, Prompt, choose
from onrecord.models.hf_files import require
from onrecord.models.hf_loading import Loaded
from onrecord.models.hf_memory import Failure, Room
from onrecord.models.hf_prefix import Run, tree
from onrecord.models.hf_shared_attention import installed
from onrecord.models.hf_shared_rows import Row, Store, capacity, step

ENGINE = "shared-prefix"
_log = logging.getLogger("onrecord")
# New tokens that a step reads, about: more would take more memory, and no less time each.
_READ_AT_ONCE = 4096


@dataclass(eq=False, slots=True)
class Job:
    """A prompt, the row that answers it, and what that took so far."""

    prompt: Prompt
    row: Row
    choice: Choice | None = None
    seconds: float = 0.0
    batch: int = 0

    @property
    def limit(self) -> int:
        """How many tokens of its own the row can come to have."""
        return len(self.row.own) + self.prompt.budget

    def restart(self) -> None:
        """Forget the answer so far; the settings of the request make the same again."""
        self.row, self.choice = Row(self.row.path, self.row.start, self.row.own), None

    def answer(self, error: str = "") -> Answer:
        shared = sum(len(run.tokens) for run in self.row.path if run.is_shared)
        return Answer(self.prompt, ENGINE, self.batch, self.seconds, self.row.new, shared, error)


def answers(loaded: Loaded, windows: Iterator[list[Prompt]], room: Room) -> Iterator[Answer]:
    """An answer to every prompt, as each ends; a window is taken when the one before it has all begun.

    When memory runs out, the rows start again, half as many at a time from then on; a row that fails alone
    is an error. Rows that fail for another reason are read by the model itself, one by one.
    """
    batch = Batch(loaded, windows, room)
    while batch.admit():
        with installed(loaded.model):
            failure = batch.step()
            while failure is None and not batch.ended:
                batch.admit()
                failure = batch.step()
        if failure is None:
            yield from batch.take_ended()
        elif failure.is_memory:
            yield from batch.start_again(failure)
        else:
            yield from batch.give_up(failure)


@dataclass(eq=False, slots=True)
class Batch:
    """The jobs in work, in the order of the tree of their prompts, and those that wait."""

    loaded: Loaded
    windows: Iterator[list[Prompt]]
    room: Room
    jobs: list[Job] = field(default_factory=list)
    ended: list[Job] = field(default_factory=list)
    waiting: collections.deque[Job] = field(default_factory=collections.deque)
    store: Store = field(default_factory=Store)

    def admit(self) -> bool:
        """Take jobs that there is room for; whether there is one in work."""
        reading = 0
        while len(self.jobs) < self.room.rows and reading < _READ_AT_ONCE and self._someone_waits():
            job = self.waiting[0]
            if self.jobs and not self._has_bytes(job):
                break
            reading += len(job.row.own) + sum(len(run.tokens) for run in job.row.path if not run.is_read)
            self.jobs.append(self.waiting.popleft())
        return bool(self.jobs)

    def _someone_waits(self) -> bool:
        while not self.waiting:
            window = next(self.windows, None)
            if window is None:
                return False
            for prompt, path in tree(window):
                start = path[-1].start + len(path[-1].tokens) if path else 0
                self.waiting.append(Job(prompt, Row(path, start, prompt.tokens[start:])))
        return True

    def _has_bytes(self, joining: Job) -> bool:
        """Whether all of these could come to their limits, beside the runs that are kept for them."""
        if self.room.bytes is None:
            return True
        jobs = [*self.jobs, joining]
        runs: set[Run] = {run for job in jobs for run in job.row.path}
        runs |= {run for job in self.waiting for run in job.row.path if run.is_read}
        # Twice: a tail that has grown leaves a shorter one behind.
        tokens = sum(2 * capacity(job.limit) for job in jobs) + sum(len(run.tokens) for run in runs)
        scores = len(jobs) * hf_memory.score_bytes(self.loaded.model)
        return tokens * hf_memory.token_bytes(self.loaded.model) + scores <= self.room.bytes

    def step(self) -> Failure | None:
        """The next token of every job. Its seconds are shared equally, so that they add up to the clock's."""
        start = time.perf_counter()
        failure = None
        try:
            self._step()
        except Exception as error:
            failure = Failure.of(error)
        seconds = (time.perf_counter() - start) / len(self.jobs)
        for job in self.jobs:
            job.seconds += seconds
            job.batch = max(job.batch, len(self.jobs))
        return failure

    def _step(self) -> None:
        choices = []
        # What was kept in a step before may be written to in this mode alone.
        with require("torch").inference_mode():
            for job in self.jobs:
                job.choice = job.choice or Choice(self.loaded, job.prompt)
                choices.append(job.choice)
                self.store.place(job.row, job.limit)
        scores = step(self.loaded.model, [job.row for job in self.jobs])
        for job, choice, token in zip(self.jobs, choices, choose(choices, scores).tolist(), strict=True):
            job.row.new.append(token)
            if choice.is_over(job.row.new):
                self.ended.append(job)

    def take_ended(self) -> Iterator[Answer]:
        for job in self.ended:
            self.jobs.remove(job)
            self.store.give_back(job.row)
            yield job.answer()
        self.ended = []

    def start_again(self, failure: Failure) -> Iterator[Answer]:
        """After memory ran out."""
        jobs = self._clear()
        if len(jobs) == 1:
            yield jobs[0].answer(failure.message)
            return
        self.room.shrink(len(jobs))
        self.waiting.extendleft(reversed(jobs))

    def give_up(self, failure: Failure) -> Iterator[Answer]:
        """After a failure that may be of one job, or of the way they are decoded; told, as it is slow."""
        _log.warning("%s: %d answers are now read one by one", failure.message, len(self.jobs))
        for job in self._clear():
            for answer in hf_plain.alone(self.loaded, [job.prompt]):
                yield replace(answer, seconds=answer.seconds + job.seconds)

    def _clear(self) -> list[Job]:
        """All that was kept is let go, but for runs that were read; the jobs that were in work."""
        jobs, self.jobs, self.ended, self.store = self.jobs, [], [], Store()
        for job in jobs:
            job.restart()
            for run in job.row.path:
                if not run.is_read:
                    run.keys.clear()
                    run.values.clear()
        hf_memory.release()
        return jobs
