"""The README says what is so: its table is what the code measures now, its commands and links are there."""

import re
from pathlib import Path

import pytest

from onrecord.api import evaluate
from onrecord.reports.table import markdown_table

from .harness import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def table_rows(text: str) -> dict[str, str]:
    rows = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| |")]
    return {row.split("|")[1].strip(): row for row in rows}


def test_the_rows_that_need_no_weights_are_measured_anew(tmp_path: Path) -> None:
    shown = README.split("<!-- table -->")[1].split("<!-- /table -->")[0]
    now = table_rows(markdown_table([evaluate("baseline:rules", split="test", out=tmp_path / "run")]))
    then = table_rows(shown)
    assert set(now) < set(then)
    assert {name: then[name] for name in now} == now
    assert "hf:models/smollm2-135m-instruct" in then


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_links_lead_somewhere(link: str) -> None:
    assert (ROOT / link).exists()


@pytest.mark.parametrize("target", sorted(set(re.findall(r"^make (\w+)", README, re.MULTILINE))))
def test_make_targets_are_there(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
