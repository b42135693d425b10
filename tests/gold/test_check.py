"""The rules: each finds what it is for, and nothing in gold that keeps it."""

import itertools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import GoldError
from onrecord.gold.article import Article, Quote
from onrecord.gold.check import BUDGETS, Finding, findings, required_findings
from onrecord.gold.load import load_article
from onrecord.gold.records import Meta
from onrecord.tasks.task import built_in_tasks
from onrecord.text import Span

Make = Callable[..., Article]
Records = list[dict[str, Any]]

TEXT = """Kela speaks

“We sail at dawn 🚢,” Kela said. “All of us.”

Moro called the plan “daring” and said it would fail.

“Kela told me, ‘Go,’ and I went,” Moro said.

They left.
"""


def speaker(id: str, name: str, **more: Any) -> dict[str, Any]:
    return {"kind": "speaker", "id": id, "name": name, "class": "person"} | more


def mention(id: str, of: str, at: str) -> dict[str, Any]:
    return {"kind": "mention", "id": id, "of": of, "at": at}


def quote(id: str = "q1", **more: Any) -> dict[str, Any]:
    direct = {"form": "direct", "at": ["p2 ⟦“We sail at dawn 🚢,”⟧"], "speaker": "kela"}
    return {"kind": "quote", "id": id} | direct | more


def fact(id: str = "f1", **more: Any) -> dict[str, Any]:
    claim = {"text": "They left.", "weight": "vital", "at": ["p5 ⟦They left⟧"], "needs": [["left"]]}
    return {"kind": "fact", "id": id} | claim | more


def statement(id: str, label: str) -> dict[str, Any]:
    return {"kind": "statement", "id": id, "text": "They left.", "label": label, "trick": "plausible"}


def summary(id: str, task: str, text: str = "They left.", **more: Any) -> dict[str, Any]:
    return {"kind": "summary", "id": id, "task": task, "text": text, "pass": "a"} | more


KELA, MORO = speaker("kela", "Kela"), speaker("moro", "Moro")
BOTH = [KELA, MORO, mention("m1", "kela", "p2 ⟦Kela⟧"), mention("m2", "moro", "p3 ⟦Moro⟧")]
MIXED = {
    "form": "mixed",
    "at": ["p3 ⟦the plan “daring”⟧"],
    "verbatim": ["p3 ⟦“daring”⟧"],
    "speaker": "moro",
}
OUTER = {"at": ["p4 ⟦“Kela told me, ‘Go,’ and I went,”⟧"], "speaker": "moro"}
INNER = {"at": ["p4 ⟦‘Go,’⟧"], "speaker": "kela", "parent": "q1"}
INNERMOST = {"at": ["p4 ⟦Go⟧"], "speaker": "kela", "parent": "q2"}
REFERENCES = [summary(f"s{n}", task) for n, task in enumerate([*BUDGETS, *BUDGETS], 1)]

# What keeps a rule, then what breaks it, beyond its fixture (tests/fixtures/rules).
CASES: list[tuple[str, Records, Records]] = [
    ("id-unique", [*BOTH, quote(), quote("q2", **MIXED)], [*BOTH, quote(), quote("q1", **MIXED)]),
    ("id-unique", [*BOTH, fact("f1")], [*BOTH, fact("m1")]),
    ("reference-exists", [*BOTH, quote(via="m1")], [*BOTH, quote(via="m9")]),
    ("reference-exists", [*BOTH, quote()], [*BOTH, quote(speaker=["kela", "sorn"])]),
    ("reference-exists", [*BOTH, quote(relayed_by=["moro"])], [*BOTH, quote(relayed_by=["sorn"])]),
    ("reference-exists", [*BOTH, quote(**{"for": "moro"})], [*BOTH, quote(**{"for": "sorn"})]),
    ("reference-exists", [*BOTH, quote()], [*BOTH, quote(parent="q7")]),
    ("reference-exists", [*BOTH, fact(speaker="kela")], [*BOTH, fact(speaker="sorn")]),
    ("reference-exists", [fact(), *REFERENCES], [*REFERENCES, summary("s9", "brief", tells=["f9"])]),
    ("reference-exists", BOTH, [*BOTH, mention("m9", "sorn", "p2 ⟦Kela⟧")]),
    ("via-of-speaker", [*BOTH, quote(via="m1")], [*BOTH, quote(via="m2")]),
    (
        "via-of-speaker",
        [*BOTH, quote(via="m2", **{"for": "moro"})],
        [*BOTH, quote(via="m2", relayed_by=["moro"])],
    ),
    ("speaker-speaks", [*BOTH, quote()], [speaker("kela", "Kela", speaks=False), *BOTH[1:], quote()]),
    ("speaker-names", BOTH, [KELA, speaker("moro", "KELA")]),
    ("speaker-names", BOTH, [KELA, speaker("moro", "Moro", aliases=["Kela"])]),
    ("speaker-names", BOTH, [KELA, speaker("moro", "Moro", accept=["kela"])]),
    ("speaker-names", BOTH, [speaker("kela", "Kela", accept=["captain"], reject=["Captain"])]),
    (
        "segment-order",
        [*BOTH, quote(at=["p2 ⟦“We sail at dawn 🚢,”⟧", "p2 ⟦“All of us.”⟧"])],
        [*BOTH, quote(at=["p2 ⟦“All of us.”⟧", "p2 ⟦“We sail at dawn 🚢,”⟧"])],
    ),
    ("mixed-verbatim", [*BOTH, quote(**MIXED)], [*BOTH, quote(**MIXED | {"verbatim": []})]),
    ("mixed-verbatim", [*BOTH, quote(**MIXED)], [*BOTH, quote(**MIXED | {"at": ["p3 ⟦the plan⟧"]})]),
    ("mixed-verbatim", [*BOTH, quote()], [*BOTH, quote(verbatim=["p2 ⟦“We sail at dawn 🚢,”⟧"])]),
    ("quote-marks", [*BOTH, quote()], [*BOTH, quote(at=["p2 ⟦We sail at dawn 🚢,”⟧"])]),
    ("quote-marks", [*BOTH, quote()], [*BOTH, quote(at=["p2 ⟦“We sail at dawn 🚢⟧"])]),
    (
        "quote-marks",
        [*BOTH, quote(form="indirect", at=["p3 ⟦it would fail⟧"], speaker="moro")],
        [*BOTH, quote(form="indirect", at=["p3 ⟦the plan “daring”⟧"], speaker="moro")],
    ),
    ("cue-outside", [*BOTH, quote(cue="p2 ⟦said⟧")], [*BOTH, quote(cue="p2 ⟦sail⟧")]),
    (
        "overlap-nested",
        [*BOTH, quote("q1", **OUTER), quote("q2", **INNER)],
        [*BOTH, quote("q1", **OUTER), quote("q2", **INNER | {"parent": None, "form": "indirect"})],
    ),
    ("summary-budget", REFERENCES, [*REFERENCES, summary("s9", "headline", "word " * 16)]),
    ("summary-budget", [summary("s1", "brief", "word " * 80)], [summary("s1", "brief", "word " * 81)]),
    (
        "region-cover",
        [{"kind": "region", "type": "body", "at": f"p{n}"} for n in range(1, 6)],
        [{"kind": "region", "type": "body", "at": f"p{n}"} for n in range(1, 5)],
    ),
    (
        "region-cover",
        [{"kind": "region", "type": "body", "at": f"p{n}"} for n in (5, 3, 1, 4, 2)],
        [{"kind": "region", "type": "body", "at": f"p{n}"} for n in (5, 1, 4, 2)],
    ),
    ("speaker-mentioned", BOTH, [KELA]),
    (
        "statement-balance",
        [statement("v1", "supported"), statement("v2", "supported")],
        [statement("v1", "supported"), statement("v2", "supported"), statement("v3", "supported")],
    ),
    (
        "marked-strings",
        [
            *BOTH,
            quote(at=["p2 ⟦“We sail at dawn 🚢,”⟧", "p2 ⟦“All of us.”⟧"]),
            {"kind": "not_quote", "at": "p3 ⟦“daring”⟧", "why": "scare quotes"},
            quote("q2", at=["p4 ⟦“Kela told me, ‘Go,’ and I went,”⟧"], speaker="moro"),
        ],
        [*BOTH, quote(at=["p2 ⟦“We sail at dawn 🚢,”⟧", "p2 ⟦“All of us.”⟧"])],
    ),
]


def found(article: Article, rule: str) -> list[Finding]:
    return [f for f in findings(article) if f.rule == rule]


@pytest.mark.parametrize(("rule", "valid", "_invalid"), CASES)
def test_gold_that_keeps_a_rule(rule: str, valid: Records, _invalid: Records, make_article: Make) -> None:
    assert found(make_article(TEXT, valid), rule) == []


@pytest.mark.parametrize(("rule", "_valid", "invalid"), CASES)
def test_gold_that_breaks_a_rule(rule: str, _valid: Records, invalid: Records, make_article: Make) -> None:
    assert found(make_article(TEXT, invalid), rule) != []


def test_a_whole_article_has_no_finding(ferry: Article) -> None:
    assert findings(ferry) == []


def test_a_finding_names_file_line_rule_and_section(make_article: Make) -> None:
    (finding,) = found(make_article(TEXT, [*BOTH, quote(cue="p2 ⟦sail⟧")]), "cue-outside")

    assert str(finding).startswith("ferry/annotations.jsonl:5: the cue of ‘q1’ stands inside the quote")
    assert str(finding).endswith("[cue-outside; guideline §5]")


@pytest.mark.parametrize(("rule", "_valid", "invalid"), CASES)
def test_every_message_says_what_to_do(
    rule: str, _valid: Records, invalid: Records, make_article: Make
) -> None:
    """What is wrong, then the remedy or a question that leads to it."""
    for finding in found(make_article(TEXT, invalid), rule):
        assert re.search(r"; \w+|: mixed\?$|is for mixed quotes", finding.message)


def test_findings_are_in_the_order_of_the_file(make_article: Make) -> None:
    article = make_article(TEXT, [quote(speaker="sorn"), KELA, quote("q2", cue="p2 ⟦sail⟧"), MORO])

    assert [f.line for f in findings(article)] == sorted(f.line for f in findings(article))


def test_warnings_do_not_stop_loading_and_errors_do(
    write_article: Callable[..., Path], tmp_path: Path
) -> None:
    assert load_article(write_article(tmp_path / "warned", TEXT, [KELA])).speakers
    with pytest.raises(GoldError, match=r"annotations\.jsonl:2: .*\[quote-marks"):
        load_article(write_article(tmp_path / "wrong", TEXT, [KELA, quote(at=["p2 ⟦We sail⟧"])]))


def test_required_findings_are_the_errors(make_article: Make) -> None:
    article = make_article(TEXT, [KELA, quote(cue="p2 ⟦sail⟧")])

    assert {f.rule for f in required_findings(article)} == {"cue-outside"}
    assert "speaker-mentioned" in {f.rule for f in findings(article)}


# --- nesting and marks


def test_a_quote_nested_twice_overlaps_both_that_hold_it(make_article: Make) -> None:
    article = make_article(
        TEXT, [*BOTH, quote("q1", **OUTER), quote("q2", **INNER), quote("q3", **INNERMOST)]
    )

    assert found(article, "overlap-nested") == []


def test_quotes_that_are_each_others_parent_do_not_hang_the_check(make_article: Make) -> None:
    article = make_article(TEXT, [*BOTH, quote("q1", **OUTER, parent="q2"), quote("q2", **INNER)])

    assert found(article, "overlap-nested") == []


@given(
    st.lists(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 9)), min_size=1, max_size=3), max_size=6)
)
def test_quotes_overlap_where_any_two_of_their_segments_do(segments: list[list[tuple[int, int]]]) -> None:
    quotes = tuple(
        Quote(f"q{n}", "indirect", tuple(Span(start, start + length) for start, length in parts), ())
        for n, parts in enumerate(segments)
    )
    article = Article(Meta.model_construct(id="overlaps", phenomena=()), "x" * 30, quotes=quotes)

    said = [f.message.split(";")[0] for f in found(article, "overlap-nested")]

    assert said == [
        f"‘{b.id}’ overlaps ‘{a.id}’"
        for a, b in itertools.combinations(quotes, 2)
        if any(left.overlaps(right) for left in a.spans for right in b.spans)
    ]


def test_a_quote_over_two_paragraphs_may_lack_the_closer_of_the_first(make_article: Make) -> None:
    text = "“We sail at dawn.\n\n“All of us,” Kela said.\n"
    whole = quote(at=["p1 ⟦“We sail at dawn.⟧", "p2 ⟦“All of us,”⟧"])

    assert found(make_article(text, [KELA, whole]), "quote-marks") == []
    assert found(make_article(text, [KELA, quote(at=["p1 ⟦“We sail at dawn.⟧"])]), "quote-marks") != []


def test_an_indirect_quote_may_hold_scare_quotes_that_are_accounted_for(make_article: Make) -> None:
    indirect = quote(form="indirect", at=["p3 ⟦the plan “daring”⟧"], speaker="moro")
    scare = {"kind": "not_quote", "at": "p3 ⟦“daring”⟧", "why": "scare quotes"}

    assert found(make_article(TEXT, [*BOTH, indirect, scare]), "quote-marks") == []


# --- waivers


def waived(*rules: str, at: str = "p2 ⟦dawn⟧") -> dict[str, Any]:
    return {"kind": "damage", "at": at, "what": "stray mark", "waives": list(rules)}


def test_damage_waives_the_named_rule_at_its_place(make_article: Make) -> None:
    broken = [*BOTH, quote(at=["p2 ⟦We sail at dawn 🚢⟧"])]

    assert found(make_article(TEXT, broken), "quote-marks") != []
    assert found(make_article(TEXT, [*broken, waived("quote-marks")]), "quote-marks") == []


@pytest.mark.parametrize(
    "damage",
    [waived(), waived("cue-outside"), waived("quote-marks", at="p3 ⟦Moro⟧")],
    ids=["none", "rule", "place"],
)
def test_damage_waives_nothing_else(damage: dict[str, Any], make_article: Make) -> None:
    broken = [*BOTH, quote(at=["p2 ⟦We sail at dawn 🚢⟧"]), damage]

    assert found(make_article(TEXT, broken), "quote-marks") != []


# --- budgets


def test_the_checks_budgets_are_those_of_the_tasks() -> None:
    tasks = built_in_tasks()

    assert {name: tasks[name].budget_words for name in BUDGETS} == BUDGETS


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Broken boats sail at dawn", []),
        ("Kela speaks. “Broken” boats sail", []),
        ("Boats sail from Broken", ["Broken"]),
        ("Zorg Vanta sails at dawn", ["Zorg Vanta"]),
        ("Anna sails at dawn", ["Anna"]),
        ("NATOX sails at dawn", ["NATOX"]),
    ],
)
def test_a_capital_of_a_sentences_start_makes_no_name(text: str, told: list[str], make_article: Make) -> None:
    """But more than one capital does, and a name that is known as one."""
    article = make_article(TEXT, [*BOTH, summary("s1", "headline", text)])

    assert [f.message.split("’")[0].removeprefix("‘") for f in found(article, "summary-names")] == told
