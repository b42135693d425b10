"""What scripts/simulate_statistics.py draws: samples of saved results, their intervals, their tests.

Sums are taken over thousands of samples at once; intervals and tests are the package's own.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from onrecord.scoring.aggregate import Sample, article_value, estimate, grouped, sum_of
from onrecord.scoring.metric import Metric
from onrecord.scoring.permutation import exchange_test, holm, sign_flip_test
from onrecord.scoring.statistics import (
    Interval,
    difference_interval,
    share_interval,
    t_interval,
)

SIZES = (5, 8, 11, 12, 20, 28, 40, 60)
TESTED = (5, 8, 11, 12, 20, 28, 60)
LEVEL = 0.05
RESAMPLES = 999
# In a repeat of a run, so large a share of articles gets another article's result.
NOISE = 0.2
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Results:
    """What a row earned on a task: articles × statistics, whose sums (pooled) or means make the score."""

    row: str
    task: str
    metric: Metric
    articles: tuple[str, ...]
    values: Floats

    def figure(self, sums: Floats, count: int) -> Floats:
        """The scores of sums over ``count`` articles: … × statistics to …"""
        if not self.metric.pooled:
            means: Floats = sums[..., 0] / count
            return means
        right, gold = np.split(sums, 2, axis=-1)
        with np.errstate(invalid="ignore"):
            recalls = np.where(gold > 0, right / gold, np.nan)
        pooled: Floats = np.nanmean(recalls, axis=-1)
        return pooled

    @property
    def score(self) -> float:
        return float(self.figure(self.values.sum(0), len(self.values)))

    def pseudo(self, drawn: NDArray[np.intp]) -> tuple[Floats, Floats]:
        """Scores and pseudo-values of samples, each a row of numbers of articles."""
        count = drawn.shape[1]
        values = self.values[drawn]
        sums = values.sum(1)
        whole = self.figure(sums, count)
        rest = self.figure(sums[:, None] - values, count - 1)
        return whole, count * whole[:, None] - (count - 1) * rest

    def pseudo_values(self) -> Floats:
        """The pseudo-values of the articles themselves."""
        found: Floats = self.pseudo(np.arange(len(self.values))[None])[1][0]
        return found

    def of(self, articles: Sequence[str]) -> "Results":
        """The results on these articles."""
        where = {a: n for n, a in enumerate(self.articles)}
        chosen = [where[a] for a in articles]
        return replace(self, articles=tuple(articles), values=self.values[chosen])


def results(row: str, task: str, metric: Metric, samples: Iterable[Sample]) -> Results:
    """A row's results on the articles on which the metric is defined."""
    groups = {a: g for a, g in grouped(samples).items() if article_value(metric, g) is not None}
    if metric.pooled:
        sums = [sum_of(group) for group in groups.values()]
        labels = sorted({n.removeprefix("gold.") for s in sums for n in s if n.startswith("gold.")})
        names = [f"{part}.{label}" for part in ("right", "gold") for label in labels]
        values = np.array([[s.get(name, 0.0) for name in names] for s in sums])
    else:
        values = np.array([[article_value(metric, group)] for group in groups.values()])
    found = Results(row, task, metric, tuple(groups), values)
    expected = estimate(metric, groups.values()).value
    if groups and abs(found.score - (expected or 0.0)) > 1e-12:
        raise SystemExit(f"{task}: {metric.name} is worked out otherwise than this script thinks")
    return found


Samples = tuple[Floats, Floats]
"""Scores of samples, and their pseudo-values."""
Method = Callable[[Sequence[Samples]], Iterator[Interval | None]]


def share(drawn: Sequence[Samples]) -> Iterator[Interval | None]:
    """The interval of a score."""
    return (share_interval(value, pseudo) for value, pseudo in zip(*drawn[0], strict=True))


def clamped_t(drawn: Sequence[Samples]) -> Iterator[Interval | None]:
    """Student's t, held between 0 and 1."""
    for value, pseudo in zip(*drawn[0], strict=True):
        low, high = t_interval(value, pseudo) or (0.0, 1.0)
        yield max(0.0, low), min(1.0, high)


def difference(drawn: Sequence[Samples]) -> Iterator[Interval | None]:
    """The interval of the second score minus the first."""
    return (difference_interval(x, p, y, q) for x, p, y, q in zip(*drawn[0], *drawn[1], strict=True))


def paired_t(drawn: Sequence[Samples]) -> Iterator[Interval | None]:
    """Student's t of the paired differences."""
    return (t_interval(y - x, q - p) for x, p, y, q in zip(*drawn[0], *drawn[1], strict=True))


def coverage(cells: Sequence[Results], truth: float, method: Method, trials: int) -> list[float]:
    """How often the interval holds the truth, for each number of articles."""
    shares = []
    for size in SIZES:
        drawn = np.random.default_rng(size).integers(0, len(cells[0].values), (trials, size))
        intervals = method([cell.pseudo(drawn) for cell in cells])
        hits = (i is not None and i[0] - 1e-12 <= truth <= i[1] + 1e-12 for i in intervals)
        shares.append(sum(hits) / trials)
    return shares


def on_shared(cells: Sequence[Results]) -> list[Results]:
    """Results on the articles that all of them have."""
    shared = [a for a in cells[0].articles if all(a in c.articles for c in cells)]
    return [cell.of(shared) for cell in cells]


def varies(values: Floats) -> bool:
    return bool(np.ptp(values) > 1e-9)


def noisy(random: np.random.Generator, cell: Results, drawn: NDArray[np.intp]) -> Floats:
    """Results of articles, of which some have another article's instead."""
    noise = random.random(len(drawn)) < NOISE
    return cell.values[np.where(noise, random.integers(0, len(cell.values), len(drawn)), drawn)]


def repeat_of(cell: Results) -> Results:
    """A run that differs from another on a few articles."""
    values = noisy(np.random.default_rng(0), cell, np.arange(len(cell.values)))
    return replace(cell, row=f"{cell.row}, noisy repeat", values=values)


def p_value(cell: Results, before: Floats, after: Floats, seed: int) -> float:
    """The two-sided p-value of a difference between two runs' results on a task."""
    if not cell.metric.pooled:
        return sign_flip_test((after - before)[:, 0], resamples=RESAMPLES, seed=seed).two_sided
    count = len(before)
    test = exchange_test(before, after, lambda s: cell.figure(s, count), resamples=RESAMPLES, seed=seed)
    return test.two_sided


Null = Callable[[np.random.Generator, Results, Results, NDArray[np.intp]], tuple[Floats, Floats]]


def exchanged(
    random: np.random.Generator, one: Results, other: Results, drawn: NDArray[np.intp]
) -> tuple[Floats, Floats]:
    """Two runs whose results on each article are two models' in random order."""
    swap = random.random(len(drawn))[:, None] < 0.5
    x, y = one.values[drawn], other.values[drawn]
    return np.where(swap, y, x), np.where(swap, x, y)


def repeated(
    random: np.random.Generator, one: Results, other: Results, drawn: NDArray[np.intp]
) -> tuple[Floats, Floats]:
    """Two noisy repeats of the first model's run."""
    return noisy(random, one, drawn), noisy(random, one, drawn)


def recentred(
    random: np.random.Generator, one: Results, other: Results, drawn: NDArray[np.intp]
) -> tuple[Floats, Floats]:
    """Two models made equally good on average by adding a constant, and not alike otherwise; for means."""
    shift = other.values.mean(0) - one.values.mean(0)
    return one.values[drawn] + shift, other.values[drawn]


def false_alarms(
    pairs: Mapping[str, tuple[Results, Results]], null: Null, trials: int
) -> tuple[dict[str, list[float]], list[float]]:
    """How often a test at .05 rejects though nothing differs: by task, and in any task after Holm.

    All tasks have the same articles, and the same ones of them are drawn and exchanged in all tasks.
    """
    by_task: dict[str, list[float]] = {task: [] for task in pairs}
    in_any = []
    for size in TESTED:
        alarms = dict.fromkeys(pairs, 0)
        families = 0
        for trial in range(trials):
            p_values = []
            for one, other in pairs.values():
                random = np.random.default_rng((size, trial))
                drawn = random.integers(0, len(one.values), size)
                p_values.append(p_value(one, *null(random, one, other, drawn), seed=trial))
            for task, p in zip(pairs, p_values, strict=True):
                alarms[task] += p <= LEVEL
            families += min(holm(p_values)) <= LEVEL
        for task, count in alarms.items():
            by_task[task].append(count / trials)
        in_any.append(families / trials)
    return by_task, in_any
