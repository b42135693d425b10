"""A model as a metric: it is asked whether each summary tells each unit, as a judge of runs is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from onrecord.models.base import Model, Response
from onrecord.runs.judge.presence import judge_presence
from onrecord.tasks.request import Request
from onrecord.validity.people.asking import Counted
from onrecord.validity.people.metrics import Item, Metric


def judge_metric(model: Model, counted: Counted = lambda things, _: things) -> Metric:
    """A unit metric that says 1 or 0; None where its answer could not be read.

    All items are asked about before the first answer is given; ``counted`` shows how far that is. Raises
    IncompleteError where the model gives no answer.
    """

    def answers(items: Iterable[Item]) -> list[float | None]:
        pairs = [(item.unit, item.summary) for item in items]
        return judge_presence(_Shown(model, counted, len(pairs)), pairs)

    return Metric(f"judge {model.name}", True, answers, threshold=0.5)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A model whose answers are counted as they come."""

    model: Model
    counted: Counted
    total: int

    @property
    def name(self) -> str:
        return self.model.name

    @property
    def fingerprint(self) -> str:
        return self.model.fingerprint

    @property
    def takes_schema(self) -> bool:
        return self.model.takes_schema

    def __enter__(self) -> Self:
        self.model.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.model.__exit__(kind, error, trace)

    def generate(self, requests: Iterable[Request]) -> Iterator[tuple[str, Response]]:
        yield from self.counted(self.model.generate(requests), self.total)
