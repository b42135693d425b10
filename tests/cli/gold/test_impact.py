"""``gold impact`` as a command: exit codes, streams, formats."""

import json
from pathlib import Path

import pytest

from ...harness import Scripted, gold_copy, only_line, onrecord
from ...workbench.stored import committed, edit, git, store


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A repository with gold, a run on it below ``runs``, and one label of the gold edited since."""
    gold = gold_copy(tmp_path / "gold")
    committed(tmp_path)
    store(tmp_path / "runs" / "r", Scripted(lambda _: '{"label": "supported"}', name="m"), gold, "verify")
    edit(gold / "mill-fire", v2={"label": "supported"})
    return tmp_path


def test_terminal(here: Path) -> None:
    done = onrecord("gold", "impact", "HEAD", "--gold", "gold", cwd=here)
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
    lines = [line.strip() for line in done.stdout.splitlines()]
    assert lines[0] == "HEAD → gold: 1 article of 5 changed, 1 change, 1 run"
    assert "runs/r (m)" in lines
    assert any(line.split() == ["verify", "accuracy", "33.3", "40.0", "+6.67"] for line in lines)
    assert "mill-fire v2: label contradicted → supported (gold/mill-fire/annotations.jsonl:19)" in lines
    assert "verify v2, mean recall of the answer 0.0 → 100.0: runs/r" in lines


def test_json(here: Path) -> None:
    done = onrecord("gold", "impact", "HEAD", "runs/r", "--gold", "gold", "--format", "json", cwd=here)
    found = json.loads(done.stdout)
    assert (found["base"], found["articles"], found["changed"]) == ("HEAD", 5, ["mill-fire"])
    moves = {m["metric"]: (m["before"], m["after"]) for m in found["runs"][0]["moves"]}
    assert moves["accuracy"] == (5 / 15, 6 / 15)
    assert found["causes"][0]["effects"][0]["questions"][0]["item"] == "v2"


def test_markdown(here: Path) -> None:
    done = onrecord("gold", "impact", "HEAD", "--gold", "gold", "--format", "markdown", cwd=here)
    assert "| verify | accuracy | 33.3 | 40.0 | +6.67 |" in done.stdout.splitlines()
    assert (
        "- mill-fire v2: label contradicted → supported (gold/mill-fire/annotations.jsonl:19)" in done.stdout
    )


def test_a_folder_as_base(here: Path) -> None:
    gold_copy(here / "before")
    done = onrecord("gold", "impact", "before", "--gold", "gold", cwd=here)
    assert done.returncode == 0
    assert "+6.67" in done.stdout


def test_what_was_removed_stands_at_the_revision(here: Path) -> None:
    edit(here / "gold" / "mill-fire", v1=None)
    done = onrecord("gold", "impact", "HEAD", "--gold", "gold", cwd=here)
    assert "v1: removed (supported, paraphrase) (HEAD:mill-fire/annotations.jsonl:18)" in done.stdout
    assert "left out, which moves scores too: 1 answer to questions that are gone (verify 1)" in done.stdout


def test_gold_that_is_the_same(here: Path) -> None:
    git(here, "commit", "-q", "-a", "-m", "x")
    done = onrecord("gold", "impact", "HEAD", "--gold", "gold", cwd=here)
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "HEAD → gold: 0 articles of 5 changed, 0 changes, 1 run",
        "",
        "runs/r (m): no score moves",
    ]


def test_a_run_of_quite_other_questions(here: Path) -> None:
    other = gold_copy(here / "other", "cup-final")
    edit(other / "cup-final", v1={"text": "A"}, v2={"text": "B"}, v3={"text": "C"})
    store(here / "runs" / "other", Scripted(name="o"), other, "verify")
    done = onrecord("gold", "impact", "HEAD", "runs/r", "runs/other", "--gold", "gold", cwd=here)
    said = done.stdout.partition("runs/other (o): no score moves\n")[2].splitlines()[0]
    assert said.strip().startswith("none of its answers is to a question")


def test_no_run(here: Path) -> None:
    (here / "empty").mkdir()
    done = onrecord("gold", "impact", "HEAD", "--gold", here / "gold", cwd=here / "empty")
    assert (done.returncode, done.stdout) == (4, "")
    assert "no run below runs/ was made on this gold" in only_line(done.stderr)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("nowhere", "--gold", "gold"), "‘nowhere’ is neither a gold folder nor a revision"),
        (("HEAD", "--gold", "nowhere"), "nowhere: no such gold folder"),
        (("HEAD", "gold", "--gold", "gold"), "gold: no run here"),
    ],
)
def test_what_is_not_there(here: Path, arguments: tuple[str, ...], says: str) -> None:
    done = onrecord("gold", "impact", *arguments, cwd=here)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in only_line(done.stderr)


def test_hostile_gold_and_names_stay_text(here: Path) -> None:
    gold = here / "gold" / "mill-fire"
    edit(gold, worker={"name": "a \x1b[31m[bold]worker[/bold] <b>|x|</b>"}, v1={"label": "unstated"})
    for how in ("terminal", "markdown", "json"):
        done = onrecord("gold", "impact", "HEAD", "--gold", "gold", "--format", how, cwd=here)
        assert done.returncode == 0, done.stderr
        assert "\x1b" not in done.stdout
        if how == "terminal":
            assert "[bold]worker[/bold]" in done.stdout
        if how == "markdown":
            assert "<b>" not in done.stdout
