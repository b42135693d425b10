"""How far a run is, in lines for a log."""

import pytest

from onrecord.cli import progress
from onrecord.cli.progress import progress_bar


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
    assert capsys.readouterr().err == "71 of 1020 answered, 5.0/s, about 3 min left\n"


def test_what_is_soon_done_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar(True) as show:
        assert show
        for done in range(5):
            show(done, 5)
    assert capsys.readouterr().err == ""
