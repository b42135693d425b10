"""Simulate how often intervals cover and tests give false alarms, on the scores of saved runs.

    python scripts/simulate_statistics.py RUN [RUN…] [--trials 4000] [--tests 2000]

The articles of a run are taken for the whole world: its score on them is the truth, and samples of n of
them, drawn with replacement, are what somebody would measure. Writes the tables of docs/statistics.md.
"""

import argparse
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from pages import put
from resampling import (
    LEVEL,
    RESAMPLES,
    SIZES,
    TESTED,
    Method,
    Results,
    clamped_t,
    coverage,
    difference,
    exchanged,
    false_alarms,
    on_shared,
    paired_t,
    recentred,
    repeat_of,
    repeated,
    results,
    share,
    varies,
)

from onrecord.gold.load import load_article
from onrecord.runs.beside import Beside
from onrecord.runs.folder import RunFolder
from onrecord.runs.score import read_plan, samples_of
from onrecord.scoring.scorers import ArticleScorer, metrics_of

PAGE = Path(__file__).resolve().parents[1] / "docs" / "statistics.md"


def read(runs: Sequence[Path]) -> dict[str, dict[str, Results]]:
    """The results of the runs' models, and of the rows beside the first, by row and task."""
    folders = [RunFolder(run) for run in runs]
    plan = read_plan(folders[0])
    beside = Beside(plan)
    for path in plan.folders:
        beside.add(ArticleScorer(load_article(path)), path)
    rows = [(str(f.read_manifest()["model"]).split("/")[-1], samples_of(f)) for f in folders]
    known = {name for name, _ in rows}
    rows += [(name, samples) for name, samples in beside.rows() if f"baseline:{name}" not in known]
    found: dict[str, dict[str, Results]] = {}
    for name, samples in rows:
        for task in plan.tasks:
            if task.name in samples:
                primary = next(m for m in metrics_of(task) if m.name == task.primary)
                found.setdefault(name, {})[task.name] = results(name, task.name, primary, samples[task.name])
    return found


def table(head: Sequence[str], rows: Iterable[Sequence[str]], text: int) -> str:
    """A Markdown table whose first columns are text."""
    marks = ["---"] * text + ["---:"] * (len(head) - text)
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, marks, *rows]) + "\n"


def percent(share: float) -> str:
    return f"{100 * share:.1f}"


def made(rows: Mapping[str, Mapping[str, Results]], trials: int, tests: int, command: str) -> Iterator[str]:
    """The tables."""
    first, second = list(rows.values())[:2]
    cells = [by_task[t] for t in first for by_task in rows.values() if t in by_task and by_task[t].articles]
    flat = [c for c in cells if not varies(c.pseudo_values())]
    yield f"`{command}`\n"
    error = 100 * (LEVEL * (1 - LEVEL) / trials) ** 0.5
    yield f"Coverage is of {trials:,} samples a figure (standard error at 95%: {error:.1f}).\n"
    named = ", ".join(f"{c.row} on {c.task}" for c in flat)
    yield f"Left out, because the truth is that all articles score alike: {named}.\n"
    yield "### Coverage of the interval of a score, by number of articles\n"
    yield from covered([[c] for c in cells if c not in flat], share, clamped_t, trials)
    yield "### Coverage of the interval of a paired difference\n"
    others = [c for c in cells if c not in flat and c.row != first[c.task].row]
    pairs = [on_shared([first[c.task], c]) for c in others] + [[c, repeat_of(c)] for c in first.values()]
    pairs = [[x, y] for x, y in pairs if np.abs(x.values - y.values).max() > 1e-9]
    yield from covered(pairs, difference, paired_t, trials)
    shared = on_shared([*first.values(), *(second[task] for task in first)])
    models = dict(zip(first, zip(shared[: len(first)], shared[len(first) :], strict=True), strict=True))
    means = {task: pair for task, pair in models.items() if not pair[0].metric.pooled}
    error = 100 * (LEVEL * (1 - LEVEL) / tests) ** 0.5
    yield "### False alarms of paired tests at .05\n"
    yield f"Of {tests:,} a figure (standard error at 5%: {error:.1f}), with {RESAMPLES} resamples.\n"
    for title, null, among in (
        ("results of two models in random order", exchanged, models),
        ("two noisy repeats of the first model", repeated, models),
        ("two models, means made equal by a shift", recentred, means),
    ):
        by_task, in_any = false_alarms(among, null, tests)
        body = [[task, *map(percent, s)] for task, s in by_task.items()]
        body.append([f"any of the {len(among)}, after Holm", *map(percent, in_any)])
        yield table([title, *map(str, TESTED)], body, 1)


def covered(groups: Sequence[Sequence[Results]], method: Method, rival: Method, trials: int) -> Iterator[str]:
    """The table of a method's coverage, and how it and its rival do from twelve articles on."""
    truths = [cells[-1].score - sum(c.score for c in cells[:-1]) for cells in groups]
    found = [coverage(c, truth, method, trials) for c, truth in zip(groups, truths, strict=True)]
    others = [coverage(c, truth, rival, trials) for c, truth in zip(groups, truths, strict=True)]
    rows = [
        [cells[-1].task, cells[-1].row, percent(truth), *map(percent, row)]
        for cells, truth, row in zip(groups, truths, found, strict=True)
    ]
    kind = "score" if len(groups[0]) == 1 else f"minus {groups[0][0].row}"
    yield table(["task", "row", kind, *map(str, SIZES)], rows, 2)
    heads = ["", "12 articles and more", "lowest", "highest", "below 93", "93 to 97", "above 97"]
    yield table(heads, [_summary("this interval", found), _summary("Student’s t", others)], 1)


def _summary(name: str, shares: Sequence[Sequence[float]]) -> list[str]:
    from_12 = [share for row in shares for size, share in zip(SIZES, row, strict=True) if size >= 12]
    below, above = sum(s < 0.93 for s in from_12), sum(s > 0.97 for s in from_12)
    counts = (len(from_12), percent(min(from_12)), percent(max(from_12)), below)
    return [name, *map(str, counts), str(len(from_12) - below - above), str(above)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("runs", type=Path, nargs="+", metavar="RUN")
    parser.add_argument("--trials", type=int, default=4_000)
    parser.add_argument("--tests", type=int, default=2_000)
    given = parser.parse_args()
    command = f"python scripts/simulate_statistics.py {' '.join(map(str, given.runs))}"
    put(PAGE, "made", "\n".join(made(read(given.runs), given.trials, given.tests, command)))


if __name__ == "__main__":
    main()
