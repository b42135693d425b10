"""Sufficient statistics of one answer, and the view of it that a report shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_BESIDE = ("slice.", "counts.")

Stats = dict[str, float]
"""Named counts and sums that add up over items, samples and articles."""


@dataclass(frozen=True, slots=True)
class Scored:
    """What one answer earns: statistics that add up, and JSON-able details for the page."""

    stats: Stats
    details: Mapping[str, Any] = field(default_factory=dict)


def measured(stats: Mapping[str, float]) -> Stats:
    """What metrics are made of: without zeros, the statistics of slices, and what is counted beside."""
    return {name: value for name, value in stats.items() if value and not name.startswith(_BESIDE)}


def add(total: Stats, more: Mapping[str, float]) -> Stats:
    """Add ``more`` into ``total`` and return it."""
    for name, value in more.items():
        total[name] = total.get(name, 0.0) + value
    return total
