"""REALSumm's layout, on two invented documents and two systems."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from onrecord.errors import OnRecordError
from onrecord.validity.people.judgements import Document, Summary, Unit
from onrecord.validity.people.layouts.registry import read_judgements

FILES = {
    "ids.txt": ["cnndm1", "cnndm2"],
    "documents.txt": ["the mill burnt . nobody was hurt .", "the ferry sails ."],
    "references.txt": ["<t> A mill burnt . </t> <t> No one was hurt . </t>", "<t> Ferries sail . </t>"],
    "SCUs.txt": ["A mill burnt.\tNo one was hurt.", "Ferries sail."],
    "summaries/abs_x_out.summary": ["a mill burnt .", "all quiet ."],
    "labels/abs_x_out.label": ["1\t0", "0"],
    "summaries/ext_y_out.summary": ["nobody was hurt .", "the ferry sails ."],
    "labels/ext_y_out.label": ["0\t1", "1"],
}


@pytest.fixture
def folder(write_lines: Callable[..., Path], tmp_path: Path) -> Path:
    for name, lines in FILES.items():
        write_lines(name, lines)
    return tmp_path


def test_labels_are_of_the_units_of_their_line(folder: Path) -> None:
    found = read_judgements(folder)
    assert found.documents["cnndm1"] == Document(
        "cnndm1", "the mill burnt . nobody was hurt .", ("A mill burnt .\nNo one was hurt .",)
    )
    one, two, sail = "A mill burnt.", "No one was hurt.", "Ferries sail."
    assert found.summaries == [
        Summary("cnndm1", "abs_x_out", "a mill burnt .", (Unit(one, True), Unit(two, False))),
        Summary("cnndm2", "abs_x_out", "all quiet .", (Unit(sail, False),)),
        Summary("cnndm1", "ext_y_out", "nobody was hurt .", (Unit(one, False), Unit(two, True))),
        Summary("cnndm2", "ext_y_out", "the ferry sails .", (Unit(sail, True),)),
    ]
    assert found.summaries[0].share_present == 0.5


def test_what_looks_like_a_lines_end_is_none(folder: Path, write_lines: Callable[..., Path]) -> None:
    write_lines("summaries/abs_x_out.summary", ["a mill\x0b burnt\u2028 .", "all\x85 quiet ."])
    assert read_judgements(folder).summaries[0].text == "a mill\x0b burnt\u2028 ."


@pytest.mark.parametrize(
    ("name", "lines", "message"),
    [
        ("documents.txt", ["one"], "documents.txt: has 1 lines, ids.txt has 2"),
        ("ids.txt", ["cnndm1", "cnndm1"], "ids.txt: an id is there twice"),
        ("summaries/abs_x_out.summary", ["a", "b", "c"], "abs_x_out.summary: has 3 lines"),
        ("labels/ext_y_out.label", ["0", "1"], "ext_y_out.label:1: 1 labels for the 2 units of SCUs.txt:1"),
        ("labels/ext_y_out.label", ["0\t1", "2"], "ext_y_out.label:2: a label is 0 or 1, not ‘2’"),
        ("summaries/new.summary", ["a", "b"], "new.label: no such file"),
    ],
)
def test_files_that_do_not_fit(
    folder: Path, write_lines: Callable[..., Any], name: str, lines: list[str], message: str
) -> None:
    write_lines(name, lines)
    with pytest.raises(OnRecordError) as caught:
        read_judgements(folder)
    assert message in str(caught.value)
