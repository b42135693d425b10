"""Answers made elsewhere: every line is used, or named with what is wrong."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from onrecord.api import run
from onrecord.errors import ModelError
from onrecord.models.predictions import Predictions
from onrecord.runs.folder import RunFolder
from onrecord.runs.plan import Plan
from onrecord.runs.score import RunScores
from onrecord.tasks.build import Protocol

from ..harness import GOLD, Scripted

LINE = {"article": "mill-fire", "task": "brief", "text": "A fire at the Garrow mill is out."}


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def write(*lines: object) -> Path:
        path = tmp_path / "answers.jsonl"
        path.write_text("".join((x if isinstance(x, str) else json.dumps(x)) + "\n" for x in lines))
        return path

    return write


def score(
    path: Path, *tasks: str, articles: tuple[str, ...] = ("mill-fire",), **protocol: object
) -> RunScores:
    plan = Plan(tasks or ("brief",), str(GOLD), articles, protocol=Protocol(**protocol))  # type: ignore[arg-type]
    return run(plan, Predictions(path), RunFolder(path.parent / "run"))[0]


def test_predictions_score_as_the_model_that_made_them(tmp_path: Path) -> None:
    plan = Plan(("quotes", "attribution", "brief"), str(GOLD))
    expected = run(plan, Scripted(), RunFolder(tmp_path / "live"))[0]
    path = tmp_path / "answers.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for id, _, response in RunFolder(tmp_path / "live").read_responses():
            task, article, item, wording, sample = id.split("/")
            entry = {"task": task, "article": article, "item": item, "text": response.text}
            entry |= {"wording": int(wording), "sample": int(sample)}
            file.write(json.dumps(entry, ensure_ascii=False) + "\n")
    found = run(plan, Predictions(path), RunFolder(tmp_path / "saved"))[0]
    assert found.rows[0].tasks == expected.rows[0].tasks


def test_item_wording_and_sample_may_be_left_out(write: Callable[..., Path]) -> None:
    assert score(write(LINE)).is_complete


def test_blank_lines_and_a_byte_order_mark_are_fine(write: Callable[..., Path]) -> None:
    assert score(write("\ufeff" + json.dumps(LINE), "", "  ")).is_complete


def test_wordings_and_samples_are_told_apart(write: Callable[..., Path]) -> None:
    lines = [LINE | {"wording": w, "sample": s} for w in range(3) for s in range(2)]
    assert score(write(*lines), prompts="all", repeats=2).questions == 6


@pytest.mark.parametrize(
    ("reason", "flag"), [("length", "cut"), ("too_long", "invalid.too_long"), ("refused", "invalid.refused")]
)
def test_a_finish_reason_is_kept(write: Callable[..., Path], reason: str, flag: str) -> None:
    assert score(write(LINE | {"finish_reason": reason})).rows[0].tasks["brief"].counts[flag] == 1


def test_questions_without_a_line_are_missing(write: Callable[..., Path]) -> None:
    scores = score(write(LINE), articles=("mill-fire", "cup-final"))
    assert (scores.questions, scores.missing) == (2, 1)


def test_lines_about_articles_that_are_not_asked_about_are_passed_over(write: Callable[..., Path]) -> None:
    assert score(write(LINE, LINE | {"article": "cup-final"})).is_complete


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "not JSON (Expecting property name enclosed in double quotes at column 2)"),
        ("[]", "a line is an object with article, task, item and text"),
        ({"article": "mill-fire", "text": "x"}, "field ‘task’ is missing or no string"),
        (LINE | {"text": 5}, "field ‘text’ is missing or no string"),
        (LINE | {"txet": "x"}, "unknown field ‘txet’"),
        (LINE | {"finish_reason": "eos"}, "finish_reason ‘eos’ is none of stop, length, too_long, refused"),
        (LINE | {"reasoning": ["x"]}, "field ‘reasoning’ is no string"),
        ("[" * 100_000, "cannot be read (maximum recursion depth exceeded"),
        ('{"item": ' + "9" * 5000 + "}", "cannot be read (Exceeds the limit"),
        (LINE, "a second answer to brief/mill-fire/all/0/0 (the first is on line 1); keep one"),
        (LINE | {"article": "mil-fire"}, "no question has the id brief/mil-fire/all/0/0"),
        (LINE | {"task": "breif"}, "no question has the id breif/mill-fire/all/0/0"),
        (LINE | {"item": "q9"}, "no question has the id brief/mill-fire/q9/0/0"),
        (LINE | {"sample": 1}, "no question has the id brief/mill-fire/all/0/1"),
    ],
    ids=lambda x: None if isinstance(x, dict) else x[:30],
)
def test_a_wrong_line_is_named(write: Callable[..., Path], line: object, message: str) -> None:
    with pytest.raises(ModelError) as error:
        score(write(LINE, line))
    assert message in str(error.value)
    assert "answers.jsonl:2: " in str(error.value)


def test_bytes_that_are_not_utf8_are_named_by_line(write: Callable[..., Path]) -> None:
    path = write(LINE)
    path.write_bytes(path.read_bytes() + b'{"text": "caf\xe9"}\n')
    with pytest.raises(ModelError, match=r"answers.jsonl:2: not UTF-8"):
        score(path)


@pytest.mark.parametrize("lines", [(), ("", " ")], ids=["nothing", "blank lines"])
def test_a_file_without_predictions_is_an_error(write: Callable[..., Path], lines: tuple[str, ...]) -> None:
    with pytest.raises(ModelError, match=r"holds no predictions"):
        score(write(*lines))


def test_a_file_that_answers_nothing_asked_is_an_error(write: Callable[..., Path]) -> None:
    with pytest.raises(ModelError, match=r"answers none of the questions asked"):
        score(write(LINE), articles=("cup-final",))


@pytest.mark.parametrize("name", ["missing.jsonl", "."])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelError, match=r"no such predictions file|cannot be read"):
        Predictions(tmp_path / name)


def test_a_mended_file_can_use_the_same_folder(write: Callable[..., Path]) -> None:
    with pytest.raises(ModelError):
        score(write(LINE, "{"))
    assert score(write(LINE)).is_complete


def test_other_answers_are_another_model(write: Callable[..., Path]) -> None:
    first = Predictions(write(LINE)).fingerprint
    assert Predictions(write(LINE | {"text": "Other words."})).fingerprint != first
