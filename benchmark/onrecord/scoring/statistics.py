"""Uncertainty. The article is the unit; fewer than five articles have no interval.

Everything here is of a figure and its *pseudo-values*, one an article: for a mean the articles' own values,
for a figure pooled over articles the jackknife's. Their standard error is the figure's.
"""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

LEAST_ARTICLES = 5
Interval = tuple[float, float]
# What sums of floats may leave of a spread that is none.
_NONE = 1e-12


def jackknife(whole: float, leaving_out: "Sequence[float | None]") -> "NDArray[np.float64] | None":
    """The jackknife's pseudo-values of a pooled figure (Tukey 1958): n·whole - (n - 1)·rest, n of them.

    ``leaving_out`` holds the figure without each article. Where one is undefined, so are all: None.
    """
    import numpy as np

    if None in leaving_out:
        return None
    count = len(leaving_out)
    return count * whole - (count - 1) * np.asarray(leaving_out, dtype=float)


def standard_error(values: "ArrayLike") -> float:
    """The standard error of the mean of n values: s / √n, with n - 1 in s. Needs two values."""
    import numpy as np

    values = np.asarray(values, dtype=float)
    return float(values.std(ddof=1)) / math.sqrt(len(values))


def t_interval(value: float, pseudo: "ArrayLike", level: float = 0.95) -> Interval | None:
    """Student's t interval about a figure that knows no bounds; None for fewer than five articles."""
    import numpy as np

    count = np.size(pseudo)
    if count < LEAST_ARTICLES:
        return None
    half = _t_quantile(count - 1, (1 + level) / 2) * standard_error(pseudo)
    return value - half, value + half


def share_interval(value: float, pseudo: "ArrayLike", level: float = 0.95) -> Interval | None:
    """Wilson's score interval of a figure between 0 and 1; None for fewer than five articles.

    Wilson's interval is of m yes-or-no answers (1927). Here m is the number of them that would have the
    figure's standard error, m = value·(1 - value) / error², and Student's t stands for the normal quantile,
    as is done for surveys (Korn & Graubard 1998; Dean & Pagano 2015). Articles that are all 0 or all 1 are
    so many answers; articles that are all equal otherwise have an interval of no width.
    """
    import numpy as np

    count = np.size(pseudo)
    if count < LEAST_ARTICLES:
        return None
    t = _t_quantile(count - 1, (1 + level) / 2)
    value = min(1.0, max(0.0, value))
    spread = value * (1 - value)
    share = t * t / count if spread < _NONE else (t * standard_error(pseudo)) ** 2 / spread  # t² / m
    centre = (value + share / 2) / (1 + share)
    half = math.sqrt(spread * share + share * share / 4) / (1 + share)
    # The figure itself is inside, also where rounding has it otherwise.
    return max(0.0, min(value, centre - half)), min(1.0, max(value, centre + half))


def difference_interval(
    old: float, old_pseudo: "ArrayLike", new: float, new_pseudo: "ArrayLike", level: float = 0.95
) -> Interval | None:
    """The interval of new - old, two figures between 0 and 1 on the same articles; None for fewer than five.

    The distances from each figure to the ends of its own interval are combined as standard errors of
    correlated figures are: √(a² - 2·r·a·b + b²), with r the correlation of their pseudo-values (Newcombe
    1998, method 10, for two shares; Donner & Zou 2012 for any two figures). A figure whose articles are all
    equal correlates with nothing.
    """
    first, second = share_interval(old, old_pseudo, level), share_interval(new, new_pseudo, level)
    if first is None or second is None:
        return None
    r = _correlation(old_pseudo, new_pseudo)

    def combined(a: float, b: float) -> float:
        return math.sqrt(max(0.0, a * a - 2 * r * a * b + b * b))

    low = new - old - combined(new - second[0], first[1] - old)
    high = new - old + combined(second[1] - new, old - first[0])
    return max(-1.0, low), min(1.0, high)


def _correlation(x: "ArrayLike", y: "ArrayLike") -> float:
    """Pearson's r; 0 where a side does not vary."""
    import numpy as np

    first, second = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    first, second = first - first.mean(), second - second.mean()
    norm = math.sqrt(float(first @ first) * float(second @ second))
    return float(first @ second) / norm if norm > _NONE else 0.0


def minimum_detectable_drop(
    differences: "ArrayLike", alpha: float = 0.05, power: float = 0.8
) -> float | None:
    """The drop, in the figure's own unit, that a test of these differences would find so often.

    Differences (or pseudo-values of one) tell only how much articles vary: s. A one-sided paired t test at
    level ``alpha`` of n of them rejects with a chance of ``power`` where the true drop is nc·s / √n and nc
    makes a noncentral t exceed the test's critical value that often (Cohen 1988, chapter 2; Bloom 1995 has
    nc nearly, t(1 - α) + t(power)). For a two-sided test give half of ``alpha``, for Holm over m tasks at
    the strictest step ``alpha`` / m. None for fewer than five articles, and where they do not vary at all.
    """
    import numpy as np
    from scipy.special import nctdtrinc

    count = np.size(differences)
    if count < LEAST_ARTICLES:
        return None
    error = standard_error(differences)
    if error < _NONE:
        return None
    return error * float(nctdtrinc(count - 1, 1 - power, _t_quantile(count - 1, 1 - alpha)))


def _t_quantile(freedom: int, probability: float) -> float:
    from scipy.special import stdtrit  # what scipy.stats.t.ppf calls; that module alone takes a second

    return float(stdtrit(freedom, probability))
