"""What a user may name: a run folder, a result file, a file at a revision of git."""

import subprocess
from pathlib import Path

import pytest

from onrecord.api import run
from onrecord.compare.files import Blessing, write_result
from onrecord.compare.sources import read_result
from onrecord.errors import IncompleteError, RunError
from onrecord.models.base import Response
from onrecord.runs.folder import RunFolder
from onrecord.runs.plan import Plan

from ..harness import GOLD, Scripted
from .made import articles, attribution, result

SOME, OTHER = (
    result(attribution(articles(right)), model=f"model {n}") for n, right in enumerate([(1,), (0,)])
)
PLAN = Plan(("verify",), str(GOLD), limit=2)


def git(*arguments: str) -> None:
    author = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *author, *arguments], check=True, capture_output=True)


def bless(path: str, what: object = SOME) -> None:
    write_result(Path(path), what, Blessing("why", "2031-05-06"))  # type: ignore[arg-type]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository in the working directory: a baseline is committed, and another one lies there now."""
    monkeypatch.chdir(tmp_path)
    git("init", "--initial-branch=main")
    bless("baselines/b.json", SOME)
    git("add", ".")
    git("commit", "-m", "first")
    bless("baselines/b.json", OTHER)
    return tmp_path


def test_a_run_folder_is_scored_now(tmp_path: Path) -> None:
    run(PLAN, Scripted(), RunFolder(tmp_path / "run"))
    (tmp_path / "run" / "scores.json").unlink()
    found = read_result(str(tmp_path / "run"))

    assert (found.name, found.model, found.missing) == (str(tmp_path / "run"), "scripted", 0)
    assert list(found.tasks) == ["verify"]
    assert found.gold == PLAN.gold_hashes
    assert found.questions == len(found.tasks["verify"].items)


def test_a_run_folder_may_lack_answers_but_not_all(tmp_path: Path) -> None:
    first = next(PLAN.requests(next(PLAN.articles()))).id
    run(PLAN, Scripted(lambda r: Response(error="x") if r.id == first else "?"), RunFolder(tmp_path / "some"))
    run(PLAN, Scripted(lambda _: Response(error="x")), RunFolder(tmp_path / "none"))

    assert read_result(str(tmp_path / "some")).missing == 1
    with pytest.raises(IncompleteError, match="no answer is to a question as it is asked now"):
        read_result(str(tmp_path / "none"))


def test_a_file_and_what_it_was_at_a_revision(repository: Path) -> None:
    assert read_result("baselines/b.json").model == "model 1"
    assert read_result("main:baselines/b.json").model == "model 0"
    assert read_result("HEAD:./baselines/b.json").name == "HEAD:./baselines/b.json"


def test_a_revision_alone_is_its_only_baseline(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = read_result("main")
    assert (found.name, found.model) == ("main:./baselines/b.json", "model 0")
    (repository / "below").mkdir()
    monkeypatch.chdir(repository / "below")
    assert read_result("main:baselines/b.json").model == "model 0"
    with pytest.raises(RunError, match="main: 0 result files in baselines/"):
        read_result("main")


def test_of_several_baselines_one_must_be_named(repository: Path) -> None:
    bless("baselines/c.json")
    git("add", ".")
    git("commit", "-m", "second")
    with pytest.raises(
        RunError, match=r"2 result files in baselines/; say which: HEAD:\./baselines/b\.json, "
    ):
        read_result("HEAD")
    assert read_result("HEAD~1").model == "model 0"


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ("nowhere", "‘nowhere’: no run folder, no result file, no revision of git"),
        ("nowhere:baselines/b.json", "no revision of git"),
        ("main:baselines/nowhere.json", "main: has no file baselines/nowhere.json"),
        ("main:", "main: has no file "),
        ("main:../../etc/passwd", "main: has no file"),
        ("--help", "no revision of git"),
        ("--upload-pack=touch x", "no revision of git"),
        ("-", "no revision of git"),
        ("", "no "),
        ("x" * 5000, "no revision of git"),
        ("a\0b", "no revision of git"),
        ("\udcff", "no revision of git"),
    ],
    ids=lambda x: ascii(x)[:30],
)
def test_what_is_nothing(repository: Path, named: str, message: str) -> None:
    with pytest.raises(RunError, match=message):
        read_result(named)
    assert not (repository / "x").exists()


def test_outside_of_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    with pytest.raises(RunError, match="no run folder, no result file, no revision"):
        read_result("main")


def test_a_folder_that_is_no_run(tmp_path: Path) -> None:
    with pytest.raises(RunError):
        read_result(str(tmp_path))


def test_a_file_that_is_no_result(repository: Path) -> None:
    Path("baselines/b.json").write_bytes(b"\xff\xfe\0")
    with pytest.raises(RunError, match=r"baselines/b\.json: no result file"):
        read_result("baselines/b.json")
