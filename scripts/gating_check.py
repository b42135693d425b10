"""Holds what scripts/gating.py works out against the gate itself, on results made of the same numbers."""

from collections.abc import Mapping, Sequence

import numpy as np
from gating import Floats, Setting, draw, outcome
from resampling import Results

from onrecord.compare.config import GateConfig
from onrecord.compare.gate import judge
from onrecord.compare.result import ItemResult, Result, TaskResult
from onrecord.scoring.aggregate import Sample


def checked(world: Sequence[Results], setting: Setting, trials: int) -> int:
    """Hold as many pairs against ``judge`` on results made of the same numbers; exits where it differs."""
    random = np.random.default_rng((9, setting.articles, setting.repeats))
    drawn = draw(world, setting, trials, random)
    found = outcome(drawn)
    for trial in range(trials):
        before, after = (
            _result(world, {t: v[trial] for t, v in side.items()}) for side in (drawn.before, drawn.after)
        )
        for margin in (0.0, 1.0):
            verdict = judge(after, before, GateConfig(stochastic=True, margin=margin))
            p_values = [check.p_value for check in verdict.checks]
            told = [p if p is not None else 1.0 for p in p_values]
            same = np.allclose(told, found.adjusted[:, trial], atol=1e-9)
            if not same or verdict.passed == found.fails(margin)[trial]:
                raise SystemExit(f"{setting}: the gate says otherwise: {told}, {found.adjusted[:, trial]}")
    return trials


def _result(world: Sequence[Results], by_task: Mapping[str, Floats]) -> Result:
    """A result with these numbers: one answer an article, or one item of the one label."""
    tasks = {}
    for cell in world:
        samples = [Sample(f"a{n:03}", 0, 0, _stats(cell, v)) for n, v in enumerate(by_task[cell.task])]
        scorer, labels = _SCORERS[cell.metric.name]
        tasks[cell.task] = TaskResult(
            cell.task, f"{cell.task}.1", cell.metric.name, scorer, labels, tuple(samples), {}
        )
    articles = {s.article: "" for s in samples}
    return Result("run", "some", "onrecord:0.1", articles, tasks, len(articles))


_SCORERS = {
    "marked_f1": ("quotes", ()),
    "accuracy": ("attribution", ()),
    "speaker_f1": ("speakers", ()),
    "mean_recall": ("labels", ("any",)),
    "faithful_coverage": ("summary", ()),
    "quoted_coverage": ("quoted-summary", ()),
}


def _stats(cell: Results, value: float) -> dict[str, float]:
    value = float(value)
    parts = {
        "marked_f1": {"marked.credit": value, "marked.predicted": 1.0, "marked.gold": 1.0},
        "accuracy": {"credit": value, "items": 1.0},
        "speaker_f1": {"right": value, "predicted": 1.0, "gold": 1.0},
        "mean_recall": {"right.any": value, "gold.any": 1.0},
        "faithful_coverage": {"faithful": value},
        "quoted_coverage": {"quoted": value},
    }
    return {"answers": 1.0, **parts[cell.metric.name]}


def must_pass_fails(p: float, repeats: int, runs: int) -> float:
    """The share of items that fail by themselves: a hundred a run, each right with a chance of ``p``."""
    random = np.random.default_rng(0)
    names = [f"attribution/a/q{n}" for n in range(100)]
    rules = GateConfig(must_pass=tuple(names), stochastic=True)
    sample = Sample("a", 0, 0, {"answers": 100.0, "items": 100.0})
    failed = 0
    for _ in range(runs):
        shares = (random.random((100, repeats)) < p).mean(1)
        items = {name: ItemResult(float(share)) for name, share in zip(names, shares, strict=True)}
        task = TaskResult("attribution", "attribution.1", "accuracy", "attribution", (), (sample,), items)
        run = Result("run", "some", f"onrecord:0.1|repeats:{repeats}", {"a": ""}, {task.name: task}, 100)
        failed += sum(check.name.startswith("must pass") for check in judge(run, run, rules).failures)
    return failed / runs / 100
