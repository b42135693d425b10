"""The Python interface: ``onrecord.evaluate(model, …)`` does what ``onrecord run`` does."""

import datetime
import os
import platform
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import Literal

from onrecord import __version__
from onrecord.errors import IncompleteError, ModelError, OnRecordError, RunError
from onrecord.gold.root import gold_root, twins_of
from onrecord.gold.twins.kinds import KINDS as TWINS
from onrecord.gold.twins.kinds import Kind as Twins
from onrecord.gold.twins.kinds import NoTwinError
from onrecord.models.base import Model
from onrecord.models.registry import make_model
from onrecord.reports.html import write_report
from onrecord.runs.execute import Engine, Outcome, Progress, execute
from onrecord.runs.folder import ITEMS, JUDGE_FOLDER, MANIFEST, REPORT, SCORES, TWINS_FOLDER, RunFolder
from onrecord.runs.judge.judging import judge_label, judge_signature
from onrecord.runs.judge.questions import questions
from onrecord.runs.judge.stage import ask_judge, check_judge, judge_plan
from onrecord.runs.plan import Plan, digest
from onrecord.runs.ray_cluster import Cluster
from onrecord.runs.score import RunScores, load_scores, score_run
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
    twins: Sequence[Twins] = (),
    judge: str | Model | None = None,
    judge_options: Mapping[str, str] | None = None,
) -> RunScores:
    """Run a model on the tasks, score it, and return the scores with the rows beside them.

    ``model`` is a spec (``"baseline:rules"``, ``"hf:…"``, ``"predictions:…"``) or any object that keeps
    the contract of ``onrecord.models.base.Model``. ``tasks``, ``articles`` and ``split`` narrow what is
    asked; all of it is asked without them. The run folder ``out`` is made (``runs/…`` below the working
    directory without it), resumed where it exists, and holds ``scores.json`` and ``report.html``.
    ``engine="ray"`` asks on the workers of a ``cluster``, or of this machine without one (docs/scale.md).
    ``twins`` asks about twins of the articles too, of these kinds (``names``, ``straight``, ``curly``,
    ``guillemets``, ``clean``), and adds rows for them; the model is then a spec, as it is made anew for each.
    ``judge`` is a model that then decides about the summaries, in figures of its own (docs/judge.md).

    Raises OnRecordError: GoldError, TaskError and ModelError for what was asked for, RunError for a folder
    or a cluster that cannot be used, IncompleteError where questions stayed without an answer.
    """
    if engine not in ("local", "ray"):
        raise OnRecordError(f"engine is local or ray, not ‘{engine}’")
    check_twins(twins, model)
    plan = Plan(tuple(tasks), str(gold), tuple(articles), split, limit, protocol=protocol or Protocol())
    judging = make_model(judge, judge_options) if isinstance(judge, str) else judge
    if judging is not None:
        check_judge(plan, judging)
    made = make_model(model, model_options) if isinstance(model, str) else model
    folder = RunFolder(Path(out) if out else default_folder(made))
    asked_by = cluster_engine(model, model_options, made, cluster) if engine == "ray" else None
    scores, outcome = run(plan, made, folder, progress, asked_by)
    if not scores.is_complete:
        raise IncompleteError(incomplete_message(folder, scores, outcome))
    if twins:
        scores = run_twins(twins, plan, model, model_options, folder, progress, asked_by)
    if judging is not None:
        scores, outcome = run_judge(judging, folder, progress)
        if outcome.errors:
            raise IncompleteError(unjudged_message(judging, folder, outcome))
    return scores


def run_twins(
    kinds: Sequence[Twins],
    plan: Plan,
    model: str | Model,
    options: Mapping[str, str] | None,
    folder: RunFolder,
    progress: Progress | None = None,
    engine: Engine | None = None,
) -> RunScores:
    """Run a model on twins of a finished run's articles, below its folder; the run's scores with their rows.

    The twins' seed is the plan's. A kind that none of the articles has is passed over. Raises what
    ``check_twins`` raises, and NoTwinError where there is no twin at all.
    """
    check_twins(kinds, model)
    assert isinstance(model, str)
    plans = {kind: found for kind in kinds if (found := _twin_plan(plan, kind))}
    if not plans:
        raise NoTwinError(f"none of these articles has a twin of the kind {', '.join(kinds)}")
    for kind, twin_plan in plans.items():
        there = RunFolder(folder.path / TWINS_FOLDER / kind)
        scores, outcome = run(twin_plan, make_model(model, options), there, progress, engine)
        if not scores.is_complete:
            raise IncompleteError(incomplete_message(there, scores, outcome))
    return rescore(folder.path)


def check_twins(kinds: Sequence[Twins], model: str | Model) -> None:
    """Raise OnRecordError for an unknown kind of twins, ModelError for a model that cannot be asked anew."""
    if unknown := [kind for kind in kinds if kind not in TWINS]:
        raise OnRecordError(f"no twins of the kind ‘{unknown[0]}’; there are {', '.join(TWINS)}")
    if kinds and (not isinstance(model, str) or model.startswith("predictions:")):
        raise ModelError("twins are asked about anew: name a model that can be (hf:, openai:, command:, …)")


def _twin_plan(plan: Plan, kind: Twins) -> Plan | None:
    """The same questions about the twins of a plan's articles; None where no article has one."""
    named = twins_of(plan.gold, kind, plan.protocol.seed)
    try:
        have = {path.name for path in gold_root(named).iterdir()}
    except NoTwinError:
        return None
    ids = tuple(path.name for path in plan.folders if path.name in have)
    return replace(plan, gold=named, article_ids=ids, split="", limit=None) if ids else None


def run_judge(judge: Model, folder: RunFolder, progress: Progress | None = None) -> tuple[RunScores, Outcome]:
    """Ask a judge about the summaries of a finished, scored run; the run's scores with the judge's figures.

    Judges stand side by side below the run, each with its answers: what one has answered about the same
    summary before is not asked again. Where answers stay away the outcome counts errors, and the scores
    have no figure of this judge. Raises what ``check_judge`` raises, RunError for a folder that was not
    scored, and IncompleteError for a run that is not finished.
    """
    with folder.locked():
        scores = load_scores(folder)
        if not scores.is_complete:
            raise IncompleteError(incomplete_message(folder, scores))
        plan = judge_plan(folder)
        check_judge(plan, judge)
        there = RunFolder(folder.path / JUDGE_FOLDER / default_folder(judge).name)
        with there.locked():
            label = judge_label(judge.name, judge.fingerprint)
            about = {
                "questions": {name: question.version for name, question in questions().items()},
                "judged": {"signature": scores.signature, "answers": plan.answers_hash},
            }
            signature = judge_signature(label, judge.takes_schema, plan.answers_hash)
            _write_manifest(there, judge, signature, about)
            outcome = ask_judge(plan, judge, there, progress)
        return _score(folder), outcome


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


def fresh_folder(model: Model, label: str = "") -> Path:
    """A run folder of its own, named by ``label``, else by the time: in the one that a model's runs share,
    answers of an earlier run would stand for new ones."""
    label = label or f"{datetime.datetime.now(datetime.UTC):%Y%m%dT%H%M%S}-{os.getpid()}"
    shared = default_folder(model)
    return shared.with_name(f"{shared.name}-{label}")


def incomplete_message(folder: RunFolder, scores: RunScores, outcome: Outcome | None = None) -> str:
    """What to say where questions stayed without an answer."""
    return (
        f"{scores.missing} of {scores.questions} questions have no answer{_because(outcome)}; "
        f"what was answered is in {folder.path}, and running again asks only the rest"
    )


def unjudged_message(judge: Model, folder: RunFolder, outcome: Outcome) -> str:
    """What to say where a judge's questions stayed without an answer."""
    return (
        f"the judge {judge.name} has no answer to {outcome.errors} of {outcome.total} "
        f"questions{_because(outcome)}, and so no figure; the run’s own scores stand. What it answered is in "
        f"{folder.path / JUDGE_FOLDER}, and judging again asks only the rest"
    )


def _because(outcome: Outcome | None) -> str:
    return f" (first error: {outcome.first_error})" if outcome and outcome.first_error else ""


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
    about = {
        "plan": plan.to_json(),
        "gold": plan.gold_hashes,
        "tasks": {task.name: task.version for task in plan.tasks},
    }
    _write_manifest(folder, model, plan.signature(model.name, fingerprint, model.takes_schema), about)


def _write_manifest(folder: RunFolder, model: Model, signature: str, about: Mapping[str, object]) -> None:
    """Write who is asked, and ``about`` what."""
    folder.write_json(
        MANIFEST,
        {
            "model": model.name,
            "fingerprint": model.fingerprint,
            "signature": signature,
            "takes_schema": model.takes_schema,
            **about,
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
