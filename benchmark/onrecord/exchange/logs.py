"""Logs of other harnesses, read: what was asked of whom, and what it answered."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from onrecord.errors import ModelError
from onrecord.exchange.exported import Export
from onrecord.models.base import Response


class Asked(NamedTuple):
    """One answer of a log: its request's id, a digest of the question (``rows.question``), the response."""

    id: str
    question: str
    response: Response


@dataclass(frozen=True)
class Log:
    """One log of one task.

    ``settings`` is all of the log that decides answers, as JSON values; ``how`` what it says of the
    generation that a request says too (``max_tokens``, ``temperature``).
    """

    path: Path
    harness: str
    version: str
    model: str
    settings: Mapping[str, Any]
    export: Export
    how: Mapping[str, Any]
    answers: tuple[Asked, ...]

    @property
    def name(self) -> str:
        """The model's name in a run: ``lm-eval:…`` or ``inspect:…``."""
        return f"{self.harness}:{self.model}"


def logged_export(metadata: object, place: str) -> Export:
    """What a task's metadata say of its export. Raises ModelError for a task that is none of ours."""
    if not isinstance(metadata, Mapping) or "onrecord" not in metadata:
        raise ModelError(f"{place}: a log of something else; it has to be of tasks of ‘onrecord export’")
    return Export.from_json(metadata["onrecord"], place)


def parse_object(data: bytes, place: str) -> dict[str, Any]:
    """A JSON object. Raises ModelError, naming ``place``, for anything else."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{place}: not JSON ({error})") from None
    if not isinstance(found, dict):
        raise ModelError(f"{place}: not a JSON object")
    return found
