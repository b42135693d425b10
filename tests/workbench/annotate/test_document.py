"""The document behind the page: what is saved, in which order, and what is refused."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from onrecord.errors import GoldError
from onrecord.gold.load import load_article
from onrecord.gold.save import dumps
from onrecord.workbench.annotate.document import Document, StaleError
from onrecord.workbench.annotate.findings import page_findings

from ...harness import gold_copy


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return gold_copy(tmp_path, "harbour-ferry") / "harbour-ferry"


def damage(number: int, what: str = "stray mark") -> tuple[dict[str, Any], bool]:
    return {"kind": "damage", "at": f"p{number}", "what": what}, False


def test_every_record_goes_to_the_page_and_back_unchanged(folder: Path) -> None:
    document = Document(folder)
    before = document.state().entries
    on_page = [(document.places.to_page(e.record), e.suggested) for e in before]
    order = document.save(document.state().version, range(len(before)), on_page)
    assert sorted(order) == list(range(-len(before), 0))
    places = document.places.to_page
    assert sorted(map(str, (places(e.record) for e in document.state().entries))) == sorted(
        str(fields) for fields, _ in on_page
    )
    load_article(folder)


def test_the_order_tells_where_each_record_stands_now(folder: Path) -> None:
    document = Document(folder)
    before = document.state().entries
    order = document.save(document.state().version, [0], [damage(3), damage(2)])
    now = document.state().entries
    assert len(now) == len(before) + 1
    assert 0 not in order
    for place, entry in zip(order, now, strict=True):
        if place >= 0:
            assert document.places.to_page(entry.record) == document.places.to_page(before[place].record)
    assert order.index(-2) + 1 == order.index(-1)


def test_the_file_holds_what_the_document_does(folder: Path) -> None:
    document = Document(folder)
    document.save(document.state().version, [], [damage(2)])
    assert document.path.read_text(encoding="utf-8") == dumps(e.record for e in document.state().entries)
    assert Document(folder).state() == document.state()


def test_equal_records_stand_and_go_one_by_one(folder: Path) -> None:
    document = Document(folder)
    count = len(document.state().entries)
    order = document.save(document.state().version, [], [damage(2), damage(2)])
    assert sorted(order)[:2] == [-2, -1]
    document.save(document.state().version, [order.index(-1)], [])
    assert len(document.state().entries) == count + 1


def test_a_record_that_lost_its_place_is_kept_as_it_stands(folder: Path) -> None:
    path = folder / "annotations.jsonl"
    lost = '{"kind":"damage","at":"p2 ⟦words that are not there⟧","what":"stray mark"}\n'
    path.write_text(lost + path.read_text(encoding="utf-8"), encoding="utf-8")
    document = Document(folder)
    document.save(document.state().version, [], [damage(2)])
    assert lost in path.read_text(encoding="utf-8")
    found = page_findings(document)["findings"]
    assert [document.state().entries[f["record"]].record.kind for f in found if f["rule"] == "anchor"] == [
        "damage"
    ]


def test_a_change_underneath_is_seen_and_never_overwritten(folder: Path) -> None:
    document, other = Document(folder), Document(folder)
    version = document.state().version
    other.save(version, [], [damage(2)])
    with pytest.raises(StaleError):
        document.save(version, [], [damage(3)])
    assert document.state() == other.state()


def test_many_at_once_lose_nothing(folder: Path) -> None:
    """Each of eight editors tries until its change is in."""
    count = len(Document(folder).state().entries)

    def edit(name: str) -> None:
        document = Document(folder)
        for n in range(5):
            while True:
                try:
                    document.save(document.state().version, [], [damage(2, f"{name} {n}")])
                    break
                except StaleError:
                    continue

    threads = [threading.Thread(target=edit, args=(f"editor {n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = [e.record for e in Document(folder).state().entries]
    assert len(found) == count + 40
    assert len({getattr(r, "what", "") for r in found}) >= 40


def test_a_file_that_breaks_is_said_each_time_it_is_asked_for(folder: Path) -> None:
    document = Document(folder)
    whole = document.path.read_bytes()
    document.path.write_bytes(whole + b"\xff\n")
    for _ in range(2):
        with pytest.raises(GoldError, match="not UTF-8"):
            document.state()
    with pytest.raises(GoldError, match="not UTF-8"):
        document.save("any", [], [damage(2)])
    document.path.write_bytes(whole)
    assert document.state().entries


def test_a_suggestion_moves_from_file_to_file(folder: Path, write_article: Callable[..., Path]) -> None:
    line = '{"kind":"damage","at":"p2","what":"stray mark"}\n'
    (folder / "suggestions.jsonl").write_text(line, encoding="utf-8")
    document = Document(folder)
    entries = document.state().entries
    assert [e.suggested for e in entries] == [False] * (len(entries) - 1) + [True]
    document.save(document.state().version, [len(entries) - 1], [damage(2)])
    assert (folder / "suggestions.jsonl").read_text(encoding="utf-8") == ""
    assert line in document.path.read_text(encoding="utf-8")
