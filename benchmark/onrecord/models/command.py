"""``command:PROGRAM [ARGS…]``: a program that reads and writes JSON Lines (see ``docs/models.md``)."""

import contextlib
import hashlib
import json
import os
import queue
import shlex
import shutil
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from onrecord.errors import ModelError
from onrecord.models.base import Response
from onrecord.tasks.request import Request

GRACE = 5.0  # seconds that a program has to end by itself once its input is closed
_LONGEST = 1 << 24
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


class _Program:
    """A running program in a process group of its own. Threads move the bytes, so that no pipe ever fills."""

    def __init__(self, arguments: list[str]) -> None:
        pipe = subprocess.PIPE
        started = subprocess.Popen(arguments, stdin=pipe, stdout=pipe, stderr=pipe, start_new_session=True)
        self._process, self._listens = started, True
        self._unsent: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._said: deque[bytes] = deque(maxlen=10)
        moves = ((self._write, started.stdin), (self._read, started.stdout), (self._hear, started.stderr))
        self._threads = [threading.Thread(target=move, args=(end,), daemon=True) for move, end in moves]
        for thread in self._threads:
            thread.start()

    def listens(self) -> bool:
        return self._listens and self._process.poll() is None

    def send(self, line: bytes | None) -> None:
        """Write a line to it; None closes its standard input: there is no more to come."""
        self._listens = line is not None
        self._unsent.put(line)

    def next_line(self, seconds: float) -> bytes | None:
        """Its next line, or None where it has ended. Raises queue.Empty after so many seconds."""
        end = time.monotonic() + seconds
        while True:
            try:
                return self._lines.get(timeout=max(0.0, min(1.0, end - time.monotonic())))
            except queue.Empty:
                # What it started may hold its output open after it.
                if self._process.poll() is not None and self._lines.empty():
                    return None
                if time.monotonic() >= end:
                    raise

    def stop(self, patient: bool) -> tuple[int, str]:
        """End it and all that it started; its exit status and the last that it wrote to standard error."""
        self.send(None)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(GRACE if patient else 0)
        # Also after it ended by itself: what it started is in its group. (macOS refuses for a dead group.)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        status = self._process.wait()
        for thread in self._threads:
            thread.join(GRACE)
        said = b" | ".join(line.strip() for line in self._said if line.strip())[-1000:]
        return status, f"; it last wrote: {said.decode('utf-8', 'replace')}" if said else ""

    def _write(self, pipe: Any) -> None:
        # A program that reads no more shows in its end, or in the time-out.
        with contextlib.suppress(OSError), pipe:
            for line in iter(self._unsent.get, None):
                pipe.write(line)
                pipe.flush()

    def _read(self, pipe: Any) -> None:
        with pipe:
            for line in iter(lambda: pipe.readline(_LONGEST), b""):
                # What a crash left of a line is no answer.
                if line.strip() and (line.endswith(b"\n") or len(line) == _LONGEST):
                    self._lines.put(line)
        self._lines.put(None)

    def _hear(self, pipe: Any) -> None:
        with pipe:
            self._said.extend(iter(lambda: pipe.readline(1000), b""))


class Command:
    """A program as a model. Enter it to start the program; leaving ends it and all that it started."""

    takes_schema = True  # whether it keeps to them, only the program knows

    def __init__(self, spec: CommandSpec) -> None:
        self.spec = spec
        self.name = f"command:{spec.line}"
        try:
            self._arguments = shlex.split(spec.line) or [""]
        except ValueError as error:
            raise ModelError(f"{self.name}: cannot be split into words ({error})") from None
        self._program: _Program | None = None

    @property
    def fingerprint(self) -> str:
        """The command line and its program file's hash. Raises ModelError where there is no such program."""
        path = Path(self._find())
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:16] if os.access(path, os.R_OK) else "unknown"
        return f"command ‘{self.spec.line}’ program sha256:{digest} (what it runs on cannot be known)"

    def __enter__(self) -> Self:
        self._start()
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
                    return
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
        finally:
            if flight:  # answers to what nobody waits for would be unknown ids to the next call
                self._stop()

    def _find(self) -> str:
        if found := shutil.which(self._arguments[0]):
            return found
        what = f"there is no program ‘{self._arguments[0]}’ that can be executed"
        raise ModelError(f"{self.name}: {what}; give its path (chmod +x makes it executable)")

    def _start(self) -> _Program:
        try:
            self._program = _Program([self._find(), *self._arguments[1:]])
        except OSError as error:
            raise ModelError(f"{self.name}: cannot be started ({error.strerror})") from None
        return self._program

    def _send(self, request: Request, waiting: bool) -> None:
        # While answers are waited for, its end is seen where its lines are read.
        if self._program and not waiting and not self._program.listens():
            self._stop(patient=True)
        (self._program or self._start()).send(json.dumps(asdict(request)).encode() + b"\n")

    def _stop(self, patient: bool = False) -> tuple[int, str]:
        program, self._program = self._program, None
        return program.stop(patient) if program else (0, "")

    def _parse(self, line: bytes, flight: Mapping[str, tuple[Request, float]]) -> tuple[str, Response]:
        """The answer on a line. Raises ModelError where it is none, or none to what is unanswered."""
        entry: Any = None
        with contextlib.suppress(ValueError, RecursionError):
            entry = json.loads(line.decode())
        if not isinstance(entry, dict):
            wrong = "is no JSON object; standard output is for answers, all else belongs on standard error"
        elif unknown := sorted(entry.keys() - set(_FIELDS)):
            wrong = f"has an unknown field ‘{unknown[0]}’; known: {', '.join(_FIELDS)}"
        elif not all(isinstance(entry.get(n, ""), str) for n in ("text", "reasoning", "error")):
            wrong = "has a text, reasoning or error that is no string"
        elif not isinstance(entry.get("id"), str) or not (entry.get("error") or "text" in entry):
            wrong = "needs ‘id’, and ‘text’ or ‘error’"
        elif (finish := entry.get("finish_reason", "stop")) not in ("stop", "length", "too_long"):
            wrong = f"has finish_reason ‘{finish}’, none of stop, length, too_long"
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
