"""Reading gold: what is right is read whole; what is wrong is refused with file, line and remedy."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from onrecord.errors import GoldError
from onrecord.gold.article import Article
from onrecord.gold.load import (
    article_folders,
    load_article,
    no_article,
    read_article,
    read_decisions,
    read_labels,
    read_records,
)
from onrecord.gold.rules.faults import line_faults

Write = Callable[..., Path]
TEXT = "Kela spoke.\n\n“We sail at dawn 🚢,” Kela said.\n"
QUOTE = {
    "kind": "quote",
    "id": "q1",
    "form": "direct",
    "at": ["p2 ⟦“We sail at dawn 🚢,”⟧"],
    "speaker": "kela",
}
KELA = {"kind": "speaker", "id": "kela", "name": "Kela", "class": "person"}


def error_of(folder: Path, annotations: str = "annotations.jsonl") -> str:
    with pytest.raises(GoldError) as raised:
        load_article(folder, annotations)
    return str(raised.value)


# --- reading


def test_every_record_is_read_and_placed(write_article: Write, tmp_path: Path, ferry: Article) -> None:
    article = load_article(write_article(tmp_path / "ferry"))

    assert article.raw == ferry.raw
    for kind in ("regions", "speakers", "mentions", "quotes", "facts", "statements", "summaries"):
        assert getattr(article, kind) == getattr(ferry, kind) != ()


def test_a_quote_keeps_its_segments_speaker_and_line(ferry: Article) -> None:
    quote = ferry.quote["q3"]

    assert [span.of(ferry.raw) for span in quote.spans] == [
        "“The shops have enough bread and the clinic has enough oil,”",
        "“Nobody has to leave.”",
    ]
    assert quote.speakers == ("reth",)
    assert quote.cue is not None
    assert quote.cue.of(ferry.raw) == "said"
    assert quote.via == "m3"


def test_optional_fields_of_a_quote_are_read(make_article: Callable[..., Article]) -> None:
    extra = {"for": "kela", "relayed_by": ["kela"], "optional": True}

    quote = make_article(TEXT, [KELA, QUOTE | extra]).quotes[0]

    assert (quote.on_behalf_of, quote.relayed_by, quote.optional, quote.line) == ("kela", ("kela",), True, 2)


def test_joint_speakers_are_a_list(make_article: Callable[..., Article]) -> None:
    moro = {"kind": "speaker", "id": "moro", "name": "Moro", "class": "person"}

    article = make_article(TEXT, [KELA, moro, QUOTE | {"speaker": ["kela", "moro"]}])

    assert article.quotes[0].speakers == ("kela", "moro")


def test_an_article_without_annotations_is_read_bare(write_article: Write, tmp_path: Path) -> None:
    folder = write_article(tmp_path / "bare", TEXT, [])
    (folder / "annotations.jsonl").unlink()

    assert load_article(folder).quotes == ()


def test_a_pass_is_read_in_place_of_the_gold(write_article: Write, tmp_path: Path) -> None:
    folder = write_article(tmp_path / "kela", TEXT, [])
    (folder / "passes").mkdir()
    (folder / "passes" / "a.jsonl").write_text(
        f"{json.dumps(KELA)}\n\n{json.dumps(QUOTE)}\n", encoding="utf-8"
    )

    article = load_article(folder, "passes/a.jsonl")

    assert [quote.line for quote in article.quotes] == [3]
    assert article.path.endswith("a.jsonl")


def test_a_missing_pass_is_an_error(write_article: Write, tmp_path: Path) -> None:
    assert "no such file" in error_of(write_article(tmp_path / "kela", TEXT, []), "passes/a.jsonl")


def test_labels_and_decisions_of_passes(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text(
        '{"kind":"label","of":"v1","label":"unstated"}\n'
        '{"kind":"decision","of":"q1","took":"b","why":"§4.4: the addressee is outside"}\n',
        encoding="utf-8",
    )

    assert read_labels(path) == {"v1": "unstated"}
    assert [(d.of, d.took) for d in read_decisions(path)] == [("q1", "b")]


# --- regions and evidence


def test_a_place_is_in_the_smallest_region_that_holds_it(ferry: Article) -> None:
    credit = ferry.raw.index("Nol")

    assert ferry.region_of(ferry.text.paragraphs[0]) == "headline"
    assert ferry.region_of(type(ferry.text.paragraphs[0])(credit, credit + 3)) == "credit"


def test_evidence_is_body_and_captions(ferry: Article) -> None:
    """The headline is cut, and the credit from the caption's line, not the caption."""
    assert ferry.evidence.startswith("The operator")
    assert ferry.evidence.endswith("The ferry in dry dock on Tuesday.")
    assert "Nol Abari" not in ferry.evidence


# --- refusals


def bad_records(*records: dict[str, Any]) -> list[dict[str, Any]]:
    return [KELA, *records]


@pytest.mark.parametrize(
    ("records", "line", "says"),
    [
        (bad_records(QUOTE | {"speeker": "kela"}), 2, "speeker"),
        (bad_records({"kind": "quote", "id": "q1"}), 2, "form"),
        (bad_records(QUOTE | {"form": "loud"}), 2, "direct"),
        (bad_records(QUOTE | {"id": "Q 1"}), 2, "id"),
        (bad_records(QUOTE | {"at": []}), 2, "at"),
        (bad_records({"kind": "qoute"}), 2, "qoute"),
        (bad_records({"form": "direct"}), 2, "kind"),
        (bad_records(QUOTE | {"at": ["p2 ⟦“We sail at dusk 🚢,”⟧"]}), 2, "Did you mean"),
        (bad_records(QUOTE | {"cue": "p9 ⟦said⟧"}), 2, "the article has 2 paragraphs"),
        (bad_records(QUOTE | {"speaker": "moro"}), 2, "no speaker ‘moro’; there is kela"),
    ],
    ids=["unknown", "missing", "value", "id", "empty", "kind", "no kind", "anchor", "paragraph", "reference"],
)
def test_a_wrong_record_is_named_by_file_and_line(
    records: list[dict[str, Any]], line: int, says: str, write_article: Write, tmp_path: Path
) -> None:
    message = error_of(write_article(tmp_path / "kela", TEXT, records))

    assert f"annotations.jsonl:{line}: " in message
    assert says in message


def test_a_line_that_is_not_json_is_named_with_its_column(write_article: Write, tmp_path: Path) -> None:
    folder = write_article(tmp_path / "kela", TEXT, [KELA])
    with (folder / "annotations.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"kind": "quote",}\n')

    message = error_of(folder)

    assert "annotations.jsonl:2: not JSON" in message
    assert "column 18" in message


def test_a_changed_text_is_refused(write_article: Write, tmp_path: Path) -> None:
    folder = write_article(tmp_path / "kela", TEXT, [])
    (folder / "article.txt").write_text(TEXT.replace("dawn", "dusk"), encoding="utf-8")

    message = error_of(folder)

    assert "article.txt: the text has changed" in message
    assert "Restore it" in message


def test_a_text_that_is_not_utf8_is_refused_with_the_byte(write_article: Write, tmp_path: Path) -> None:
    folder = write_article(tmp_path / "kela", TEXT, [])
    (folder / "article.txt").write_bytes(b"caf\xe9")

    assert "not UTF-8 (byte 3); save it as UTF-8" in error_of(folder)


@pytest.mark.parametrize("name", ["article.txt", "meta.json"])
def test_a_missing_file_is_named(name: str, write_article: Write, tmp_path: Path) -> None:
    folder = write_article(tmp_path / "kela", TEXT, [])
    (folder / name).unlink()

    assert f"{name}: no such file; every article folder needs it" in error_of(folder)


@pytest.mark.parametrize(
    ("meta", "says"),
    [
        ({"id": "moro"}, "id ‘moro’ is not the folder's name ‘kela’"),
        ({"split": "train"}, "split"),
        ({"version": 0}, "version"),
        ({"licence": None}, "licence"),
        ({"lisence": "CC0"}, "lisence"),
        ({"changes": []}, "changes"),
        ({"sha256": "12"}, "sha256"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_wrong_meta_is_named(meta: dict[str, Any], says: str, write_article: Write, tmp_path: Path) -> None:
    message = error_of(write_article(tmp_path / "kela", TEXT, [], **meta))

    assert "meta.json: " in message
    assert says in message


def test_reading_resolves_but_does_not_judge(write_article: Write, tmp_path: Path) -> None:
    """What ``gold check`` needs: an article with a dangling reference is read, and not loaded."""
    folder = write_article(tmp_path / "kela", TEXT, [QUOTE])

    assert read_article(folder).quotes[0].speakers == ("kela",)
    assert "reference-exists" in error_of(folder)


# --- folders


def test_article_folders_are_found_by_name(write_article: Write, tmp_path: Path) -> None:
    for name in ("moro", "kela"):
        write_article(tmp_path / name, TEXT, [])
    (tmp_path / "notes").mkdir()

    assert [folder.name for folder in article_folders(tmp_path)] == ["kela", "moro"]


def test_a_missing_or_empty_gold_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="no such gold folder"):
        article_folders(tmp_path / "nowhere")
    with pytest.raises(GoldError, match=r"no article here \(an article is a folder with a meta.json\)"):
        article_folders(tmp_path)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('{"kind": "damage\t"}', "not JSON (Invalid control character at column 17)"),
        ('{"kind": "damage}', "not JSON (Unterminated string starting at column 10)"),
    ],
    ids=["control", "open"],
)
def test_a_line_that_is_no_json_is_told_with_its_column(line: str, what: str, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(line, encoding="utf-8")

    with pytest.raises(GoldError) as raised:
        read_records(tmp_path / "a.jsonl")

    assert str(raised.value).endswith(what)
    (fault,) = line_faults("a.jsonl", 1, line)
    assert fault.message.startswith(what)


def test_an_unknown_article_is_told_with_the_nearest_and_a_few_others() -> None:
    many = [f"article-{n:02}" for n in range(40)] + ["harbour-ferry"]

    near = str(no_article("harbor-ferry", Path("gold"), many))
    far = str(no_article("x", Path("gold"), many))

    few = "is article-00, article-01, article-02, article-03, article-04 and 36 more"
    assert near == f"no article ‘harbor-ferry’ in gold; did you mean ‘harbour-ferry’? There {few}"
    assert far == f"no article ‘x’ in gold; there {few}"
    assert str(no_article("x", Path("gold"), ["a", "b"])) == "no article ‘x’ in gold; there is a, b"
