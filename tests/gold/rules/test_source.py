"""A broken article still gives all the findings that can be had of it, and no crash."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import GoldError
from onrecord.gold.check import check_folder
from onrecord.gold.load import load_article, read_records

from .fixture import ID, files, write

HOSTILE = [
    b"[" * 100_000,
    b'{"kind":"damage","at":"p1","what":' + b"9" * 6000 + b"}",
    b'{"kind":"damage","at":"p1","what":"\\ud800"}',
    b'{"kind":"damage","at":"p1","what":"\x00"}',
    b"\xff\xfe",
    b'{"kind":{"a":1},"at":"p1"}',
    b'{"kind":"mention","id":"../../etc/passwd","of":"a/b","at":"p1"}',
    "{}\u2028{}".encode(),
]


@pytest.mark.parametrize("line", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_line_is_an_error_and_hides_no_other(line: bytes, tmp_path: Path) -> None:
    folder = write(tmp_path / ID, {"append": '{"kind":"damage","at":"p5 ⟦They⟧"}'})
    whole = (folder / "annotations.jsonl").read_bytes()
    (folder / "annotations.jsonl").write_bytes(line + b"\n" + whole)

    errors = {f.line for f in check_folder(folder) if f.level == "error" and f.path.endswith(".jsonl")}

    assert errors == {1, whole.count(b"\n") + 1}
    with pytest.raises(GoldError, match=r"annotations\.jsonl"):
        read_records(folder / "annotations.jsonl")


@given(
    st.binary(max_size=80),
    st.sampled_from(["article.txt", "annotations.jsonl", "meta.json"]),
    st.integers(0, 2000),
)
def test_no_bytes_crash_the_check(
    tmp_path_factory: pytest.TempPathFactory, garbage: bytes, file: str, at: int
) -> None:
    folder = write(tmp_path_factory.mktemp("article") / ID, {})
    said = files({})[file]
    (folder / file).write_bytes(said[:at] + garbage + said[at + len(garbage) :])

    found = check_folder(folder)

    if not any(f.level == "error" for f in found):
        assert load_article(folder).id == ID
    json.dumps([f.message.encode().decode() for f in found])


def test_what_loading_refuses_is_an_error_of_the_check(tmp_path: Path) -> None:
    from .fixture import FIXTURES, check, edits

    for path in FIXTURES.glob("*.yaml"):
        if path.stem == "article":
            continue
        found = check(tmp_path / path.stem, edits(path.stem, "invalid"))
        is_error = any(f.level == "error" for f in found)
        try:
            load_article(tmp_path / path.stem / ID)
        except GoldError:
            assert is_error, path.stem
        else:
            assert not is_error, path.stem


def test_many_broken_anchors_are_all_told(tmp_path: Path) -> None:
    folder = write(tmp_path / ID, {})
    lines = [f'{{"kind":"damage","at":"p5 ⟦gone {n}⟧","what":"wrong word"}}\n' for n in range(300)]
    with (folder / "annotations.jsonl").open("a", encoding="utf-8") as file:
        file.writelines(lines)

    assert sum(f.rule == "anchor" for f in check_folder(folder)) == 300
