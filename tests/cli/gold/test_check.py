"""``gold check``, ``gold fmt`` and ``gold rules`` as a contributor runs them."""

import json
import subprocess
from pathlib import Path

import pytest

from onrecord.gold.check import RULES

from ...gold.rules.fixture import ID, edits, files, write
from ...harness import GOLD, gold_copy
from ..conftest import Command


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """A gold folder ‘gold’ in the working directory with one article that keeps every rule."""
    write(tmp_path / "gold" / ID, {})
    return tmp_path / "gold"


def git(folder: Path, *arguments: str) -> None:
    own = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *own, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def committed(gold: Path) -> Path:
    git(gold, "init", "-q")
    git(gold, "add", "-A")
    git(gold, "commit", "-qm", "gold")
    return gold


def test_gold_without_a_fault(command: Command, gold: Path) -> None:
    done = command("gold", "check", "--strict", "--gold", "gold")

    assert (done.code, done.out, done.error) == (0, "", "1 article, 0 errors, 0 warnings")


def test_an_error_with_its_words_and_why(command: Command, gold: Path) -> None:
    write(gold / ID, edits("cue-outside", "invalid"))

    done = command("gold", "check", "--gold", "gold")

    assert done.code == 2
    assert done.out.splitlines() == [
        "error: gold/kela/annotations.jsonl:7: the cue of ‘q1’ stands inside the quote; leave it out of the "
        "span [cue-outside; guideline §5]",
        "    article.txt:3: “We sail we say at dawn 🚢,” Kela said. “All of us.”",
        "                               ^^^",
        "    The cue is the writer's word, not the source's.",
    ]


def test_warnings_fail_only_when_strict(command: Command, gold: Path) -> None:
    write(gold / ID, edits("stray-mark", "invalid"))

    assert command("gold", "check", "--gold", "gold").code == 0
    assert command("gold", "check", "--gold", "gold", "--strict").code == 2


def test_past_a_mistake_it_goes_on(command: Command, gold: Path) -> None:
    made = files({})
    lines = (
        made["annotations.jsonl"].decode().replace("p2 ⟦Kela⟧", "p2 ⟦Kala⟧").replace("p3 ⟦Moro⟧", "p8 ⟦Moro⟧")
    )
    (gold / ID / "annotations.jsonl").write_text("nonsense\n" + lines + '{"kind":"quot"}\n', encoding="utf-8")
    (gold / ID / "meta.json").write_text("{", encoding="utf-8")

    told = json.loads(command("gold", "check", "--gold", "gold", "--json").out)

    errors = {(f["rule"], f["line"]) for f in told["findings"] if f["level"] == "error"}
    assert {
        ("json-line", 1),
        ("anchor", 4),
        ("anchor", 5),
        ("record-fields", 13),
        ("meta-fields", 1),
    } <= errors


def test_json_is_one_object_and_github_one_line_a_finding(command: Command, gold: Path) -> None:
    write(gold / ID, edits("stray-mark", "invalid"))

    told = json.loads(command("gold", "check", "--gold", "gold", "--json").out)
    lines = command("gold", "check", "--gold", "gold", "--github").out.splitlines()

    (found,) = told["findings"]
    assert (found["rule"], found["file"], found["line"]) == ("stray-mark", "gold/kela/article.txt", 9)
    assert found["place"]["words"] == "”"
    assert len(lines) == 1
    assert lines[0].startswith(
        "::warning file=gold/kela/article.txt,line=9,col=11,endColumn=11,title=stray-mark"
    )


def test_fix_says_what_it_mends_and_checks_what_is_left(command: Command, gold: Path) -> None:
    write(gold / ID, edits("text-space", "invalid"))

    done = command("gold", "check", "--fix", "--strict", "--gold", "gold")

    assert done.code == 0
    assert done.err.splitlines()[0] == (
        "fixed: gold/kela/article.txt: space at line ends out; sha256 follows in meta.json"
    )


def test_a_change_must_raise_its_version(command: Command, committed: Path) -> None:
    strict = ("gold", "check", "--gold", "gold", "--strict", "--base", "HEAD")
    assert command(*strict).code == 0

    write(committed / ID, {"change": {"q4": {"via": None}}})
    done = command(*strict)
    assert (
        "since HEAD, the version is still 1; raise it, and add a line to changes [version-raised" in done.out
    )

    raised = edits("meta-changes", "valid")["meta"]
    write(committed / ID, {"change": {"q4": {"via": None}}, "meta": raised})
    assert command(*strict).code == 0


def test_order_alone_is_no_change(command: Command, committed: Path) -> None:
    file = committed / ID / "annotations.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[::-1]), encoding="utf-8")

    done = command("gold", "check", "--gold", "gold", "--base", "HEAD")

    assert "canonical-form" in done.out
    assert "version-raised" not in done.out


def test_a_new_article_needs_no_other_version(command: Command, committed: Path) -> None:
    gold_copy(committed, "harbour-ferry")

    done = command("gold", "check", "harbour-ferry", "--gold", "gold", "--base", "HEAD")

    assert "version-raised" not in done.out


@pytest.mark.parametrize("revision", ["nowhere", "--output=x", "HEAD:gold", "", "a\0b"])
def test_a_revision_that_is_none(command: Command, committed: Path, revision: str) -> None:
    done = command("gold", "check", "--gold", "gold", f"--base={revision}")

    if revision:
        assert (done.code, "--base" in done.error) == (2, True)
    assert sorted(p.name for p in committed.iterdir()) == [".git", ID]


@pytest.mark.parametrize("name", ["../gold/kela", "nobody", "kela/"])
def test_an_article_that_is_not_there(command: Command, gold: Path, name: str) -> None:
    assert command("gold", "check", name, "--gold", "gold").error.startswith("onrecord: no article")


def test_a_folder_that_lacks_its_meta_is_found(command: Command, gold: Path) -> None:
    (gold / ID / "meta.json").unlink()

    done = command("gold", "check", "--gold", "gold")

    assert done.code == 2
    assert "gold/kela/meta.json: no such file" in done.out


def test_two_articles_of_one_text(command: Command, gold: Path) -> None:
    again = files({})["article.txt"].decode().replace("“", '"').replace("”", '"').upper()
    write(gold / "again", {"text": again, "drop": "all", "meta": {"id": "again"}})

    done = command("gold", "check", ID, "--gold", "gold")

    assert "the same text as ‘again’" in done.out


def test_many_processes_find_what_one_finds(command: Command, tmp_path: Path) -> None:
    gold_copy(tmp_path / "gold")
    write(tmp_path / "gold" / ID, edits("cue-outside", "invalid"))

    alone = command("gold", "check", "--gold", "gold", "--jobs", "1")
    together = command("gold", "check", "--gold", "gold", "--jobs", "2")

    assert together == alone
    assert "cue-outside" in alone.out


def test_fmt_names_what_it_changes_and_changes_it_once(command: Command, gold: Path) -> None:
    write(gold / ID, edits("canonical-form", "invalid"))

    assert command("gold", "fmt", "--check", "--gold", "gold").code == 2
    done = command("gold", "fmt", "--gold", "gold")
    assert (done.code, done.out) == (0, "gold/kela/annotations.jsonl\n")
    assert command("gold", "fmt", "--check", "--gold", "gold").code == 0


def test_fmt_goes_on_past_an_article_that_it_cannot_read(command: Command, gold: Path) -> None:
    write(gold / "aaa", edits("anchor", "invalid") | {"meta": {"id": "aaa"}})
    write(gold / ID, edits("canonical-form", "invalid"))

    done = command("gold", "fmt", "--gold", "gold")

    assert done.code == 2
    assert "error: gold/aaa/annotations.jsonl: ‘p2 ⟦Kala⟧’ matches nothing" in done.out
    assert "gold/kela/annotations.jsonl" in done.out


def test_rules_lists_every_rule(command: Command) -> None:
    lines = command("gold", "rules").out.splitlines()
    told = json.loads(command("gold", "rules", "--json").out)

    assert [line.split()[0] for line in lines] == [rule.id for rule in RULES]
    assert told[0] == {"id": RULES[0].id, "level": "error", "section": RULES[0].section, "why": RULES[0].why}


def test_the_small_gold_has_no_error(command: Command) -> None:
    assert command("gold", "check", "--gold", GOLD).code == 0
