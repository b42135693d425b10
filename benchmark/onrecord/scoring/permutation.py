"""Paired permutation tests over articles, and Holm's adjustment for testing several tasks.

If two runs are equally good, which of an article's two results is whose is a matter of chance. So their
results are exchanged article by article, in every way or in many random ones, and the p-value is the share
of ways in which the runs come to differ at least as much as they did (Fisher 1935; Noreen 1989).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

MOST_EXACT = 14
"""Up to so many articles every way to exchange them is tried: 2¹⁴ = 16,384 of them."""
RESAMPLES = 10_000
# Figures nearer than this, of the largest possible one, are a tie: sums of floats differ by less.
_TIE = 1e-12
# So many numbers are held at once, whatever the articles and resamples are.
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class PermutationTest:
    """p-values of the hypothesis that a difference is chance: against one that is not 0 (``two_sided``),
    one that is below 0 (``less``) and one that is above 0 (``greater``)."""

    two_sided: float
    less: float
    greater: float
    exact: bool
    """Whether every way to exchange was tried; else the p-values are estimates, never too low on average."""


def sign_flip_test(differences: "ArrayLike", *, resamples: int = RESAMPLES, seed: int = 0) -> PermutationTest:
    """Test whether the mean of paired differences, one an article, is 0.

    To exchange an article's two results is to flip the sign of its difference. Raises ValueError on an
    empty sequence.
    """
    import numpy as np

    flat = np.asarray(differences, dtype=float).reshape(-1, 1)
    if not flat.size:
        raise ValueError("no differences to test")
    # The unit does not matter, so the sum of magnitudes is 1, and a tie is a tie in any unit.
    size = np.abs(flat).sum()
    scaled = flat / size if size > 0 else flat
    total = scaled.sum()
    return _test(scaled, lambda moved: total - 2 * moved[:, 0], resamples, seed)


def exchange_test(
    before: "ArrayLike",
    after: "ArrayLike",
    figure: "Callable[[Floats], Floats]",
    *,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> PermutationTest:
    """Test whether a figure that is pooled over articles is the same in two runs.

    ``before`` and ``after`` are articles × statistics; ``figure`` maps sums, m × statistics, to m figures
    between -1 and 1. Exchanging an article moves its statistics from one run's sums to the other's. Raises
    ValueError where there is no article.
    """
    import numpy as np

    old, new = np.asarray(before, dtype=float), np.asarray(after, dtype=float)
    if not old.size:
        raise ValueError("no articles to test")
    old_sum, new_sum = old.sum(0), new.sum(0)
    return _test(new - old, lambda moved: figure(new_sum - moved) - figure(old_sum + moved), resamples, seed)


def _test(
    differences: "Floats", of: "Callable[[Floats], Floats]", resamples: int, seed: int
) -> PermutationTest:
    """``of`` gives the runs' difference when the differences of some articles, summed, change sides."""
    import numpy as np

    articles = len(differences)
    exact = articles <= MOST_EXACT
    observed = of(np.zeros((1, differences.shape[1])))[0]
    two_sided = less = greater = tried = 0
    for exchanged in ways(articles, resamples, seed):
        values = of(exchanged @ differences)
        tried += len(values)
        # What is not less extreme, so that a figure which is undefined counts as extreme.
        two_sided += int((~(np.abs(values) < abs(observed) - _TIE)).sum())
        less += int((~(values > observed + _TIE)).sum())
        greater += int((~(values < observed - _TIE)).sum())
    # Of random ways the observed one counts as one more: without it a p-value could be 0, and would be too
    # low on average (Phipson & Smyth 2010).
    more = 0 if exact else 1
    p_values = [(count + more) / (tried + more) for count in (two_sided, less, greater)]
    return PermutationTest(p_values[0], p_values[1], p_values[2], exact)


def ways(articles: int, resamples: int = RESAMPLES, seed: int = 0) -> "Iterator[Floats]":
    """Which articles are exchanged, as rows of 0 and 1: in every way, or with many articles in random ones.

    In chunks that memory holds; the same ones for all tests of so many articles.
    """
    return _all_ways(articles) if articles <= MOST_EXACT else _random_ways(articles, resamples, seed)


def _all_ways(articles: int) -> "Iterator[Floats]":
    import numpy as np

    ways = np.arange(1 << articles)
    yield (ways[:, None] >> np.arange(articles) & 1).astype(float)


def _random_ways(articles: int, resamples: int, seed: int) -> "Iterator[Floats]":
    """Each article exchanged with a chance of one half."""
    import numpy as np

    random = np.random.default_rng(seed)
    rows = max(1, _CHUNK // articles)
    for start in range(0, resamples, rows):
        count = min(rows, resamples - start)
        bits = np.frombuffer(random.bytes(-(-count * articles // 8)), dtype=np.uint8)
        yield np.unpackbits(bits, count=count * articles).reshape(count, articles).astype(float)


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """p-values adjusted for testing several hypotheses, in the order given (Holm 1979).

    The smallest of m is multiplied by m, the next by m - 1, and so on; none is smaller than one before it.
    Rejecting those that are at most α makes at least one false rejection with a chance of at most α, however
    the tests depend on each other.
    """
    adjusted = [0.0] * len(p_values)
    largest = 0.0
    for rank, index in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        largest = max(largest, min(1.0, (len(p_values) - rank) * p_values[index]))
        adjusted[index] = largest
    return tuple(adjusted)
