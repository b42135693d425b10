"""How far a run is, in lines for a log."""

import pytest

from onrecord.cli import progress
from onrecord.cli.progress import counted, progress_bar


def test_the_rate_is_that_of_answers_and_not_of_loading_a_model(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = 0.0
    monkeypatch.setattr(progress.time, "monotonic", lambda: now)
    with progress_bar(True) as show:
        assert show
        show(20, 1020)  # what was there already
        now = 100.0  # the weights are loaded, and an article is read
        show(21, 1020)
        now = 102.0
        show(31, 1020)
        assert capsys.readouterr().err == ""  # too early to tell
        now = 110.0
        show(71, 1020)
    assert capsys.readouterr().err == "asking: 71 of 1020, 5.0/s, about 3 min left\n"


def test_what_is_soon_done_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar(True) as show:
        assert show
        for done in range(5):
            show(done, 5)
    assert capsys.readouterr().err == ""


def test_things_are_passed_on_and_counted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A thing a second: a line once the rate is known, then one every half minute."""
    now = 0.0
    monkeypatch.setattr(progress.time, "monotonic", lambda: now)
    for thing in counted(range(100), 100, "trying"):
        now = float(thing)
    assert thing == 99
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "trying: 7 of 100, 1.0/s, about 2 min left"
    assert [line.split(" of")[0] for line in lines] == [f"trying: {n}" for n in (7, 38, 69, 100)]


def test_things_on_a_terminal_have_a_bar_with_what_is_done_to_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress.sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert list(counted("abc", 3, "reading")) == ["a", "b", "c"]
    assert "reading" in capsys.readouterr().err
