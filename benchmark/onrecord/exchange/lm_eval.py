"""What exported tasks of lm-eval call: their requests, the scoring of one answer, a metric over all.

lm-eval keeps what ``process_results`` returns for each document and metric, and hands all of a metric's to
its aggregation. So a document's "value" is what its answer earned, and the aggregation is our metric.
"""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from onrecord.exchange.exported import Earned, figure, ready, shown_metrics
from onrecord.exchange.rows import read_rows
from onrecord.models.base import Response

if TYPE_CHECKING:
    from datasets import Dataset


class Value(TypedDict):
    """What stands for one answer under one metric in lm-eval's logs. Plain JSON."""

    metric: str
    earned: Earned


class Functions:
    """The functions that the YAML files of an export name, for the export in a folder.

    Raises IncomparableError where a task has another version by now, GoldError where gold has changed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._export = ready(folder)

    def requests(self, onrecord: Mapping[str, str], **metadata: object) -> "dict[str, Dataset]":
        """The requests of one task, from the metadata of its YAML file; lm-eval adds metadata of its own."""
        from datasets import Dataset

        return {"test": Dataset.from_list(list(read_rows(self._folder, onrecord["task"])))}

    def process_results(self, doc: Mapping[str, Any], results: Sequence[str]) -> dict[str, Value]:
        """What one answer earned, once for each metric that is shown."""
        earned = self._export.score(doc["id"], Response(text=results[0]))
        task = self._export.task(doc["id"].partition("/")[0])
        return {metric.name: {"metric": metric.name, "earned": earned} for metric in shown_metrics(task)}

    def aggregate(self, values: Sequence[Value]) -> float:
        """A metric over all answers; NaN where it is undefined, for which lm-eval has no other sign."""
        task = self._export.task(values[0]["earned"]["id"].partition("/")[0])
        metric = next(m for m in shown_metrics(task) if m.name == values[0]["metric"])
        value = figure(metric, (v["earned"] for v in values))
        return math.nan if value is None else value
