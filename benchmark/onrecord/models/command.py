"""``command:PROGRAM [ARGS…]``: a program that reads and writes JSON Lines (see ``docs/models.md``)."""

import contextlib
import hashlib
import json
import os
import queue
import shlex
import shutil
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from onrecord.errors import ModelError
from onrecord.models.base import FINISH_REASONS, Occasion, Response
from onrecord.models.command_program import GRACE, LONGEST, Program
from onrecord.tasks.request import Request

LOG = "stderr.log"
_FIELDS = ("id", "text", "reasoning", "finish_reason", "usage", "error")


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """What makes a Command; picklable.

    ``timeout``: seconds from a request to its answer. ``ahead``: how many may be unanswered at a time.
    """

    line: str
    timeout: float = 600.0
    ahead: int = 1

    @classmethod
    def from_options(cls, line: str, options: Mapping[str, str]) -> Self:
        """A spec from options as a command line gives them. Raises ModelError on unknown or wrong ones."""
        if unknown := sorted(options.keys() - {"timeout", "ahead"}):
            raise ModelError(f"command: takes no model option ‘{unknown[0]}’; there are timeout, ahead")
        numbers = {"timeout": 600, "ahead": 1}
        for name, value in options.items():
            if not value.isdecimal() or not int(value):
                raise ModelError(f"command: {name} is a whole number above 0, not ‘{value}’")
            numbers[name] = int(value)
        return cls(line, **numbers)


class Command:
    """A program as a model. Enter it to start the program; leaving ends it and all that it started.

    In a run, what it writes to standard error is kept in the run's folder, in ``stderr.log``.
    """

    takes_schema = True  # whether it keeps to them, only the program knows

    def __init__(self, spec: CommandSpec) -> None:
        self.spec = spec
        self.name = f"command:{spec.line}"
        try:
            self._arguments = shlex.split(spec.line) or [""]
        except ValueError as error:
            raise ModelError(f"{self.name}: cannot be split into words ({error})") from None
        self._program: Program | None = None
        self._log: Path | None = None

    def prepare(self, occasion: Occasion) -> None:
        self._log = occasion.folder / LOG

    @property
    def fingerprint(self) -> str:
        """The command line and its program file's hash. Raises ModelError where there is no such program."""
        path = Path(self._find())
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:16] if os.access(path, os.R_OK) else "unknown"
        return f"command ‘{self.spec.line}’ program sha256:{digest} (what it runs on cannot be known)"

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            # What is not entered is not left.
            self._stop()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self._stop(patient=error[0] is None)

    def generate(self, requests: Iterable[Request]) -> Iterator[tuple[str, Response]]:
        """Each request's id and answer as they come.

        A request that the program ends on is asked once more, alone; the second time, and after a time-out,
        it is a Response with an ``error``. Raises ModelError where the program cannot be started, and on a
        line that is no answer to an unanswered request: such a program has to be mended.
        """
        source = iter(requests)
        again: deque[Request] = deque()
        crashed: set[str] = set()
        flight: dict[str, tuple[Request, float]] = {}
        more = True
        try:
            while True:
                # One of those in flight may be what the program ends on: each is asked alone.
                while len(flight) < (1 if again or crashed else self.spec.ahead):
                    request = again.popleft() if again else next(source, None)
                    if request is None:
                        more = False
                        break
                    self._send(request, bool(flight))
                    flight[request.id] = (request, time.monotonic())
                if not flight or not self._program:
                    break
                if not more and not again:
                    self._program.send(None)
                oldest = min(since for _, since in flight.values())
                try:
                    line = self._program.next_line(oldest + self.spec.timeout - time.monotonic())
                except queue.Empty:
                    limit = time.monotonic() - self.spec.timeout
                    late = [id for id, (_, since) in flight.items() if since <= limit]
                    why = f"{self.name}: no answer within {self.spec.timeout:g} s{self._stop()[1]}"
                else:
                    if line is not None:
                        id, response = self._parse(line, flight)
                        del flight[id]
                        crashed.discard(id)
                        yield id, response
                        continue
                    late = [id for id in flight if id in crashed]
                    status, said = self._stop(patient=True)
                    why = f"{self.name}: ended with status {status}{said}"
                    crashed.update(flight)
                again.extend(request for id, (request, _) in flight.items() if id not in late)
                flight.clear()
                crashed.difference_update(late)
                yield from [(id, Response(error=why)) for id in late]
            self._hear_out()
        finally:
            if flight:  # answers to what nobody waits for would be unknown ids to the next call
                self._stop()

    def _find(self) -> str:
        if found := shutil.which(self._arguments[0]):
            return found
        what = f"there is no program ‘{self._arguments[0]}’ that can be executed"
        raise ModelError(f"{self.name}: {what}; give its path (chmod +x makes it executable)")

    def _start(self) -> Program:
        self._program = Program([self._find(), *self._arguments[1:]], self._log)
        try:
            self._program.start()
        except OSError as error:
            raise ModelError(f"{self.name}: cannot be started ({error.strerror})") from None
        return self._program

    def _send(self, request: Request, waiting: bool) -> None:
        # While answers are waited for, its end is seen where its lines are read.
        if self._program and not waiting and not self._program.listens():
            self._stop(patient=True)
        (self._program or self._start()).send(json.dumps(asdict(request)).encode() + b"\n")

    def _hear_out(self) -> None:
        """Read what it still says after its last answer: a second one to it must not pass unseen."""
        if not self._program:
            return
        self._program.send(None)
        end = time.monotonic() + GRACE
        with contextlib.suppress(queue.Empty):
            while (line := self._program.next_line(end - time.monotonic())) is not None:
                self._parse(line, {})
        self._stop()

    def _stop(self, patient: bool = False) -> tuple[int, str]:
        program = self._program
        stopped = program.stop(patient) if program else (0, "")
        # Not before: Ctrl-C in between would leave it running, and nobody know of it.
        self._program = None
        return stopped

    def _parse(self, line: bytes, flight: Mapping[str, tuple[Request, float]]) -> tuple[str, Response]:
        """The answer on a line. Raises ModelError where it is none, or none to what is unanswered."""
        entry: Any = None
        with contextlib.suppress(ValueError, RecursionError):
            entry = json.loads(line.decode())
        if len(line) >= LONGEST:
            wrong = f"is longer than {LONGEST >> 20} MiB"
        elif not isinstance(entry, dict):
            wrong = "is no JSON object; standard output is for answers, all else belongs on standard error"
        elif unknown := sorted(entry.keys() - set(_FIELDS)):
            wrong = f"has an unknown field ‘{unknown[0]}’; known: {', '.join(_FIELDS)}"
        elif not all(isinstance(entry.get(n, ""), str) for n in ("text", "reasoning", "error")):
            wrong = "has a text, reasoning or error that is no string"
        elif not isinstance(entry.get("id"), str) or not (entry.get("error") or "text" in entry):
            wrong = "needs ‘id’, and ‘text’ or ‘error’"
        elif (finish := entry.get("finish_reason", "stop")) not in FINISH_REASONS:
            wrong = f"has finish_reason ‘{finish}’, none of {', '.join(FINISH_REASONS)}"
        elif not isinstance(usage := entry.get("usage", {}), dict) or any(
            type(count) is not int for count in usage.values()
        ):
            wrong = "has a usage that is no object of whole numbers"
        elif entry["id"] not in flight:
            wrong = f"answers ‘{entry['id']}’, which was not asked, or was answered before"
        else:
            id = entry.pop("id")
            return id, Response(**entry, seconds=time.monotonic() - flight[id][1])
        shown = line[:120].decode(errors="replace").strip()
        raise ModelError(f"{self.name}: a line of its output {wrong}: {shown}{self._stop()[1]}")
