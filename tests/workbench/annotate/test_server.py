"""Who may talk to the server, and what it does with what it is sent. The command runs in its own process."""

import json
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ...harness import GOLD, only_line, onrecord
from .conftest import Served


@pytest.fixture
def served(article: Path, serve: Callable[..., Served]) -> Iterator[Served]:
    yield serve(article)


def _version(served: Served) -> str:
    found: str = served.ask("/api/version")[2]["version"]
    return found


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:80"},
        {"Host": "127.0.0.1.evil.example"},
        {"Host": "127.0.0.1"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize("path", ["/", "/static/main.js", "/api/article", "/api/records"])
def test_refuses_other_names_and_other_pages(served: Served, path: str, headers: dict[str, str]) -> None:
    status, _, answer = served.ask(path, headers=headers)
    assert status == 403
    assert "ferry" not in json.dumps(answer)


@pytest.mark.parametrize("token", ["", "x", "é", "a" * 5000])
@pytest.mark.parametrize(
    "path", ["/api/article", "/api/records", "/api/version", "/api/findings", "/api/save", "/api/"]
)
def test_refuses_data_without_the_token(served: Served, path: str, token: str) -> None:
    status, _, answer = served.ask(path, headers={"X-OnRecord-Token": token.encode().decode("latin-1")})
    assert status == 401
    assert list(answer) == ["error"]


def test_the_page_without_the_token_says_nothing_about_the_article(served: Served) -> None:
    status, headers, page = served.ask("/", headers={"X-OnRecord-Token": ""})
    assert status == 200
    assert b"ferry" not in page.lower()
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


def test_the_page_has_no_inline_script_or_style(served: Served) -> None:
    page = served.ask("/")[2].decode()
    assert page.count("<script") == page.count('<script type="module" src="/static/')
    assert "<style" not in page
    assert "style=" not in page
    assert "http" not in page


@pytest.mark.parametrize(
    "path",
    [
        "/static/../server.py",
        "/static/..%2fserver.py",
        "/static/%2e%2e/server.py",
        "/static//etc/passwd",
        "/static/..%5cserver.py",
        "/static/%00",
        "/static/.",
        "/static/server.py",
    ],
)
def test_gives_no_other_file(served: Served, path: str) -> None:
    assert served.ask(path)[0] == 404


def test_records_travel_as_code_points(served: Served) -> None:
    text = (served.folder / "article.txt").read_text(encoding="utf-8")
    start = text.index("again")
    record = {"kind": "damage", "at": [start, start + 5], "what": "stray mark"}
    body = {"version": _version(served), "remove": [], "add": [[record, False]]}
    status, _, answer = served.ask("/api/save", body)
    assert (status, answer["order"]) == (200, [-1])
    saved = (served.folder / "annotations.jsonl").read_text(encoding="utf-8")
    assert json.loads(saved)["at"] == "p2 ⟦again⟧"
    assert served.ask("/api/records")[2] == {"version": answer["version"], "records": [[record, False]]}


def test_a_change_on_an_old_version_is_refused(served: Served) -> None:
    old = _version(served)
    file = served.folder / "annotations.jsonl"
    file.write_text('{"kind":"region","type":"headline","at":"p1"}\n', encoding="utf-8")
    status, _, answer = served.ask("/api/save", {"version": old, "remove": [], "add": []})
    assert (status, answer["stale"]) == (409, True)
    assert file.read_text(encoding="utf-8") == '{"kind":"region","type":"headline","at":"p1"}\n'


@pytest.mark.parametrize(
    "record",
    [
        {"kind": "nothing"},
        {"kind": "damage", "at": [0, 0], "what": "x"},
        {"kind": "damage", "at": [-5, 3], "what": "x"},
        {"kind": "damage", "at": [2, 10**30], "what": "x"},
        {"kind": "damage", "at": [20, 40], "what": "x"},
        {"kind": "damage", "at": [3, 5], "what": "x"},
        {"kind": "damage", "at": "p1 ⟦", "what": "x"},
        {"kind": "damage", "at": "p1", "what": ""},
        {"kind": "damage", "at": "p1", "what": "half \ud83d"},
        {"kind": "damage", "at": "p1", "what": "x", "more": 1},
        {"kind": "speaker", "id": "../../etc/passwd", "name": "x", "class": "person"},
        [],
        None,
    ],
)
def test_what_is_no_record_is_refused_and_changes_nothing(served: Served, record: Any) -> None:
    version = _version(served)
    status, _, answer = served.ask("/api/save", {"version": version, "remove": [], "add": [[record, False]]})
    assert status == 422
    assert answer["error"]
    assert (served.folder / "annotations.jsonl").read_bytes() == b""
    assert _version(served) == version


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe", b"[]", b"[" * 100_000, b'{"version": 1, "remove": [true], "add": []}']
)
def test_what_is_no_change_is_refused(served: Served, body: bytes) -> None:
    assert served.ask("/api/save", body)[0] == 422
    assert _version(served)


def test_a_change_may_not_take_out_what_is_not_there(served: Served) -> None:
    body = {"version": _version(served), "remove": [0], "add": []}
    assert served.ask("/api/save", body)[0] == 422


def test_too_large_a_change_is_refused(served: Served) -> None:
    assert served.ask("/api/save", b" " * (64 * 2**20 + 1))[0] == 413


def test_findings_name_their_record(served: Served) -> None:
    file = served.folder / "annotations.jsonl"
    lines = [
        {"kind": "region", "type": "headline", "at": "p1 ⟦not there⟧"},
        {"kind": "quote", "id": "q1", "form": "direct", "at": ["p3 ⟦help was near⟧"], "speaker": "nobody"},
    ]
    file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    found = served.ask("/api/findings")[2]["findings"]
    by_record = {record: {f["rule"] for f in found if f["record"] == record} for record in (0, 1)}
    assert "anchor" in by_record[0]
    assert "reference-exists" in by_record[1]


def test_ctrl_c_ends_it_well(served: Served) -> None:
    assert served.end(signal.SIGINT) == 0


def test_a_port_that_is_taken_is_one_line(served: Served, tmp_path: Path) -> None:
    done = onrecord(
        "gold",
        "annotate",
        "ferry",
        "--gold",
        served.folder.parent,
        "--no-browser",
        "--port",
        served.port,
        cwd=tmp_path,
    )
    assert done.returncode == 2
    assert f"port {served.port}" in only_line(done.stderr)


@pytest.mark.parametrize(
    "arguments",
    [
        ["../fixtures"],
        ["nothing"],
        ["mill-fire", "--pass", "../../x"],
        ["mill-fire", "--pass", "A"],
        ["mill-fire", "--pass", "labels"],
        ["mill-fire", "--pass", "adjudication"],
        ["mill-fire", "--token", "short"],
    ],
)
def test_what_cannot_be_opened_is_one_line(arguments: list[str], tmp_path: Path) -> None:
    done = onrecord("gold", "annotate", *arguments, "--gold", GOLD, "--no-browser", cwd=tmp_path)
    assert done.returncode == 2
    only_line(done.stderr)


@pytest.mark.parametrize("name", ["article.txt", "annotations.jsonl", "meta.json"])
def test_broken_utf_8_is_one_line(name: str, article: Path, tmp_path: Path) -> None:
    (article / name).write_bytes(b"\xff\xfe\x00")
    done = onrecord("gold", "annotate", "ferry", "--gold", article.parent, "--no-browser", cwd=tmp_path)
    assert done.returncode == 2
    assert name in only_line(done.stderr)


def test_a_pass_is_made_without_suggestions(article: Path, serve: Callable[..., Served]) -> None:
    line = {"kind": "quote", "id": "q1", "form": "indirect", "at": ["p3 ⟦help was near⟧"], "speaker": "x"}
    (article / "suggestions.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    served = serve(article, "--pass", "b")
    assert served.ask("/api/records")[2]["records"] == []
    record = {"kind": "region", "type": "headline", "at": "p1"}
    body = {"version": _version(served), "remove": [], "add": [[record, False]]}
    assert served.ask("/api/save", body)[0] == 200
    assert (article / "passes" / "b.jsonl").read_text(encoding="utf-8").startswith('{"kind":"region"')
    assert (article / "annotations.jsonl").read_bytes() == b""
