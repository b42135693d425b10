"""Every rule has an article that keeps it and one that breaks it, and no other."""

import re
from pathlib import Path

import pytest

from onrecord.gold.check import RULES
from onrecord.gold.rules.rule import AnyRule

from ...harness import ROOT
from .fixture import FIXTURES, check, edits

IDS = [rule.id for rule in RULES]


def test_every_rule_has_its_fixtures_and_every_fixture_its_rule() -> None:
    assert sorted(path.stem for path in FIXTURES.glob("*.yaml")) == sorted([*IDS, "article"])


def test_the_article_that_they_start_from_keeps_every_rule(tmp_path: Path) -> None:
    assert check(tmp_path, {}) == []


@pytest.mark.parametrize("rule", IDS)
def test_a_valid_article(rule: str, tmp_path: Path) -> None:
    assert [str(f) for f in check(tmp_path, edits(rule, "valid"))] == []


@pytest.mark.parametrize("rule", IDS)
def test_an_invalid_article_breaks_that_rule_alone(rule: str, tmp_path: Path) -> None:
    found = check(tmp_path, edits(rule, "invalid"))

    assert {f.rule for f in found} == {rule}


@pytest.mark.parametrize("rule", IDS)
def test_a_message_says_what_to_do(rule: str, tmp_path: Path) -> None:
    """What is wrong, then the remedy, or a question that leads to it."""
    for finding in check(tmp_path, edits(rule, "invalid")):
        assert re.search(
            r"; (--)?\w|mixed\?$|Did you mean|Add context|should be|has \d+ paragraphs", finding.message
        ), finding.message


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_a_rule_says_why_and_where_the_guideline_does(rule: AnyRule) -> None:
    guideline = (ROOT / "docs" / "guideline.md").read_text(encoding="utf-8")
    section = rule.section.removeprefix("§")

    assert re.fullmatch(r"[A-Z⟦].{10,100}\.", rule.why)
    assert re.search(rf"^(## {section} |\*\*{re.escape(section)} )", guideline, re.MULTILINE)


def test_ids_are_unique() -> None:
    assert len(set(IDS)) == len(IDS)
