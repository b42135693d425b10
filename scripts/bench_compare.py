"""Time comparing two runs: 10,000 resamples × 7 tasks × 1,000 articles, beside others' permutation tests.

    python scripts/bench_compare.py [RUN] [--articles 1000] [--rounds 5] [--write docs/ci.md]

The runs are made of a saved run's articles, drawn with replacement; a fifth of the second run's have another
article's answers. The rows take turns, and the quickest of the rounds counts: seconds of this process
(which other work on the machine lengthens little) and of the clock. Prints the table, or writes it
to docs/ci.md.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pages import put
from scipy import stats
from simulate_statistics import table

from onrecord.compare.comparison import compare
from onrecord.compare.result import Result, TaskResult, result_of
from onrecord.runs.folder import RunFolder
from onrecord.scoring.aggregate import article_value, grouped
from onrecord.scoring.paired import paired_test
from onrecord.scoring.permutation import RESAMPLES

TASKS = 7
Floats = NDArray[np.float64]


def enlarged(run: Result, articles: int, noise: float) -> Result:
    """A run on many articles, each a copy of one of the run's; ``noise`` of them are copies of another."""
    names = list(run.gold)
    random = np.random.default_rng(0)
    drawn = random.integers(0, len(names), articles)
    other = random.integers(0, len(names), articles)
    sources = np.where(np.random.default_rng(1).random(articles) < noise, other, drawn)
    copies = {f"a{n:05}": names[source] for n, source in enumerate(sources)}
    tasks = {name: _copied(task, copies) for name, task in list(run.tasks.items())[:TASKS]}
    return replace(run, gold=dict.fromkeys(copies, "gold"), tasks=tasks)


def _copied(task: TaskResult, copies: dict[str, str]) -> TaskResult:
    samples = {sample.article: sample for sample in task.samples}
    items: dict[str, list[str]] = {}
    for id in task.items:
        items.setdefault(id.split("/")[1], []).append(id)
    return replace(
        task,
        samples=tuple(replace(samples[s], article=a) for a, s in copies.items() if s in samples),
        items={
            id.replace(f"/{source}/", f"/{article}/"): task.items[id]
            for article, source in copies.items()
            for id in items.get(source, ())
        },
    )


def differences(before: Result, after: Result) -> list[Floats]:
    """What others' tests are given: each article's difference in the primary metric, worked out already."""
    found = []
    for name, task in before.tasks.items():
        metric = task.metrics[0]
        sides = [
            [article_value(metric, group) or 0.0 for group in grouped(run.tasks[name].samples).values()]
            for run in (before, after)
        ]
        least = min(map(len, sides))
        found.append(np.subtract(sides[1][:least], sides[0][:least]))
    return found


def ours(before: Result, after: Result) -> None:
    for name, task in before.tasks.items():
        paired_test(task.metrics[0], task.samples, after.tasks[name].samples)


def scipys(given: Sequence[Floats]) -> None:
    for values in given:
        stats.permutation_test(
            (values,), _mean, permutation_type="samples", n_resamples=RESAMPLES, batch=500, rng=0
        )


def _mean(values: Floats, axis: int = -1) -> Floats:
    found: Floats = values.mean(axis=axis)
    return found


def loop(given: Sequence[Floats]) -> None:
    """One resample after another, as evaluation scripts do it."""
    for values in given:
        random = np.random.default_rng(0)
        observed = abs(values.mean())
        sum(
            abs((values * (1 - 2 * random.integers(0, 2, len(values)))).mean()) >= observed
            for _ in range(RESAMPLES)
        )


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds of this process, and of the clock."""
    process, clock = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - process, time.perf_counter() - clock


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("run", type=Path, nargs="?", default=Path("runs/rules-test"), metavar="RUN")
    parser.add_argument("--articles", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", type=Path, metavar="FILE", help="a page that has a place for the table")
    given = parser.parse_args()
    saved = result_of(RunFolder(given.run))
    before, after = (enlarged(saved, given.articles, noise) for noise in (0.0, 0.2))
    values = differences(before, after)
    rows: dict[str, Callable[[], object]] = {
        "`compare`: all metrics, tests, intervals, flips": partial(compare, before, after),
        "`paired_test` of the primary metrics, from statistics": partial(ours, before, after),
        "`scipy.stats.permutation_test`, from ready differences": partial(scipys, values),
        "NumPy, a resample at a time, from ready differences": partial(loop, values),
    }
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in rows}
    for _ in range(given.rounds):
        for name, work in rows.items():
            found[name].append(timed(work))
    best = {name: tuple(map(min, zip(*times, strict=True))) for name, times in found.items()}
    least = best["`compare`: all metrics, tests, intervals, flips"][0]
    body = [[name, f"{p:.2f}", f"{c:.2f}", f"{p / least:.1f}"] for name, (p, c) in best.items()]
    items = sum(len(task.items) for task in before.tasks.values())
    made = (
        f"`python scripts/bench_compare.py`: {RESAMPLES:,} resamples × {TASKS} tasks × {given.articles:,} "
        f"articles, {items:,} items; the best of {given.rounds} rounds.\n\n"
        + table(["", "process, s", "clock, s", "ratio"], body, 1)
    )
    if given.write:
        put(given.write, "speed", made)
    else:
        print(made)


if __name__ == "__main__":
    main()
