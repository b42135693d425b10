"""What exported tasks of Inspect call: their requests, the scorer, and the metrics over its scores.

Importing this needs the package ``inspect_ai`` (extra ‘peers’).
"""

import math
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from inspect_ai import Task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import ChatMessageSystem, ChatMessageUser, GenerateConfig
from inspect_ai.scorer import Score, metric, scorer
from inspect_ai.solver import generate

from onrecord.exchange.exported import figure, ready, shown_metrics
from onrecord.exchange.inspect_log import response_of
from onrecord.exchange.rows import Row, read_rows, repeated

# Where a score keeps what its answer earned.
EARNED = "onrecord"


def exported_task(folder: Path, name: str) -> Any:
    """The Inspect task of one of our tasks, as the export in a folder has it.

    Raises IncomparableError where a task has another version by now, GoldError where gold has changed.
    """
    export = ready(folder)
    task = export.task(name)
    how = export.generation(task)
    return Task(
        dataset=MemoryDataset([_sample(row) for row in read_rows(folder, name)], name=task.label),
        solver=generate(),
        scorer=earned(str(folder)),
        metrics=[figures(str(folder), name)],
        config=GenerateConfig(
            max_tokens=how.max_tokens,
            temperature=how.temperature,
            seed=how.seed,
            stop_seqs=list(how.stop) or None,
        ),
        version=task.version,
        metadata={"onrecord": export.to_json()},
    )


def _sample(row: Row) -> Any:
    said = [ChatMessageUser(content=row["prompt"])]
    if row["system"]:
        said.insert(0, ChatMessageSystem(content=row["system"]))
    return Sample(id=row["id"], input=said if row["system"] else row["prompt"])


def _figures(folder: str, name: str) -> Callable[[Sequence[Any]], dict[str, float | None]]:
    """The metrics of a task over its scores; an undefined one is left out."""

    def over(scores: Sequence[Any]) -> dict[str, float | None]:
        earned = [s.score.metadata[EARNED] for s in scores if EARNED in (s.score.metadata or {})]
        return {m.name: figure(m, earned) for m in shown_metrics(ready(Path(folder)).task(name))}

    return over


def _earned(folder: str) -> Callable[[Any, Any], Awaitable[Any]]:
    """Scores one answer. Its value is the primary of that answer alone, and is never averaged."""

    async def score(state: Any, target: Any) -> Any:
        export = ready(Path(folder))
        response = response_of(state.output.model_dump())
        if response.error:
            # Unfinished, and so in no figure: NaN is what Inspect leaves out and counts.
            return Score(value=math.nan, explanation=response.error)
        found = export.score(repeated(str(state.sample_id), state.epoch), response)
        primary = shown_metrics(export.task(found["id"].partition("/")[0]))[0]
        return Score(value=primary.of(found["stats"]) or 0.0, answer=response.text, metadata={EARNED: found})

    return score


# Called, not put above: the checker cannot see the decorators' types.
figures = metric(name="onrecord", scores="unreduced")(_figures)
earned = scorer(metrics=[], name="onrecord")(_earned)
