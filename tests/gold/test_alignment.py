"""Alignment: what two annotations mean alike is paired, whatever it is called."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.gold.alignment import align, overlaps
from onrecord.gold.article import Article
from onrecord.matching import Ranges, iou

Make = Callable[..., Article]
RANGES = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 9)).map(lambda p: ((p[0], p[0] + p[1]),)), max_size=9
)


@given(RANGES, RANGES)
def test_a_sweep_finds_what_comparing_all_with_all_finds(a: list[Ranges], b: list[Ranges]) -> None:
    expected = [(i, j, iou(x, y)) for i, x in enumerate(a) for j, y in enumerate(b) if iou(x, y)]

    assert list(overlaps(a, b)) == expected


def test_an_annotation_is_aligned_with_itself(ferry: Article) -> None:
    alignment = align(ferry, ferry)

    for field in fields(alignment):
        pairs = getattr(alignment, field.name)
        assert not pairs.only_a, field.name
        assert not pairs.only_b, field.name
        assert all(x is y for x, y in pairs.both), field.name


def changed(records: tuple[Mapping[str, Any], ...], id: str, /, **change: Any) -> list[dict[str, Any]]:
    return [{**r, **change} if r.get("id") == id else dict(r) for r in records]


def test_speakers_of_other_names_and_ids_are_one_where_their_mentions_are(
    make_article: Make, ferry: Article, ferry_records: tuple[Mapping[str, Any], ...]
) -> None:
    other = [
        {**r, "id": "boss", "name": "line operator"}
        if r.get("id") == "dorven"
        else {k: "boss" if v == "dorven" else v for k, v in r.items()}
        for r in ferry_records
    ]

    pairs = align(ferry, make_article(records=other)).speaker
    assert ("dorven", "boss") in [(x.id, y.id) for x, y in pairs.both]


def test_speakers_whose_mentions_lie_apart_are_not_one_for_their_id(
    make_article: Make, ferry: Article, ferry_records: tuple[Mapping[str, Any], ...]
) -> None:
    """reth and dorven change places: the ids stand, and mean somebody else."""
    swapped = {"reth": "dorven", "dorven": "reth"}
    other = [{k: swapped.get(v, v) if isinstance(v, str) else v for k, v in r.items()} for r in ferry_records]

    pairs = align(ferry, make_article(records=other)).speaker
    assert {("reth", "dorven"), ("dorven", "reth")} <= {(x.id, y.id) for x, y in pairs.both}


def test_a_quote_cut_by_more_than_half_is_paired_by_its_cue(
    make_article: Make, ferry: Article, ferry_records: tuple[Mapping[str, Any], ...]
) -> None:
    short = changed(ferry_records, "q2", at=["p3 ⟦three weeks⟧"])

    pairs = align(ferry, make_article(records=short)).quote
    assert ("q2", "q2") in [(x.id, y.id) for x, y in pairs.both]


@pytest.mark.parametrize(
    ("text", "id", "paired"),
    [
        ("The crack measures half a metre.", "v9", True),
        ("The crack measured half a metre!", "v9", True),
        ("The divers measured the hull on Tuesday at noon.", "v2", False),
    ],
)
def test_statements_are_paired_by_their_words(
    make_article: Make,
    ferry: Article,
    ferry_records: tuple[Mapping[str, Any], ...],
    text: str,
    id: str,
    paired: bool,
) -> None:
    other = changed(ferry_records, "v2", text=text, id=id)

    pairs = align(ferry, make_article(records=other)).statement
    assert (("v2", id) in [(x.id, y.id) for x, y in pairs.both]) == paired
