"""A metric is a function of sufficient statistics; it says whether it is a mean of articles or pooled."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Value = Callable[[Mapping[str, float]], float | None]


@dataclass(frozen=True, slots=True)
class Metric:
    """``of`` gives the value of summed statistics, or None where it is undefined (shown as –).

    A pooled metric is taken of the sum over all articles; another one is the mean of the articles'
    values, undefined ones left out and counted.
    """

    name: str
    title: str
    of: Value
    pooled: bool = False
    higher_is_better: bool = True
    percent: bool = True


def error_rate(name: str, title: str, part: str, whole: str) -> Metric:
    """A pooled rate that is better low: invalid answers, misattributions, altered quotes."""
    return Metric(name, title, rate(part, whole), pooled=True, higher_is_better=False)


def f1_metric(name: str, title: str, view: str, credit: str = "credit") -> Metric:
    """The mean over articles of F1, from the statistics of one view of the quotes."""
    return Metric(name, title, f1_of(f"{view}.{credit}", f"{view}.predicted", f"{view}.gold"))


def rate(part: str, whole: str) -> Value:
    """The share that one statistic has of another; undefined where there is nothing to take it of."""

    def of(stats: Mapping[str, float]) -> float | None:
        total = stats.get(whole, 0.0)
        return stats.get(part, 0.0) / total if total else None

    return of


def f1_of(credit: str, predicted: str, gold: str) -> Value:
    """F1 from summed credit, predictions and gold; 0 for an invalid answer, whatever gold has."""

    def of(stats: Mapping[str, float]) -> float | None:
        if stats.get("invalid"):
            return 0.0
        expected = stats.get(predicted, 0.0) + stats.get(gold, 0.0)
        return 2 * stats.get(credit, 0.0) / expected if expected else 1.0

    return of


def mean_recall(labels: tuple[str, ...]) -> Value:
    """Mean over the labels that gold has of the share of their items answered right."""

    def of(stats: Mapping[str, float]) -> float | None:
        recalls = [
            stats.get(f"right.{label}", 0.0) / stats[f"gold.{label}"]
            for label in labels
            if stats.get(f"gold.{label}")
        ]
        return sum(recalls) / len(recalls) if recalls else None

    return of
