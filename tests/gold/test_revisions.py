"""Gold at a revision of git, written out to be read."""

from pathlib import Path

import pytest

from onrecord.errors import GoldError
from onrecord.gold.load import article_folders, load_article
from onrecord.gold.revisions import gold_at
from onrecord.runs.plan import hash_article

from ..harness import GOLD, gold_copy
from ..workbench.stored import committed, edit, git


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    root = gold_copy(tmp_path / "repository" / "gold")
    committed(tmp_path / "repository")
    return root


def test_every_article_is_as_it_was(gold: Path) -> None:
    edit(gold / "mill-fire", v1=None)
    with gold_at("HEAD", gold) as then:
        assert [f.name for f in article_folders(then)] == [f.name for f in article_folders(GOLD)]
        for folder in article_folders(then):
            assert hash_article(folder) == hash_article(GOLD / folder.name)
            load_article(folder)
    assert not then.exists()


def test_an_article_that_came_later_is_not_there(gold: Path) -> None:
    git(gold, "rm", "-r", "-q", "cup-final")
    git(gold, "commit", "-q", "-m", "x")
    with gold_at("HEAD", gold) as now, gold_at("HEAD~1", gold) as then:
        assert not (now / "cup-final").exists()
        assert (then / "cup-final").is_dir()


def test_links_and_other_files_are_left_behind(gold: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret", encoding="utf-8")
    (gold / "mill-fire" / "article.txt").unlink()
    (gold / "mill-fire" / "article.txt").symlink_to(secret)
    (gold / "mill-fire" / "more.txt").write_text("x", encoding="utf-8")
    (gold / "LICENSE").write_text("x", encoding="utf-8")
    git(gold, "add", "-A")
    git(gold, "commit", "-q", "-m", "x")
    with gold_at("HEAD", gold) as then:
        assert sorted(p.name for p in then.iterdir()) == [f.name for f in article_folders(GOLD)]
        there = sorted(p.name for p in (then / "mill-fire").iterdir())
        assert there == ["annotations.jsonl", "meta.json"]


def test_no_filter_of_the_repository_runs(gold: Path, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    (gold / ".gitattributes").write_text("*.txt filter=x diff=x\n", encoding="utf-8")
    for name in ("filter.x.smudge", "filter.x.process", "diff.x.textconv", "core.fsmonitor"):
        git(gold, "config", name, f"touch {ran}")
    with gold_at("HEAD", gold) as then:
        assert (then / "mill-fire" / "article.txt").read_bytes() == (
            GOLD / "mill-fire" / "article.txt"
        ).read_bytes()
    assert not ran.exists()


@pytest.mark.parametrize(
    "name",
    ["no-such-branch", "--output=x", "-x", "HEAD:gold", "../x", "HEAD\nHEAD", "", "$(touch x)", "HEAD\0"],
)
def test_what_is_no_revision_is_one_clear_error(gold: Path, name: str) -> None:
    with pytest.raises(GoldError, match="revision of git"), gold_at(name, gold):
        pass
    assert not list(gold.rglob("x"))


def test_gold_outside_a_repository(tmp_path: Path) -> None:
    gold_copy(tmp_path / "gold")
    with pytest.raises(GoldError, match="not a git repository"), gold_at("HEAD", tmp_path / "gold"):
        pass


def test_a_revision_without_articles(gold: Path) -> None:
    git(gold, "rm", "-r", "-q", "--cached", ".")
    git(gold, "commit", "-q", "-m", "x")
    with pytest.raises(GoldError, match="has no article there"), gold_at("HEAD", gold):
        pass
