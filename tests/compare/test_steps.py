"""Steps are found where there are some, and hardly ever where there are none."""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import ttest_ind

from onrecord.compare import steps
from onrecord.compare.steps import ALPHA, LEAST_LENGTH, Step, find_steps

Noise = Callable[[np.random.Generator, int], "np.ndarray[tuple[int, ...], np.dtype[np.float64]]"]
NOISES: dict[str, Noise] = {
    "normal": lambda random, size: random.normal(size=size),
    "shares of 20 items": lambda random, size: random.binomial(20, 0.9, size) / 20,
    "mostly 1": lambda random, size: random.binomial(5, 0.95, size) / 5,
    "heavy tails": lambda random, size: random.standard_t(2, size),
}


def places(values: Sequence[float | None], **options: bool) -> list[int]:
    return [step.at for step in find_steps(values, **options)]


def rounded(found: Sequence[Step]) -> list[tuple[int, float, float]]:
    return [(step.at, round(step.before, 9), round(step.after, 9)) for step in found]


@pytest.mark.parametrize("repeatable", [True, False])
@pytest.mark.parametrize("values", [[], [0.5], [0.5] * 3, [0.1 + 0.2, 0.3] * 20, [1.0] * 40])
def test_a_constant_series_has_none(values: list[float], repeatable: bool) -> None:
    assert find_steps(values, repeatable=repeatable) == []


def test_without_noise_every_change_is_a_step() -> None:
    values = [0.5] * 4 + [0.6] * 3 + [0.5]

    assert rounded(find_steps(values, repeatable=True)) == [(4, 0.5, 0.6), (7, 0.6, 0.5)]


def test_where_values_never_repeat_there_is_noise_whatever_is_said_of_them() -> None:
    values = np.random.default_rng(0).normal(size=30).tolist()

    assert find_steps(values, repeatable=True) == []


def test_one_change_of_an_exact_series_is_found_at_its_place() -> None:
    assert rounded(find_steps([0.5] * 12 + [0.6] * 9)) == [(12, 0.5, 0.6)]


def test_a_fall_that_was_mended_is_two_steps() -> None:
    values = [0.8, 0.81, 0.79] * 8 + [0.7, 0.71, 0.69, 0.7] + [0.8, 0.79, 0.81] * 8

    assert places(values) == [24, 28]


def test_a_single_run_that_went_wrong_is_no_step() -> None:
    values = np.random.default_rng(1).normal(size=40)
    values[20] -= 30

    assert find_steps(values.tolist()) == []


@pytest.mark.parametrize(("size", "is_found"), [(8, False), (12, True)])
def test_few_runs_can_show_nothing(size: int, is_found: bool) -> None:
    """Of the 70 orders of four and four values two are halves, of the 924 of six and six three are blocks."""
    half = size // 2

    assert places([0.0] * half + [1.0] * half) == ([half] if is_found else [])


def test_undefined_values_are_left_out_and_places_stay() -> None:
    values = [None, *[0.5] * 6, None, math.nan, *[0.6] * 3, None, *[0.6] * 4]

    assert rounded(find_steps(values)) == [(9, 0.5, 0.6)]
    assert places(values, repeatable=True) == [9]
    assert find_steps([None] * 30) == []


@pytest.mark.parametrize("noise", NOISES)
def test_false_alarms_are_as_rare_as_promised(noise: str) -> None:
    random = np.random.default_rng(7)
    tried = 400
    alarms = sum(bool(find_steps(NOISES[noise](random, 30).tolist())) for _ in range(tried))

    # Three standard errors above 1%: seeded, so that it holds always or never.
    assert alarms / tried <= ALPHA + 3 * math.sqrt(ALPHA * (1 - ALPHA) / tried)


@pytest.mark.parametrize(
    ("height", "first", "end", "size", "least"),
    [(3, 20, 40, 40, 0.95), (3, 15, 20, 20, 0.7), (3, 30, 35, 60, 0.8), (2, 30, 60, 60, 0.85)],
    ids=["3 sd, half", "3 sd, the last five of 20", "3 sd, five of 60", "2 sd, half"],
)
def test_power(height: float, first: int, end: int, size: int, least: float) -> None:
    """The share of series in which the step is found, at most two places off."""
    random = np.random.default_rng(11)
    tried, found = 60, 0
    for _ in range(tried):
        values = random.normal(size=size)
        values[first:end] += height
        found += any(abs(place - first) <= 2 for place in places(values.tolist()))

    assert found / tried >= least


def test_beside_a_step_no_other_is_made_up() -> None:
    random = np.random.default_rng(13)
    more = 0
    for _ in range(100):
        values = random.normal(size=40)
        values[20:] += 4
        more += len(places(values.tolist())) > 1

    assert more / 100 <= 0.04  # two parts, each searched at 1%


series = st.lists(st.integers(-8, 8).map(float), min_size=6, max_size=24)


@settings(max_examples=60, deadline=None)
@given(series)
def test_levels_are_means_of_what_is_between_steps(values: list[float]) -> None:
    found = find_steps(values, alpha=0.2)

    ends = [0, *(step.at for step in found), len(values)]
    means = [np.mean(values[a:b]) for a, b in pairwise(ends)]
    assert [step.before for step in found] == pytest.approx(means[:-1])
    assert [step.after for step in found] == pytest.approx(means[1:])
    assert all(b - a >= LEAST_LENGTH for a, b in pairwise(ends))


@settings(max_examples=40, deadline=None)
@given(series, st.sampled_from([-1.0, 4.0, -0.125]))
def test_the_unit_and_the_direction_do_not_matter(values: list[float], factor: float) -> None:
    def at(series: list[float]) -> list[int]:
        return [step.at for step in find_steps(series, alpha=0.2)]

    assert at(values) == at([factor * value for value in values])


@pytest.mark.filterwarnings("ignore:Precision loss")
@settings(max_examples=30, deadline=None)
@given(series.filter(lambda values: len(set(values)) > 1))
def test_the_clearest_stretch_is_that_of_the_largest_t(values: list[float]) -> None:
    """Of all stretches, one with the largest Student's t against the rest, as scipy works it out."""
    size = len(values)
    centred = np.array(values) - np.mean(values)

    def t(first: int, end: int) -> float:
        rest = np.concatenate([centred[:first], centred[end:]])
        with np.errstate(divide="ignore"):
            return abs(float(ttest_ind(centred[first:end], rest).statistic))

    def is_level(length: int) -> bool:
        return length == 0 or length >= LEAST_LENGTH

    ts = {
        (a, b): t(a, b)
        for a in range(size)
        for b in range(a + LEAST_LENGTH, size + 1)
        if is_level(a) and is_level(size - b) and b - a <= size - LEAST_LENGTH
    }
    _, first, end = steps._clearest(centred)

    best = max(ts.values())
    assert math.isinf(best) or best < 1e-9 or ts[first, end] == pytest.approx(best)


def test_it_finds_the_same_every_time() -> None:
    values = np.random.default_rng(3).normal(size=50)
    values[20:] += 1.2

    assert find_steps(values.tolist()) == find_steps(values.tolist())
