"""What baselines share: a named function from a request to the text of an answer."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Self

import onrecord
from onrecord import __version__
from onrecord.models.base import Response
from onrecord.tasks.request import Request

Answerer = Callable[[Request], str | None]
"""The text of an answer, or None where the baseline does not do the task."""


class Baseline:
    """A deterministic model made of one function. A task that it does not do is answered with nothing."""

    takes_schema = False

    def __init__(self, name: str, answer: Answerer) -> None:
        self.name = f"baseline:{name}"
        self.fingerprint = f"onrecord {__version__} {self.name} source:{_source_hash()}"
        self._answer = answer

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None

    def generate(self, requests: Iterable[Request]) -> Iterator[tuple[str, Response]]:
        for request in requests:
            yield request.id, Response(text=self._answer(request) or "")


@lru_cache(maxsize=1)
def _source_hash() -> str:
    """A hash of the code that decides what baselines answer: a changed rule is another model."""
    package = Path(onrecord.__file__).parent
    files = [package / "text.py", *package.glob("reading/*.py"), *package.glob("models/baselines/*.py")]
    total = hashlib.sha256()
    for file in sorted(files):
        total.update(file.read_bytes())
    return total.hexdigest()[:12]


def as_json(**fields: object) -> str:
    return json.dumps(fields, ensure_ascii=False)
