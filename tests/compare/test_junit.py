"""The JUnit report says what the gate says, in a form that its readers take, whatever the texts hold."""

from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given

from onrecord.compare.gate import Check, Verdict
from onrecord.compare.judged import judged_items
from onrecord.compare.junit import junit_xml
from onrecord.compare.result import ItemResult

from .verdicts import NASTY, verdict, verdicts

RIGHT = ItemResult(1.0, "a statement of some length, eight words", "supported", "supported")
WRONG = ItemResult(0.0, "a statement of some length, eight words", "supported", "unstated")
FAILED = Check("verify", False, "71.0 → 60.0 (-11.0)", 0.003, ("verify/ferry/v1",))
PASSED = Check("quotes", True, "the same")
JENKINS = Path(__file__).parents[1] / "fixtures" / "junit-10.xsd"


def case(xml: str, classname: str, part: str) -> Element:
    (found,) = (
        case
        for case in fromstring(xml).iter("testcase")
        if case.get("classname") == classname and case.attrib["name"].split()[0] == part
    )
    return found


@given(verdicts())
def test_a_case_fails_exactly_where_the_gate_does(made: Verdict) -> None:
    root = fromstring(junit_xml(made))
    resting = {id for check in made.failures for id in check.items}

    gate, *tasks = root.findall("testsuite")

    assert [case.find("failure") is None for case in gate] == [check.passed for check in made.checks]
    cases = [case for suite in tasks for case in suite]
    assert [case.find("failure") is not None for case in cases] == [
        item.id in resting for item in judged_items(made)
    ]
    if made.passed:
        assert root.find(".//failure") is None
        assert root.attrib["failures"] == "0"


@given(verdicts())
def test_counts_are_those_of_the_cases(made: Verdict) -> None:
    root = fromstring(junit_xml(made))

    for suite in root.findall("testsuite"):
        assert int(suite.attrib["tests"]) == len(suite.findall("testcase"))
        assert int(suite.attrib["failures"]) == len(suite.findall("testcase/failure"))
        assert int(suite.attrib["skipped"]) == len(suite.findall("testcase/skipped"))
    assert int(root.attrib["tests"]) == len(list(root.iter("testcase")))
    assert int(root.attrib["failures"]) == len(list(root.iter("failure")))


def test_jenkins_schema_allows_it() -> None:
    etree: Any = pytest.importorskip("lxml.etree", reason="needs lxml (the extra ‘annotate’)")
    schema = etree.XMLSchema(etree.parse(str(JENKINS)))

    @given(verdicts())
    def is_allowed(made: Verdict) -> None:
        schema.assertValid(etree.fromstring(junit_xml(made).encode()))

    is_allowed()


def test_a_failure_shows_words_gold_and_both_answers() -> None:
    xml = junit_xml(verdict({"verify/ferry/v1": RIGHT}, {"verify/ferry/v1": WRONG}, FAILED))

    failed = case(xml, "onrecord.verify.ferry", "v1")

    assert failed.attrib["name"] == "v1 a statement of some length, eight…"
    failure = failed[0]
    assert failure.attrib["message"] == "supported → unstated"
    assert failure.text == (
        "asked: a statement of some length, eight words\n"
        "gold: supported\n"
        "baseline: supported\n"
        "now: unstated\n"
        "failed: verify (71.0 → 60.0 (-11.0))"
    )
    check = case(xml, "onrecord.gate", "verify")
    assert check[0].text == "71.0 → 60.0 (-11.0)\nverify/ferry/v1"


def test_what_was_wrong_before_is_skipped_and_says_so() -> None:
    kept = ItemResult(0.0)  # as a baseline keeps long answers: not at all
    xml = junit_xml(verdict({"verify/ferry/v1": kept}, {"verify/ferry/v1": WRONG, "verify/ferry/v2": WRONG}))

    known = case(xml, "onrecord.verify.ferry", "v1").find("skipped")
    new = case(xml, "onrecord.verify.ferry", "v2").find("skipped")

    assert known is not None and new is not None
    assert known.attrib["message"] == "wrong, as in the baseline"
    assert "baseline: wrong, the answer is not kept" in str(known.text)
    assert new.attrib["message"] == "wrong, and not in the baseline"


@pytest.mark.parametrize(("stochastic", "reason"), [(False, "within the margin"), (True, "may be chance")])
def test_a_flip_that_is_let_pass_passes_and_says_so(stochastic: bool, reason: str) -> None:
    before = {"verify/ferry/v1": RIGHT, "verify/ferry/v2": WRONG}
    after = {"verify/ferry/v1": WRONG, "verify/ferry/v2": RIGHT}
    xml = junit_xml(verdict(before, after, PASSED, stochastic=stochastic))

    broken, fixed = (case(xml, "onrecord.verify.ferry", part) for part in ("v1", "v2"))

    assert [child.tag for child in broken] == [child.tag for child in fixed] == ["system-out"]
    assert reason in str(broken[0].text).splitlines()[0]
    assert str(fixed[0].text).startswith("fixed\n")


def test_hostile_text_is_text() -> None:
    nasty = ItemResult(0.0, NASTY, NASTY, NASTY)
    xml = junit_xml(verdict({"verify/ferry/v1": RIGHT}, {"verify/ferry/v1": nasty}, FAILED))

    failure = case(xml, "onrecord.verify.ferry", "v1")[0]

    assert [child.tag for child in fromstring(xml).iter() if child.tag in ("script", "img")] == []
    assert "<script>x</script>" in str(failure.text)
    assert not set(xml) & set("\x00\x1b\u202e\ud800\uffff")
    xml.encode()


def test_the_same_verdict_is_the_same_file() -> None:
    made = verdict({"verify/ferry/v1": RIGHT}, {"verify/ferry/v1": WRONG}, FAILED)

    assert junit_xml(made) == junit_xml(made)
