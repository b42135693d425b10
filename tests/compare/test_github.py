"""What a workflow of GitHub is shown: complete, never too long, and never more than text."""

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from onrecord.compare.gate import Check, Verdict
from onrecord.compare.github import SUMMARY_LIMIT, annotations, summary, write_summary
from onrecord.compare.judged import judged_items
from onrecord.compare.result import ItemResult
from onrecord.reports.html_text import clean, shorten

from .verdicts import NASTY, verdict, verdicts

MARKDOWN = MarkdownIt("commonmark").enable("table")
RIGHT = ItemResult(1.0, "a statement", "supported", "supported")
WRONG = ItemResult(0.0, "a statement", "supported", "unstated")
FAILED = Check("verify", False, "71.0 → 60.0 (-11.0)", 0.003, ("verify/a/v1",))
NASTY_ITEM = ItemResult(0.0, NASTY, NASTY, NASTY)
OWN_TAGS = {"h2", "h3", "p", "table", "thead", "tbody", "tr", "th", "td", "code", "strong"}


def failing(item: ItemResult = WRONG, *checks: Check) -> Verdict:
    return verdict({"verify/a/v1": RIGHT}, {"verify/a/v1": item}, *(checks or (FAILED,)))


def rows(text: str) -> list[list[str]]:
    """The cells of all tables, as GitHub's readers of Markdown see their text."""
    found: list[list[str]] = []
    tokens = MARKDOWN.parse(text)
    for before, token in pairwise(tokens):
        if before.type == "tr_open":
            found.append([])
        if before.type in ("td_open", "th_open"):
            found[-1].append("".join(child.content for child in token.children or ()))
    return found


def shown(text: str) -> str:
    return " ".join(clean(shorten(text, 160)).split()) or "–"


def outside_code(text: str) -> str:
    return re.sub(r"<code>.*?</code>", "", MARKDOWN.render(text), flags=re.DOTALL)


@given(verdicts())
def test_every_cell_is_the_text_that_it_was(made: Verdict) -> None:
    cells = rows(summary(made))

    for check in made.checks:
        assert [shown(check.name), shown(check.says)] in [row[1:3] for row in cells]
    for item in judged_items(made):
        texts = [shown(text) for text in (item.id, item.asked, item.gold, item.before, item.after)]
        assert (texts in cells) == (item.standing in ("failed", "let pass", "fixed"))


@given(verdicts())
def test_nothing_is_rendered_but_our_own_tables(made: Verdict) -> None:
    rendered = outside_code(summary(made))

    assert set(re.findall(r"<(\w+)", rendered)) <= OWN_TAGS
    assert not set(rendered) & set("@[]`")


def test_hostile_text_stands_in_code() -> None:
    made = failing(NASTY_ITEM)
    made = replace(made, remarks=(NASTY,))

    rendered = outside_code(summary(made))

    for sign in ("script", "img", "octocat", "www", "javascript", "::error"):
        assert sign not in rendered


def test_the_verdict_comes_first_and_failed_checks_before_passed_ones() -> None:
    made = failing(WRONG, Check("quotes", True, "the same"), FAILED)

    text = summary(made)

    assert text.splitlines()[1] == "## OnRecord: failed"
    assert "`scripted` held against `baselines/x.json`: 2 articles. 1 of 2 checks failed." in text
    assert rows(text)[1:3] == [
        ["FAIL", "verify", "71.0 → 60.0 (-11.0)", ".003"],
        ["pass", "quotes", "the same", "–"],
    ]
    assert ["verify/a/v1", "a statement", "supported", "supported", "unstated"] in rows(text)


@given(verdicts(), st.integers(0, 3000))
def test_it_fits_any_room_and_ends_with_a_whole_line(made: Verdict, room: int) -> None:
    text = summary(made, room)

    assert len(text.encode()) <= room
    assert not text or (text.startswith("\n## OnRecord: ") and text.endswith("\n"))
    if len(text) < len(summary(made)) and text:
        assert "cut here" in text


def test_thousands_of_flips_are_cut_before_they_are_too_many() -> None:
    many = {f"verify/a/v{n}": replace(WRONG, asked="\u2019|`" * 2000) for n in range(5000)}
    text = summary(verdict(dict.fromkeys(many, RIGHT), many, replace(FAILED, items=tuple(many))))

    assert len(text.encode()) <= SUMMARY_LIMIT
    assert "### What fails (5,000)" in text
    assert "4,800 more are in the JUnit file." in text


def test_it_is_appended_and_counts_what_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "summary.md"
    file.write_text("what another program wrote", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(file))

    assert write_summary(failing())

    assert file.read_text(encoding="utf-8") == "what another program wrote" + summary(failing())
    file.write_bytes(b"x" * (SUMMARY_LIMIT - 300))
    assert write_summary(failing())
    assert file.stat().st_size <= SUMMARY_LIMIT


def test_what_cannot_be_written_is_said_and_nothing_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "nowhere" / "summary.md"))
    assert not write_summary(failing())
    assert "No such file" in capsys.readouterr().err

    full = tmp_path / "full.md"
    full.write_bytes(b"x" * SUMMARY_LIMIT)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(full))
    assert not write_summary(failing())
    assert "no room" in capsys.readouterr().err

    monkeypatch.delenv("GITHUB_STEP_SUMMARY")
    assert not write_summary(failing())
    assert capsys.readouterr().err == ""


def test_annotations_are_one_line_a_failed_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    assert annotations(failing()) == []

    monkeypatch.setenv("GITHUB_ACTIONS", "true")

    assert annotations(verdict({}, {}, Check("quotes", True, "the same"))) == []
    assert annotations(failing(WRONG, replace(FAILED, name="must pass: a,b", says="100% wrong"))) == [
        "::error title=OnRecord%3A must pass%3A a%2Cb::100%25 wrong%0Averify/a/v1"
    ]
    nasty = annotations(failing(WRONG, replace(FAILED, name=NASTY, says=NASTY, items=())))
    assert len(nasty) == 1
    assert len(nasty[0].splitlines()) == 1


@given(verdicts())
def test_github_reads_annotations_back(made: Verdict) -> None:
    """By the rules of its runner: properties up to ‘::’, parted by commas; per cent undone last."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GITHUB_ACTIONS", "true")
        commands = annotations(made)

    titles = []
    for command in commands:
        assert not set(command) & set("\r\n")
        _, properties, message = command.split("::", 2)
        name, _, title = properties.removeprefix("error ").partition("=")
        assert name == "title"
        assert "," not in title
        for code, sign in (("%3A", ":"), ("%2C", ","), ("%0A", "\n"), ("%25", "%")):
            title, message = title.replace(code, sign), message.replace(code, sign)
        titles.append(title)
        assert any(message.startswith(clean(check.says)) for check in made.failures)
    assert titles == [f"OnRecord: {clean(check.name)}" for check in made.failures]


def test_of_many_failed_checks_github_is_told_ten_things(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")

    commands = annotations(verdict({}, {}, *(Check(f"check {n}", False, "worse") for n in range(25))))

    assert len(commands) == 10
    assert commands[-1] == "::error title=OnRecord::16 more checks failed"


def test_of_many_items_an_annotation_names_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    items = tuple(f"verify/a/v{n}" for n in range(8))

    (command,) = annotations(verdict({}, {}, replace(FAILED, items=items)))

    assert command.endswith("(-11.0)%0A" + "%0A".join(items[:5]) + "%0Aand 3 more")
