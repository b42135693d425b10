"""A file's bytes become text that gold can hold, or a clear error; what is changed is said."""

import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import GoldError
from onrecord.gold.check import findings
from onrecord.workbench.new.draft import Told, draft
from onrecord.workbench.new.text import cleaned, plain_lines, read_text

WORDS = "“Où est l'église?” asked Ilka Dorvén.\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (WORDS.encode(), ""),
        (WORDS.encode("utf-8-sig"), ""),
        (WORDS.encode("utf-16"), ""),
        (WORDS.encode("utf-16-be"), "utf-16-be"),
        (WORDS.encode("cp1252"), "cp1252"),
    ],
)
def test_encodings(data: bytes, encoding: str) -> None:
    assert read_text(data, "a.txt", encoding) == (WORDS, "text")


@pytest.mark.parametrize(
    ("page", "written_in"),
    [
        ('<html><meta charset="windows-1252">', "cp1252"),
        ("<html><META HTTP-EQUIV='Content-Type' CONTENT='text/html; charset=iso-8859-1'>", "cp1252"),
        ("<!doctype html>", "utf-8"),
    ],
)
def test_a_page_says_its_encoding(page: str, written_in: str) -> None:
    assert read_text((page + WORDS).encode(written_in), "a.html") == (page + WORDS, "html")


def test_a_single_file_archive_of_a_browser_holds_its_page() -> None:
    archive = (
        b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="--x"\r\n\r\n----x\r\n'
        b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        b"<html><p>Dorv=C3=A9n said so.</p></html>\r\n----x--\r\n"
    )

    text, form = read_text(archive, "a.mhtml")

    assert (text.strip(), form) == ("<html><p>Dorvén said so.</p></html>", "html")


@pytest.mark.parametrize(
    ("data", "encoding", "message"),
    [
        (b"%PDF-1.7 ...", "", "a PDF, not text"),
        (b"PK\x03\x04 ...", "", "an office document"),
        (bytes(range(256)), "", "a NUL at byte 0"),
        (
            "said Dorvén".encode("cp1252"),
            "",
            "not utf-8 (0xe9 at byte 9); save it as UTF-8, or give --encoding",
        ),
        (b"<html><meta charset=utf-8><p>\xff", "", "not utf-8, as the page says (0xff at byte 29)"),
        (b"<html><meta charset=x-klingon><p>", "", "no encoding ‘x-klingon’ (as the page says)"),
        (b"words", "rot13", "‘rot13’"),
        (b"words", "../../etc", "no encoding ‘../../etc’"),
    ],
)
def test_what_is_no_text_is_said_in_one_line(data: bytes, encoding: str, message: str) -> None:
    with pytest.raises(GoldError) as caught:
        read_text(data, "a.bin", encoding)

    assert message in str(caught.value)
    assert str(caught.value).startswith("a.bin: ")


def test_every_change_is_counted() -> None:
    changes = Counter[str]()

    made = cleaned("\ufeffBe\u00adlls\u200b \x07ring\r\ncafe\u0301 ⟦so⟧ 👩\u200d👧", changes)

    assert made == "Bells ring\ncafé [so] 👩\u200d👧"
    assert sorted(+changes) == [
        "control characters taken out",
        "texts composed (NFC)",
        "unseen characters (zero width, soft hyphens, turned direction) taken out",
        "⟦ or ⟧, which anchors use, made [ or ]",
    ]


def test_mojibake_is_told_and_left() -> None:
    spoilt = "“It will hold” in the cafés".encode().decode("cp1252", "replace")
    changes = Counter[str]()

    assert cleaned(spoilt, changes) == spoilt
    assert next(n for what, n in changes.items() if "decoded wrongly" in what) == 3


@given(st.text(min_size=1))
def test_whatever_the_text_gold_can_hold_it(text: str) -> None:
    """The check has no word against a new article's text."""
    try:
        made = draft(text.encode("utf-8", "replace"), "a.txt", Told(id="a"), form="text")
    except GoldError:
        return  # no words, or a NUL
    assert unicodedata.is_normalized("NFC", made.text)
    assert [f for f in findings(made.article) if f.rule.startswith(("text-", "region-"))] == []


def test_lines_wrapped_at_one_width_are_joined() -> None:
    text = (
        "Bells of Orsk to ring again\n\n"
        "The tower has been silent for nine long years, said Maud Ellery,\n"
        "who has rung its bells since she was a girl and would like to do so\n"
        "again before she dies.\n\n"
        "The council of Orsk voted on Friday to pay for two new ropes and a\n"
        "wheel of oak.\n"
    )
    changes = Counter[str]()

    lines = plain_lines(text, changes)

    assert [line[:20] for line in lines] == [
        "Bells of Orsk to rin",
        "The tower has been s",
        "The council of Orsk ",
    ]
    assert changes == {"paragraphs wrapped at 67 characters put on one line": 2}


def test_lines_that_end_where_they_like_are_paragraphs() -> None:
    text = "Bells\n\nThe tower has been silent for nine years, and nobody minded it.\nIt met.\nIt paid.\n"

    assert len(plain_lines(text, Counter())) == 4
