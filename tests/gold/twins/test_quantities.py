"""Other numbers, of which all holds that held of the old ones."""

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.gold.twins.quantities import figures, other_values, written


def free(text: str) -> list[Decimal]:
    return [figure.value for figure in figures(text) if figure.is_free]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("It paid 612 million crowns for 1,460 sheep, 31.40 a head.", ["612", "1460", "31.40"]),
        ("Sixty-one up, sixty-one down, fourteen sledges.", ["61", "61", "14"]),
        ("Two of the twelve left.", []),
        ("On 27 October 1974, at 16.40, in 2019, 43 per cent, 18%.", []),
        ("T31 of the 14th, F-15, 24/7, 7:30, p.31", []),
        ("An 80-year-old, a 40, at 18 and at twenty past seven.", []),
        ("It has two hundred and six rooms and 206 beds.", ["206"]),
    ],
)
def test_which_numbers_may_change(text: str, values: list[str]) -> None:
    assert free(text) == [Decimal(value) for value in values]


@given(st.sets(st.integers(1, 5000), max_size=12), st.integers(0, 100))
def test_order_sums_and_multiples_hold(numbers: set[int], seed: int) -> None:
    texts = [" ".join(f"{n} sheep," for n in sorted(numbers))]
    new = {Decimal(n): Decimal(n) for n in numbers} | other_values(texts, Random(seed))

    ordered = sorted(new)
    assert [new[v] for v in ordered] == sorted(set(new.values()))
    for low in ordered:
        for high in ordered:
            if low >= 13 and low < high and low + high in new:
                assert new[low] + new[high] == new[low + high]
            if low and low < high and high % low == 0 and high / low <= 12:
                assert new[high] == new[low] * (high / low)


def test_a_number_keeps_its_size_and_its_roundness() -> None:
    new = other_values(["9,300 left, 2,866 words, 31.40 crowns, 612 million"], Random(3))

    assert len(new) == 4
    assert new[Decimal(9300)] % 100 == 0 and new[Decimal("31.40")].as_tuple().exponent == -2
    assert all(Decimal("0.7") < new[v] / v < 1 for v in new)


def test_the_same_seed_gives_the_same_numbers() -> None:
    texts = ["9,300 left of 20,400, by 41 buses"]
    assert other_values(texts, Random(1)) == other_values(texts, Random(1))


@pytest.mark.parametrize(
    ("value", "like", "said"),
    [
        ("48", "Sixty-one", "Forty-eight"),
        ("40", "sixty-one", "forty"),
        ("15", "nineteen", "fifteen"),
        ("1140", "1,460", "1,140"),
        ("25.10", "31.40", "25.10"),
        ("512", "612", "512"),
    ],
)
def test_a_number_is_written_as_the_old_one_was(value: str, like: str, said: str) -> None:
    assert written(Decimal(value), like) == said
