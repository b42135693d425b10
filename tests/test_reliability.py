"""Every row of the fault matrix names tests that are there."""

import ast
import re
from functools import cache

import pytest

from .harness import ROOT

MATRIX = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
ROWS = [line for line in MATRIX.splitlines() if line.startswith("| ") and not line.startswith("| fault |")]


@cache
def defined_in(path: str) -> set[str]:
    """The names of the tests that a file below ``tests/`` defines."""
    source = (ROOT / "tests" / path).read_text(encoding="utf-8")
    return {n.name for n in ast.parse(source).body if isinstance(n, ast.FunctionDef)}


def test_there_is_a_matrix() -> None:
    assert len(ROWS) > 50
    assert len(set(ROWS)) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip()[:60])
def test_each_row_is_a_test(row: str) -> None:
    _, fault, outcome, tests, _ = row.split("|")
    assert fault.strip() and outcome.strip()
    named = re.findall(r"`([\w/.]+)::(\w+)`", tests)
    assert named and len(named) == tests.count("::")
    for path, name in named:
        assert name.startswith("test_") and name in defined_in(path), f"{path} has no {name}"
