"""A running program: lines in, lines out, what it says on standard error kept, nothing of it left behind."""

import atexit
import contextlib
import os
import queue
import signal
import subprocess
import threading
import time
from concurrent.futures import Future
from pathlib import Path
from typing import IO

GRACE = 5.0  # seconds that a program has to end by itself once its input is closed
LONGEST = 1 << 24  # bytes of a line
LOG_BYTES = 4 << 20
_CHUNK = 1 << 16


class Program:
    """A program in a process group of its own. Threads move the bytes, so that no pipe ever fills.

    What it says on standard error is appended to ``log``; beyond ``LOG_BYTES`` the older part is moved to
    ``….1.log``, and what was there is dropped.
    """

    def __init__(self, arguments: list[str], log: Path | None = None) -> None:
        self._arguments, self._log = arguments, log
        self._process: subprocess.Popen[bytes] | None = None
        self._starting = threading.Lock()
        self._listens, self._is_stopped = True, False
        self._unsent: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._said = b""
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Start it. Raises OSError where that fails. ``stop`` it whatever is raised: it may have started."""
        # Also where leaving is cut short (a second Ctrl-C), nothing of it outlives this process.
        atexit.register(self.stop, False)
        started: Future[None] = Future()
        # Ctrl-C is raised in the main thread: there a process could be made and nobody know of it.
        threading.Thread(target=self._start, args=(started,), daemon=True).start()
        started.result()

    def listens(self) -> bool:
        return self._listens and not self._has_ended()

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
                if self._has_ended() and self._lines.empty():
                    return None
                if time.monotonic() >= end:
                    raise

    def stop(self, patient: bool) -> tuple[int, str]:
        """End it and all that it started; its exit status and the last that it wrote to standard error."""
        with self._starting:
            self._is_stopped = True
        if not (process := self._process):
            atexit.unregister(self.stop)
            return 0, ""
        self.send(None)
        try:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(GRACE if patient else 0)
        finally:
            # Also after it ended by itself: its group has what it started. (macOS refuses for a dead one.)
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        status = process.wait()
        atexit.unregister(self.stop)
        for thread in self._threads:
            thread.join(GRACE)
        lines = [line.strip() for line in self._said.splitlines() if line.strip()]
        said = b" | ".join(lines[-10:])[-1000:]
        return status, f"; it last wrote: {said.decode('utf-8', 'replace')}" if said else ""

    def _start(self, started: Future[None]) -> None:
        pipe = subprocess.PIPE
        try:
            with self._starting:
                if self._is_stopped:
                    return
                process = self._process = subprocess.Popen(
                    self._arguments, stdin=pipe, stdout=pipe, stderr=pipe, start_new_session=True
                )
                assert process.stdin and process.stdout and process.stderr
                for move, end in (
                    (self._write, process.stdin),
                    (self._read, process.stdout),
                    (self._hear, process.stderr),
                ):
                    thread = threading.Thread(target=move, args=(end,), daemon=True)
                    thread.start()
                    self._threads.append(thread)
        except BaseException as error:
            started.set_exception(error)
        else:
            started.set_result(None)

    def _has_ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def _write(self, pipe: IO[bytes]) -> None:
        # A program that reads no more shows in its end, or in the time-out.
        with contextlib.suppress(OSError), pipe:
            for line in iter(self._unsent.get, None):
                pipe.write(line)
                pipe.flush()

    def _read(self, pipe: IO[bytes]) -> None:
        with pipe:
            for line in iter(lambda: pipe.readline(LONGEST), b""):
                # What a crash left of a line is no answer.
                if line.strip() and (line.endswith(b"\n") or len(line) == LONGEST):
                    self._lines.put(line)
        self._lines.put(None)

    def _hear(self, pipe: IO[bytes]) -> None:
        # Unbuffered: what it says is kept when it says it.
        while chunk := os.read(pipe.fileno(), _CHUNK):
            self._said = (self._said + chunk)[-_CHUNK:]
            # A full disk costs the log, never an answer.
            with contextlib.suppress(OSError):
                self._keep(chunk)
        pipe.close()

    def _keep(self, chunk: bytes) -> None:
        if self._log:
            if self._log.exists() and self._log.stat().st_size >= LOG_BYTES:
                self._log.replace(self._log.with_suffix(".1.log"))
            with self._log.open("ab") as log:
                log.write(chunk)
