"""Which annotations a command line names: passes, files, revisions of git."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from onrecord.errors import GoldError
from onrecord.workbench.diff.comparison import Comparison
from onrecord.workbench.diff.sides import read_sides

from ...harness import environment, gold_copy

NAME = "harbour-ferry"


def git(folder: Path, *arguments: str) -> None:
    identity = {"GIT_AUTHOR_NAME": "x", "GIT_AUTHOR_EMAIL": "x@example.org"}
    identity |= {"GIT_COMMITTER_NAME": "x", "GIT_COMMITTER_EMAIL": "x@example.org"}
    subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, env=environment(**identity)
    )


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """An article in git, with a first and a second version of its gold, changed once more on disk."""
    root = gold_copy(tmp_path / "gold", NAME)
    file = root / NAME / "annotations.jsonl"
    git(tmp_path, "init", "-q")
    for change in (("", ""), ('"form":"direct"', '"form":"mixed"'), ('"form":"mixed"', '"form":"indirect"')):
        file.write_text(file.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
        git(tmp_path, "add", "-A")
        git(tmp_path, "commit", "-q", "--allow-empty", "-m", "x")
    return root


def forms(*names: str, root: Path) -> set[str]:
    comparison = Comparison(*read_sides(NAME, list(names), root))
    return {c.says for d in comparison.differences for c in d.changes if c.field == "form"}


def test_a_revision_against_the_gold_as_it_stands(gold: Path) -> None:
    assert "form direct → indirect" in forms("HEAD~2", root=gold)


def test_two_revisions(gold: Path) -> None:
    found = forms("HEAD~2", "HEAD~1", root=gold)

    assert found == {"form direct → mixed"}


def test_a_revision_against_itself(gold: Path) -> None:
    comparison = Comparison(*read_sides(NAME, ["HEAD", "gold"], gold))

    assert comparison.differences == ()


@pytest.mark.parametrize(
    "name",
    ["no-such-branch", "--output=x", "-x", "HEAD:../../etc/passwd", "../passes/a", "HEAD\nHEAD", "", "$(id)"],
)
def test_what_is_no_revision_is_one_clear_error(gold: Path, name: str) -> None:
    with pytest.raises(GoldError, match="nor a revision of git"):
        read_sides(NAME, [name], gold)
    assert not list(gold.rglob("x"))


def test_a_nul_in_a_name_is_no_revision(gold: Path) -> None:
    with pytest.raises(GoldError, match="nor a revision of git"):
        read_sides(NAME, ["HEAD\0"], gold)


def test_a_revision_without_the_article(gold: Path) -> None:
    shutil.copytree(gold / NAME, gold / "later")
    meta = json.loads((gold / "later" / "meta.json").read_text(encoding="utf-8"))
    (gold / "later" / "meta.json").write_text(json.dumps({**meta, "id": "later"}), encoding="utf-8")

    with pytest.raises(GoldError, match="has no article later there"):
        read_sides("later", ["HEAD"], gold)


def test_two_files_find_their_article(gold: Path, tmp_path: Path) -> None:
    other = tmp_path / "mine.jsonl"
    file = gold / NAME / "annotations.jsonl"
    shutil.copy(file, other)

    a, b = read_sides(str(other), [str(file)], tmp_path)
    assert (a.name, b.name, a.article.id) == ("mine", "annotations", NAME)


def test_files_without_an_article_are_told_what_to_do(tmp_path: Path) -> None:
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_text("", encoding="utf-8")

    with pytest.raises(GoldError, match="name the article first"):
        read_sides(str(tmp_path / "a.jsonl"), [str(tmp_path / "b.jsonl")], tmp_path)


def test_other_texts_are_not_compared(gold: Path, write_article: Callable[..., Path]) -> None:
    write_article(gold / NAME, "Another text.\n", [{"kind": "region", "type": "body", "at": "p1"}])

    with pytest.raises(GoldError, match="only annotations of one text"):
        read_sides(NAME, ["HEAD"], gold)


def test_a_broken_revision_names_it(gold: Path) -> None:
    file = gold / NAME / "annotations.jsonl"
    kept = file.read_bytes()
    file.write_text("{\n", encoding="utf-8")
    git(gold, "commit", "-q", "-a", "-m", "x")
    file.write_bytes(kept)

    with pytest.raises(GoldError, match=rf"^HEAD:{NAME}/annotations.jsonl:1: not JSON"):
        read_sides(NAME, ["HEAD"], gold)
