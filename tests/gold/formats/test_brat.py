"""brat: what its lines say, and files that other people wrote."""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from onrecord.errors import GoldError
from onrecord.gold.formats.brat import read, write
from onrecord.gold.formats.registry import Incoming
from onrecord.gold.records import MentionRecord, QuoteRecord, SpeakerRecord

from ...harness import ROOT

LITBANK = ROOT.parent / "shared" / "external" / "litbank" / "coref" / "brat"

TEXT = 'Dam talk.\n\n"It is old," said Quill. "It must go."\nPell 🚢 said it rained.\n'


def came(tmp_path: Path, annotations: str | bytes, text: str = TEXT) -> Incoming:
    (tmp_path / "dam.txt").write_bytes(text.encode())
    given = annotations if isinstance(annotations, bytes) else annotations.encode()
    (tmp_path / "dam.ann").write_bytes(given)
    (article,) = read(tmp_path / "dam.ann")
    return article


def quotes(article: Incoming) -> list[QuoteRecord]:
    return [record for record in article.records if isinstance(record, QuoteRecord)]


def test_a_quote_is_an_event_whose_pieces_are_joined(
    write_article: Callable[..., Path], tmp_path: Path
) -> None:
    assert not write([write_article(tmp_path / "ferry")], tmp_path)
    lines = (tmp_path / "ferry.ann").read_text(encoding="utf-8").splitlines()
    (third,) = (line for line in lines if line.startswith("T") and "\tQuote " in line and ";" in line)
    name, kind, words = third.split("\t")
    text = (tmp_path / "ferry.txt").read_text(encoding="utf-8")
    offsets = [tuple(map(int, pair.split())) for pair in kind.removeprefix("Quote ").split(";")]
    assert words == " ".join(text[start:end] for start, end in offsets)
    (event,) = (line for line in lines if f"Quote:{name} " in line)
    assert [part.partition(":")[0] for part in event.split("\t")[1].split()] == ["Quote", "Cue", "Via"]
    assert f"form E{name[1:]} direct" in " ".join(lines)
    assert any(line.endswith("speaker:reth\tTomas Reth") for line in lines)


def test_the_configuration_names_every_type_that_is_used(
    write_article: Callable[..., Path], tmp_path: Path
) -> None:
    write([write_article(tmp_path / "ferry")], tmp_path)
    known = (tmp_path / "annotation.conf").read_text(encoding="utf-8").split()
    lines = (tmp_path / "ferry.ann").read_text(encoding="utf-8").splitlines()
    assert {line.split("\t")[1].split()[0] for line in lines if line[0] in "TA"} <= set(known)


def test_events_of_an_attribution_corpus_are_quotes(tmp_path: Path) -> None:
    article = came(
        tmp_path,
        'T1\tContent 11 23;36 49\t"It is old," "It must go."\nT2\tCue 24 28\tsaid\nT3\tSource 29 34\tQuill\n'
        "T4\tAttribution 24 28\tsaid\nE1\tAttribution:T4 Content:T1 Cue:T2 Source:T3\n",
    )
    (quote,) = quotes(article)
    assert (quote.form, quote.speaker, quote.cue) == ("direct", "quill", "p2 ⟦said⟧")
    assert quote.at == ('p2 ⟦"It is old,"⟧', 'p2 ⟦"It must go."⟧')
    assert [m.of for m in article.records if isinstance(m, MentionRecord)] == ["quill"]
    assert [(s.name, s.speaks) for s in article.records if isinstance(s, SpeakerRecord)] == [("Quill", True)]
    assert not +article.losses


def test_relations_say_who_speaks_and_an_event_may_go_without(tmp_path: Path) -> None:
    article = came(
        tmp_path,
        "T1\tQuotation 62 71\tit rained\nT2\tPerson 50 54\tPell\nR1\tSpeaker Arg1:T1 Arg2:T2\n"
        "A1\tform T1 indirect\nT3\tOrg 0 3\tDam\n",
    )
    (quote,) = quotes(article)
    assert (quote.speaker, quote.via, quote.form) == ("pell", "m1", "indirect")
    speakers = {s.id: (s.cls, s.speaks) for s in article.records if isinstance(s, SpeakerRecord)}
    assert speakers == {"pell": ("person", True), "dam": ("organisation", False)}


def test_what_is_not_understood_is_counted(tmp_path: Path) -> None:
    article = came(
        tmp_path,
        "T1\tDISEASE 0 3\tDam\nT2\tQuote 4 8\tTALK\nT3\tQuote 900 908\tnowhere\n"
        'T4\tQuote 11 23\t"It is old,"\n'
        "T5\tCue 24 28\tsaid\nT6\tPerson 50 53\tPel\n*\tEquiv T1 T2\n#1\tAnnotatorNotes T4\tI am not sure\n"
        "A1\tNegated T4\nR1\tcoref Arg1:T1 Arg2:T2\nthis is not brat\nT7\tQuote 99999999999999999999 4\tx\n",
    )
    (quote,) = quotes(article)
    assert quote.speaker == "unknown"
    assert dict(+article.losses) == {
        "annotations that are not understood: DISEASE": 1,
        "annotations whose words are not those at their offsets": 3,
        "equivalences": 1,
        "notes in free text": 1,
        "fields that are not understood: Negated": 1,
        "relations that are not understood: coref": 1,
        "cue words that belong to no quote": 1,
        "lines that are not brat's": 1,
        "mentions at places that no anchor can name (inside a word, or not told apart)": 1,
        "quotes with no speaker, given to the speaker ‘unknown’": 1,
    }


def test_a_quote_over_lines_is_cut_where_they_end(tmp_path: Path) -> None:
    article = came(tmp_path, 'T1\tQuote 36 71\t"It must go."\nPell 🚢 said it rained\n')
    (quote,) = quotes(article)
    assert quote.at == ('p2 ⟦"It must go."⟧', "p3 ⟦Pell 🚢 said it rained⟧")


@pytest.mark.parametrize(
    ("annotations", "text", "said"),
    [
        (b"T1\tQuote 0 3\t\xff", TEXT.encode(), "dam.ann: not UTF-8 (byte 13)"),
        (b"", b"\xfe\xff", "dam.txt: not UTF-8 (byte 0)"),
        (b"", None, "its text dam.txt is not beside it"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, annotations: bytes, text: bytes | None, said: str) -> None:
    (tmp_path / "dam.ann").write_bytes(annotations)
    if text is not None:
        (tmp_path / "dam.txt").write_bytes(text)
    with pytest.raises(GoldError) as caught:
        list(read(tmp_path))
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_ten_thousand_annotations(tmp_path: Path) -> None:
    text = "".join(f"word{n} said Pell{n}\n" for n in range(10_000))
    lines, at = [], 0
    for n, line in enumerate(text.splitlines()):
        lines.append(f"T{n}\tQuote {at} {at + len(f'word{n}')}\tword{n}")
        at += len(line) + 1
    assert len(quotes(came(tmp_path, "\n".join(lines), text))) == 10_000


_KEYS = st.sampled_from(["T1", "T2", "E1", "E2", "R1", "DOC", ""])
_NAMES = st.sampled_from(
    "Quote Mention Cue Content Speaker Verbatim Parent Via form speaker of optional".split()
)
_JSON = st.recursive(
    st.none() | st.integers() | st.sampled_from(["m1", "varga", "p1"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["id", "of", "at", "speaker", "hints", "anchors", "form"]), inner)
    ),
).map(json.dumps)
_LINES = st.one_of(
    st.builds("T{}\t{} {} {}\tDam".format, st.integers(1, 2), _NAMES, st.integers(0, 9), st.integers(0, 9)),
    st.builds("T{}\t{} 0 3\tDam".format, st.integers(1, 2), _NAMES),
    st.builds("E{}\tQuote:{} {}:{}".format, st.integers(1, 2), _KEYS, _NAMES, _KEYS),
    st.builds("A1\t{} {} {}".format, _NAMES, _KEYS, _NAMES),
    st.builds("N1\tReference {} {}:{}\tDam".format, _KEYS, _NAMES, _NAMES),
    st.builds("R1\t{} Arg1:{} Arg2:{}".format, _NAMES, _KEYS, _KEYS),
    st.builds("#1\t{} {}\t{}".format, _NAMES, _KEYS, _JSON),
    st.text(max_size=9),
)


@settings(max_examples=300)
@given(st.lists(_LINES, max_size=8))
@example(
    ["T1\tQuote 0 3\tDam", "E1\tQuote:T1 Parent:E1 Via:T1 Cue:T1", '#1\tAnnotatorNotes E1\t{"at":7,"id":{}}']
)
def test_no_line_is_a_crash(lines: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        came(Path(folder), "\n".join(lines))


@pytest.mark.external
@pytest.mark.skipif(not LITBANK.is_dir(), reason="needs LitBank beside the checkout")
def test_a_corpus_of_another_project_is_read(tmp_path: Path) -> None:
    articles = list(read(LITBANK))
    assert len(articles) == len(list(LITBANK.glob("*.txt")))
    names = {r.name for a in articles for r in a.records if isinstance(r, SpeakerRecord)}
    assert "Mr. Bennet" in names
    assert sum((a.losses for a in articles), start=type(articles[0].losses)())[
        "annotations that are not understood: PRON_PER"
    ]
