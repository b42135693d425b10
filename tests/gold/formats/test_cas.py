"""UIMA CAS: offsets as Java counts them, other types, and XML that means harm."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from onrecord.errors import GoldError
from onrecord.gold.formats.cas import read, write
from onrecord.gold.formats.registry import Incoming
from onrecord.gold.records import MentionRecord, QuoteRecord, SpeakerRecord

cassis = pytest.importorskip("cassis", reason="needs the extra ‘exchange’")

TEXT = "🚢 “It sails,” said Quill. Pell said it rained."


def foreign(folder: Path, *, with_types: bool = True) -> Path:
    """A CAS as WebAnno writes one: named entities, tokens, a layer of the user's own, and metadata."""
    types = cassis.TypeSystem()
    string = "uima.cas.String"
    entity = types.create_type(
        "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity", "uima.tcas.Annotation"
    )
    types.create_feature(entity, "value", string)
    token = types.create_type(
        "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token", "uima.tcas.Annotation"
    )
    quote = types.create_type("webanno.custom.DirectSpeech", "uima.tcas.Annotation")
    note = types.create_type("webanno.custom.Note", "uima.cas.TOP")
    about = types.create_type(
        "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData", "uima.tcas.DocumentAnnotation"
    )
    types.create_feature(about, "documentTitle", string)
    cas = cassis.Cas(typesystem=types)
    cas.sofa_string = TEXT

    def add(kind: Any, words: str, **features: str) -> None:
        start = TEXT.index(words)
        cas.add(kind(begin=start, end=start + len(words), **features))

    add(quote, "“It sails,”")
    add(entity, "Quill", value="PER")
    add(entity, "rained", value="WEATHER")
    add(token, "said")
    cas.add(note())
    cas.add(about(begin=0, end=len(TEXT), documentTitle="Ships"))
    cas.to_xmi(folder / "ships.xmi")
    if with_types:
        types.to_xml(folder / "TypeSystem.xml")
    return folder


def one(source: Path) -> Incoming:
    (article,) = read(source)
    return article


def test_offsets_count_an_emoji_as_two(write_article: Callable[..., Path], tmp_path: Path) -> None:
    folder = write_article(tmp_path / "ferry")
    write([folder], tmp_path)
    xmi = (tmp_path / "ferry.xmi").read_text(encoding="utf-8")
    units = (folder / "article.txt").read_text(encoding="utf-8").encode("utf-16-le")
    cues = re.findall(r'<onrecord:Cue [^>]*begin="(\d+)" end="(\d+)"', xmi)
    words = [units[2 * int(start) : 2 * int(end)].decode("utf-16-le") for start, end in cues]
    assert words == ["said", "said", "said", "described"]


def test_the_type_system_is_all_that_another_reader_needs(
    write_article: Callable[..., Path], tmp_path: Path
) -> None:
    write([write_article(tmp_path / "ferry")], tmp_path)
    types = cassis.load_typesystem(tmp_path / "TypeSystem.xml")
    cas = cassis.load_cas_from_xmi(tmp_path / "ferry.xmi", typesystem=types)
    interrupted = [q for q in cas.select("onrecord.Quote") if q.segments]
    assert [[s.get_covered_text() for s in q.segments.elements] for q in interrupted] == [
        ["“The shops have enough bread and the clinic has enough oil,”", "“Nobody has to leave.”"]
    ]
    assert interrupted[0].via.of.elements == interrupted[0].speaker.elements == ["reth"]


def test_other_types_are_read_as_far_as_they_are_understood(tmp_path: Path) -> None:
    article = one(foreign(tmp_path))
    assert article.text == TEXT
    assert article.known == {"title": "Ships"}
    assert [r.at for r in article.records if isinstance(r, QuoteRecord)] == [("p1 ⟦“It sails,”⟧",)]
    assert [r.at for r in article.records if isinstance(r, MentionRecord)] == ["p1 ⟦Quill⟧"]
    assert {r.name for r in article.records if isinstance(r, SpeakerRecord)} == {"Quill", "unknown"}
    assert dict(+article.losses) == {
        "annotations that are not understood: NamedEntity": 1,
        "annotations that are not understood: Token": 1,
        "annotations that are not understood: Note": 1,
        "quotes with no speaker, given to the speaker ‘unknown’": 1,
    }


def test_without_its_type_system_the_text_is_read_and_the_rest_is_counted(tmp_path: Path) -> None:
    article = one(foreign(tmp_path, with_types=False))
    assert (article.text, list(article.records)) == (TEXT, [])
    assert article.losses["annotations that are not understood: NamedEntity"] == 2


BOMB = (
    """<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>"""
)
FILE = """<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a SYSTEM "secret.txt">]>"""


@pytest.mark.parametrize("where", ["ferry.xmi", "TypeSystem.xml"])
@pytest.mark.parametrize("declared", [BOMB, FILE])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_before_anything_expands_them(
    write_article: Callable[..., Path], tmp_path: Path, where: str, declared: str, encoding: str
) -> None:
    write([write_article(tmp_path / "ferry")], tmp_path)
    (tmp_path / "secret.txt").write_text("secret")
    body = (tmp_path / where).read_text(encoding="utf-8").partition("?>")[2]
    entity = "&b;" if declared == BOMB else "&a;"
    harm = declared + body.replace("<description", f"<description>{entity}</description><description", 1)
    (tmp_path / where).write_bytes(harm.encode(encoding))
    with pytest.raises(GoldError, match=r"has a DOCTYPE, which no export needs"):
        one(tmp_path)


HEAD = '<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" xmlns:o="http:///onrecord.ecore">'
SOFA = '<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" sofaString="Dam talk."/>'


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\xfa",
        b"<a/>",
        b"<a",
        f"{HEAD}</xmi:XMI>".encode(),
        f'{HEAD}<o:Quote xmi:id="2" sofa="1" begin="x" end="4"/>{SOFA}</xmi:XMI>'.encode(),
        f'{HEAD}<o:Quote xmi:id="2" sofa="9" begin="0" end="4"/>{SOFA}</xmi:XMI>'.encode(),
        f'{HEAD}<o:Quote xmi:id="2" sofa="1" begin="0" end="4" cue="77"/>{SOFA}</xmi:XMI>'.encode(),
        f'{HEAD}<o:Quote xmi:id="2" sofa="1" begin="0" end="4" odd="77"/>{SOFA}</xmi:XMI>'.encode(),
        f'{HEAD}{SOFA}<cas:View sofa="1" members="5"/></xmi:XMI>'.encode(),
    ],
)
def test_what_is_no_cas_is_one_clear_line(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "dam.xmi").write_bytes(content)
    with pytest.raises(GoldError) as caught:
        one(tmp_path)
    assert "dam.xmi" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_places_outside_the_text_are_counted(tmp_path: Path) -> None:
    quote = '<o:Quote xmi:id="2" sofa="1" begin="4" end="99"/>'
    view = '<cas:View sofa="1" members="2"/>'
    (tmp_path / "dam.xmi").write_text(f"{HEAD}{quote}{SOFA}{view}</xmi:XMI>", encoding="utf-8")
    article = one(tmp_path)
    assert not article.records
    assert +article.losses == {"quotes at places that are not in the text": 1}


def test_a_type_system_that_means_something_else_by_our_names_is_no_crash(tmp_path: Path) -> None:
    types = cassis.TypeSystem()
    integer, top = "uima.cas.Integer", "uima.cas.TOP"
    made = {
        name: types.create_type(f"onrecord.{name}", "uima.tcas.Annotation")
        for name in ("Quote", "Mention", "Cue")
    } | {name: types.create_type(f"onrecord.{name}", top) for name in ("Article", "Segment", "Speaker")}
    for name in ("form", "speaker", "data", "via", "segments"):
        types.create_feature(made["Quote"], name, integer)
    types.create_feature(made["Quote"], "cue", top)
    cas = cassis.Cas(typesystem=types)
    cas.sofa_string = TEXT
    odd = {"form": 1, "speaker": 2, "data": 3, "via": 4, "segments": 5, "cue": made["Segment"]()}
    cas.add_all([made["Quote"](begin=0, end=1, **odd), made["Mention"](begin=0, end=1), made["Speaker"]()])
    cas.add_all([made["Article"](), made["Cue"](begin=2, end=4)])
    cas.to_xmi(tmp_path / "odd.xmi")
    types.to_xml(tmp_path / "TypeSystem.xml")
    article = one(tmp_path)
    assert not any(isinstance(r, QuoteRecord) for r in article.records)
    assert article.losses.total() >= 3
