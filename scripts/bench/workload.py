"""What both sides of the throughput measure are asked."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from onrecord.runs.plan import Plan
from onrecord.tasks.build import Protocol
from onrecord.tasks.request import Request


@dataclass(frozen=True, slots=True)
class Workload:
    """A model folder, and which requests it is asked. No answer is held to a schema; all have one limit."""

    model: str
    gold: str
    articles: tuple[str, ...]
    tasks: tuple[str, ...]
    max_tokens: int
    device: str = "cpu"
    dtype: str = "float32"

    def requests(self) -> list[Request]:
        protocol = Protocol(free=True, max_tokens=self.max_tokens)
        plan = Plan(self.tasks, self.gold, self.articles, protocol=protocol)
        return [request for article in plan.articles() for request in plan.requests(article)]

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> "Workload":
        saved: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return cls(**{**saved, "articles": tuple(saved["articles"]), "tasks": tuple(saved["tasks"])})
