"""Which stored runs are of one model, and which do not count as one that has read the article."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from onrecord.models.registry import TRIVIAL
from onrecord.workbench.stored_runs import StoredRun

_WEIGHTS = re.compile(r"\b(?:weights|adapter):[0-9a-f]+")


@dataclass(frozen=True, slots=True)
class Model:
    """A model by the name that its first run gives it, with all its runs."""

    name: str
    runs: tuple[StoredRun, ...]


def models_of(runs: Iterable[StoredRun]) -> tuple[list[Model], list[str]]:
    """The models that runs are of, each once however it was run; and what was left out or put together."""
    groups: dict[str, list[StoredRun]] = {}
    said = []
    for run in runs:
        if run.model.removeprefix("baseline:") in TRIVIAL and run.model.startswith("baseline:"):
            said.append(f"{run.name}: {run.model} is trivial and does not count")
        elif run.plan.protocol.closed_book:
            said.append(f"{run.name}: the article was withheld; it does not count")
        else:
            group = groups.setdefault(_identity(run), [])
            if group:
                said.append(f"{run.name}: the same model as {group[0].name}; they count once")
            group.append(run)
    names = [group[0].model for group in groups.values()]
    models = [
        Model(name if names.count(name) == 1 else f"{name} ({group[0].name})", tuple(group))
        for name, group in zip(names, groups.values(), strict=True)
    ]
    return models, said


def _identity(run: StoredRun) -> str:
    """What two runs of one model share: its weights where they are known, else its name."""
    if weights := _WEIGHTS.findall(run.fingerprint):
        return " ".join(weights)
    # Files of answers may bear one name and hold those of different models.
    return run.fingerprint if run.model.startswith("predictions:") else run.model
