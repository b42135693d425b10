"""What tests of runs share: the small gold, a scripted model, and the command in a process of its own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from onrecord.models.base import Response
from onrecord.models.baselines.rules import rules
from onrecord.tasks.request import Request

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "tests" / "fixtures" / "gold"


class Scripted:
    """A model made of a function; it remembers what it was asked, and can answer in another order."""

    takes_schema = False

    def __init__(
        self,
        answer: Callable[[Request], str | Response | None] = rules,
        name: str = "scripted",
        fingerprint: str = "scripted 1",
        order: Callable[[list[Request]], list[Request]] | None = None,
        ahead: int = 1,
    ) -> None:
        self.name = name
        self.fingerprint = fingerprint
        self.asked: list[Request] = []
        self._answer = answer
        self._order = order or (lambda batch: batch)
        self._ahead = ahead

    def __enter__(self) -> "Scripted":
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def generate(self, requests: Iterable[Request]) -> Iterator[tuple[str, Response]]:
        batch: list[Request] = []
        for request in requests:
            batch.append(request)
            if len(batch) == self._ahead:
                yield from self._answers(batch)
                batch = []
        yield from self._answers(batch)

    def _answers(self, batch: list[Request]) -> Iterator[tuple[str, Response]]:
        for request in self._order(batch):
            self.asked.append(request)
            answer = self._answer(request)
            yield request.id, answer if isinstance(answer, Response) else Response(text=answer or "")


def environment(**more: str) -> dict[str, str]:
    """The environment of a process that finds the package of this checkout."""
    return {**os.environ, "PYTHONPATH": str(ROOT / "benchmark"), **more}


def onrecord(
    *arguments: object, cwd: Path, before: Path | None = None, **options: Any
) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own; modules in the folder ``before`` hide others."""
    path = os.pathsep.join(str(p) for p in (before, ROOT / "benchmark") if p)
    return subprocess.run(
        [sys.executable, "-m", "onrecord.cli.main", *map(str, arguments)],
        cwd=cwd,
        env=environment(PYTHONPATH=path),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        **options,
    )


def only_line(text: str) -> str:
    """The one line of a text. Fails where there are more, or none."""
    lines = text.splitlines()
    assert len(lines) == 1, text
    return lines[0]


def gold_copy(folder: Path, *articles: str) -> Path:
    """The small gold, or some articles of it, where a test may change it."""
    for name in articles or [p.name for p in GOLD.iterdir()]:
        shutil.copytree(GOLD / name, folder / name)
    return folder
