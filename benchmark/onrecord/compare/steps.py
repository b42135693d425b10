"""Finds where the level of a series changed: circular binary segmentation.

Olshen, Venkatraman, Lucito & Wigler (2004, Biostatistics 5) look for the stretch of a series whose mean
differs most from that of the rest, so that a fall which was mended soon is found as well as one that stayed
(binary segmentation, Vostrikova 1981, finds the latter alone). Whether it could be chance is told by a
permutation test: the same search in the same values, shuffled. If so nothing changed; else the series is cut
at the clearer end of the stretch, and both parts are searched in turn.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

ALPHA = 0.01
"""The chance that a step is found in a series without any."""
LEAST_LENGTH = 3
"""Where there is noise no level is shorter: what only the last two runs show is not called a step yet."""
SHUFFLES = 499
_BATCH = 64
# Figures nearer than this are the same: machines add up differently.
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Step:
    """The level from the place ``at`` on (counted from 0) and the one before it: means of the values up to
    the steps on either side."""

    at: int
    before: float
    after: float


def find_steps(
    values: Sequence[float | None], *, repeatable: bool = False, alpha: float = ALPHA, seed: int = 0
) -> list[Step]:
    """The steps of a series, in order; None and NaN are left out, and the rest closes up.

    ``repeatable`` values have no noise: there every change is a step, however short, as long as values do
    repeat (half of them at least equal the one before; else they are searched like others). Which steps are
    found depends on ``seed`` in border cases only; the same call always finds the same.
    """
    import numpy as np

    known = [(n, value) for n, value in enumerate(values) if value is not None and not math.isnan(value)]
    series = np.array([value for _, value in known])
    changes = np.flatnonzero(np.abs(np.diff(series)) > _SAME) + 1
    if not len(changes):
        return []
    if repeatable and 2 * len(changes) <= len(series) - 1:
        cuts = changes.tolist()
    else:
        cuts = sorted(_cuts(series, 0, alpha, np.random.default_rng(seed)))
    ends = [0, *cuts, len(series)]
    means = [float(series[a:b].mean()) for a, b in pairwise(ends)]
    return [Step(known[cut][0], old, new) for cut, (old, new) in zip(cuts, pairwise(means), strict=True)]


def _cuts(series: "Floats", start: int, alpha: float, random: "np.random.Generator") -> Iterator[int]:
    """The places of the steps in a part of the series that begins at ``start``."""
    import numpy as np

    if len(series) < 2 * LEAST_LENGTH:
        return
    # The unit does not matter, and 0 as the mean keeps the sums small.
    scaled = series - series.mean()
    scaled /= np.abs(scaled).max() or 1.0
    contrast, first, last = _clearest(scaled)
    if not _is_significant(scaled, contrast, alpha, random):
        return
    cut = _clearer_end(scaled, first, last)
    yield from _cuts(series[:cut], start, alpha, random)
    yield start + cut
    yield from _cuts(series[cut:], start + cut, alpha, random)


def _clearest(series: "Floats") -> tuple[float, int, int]:
    """The stretch that differs most from the rest: its contrast, first place and end."""
    import numpy as np

    best = (0.0, 0, 0)
    for length, first, contrasts in _contrasts(series[:, None]):
        top = int(np.argmax(contrasts[:, 0]))
        if contrasts[top, 0] > best[0] + _SAME:
            best = (float(contrasts[top, 0]), first + top, first + top + length)
    return best


def _contrasts(columns: "Floats") -> "Iterator[tuple[int, int, Floats]]":
    """The stretches of one length, in each column: the length, where the first one starts, and contrasts with
    the rest, starts × columns. Beside a stretch there is a level, or nothing.

    Columns have the mean 0. The contrast is that of Student's t, the spread apart, which shuffling keeps:
    |mean inside - mean outside| · √(inside · outside / all).
    """
    import numpy as np

    size = len(columns)
    sums = np.concatenate([np.zeros((1, columns.shape[1])), np.cumsum(columns, axis=0)])
    for length in range(LEAST_LENGTH, size - LEAST_LENGTH + 1):
        weight = math.sqrt(size / (length * (size - length)))
        last = size - length
        for first, end in ((0, 1), (LEAST_LENGTH, last - LEAST_LENGTH + 1), (last, last + 1)):
            if first < end:
                sides = sums[first + length : end + length] - sums[first:end]
                yield length, first, np.abs(sides, out=sides) * weight


def _is_significant(series: "Floats", contrast: float, alpha: float, random: "np.random.Generator") -> bool:
    """Whether at most ``alpha`` of the shuffled series, this one counted with them, have such a contrast.

    Stops as soon as there are too many of them (Besag & Clifford 1991).
    """
    import numpy as np

    allowed = math.floor(alpha * (SHUFFLES + 1)) - 1
    found = 0
    for start in range(0, SHUFFLES, _BATCH):
        count = min(_BATCH, SHUFFLES - start)
        shuffled = random.permuted(np.tile(series[:, None], count), axis=0)
        largest = np.zeros(count)
        for _, _, contrasts in _contrasts(shuffled):
            np.maximum(largest, contrasts.max(axis=0), out=largest)
        found += int((largest >= contrast - _SAME).sum())
        if found > allowed:
            return False
    return True


def _clearer_end(series: "Floats", first: int, last: int) -> int:
    """The end of a stretch at which it differs more from what lies beyond; the other is looked for again."""
    inside = series[first:last]

    def contrast(beyond: "Floats") -> float:
        if not len(beyond):
            return -1.0
        weight = len(inside) * len(beyond) / (len(inside) + len(beyond))
        return abs(float(inside.mean() - beyond.mean())) * math.sqrt(weight)

    return first if contrast(series[:first]) >= contrast(series[last:]) else last
