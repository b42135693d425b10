"""The files of a run: whole lines or none, whole files or none."""

import json
import os
from pathlib import Path

import pytest

from onrecord.errors import RunError
from onrecord.models.base import Response
from onrecord.runs.folder import RESPONSES, RunFolder

FULL_DISK = Path("/dev/full")


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    return RunFolder(tmp_path)


def append(folder: RunFolder, *texts: str) -> None:
    with folder.appending() as log:
        for text in texts:
            log.append(f"quotes/a/{text}/0/0", "key", Response(text=text))


def texts(folder: RunFolder) -> list[str]:
    return [response.text for _, _, response in folder.read_responses()]


def test_a_response_comes_back_as_it_was(folder: RunFolder) -> None:
    response = Response(
        "“né”\n\u2028 \ud83d 🚢", "because", "length", {"completion": 3}, 1.25, {"batch": 2}, "an error"
    )
    with folder.appending() as log:
        log.append("quotes/a/all/0/0", "key", response)
    assert list(folder.read_responses()) == [("quotes/a/all/0/0", "key", response)]


def test_a_folder_without_answers_reads_as_none(folder: RunFolder) -> None:
    assert texts(folder) == []


def test_a_torn_last_line_is_passed_over_and_cut_off(folder: RunFolder) -> None:
    append(folder, "one", "two")
    with (folder.path / RESPONSES).open("a") as file:
        file.write('{"id": "torn", "resp')
    assert texts(folder) == ["one", "two"]
    append(folder, "three")
    assert texts(folder) == ["one", "two", "three"]


def test_a_last_line_without_its_newline_is_torn(folder: RunFolder) -> None:
    append(folder, "one", "two")
    path = folder.path / RESPONSES
    os.truncate(path, path.stat().st_size - 1)
    assert texts(folder) == ["one"]


def test_a_file_torn_in_its_first_line_starts_anew(folder: RunFolder) -> None:
    (folder.path / RESPONSES).write_text('{"id"')
    append(folder, "one")
    assert texts(folder) == ["one"]


@pytest.mark.parametrize(
    "broken",
    [
        "}",
        "",
        "[]",
        '{"id": "x", "key": "k"}',
        '{"id": "x", "key": "k", "response": {"words": "x"}}',
        '{"id": "x", "key": "k", "response": {"text": 5}}',
        '{"id": ["x"], "key": "k", "response": {"text": "x"}}',
        '{"id": "x", "key": "k", "response": "x"}',
    ],
)
def test_a_broken_middle_line_is_named(folder: RunFolder, broken: str) -> None:
    append(folder, "one", "two")
    path = folder.path / RESPONSES
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0], broken, lines[1], ""]))
    with pytest.raises(RunError, match=rf"{RESPONSES}:2: not a response; delete this line and resume"):
        texts(folder)


def test_bytes_that_are_not_utf8_are_a_broken_line(folder: RunFolder) -> None:
    append(folder, "one")
    with (folder.path / RESPONSES).open("ab") as file:
        file.write(b"\xff\xfe\n")
    with pytest.raises(RunError, match=f"{RESPONSES}:2"):
        texts(folder)


def test_a_second_lock_is_refused(folder: RunFolder) -> None:
    with folder.locked(), pytest.raises(RunError, match=r"another process"), RunFolder(folder.path).locked():
        pass


def test_the_lock_is_given_back(folder: RunFolder) -> None:
    for _ in range(2):
        with folder.locked():
            pass


def test_a_folder_below_a_file_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(RunError, match=r"cannot be made.*--out"),
        RunFolder(tmp_path / "file" / "run").locked(),
    ):
        pass


@pytest.mark.skipif(not FULL_DISK.exists(), reason="needs /dev/full")
def test_a_write_that_fails_leaves_the_old_file(folder: RunFolder) -> None:
    folder.write("scores.json", "old")
    (folder.path / ".scores.json.tmp").symlink_to(FULL_DISK)
    with pytest.raises(RunError, match=r"No space left"):
        folder.write("scores.json", "new")
    assert (folder.path / "scores.json").read_text() == "old"
    assert [p.name for p in folder.path.iterdir()] == ["scores.json"]


@pytest.mark.skipif(not FULL_DISK.exists(), reason="needs /dev/full")
def test_an_answer_that_does_not_fit_is_one_clear_error(folder: RunFolder) -> None:
    (folder.path / RESPONSES).symlink_to(FULL_DISK)
    with pytest.raises(RunError, match=r"responses.jsonl: cannot be written .No space left.*make room"):
        append(folder, "one")


def test_a_lone_surrogate_is_written_as_its_escape(folder: RunFolder) -> None:
    folder.write_json("scores.json", {"text": "\ud800"})
    assert json.loads((folder.path / "scores.json").read_text(encoding="utf-8")) == {"text": "\ud800"}


@pytest.mark.parametrize("manifest", [b"", b"{}", b"[]", b"{", b"\xff", b'{"model": "m"}'])
def test_a_manifest_that_is_none_is_named(folder: RunFolder, manifest: bytes) -> None:
    (folder.path / "manifest.json").write_bytes(manifest)
    with pytest.raises(RunError, match=r"manifest.json: "):
        folder.read_manifest()


def test_a_folder_without_a_run_says_so(folder: RunFolder) -> None:
    with pytest.raises(RunError, match=r"no run here"):
        folder.read_manifest()


@pytest.mark.parametrize(
    "response",
    [
        Response(text=None),  # type: ignore[arg-type]
        Response(reasoning=3),  # type: ignore[arg-type]
        Response(provenance={"model": object()}),
        Response(seconds=float("nan")),
    ],
    ids=["no-text", "no-reasoning", "an-object", "no-number"],
)
def test_an_answer_that_no_log_can_hold_is_refused_and_the_log_is_whole(
    folder: RunFolder, response: Response
) -> None:
    append(folder, "one")
    with (
        pytest.raises(RunError, match=r"the answer to .* cannot be kept .*mend the model"),
        folder.appending() as log,
    ):
        log.append("quotes/a/all/0/0", "key", response)
    assert texts(folder) == ["one"]


@pytest.mark.parametrize("id", ["no-slash", "a/b", "a/b/c/d/e/f"])
def test_a_line_whose_id_is_none_is_no_response(folder: RunFolder, id: str) -> None:
    (folder.path / RESPONSES).write_text(json.dumps({"id": id, "key": "k", "response": {}}) + "\n")
    with pytest.raises(RunError, match=r":1: not a response"):
        list(folder.read_responses())


def test_a_line_that_nests_without_end_is_no_response(folder: RunFolder) -> None:
    (folder.path / RESPONSES).write_text("[" * 100_000 + "\n")
    with pytest.raises(RunError, match=r":1: not a response"):
        list(folder.read_responses())


@pytest.mark.parametrize("torn", [10, 70_000, 200_000])
def test_a_torn_line_of_any_length_is_cut_off(folder: RunFolder, torn: int) -> None:
    append(folder, "one")
    with (folder.path / RESPONSES).open("a") as log:
        log.write("x" * torn)
    append(folder, "two")
    assert texts(folder) == ["one", "two"]
