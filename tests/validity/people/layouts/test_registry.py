"""How a layout is known, or named."""

from pathlib import Path

import pytest

from onrecord.errors import OnRecordError
from onrecord.validity.people.layouts.registry import LAYOUTS, read_judgements


def refused(folder: Path, layout: str = "") -> str:
    with pytest.raises(OnRecordError) as caught:
        read_judgements(folder, layout)
    return str(caught.value)


def test_files_of_no_layout_name_those_there_are(tmp_path: Path) -> None:
    said = refused(tmp_path)
    assert all(layout.name in said and layout.marks[0] in said for layout in LAYOUTS)
    assert "no such folder" in refused(tmp_path / "nowhere")


def test_files_of_two_layouts_need_a_name(tmp_path: Path) -> None:
    (tmp_path / "mturk_xsum.jsonl").touch()
    (tmp_path / "human_annotations.json").touch()
    assert "frank, qags; say which by --layout" in refused(tmp_path)
    assert "holds no judgement (read in the layout qags)" in refused(tmp_path, "qags")


def test_a_layout_that_is_named_says_what_it_lacks(tmp_path: Path) -> None:
    assert "documents.jsonl: no such file" in refused(tmp_path, "onrecord")
    assert "ids.txt: no such file" in refused(tmp_path, "realsumm")
    assert "there is none" in refused(tmp_path, "summeval")
    assert "human_annotations_sentence.json: no such file" in refused(tmp_path, "frank")
    assert "has no mturk_cnndm.jsonl" in refused(tmp_path, "qags")


def test_a_layout_that_is_not_there(tmp_path: Path) -> None:
    assert "no layout ‘realsum’; did you mean ‘realsumm’?" in refused(tmp_path, "realsum")
    assert "there are onrecord, realsumm, summeval, frank, qags" in refused(tmp_path, "x")
