"""``predictions:FILE``: answers that were made elsewhere, one JSON object a line.

Each line is ``{"article": "…", "task": "…", "item": "…", "text": "…"}``; ``item`` may be left out for
tasks with one item an article, ``wording`` and ``sample`` where they are 0, and ``finish_reason``
(``length``, ``too_long`` or ``refused``) where it is ``stop``.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from onrecord.errors import ModelError
from onrecord.models.base import FINISH_REASONS, Occasion, Response
from onrecord.tasks.request import Request

_FIELDS = frozenset(["article", "task", "item", "text", "wording", "sample", "finish_reason", "reasoning"])


class Predictions:
    """Saved answers as a model. Every line must be asked for; a question without a line is an error."""

    takes_schema = False

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = f"predictions:{path.name}"
        try:
            self._source = path.read_bytes()
        except FileNotFoundError:
            raise ModelError(f"{path}: no such predictions file") from None
        except OSError as error:
            raise ModelError(f"{path}: cannot be read ({error.strerror})") from None
        self.fingerprint = f"predictions sha256:{hashlib.sha256(self._source).hexdigest()[:16]}"
        self._lines: dict[str, tuple[int, Response]] = {}

    def __enter__(self) -> Self:
        for number, line in enumerate(self._decode().split("\n"), 1):
            if line.strip():
                key, response = self._parse(number, line)
                if key in self._lines:
                    raise ModelError(
                        f"{self.path}:{number}: a second answer to {key} (the first is on line "
                        f"{self._lines[key][0]}); keep one"
                    )
                self._lines[key] = (number, response)
        if not self._lines:
            raise ModelError(f"{self.path}: holds no predictions")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._lines.clear()

    def prepare(self, occasion: Occasion) -> None:
        """Raise ModelError where a line answers no question of the gold, and where none answers the run's."""
        with self:
            known = set(occasion.known)
            for key, (number, _) in self._lines.items():
                if key not in known:
                    raise ModelError(
                        f"{self.path}:{number}: no question has the id {key}; "
                        "‘onrecord run --dry-run --ids’ lists them (task/article/item/wording/sample)"
                    )
            if self._lines.keys().isdisjoint(occasion.asked):
                raise ModelError(f"{self.path}: answers none of the questions asked")

    def generate(self, requests: Iterable[Request]) -> Iterator[tuple[str, Response]]:
        for request in requests:
            found = self._lines.get(request.id)
            missing = Response(error=f"{self.path.name} has no answer to it")
            yield request.id, found[1] if found else missing

    def _decode(self) -> str:
        try:
            return self._source.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            number = self._source.count(b"\n", 0, error.start) + 1
            raise ModelError(
                f"{self.path}:{number}: not UTF-8 (byte {error.start}); save it as UTF-8"
            ) from None

    def _parse(self, number: int, line: str) -> tuple[str, Response]:
        place = f"{self.path}:{number}"
        try:
            entry: Any = json.loads(line)
        except json.JSONDecodeError as error:
            what = f"{error.msg.removesuffix(' at')} at column {error.colno}"
            raise ModelError(f"{place}: not JSON ({what})") from None
        except (ValueError, RecursionError) as error:
            # A number of thousands of digits; brackets without end.
            raise ModelError(f"{place}: cannot be read ({error})") from None
        if not isinstance(entry, dict):
            raise ModelError(f"{place}: a line is an object with article, task, item and text")
        unknown = set(entry) - _FIELDS
        if unknown:
            raise ModelError(f"{place}: unknown field ‘{min(unknown)}’; known: {', '.join(sorted(_FIELDS))}")
        for name in ("article", "task", "text"):
            if not isinstance(entry.get(name), str):
                raise ModelError(f"{place}: field ‘{name}’ is missing or no string")
        if not isinstance(reasoning := entry.get("reasoning", ""), str):
            raise ModelError(f"{place}: field ‘reasoning’ is no string")
        key = "/".join(
            str(part)
            for part in (
                entry["task"],
                entry["article"],
                entry.get("item", "all"),
                entry.get("wording", 0),
                entry.get("sample", 0),
            )
        )
        finish = entry.get("finish_reason", "stop")
        if finish not in FINISH_REASONS:
            raise ModelError(f"{place}: finish_reason ‘{finish}’ is none of {', '.join(FINISH_REASONS)}")
        return key, Response(text=entry["text"], reasoning=reasoning, finish_reason=finish)
