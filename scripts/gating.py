"""What scripts/simulate_gate.py draws: pairs of runs on the same articles, and what a gate says of each.

A run's results on a task are one number an article, whose mean is the task's primary metric; thousands of
runs are drawn and tested at once; scripts/gating_check.py holds what comes out against the gate itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from resampling import Results
from scipy import stats

from onrecord.compare.config import GateConfig
from onrecord.scoring.permutation import MOST_EXACT, ways
from onrecord.scoring.statistics import minimum_detectable_drop

ALPHA = GateConfig().alpha
# As permutation.py has it: figures nearer than this, of the largest possible one, are a tie.
_TIE = 1e-12
_AT_ONCE = 250
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Noise:
    """How an article's result moves from repeat to repeat: normally, with a standard deviation of ``sd``,
    or, ``anew`` so often, to another article's result."""

    name: str
    sd: float = 0.0
    anew: float = 0.0


NORMAL_8 = Noise("sd .08", sd=0.08)
NORMAL_4 = Noise("sd .04", sd=0.04)
ANEW = Noise("a tenth anew", anew=0.1)


@dataclass(frozen=True)
class Setting:
    """How many articles and repeats, and what becomes worse: the drop of tasks, as a share of 1.

    A drop takes the same share of all that was right, at most everything: an article without credit has none
    to lose. An ``even`` one takes the same off each article.
    """

    articles: int
    repeats: int
    noise: Noise
    drops: Mapping[str, float]
    even: bool = False


@dataclass(frozen=True)
class Drawn:
    """Pairs of runs: for each task, trials × articles before and after."""

    before: Mapping[str, Floats]
    after: Mapping[str, Floats]

    @property
    def differences(self) -> dict[str, Floats]:
        return {task: self.after[task] - self.before[task] for task in self.before}


@dataclass(frozen=True)
class Outcome:
    """Of each trial and task (tasks × trials): the drop of the primary metric, its one-sided p-value, that
    after Holm's adjustment, and how many unpaired standard errors the drop is."""

    drops: Floats
    p_values: Floats
    adjusted: Floats
    z: Floats

    def fails(self, margin: float = 0.0) -> NDArray[np.bool_]:
        """Whether the gate fails, with a margin in points."""
        return (self.significant & (self.drops > margin / 100 + 1e-9)).any(0)

    @property
    def significant(self) -> NDArray[np.bool_]:
        return self.adjusted <= ALPHA


def draw(world: Sequence[Results], setting: Setting, trials: int, random: np.random.Generator) -> Drawn:
    """Pairs of runs about articles of a world, drawn with replacement, the same ones in all tasks."""
    size = len(world[0].values)
    drawn = random.integers(0, size, (trials, setting.articles))
    before, after = {}, {}
    for cell in world:
        values, drop = cell.values[drawn], setting.drops.get(cell.task, 0.0)
        whole = _values(cell, values)
        lost = 0.0 if setting.even else np.minimum(1, drop / np.maximum(whole.mean(1, keepdims=True), _TIE))
        before[cell.task] = _repeated(cell, values, whole, setting, random)
        after[cell.task] = (1 - lost) * _repeated(cell, values, whole, setting, random)
        if setting.even:
            after[cell.task] = after[cell.task] - drop
        if setting.noise.sd:
            spread = setting.noise.sd / np.sqrt(setting.repeats)
            for side in (before, after):
                side[cell.task] = side[cell.task] + random.normal(0, spread, drawn.shape)
    return Drawn(before, after)


def _repeated(
    cell: Results, values: Floats, whole: Floats, setting: Setting, random: np.random.Generator
) -> Floats:
    """The mean of repeats, in each of which some articles have another one's result."""
    if not setting.noise.anew:
        return whole
    total = np.zeros_like(whole)
    others = cell.values
    for _ in range(setting.repeats):
        is_anew = random.random(whole.shape) < setting.noise.anew
        other = others[random.integers(0, len(others), whole.shape)]
        total += _values(cell, np.where(is_anew[..., None], _given(cell, other, values), values))
    return total / setting.repeats


def _given(cell: Results, other: Floats, values: Floats) -> Floats:
    """Another article's result, for as much gold as this one has."""
    if not cell.metric.pooled:
        return other
    gold = values[..., values.shape[-1] // 2 :]
    theirs, asked = np.split(other, 2, axis=-1)
    shares = np.divide(theirs, asked, out=np.zeros_like(theirs), where=asked > 0)
    return np.concatenate([shares * gold, gold], axis=-1)


def _values(cell: Results, values: Floats) -> Floats:
    """One number an article, whose mean is the figure: of a mean recall, n times what the article adds to it.

    That is no approximation: gold is the same in both runs, so that what a label's recall is divided by does
    not move, and the pooled figure is a sum over articles.
    """
    if not cell.metric.pooled:
        return values[..., 0]
    right, gold = np.split(values, 2, axis=-1)
    total = gold.sum(1, keepdims=True)
    labels = (total > 0).sum(-1, keepdims=True)
    parts = np.divide(right, total * labels, out=np.zeros_like(right), where=total > 0)
    found: Floats = parts.sum(-1) * values.shape[1]
    return found


def outcome(drawn: Drawn) -> Outcome:
    """What the gate works out of each pair of runs."""
    differences = list(drawn.differences.values())
    p_values = np.array([p_less(d) for d in differences])
    drops = np.array([-d.mean(1) for d in differences])
    errors = [
        np.sqrt(sum(s.var(1, ddof=1) for s in sides) / sides[0].shape[1])
        for sides in zip(drawn.before.values(), drawn.after.values(), strict=True)
    ]
    z = drops / np.maximum(np.array(errors), _TIE)
    return Outcome(drops, p_values, holm(p_values), z)


def p_less(differences: Floats) -> Floats:
    """The one-sided p-values of differences, trials × articles: as ``sign_flip_test`` has them."""
    trials, articles = differences.shape
    size = np.abs(differences).sum(1, keepdims=True)
    scaled = (differences / np.where(size > 0, size, 1)).T
    counts = np.zeros(trials)
    tried = 0
    for exchanged in ways(articles):
        tried += len(exchanged)
        for start in range(0, trials, _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            # Exchanging takes twice their sum off: the rest is at most what was seen where that is 0 or more.
            counts[part] += (exchanged @ scaled[:, part] >= -_TIE / 2).sum(0)
    more = 0 if articles <= MOST_EXACT else 1
    found: Floats = (counts + more) / (tried + more)
    return found


def holm(p_values: Floats) -> Floats:
    """Holm's adjustment of each column of p-values."""
    order = np.argsort(p_values, axis=0, kind="stable")
    ranked = np.take_along_axis(p_values, order, axis=0)
    factors = np.arange(len(p_values), 0, -1)[:, None]
    stepped = np.maximum.accumulate(np.minimum(1, ranked * factors), axis=0)
    found = np.empty_like(stepped)
    np.put_along_axis(found, order, stepped, axis=0)
    return found


def p_paired_t(drawn: Drawn) -> Floats:
    """One-sided p-values of paired t tests: tasks × trials."""
    found: Floats = np.array(
        [stats.ttest_1samp(d, 0, axis=1, alternative="less").pvalue for d in drawn.differences.values()]
    )
    return found


def detectable(differences: Floats, alpha: float) -> float:
    """The median over trials of the drop that the gate calls detectable."""
    found = [minimum_detectable_drop(d, alpha) for d in differences]
    return float(np.median([f for f in found if f is not None]))


def nights(
    articles: int, repeats: int, tasks: int, sd: float, runs: int, random: np.random.Generator
) -> Drawn:
    """One baseline and many unchanged runs that are held against it: only noise differs between them."""
    spread = sd / np.sqrt(repeats)
    names = [str(n) for n in range(tasks)]
    before = {n: np.broadcast_to(random.normal(0, spread, articles), (runs, articles)) for n in names}
    return Drawn(before, {n: random.normal(0, spread, (runs, articles)) for n in names})


def simulated(
    world: Sequence[Results], setting: Setting, trials: int, seed: int = 0, at_once: int = 1_000
) -> Iterator[tuple[Drawn, Outcome]]:
    """So many pairs of runs and what the gate says of them, in parts that memory holds."""
    noise = (NORMAL_8, NORMAL_4, ANEW).index(setting.noise)
    random = np.random.default_rng((seed, setting.articles, setting.repeats, noise))
    for start in range(0, trials, at_once):
        drawn = draw(world, setting, min(at_once, trials - start), random)
        yield drawn, outcome(drawn)
