"""Each difference is said in a sentence, by meaning."""

from typing import Any

import pytest

from .conftest import Compare

SHORT = {"at": ["p3 ⟦the island could hold out⟧"]}


def said(compare: Compare, **changes: Any) -> list[str]:
    return [f"{d.title}: {d.said()}" for d in compare(**changes).differences]


@pytest.mark.parametrize(
    ("record", "change", "sentence"),
    [
        ("q1", {"speaker": "reth"}, "q1: speaker Ilka Dorvén → Tomas Reth"),
        ("q1", {"speaker": ["dorven", "reth"]}, "q1: speaker Ilka Dorvén → Ilka Dorvén + Tomas Reth"),
        ("q2", SHORT, "q2: span shortened by “for three weeks”"),
        ("q2", {"form": "direct"}, "q2: form indirect → direct"),
        ("q2", {"optional": True}, "q2: required → optional"),
        ("q2", {"cue": None}, "q2: cue “said” → none"),
        ("q2", {"via": "m3"}, "q2: via “The mayor, Tomas Reth” → “Reth”"),
        ("q2", {"for": "engineer"}, "q2: for none → engineer at the yard"),
        ("q2", {"parent": "q4"}, "q2: parent none → q4 “the repair as “slow and costly” work”"),
        ("q2", {"relayed_by": ["engineer"]}, "q2: relayed by none → engineer at the yard"),
        ("q4", {"verbatim": ["p4 ⟦slow and costly⟧"]}, "q4: marked words shortened by “, ”"),
        ("q4", {"verbatim": ["p4 ⟦the repair⟧"]}, "q4: marked words “slow and costly” → “the repair”"),
        ("q4", {"verbatim": None}, "q4: marked words only in a: “slow and costly”"),
        ("q4", {"form": "indirect", "verbatim": None}, "q4: form mixed → indirect"),
        ("q2", {"parent": "q1"}, "q2: parent none → q1 “We will not sail until the hull is safe again 🚢,”"),
        ("m2", {"of": "engineer"}, "m2: of Tomas Reth → engineer at the yard"),
        ("m2", {"at": "p3 ⟦Tomas Reth⟧"}, "m2: span shortened by “The mayor,”"),
        ("reth", {"class": "group"}, "reth: class person → group"),
        ("reth", {"aliases": ["Mr. Reth"]}, "reth: aliases without “Reth” and with “Mr. Reth”"),
        ("f1", {"weight": "okay"}, "f1: weight vital → okay"),
        ("f1", {"at": ["p2 ⟦stopped all crossings on Monday⟧"]}, "f1: evidence lengthened by “on Monday”"),
        (
            "f1",
            {"needs": [["ferry", "boat"], ["stopped", "halted"]]},
            "f1: needs “ferry” without “crossings” and with “boat”",
        ),
        ("f2", {"needs": [["island"]]}, "f2: needs without “three weeks”"),
        ("v2", {"label": "unstated"}, "v2: label contradicted → unstated"),
        (
            "s3",
            {"tells": ["f1"]},
            "s3: tells without f2 Reth said the island could hold out for three weeks.",
        ),
    ],
)
def test_a_changed_field(compare: Compare, record: str, change: dict[str, Any], sentence: str) -> None:
    assert said(compare, **{record: change}) == [sentence]


def test_several_fields_are_one_difference(compare: Compare) -> None:
    assert said(compare, q2={**SHORT, "speaker": "dorven", "form": "mixed"}) == [
        "q2: speaker Tomas Reth → Ilka Dorvén; form indirect → mixed; span shortened by “for three weeks”"
    ]


def test_a_record_that_one_side_lacks(compare: Compare) -> None:
    sentences = said(compare, q2=None, v3=None)

    assert sentences == [
        "q2: only in a (indirect, Tomas Reth)",
        "v3: only in a (unstated, plausible)",
    ]


def test_a_record_that_one_side_adds(compare: Compare) -> None:
    damage = {"kind": "damage", "at": "p6 ⟦Credit…Nol⟧", "what": "run-in"}

    assert said(compare, more=[damage]) == ["damage:p6: only in b (run-in)"]


def test_context_and_marks_and_order_are_no_difference(compare: Compare) -> None:
    comparison = compare(
        q1={"cue": 'p2 🚢," ⟦said⟧ Ilka'},
        reth={"aliases": ["Reth"]},
        q2={"via": "m2", "speaker": ["reth"]},
    )

    assert comparison.differences == ()
    assert len(comparison.agreed) == 7 + 3 + 4 + 4 + 2 + 3 + 6


def test_ids_are_no_difference(compare: Compare) -> None:
    assert (
        compare(
            q3={"id": "q9"}, v1={"id": "v7"}, m4={"id": "m7"}, q4={"via": "m7"}, s5={"id": "x"}
        ).differences
        == ()
    )


def test_segments_that_cover_the_same_words(compare: Compare) -> None:
    one = {"at": ["p3 ⟦the island could hold⟧", "p3 ⟦out for three weeks⟧"]}

    assert said(compare, q2=one) == ["q2: span in 1 segment → 2 segments"]


def test_differences_come_by_kind_and_in_the_order_of_the_text(compare: Compare) -> None:
    found = compare(s1=None, q4={"form": "direct"}, q1={"form": "mixed"}, reth={"class": "group"}).differences

    assert [d.title for d in found] == ["reth", "q1", "q4", "s1"]


def test_references_to_nothing_are_named(compare: Compare) -> None:
    """A pass under way may hold a reference that is broken; comparing says so and goes on."""
    assert said(compare, q2={"speaker": "nobody", "via": None}) == [
        "q2: speaker Tomas Reth → ‘nobody’ (unknown); via “The mayor, Tomas Reth” → none"
    ]
