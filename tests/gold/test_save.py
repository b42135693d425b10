"""The canonical form: the same places in fewer words, one order, written whole or not at all."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import GoldError
from onrecord.gold.anchors import AnchorError, AnchorResolver
from onrecord.gold.load import article_folders, read_meta, read_records, read_text, resolve
from onrecord.gold.records import (
    AnyRecord,
    MentionRecord,
    Meta,
    NotQuoteRecord,
    RegionRecord,
    SpeakerRecord,
    StatementRecord,
    record_adapter,
)
from onrecord.gold.save import canonical, dump, dumps, write_file
from onrecord.text import Span

from ..harness import GOLD

ALL = [*article_folders(GOLD), *article_folders(Path(__file__).parents[1] / "fixtures" / "gold")]

# Few words, often repeated; paragraphs; an emoji, an interrupted line, right-to-left text, loose marks.
TEXTS = st.text(st.sampled_from(["a", "b", " ", " ", "\n", "“", ",", "e", "\u0301", "ש", "🚢"]), max_size=30)


def records_of(folder: Path) -> tuple[str, Meta, list[AnyRecord]]:
    meta = read_meta(folder)
    return read_text(folder, meta), meta, [r for _, r in read_records(folder / "annotations.jsonl")]


@pytest.mark.parametrize("folder", ALL, ids=lambda f: f.name)
def test_the_canonical_form_says_the_same_and_is_its_own(folder: Path) -> None:
    raw, meta, records = records_of(folder)
    shuffled = records.copy()
    random.Random(7).shuffle(shuffled)
    once = canonical(raw, shuffled)
    assert canonical(raw, once) == once
    assert [record_adapter.validate_json(line) for line in dumps(once).splitlines()] == once
    before = resolve(meta, raw, list(enumerate(records)), folder / "annotations.jsonl")
    after = resolve(meta, raw, list(enumerate(once)), folder / "annotations.jsonl")
    for kind in (
        "regions",
        "speakers",
        "mentions",
        "quotes",
        "not_quotes",
        "facts",
        "statements",
        "summaries",
    ):
        assert set(getattr(after, kind)) == set(getattr(before, kind)), kind


@given(TEXTS, st.data())
def test_every_place_survives_whatever_its_context_was(text: str, data: st.DataObject) -> None:
    resolver = AnchorResolver(text)
    spans = data.draw(st.sets(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=6))
    anchors = []
    for start, end in sorted(spans):
        try:
            anchors.append(resolver.anchor(Span(start, end)))
        except AnchorError:
            continue
    records: list[AnyRecord] = [NotQuoteRecord(kind="not_quote", at=a, why="w") for a in anchors]
    once = canonical(text, records)
    places = [resolver.resolve(r.at) for r in once if isinstance(r, NotQuoteRecord)]
    assert set(places) == {resolver.resolve(a) for a in anchors}
    assert [p.start for p in places] == sorted(p.start for p in places)
    assert canonical(text, once) == once


def test_kinds_have_their_order_and_places_theirs() -> None:
    raw = "Ilka and Oren sailed.\n\nOren said so. Ilka and Oren slept.\n"
    records: list[AnyRecord] = [
        StatementRecord(kind="statement", id="v2", text="t", label="unstated", trick="plausible", at=()),
        StatementRecord(kind="statement", id="v1", text="t", label="supported", trick="name", at=("p2",)),
        MentionRecord(kind="mention", id="m3", of="oren", at="p2 ⟦Oren⟧ said so."),
        MentionRecord(kind="mention", id="m1", of="ilka", at="p1 ⟦Ilka⟧ and Oren sailed."),
        MentionRecord(kind="mention", id="m0", of=("ilka", "oren"), at="p1 ⟦Ilka and Oren⟧ sailed"),
        SpeakerRecord(kind="speaker", id="nobody", name="N", **{"class": "person"}),
        SpeakerRecord(kind="speaker", id="oren", name="O", **{"class": "person"}),
        SpeakerRecord(kind="speaker", id="ilka", name="I", **{"class": "person"}),
        RegionRecord(kind="region", type="body", at="p2"),
    ]
    assert [dump(r) for r in canonical(raw, records)] == [
        '{"kind":"region","type":"body","at":"p2"}',
        '{"kind":"speaker","id":"ilka","name":"I","class":"person"}',
        '{"kind":"speaker","id":"oren","name":"O","class":"person"}',
        '{"kind":"speaker","id":"nobody","name":"N","class":"person"}',
        '{"kind":"mention","id":"m0","of":["ilka","oren"],"at":"p1 ⟦Ilka and Oren⟧"}',
        '{"kind":"mention","id":"m1","of":"ilka","at":"p1 ⟦Ilka⟧"}',
        '{"kind":"mention","id":"m3","of":"oren","at":"p2 ⟦Oren⟧ said"}',
        '{"kind":"statement","id":"v1","text":"t","label":"supported","trick":"name","at":["p2"]}',
        '{"kind":"statement","id":"v2","text":"t","label":"unstated","trick":"plausible","at":[]}',
    ]


def test_an_anchor_that_names_no_place_is_an_error() -> None:
    with pytest.raises(AnchorError, match="matches nothing"):
        canonical("One line.\n", [RegionRecord(kind="region", type="body", at="p1 ⟦absent⟧")])


def test_a_file_that_cannot_be_written_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "annotations.jsonl"
    write_file(path, "old\n")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("onrecord.gold.save.os.fsync", full)
    with pytest.raises(GoldError, match="cannot be written"):
        write_file(path, "new\n")
    assert path.read_text() == "old\n" and list(tmp_path.iterdir()) == [path]
