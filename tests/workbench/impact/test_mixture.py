"""The articles between two versions of one."""

from collections.abc import Callable, Iterable, Mapping
from itertools import combinations
from typing import Any

import pytest

from onrecord.gold.article import Article
from onrecord.gold.check import required_findings
from onrecord.workbench.diff.comparison import Comparison
from onrecord.workbench.diff.sides import Side
from onrecord.workbench.impact.mixture import Mixture

Record = Mapping[str, Any]
OTHER_RETH = {"kind": "speaker", "id": "reth", "name": "Nol Abari", "class": "person"}
ABARI = {"kind": "mention", "id": "m2", "of": "reth", "at": "p6 ⟦Nol Abari⟧"}
SAID_BY_ABARI = {
    "kind": "quote",
    "id": "q9",
    "form": "indirect",
    "at": ["p5 ⟦carries mostly schoolchildren⟧"],
    "speaker": "reth",
    "via": "m2",
}


@pytest.fixture
def mixture(
    make_article: Callable[..., Article], ferry_records: tuple[Record, ...]
) -> Callable[..., Mixture]:
    """``mixture(more, q1={…}, q2=None)``: the ferry article, and with records changed, left out or added."""

    def build(more: Iterable[Record] = (), **changes: Mapping[str, Any] | None) -> Mixture:
        kept = [r for r in ferry_records if changes.get(str(r.get("id")), {}) is not None]
        changed = [{**r, **(changes.get(str(r.get("id"))) or {})} for r in kept]
        return Mixture(make_article(), make_article(records=[*more, *changed]))

    return build


def differences(a: Article, b: Article) -> list[str]:
    found = Comparison(Side("a", a, {}), Side("b", b, {})).differences
    return [f"{d.title}: {d.said()}" for d in found]


def whole(mixture: Mixture) -> Article:
    made = mixture.article(frozenset(range(len(mixture.differences))))
    assert isinstance(made, Article), made
    return made


# Reth goes, with all that names him; somebody else comes under his id and says something.
ANOTHER_RETH: dict[str, Any] = {
    "more": (OTHER_RETH, ABARI, SAID_BY_ABARI),
    "reth": None,
    "m2": None,
    "m3": None,
    "q2": None,
    "q3": None,
    "f2": {"speaker": "dorven"},
}


@pytest.mark.parametrize(
    "changes",
    [
        {"q1": {"optional": True}, "v1": {"label": "unstated"}, "f1": {"weight": "okay"}},
        {"q3": {"speaker": "dorven", "via": "m1"}, "m3": {"of": "dorven"}, "q2": {"optional": True}},
        {"q2": {"id": "q3"}, "q3": {"id": "q2"}, "v2": {"label": "unstated"}, "v3": None},
        {"f2": None, "s3": {"tells": ["f1"]}, "s1": {"text": "Ferry halted"}},
        ANOTHER_RETH,
    ],
)
def test_all_differences_make_the_new_version(
    mixture: Callable[..., Mixture], changes: dict[str, Any]
) -> None:
    made = mixture(**changes)
    assert made.differences
    assert differences(whole(made), made.new) == []
    assert made.article(frozenset()) is made.old


def test_an_id_that_is_taken_is_another_in_between(mixture: Callable[..., Mixture]) -> None:
    made = mixture(**ANOTHER_RETH)
    by_name = {s.name: s.id for s in whole(made).speakers}
    assert by_name["Nol Abari"] == "reth-new"
    assert whole(made).quote["q9"].speakers == ("reth-new",)


def test_what_a_difference_needs_makes_it_fit_to_score_with(mixture: Callable[..., Mixture]) -> None:
    made = mixture(**ANOTHER_RETH)
    for n, difference in enumerate(made.differences):
        needed = made.needed(frozenset([n]))
        tried = made.article(needed | {n})
        assert isinstance(tried, Article), (difference.title, tried)
        assert required_findings(tried) == []
        assert len(differences(made.old, tried)) == len(needed) + 1


def test_new_records_stand_where_they_stand_in_the_new_version(
    make_article: Callable[..., Article], ferry_records: tuple[Record, ...]
) -> None:
    """Some tasks draw from quotes in their order."""
    quote = {**SAID_BY_ABARI, "speaker": "dorven", "via": None}
    at = next(n for n, r in enumerate(ferry_records) if r.get("id") == "q3")
    fields = {k: v for k, v in quote.items() if v is not None}
    records = [*ferry_records[:at], fields, *ferry_records[at:]]
    made = Mixture(
        make_article(),
        make_article(records=[{**r, "optional": True} if r.get("id") == "q1" else r for r in records]),
    )
    for size in (1, 2):
        for numbers in combinations(range(len(made.differences)), size):
            tried = made.article(frozenset(numbers))
            assert isinstance(tried, Article)
            order = [q.id for q in tried.quotes]
            assert order == [q for q in ("q1", "q2", "q9", "q3", "q4") if q in order]
