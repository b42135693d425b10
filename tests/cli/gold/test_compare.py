"""``gold diff``, ``gold agree`` and ``gold adjudicate`` as commands: exit codes, streams, files."""

import json
import shutil
from pathlib import Path

import pytest

from onrecord.gold.load import load_article, read_records
from onrecord.gold.records import record_adapter
from onrecord.gold.save import dumps

from ...harness import gold_copy, only_line, onrecord

NAME = "harbour-ferry"


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """Two articles; one has two passes, in which the form of the first quote differs."""
    root = gold_copy(tmp_path / "gold", NAME, "cup-final")
    folder = root / NAME
    records = [r for _, r in read_records(folder / "annotations.jsonl")]
    (folder / "passes").mkdir()
    (folder / "passes" / "a.jsonl").write_text(dumps(records), encoding="utf-8")
    other = [r.model_dump(by_alias=True, exclude_defaults=True) for r in records]
    quote = next(r for r in other if r["kind"] == "quote")
    quote["optional"] = True
    lines = dumps(record_adapter.validate_python(r) for r in other)
    (folder / "passes" / "b.jsonl").write_text(lines, encoding="utf-8")
    return root


def test_diff(gold: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    done = onrecord("gold", "diff", NAME, "a", "b", "--gold", gold, "--html", page, cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert "required → optional" in done.stdout
    assert "\x1b" not in done.stdout
    assert done.stderr == f"{page}\n"
    assert "required → optional" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((NAME,), "name two annotation files"),
        (("nobody", "a"), "no article ‘nobody’"),
        ((NAME, "c"), "‘c’ is neither ‘gold’"),
        (("x.jsonl", "y.jsonl"), "x.jsonl: no such file"),
    ],
)
def test_diff_of_what_is_not_there(gold: Path, tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    done = onrecord("gold", "diff", *arguments, "--gold", gold, cwd=tmp_path)

    assert (done.returncode, done.stdout) == (2, "")
    assert says in only_line(done.stderr)


def test_a_page_that_cannot_be_written(gold: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    page = tmp_path / "file" / "page.html"
    done = onrecord("gold", "diff", NAME, "a", "b", "--gold", gold, "--html", page, cwd=tmp_path)

    assert done.returncode == 2
    assert "cannot be written" in only_line(done.stderr)


def test_agree(gold: Path, tmp_path: Path) -> None:
    done = onrecord("gold", "agree", "--gold", gold, cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert done.stderr == "cup-final: neither pass a nor pass b, nothing to compare\n"
    assert "92.4 / 96.9 / 94.8" in done.stdout


def test_agree_as_json_and_markdown(gold: Path, tmp_path: Path) -> None:
    done = onrecord("gold", "agree", NAME, "--gold", gold, "--format", "json", cwd=tmp_path)
    (table,) = json.loads(done.stdout)["tables"]

    assert table["rows"][0]["exact"]["value"] == 1.0
    done = onrecord("gold", "agree", NAME, "--gold", gold, "--format", "markdown", cwd=tmp_path)
    assert done.stdout.startswith(f"### {NAME}\n\n|  | a | b |")


def test_nothing_to_agree_on(gold: Path, tmp_path: Path) -> None:
    (gold / NAME / "passes" / "a.jsonl").unlink()
    done = onrecord("gold", "agree", "--gold", gold, cwd=tmp_path)

    assert done.returncode == 4
    assert f"{NAME}: only pass b, nothing to compare" in done.stderr


def decide(gold: Path, *arguments: object, input: str = "") -> tuple[int, str, str]:
    done = onrecord("gold", "adjudicate", NAME, "--gold", gold, *arguments, cwd=gold, input=input)
    return done.returncode, done.stdout, done.stderr


def test_adjudicate_from_a_file(gold: Path, tmp_path: Path) -> None:
    code, waiting, error = decide(gold, "--pending")
    lines = [json.loads(line) for line in waiting.splitlines()]
    assert code == 4
    assert "1 of 1 wait; fill in ‘took’" in only_line(error)
    assert [line["says"] for line in lines] == ["required → optional"]
    file = tmp_path / "decisions.jsonl"
    file.write_text(json.dumps({**lines[0], "took": "b", "why": "§4.14: debatable"}), encoding="utf-8")
    (gold / NAME / "annotations.jsonl").unlink()

    code, shown, _ = decide(gold, "--decisions", file)
    assert code == 0
    assert "gold check: 0 errors" in shown
    assert load_article(gold / NAME).quotes[0].optional
    assert decide(gold, "--pending") == (0, "", "")


def test_a_file_half_filled_in_gives_what_is_filled_in(gold: Path, tmp_path: Path) -> None:
    other = gold / NAME / "passes" / "b.jsonl"
    other.write_text(other.read_text(encoding="utf-8").replace('"vital"', '"okay"', 1), encoding="utf-8")
    lines = [json.loads(line) for line in decide(gold, "--pending")[1].splitlines()]
    lines[0] |= {"took": "b", "why": "§4.14: debatable"}
    file = tmp_path / "d.jsonl"
    file.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")

    code, _, error = decide(gold, "--decisions", file)
    assert code == 4
    assert f"{file}:2: ‘took’ is empty (1 not filled in); 1 of 2 decided and kept" in only_line(error)
    assert [json.loads(line)["of"] for line in decide(gold, "--pending")[1].splitlines()] == [lines[1]["of"]]


def test_adjudicate_from_keys_and_going_on(gold: Path) -> None:
    (gold / NAME / "annotations.jsonl").unlink()
    code, _, error = decide(gold, input="")
    assert code == 4
    assert "0 of 1 decided and kept" in only_line(error)

    code, shown, _ = decide(gold, input="b\n§4.14: debatable\n")
    assert code == 0, shown
    assert load_article(gold / NAME).quotes[0].optional


def test_gold_that_stands_is_not_written_over(gold: Path) -> None:
    before = (gold / NAME / "annotations.jsonl").read_bytes()
    code, _, error = decide(gold, input="b\n§4.14: debatable\n")

    assert code == 2
    assert "--replace writes over it" in only_line(error)
    assert (gold / NAME / "annotations.jsonl").read_bytes() == before
    assert decide(gold, "--replace")[0] == 0
    assert load_article(gold / NAME).quotes[0].optional


def test_gold_of_regions_alone_is_written_over(gold: Path) -> None:
    """What ``gold new`` proposed says nothing that the decisions could lose."""
    file = gold / NAME / "annotations.jsonl"
    file.write_text(dumps(r for _, r in read_records(file) if r.kind == "region"), encoding="utf-8")
    code, shown, error = decide(gold, input="b\n§4.14: debatable\n")

    assert (code, error) == (0, "")
    assert "gold check: 0 errors" in shown
    assert load_article(gold / NAME).quotes[0].optional


@pytest.mark.parametrize("command", ["diff", "agree", "adjudicate"])
def test_help_lists_the_exit_codes(command: str, tmp_path: Path) -> None:
    assert "Exit codes: 0 " in onrecord("gold", command, "--help", cwd=tmp_path).stdout


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "d.jsonl:1: not a JSON object"),
        ("[]", "d.jsonl:1: not a JSON object"),
        ('{"kind":"decision","of":"a:q1"}', "d.jsonl:1: field ‘took’"),
        ('{"kind":"decision","of":"a:zz","took":"a","why":"§1"}', "d.jsonl:1: ‘a:zz’: the passes do not"),
    ],
)
def test_a_wrong_line_takes_nothing(gold: Path, tmp_path: Path, line: str, says: str) -> None:
    (gold / "d.jsonl").write_text(line, encoding="utf-8")
    code, _, error = decide(gold, "--decisions", "d.jsonl")

    assert code == 2
    assert says in only_line(error)
    assert not (gold / NAME / "passes" / "adjudication.jsonl").exists()


def test_an_article_with_one_pass(gold: Path) -> None:
    shutil.rmtree(gold / NAME / "passes")
    code, _, error = decide(gold)

    assert code == 2
    assert "‘a’ is neither" in only_line(error)
