"""What the page saves, whoever else changes the file and whatever becomes of the server."""

import json
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from onrecord.gold.load import load_article, read_records
from onrecord.gold.save import dumps

from .conftest import Served
from .page import Page

pytestmark = pytest.mark.browser

Serve = Callable[..., Served]
Open = Callable[[Served], Page]
TOKEN = "a-token-for-this-test-only"


def test_two_pages_that_change_different_records_both_keep_theirs(
    article: Path, serve: Serve, open_page: Open
) -> None:
    served = serve(article)
    one, other = open_page(served), open_page(served)
    other.quote("i", "help was near", "nurse")
    other.saved()
    one.here()
    one.quote("i", "the hull is safe", "Dorvén")
    one.until(lambda: len(one.of("quote")) == 2)
    quotes = one.of("quote")
    assert len({q["id"] for q in quotes}) == 2
    assert [q["speaker"] for q in quotes] == ["dorven", "nurse"]
    load_article(article)


@pytest.mark.parametrize("side", ["mine", "theirs"])
def test_the_same_record_changed_twice_asks_which(page: Page, side: str) -> None:
    page.quote("i", "help was near", "nurse")
    file = page.folder / "annotations.jsonl"
    page.saved()
    # Both changes are made before the page looks at the file again.
    page.select("the hull is safe")
    edited = file.read_text(encoding="utf-8").replace(
        '"form":"indirect"', '"form":"indirect","optional":true'
    )
    page.driver.execute_script(
        "Object.defineProperty(document, 'hidden', { value: true, configurable: true })"
    )
    file.write_text(edited, encoding="utf-8")
    page.press("s")
    page.until(lambda: page.all("dialog.conflict[open]"))
    assert "optional" in page.text("dialog.conflict")
    page.find(f"dialog.conflict input[value={side}]").click()
    page.find("dialog.conflict button").click()
    page.until(lambda: not page.all("dialog.conflict"))
    (quote,) = page.of("quote")
    assert (len(quote["at"]), "optional" in quote) == ((2, False) if side == "mine" else (1, True))


def test_an_edit_in_a_text_editor_shows_up(page: Page) -> None:
    page.quote("i", "help was near", "nurse")
    file = page.folder / "annotations.jsonl"
    page.saved()
    file.write_text(
        file.read_text(encoding="utf-8").replace('"name":"nurse"', '"name":"A nurse"'), encoding="utf-8"
    )
    page.until(lambda: "changed elsewhere" in page.text("#notice"))
    page.find("#tab-speakers").click()
    assert "A nurse" in page.text("#pane-speakers")


def test_a_file_broken_meanwhile_loses_nothing(page: Page) -> None:
    page.quote("i", "help was near", "nurse")
    file = page.folder / "annotations.jsonl"
    page.saved()
    whole = file.read_bytes()
    file.write_bytes(whole + b"{half a line\n")
    page.until(lambda: "not JSON" in page.text("#notice"))
    page.quote("i", "the hull is safe", "nurse")
    page.until(lambda: page.state() == "Not saved")
    assert file.read_bytes() == whole + b"{half a line\n"
    file.write_bytes(whole)
    page.until(lambda: page.state() != "Not saved" or page.press("o"))
    page.until(lambda: len(page.of("quote")) == 2)


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGKILL])
def test_goes_on_when_the_server_restarts(sign: int, article: Path, serve: Serve, open_page: Open) -> None:
    served = serve(article, "--token", TOKEN)
    page = open_page(served)
    page.quote("i", "help was near", "nurse")
    page.saved()
    served.end(sign)
    page.quote("i", "the hull is safe", "Dorvén")
    page.until(lambda: page.state().startswith("No server"))
    serve(article, "--token", TOKEN, "--port", str(served.port))
    page.until(lambda: page.state() == "Saved")
    assert len(page.of("quote")) == 2


def test_unsaved_changes_outlive_the_page_and_the_token(article: Path, serve: Serve, open_page: Open) -> None:
    served = serve(article)
    page = open_page(served)
    page.saved()
    served.end(signal.SIGKILL)
    page.quote("i", "the hull is safe", "Dorvén")
    page.until(lambda: page.state().startswith("No server"))
    again = serve(article, "--port", str(served.port))
    assert again.token != served.token
    page.until(lambda: page.all("dialog.token[open]"))
    page.driver.get("about:blank")
    page.driver.get(again.link)
    page.until(lambda: page.state() == "Saved")
    page.until(lambda: len(page.of("quote")) == 1)
    page.driver.get_log("browser")  # the 401 that asked for the token


def test_suggestions_are_gold_only_once_accepted(article: Path, serve: Serve, open_page: Open) -> None:
    lines = [
        {"kind": "speaker", "id": "dorven", "name": "Ilka Dorvén", "class": "person"},
        {"kind": "mention", "id": "m1", "of": "dorven", "at": "p2 ⟦Ilka Dorvén⟧"},
        {
            "kind": "quote",
            "id": "q1",
            "form": "direct",
            "at": ["p2 ⟦“Nobody has to leave.”⟧"],
            "speaker": "dorven",
            "via": "m1",
        },
        {"kind": "quote", "id": "q2", "form": "indirect", "at": ["p3 ⟦help was near⟧"], "speaker": "dorven"},
    ]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (article / "suggestions.jsonl").write_text(text, encoding="utf-8")
    page = open_page(serve(article))
    assert page.folder.joinpath("annotations.jsonl").read_bytes() == b""
    page.select("Ilka")
    page.press("ArrowLeft", "ArrowRight", "Enter")
    assert "m1" in page.text("#pane-record")
    page.press("Delete")
    page.until(lambda: "m1 is named by q1" in page.text("#notice"))
    assert len(page.saved("suggestions.jsonl")) == 4
    page.select("Nobody has")
    page.press("ArrowLeft", "ArrowRight", "Enter")
    assert "q1" in page.text("#pane-record")
    assert "no gold until" in page.text("#pane-record")
    assert page.text("#notice") == ""
    page.press("Enter")
    page.until(lambda: [r["kind"] for r in page.saved()] == ["speaker", "mention", "quote"])
    assert [r["id"] for r in page.saved("suggestions.jsonl")] == ["q2"]
    assert "q2" in page.text("#pane-record h2")
    page.press("Delete")
    page.until(lambda: page.saved("suggestions.jsonl") == [])
    page.press("Control+z")
    page.until(lambda: len(page.saved("suggestions.jsonl")) == 1)
    assert [r["kind"] for r in page.saved()] == ["speaker", "mention", "quote"]


def test_a_large_article_with_many_annotations_opens_and_saves(
    tmp_path: Path, write_article: Callable[..., Path], serve: Serve, open_page: Open
) -> None:
    line = "The {n}th ship of the line came in 🚢 and its captain said that the sea was calm today. "
    text = "\n\n".join((line * 5).replace("{n}", str(n)) for n in range(1, 11_501))
    assert len(text.encode()) > 5_000_000
    records = [
        {"kind": "mention", "id": f"m{n}", "of": "captain", "at": f"p{n} The {n}th ⟦ship⟧ of"} for n in ()
    ] + [{"kind": "damage", "at": f"p{n}", "what": "stray mark"} for n in range(1, 10_001)]
    folder = write_article(tmp_path / "gold" / "large", text, records)
    page = open_page(serve(folder))
    page.until(lambda: len(page.all("#text p")) == 11_500, 60)
    page.press("Control+Home")
    page.quote("i", "ship of the line", "captain")
    page.until(lambda: len(page.of("quote")) == 1, 60)
    assert len(page.saved()) == 10_002


def test_what_was_canonical_stays_so(page: Page) -> None:
    page.quote("i", "help was near", "nurse")
    page.quote("i", "the hull is safe", "Dorvén")
    page.saved()
    path = page.folder / "annotations.jsonl"
    assert path.read_text(encoding="utf-8") == dumps(record for _, record in read_records(path))
