"""Ground: overlap of spans on alphanumeric positions, and one-to-one assignment."""

from collections import Counter
from collections.abc import Hashable, Mapping
from typing import TypeVar

Ranges = tuple[tuple[int, int], ...]
"""Disjoint, ordered, half-open ranges of ranks of alphanumeric positions (``text.Alphanumerics``)."""

LEAST_IOU = 0.5
"""Two spans that overlap less than this are no pair."""

Left = TypeVar("Left", bound=Hashable)
Right = TypeVar("Right", bound=Hashable)

# Weights of an assignment are whole numbers, so that ties are ties on every machine.
_LEVELS = 10**5


def size(ranges: Ranges) -> int:
    """How many positions the ranges cover."""
    return sum(end - start for start, end in ranges)


def shared(a: Ranges, b: Ranges) -> int:
    """How many positions both cover."""
    if not a or not b or a[-1][1] <= b[0][0] or b[-1][1] <= a[0][0]:
        return 0  # most pairs of a long text lie apart
    total = i = j = 0
    while i < len(a) and j < len(b):
        total += max(0, min(a[i][1], b[j][1]) - max(a[i][0], b[j][0]))
        if a[i][1] <= b[j][1]:
            i += 1
        else:
            j += 1
    return total


def iou(a: Ranges, b: Ranges) -> float:
    """Intersection over union of two sets of positions; 0.0 where both are empty."""
    if a == b:  # what is quoted right
        return float(bool(a))
    both = shared(a, b)
    return both / (size(a) + size(b) - both) if both else 0.0


def union(*parts: Ranges) -> Ranges:
    """The positions that any of the parts covers."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(r for part in parts for r in part):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)


def assign(weights: Mapping[tuple[Left, Right], tuple[float, float]]) -> dict[Left, Right]:
    """One-to-one assignment of left to right items that maximises, in this order, the sum of the first
    weights, the sum of the second weights, and earliness (lower lefts to lower rights).

    ``weights`` holds the admissible pairs only, each with two weights in [0, 1]; its order is the order
    of places. Pairs that share no item with another are settled without solving anything.
    """
    taken: dict[Left, Right] = {}
    for component in _components(weights):
        if len(component) == 1:
            taken.update(component)
        else:
            taken |= _settle(component, weights)
    return taken


def _components(weights: Mapping[tuple[Left, Right], tuple[float, float]]) -> list[list[tuple[Left, Right]]]:
    """The pairs, grouped by whether they compete for an item, directly or through others."""
    per_left = Counter(left for left, _ in weights)
    per_right = Counter(right for _, right in weights)
    parent: dict[object, object] = {}

    def root(node: object) -> object:
        while parent.setdefault(node, node) != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for left, right in weights:
        if per_left[left] > 1 or per_right[right] > 1:  # most pairs have no rival
            parent[root(("left", left))] = root(("right", right))
    groups: dict[object, list[tuple[Left, Right]]] = {}
    for pair in weights:
        groups.setdefault(root(("left", pair[0])), []).append(pair)
    return list(groups.values())


def _settle(
    pairs: list[tuple[Left, Right]], weights: Mapping[tuple[Left, Right], tuple[float, float]]
) -> dict[Left, Right]:
    """The best assignment of items that all hang together."""
    row = {left: n for n, left in enumerate(dict.fromkeys(left for left, _ in pairs))}
    column = {right: n for n, right in enumerate(dict.fromkeys(right for _, right in pairs))}
    worth: dict[tuple[Left, Right], int] = {}
    for left, right in pairs:
        first, second = weights[left, right]
        early = 1 - abs(row[left] - column[right]) / (len(row) + len(column))
        # 10^15 stays exact in a double; the three levels never outweigh one another in small groups.
        worth[left, right] = (
            round(first * _LEVELS) * _LEVELS**2 + round(second * 1000) * 1000 + round(early * 100)
        )
    if len(row) == 1 or len(column) == 1:
        return dict([max(pairs, key=worth.__getitem__)])
    return _solve(row, column, worth)


def _solve(
    row: Mapping[Left, int], column: Mapping[Right, int], worth: Mapping[tuple[Left, Right], int]
) -> dict[Left, Right]:
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    matrix = np.zeros((len(row), len(column)))
    for (left, right), value in worth.items():
        matrix[row[left], column[right]] = value
    lefts, rights = list(row), list(column)
    chosen = [
        (lefts[n], rights[m]) for n, m in zip(*linear_sum_assignment(matrix, maximize=True), strict=True)
    ]
    return {left: right for left, right in chosen if (left, right) in worth}
