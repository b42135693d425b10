"""Simulate how often a gate fails on unchanged runs, and on runs that became worse, on real scores.

    python scripts/simulate_gate.py runs/rules-test runs/smollm2-test [--trials 10000] [--drops 1600]

The articles of a run are the world that samples are drawn from. Writes the tables of docs/ci.md.
"""

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from gating import (
    ALPHA,
    ANEW,
    NORMAL_4,
    NORMAL_8,
    Drawn,
    Noise,
    Outcome,
    Setting,
    detectable,
    nights,
    outcome,
    p_paired_t,
    simulated,
)
from gating_check import checked, must_pass_fails
from pages import put
from resampling import Results, on_shared
from scipy import stats
from simulate_statistics import percent, read, table

from onrecord.compare.comparison import ALPHA as LEVEL

PAGE = Path(__file__).resolve().parents[1] / "docs" / "ci.md"
SIZES = (6, 12, 20, 40, 60, 100)
REPEATS = (1, 3, 5)
MARGINS = (0.0, 0.5, 1.0, 2.0)
DROPS = (1, 2, 3, 5, 8)
World = Sequence[Results]
Says = Callable[[Drawn, Outcome], Sequence[float]]


def shares(world: World, setting: Setting, trials: int, says: Says, seed: int = 0) -> list[float]:
    """How often each of several things is said of a pair of runs; ``says`` gives the shares of a part."""
    parts = [(says(d, o), o.drops.shape[1]) for d, o in simulated(world, setting, trials, seed)]
    sums = np.sum([np.multiply(found, count) for found, count in parts], axis=0)
    return [float(s) / trials for s in sums]


def unchanged(articles: int, repeats: int, noise: Noise) -> Setting:
    return Setting(articles, repeats, noise, {})


def worse(world: World, setting: Setting, points: float, trials: int, says: Says) -> list[float]:
    """The shares where one task drops, each of them in turn."""
    found = []
    for seed, cell in enumerate(world):
        one = Setting(setting.articles, setting.repeats, setting.noise, {cell.task: points / 100})
        found.append(shares(world, one, trials // len(world), says, seed))
    return [float(s) for s in np.mean(found, axis=0)]


def at_margins(_: Drawn, found: Outcome) -> list[float]:
    """How often the gate fails, by margin."""
    return [float(found.fails(margin).mean()) for margin in MARGINS]


def practices(drawn: Drawn, found: Outcome) -> list[float]:
    """The same runs under what else is done; the gate with margins of 0 and 1 first."""
    return [
        float(found.fails(0).mean()),
        float(found.fails(1).mean()),
        float((found.drops[0] > 0.005).mean()),
        float((found.drops > 0.005).any(0).mean()),
        float((p_paired_t(drawn) <= 0.025).any(0).mean()),
        float((found.z > 1.96).any(0).mean()),
    ]


PRACTICES = (
    "this gate, margin 0",
    "this gate, margin 1",
    "one primary metric down by half a point",
    "any of them down by half a point",
    "each of them at 2.5% (paired t)",
    "each more than 1.96 unpaired standard errors down",
)


def false_alarms(worlds: Mapping[str, World], trials: int) -> Iterator[str]:
    """Unchanged runs that fail."""
    error = 100 * (ALPHA * (1 - ALPHA) / trials) ** 0.5
    first = next(iter(worlds.values()))
    yield "### False alarms on unchanged runs\n"
    yield (
        f"In % of {trials:,} pairs of runs a figure (standard error at 2%: {error:.2f}), over "
        f"{len(first)} tasks together, by number of articles.\n"
    )
    rows = []
    highest = 0.0
    for name, noise, world in [
        *((f"{w}, {ANEW.name}", ANEW, world) for w, world in worlds.items()),
        (NORMAL_8.name, NORMAL_8, first),
    ]:
        for k in REPEATS:
            by_size = [shares(world, unchanged(n, k, noise), trials, at_margins) for n in SIZES]
            highest = max(highest, *(found[0] for found in by_size))
            for m, margin in enumerate(MARGINS):
                if margin in (0, 1) or noise is NORMAL_8:
                    rows.append([name, str(k), f"{margin:g}", *(percent(found[m]) for found in by_size)])
    yield table(["noise", "repeats", "margin", *map(str, SIZES)], rows, 1)
    yield f"The highest of them: {100 * highest:.2f}%.\n"
    yield "### The same runs, other practices\n"
    yield f"Unchanged runs that fail, in %; {NORMAL_8.name}, one repeat.\n"
    by_size = [shares(first, unchanged(n, 1, NORMAL_8), trials, practices) for n in SIZES]
    rows = [[name, *(percent(found[n]) for found in by_size)] for n, name in enumerate(PRACTICES)]
    yield table(["practice", *map(str, SIZES)], rows, 1)
    every = [replace(c, task=f"{name} {c.task}") for name, world in worlds.items() for c in world]
    twelve = every[:12]
    found = shares(twelve, unchanged(60, 1, NORMAL_8), trials, practices)
    yield (
        f"With twelve tasks and 60 articles: one metric down by half a point {percent(found[2])}%, any of "
        f"twelve {percent(found[3])}%, twelve separate gates at 2.5% {percent(found[4])}%, this gate "
        f"{percent(found[0])}%.\n"
    )


def one_baseline(tasks: int, baselines: int = 400, runs: int = 100) -> str:
    """How unchanged runs fare against one and the same baseline, which has its own noise."""
    random = np.random.default_rng(0)
    lines = []
    for k in REPEATS:
        drawn = (nights(60, k, tasks, NORMAL_8.sd, runs, random) for _ in range(baselines))
        fails = np.array([outcome(d).fails().mean() for d in drawn])
        quiet, loud = (fails == 0).mean(), (fails > 0.1).mean()
        lines.append([str(k), *map(percent, (fails.mean(), quiet, loud, fails.max()))])
    heads = [
        "repeats",
        "runs that fail",
        "baselines without any",
        "with more than 10 in 100",
        "worst baseline",
    ]
    return table(heads, lines, 0)


def power(world: World, trials: int) -> Iterator[str]:
    """Runs that became worse and fail."""
    yield "### Power: one task drops\n"
    yield (
        f"In % of {trials // len(world) * len(world):,} pairs of runs a figure (standard error at most "
        f"{100 * 0.5 / trials**0.5:.1f}), each task dropping in turn, by number of articles.\n"
    )
    heads = ["repeats", "margin", "drop", *map(str, SIZES)]
    found = {
        (k, d): [worse(world, unchanged(n, k, NORMAL_8), d, trials, at_margins) for n in SIZES]
        for k in REPEATS
        for d in DROPS
    }
    rows = [
        [str(k), f"{margin:g}", str(d), *(percent(by_margin[m]) for by_margin in found[k, d])]
        for k in REPEATS
        for m, margin in enumerate(MARGINS)
        for d in DROPS
        if margin == 0 or (k == 3 and margin >= 1 and d > margin)
    ]
    yield f"{NORMAL_8.name}:\n"
    yield table(heads, rows, 0)
    yield f"{NORMAL_4.name}, and {ANEW.name}; margin 0:\n"
    rows = [
        [noise.name, str(k), str(d)]
        + [percent(worse(world, unchanged(n, k, noise), d, trials, at_margins)[0]) for n in SIZES]
        for noise in (NORMAL_4, ANEW)
        for k in (1, 3)
        for d in DROPS
    ]
    yield table(["noise", "repeats", "drop", *map(str, SIZES)], rows, 1)
    yield "### Power: all tasks drop\n"
    rows = []
    for k in REPEATS:
        for d in DROPS:
            drops = {cell.task: d / 100 for cell in world}
            settings = (Setting(n, k, NORMAL_8, drops) for n in SIZES)
            rows.append(
                [str(k), str(d), *(percent(shares(world, s, trials, at_margins)[0]) for s in settings)]
            )
    yield f"{NORMAL_8.name}, margin 0:\n"
    yield table(["repeats", "drop", *map(str, SIZES)], rows, 0)
    yield "### Power of other practices\n"
    yield f"One task drops; {NORMAL_8.name}, one repeat, 60 articles. In %; drops in points.\n"
    by_drop = [worse(world, unchanged(60, 1, NORMAL_8), d, trials, practices) for d in DROPS]
    rows = [[name, *(percent(f[n]) for f in by_drop)] for n, name in enumerate(PRACTICES) if n != 2]
    yield table(["practice", *map(str, DROPS)], rows, 1)


def truth_of_detectable(world: World, trials: int) -> Iterator[str]:
    """Whether a drop of the size that is called detectable is found in four of five cases."""
    level = LEVEL / 2 / len(world)
    yield "### Is the detectable drop detected?\n"
    yield (
        "The median over unchanged runs of the drop that is called detectable, in points; how often a test "
        f"at its level ({level:g}) finds such a drop in one task, in %, where each article loses the same "
        "and where each loses the same share of what it had; and how often the gate fails, whose level is "
        f"alpha ÷ tasks = {ALPHA / len(world):g}. {NORMAL_8.name}.\n"
    )
    rows = []
    for k, n in ((k, n) for k in REPEATS for n in SIZES[1:]):
        drawn, _ = next(simulated(world, unchanged(n, k, NORMAL_8), 200, seed=5))
        size = float(np.median([detectable(d, level) for d in drawn.differences.values()]))
        found = []
        for place, cell in enumerate(world):
            if cell.score <= size:
                continue

            def says(_: Drawn, found: Outcome, place: int = place) -> list[float]:
                return [float((found.p_values[place] <= level).mean()), float(found.fails().mean())]

            for even in (True, False):
                setting = Setting(n, k, NORMAL_8, {cell.task: size}, even)
                found.append(shares(world, setting, trials // len(world), says, place))
        even, uneven = np.mean(found[::2], axis=0), np.mean(found[1::2], axis=0)
        rows.append([str(k), str(n), *map(percent, (size, even[0], uneven[0], even[1], uneven[1]))])
    heads = ["repeats", "articles", "detectable", "found: even", "in shares", "gate fails: even", "in shares"]
    yield table(heads, rows, 0)


def must_pass(runs: int) -> Iterator[str]:
    """How often an item that is mostly answered right fails an unchanged run by itself."""
    yield "### Items that must pass\n"
    yield (
        "An item that is answered right with a chance of p is wrong in more than half of k repeats so often, "
        f"in %: by the binomial, and in brackets as the gate has it in {runs * 100:,} cases.\n"
    )
    rows = []
    for p in (0.5, 0.8, 0.9, 0.95, 0.99):
        exact = [float(stats.binom.cdf(np.ceil(k / 2) - 1, k, p)) for k in REPEATS]
        seen = [must_pass_fails(p, k, runs) for k in REPEATS]
        rows.append([f"{p:g}", *(f"{100 * e:.2f} ({100 * s:.2f})" for e, s in zip(exact, seen, strict=True))])
    yield table(["p", *(f"k = {k}" for k in REPEATS)], rows, 0)


def made(worlds: Mapping[str, World], trials: int, drops: int, command: str) -> Iterator[str]:
    """The tables."""
    world = next(iter(worlds.values()))
    yield f"`{command}`\n"
    pairs = sum(
        checked(world, Setting(n, k, noise, {"quotes": 0.05}), 10)
        for n in SIZES
        for k, noise in ((1, NORMAL_8), (3, ANEW))
    )
    yield (
        f"Runs are drawn and tested thousands at once; on {pairs} of the pairs, results made of the same "
        "numbers went through the gate itself, and its p-values and verdicts were these.\n"
    )
    yield from false_alarms(worlds, trials)
    yield "### One baseline, many runs\n"
    yield (
        f"A hundred unchanged runs against each of 400 baselines, in %; {len(world)} tasks, 60 articles, "
        f"{NORMAL_8.name}, margin 0.\n"
    )
    yield one_baseline(len(world))
    yield from power(world, drops)
    yield from truth_of_detectable(world, drops)
    yield from must_pass(100)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("runs", type=Path, nargs="+", metavar="RUN")
    parser.add_argument("--trials", type=int, default=10_000, help="pairs of unchanged runs a figure")
    parser.add_argument("--drops", type=int, default=1_600, help="pairs with a drop a figure")
    parser.add_argument("--write", type=Path, default=PAGE, metavar="FILE", help="docs/ci.md without it")
    given = parser.parse_args()
    rows = read(given.runs)
    worlds = {
        name: on_shared(list(by_task.values())) for name, by_task in list(rows.items())[: len(given.runs)]
    }
    command = f"python scripts/simulate_gate.py {' '.join(map(str, given.runs))}"
    put(given.write, "gate", "\n".join(made(worlds, given.trials, given.drops, command)))


if __name__ == "__main__":
    main()
