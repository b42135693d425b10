"""Uncertainty. The article is the unit; fewer than five articles have no interval."""

import math
from collections.abc import Callable, Sequence

LEAST_ARTICLES = 5


def t_interval(values: Sequence[float], level: float = 0.95) -> tuple[float, float] | None:
    """Student's t interval for the mean of the articles' values; None for fewer than five.

    Chosen over the percentile bootstrap, which covers too rarely on so few articles.
    """
    from scipy.special import stdtrit  # what scipy.stats.t.ppf calls; that module alone takes a second

    n = len(values)
    if n < LEAST_ARTICLES:
        return None
    mean = math.fsum(values) / n
    variance = math.fsum((v - mean) ** 2 for v in values) / (n - 1)
    half = float(stdtrit(n - 1, (1 + level) / 2)) * math.sqrt(variance / n)
    return mean - half, mean + half


def jackknife_interval(
    whole: float, count: int, leaving_out: Callable[[int], float | None], level: float = 0.95
) -> tuple[float, float] | None:
    """A t interval on the jackknife's pseudo-values (Tukey 1958), for a figure pooled over articles.

    ``leaving_out(i)`` is the figure without article i; where it is undefined, so is the interval.
    """
    if count < LEAST_ARTICLES:
        return None
    pseudo = []
    for i in range(count):
        rest = leaving_out(i)
        if rest is None:
            return None
        pseudo.append(count * whole - (count - 1) * rest)
    found = t_interval(pseudo, level)
    assert found is not None
    half = (found[1] - found[0]) / 2
    return whole - half, whole + half


def clamp(
    interval: tuple[float, float] | None, low: float = 0.0, high: float = 1.0
) -> tuple[float, float] | None:
    """An interval held within the range that the figure can take."""
    return (max(low, interval[0]), min(high, interval[1])) if interval else None
