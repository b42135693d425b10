"""``fix`` and ``fmt`` change form and no content, and leave alone what they do not understand."""

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import GoldError
from onrecord.gold.check import check_folder
from onrecord.gold.fix import fix_folder, format_folder
from onrecord.gold.load import load_article

from ..harness import GOLD, gold_copy
from .rules.fixture import ID, check, edits, files, write


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize(
    "rule", ["canonical-form", "record-strings", "anchor-edges", "text-lf", "text-nfc", "text-space"]
)
def test_what_breaks_a_rule_of_form_is_mended(rule: str, tmp_path: Path) -> None:
    assert {f.rule for f in check(tmp_path, edits(rule, "invalid"))} == {rule}

    said = fix_folder(tmp_path / ID)

    assert said
    assert check_folder(tmp_path / ID) == []
    assert fix_folder(tmp_path / ID) == []


def test_a_byte_order_mark_goes_from_both_files(tmp_path: Path) -> None:
    made = files({})
    text = b"\xef\xbb\xbf" + made["article.txt"]
    meta = json.loads(made["meta.json"]) | {"sha256": hashlib.sha256(text).hexdigest()}
    folder = write(tmp_path / ID, {})
    (folder / "article.txt").write_bytes(text)
    (folder / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
    (folder / "annotations.jsonl").write_bytes(b"\xef\xbb\xbf" + made["annotations.jsonl"])

    fix_folder(folder)

    assert check_folder(folder) == []
    assert (folder / "article.txt").read_bytes() == made["article.txt"]
    assert (folder / "annotations.jsonl").read_bytes() == made["annotations.jsonl"]


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"], ids=["", "BOM"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
def test_a_text_that_an_editor_saved_otherwise_is_restored(bom: bytes, end: bytes, tmp_path: Path) -> None:
    folder = write(tmp_path / ID, {})
    before = contents(folder)
    (folder / "article.txt").write_bytes(bom + before["article.txt"].replace(b"\n", end))
    told = [f.message for f in check_folder(folder) if f.rule == "text-frozen"]

    said = fix_folder(folder)

    assert contents(folder) == before
    assert len(said) == len(told) == (bom + end != b"\n")
    assert all(message.endswith("--fix restores it") for message in told)


def test_a_text_that_was_changed_too_is_not_restored(tmp_path: Path) -> None:
    folder = write(tmp_path / ID, {})
    text = (folder / "article.txt").read_bytes().replace(b"\n", b"\r\n").replace(b"left", b"sat")
    (folder / "article.txt").write_bytes(text)

    assert fix_folder(folder) == []
    assert (folder / "article.txt").read_bytes() == text


@pytest.mark.parametrize(
    "rule", ["anchor", "json-line", "record-fields", "utf-8", "text-frozen", "meta-fields", "text-control"]
)
def test_what_is_not_understood_is_left_as_it_is(rule: str, tmp_path: Path) -> None:
    folder = write(tmp_path / ID, edits(rule, "invalid"))
    before = contents(folder)

    assert fix_folder(folder) == []
    assert contents(folder) == before


def test_a_text_whose_anchors_would_move_is_left_as_it_is(tmp_path: Path) -> None:
    """A lone carriage return is white space to an anchor, and parts paragraphs once it is a line feed."""
    folder = write(tmp_path / ID, {"swap": {"Kela speaks": "Kela\rspeaks"}})
    before = contents(folder)

    (said,) = fix_folder(folder)

    assert "left as it is" in said
    assert contents(folder) == before


def test_passes_stay_as_they_were_made(tmp_path: Path) -> None:
    loose = (
        '{"kind":"damage","at":"p5","what":"broken sentence "}\n\n{"kind":"region","type":"body","at":"p5"}'
    )
    folder = write(tmp_path / ID, edits("record-strings", "invalid") | {"files": {"passes/a.jsonl": loose}})

    fix_folder(folder)
    format_folder(folder)

    assert (folder / "passes" / "a.jsonl").read_text(encoding="utf-8") == loose


@given(st.randoms())
def test_fmt_is_idempotent_and_keeps_what_the_gold_says(
    tmp_path_factory: pytest.TempPathFactory, random: object
) -> None:
    folder = gold_copy(tmp_path_factory.mktemp("gold"), "harbour-ferry") / "harbour-ferry"
    file = folder / "annotations.jsonl"
    wanted, before = file.read_bytes(), load_article(folder)
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    random.shuffle(lines)  # type: ignore[attr-defined]
    file.write_text("".join(lines), encoding="utf-8")

    format_folder(folder)

    assert not format_folder(folder)
    assert sorted(file.read_bytes().splitlines()) == sorted(wanted.splitlines())
    assert load_article(folder).quotes == before.quotes


def test_fmt_writes_nothing_where_it_is_only_asked(tmp_path: Path) -> None:
    folder = write(tmp_path / ID, edits("canonical-form", "invalid"))
    before = contents(folder)

    assert format_folder(folder, write=False)
    assert contents(folder) == before


def test_fmt_refuses_what_names_no_place(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"annotations\.jsonl: ‘p2 ⟦Kala⟧’ matches nothing"):
        format_folder(write(tmp_path / ID, edits("anchor", "invalid")))


def test_the_small_gold_is_in_canonical_form() -> None:
    assert [f.name for f in GOLD.iterdir() if format_folder(f, write=False)] == []
