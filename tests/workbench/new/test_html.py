"""Saved pages of several shapes: the article's lines in order with their regions, and nothing else."""

import socket
from collections import Counter
from pathlib import Path

import pytest

from onrecord.errors import GoldError
from onrecord.workbench.new.draft import Told, draft
from onrecord.workbench.new.html import Page, read_page
from onrecord.workbench.new.regions import propose_regions
from onrecord.workbench.new.text import read_text

pytest.importorskip("trafilatura", reason="needs the extra ‘annotate’: pip install 'onrecord[annotate]'")

PAGES = Path(__file__).parents[2] / "fixtures" / "pages"
SAID = "The mayor of Garrow said on Monday that the road to the weir would stay closed until April."


def read(html: str) -> Page:
    return read_page(html, "page.html", Counter())


def lines(html: str) -> list[str]:
    return [line.text for line in read(html).lines]


def proposed(name: str) -> list[str]:
    """Each region's type, and the first words of what it covers."""
    text, form = read_text((PAGES / name).read_bytes(), name)
    assert form == "html"
    page = read_page(text, name, Counter())
    article = "\n\n".join(line.text for line in page.lines) + "\n"
    found = []
    for region in propose_regions(article, page.lines):
        number, _, words = region.at.partition(" ⟦")
        words = words.rstrip("⟧") or page.lines[int(number[1:]) - 1].text
        found.append(f"{region.type}: {words[:28].strip()}")
    return found


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "weekly.html",
            """label: Local news
            headline: Brackwater weir to stay shut
            headline: Council says repairs cannot
            credit: By Ada Lorn
            label: 11 February 2021
            caption: Ice at the foot of the Brack
            credit: Photograph: Nol Abari
            body: The Brackwater weir will sta
            body: “We cannot send people under
            body: Three mills below the weir h
            label: ‘No money before May’
            body: The council puts the repair
            body: “Nobody will say it aloud, b
            body: Dahl’s mill employs 41 peopl""",
        ),
        (
            "gazette.html",  # tables in tables, Windows-1252, no class and no heading
            """headline: Pilots' strike enters second
            label: Harbour Gazette, 3 March 202
            body: Eleven ships lay at anchor o
            body: “We are tired of promises,”
            caption: The ‘Corvina’ off Port Maren
            credit: (Photo: M. Ellery)
            body: The harbour board said in a
            body: A master of one of the ships
            body: Reth denied that a letter ha""",
        ),
        (
            "wire.html",  # nothing but div
            """label: SCIENCE
            headline: Comet seen over Ossel valley
            credit: By Nia Korr, Norrwire
            label: Published 2 May 2021, 06:10
            body: OSSEL (Norrwire) – A faint c
            caption: The observatory at Tarn Head
            credit: Norrwire / Jon Tveit
            body: “It is a smudge, but it is o
            body: Two amateur astronomers in t
            body: The observatory’s director,
            credit: (Reporting by Nia Korr; edit""",
        ),
        (
            "post.html",  # a wrapper round each paragraph, an appeal and a pull quote between them
            """label: City Hall
            headline: Mayor quits over bridge
            headline: Delays and a doubled bill co
            credit: By Sunniva Holm | City repor
            label: March 5, 2024
            body: Mayor Rolf Amdal resigned on
            body: “I own this,” Amdal said.
            caption: Amdal on the unfinished brid
            credit: Leif Moen / Garrow Post
            body: The audit, published on Mond
            label: What happens next
            body: The council will choose an i
            body: “Ask me Thursday.”
            boilerplate: Reach Sunniva Holm at sholm@""",
        ),
        (
            "live.html",
            """label: LIVE
            headline: Storm Hedda: what we know so
            label: Updated at 14:05
            label: Ferry service stopped
            body: All crossings to Sele Island
            body: The wind reached 41 metres a
            label: Schools
            body: Every school in the district
            body: Garrow primary school, from
            body: The lower hall of Brackwater
            caption: A tree across the road at Ga
            credit: Credit…Nol Abari/Norrwire
            body: “I have never seen the river
            boilerplate: Follow us on Chirp for the l""",
        ),
    ],
)
def test_pages(name: str, expected: str) -> None:
    assert proposed(name) == [line.strip() for line in expected.split("\n")]


def test_what_a_page_says_of_itself() -> None:
    page = read((PAGES / "weekly.html").read_text(encoding="utf-8"))

    assert page.title == "Brackwater weir to stay shut until spring"
    assert page.source == "The Sele Echo, https://echo.example/news/brackwater-weir"
    assert (page.date, page.language) == ("2021-02-11", "en")
    assert any("newsletter" in text for text in page.left_out)


@pytest.mark.parametrize("html", ["<html><body> <p>&nbsp;</p></body></html>", "<!-- only this -->"])
def test_an_empty_page(html: str) -> None:
    with pytest.raises(GoldError, match="the page is empty"):
        read(html)


def test_a_page_without_an_article() -> None:
    with pytest.raises(GoldError, match=r"no article in this page \(\d+ words of other text\)"):
        read((PAGES / "index.html").read_text(encoding="utf-8"))


def test_nothing_that_is_hidden_or_run_becomes_text() -> None:
    found = lines(
        f"""<html><body><h1>Road &lt;closed&gt;</h1><script>document.write("<p>{SAID} Script.</p>")</script>
        <!-- <p>{SAID} Comment.</p> --><style>p::after {{ content: "styled" }}</style>
        <p>{SAID} &ldquo;So it is,&rdquo; Dahl said&#x2026;</p><p hidden>{SAID} Hidden.</p>
        <p style="display: none">{SAID} Not shown.</p><template><p>{SAID} Template.</p></template>
        <p onclick="steal()">She left, the clerk said, when nobody had asked her anything for an hour.</p>"""
    )

    assert found == [
        "Road <closed>",
        f"{SAID} “So it is,” Dahl said…",
        "She left, the clerk said, when nobody had asked her anything for an hour.",
    ]


def test_nested_tables_and_unclosed_tags() -> None:
    deep = "<table><tr><td>" * 60

    assert lines(f"<title>Road closed</title><h1>Road closed{deep}<p>{SAID}<p>{SAID} Again.") == [
        "Road closed",
        SAID,
        f"{SAID} Again.",
    ]


def test_tables_nested_beyond_what_the_parser_takes_are_a_clear_error_or_the_text() -> None:
    try:
        found = lines("<table><tr><td>" * 3000 + f"<p>{SAID}</p>")
    except GoldError as error:
        assert "no article in this page" in str(error)
    else:
        assert found == [SAID]


def test_a_word_is_not_torn_by_the_tags_inside_it() -> None:
    torn = "<p><b>W</b>hat a<i>bout</i> Dahl<br>was left open.</p>"

    found = lines(f"<body><h1>Road closed</h1><p>{SAID}</p>{torn}<p>{SAID} Again.</p><p>“No,” he said.</p>")

    assert found[2:] == ["What about Dahl", "was left open.", f"{SAID} Again.", "“No,” he said."]


def test_the_network_is_never_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    page = f"""<html><head><base href="http://evil.example/"><link rel=stylesheet href="http://evil.example/a.css">
    <meta http-equiv=refresh content="0; url=http://evil.example/"></head><body><h1>Road closed</h1>
    <iframe src="http://evil.example/"></iframe><img src="http://evil.example/1.gif"><p>{SAID}</p>"""

    assert lines(page) == ["Road closed", SAID]


def test_a_page_of_megabytes() -> None:
    """The size is a fifth of what a slow page was measured at: the shape is what matters."""
    page = (
        f"<html><body><h1>Road closed</h1>{''.join(f'<p>{n}. {SAID}</p>' for n in range(8000))}</body></html>"
    )

    made = draft(page.encode(), "big.html", Told())

    assert len(made.article.text.paragraphs) == 8001
    assert len(made.article.regions) == 8001
