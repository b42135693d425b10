"""Export and import as commands: what is left out, what is lost, and nothing overwritten unasked."""

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from onrecord.errors import GoldError
from onrecord.gold.formats import brat
from onrecord.gold.formats.foreign import identifier
from onrecord.gold.formats.registry import FORMATS, Format, Incoming, find
from onrecord.gold.formats.transfer import export_articles, import_articles, loss_lines
from onrecord.gold.load import article_folders, read_meta
from onrecord.gold.records import Identifier

from ...harness import GOLD, gold_copy, only_line, onrecord
from .articles import canonical_records


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_there_and_back_on_the_command_line(format_name: str, tmp_path: Path) -> None:
    out = onrecord("gold", "export", format_name, "--gold", GOLD, "--out", "there", cwd=tmp_path)
    assert (out.returncode, out.stderr) == (0, "")
    assert {Path(line) for line in out.stdout.splitlines()} == {
        p.relative_to(tmp_path) for p in (tmp_path / "there").rglob("*") if p.is_file()
    }
    back = onrecord("gold", "import", format_name, "there", "--out", "back", cwd=tmp_path)
    assert back.returncode == 0
    assert only_line(back.stderr) == "5 articles; look at them with: onrecord gold check --gold back"
    for folder in article_folders(GOLD):
        assert canonical_records(tmp_path / "back" / folder.name) == canonical_records(folder)
        assert read_meta(tmp_path / "back" / folder.name) == read_meta(folder)
        assert (tmp_path / "back" / folder.name / "article.txt").read_bytes() == (
            folder / "article.txt"
        ).read_bytes()


def test_what_may_not_be_redistributed_is_left_out_and_named(
    write_article: Callable[..., Path], tmp_path: Path
) -> None:
    gold = gold_copy(tmp_path / "gold", "mill-fire")
    closed = write_article(gold / "closed", redistributable=False)
    (closed / "passes").mkdir()
    shutil.copy(closed / "annotations.jsonl", closed / "passes" / "a.jsonl")
    out = onrecord("gold", "export", "brat", "--gold", gold, "--out", "open", cwd=tmp_path)
    assert only_line(out.stderr) == "left out, as not to be redistributed (--include-restricted): closed"
    assert not list((tmp_path / "open").glob("closed*"))
    every = onrecord(
        "gold", "export", "brat", "--gold", gold, "--out", "all", "--include-restricted", cwd=tmp_path
    )
    assert (tmp_path / "all" / "closed.ann").is_file()
    assert only_line(every.stderr) == "not in the export: 1 files of passes (only the gold itself is written)"
    nothing = onrecord("gold", "export", "brat", "closed", "--gold", gold, "--out", "none", cwd=tmp_path)
    assert nothing.returncode == 2
    assert "no article here may be redistributed" in only_line(nothing.stderr)
    assert not (tmp_path / "none").exists()


def test_an_export_goes_over_no_work_of_others(format_name: str, tmp_path: Path) -> None:
    chosen = article_folders(GOLD)[:2]
    made, _, _ = export_articles(find(format_name), chosen, tmp_path)
    export_articles(find(format_name), chosen, tmp_path)  # the same once more says nothing new
    work = max(made, key=lambda p: p.stat().st_size)
    work.write_bytes(work.read_bytes() + b" ")
    before = contents(tmp_path)
    with pytest.raises(GoldError, match=r"is there already; choose another --out, or --force"):
        export_articles(find(format_name), chosen, tmp_path)
    assert contents(tmp_path) == before
    export_articles(find(format_name), chosen, tmp_path, force=True)
    assert contents(tmp_path) != before


def test_an_import_goes_over_no_article(tmp_path: Path) -> None:
    brat.write(article_folders(GOLD), tmp_path / "there")
    (tmp_path / "gold" / "mill-fire").mkdir(parents=True)
    with pytest.raises(GoldError, match=r"mill-fire: is there already"):
        import_articles(find("brat"), tmp_path / "there", tmp_path / "gold")
    assert [p.name for p in (tmp_path / "gold").iterdir()] == ["mill-fire"]
    made, _ = import_articles(find("brat"), tmp_path / "there", tmp_path / "gold", force=True)
    assert sorted(made) == article_folders(tmp_path / "gold")


def test_nothing_is_written_where_one_of_many_cannot_be_read(tmp_path: Path) -> None:
    brat.write(article_folders(GOLD), tmp_path / "there")
    (tmp_path / "there" / "mill-fire.txt").write_bytes(b"\xff")
    with pytest.raises(GoldError, match=r"mill-fire\.txt: not UTF-8 \(byte 0\)"):
        import_articles(find("brat"), tmp_path / "there", tmp_path / "gold")
    assert not (tmp_path / "gold").exists()


class Scripted:
    """A format that has these articles."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *articles: Incoming) -> None:
        self._articles = articles
        monkeypatch.setattr(Format, "reader", lambda _: self._read)
        self.format = Format("scripted", "", "")

    def _read(self, _: Path) -> Iterator[Incoming]:
        yield from self._articles


def test_what_nobody_tells_is_said_to_be_unknown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    known: dict[str, Any] = {
        "title": "Ships",
        "language": "de",
        "version": "many",
        "colour": "red",
        "sha256": "0",
    }
    scripted = Scripted(monkeypatch, Incoming("ships", "Ahoi.\n", (), known))
    (folder,), losses = import_articles(scripted.format, tmp_path, tmp_path / "gold")
    meta = read_meta(folder)
    assert (meta.title, meta.language, meta.version) == ("Ships", "de", 1)
    assert (meta.source, meta.licence, meta.date, meta.redistributable) == ("unknown",) * 3 + (False,)
    assert meta.changes[0].what == "Imported from scripted."
    assert list(loss_lines(losses)) == [
        "4 fields of meta.json that are not told, and now say so: "
        "source (1), licence (1), redistributable (1), date (1)",
        "1 texts that are not the ones their meta.json names (its sha256 is now theirs)",
        "1 fields of meta.json that are not understood",
        "1 fields of meta.json that are wrong, and now unknown: version (1)",
    ]


def test_articles_of_one_name_do_not_meet(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    scripted = Scripted(monkeypatch, Incoming("ships", "One.\n"), Incoming("ships", "Two.\n"))
    made, _ = import_articles(scripted.format, tmp_path, tmp_path / "gold")
    assert [(p.name, (p / "article.txt").read_text()) for p in made] == [
        ("ships", "One.\n"),
        ("ships-2", "Two.\n"),
    ]


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("harbour-ferry", "harbour-ferry"),
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\Windows\\Ärger.txt", "c-windows-arger-txt"),
        ("..", "article"),
        ("משל", "article"),
        ("-rf", "rf"),
        ("x" * 300, "x" * 64),
        ("a\x00b\nc", "a-b-c"),
    ],
)
def test_no_name_is_a_path(name: str, made: str) -> None:
    from pydantic import TypeAdapter

    assert TypeAdapter(Identifier).validate_python(identifier(name)) == made


def test_losses_are_one_line_a_kind() -> None:
    losses = Counter({f"types that are not understood: T{n}": n for n in range(1, 10)})
    losses["notes"] = 2
    assert list(loss_lines(losses)) == [
        "45 types that are not understood: T9 (9), T8 (8), T7 (7), T6 (6), T5 (5), T4 (4), 3 more",
        "2 notes",
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("export", "docx", "--out", "x"),
            "no format ‘docx’; there is brat, label-studio, cas, web-annotation",
        ),
        (("import", "brat", "nowhere", "--out", "x"), "nowhere: no such file or folder"),
        (("import", "brat", ".", "--out", "x"), "no file .ann here"),
        (("import", "cas", "a.txt", "--out", "x"), "a.txt: expected a file .xmi, or a folder of them"),
        (("export", "brat", "nobody", "--out", "x"), "no article ‘nobody’"),
    ],
)
def test_mistakes_are_one_line(arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    if arguments[1] == "cas":
        pytest.importorskip("cassis", reason="needs the extra ‘exchange’")
    ended = onrecord("gold", *arguments, cwd=tmp_path)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert said in only_line(ended.stderr)


def test_cas_without_its_library_names_the_extra(tmp_path: Path) -> None:
    (tmp_path / "hide").mkdir()
    (tmp_path / "hide" / "cassis.py").write_text("raise ImportError('hidden')")
    ended = onrecord(
        "gold", "export", "cas", "--gold", GOLD, "--out", "x", cwd=tmp_path, before=tmp_path / "hide"
    )
    assert ended.returncode == 2
    assert (
        only_line(ended.stderr)
        == "onrecord: cas: needs the extra ‘exchange’: pip install 'onrecord[exchange]'"
    )


def test_every_format_keeps_its_promise() -> None:
    assert len({f.name for f in FORMATS}) == len(FORMATS)
    for one in FORMATS:
        for able, ask in ((one.writes, one.writer), (one.reads, one.reader)):
            if able:
                assert callable(ask())
            else:
                with pytest.raises(GoldError, match=r"is only"):
                    ask()


def test_a_meta_that_is_no_json_object_is_as_none(tmp_path: Path) -> None:
    brat.write(article_folders(GOLD)[:1], tmp_path)
    (path,) = tmp_path.glob("*.ann")
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(["#1\tArticle DOC\t" + json.dumps([1]), *lines[1:]]), encoding="utf-8")
    (article,) = brat.read(path)
    assert article.known == {}
    assert +article.losses == {"notes in free text": 1}


def test_one_article_is_said_as_one(tmp_path: Path) -> None:
    onrecord("gold", "export", "brat", "mill-fire", "--gold", GOLD, "--out", "there", cwd=tmp_path)

    back = onrecord("gold", "import", "brat", "there", "--out", "back", cwd=tmp_path)

    assert only_line(back.stderr) == "1 article; look at it with: onrecord gold check --gold back"
