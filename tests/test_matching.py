"""Overlap and one-to-one assignment."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from onrecord.matching import Ranges, assign, iou, shared, size, union

POSITIONS = st.frozensets(st.integers(0, 20))
Weights = dict[tuple[int, int], tuple[float, float]]


def ranges(positions: frozenset[int]) -> Ranges:
    """The ranges that cover just these positions."""
    return union(*(((n, n + 1),) for n in positions))


# --- overlap


@given(POSITIONS, POSITIONS)
def test_overlap_is_that_of_the_sets_of_positions(a: frozenset[int], b: frozenset[int]) -> None:
    x, y = ranges(a), ranges(b)

    assert size(x) == len(a)
    assert shared(x, y) == len(a & b)
    assert union(x, y) == ranges(a | b)
    assert iou(x, y) == (len(a & b) / len(a | b) if a & b else 0.0)


@given(POSITIONS, POSITIONS)
def test_iou_is_symmetric_and_between_nought_and_one(a: frozenset[int], b: frozenset[int]) -> None:
    assert iou(ranges(a), ranges(b)) == iou(ranges(b), ranges(a))
    assert 0 <= iou(ranges(a), ranges(b)) <= 1


@given(POSITIONS.filter(bool))
def test_iou_of_equal_sets_is_one(a: frozenset[int]) -> None:
    assert iou(ranges(a), ranges(a)) == 1


@given(POSITIONS, POSITIONS)
def test_iou_of_disjoint_sets_is_nought(a: frozenset[int], b: frozenset[int]) -> None:
    assert iou(ranges(a), ranges(b - a)) == 0


def test_iou_by_hand() -> None:
    """{0..9} and {5..9, 20..24}: 5 shared, 15 in either, a third."""
    assert iou(((0, 10),), ((5, 10), (20, 25))) == pytest.approx(1 / 3)


def test_nothing_overlaps_nothing() -> None:
    assert iou((), ()) == 0


# --- assignment


@st.composite
def weighted_pairs(draw: st.DrawFn) -> Weights:
    """Some pairs of up to 5 × 5 items, in the order of places, with coarse weights so that ties occur."""
    pairs = draw(st.sets(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=25))
    weight = st.tuples(st.integers(0, 20).map(lambda n: n / 20), st.integers(0, 2).map(lambda n: n / 2))
    return {pair: draw(weight) for pair in sorted(pairs)}


def total(weights: Weights, chosen: dict[int, int]) -> tuple[float, float]:
    picked = [weights[pair] for pair in chosen.items()]
    return round(sum(w[0] for w in picked), 6), round(sum(w[1] for w in picked), 6)


def best_by_force(weights: Weights) -> tuple[float, float]:
    lefts = sorted({left for left, _ in weights})
    best = (0.0, 0.0)
    for rights in itertools.product([None, *range(5)], repeat=len(lefts)):
        taken = [r for r in rights if r is not None]
        pairs = {k: v for k, v in zip(lefts, rights, strict=True) if v is not None}
        if len(set(taken)) == len(taken) and all(pair in weights for pair in pairs.items()):
            best = max(best, total(weights, pairs))
    return best


@given(weighted_pairs())
@settings(max_examples=40)
def test_assignment_is_the_best_there_is(weights: Weights) -> None:
    assert total(weights, assign(weights)) == best_by_force(weights)


@given(weighted_pairs())
def test_assignment_is_one_to_one_and_of_admissible_pairs(weights: Weights) -> None:
    chosen = assign(weights)

    assert len(set(chosen.values())) == len(chosen)
    assert all(pair in weights for pair in chosen.items())


@given(weighted_pairs())
def test_no_admissible_pair_is_left_with_both_ends_free(weights: Weights) -> None:
    chosen = assign(weights)

    assert not [(k, v) for k, v in weights if k not in chosen and v not in chosen.values()]


def test_the_first_weight_counts_before_the_second() -> None:
    """A hundredth of overlap outweighs the whole of a speaker's credit."""
    assert assign({(0, 0): (0.51, 0.0), (0, 1): (0.5, 1.0)}) == {0: 0}


def test_the_second_weight_decides_between_equal_overlaps() -> None:
    assert assign({(0, 0): (0.7, 0.0), (0, 1): (0.7, 1.0)}) == {0: 1}


def test_among_equals_the_earliest_is_taken() -> None:
    same = (0.8, 1.0)

    assert assign({(0, n): same for n in range(3)}) == {0: 0}
    assert assign({(n, 0): same for n in range(3)}) == {0: 0}
    assert assign({(n, m): same for n in range(2) for m in range(2)}) == {0: 0, 1: 1}


@given(st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=1, max_size=3), st.integers(2, 300), st.booleans())
def test_rivals_for_one_item_are_settled_as_the_solver_settles_them(
    pattern: list[float], count: int, by_row: bool
) -> None:
    """Of hundreds of rivals some tie in earliness too, which counts in hundredths."""
    seconds = list(itertools.islice(itertools.cycle(pattern), count))
    worth = [round(w * 1000) * 1000 + round((1 - n / (count + 1)) * 100) for n, w in enumerate(seconds)]
    rows, columns = linear_sum_assignment([worth] if by_row else [[w] for w in worth], maximize=True)
    places = [(0, n) if by_row else (n, 0) for n in range(count)]

    weights = {place: (0.0, second) for place, second in zip(places, seconds, strict=True)}

    assert assign(weights) == {rows[0]: columns[0]}


def test_nothing_to_assign() -> None:
    assert assign({}) == {}


def test_a_chain_of_rivals_is_settled_together() -> None:
    """Greedy would give 0 to b (.9) and leave a and 1 empty-handed: .9; the best is 0-a, 1-b: 1.4."""
    assert assign({(0, "a"): (0.6, 0.0), (0, "b"): (0.9, 0.0), (1, "b"): (0.8, 0.0)}) == {0: "a", 1: "b"}
