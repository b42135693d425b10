"""How often ``onrecord history`` finds a step that is there, and one that is not: the tables of docs/ci.md.

    python scripts/simulate_steps.py [--write docs/ci.md]

Seeded; takes some minutes.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from pages import put

from onrecord.compare.steps import find_steps
from onrecord.reports.grid import Grid

UNCHANGED, CHANGED = 4_000, 500
LENGTHS = (10, 20, 40, 80)
NEAR = 2
# The runs of a series, and the first and last + 1 of those that are lower.
SHIFTS = (
    (20, 10, 20),
    (20, 15, 20),
    (40, 20, 40),
    (40, 35, 40),
    (40, 37, 40),
    (60, 30, 60),
    (60, 30, 35),
    (60, 30, 40),
)
NOISES = {
    "normal": lambda random, size: random.normal(size=size),
    "share of 20 items right": lambda random, size: random.binomial(20, 0.9, size) / 20,
    "share of 5 items right": lambda random, size: random.binomial(5, 0.95, size) / 5,
    "heavy tails (t, 2 degrees)": lambda random, size: random.standard_t(2, size),
}


def alarms() -> Iterator[tuple[str, ...]]:
    """The share of unchanged series with a step, by kind of noise and number of runs."""
    random = np.random.default_rng(1)
    for name, noise in NOISES.items():
        found = (
            sum(bool(find_steps(noise(random, size).tolist())) for _ in range(UNCHANGED)) / UNCHANGED
            for size in LENGTHS
        )
        yield name, *(f"{100 * share:.1f}" for share in found)


def power() -> Iterator[tuple[str, ...]]:
    """The share of series in which the first changed run is found, give or take ``NEAR``; then the share with
    more steps than there are."""
    random = np.random.default_rng(2)
    for size, first, end in SHIFTS:
        cells = []
        for height in (2, 3, 4):
            near = more = 0
            for _ in range(CHANGED):
                values = random.normal(size=size)
                values[first:end] -= height
                steps = find_steps(values.tolist())
                near += any(abs(step.at - first) <= NEAR for step in steps)
                more += len(steps) > 1 + (end < size)
            cells.append(f"{100 * near / CHANGED:.0f} ({100 * more / CHANGED:.1f})")
        where = f"the last {size - first}" if end == size else f"{end - first} in the middle"
        yield str(size), where, *cells


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path, help="the page whose tables these are")
    page = parser.parse_args().write
    tables = (
        Grid("", ("unchanged runs, noise", *(f"{size} runs" for size in LENGTHS)), tuple(alarms())),
        Grid("", ("runs", "of them lower", "by 2 sd", "3 sd", "4 sd"), tuple(power())),
    )
    made = "\n".join(table.as_markdown() for table in tables)
    print(made)
    if page:
        put(page, "steps", made)


if __name__ == "__main__":
    main()
