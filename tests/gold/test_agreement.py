"""Agreement of two passes: α against a published example, F1 worked by hand."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.gold.agreement import Agreement, Counts, agreement, nominal_alpha
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


def test_alpha_of_the_published_nominal_example() -> None:
    """Krippendorff (2011), part B: two observers, twelve units, five categories, α = .692."""
    ben = "aabbdcccedda"
    gerry = "babbbccceddd"

    assert nominal_alpha(list(zip(ben, gerry, strict=True))) == pytest.approx(0.692, abs=5e-4)


def test_alpha_of_the_published_example_with_missing_values() -> None:
    """Krippendorff (2011), part C: four observers, twelve units, values missing, α = .743."""
    observers = ("12332141 2...", "12332241 25.3", ".3332342 251.", "12332441 251.")
    units = [
        tuple(None if value == "." else value for value in unit)
        for unit in zip(*(o.replace(" ", "") for o in observers), strict=True)
    ]

    assert nominal_alpha(units) == pytest.approx(0.743, abs=5e-4)


def test_a_unit_that_one_coder_alone_coded_says_nothing() -> None:
    pairs = [("a", "b"), ("b", "b"), ("c", "c")]

    assert nominal_alpha([*pairs, ("a", None), (None, None)]) == nominal_alpha(pairs)


@given(CODES, st.randoms(use_true_random=False))
def test_alpha_knows_no_order_and_no_names(pairs: list[tuple[str, str]], chance: random.Random) -> None:
    alpha = nominal_alpha(pairs)
    shuffled = chance.sample(pairs, len(pairs))

    assert alpha == nominal_alpha(shuffled)
    assert alpha == nominal_alpha([(f"other {a}", f"other {b}") for a, b in pairs])


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
    return agreement(make_article(TEXT, PASS_A), make_article(TEXT, PASS_B))


def test_direct_quotes_by_hand(agreed: Agreement) -> None:
    """Two in each pass. q1 is exact: marks never decide. q2 shares "five six" (7 letters) of 11 with "Moro":
    IoU 7/11 ≥ .5, and its speaker differs. Exact 2·1/4, overlapping 2·2/4, with speaker 2·1/4."""
    found = agreed.counts["form=direct"]

    assert found == Counts(2, 2, exact=1, overlapping=2, with_speaker=1)
    assert [found.f1(n) for n in (1, 2)] == [0.5, 1.0]


def test_a_quote_that_one_pass_lacks_lowers_f1(agreed: Agreement) -> None:
    """Indirect: one in a, none in b. All: 3 and 2, so exact 2·1/5, overlapping 2·2/5."""
    assert agreed.counts["form=indirect"] == Counts(1, 0)
    assert agreed.counts["all"] == Counts(3, 2, exact=1, overlapping=2, with_speaker=1)
    assert [agreed.counts["all"].f1(n) for n in (1, 2)] == [0.4, 0.8]


def test_f1_is_undefined_where_there_is_nothing_to_find(agreed: Agreement) -> None:
    assert "form=mixed" not in agreed.counts
    assert Counts().f1(0) is None


def test_facts_by_hand(agreed: Agreement) -> None:
    """One and two; "left at ten" is 9 letters of 13 in "They left at ten": matched, not exact, and of another
    weight."""
    assert agreed.counts["facts"] == Counts(1, 2, exact=0, overlapping=1, with_speaker=0)


def test_alphas_are_of_matched_pairs(agreed: Agreement) -> None:
    """Forms: two pairs direct–direct, nothing varies. Speakers: kela–kela, moro–kela; n = 4, counts 3 and 1:
    1 − 3 · 2 ÷ 6 = 0. Weights: one pair, vital–okay: 1 − 1 · 2 ÷ 2 = 0. Both speakers are persons."""
    assert nominal_alpha(agreed.form) is None
    assert nominal_alpha(agreed.speaker) == pytest.approx(0)
    assert nominal_alpha(agreed.weight) == pytest.approx(0)
    assert agreed.speaker_class == (("person", "person"),) * 2


def test_agreement_is_the_same_both_ways(make_article: Make) -> None:
    a, b = make_article(TEXT, PASS_A), make_article(TEXT, PASS_B)
    there, back = agreement(a, b), agreement(b, a)

    assert there.counts.keys() == back.counts.keys()
    for name, counts in there.counts.items():
        other = back.counts[name]
        assert (counts.a, counts.b) == (other.b, other.a)
        assert (counts.exact, counts.overlapping, counts.with_speaker) == (
            other.exact,
            other.overlapping,
            other.with_speaker,
        )
    assert nominal_alpha(there.speaker) == nominal_alpha(back.speaker)


REFERENCES = ("id", "of", "speaker", "via", "for", "parent", "relayed_by", "tells")


def renamed(records: Any, suffix: str) -> list[dict[str, Any]]:
    """The records with every id, and every reference to one, changed."""

    def change(value: Any) -> Any:
        return f"{value}{suffix}" if isinstance(value, str) else [change(v) for v in value]

    return [{k: change(v) if k in REFERENCES else v for k, v in record.items()} for record in records]


@given(suffix=st.from_regex(r"[a-z0-9_-]{1,8}", fullmatch=True))
def test_agreement_knows_no_ids(make_article: Make, suffix: str) -> None:
    a = make_article(TEXT, PASS_A)
    plain = agreement(a, make_article(TEXT, PASS_B))
    other = agreement(a, make_article(TEXT, renamed(PASS_B, suffix)))

    assert other.counts == plain.counts
    assert nominal_alpha(other.speaker) == nominal_alpha(plain.speaker)
    assert (other.form, other.weight, other.tells) == (plain.form, plain.weight, plain.tells)


def test_a_pass_agrees_with_itself(ferry: Article) -> None:
    labels = [(s.label, s.label) for s in ferry.statements]
    found = agreement(ferry, ferry, labels)

    assert all(c.a == c.b == c.exact == c.overlapping == c.with_speaker for c in found.counts.values())
    for units in (found.form, found.speaker, found.weight, found.labels):
        assert nominal_alpha(units) == 1
    assert found.tells[0] * 2 == found.tells[1]


def test_told_facts_go_by_what_the_facts_are(make_article: Make) -> None:
    """a tells its f1; b tells its f1, the same fact, and f2, which a lacks: 1 shared of 1 + 2."""
    tell_a = {"kind": "summary", "id": "s1", "task": "brief", "text": "x", "tells": ["f1"], "pass": "a"}
    tell_b = {**tell_a, "tells": ["f1", "f2"], "pass": "b"}

    found = agreement(make_article(TEXT, [*PASS_A, tell_a]), make_article(TEXT, [*PASS_B, tell_b]))
    assert found.tells == (1, 3)


def test_evidence_is_compared_where_both_call_a_fact_vital(make_article: Callable[..., Article]) -> None:
    text = "The weir at Ostrel was closed on Friday. Nobody was hurt.\n"

    def fact(id: str, at: str, weight: str) -> dict[str, Any]:
        return {
            "kind": "fact", "id": id, "text": f"Fact {at}", "weight": weight, "lengths": ["brief"],
            "at": [f"p1 ⟦{at}⟧"], "needs": [["weir"], ["closed"]],
        }  # fmt: skip

    a = make_article(
        text, [fact("f1", "The weir at Ostrel was closed", "vital"), fact("f2", "hurt", "vital")]
    )
    b = make_article(text, [fact("f1", "The weir at Ostrel was closed on Friday", "vital"),
                            fact("f2", "hurt", "okay")])  # fmt: skip

    # 24 letters of 32.
    assert agreement(a, b).evidence == (pytest.approx(24 / 32),)
