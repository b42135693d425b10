"""The page in headless Chromium, used as a person would: what is pressed there is what stands in the file."""

from collections.abc import Callable
from pathlib import Path

import pytest

from onrecord.gold.load import load_article

from .conftest import TEXT, Served
from .page import Page

pytestmark = pytest.mark.browser

Serve = Callable[..., Served]
Open = Callable[[Served], Page]


def test_annotates_with_the_keyboard_alone(page: Page) -> None:
    page.press("Control+Home", "ArrowDown", "ArrowRight", "d")
    page.choose("Ilka Dorvén")
    page.press("Control+Home", "ArrowDown")
    walk_to(page, "said")
    page.press("c")
    walk_to(page, "Ilka")
    page.press("Shift+Control+ArrowRight", "v")
    assert page.of("quote") == [
        {
            "kind": "quote",
            "id": "q1",
            "form": "direct",
            "at": ["p2 ⟦“We will not sail until the hull is safe 🚢🚢 again,”⟧"],
            "cue": "p2 ⟦said⟧",
            "speaker": "ilka-dorven",
            "via": "m1",
        }
    ]
    assert page.of("mention") == [
        {"kind": "mention", "id": "m1", "of": "ilka-dorven", "at": "p2 ⟦Ilka Dorvén⟧"}
    ]


def walk_to(page: Page, word: str) -> None:
    """Go on word by word, with the keyboard, until this one is selected."""
    for _ in range(40):
        page.press("Control+ArrowRight", " ")
        if page.selected() == word:
            return
    raise AssertionError(f"‘{word}’ was not reached; selected is ‘{page.selected()}’")


def test_offsets_are_right_past_emoji_and_in_right_to_left_text(page: Page) -> None:
    page.quote("m", "the island “could hold out” for weeks", "Tomas Reth")
    page.quote("i", "help was near", "nurse")
    page.quote("d", "“البحر هادئ اليوم”", "البحار")
    page.select("👩‍👩‍👧")
    page.press("x")
    assert [q["at"] for q in page.of("quote")] == [
        ["p3 ⟦the island “could hold out” for weeks⟧"],
        ["p3 ⟦help was near⟧"],
        ["p4 ⟦“البحر هادئ اليوم”⟧"],
    ]
    assert page.of("damage")[0]["at"] == "p3 ⟦👩‍👩‍👧⟧"
    load_article(page.folder)


def test_a_selection_takes_whole_words_and_no_edge_space(page: Page) -> None:
    page.quote("i", "sland “could hold out” for wee", "Reth")
    page.quote("i", " help was near.", "Reth")
    assert [q["at"] for q in page.of("quote")] == [
        ["p3 ⟦island “could hold out” for weeks⟧"],
        ["p3 ⟦help was near.⟧"],
    ]


def test_a_mixed_quote_finds_its_marked_words(page: Page) -> None:
    page.quote("m", "the island “could hold out” for weeks", "Reth")
    assert page.of("quote")[0]["verbatim"] == ["p3 ⟦“could hold out”⟧"]


def test_segments_nesting_and_the_rest_of_a_quote(page: Page) -> None:
    page.quote("d", "“We will not sail until the hull is safe 🚢🚢 again,”", "Ilka Dorvén")
    page.select("“Nobody has to leave.”")
    page.press("s", "o")
    page.quote("i", "A nurse told him that help was near", "Tomas Reth")
    page.quote("i", "help was near", "nurse")
    page.press("p")
    outer, inner = page.of("quote")[1:]
    assert page.of("quote")[0]["at"][1] == "p2 ⟦“Nobody has to leave.”⟧"
    assert page.of("quote")[0]["optional"]
    assert (inner["parent"], inner["relayed_by"]) == (outer["id"], ["tomas-reth"])
    assert {s["id"]: s["class"] for s in page.of("speaker")}["nurse"] == "unnamed"


def test_facts_statements_regions_and_not_quotes(page: Page) -> None:
    page.press("Control+Home", "r")
    page.choose("headline")
    page.select("Nobody has to leave")
    page.press("f")
    page.type("Nobody must leave.")
    page.press("Escape")
    page.press("t")
    page.type("Everybody must go.")
    page.press("Escape")
    page.select("“could hold out”")
    page.press("n")
    page.press("Control+a")
    page.type("term")
    page.until(lambda: page.of("not_quote")[0]["why"] == "term")
    assert page.of("region") == [{"kind": "region", "type": "headline", "at": "p1"}]
    (fact,) = page.of("fact")
    assert fact["text"] == "Nobody must leave."
    assert fact["at"] == ["p2 ⟦Nobody has to leave⟧"]
    assert fact["needs"] == [["Nobody"]]
    assert page.of("statement")[0]["text"] == "Everybody must go."


def test_summaries_count_their_words_as_they_are_typed(page: Page) -> None:
    page.find("#tab-summaries").click()
    page.find("[data-field=new-headline]").click()
    page.type("Ferry to Zelmar – halted over a crack")
    assert page.text(".summary output") == "7 of 15 words"
    page.type(" in its hull and nobody knows for how long")
    assert page.find(".summary output").get_attribute("class") == "over"
    page.until(lambda: page.of("summary")[0]["text"].endswith("how long"))
    assert page.of("summary")[0]["pass"] == "a"


def test_undo_and_redo_give_the_same_bytes(page: Page) -> None:
    file = page.folder / "annotations.jsonl"
    versions = []
    for words in ("help was near", "the hull is safe", "could hold out"):
        page.quote("i", words, "Reth")
        page.saved()
        versions.append(file.read_bytes())
    for _ in range(2):
        page.press("Control+z")
    page.until(lambda: file.read_bytes() == versions[1])
    page.until(lambda: page.state() == "Saved")
    for _ in range(6):
        page.press("Control+z")
    page.until(lambda: file.read_bytes() == b"")
    for _ in range(8):
        page.press("Control+Shift+z")
    page.until(lambda: file.read_bytes() == versions[2])


def test_check_stands_beside_the_text_and_leads_to_the_place(page: Page) -> None:
    page.quote("d", "help was near", "nurse")
    page.until(lambda: page.text("#count-findings") not in ("", "0"))
    page.find("#tab-findings").click()
    page.click(".finding button", "quote mark")
    assert page.selected() == "help was near"
    page.press("i")
    page.until(lambda: page.of("quote")[0]["form"] == "indirect")
    page.find("#tab-findings").click()
    page.click(".finding button", "Nobody has")
    assert page.selected() == "“Nobody has to leave.”"
    page.find("#tab-findings").click()
    page.until(lambda: "does not begin" not in page.text("#pane-findings"))


def test_a_quote_is_kept_before_it_has_a_speaker_and_check_says_so(page: Page) -> None:
    page.select("help was near")
    page.press("i")
    page.until(lambda: page.all("dialog.picker[open]"))
    page.press("Escape")
    page.until(lambda: page.of("quote")[0]["speaker"] == [])
    page.find("#tab-findings").click()
    page.until(lambda: "no speaker yet" in page.text("#pane-findings"))


def test_deleting_takes_references_along_and_undo_brings_them_back(page: Page) -> None:
    page.quote("i", "help was near", "nurse")
    page.select("A nurse")
    page.press("v")
    page.saved()
    before = (page.folder / "annotations.jsonl").read_bytes()
    page.select("A nurse")
    page.press("Escape", "ArrowLeft", "Enter", "Delete")
    page.until(lambda: page.of("mention") == [])
    assert "via" not in page.of("quote")[0]
    page.press("Control+z")
    page.until(lambda: (page.folder / "annotations.jsonl").read_bytes() == before)


def test_hostile_words_stay_words(
    tmp_path: Path, write_article: Callable[..., Path], serve: Serve, open_page: Open
) -> None:
    attack = "<img src=x onerror=\"document.title='gone'\"><script>document.title='gone'</script>"
    text = f"Head {attack}\n\n</div></p>{attack} said “{attack}” \u202eabc\u202c and {{{{ 7*7 }}}}.\n"
    records = [
        {"kind": "speaker", "id": "evil", "name": attack, "class": "person", "aliases": [attack]},
        {"kind": "not_quote", "at": "p1 ⟦Head⟧", "why": attack},
    ]
    folder = write_article(tmp_path / "gold" / "evil", text, records, title=attack)
    page = open_page(serve(folder))
    for tab in ("speakers", "summaries", "findings", "all", "record"):
        page.find(f"#tab-{tab}").click()
    page.press("Control+Home")
    page.select("Head")
    page.press("ArrowLeft", "Enter", "w", "e")
    assert page.driver.title.startswith("<img")
    assert page.all("#text img, #text script, #panel img, #panel script, dialog img") == []
    assert page.text("#text p:last-child").startswith("</div></p><img")


def test_nothing_typed_or_pasted_changes_the_text(page: Page) -> None:
    page.press("Control+Home", "Control+a")
    page.type("zzz")
    page.press("Control+x", "Control+v", "Control+b")
    assert [e.get_property("textContent") for e in page.all("#text p")] == [
        line for line in TEXT.split("\n") if line
    ]


@pytest.mark.parametrize(("scheme", "is_dark"), [("light", False), ("dark", True)])
def test_follows_light_and_dark(page: Page, scheme: str, is_dark: bool) -> None:
    features = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", features)
    colour = page.driver.execute_script("return getComputedStyle(document.body).backgroundColor")
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    level = int(colour.removeprefix("rgb(").split(",")[0])
    assert (level < 128) == is_dark


def test_every_control_has_a_name(page: Page) -> None:
    page.quote("m", "the island “could hold out” for weeks", "Reth")
    page.until(lambda: page.text("#count-findings"))
    for tab in ("record", "speakers", "summaries", "findings", "all"):
        page.find(f"#tab-{tab}").click()
        page.driver.execute_cdp_cmd("Accessibility.enable", {})
        nodes = page.driver.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
        roles = ("button", "textbox", "combobox", "checkbox", "tab", "radio", "spinbutton")
        controls = [n for n in nodes if n.get("role", {}).get("value") in roles]
        assert len(controls) > 10
        assert [n for n in controls if not n.get("name", {}).get("value", "").strip()] == []
