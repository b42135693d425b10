"""Four corpora as articles: on small ones of our own, and on the real ones where they are."""

import json
from pathlib import Path

import pytest

from onrecord.errors import GoldError
from onrecord.gold.article import Article
from onrecord.gold.formats import litbank, pdnc, polnear_articles, spkatt
from onrecord.gold.formats.polnear import Attribution, PolnearArticle, read_polnear
from onrecord.gold.formats.registry import find
from onrecord.reading.quotations import read_quotations
from onrecord.validity.polnear import measure, total

from . import corpora
from .corpora import EXTERNAL, article, said


def test_polnear_has_forms_from_marks_and_speakers_from_names(tmp_path: Path) -> None:
    dam, bay = polnear_articles.read(corpora.polnear(tmp_path / "test"))
    assert said([dam]) == [
        ("direct", "Ilka Quill", "said", '"It is old," … "It must go."'),
        ("indirect", "Ilka Quill", "said", "it rained"),
        ("~indirect", "unknown", "denied", "that"),
        ("~indirect", "unknown", "it seems", "Snow fell"),
        ("mixed", "Roe and Pell", "called", "it “a mess”"),
    ]
    made = article(dam)
    assert made.speaker["ilka-quill"].aliases == ("Quill",)
    assert made.raw.startswith("Dam talk.\n\n") and "\r" not in made.raw
    assert dam.known["split"] == "test" and dam.known["date"] == "2020-01-01"
    assert dam.losses == {"quotes of a pronoun (optional)": 1, "quotes without a source (optional)": 1}
    # The corpus's own span is kept, though its mark does not close.
    assert said([bay]) == [("indirect", "Roe", "told", "“We sail at dawn")] or bay.losses


def test_polnear_is_found_by_its_splits(tmp_path: Path) -> None:
    corpora.polnear(tmp_path / "train")
    corpora.polnear(tmp_path / "test")
    assert [a.known["split"] for a in polnear_articles.read(tmp_path)] == ["test", "test", "dev", "dev"]


def test_pdnc_is_cut_at_chapters_and_takes_its_marks_in(tmp_path: Path) -> None:
    parts = list(pdnc.read(corpora.pdnc(tmp_path / "Wet Week")))
    assert [p.id for p in parts] == ["wet-week-01", "wet-week-02"]
    assert said(parts[1:]) == [
        ("direct", "Tam", "asked", '"Is it 2 o\'clock, Orla?" … "or later?"'),
        ("direct", "Orla", "said", '"Much later,"'),
        ("~direct", "unknown", "", '"Who knows?"'),
    ]
    made = article(parts[1])
    assert [made.mention[q.via].span.of(made.raw) for q in made.quotes if q.via] == ["Tam", "she"]
    assert made.speaker["tam"].aliases == ("Old Tam",)
    assert parts[1].text.startswith("CHAPTER II\n\nNothing else of note was ever told of that long")
    assert parts[0].losses == {"quotes whose speaker the corpus does not tell (optional)": 1}


def test_a_long_chapter_of_pdnc_is_cut_between_paragraphs(tmp_path: Path) -> None:
    parts = list(pdnc.read(corpora.pdnc(tmp_path / "novel", chapters=1, length=20)))
    assert len(parts) == 3
    assert all(len(p.text.split()) <= pdnc.MOST_WORDS for p in parts)
    whole = "\n\n".join(p.text.strip() for p in parts)
    assert whole.count("Nothing else of note") == 160
    # Nobody could tell from this part alone who Tam is, were he not named in it.
    assert [q[1] for q in said(parts)] == ["Tam", "Orla", "unknown"]


def test_a_speaker_whom_the_part_does_not_name_is_optional(tmp_path: Path) -> None:
    folder = corpora.pdnc(tmp_path / "novel", chapters=1)
    info = folder / "character_info.csv"
    info.write_text(info.read_text().replace("Orla", "Bridget"))
    rows = folder / "quotation_info.csv"
    rows.write_text(rows.read_text().replace(",Orla,", ",Bridget,"))
    (part,) = pdnc.read(folder)
    assert ("~direct", "Bridget", "said", '"Much later,"') in said([part])
    assert part.losses["quotes whose speaker the part does not name (optional)"] == 1


def test_litbank_is_running_text_with_its_entities(tmp_path: Path) -> None:
    (text,) = litbank.read(corpora.litbank(tmp_path))
    assert text.text == (
        "The mill was Ann Roe's, the boys' own place.\n"
        '"I own it. It is mine!" she said.\n'
        "‘Not so,’ said a thin, old man _at last_.\n"
        "‘Never, said she.\n"
    )
    assert said([text]) == [
        ("direct", "Ann Roe", "", '"I own it. It is mine!"'),
        ("direct", "a thin, old man", "", "‘Not so,’"),
        ("direct", "Ann Roe", "", "‘Never,"),
    ]
    made = article(text)
    assert [(m.of, m.span.of(made.raw)) for m in made.mentions] == [
        (("ann-roe",), "Ann Roe"),
        (("ann-roe",), "she"),
        (("a-thin-old-man",), "a thin, old man"),
    ]
    assert text.losses == {"quotes whose marks are not gold's (kept as they are)": 1}


def test_spkatt_is_running_text_with_nested_and_parted_messages(tmp_path: Path) -> None:
    (text,) = spkatt.read(corpora.spkatt(tmp_path))
    assert text.id == "spkatt-7" and text.known["date"] == "2007-03-16" and text.known["language"] == "de"
    assert text.text.splitlines()[0] == "Der Sprecher, Jan Holm, sagte, das Wehr sei „alt“."
    assert said([text]) == [
        ("mixed", "Jan Holm", "sagte", "das Wehr sei „alt“"),
        ("~indirect", "unknown", "sagte", "es müsse weg"),
        ("~indirect", "Stadt", "hoffte", "auf Regen"),
        ("~indirect", "Jan Holm", "", "Holm sprach von Regen"),
        ("indirect", "Jan Holm", "so", "Der Rat … sei müde"),
    ]
    assert text.losses["marked parts that were quotes of their own"] == 1


@pytest.mark.parametrize(
    ("annotation", "message"),
    [
        ({"Message": ["9:0"]}, "names a token that is not there"),
        ({"Message": ["0:99"]}, "names a token that is not there"),
        ({"Message": ["0:-1"]}, "Annotations.6.Message.0"),
        ({"Cue": 3}, "Annotations.6.Cue"),
    ],
)
def test_a_place_that_spkatt_has_not_is_an_error(
    tmp_path: Path, annotation: dict[str, object], message: str
) -> None:
    with pytest.raises(GoldError, match=message):
        list(spkatt.read(corpora.spkatt(tmp_path, **annotation)))


@pytest.mark.parametrize(
    ("name", "file", "content", "message"),
    [
        ("pdnc", "quotation_info.csv", 'quoteByteSpans\n"[[0, 9999999]]"\n', "no stretch of the novel"),
        ("pdnc", "quotation_info.csv", 'quoteByteSpans\n"__import__(1)"\n', "is not a list"),
        ("pdnc", "quotation_info.csv", f"quoteByteSpans\n{'[' * 100_000}\n", "is not a list"),
        ("pdnc", "quotation_info.csv", f'a\n"{"b" * 200_000}"\n', "not a table"),
        ("litbank", "quotations/tsv/7_the_mill_brat.ann", "QUOTE\tQ1\t0\t0\t99\t1\tx\n", "7_the_mill"),
        ("litbank", "coref/brat/7_the_mill_brat.ann", "T1\tAnn-1 3 9\tx\n", "7_the_mill"),
        ("litbank", "coref/brat/7_the_mill_brat.txt", "\xff", "7_the_mill"),
        ("spkatt", "7 - Wehr: alt (2007-03-16).json", "[" * 100_000, "not JSON"),
        ("spkatt", "7 - Wehr: alt (2007-03-16).json", "[]", "not an article of SpkAtt"),
        ("polnear", "attributions/brill_2020-01-01_dam_aaaa.ann", "E1\tAttribution:T1 Content:T9\n", "T9"),
    ],
)  # fmt: skip
def test_a_malformed_file_is_an_error_in_one_line(
    tmp_path: Path, name: str, file: str, content: str, message: str
) -> None:
    source = getattr(corpora, name)(tmp_path / name)
    (source / file).write_bytes(content.encode("latin-1"))
    with pytest.raises(GoldError, match=message) as caught:
        list(find(name).reader()(source))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["polnear", "pdnc", "litbank", "spkatt"])
def test_a_folder_without_the_corpus_is_an_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(GoldError, match="name "):
        list(find(name).reader()(tmp_path))


def _attributions(made: Article) -> PolnearArticle:
    """An article as the corpus's reader has it, so that the corpus's measure takes it."""
    found = [
        Attribution(q.spans, (q.cue,) if q.cue else (), (made.mention[q.via].span,) if q.via else ())
        for q in made.quotes
    ]
    return PolnearArticle(made.id, "", made.raw, tuple(sorted(found, key=lambda a: (a.content, a.cue))))


@pytest.mark.external
@pytest.mark.skipif(not (EXTERNAL / "polnear").is_dir(), reason="the corpora are not beside the checkout")
def test_polnear_measures_the_reader_alike_through_its_articles() -> None:
    split = EXTERNAL / "polnear" / "train"
    theirs = list(read_polnear(split))
    ours = [_attributions(article(came)) for came in polnear_articles.read(split)]
    assert sum(len(a.attributions) for a in theirs) - sum(len(a.attributions) for a in ours) == 1

    for kind in ("direct", "all"):
        there, here = (
            total([measure(a, read_quotations(a.text), kind) for a in articles])
            for articles in (theirs, ours)
        )
        assert here == pytest.approx(there, abs=0.003)


@pytest.mark.external
@pytest.mark.skipif(not EXTERNAL.is_dir(), reason="the corpora are not beside the checkout")
@pytest.mark.parametrize(
    ("name", "articles", "quotes", "least"),
    [("pdnc", 88, 2069, 0.99), ("litbank", 40, 834, 1.0), ("spkatt", 150, 653, 0.9)],
)
def test_nearly_all_that_a_corpus_marks_becomes_quotes(
    name: str, articles: int, quotes: int, least: float
) -> None:
    made = [article(came) for came in find(name).reader()(EXTERNAL / name)]
    assert len(made) == articles
    assert least * quotes <= sum(len(a.quotes) for a in made) <= quotes
    assert all(json.dumps(a.raw) for a in made)
