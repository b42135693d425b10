"""The Python interface: ``onrecord.evaluate(model, …)`` does what ``onrecord run`` does."""

import datetime
import platform
import re
import sys
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Literal

from onrecord import __version__
from onrecord.errors import IncompleteError, ModelError, OnRecordError, RunError
from onrecord.models.base import Model
from onrecord.models.registry import make_model
from onrecord.reports.html import write_report
from onrecord.runs.execute import Engine, Outcome, Progress, execute
from onrecord.runs.folder import ITEMS, MANIFEST, REPORT, SCORES, RunFolder
from onrecord.runs.plan import Plan, digest
from onrecord.runs.ray_cluster import Cluster
from onrecord.runs.score import RunScores, score_run
from onrecord.tasks.build import Protocol

_LIBRARIES = ("numpy", "scipy", "rapidfuzz", "rouge-score-rs", "sacrebleu", "torch", "transformers", "openai")


def evaluate(
    model: str | Model = "baseline:rules",
    *,
    tasks: Sequence[str] = (),
    gold: str | Path = "",
    articles: Sequence[str] = (),
    split: str = "",
    limit: int | None = None,
    protocol: Protocol | None = None,
    model_options: Mapping[str, str] | None = None,
    out: str | Path | None = None,
    progress: Progress | None = None,
    engine: Literal["local", "ray"] = "local",
    cluster: Cluster | None = None,
) -> RunScores:
    """Run a model on the tasks, score it, and return the scores with the rows beside them.

    ``model`` is a spec (``"baseline:rules"``, ``"hf:…"``, ``"predictions:…"``) or any object that keeps
    the contract of ``onrecord.models.base.Model``. ``tasks``, ``articles`` and ``split`` narrow what is
    asked; all of it is asked without them. The run folder ``out`` is made (``runs/…`` below the working
    directory without it), resumed where it exists, and holds ``scores.json`` and ``report.html``.
    ``engine="ray"`` asks on the workers of a ``cluster``, or of this machine without one (docs/scale.md).

    Raises OnRecordError: GoldError, TaskError and ModelError for what was asked for, RunError for a folder
    or a cluster that cannot be used, IncompleteError where questions stayed without an answer.
    """
    if engine not in ("local", "ray"):
        raise OnRecordError(f"engine is local or ray, not ‘{engine}’")
    plan = Plan(tuple(tasks), str(gold), tuple(articles), split, limit, protocol=protocol or Protocol())
    made = make_model(model, model_options) if isinstance(model, str) else model
    folder = RunFolder(Path(out) if out else default_folder(made))
    asked_by = cluster_engine(model, model_options, made, cluster) if engine == "ray" else None
    scores, outcome = run(plan, made, folder, progress, asked_by)
    if not scores.is_complete:
        raise IncompleteError(incomplete_message(folder, scores, outcome))
    return scores


def run(
    plan: Plan,
    model: Model,
    folder: RunFolder,
    progress: Progress | None = None,
    engine: Engine | None = None,
) -> tuple[RunScores, Outcome]:
    """Execute a plan in a folder, then score it and write the report.

    The model is asked in this process, unless there is an ``engine`` (``cluster_engine``).
    """
    plan.tasks, plan.folders  # noqa: B018 - what was asked for is checked before anything is written
    if not plan.asks:
        # A folder that holds a run keeps it.
        raise IncompleteError("nothing to ask: the tasks find nothing in these articles")
    fingerprint = model.fingerprint
    with folder.locked():
        _claim(folder, plan, model, fingerprint)
        # Should this run be stopped, older scores must not pass for its own.
        folder.discard(REPORT, ITEMS, SCORES)
        outcome = execute(plan, model, folder, progress, engine)
        return _score(folder), outcome


def cluster_engine(
    model: str | Model,
    options: Mapping[str, str] | None,
    made: Model,
    cluster: Cluster | None = None,
) -> Engine:
    """The engine that asks a model, ``made`` here from its spec, on a Ray cluster.

    Raises ModelError for a model that is no spec: an object of this process cannot travel.
    """
    from onrecord.runs.ray_engine import ray_engine

    if not isinstance(model, str):
        raise ModelError(
            f"{made.name}: an object cannot travel to Ray's workers; name the model by a spec "
            "(python:MODULE:FUNCTION, say)"
        )
    return ray_engine(model, options or {}, made.fingerprint, cluster or Cluster())


def rescore(path: str | Path) -> RunScores:
    """Score a run folder's saved answers again, with gold and scorers as they are now, without the model."""
    folder = RunFolder(Path(path))
    folder.read_manifest()
    with folder.locked():
        return _score(folder)


def default_folder(model: Model) -> Path:
    """``runs/<model>-<fingerprint>`` below the working directory: one model's runs resume each other."""
    slug = re.sub(r"[^A-Za-z0-9.]+", "-", model.name).strip("-")[-60:]
    return Path("runs") / f"{slug}-{digest(model.fingerprint)[:8]}"


def incomplete_message(folder: RunFolder, scores: RunScores, outcome: Outcome | None = None) -> str:
    """What to say where questions stayed without an answer."""
    because = f" (first error: {outcome.first_error})" if outcome and outcome.first_error else ""
    return (
        f"{scores.missing} of {scores.questions} questions have no answer{because}; "
        f"what was answered is in {folder.path}, and running again asks only the rest"
    )


def _score(folder: RunFolder) -> RunScores:
    scores = score_run(folder)
    write_report(folder, scores)
    return scores


def _claim(folder: RunFolder, plan: Plan, model: Model, fingerprint: str) -> None:
    """Write the manifest. Raises RunError where the folder holds another model's answers."""
    if folder.has_manifest():
        before = folder.read_manifest()
        if before.get("fingerprint") != fingerprint and folder.has_responses():
            raise RunError(
                f"{folder.path}: holds answers of {before.get('model')} ({before.get('fingerprint')}), "
                f"not of {model.name} ({fingerprint}); choose another --out"
            )
    folder.write_json(
        MANIFEST,
        {
            "model": model.name,
            "fingerprint": fingerprint,
            "signature": plan.signature(model.name, fingerprint, model.takes_schema),
            "takes_schema": model.takes_schema,
            "plan": plan.to_json(),
            "gold": plan.gold_hashes,
            "tasks": {task.name: task.version for task in plan.tasks},
            "onrecord": __version__,
            "python": platform.python_version(),
            "libraries": _versions(),
            "command": sys.argv,
            "written": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        },
    )


def _versions() -> dict[str, str]:
    found = {}
    for name in _LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found
