"""A plain table of words, on a terminal, in Markdown and as JSON."""

import io
import json

import pytest
from rich.console import Console

from onrecord.reports.grid import Grid, percent

PLAIN = Grid(
    "Edits",
    ("edit", "goal", "noticed", "interval", "left"),
    (
        ("number changed", "≥ 97%", "98.7", "96.6–99.5", "7 of 300"),
        ("marks straight", "≤ 2%", "–", "–", "none"),
    ),
    notes=("Wilson intervals.",),
    details=("number changed, not noticed: a1 s1",),
    failed=frozenset([1]),
)
HOSTILE = "<img src=x>|[red]\x1b[2J\u202eno\nnew | row"


def hostile() -> Grid:
    return Grid("t", ("a|b", "c"), ((HOSTILE, "1"),), notes=(HOSTILE,))


def shown(grid: Grid) -> str:
    file = io.StringIO()
    Console(file=file, width=200, highlight=False).print(grid.as_table())
    return file.getvalue()


def test_figures_stand_on_the_right_and_words_on_the_left() -> None:
    lines = PLAIN.as_markdown().splitlines()
    assert lines[0] == "| edit | goal | noticed | interval | left |"
    assert lines[1] == "| --- | ---: | ---: | ---: | --- |"
    assert lines[2] == "| number changed | ≥ 97% | 98.7 | 96.6–99.5 | 7 of 300 |"
    assert lines[-1] == "Wilson intervals."
    sides = [str(column.justify) for column in PLAIN.as_table().columns]
    assert sides == ["left", "right", "right", "right", "left"]


def test_a_table_without_rows_has_its_headings() -> None:
    empty = Grid("Nothing", ("edit", "noticed"), ())
    assert empty.as_markdown().splitlines()[0] == "| edit | noticed |"
    assert "noticed" in shown(empty)
    assert json.loads(empty.as_json())["rows"] == []


def test_json_holds_everything() -> None:
    found = json.loads(PLAIN.as_json())
    assert found.pop("rows") == [dict(zip(PLAIN.columns, row, strict=True)) for row in PLAIN.rows]
    assert found == {
        "title": "Edits",
        "columns": list(PLAIN.columns),
        "notes": ["Wilson intervals."],
        "details": ["number changed, not noticed: a1 s1"],
        "failed": [1],
    }


def test_words_cannot_leave_their_cell_in_markdown() -> None:
    lines = hostile().as_markdown().splitlines()
    assert lines[0] == "| a\\|b | c |"
    assert lines[2].endswith(" | 1 |")
    assert "\\|[red]" in lines[2]
    assert not any(char in hostile().as_markdown() for char in ("<", "\x1b", "\u202e"))
    assert len(lines) == 5  # three of the table, an empty one, the note


def test_words_cannot_write_on_the_terminal() -> None:
    told = shown(hostile())
    assert "[red]" in told
    assert "\x1b" not in told
    assert "\u202e" not in told


def test_json_keeps_words_as_they_are() -> None:
    assert json.loads(hostile().as_json())["rows"] == [{"a|b": HOSTILE, "c": "1"}]


def test_what_does_not_hold_is_red() -> None:
    assert [str(row.style) for row in PLAIN.as_table().rows] == ["", "red"]


@pytest.mark.parametrize(("share", "words"), [(None, "–"), (0, "0.0"), (0.97349, "97.3"), (1, "100.0")])
def test_shares_are_shown_in_percent(share: float | None, words: str) -> None:
    assert percent(share) == words
