"""Suggestions become gold, or go, one by one; nothing is left that names what is not there."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from onrecord.errors import GoldError
from onrecord.gold.load import load_article
from onrecord.gold.records import AnyRecord, record_adapter
from onrecord.gold.save import dumps
from onrecord.workbench.annotate.document import Document
from onrecord.workbench.new.accept import accept, reject, shown, suggestions

SUGGESTED: tuple[dict[str, Any], ...] = (
    {"kind": "speaker", "id": "dorven", "name": "Ilka Dorvén", "class": "person"},
    {"kind": "speaker", "id": "reth", "name": "Tomas Reth", "class": "person"},
    {"kind": "mention", "id": "m1", "of": "dorven", "at": "p2 ⟦Ilka Dorvén⟧"},
    {"kind": "mention", "id": "m2", "of": "reth", "at": "p3 ⟦Reth⟧ said."},
    {"kind": "quote", "id": "q1", "form": "direct", "cue": "p2 ⟦said⟧", "speaker": "dorven", "via": "m1",
     "at": ["p2 ⟦“We will not sail until the hull is safe again 🚢,”⟧"]},
    {"kind": "quote", "id": "q2", "form": "direct", "speaker": "reth", "via": "m2",
     "at": ["p3 ⟦“Nobody has to leave.”⟧"]},
)  # fmt: skip


@pytest.fixture
def folder(
    write_article: Callable[..., Path], ferry_records: tuple[dict[str, Any], ...], tmp_path: Path
) -> Path:
    regions = [r for r in ferry_records if r["kind"] == "region"]
    made = write_article(tmp_path / "ferry", records=regions)
    suggested = [record_adapter.validate_python(r) for r in SUGGESTED]
    (made / "suggestions.jsonl").write_text(dumps(suggested), encoding="utf-8")
    return made


def ids(records: list[AnyRecord]) -> list[str]:
    return [r.id for r in records]  # type: ignore[union-attr]


def test_a_quote_comes_with_its_speaker_and_its_mention(folder: Path) -> None:
    done = accept(Document(folder), ["q1"])

    assert (done.asked, done.along) == (("q1",), ("dorven", "m1"))
    article = load_article(folder)
    assert [q.id for q in article.quotes] == ["q1"]
    assert ids(suggestions(Document(folder))) == ["reth", "m2", "q2"]


def test_what_is_not_accepted_is_no_gold(folder: Path) -> None:
    article = load_article(folder)

    assert (article.quotes, article.speakers, article.mentions) == ((), (), ())


def test_all_of_them(folder: Path) -> None:
    accept(Document(folder), None)

    assert len(load_article(folder).quotes) == 2
    assert suggestions(Document(folder)) == []
    with pytest.raises(GoldError, match="ferry: no open suggestion"):
        accept(Document(folder), None)


def test_an_id_that_gold_has_taken_meanwhile_is_changed_everywhere(folder: Path) -> None:
    with (folder / "annotations.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"kind":"speaker","id":"reth","name":"Ada Reth","class":"person"}\n')
        file.write('{"kind":"mention","id":"m2","of":"reth","at":"p4 ⟦An engineer at the yard⟧"}\n')

    done = accept(Document(folder), ["reth"])

    assert done.renamed == {"reth": "reth-2"}
    assert accept(Document(folder), ["q2"]).renamed == {"m2": "m3"}
    article = load_article(folder)
    assert article.quote["q2"].speakers == ("reth-2",)
    assert article.quote["q2"].via == "m3"
    assert article.mention["m2"].of == ("reth",)
    assert article.mention["m3"].of == ("reth-2",)


def test_rejecting(folder: Path) -> None:
    before = (folder / "annotations.jsonl").read_bytes()

    reject(Document(folder), ["q2", "m2", "reth"])

    assert ids(suggestions(Document(folder))) == ["dorven", "m1", "q1"]
    assert (folder / "annotations.jsonl").read_bytes() == before


@pytest.mark.parametrize(
    ("id", "naming"),
    [("m1", "‘q1’: reject that as well"), ("reth", "‘m2’, ‘q2’: reject those as well")],
)
def test_what_others_name_is_not_rejected_alone(folder: Path, id: str, naming: str) -> None:
    before = (folder / "suggestions.jsonl").read_bytes()

    with pytest.raises(GoldError, match=f"‘{id}’ is named by {naming}, or accept it first"):
        reject(Document(folder), [id])

    assert (folder / "suggestions.jsonl").read_bytes() == before


@pytest.mark.parametrize("change", [accept, reject])
def test_no_such_suggestion(folder: Path, change: Callable[[Document, list[str]], object]) -> None:
    with pytest.raises(GoldError, match="ferry: no suggestion ‘q9’; there is dorven, reth, m1, m2, q1, q2"):
        change(Document(folder), ["q1", "q9"])

    assert len(suggestions(Document(folder))) == 6


def test_a_suggestion_that_names_nobody(folder: Path) -> None:
    path = folder / "suggestions.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace('"speaker":"reth"', '"speaker":"nemo"'), "utf-8")

    with pytest.raises(GoldError, match="‘q2’ names ‘nemo’, which is neither there nor gold"):
        accept(Document(folder), ["q2"])


def test_suggestions_are_shown_with_their_words(folder: Path) -> None:
    document = Document(folder)

    assert [shown(document, r) for r in suggestions(document)][1::2] == [
        "reth  speaker: Tomas Reth",
        "m2  mention of reth: p3 ⟦Reth⟧ said.",
        "q2  direct quote of reth: “Nobody has to leave.”",
    ]
