"""Deciding in the terminal: every key, scripted."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from onrecord.workbench.adjudicate.guideline import section
from onrecord.workbench.adjudicate.questions import SECTIONS
from onrecord.workbench.adjudicate.session import Adjudication
from onrecord.workbench.adjudicate.terminal import decide_all

from .conftest import adjudication, changed

Passes = tuple[list[dict[str, Any]], list[dict[str, Any]]]
Folder = Callable[..., Path]


@pytest.fixture
def session(folder: Folder, passes: Passes) -> Adjudication:
    """Two quotes to decide, and the six summaries."""
    b = changed(
        passes[1],
        q1_b={"speaker": "reth-b", "optional": True},
        q2_b={"at": ["p3 ⟦the island could hold out⟧"]},
    )
    return adjudication(folder(passes[0], b))


def play(session: Adjudication, *lines: str) -> tuple[bool, str, list[str]]:
    """Whether all was decided; what was printed; what stood in the line before the user typed."""
    given = iter(lines)
    offered = []

    def ask(_: str, prefill: str) -> str:
        offered.append(prefill)
        try:
            return next(given)
        except StopIteration:
            raise EOFError from None

    out = Console(file=io.StringIO(), width=80, highlight=False, markup=False, emoji=False)
    done = decide_all(session, out, ask)
    assert isinstance(out.file, io.StringIO)
    return done, out.file.getvalue(), offered


def kept(session: Adjudication) -> list[tuple[str, str]]:
    return [(d.of, d.took) for d in session.decisions]


def test_all_at_a_sitting(session: Adjudication) -> None:
    done, shown, offered = play(session, *["a", "§4.4: x"] * 2, *["c", "§10: both stand"] * 6)

    assert done
    assert kept(session)[:2] == [("a:q1", "a"), ("a:q2", "a")]
    assert "1 of 8 · quote" in shown
    assert "8 of 8 · summary" in shown
    assert "q1 = q1-b: speaker Ilka Dorvén → Tomas Reth; required → optional" in shown
    assert "⟦the island could hold out[- for three weeks-]⟧" in " ".join(shown.split())
    assert offered[1] == "§3.2: "


def test_a_reason_without_a_section_is_asked_again(session: Adjudication) -> None:
    done, shown, _ = play(session, "a", "better", "b", "", "b", "§3.2: he said it")

    assert not done
    assert shown.count("the reason names a section of the guideline") == 2
    assert kept(session) == [("a:q1", "b")]


def test_stopping_keeps_what_is_decided(session: Adjudication) -> None:
    assert play(session, "a", "§3.2: x", "q")[0] is False
    assert kept(adjudication(session.folder)) == [("a:q1", "a")]


def test_undo_shows_the_last_again(session: Adjudication) -> None:
    _, shown, _ = play(session, "u", "a", "§3.2: x", "u", "b", "§3.2: y")

    assert "nothing is decided yet" in shown
    assert shown.count("1 of 8") == 2
    assert kept(session) == [("a:q1", "b")]


def test_later_comes_back_in_the_end(session: Adjudication) -> None:
    _, shown, _ = play(session, "s", "b", "§4.4: x", *["c", "§10: x"] * 6, "a", "§3.2: y")

    assert kept(session)[0] == ("a:q2", "b")
    assert kept(session)[-1] == ("a:q1", "a")
    assert shown.count("q1 = q1-b") == 2


def test_a_field_of_the_other_pass(session: Adjudication) -> None:
    play(session, "a+optional", "§4.14: debatable")
    record = session.decisions[0].record

    assert record is not None
    assert (record["speaker"], record["via"], record["optional"]) == ("a:dorven", "a:m1", True)
    assert "id" not in record


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("x", "‘x’ is no key here"),
        ("c", "‘both’ is for two records"),
        ("a+weight", "no field ‘weight’ here; there is kind, form"),
        ("n+cue", "write a+FIELD or b+FIELD"),
        ("ea", "no editor is named"),
    ],
)
def test_what_does_not_go_is_said(
    session: Adjudication, monkeypatch: pytest.MonkeyPatch, key: str, says: str
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    _, shown, _ = play(session, key, "§4.1: x")

    assert says in " ".join(shown.split())
    assert kept(session) == []


def test_an_editor_rewrites_the_record(
    session: Adjudication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    editor = tmp_path / "my editor"
    editor.write_text('#!/bin/sh\nsed -i s/direct/mixed/ "$2"\n', encoding="utf-8")
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", f"'{editor}' --wait")
    monkeypatch.delenv("VISUAL", raising=False)
    play(session, "eb", "§4.2: some words in marks")

    (decision,) = session.decisions
    assert (decision.took, decision.record and decision.record["form"]) == ("b", "mixed")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [('"shouted",', "not a record: quote.form"), ('"shouted,', "what the editor left is not JSON")],
)
def test_an_edit_that_cannot_stand_is_said_at_once_and_opened_again(
    session: Adjudication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, wrong: str, says: str
) -> None:
    editor = tmp_path / "editor"
    script = f"""#!/bin/sh\nsed -i -e 's/"direct",/{wrong}/;t' -e 's/{wrong}/"mixed",/' "$1"\n"""
    editor.write_text(script, encoding="utf-8")
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(editor))
    _, shown, offered = play(session, "ea", "ea", "no section", "ea", "§4.2: some words in marks")

    shown = " ".join(shown.split())
    assert says in shown
    assert shown.count("‘ea’ opens what you wrote again") == 1
    assert offered[:3] == ["", "", "§3.2: "]
    (decision,) = session.decisions
    assert decision.record is not None
    assert decision.record["form"] == "mixed"


def test_the_keys_are_shown_when_asked_for(session: Adjudication) -> None:
    _, shown, _ = play(session, "?")

    assert shown.count("[a] as a") == 2
    assert "no key" not in shown


@pytest.mark.parametrize(
    ("script", "says"),
    [("exit 3", "the editor ended with 3"), ("echo x > $1", "is not JSON"), ("echo 1 > $1", "is no quote")],
)
def test_an_editor_that_fails_decides_nothing(
    session: Adjudication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str, says: str
) -> None:
    editor = tmp_path / "editor"
    editor.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(editor))
    _, shown, _ = play(session, "ea")

    assert says in " ".join(shown.split())
    assert kept(session) == []


def test_the_guideline_is_shown(session: Adjudication) -> None:
    _, shown, _ = play(session, "g")

    assert "guideline: §3.2 One identity, one record" in shown
    assert "A speaker is somebody in this article, not a string" in " ".join(shown.split())


@pytest.mark.parametrize("number", sorted(set(SECTIONS.values())))
def test_every_section_that_is_named_exists(number: str) -> None:
    title, text = section(number)

    assert title
    assert len(text) > len(title)


def test_hostile_words_move_no_terminal(folder: Folder, passes: Passes) -> None:
    b = changed(passes[1], v2_b={"text": "\x1b[2J[bold]The crack measures half a metre\u202e"})
    _, shown, _ = play(adjudication(folder(passes[0], b)), "g")

    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "[bold]" in shown
