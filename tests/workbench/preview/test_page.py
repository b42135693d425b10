"""The page of an article: every annotation stands in it, broken gold too, and nothing hostile gets out."""

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from onrecord.errors import GoldError
from onrecord.workbench.preview.page import render_page
from onrecord.workbench.preview.reading import read_sheet

from ...harness import GOLD, gold_copy, only_line, onrecord

Write = Callable[..., Path]
HOSTILE = (
    "</style></title><script>document.title='gone'</script><img src=https://x.invalid/ onerror=alert(1)>"
    "<a href='javascript:alert(1)'>x</a>{{ 7*7 }}{% raw %}\u202egnp.exe\x1b[31m"
)
ALLOWED = set(
    """html head meta title style body header main footer section nav div p h1 h2 h3 span i a b small ul ol li
    dl dt dd code aside label input""".split()
)


class Page(HTMLParser):
    """Elements, ids, links and words of a page."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.source = source
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.classes: list[set[str]] = []
        self.labelled: list[str] = []
        self._text = ""
        self._skipped = 0
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        self.attributes |= given.keys()
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if "href" in given else []
        self.labelled += [given["aria-labelledby"]] if "aria-labelledby" in given else []
        self.classes.append(set(given.get("class", "").split()))
        self._skipped += tag in ("style", "title")
        self._text += " " if tag in ("p", "dt", "dd", "li", "h2") else ""

    def handle_endtag(self, tag: str) -> None:
        self._skipped -= tag in ("style", "title")

    def handle_data(self, data: str) -> None:
        self._text += "" if self._skipped else data

    @property
    def words(self) -> str:
        return " ".join(self._text.split())

    def card(self, anchor: str) -> str:
        """The words of one card."""
        found = re.search(rf'<li id="{anchor}".*?</li>', self.source, re.DOTALL)
        assert found, anchor
        return Page(found[0]).words


def page_of(folder: Path, pass_name: str = "") -> Page:
    return Page(render_page(read_sheet(folder, pass_name)))


def test_the_text_stands_in_the_page_word_for_word() -> None:
    source = render_page(read_sheet(GOLD / "mill-fire"))
    # Labels stand in the text but are no part of it.
    text = Page(re.sub(r'<(a|span) class="tag.*?</\1>', "", source)).words
    for paragraph in (GOLD / "mill-fire" / "article.txt").read_text(encoding="utf-8").split("\n\n"):
        assert paragraph.strip() in text


def test_a_quote_has_its_form_speaker_cue_and_place() -> None:
    page = page_of(GOLD / "harbour-ferry")

    assert page.card("quote-1") == (
        "“The ferry is not a luxury for the people across the bay,” … "
        "“It is how their children get to school.” q1 direct in the text "
        "speaker Ines Tolland cue said named by Mayor Ines Tolland"
    )
    assert page.card("quote-2").endswith("verbatim “a very expensive old habit”")
    marked = re.findall(r'<span class="([^"]*)" title="q1: direct, Ines Tolland">(.*?)</span>', page.source)
    assert [words for _, words in marked] == [
        "“The ferry is not a luxury for the people across the bay,”",
        "“It is how their children get to school.”",
    ]
    assert all(css.split()[:3] == ["quote", "outer", "f-direct"] for css, _ in marked)
    assert '<span class="cue" title="cue of q1">said</span>' in page.source
    assert any({"quote", "f-mixed", "verbatim", "outer"} < c for c in page.classes)
    assert "q2 Piet Marrow" in page.words


def test_nested_and_relayed_quotes_lead_to_each_other(write_article: Write, tmp_path: Path) -> None:
    records = [
        {"kind": "region", "type": "body", "at": "p1"},
        {"kind": "speaker", "id": "police", "name": "Police", "class": "organisation"},
        {"kind": "speaker", "id": "dahl", "name": "Oren Dahl", "class": "person"},
        {"kind": "speaker", "id": "mill", "name": "the mill", "class": "organisation"},
        {"kind": "mention", "id": "m1", "of": "police", "at": "p1 ⟦Police⟧"},
        {"kind": "mention", "id": "m2", "of": "dahl", "at": "p1 ⟦Oren Dahl⟧"},
        {
            "kind": "quote",
            "id": "q1",
            "form": "indirect",
            "at": ["p1 ⟦Oren Dahl had told them that the brakes failed⟧"],
            "cue": "p1 ⟦said⟧",
            "speaker": "police",
            "via": "m1",
        },
        {
            "kind": "quote",
            "id": "q2",
            "form": "indirect",
            "at": ["p1 ⟦the brakes failed⟧"],
            "cue": "p1 ⟦told⟧",
            "speaker": "dahl",
            "via": "m2",
            "for": "mill",
            "parent": "q1",
            "relayed_by": ["police"],
            "optional": True,
        },
    ]
    folder = write_article(
        tmp_path / "dahl", "Police said Oren Dahl had told them that the brakes failed.\n", records
    )
    page = page_of(folder)

    assert page.card("quote-2") == (
        "the brakes failed q2 indirect, optional in the text speaker Oren Dahl spoken for the mill cue told "
        "named by Oren Dahl inside q1 relayed by Police"
    )
    assert 'href="#quote-1">q1</a>' in page.source
    assert "q2 in q1 Oren Dahl" in page.words
    both = [c for c in page.classes if {"outer", "inner", "f-indirect"} <= c]
    assert len(both) == 1


def test_facts_statements_and_summaries_tell_all(ferry_folder: Path) -> None:
    page = page_of(ferry_folder)

    assert page.card("fact-1") == (
        "The Zelmar ferry stopped sailing. f1 vital in the text needs ferry / crossings · stopped / halted "
        "evidence stopped all crossings for headline · brief · quoted-brief "
        "told by s1 · s2 · s3 · s4 · s5 · s6"
    )
    assert page.card("fact-2").startswith(
        "Reth said the island could hold out for three weeks. f2 okay in the text claimed by Tomas Reth"
    )
    assert page.card("statement-2") == (
        "The crack measures half a metre. v2 contradicted in the text trick number "
        "evidence a crack of 12 centimetres"
    )
    assert page.card("statement-3").endswith("v3 unstated trick plausible")
    assert page.card("summary-3").endswith("s3 brief words 10 of 80 tells f1 · f2 pass a")
    assert page.card("speaker-1").startswith(
        "Ilka Dorvén dorven person also Dorvén quotes q1 mentions Ilka Dorvén"
    )


def test_a_summary_says_which_vital_facts_it_leaves_out(
    ferry_records: tuple[dict[str, Any], ...], write_article: Write, tmp_path: Path
) -> None:
    changed = [r | {"tells": ["f2"]} if r.get("id") == "s3" else r for r in ferry_records]
    page = page_of(write_article(tmp_path / "ferry", records=changed))

    assert page.card("summary-3").endswith("tells f2 vital, not told f1 pass a")


def test_regions_damage_and_what_is_no_quote_are_shown(
    ferry_records: tuple[dict[str, Any], ...], write_article: Write, tmp_path: Path
) -> None:
    more = [
        {"kind": "not_quote", "at": "p5 ⟦calm weather⟧", "why": "scare quotes"},
        {"kind": "damage", "at": "p6 ⟦Tuesday.Credit⟧", "what": "run-in", "waives": ["quote-marks"]},
    ]
    page = page_of(write_article(tmp_path / "ferry", records=[*ferry_records, *more]))

    assert '<span class="region">caption, credit</span>' in page.source
    assert '<span class="region">headline</span>' in page.source
    assert page.card("not-quote-1") == "calm weather scare quotes in the text"
    assert page.card("damage-1") == "Tuesday.Credit run-in in the text waives quote-marks"
    assert any("damage" in c for c in page.classes)


def test_every_link_leads_somewhere_and_no_id_stands_twice() -> None:
    for folder in sorted(GOLD.iterdir()):
        page = page_of(folder)
        assert len(page.ids) == len(set(page.ids))
        assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
        assert set(page.labelled) <= set(page.ids)


def test_broken_gold_is_shown_as_far_as_it_can_be_read(tmp_path: Path) -> None:
    folder = gold_copy(tmp_path, "mill-fire") / "mill-fire"
    file = folder / "annotations.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines()
    changed = [
        line.replace("⟦a worker who", "⟦a wrker who").replace('["edda","jon"],"via"', '["edda","zoe"],"via"')
        for line in lines
    ]
    changed.insert(3, '{"kind":"quote", broken')
    file.write_text("\n".join(changed) + "\n", encoding="utf-8")
    page = page_of(folder)

    assert "Two fire officials" in page.card("fact-1")
    assert "speaker Edda Strand · ‘zoe’, which is not there" in page.card("quote-3")
    assert "named by ‘m2’, which is not there" in page.card("quote-2")
    findings = page.words.split("Findings of gold check")[1]
    for said in ("annotations.jsonl:4", "no speaker ‘zoe’", "a wrker who", "no mention ‘m2’"):
        assert said in findings
    # A finding leads to the record that it is about.
    assert re.search(r'no speaker ‘zoe’.*?href="#quote-3">the record', page.source, re.DOTALL)
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)


@pytest.mark.parametrize("file", ["meta.json", "article.txt", "annotations.jsonl"])
@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe{", b"{}\n"])
def test_a_file_that_is_missing_or_no_such_file_leaves_a_page(
    file: str, content: bytes | None, tmp_path: Path
) -> None:
    folder = gold_copy(tmp_path, "mill-fire") / "mill-fire"
    if content is None:
        (folder / file).unlink()
    else:
        (folder / file).write_bytes(content)
    page = page_of(folder)

    findings = page.words.split("Findings of gold check")[1]
    if content or file != "annotations.jsonl":
        assert f" {file}" in findings
        assert not findings.startswith(" 0 errors")
    else:
        # Nothing annotated yet is no mistake.
        assert findings.startswith(" 0 errors")
        assert "No quote is annotated." in page.words


def test_a_pass_is_shown_with_what_is_wrong_in_it(tmp_path: Path) -> None:
    folder = gold_copy(tmp_path, "mill-fire") / "mill-fire"
    (folder / "passes").mkdir()
    lines = (folder / "annotations.jsonl").read_text(encoding="utf-8").splitlines()
    only = [line for line in lines if '"q3"' not in line]
    (folder / "passes" / "a.jsonl").write_text("\n".join([*only, "{"]) + "\n", encoding="utf-8")
    page = page_of(folder, "a")

    assert "mill-fire · passes/a.jsonl" in page.words
    assert "quote-2" in page.ids
    assert "quote-3" not in page.ids
    assert f"passes/a.jsonl:{len(only) + 1}" in page.words


def test_a_pass_that_is_not_there_is_said(tmp_path: Path) -> None:
    folder = gold_copy(tmp_path, "mill-fire") / "mill-fire"
    (folder / "passes").mkdir()
    (folder / "passes" / "labels.jsonl").write_text("", encoding="utf-8")

    for name in ("b", "labels", "../annotations"):
        with pytest.raises(GoldError, match=r"no pass ‘.+’; there is none"):
            read_sheet(folder, name)


def hostile_folder(write: Write, folder: Path) -> Path:
    """An article of which every word that anybody can choose is an attack."""
    text = f"{HOSTILE.replace(chr(27), '')}\n\n“{HOSTILE.replace(chr(27), '')}” said X.\n"
    words = HOSTILE.replace("\x1b", "")
    records = [
        {"kind": "region", "type": "body", "at": "p1"},
        {"kind": "region", "type": "body", "at": "p2"},
        {
            "kind": "speaker",
            "id": "x",
            "name": HOSTILE,
            "class": "person",
            "aliases": [HOSTILE],
            "accept": [HOSTILE],
        },
        {"kind": "mention", "id": "m1", "of": "x", "at": "p2 ⟦X⟧"},
        {
            "kind": "quote",
            "id": "q1",
            "form": "direct",
            "at": [f"p2 ⟦“{words}”⟧"],
            "cue": "p2 ⟦said⟧",
            "speaker": "x",
            "via": "m1",
        },
        {"kind": "not_quote", "at": "p1 ⟦title⟧>", "why": HOSTILE},
        {"kind": "damage", "at": "p2 ⟦said⟧", "what": HOSTILE, "waives": [HOSTILE]},
        {"kind": "fact", "id": "f1", "text": HOSTILE, "weight": "vital", "at": ["p2"], "needs": [[HOSTILE]]},
        {"kind": "statement", "id": "v1", "text": HOSTILE, "label": "supported", "trick": "name"},
        {"kind": "summary", "id": "s1", "task": "brief", "text": HOSTILE, "pass": HOSTILE},
        {"kind": HOSTILE},
    ]
    return write(folder, text, records, title=HOSTILE, source=HOSTILE, licence=HOSTILE, phenomena=[HOSTILE])


def test_hostile_words_stay_words(write_article: Write, tmp_path: Path) -> None:
    page = page_of(hostile_folder(write_article, tmp_path / "hostile"))

    assert page.tags <= ALLOWED
    assert page.attributes <= set(
        """lang charset http-equiv content name class id href title aria-labelledby aria-label role dir data-n
        type checked tabindex for""".split()
    )
    assert all(link.startswith("#") for link in page.links)
    assert "{{ 7*7 }}" in page.words
    assert not re.search("[\u202e\x1b]", page.source)
    page.source.encode("utf-8")


def test_many_places_need_no_rule_each(write_article: Write, tmp_path: Path) -> None:
    """Browsers take minutes over thousands of ``:has()``."""
    count = 1200
    text = "\n".join(f"It held {n}, Varga said." for n in range(count))
    records = [
        {"kind": "speaker", "id": "varga", "name": "Ilse Varga", "class": "person"},
        *(
            {
                "kind": "quote",
                "id": f"q{n}",
                "form": "indirect",
                "at": [f"p{n + 1} ⟦It held {n}⟧"],
                "speaker": "varga",
            }
            for n in range(count)
        ),
    ]
    page = page_of(write_article(tmp_path / "many", text, records))

    assert page.source.count(".text:has(") == 0
    assert sum(i.startswith("quote-") for i in page.ids) == count


def test_the_command_writes_the_page_and_says_where(tmp_path: Path) -> None:
    done = onrecord("gold", "preview", "mill-fire", "--gold", GOLD, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "mill-fire.html\n", "")
    page = (tmp_path / "mill-fire.html").read_text(encoding="utf-8")

    printed = onrecord("gold", "preview", "mill-fire", "--gold", GOLD, "--out", "-", cwd=tmp_path)
    assert printed.stdout.strip() == page.strip()

    elsewhere = onrecord(
        "gold", "preview", "mill-fire", "--gold", GOLD, "--out", "made/here.html", cwd=tmp_path
    )
    assert elsewhere.stdout == "made/here.html\n"
    assert (tmp_path / "made" / "here.html").read_text(encoding="utf-8") == page


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nobody",), "no article ‘nobody’ in"),
        (("../gold",), "no article ‘../gold’ in"),
        (("mill-fire", "--pass", "z"), "no pass ‘z’; there is none"),
        (("mill-fire", "--out", "/proc/nowhere/x.html"), "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_one_line(arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    done = onrecord("gold", "preview", *arguments, "--gold", GOLD, cwd=tmp_path)
    assert done.returncode == 2
    assert said in only_line(done.stderr)
    assert done.stdout == ""
    assert not any(tmp_path.iterdir())


@pytest.fixture
def ferry_folder(write_article: Write, tmp_path: Path) -> Path:
    return write_article(tmp_path / "ferry")


def test_a_restricted_article_is_said_to_be_one(write_article: Write, tmp_path: Path) -> None:
    assert "keep it to yourself" in page_of(write_article(tmp_path / "shut", redistributable=False)).words
    assert "keep it to yourself" not in page_of(write_article(tmp_path / "open")).words
    # The page is made of the article's files alone.
    assert json.loads((tmp_path / "open" / "meta.json").read_text())["redistributable"]
