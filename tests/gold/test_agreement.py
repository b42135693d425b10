"""Agreement of two passes: α against a published example, F1 worked by hand."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.gold.agreement import Agreement, SpanAgreement, agreement, nominal_alpha
from onrecord.gold.article import Article

Make = Callable[..., Article]
CODES = st.lists(st.tuples(st.sampled_from("xyz"), st.sampled_from("xyz")), max_size=12)

TEXT = """“one two three four,” Kela said.

“five six,” Moro said. Kela said that seven eight nine.

🚢 They left at ten.
"""


# --- α


def test_alpha_of_the_published_binary_example() -> None:
    """Krippendorff (2011), part A: two observers, ten binary units, α = .095.

    Four units disagree, so o01 = 4; of the n = 20 values n0 = 14 and n1 = 6: 1 − 19 · 4 ÷ (14 · 6) = .0952.
    """
    meg = "0100000010"
    owen = "1110010000"

    assert nominal_alpha(list(zip(meg, owen, strict=True))) == pytest.approx(0.0952, abs=5e-5)


def test_alpha_of_three_values_by_hand() -> None:
    """aa ab bb cc: n = 8, counts a 3, b 3, c 2; Σ n_c n_k over c ≠ k = 64 − 22 = 42; Σ o_ck = 2.

    1 − 7 · 2 ÷ 42 = 2/3.
    """
    assert nominal_alpha([("a", "a"), ("a", "b"), ("b", "b"), ("c", "c")]) == pytest.approx(2 / 3)


@pytest.mark.parametrize("pairs", [[], [("a", "a")], [("a", "a"), ("a", "a")]])
def test_alpha_is_undefined_where_nothing_varies(pairs: list[tuple[str, str]]) -> None:
    assert nominal_alpha(pairs) is None


@given(CODES)
def test_alpha_is_symmetric_and_at_most_one(pairs: list[tuple[str, str]]) -> None:
    alpha = nominal_alpha(pairs)

    assert alpha == nominal_alpha([(b, a) for a, b in pairs])
    assert alpha is None or alpha <= 1
    assert alpha is None or (alpha == 1) == all(a == b for a, b in pairs)


# --- passes


def speaker(id: str, name: str) -> dict[str, Any]:
    return {"kind": "speaker", "id": id, "name": name, "class": "person"}


def mention(id: str, of: str, at: str) -> dict[str, Any]:
    return {"kind": "mention", "id": id, "of": of, "at": at}


def quote(id: str, at: str, speaker: str, form: str = "direct") -> dict[str, Any]:
    return {"kind": "quote", "id": id, "form": form, "at": [at], "speaker": speaker}


def fact(id: str, at: str, weight: str) -> dict[str, Any]:
    return {"kind": "fact", "id": id, "text": "x", "weight": weight, "at": [at], "needs": [["x"]]}


# The passes name the speakers by different ids, as blind passes do.
PASS_A = [
    speaker("kela", "Kela"),
    speaker("moro", "Moro"),
    mention("m1", "kela", "p1 ⟦Kela⟧"),
    mention("m2", "moro", "p2 ⟦Moro⟧"),
    quote("q1", "p1 ⟦“one two three four,”⟧", "kela"),
    quote("q2", "p2 ⟦“five six,”⟧", "moro"),
    quote("q3", "p2 ⟦seven eight nine⟧", "kela", "indirect"),
    fact("f1", "p3 ⟦left at ten⟧", "vital"),
]
PASS_B = [
    speaker("ms-kela", "Ms. Kela"),
    speaker("mr-moro", "Mr. Moro"),
    mention("m1", "ms-kela", "p1 ⟦Kela⟧"),
    mention("m2", "mr-moro", "p2 ⟦Moro⟧"),
    quote("q1", "p1 ⟦one two three four⟧", "ms-kela"),
    quote("q2", "p2 ⟦“five six,” Moro⟧", "ms-kela"),
    fact("f1", "p3 ⟦They left at ten⟧", "okay"),
    fact("f2", "p1 ⟦said⟧", "okay"),
]


@pytest.fixture
def agreed(make_article: Make) -> Agreement:
    statements = [
        {"kind": "statement", "id": f"v{n}", "text": "x", "label": label, "trick": "plausible"}
        for n, label in enumerate(("supported", "unstated"), 1)
    ]
    gold = make_article(TEXT, statements)
    blind = {"v1": "supported", "v2": "contradicted", "v9": "supported"}
    return agreement(make_article(TEXT, PASS_A), make_article(TEXT, PASS_B), gold, blind)


def row(agreed: Agreement, name: str) -> SpanAgreement:
    return next(r for r in agreed.spans if r.name == name)


def test_direct_quotes_by_hand(agreed: Agreement) -> None:
    """Two in each pass. q1 is exact: marks never decide. q2 shares "five six" (7 letters) of 11 with "Moro":
    IoU 7/11 ≥ .5, and its speaker differs. Exact 2·1/4, overlapping 2·2/4, with speaker 2·1/4."""
    assert row(agreed, "direct") == SpanAgreement("direct", 2, 2, 0.5, 1.0, 0.5)


def test_a_quote_that_one_pass_lacks_lowers_f1(agreed: Agreement) -> None:
    """Indirect: one in a, none in b. All: 3 and 2, so exact 2·1/5, overlapping 2·2/5, with speaker 2·1/5."""
    assert row(agreed, "indirect") == SpanAgreement("indirect", 1, 0, 0.0, 0.0, 0.0)
    assert row(agreed, "all") == SpanAgreement("all", 3, 2, 0.4, 0.8, 0.4)


def test_a_form_that_neither_pass_has_is_agreed_on(agreed: Agreement) -> None:
    assert row(agreed, "mixed") == SpanAgreement("mixed", 0, 0, 1.0, 1.0, 1.0)


def test_facts_by_hand(agreed: Agreement) -> None:
    """One and two; "left at ten" is 9 letters of 13 in "They left at ten": matched, not exact, and of another
    weight."""
    assert row(agreed, "facts") == SpanAgreement("facts", 1, 2, 0.0, pytest.approx(2 / 3), 0.0)


def test_alphas_are_of_matched_pairs(agreed: Agreement) -> None:
    """Forms: two pairs direct–direct, nothing varies. Speakers: kela–kela, moro–kela; n = 4, counts 3 and 1:
    1 − 3 · 2 ÷ 6 = 0. Weights: one pair, vital–okay: 1 − 1 · 2 ÷ 2 = 0."""
    assert agreed.form_alpha is None
    assert agreed.speaker_alpha == pytest.approx(0)
    assert agreed.weight_alpha == pytest.approx(0)


def test_blind_labels_are_counted_over_statements_that_gold_kept(agreed: Agreement) -> None:
    assert agreed.labels == (1, 2)


def test_agreement_is_the_same_both_ways(make_article: Make) -> None:
    a, b = make_article(TEXT, PASS_A), make_article(TEXT, PASS_B)
    there, back = agreement(a, b, a, {}), agreement(b, a, a, {})

    assert [(r.exact, r.overlapping, r.with_speaker) for r in there.spans] == [
        (r.exact, r.overlapping, r.with_speaker) for r in back.spans
    ]
    assert there.speaker_alpha == back.speaker_alpha


def test_a_pass_agrees_with_itself(ferry: Article) -> None:
    found = agreement(ferry, ferry, ferry, {s.id: s.label for s in ferry.statements})

    assert all(r.exact == r.overlapping == r.with_speaker == 1 for r in found.spans)
    assert found.form_alpha == found.speaker_alpha == found.weight_alpha == 1
    assert found.labels == (3, 3)
