"""``gold new``, ``gold accept`` and ``gold reject`` as commands: exit codes, streams, files."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from onrecord.gold.load import load_article

from ...harness import environment, only_line, onrecord

PAGES = Path(__file__).parents[2] / "fixtures" / "pages"
TEXT = """Bells of Orsk to ring again

“The tower has been silent for nine years,” said Maud Ellery, the bell ringer of Orsk.

The council said it had found the money for two new ropes and a wheel of oak.
"""


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "bells.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_text_becomes_an_article_that_loads(text: Path, tmp_path: Path) -> None:
    done = onrecord("gold", "new", text, "--gold", tmp_path / "gold", "--licence", "CC0-1.0", cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    folder = Path(only_line(done.stdout))
    assert folder == tmp_path / "gold" / "bells-of-orsk-to-ring-again"
    assert "next: onrecord gold annotate bells-of-orsk-to-ring-again" in done.stderr
    assert f"fill in {folder / 'meta.json'}: source, date" in done.stderr
    assert (folder / "article.txt").read_text(encoding="utf-8") == TEXT
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    assert meta["sha256"] == hashlib.sha256(TEXT.encode()).hexdigest()
    assert (meta["title"], meta["licence"]) == ("Bells of Orsk to ring again", "CC0-1.0")
    assert (meta["source"], meta["date"][:4]) == ("TODO", "TODO")
    assert meta["redistributable"] is False
    article = load_article(folder)
    assert [r.type for r in article.regions] == ["headline", "body", "body"]
    assert sorted(p.name for p in folder.iterdir()) == ["annotations.jsonl", "article.txt", "meta.json"]


def test_what_is_missing_in_meta_is_found_by_check(text: Path, tmp_path: Path) -> None:
    onrecord("gold", "new", text, "--gold", "gold", cwd=tmp_path)
    checked = onrecord("gold", "check", "--gold", "gold", cwd=tmp_path)

    for field in ("source", "licence", "date"):
        assert f'"{field}": "TODO' in checked.stdout


def test_suggest_accept_reject_check(text: Path, tmp_path: Path) -> None:
    made = onrecord("gold", "new", text, "--gold", "gold", "--id", "bells", "--suggest", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    assert "suggested by baseline:rules, not accepted yet: 2 quotes, 2 speakers" in made.stderr
    folder = tmp_path / "gold" / "bells"
    assert load_article(folder).quotes == ()

    listed = onrecord("gold", "accept", "bells", "--gold", "gold", cwd=tmp_path)
    assert "q1  direct quote of ellery: “The tower has been silent for nine years,”" in listed.stdout
    accepted = onrecord("gold", "accept", "bells", "q1", "--gold", "gold", cwd=tmp_path)
    assert accepted.stdout == "accepted: q1\nand with them, as they are named: ellery, m1\n"
    assert onrecord("gold", "reject", "bells", "--all", "--gold", "gold", cwd=tmp_path).returncode == 0
    assert onrecord("gold", "reject", "bells", "q1", "--gold", "gold", cwd=tmp_path).returncode == 2
    assert [q.id for q in load_article(folder).quotes] == ["q1"]
    assert onrecord("gold", "check", "bells", "--gold", "gold", cwd=tmp_path).returncode == 0


def test_standard_input(tmp_path: Path) -> None:
    pytest.importorskip("trafilatura", reason="needs the extra ‘annotate’: pip install 'onrecord[annotate]'")
    done = subprocess.run(
        [sys.executable, "-m", "onrecord.cli.main", "gold", "new", "-", "--gold", "gold"],
        input=(PAGES / "gazette.html").read_bytes(),
        env=environment(),
        cwd=tmp_path,
        capture_output=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout == b"gold/pilots-strike-enters-second-week\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--id", "../elsewhere"], "‘../elsewhere’: an id is"),
        (["--id", "Bells"], "‘Bells’: an id is"),
        (["--date", "2031-02-30"], "‘2031-02-30’: no day of the calendar"),
        (["--date", "yesterday"], "‘yesterday’: a date is written YYYY-MM-DD"),
        (["--model", "baseline:rule"], "did you mean ‘baseline:rules’?"),
        (["--encoding", "klingon"], "no encoding ‘klingon’"),
        (["--model", "predictions:none.jsonl"], "none.jsonl"),
    ],
)
def test_a_refusal_is_one_line_and_writes_nothing(
    arguments: list[str], message: str, text: Path, tmp_path: Path
) -> None:
    done = onrecord("gold", "new", text, "--gold", "gold", *arguments, cwd=tmp_path)

    assert (done.returncode, done.stdout) == (2, "")
    assert message in only_line(done.stderr)
    assert not (tmp_path / "gold").exists()


def test_nothing_is_overwritten(text: Path, tmp_path: Path) -> None:
    onrecord("gold", "new", text, "--gold", "gold", cwd=tmp_path)
    folder = tmp_path / "gold" / "bells-of-orsk-to-ring-again"
    before = {p.name: p.read_bytes() for p in folder.iterdir()}

    again = onrecord("gold", "new", text, "--gold", "gold", cwd=tmp_path)
    renamed = onrecord("gold", "new", text, "--gold", "gold", "--id", "bells", cwd=tmp_path)

    assert (again.returncode, renamed.returncode) == (2, 2)
    assert "is there already, and stays as it is; give another --id" in only_line(again.stderr)
    assert "is an article with the very same text" in only_line(renamed.stderr)
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before
    assert [p.name for p in (tmp_path / "gold").iterdir()] == [folder.name]


def test_a_title_without_latin_letters_needs_an_id(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("البحر هادئ اليوم\n", encoding="utf-8")

    done = onrecord("gold", "new", "a.txt", "--gold", "gold", cwd=tmp_path)

    assert (done.returncode, only_line(done.stderr)) == (2, "onrecord: no title to make an id of; give --id")


def test_without_the_extra_a_page_says_what_to_install(tmp_path: Path) -> None:
    hidden = tmp_path / "before"
    hidden.mkdir()
    (hidden / "trafilatura.py").write_text("raise ImportError('no trafilatura')\n", encoding="utf-8")

    done = onrecord("gold", "new", PAGES / "wire.html", "--gold", "gold", cwd=tmp_path, before=hidden)

    assert done.returncode == 2
    assert "pip install 'onrecord[annotate]'" in only_line(done.stderr)
