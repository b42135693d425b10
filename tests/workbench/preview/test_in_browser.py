"""The page in a real browser: hostile gold stays inert, keys reach everything, it fits, it prints."""

import base64
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from onrecord.workbench.preview.page import render_page
from onrecord.workbench.preview.reading import read_sheet

from ...harness import GOLD

pytestmark = pytest.mark.browser


@pytest.fixture
def show(driver: Any, tmp_path: Path) -> Callable[..., Any]:
    """``show(folder, width, scheme, media)`` opens the page of an article and returns the browser."""

    def at(
        folder: Path = GOLD / "harbour-ferry", width: int = 1280, scheme: str = "light", media: str = ""
    ) -> Any:
        page = tmp_path / "page.html"
        page.write_text(render_page(read_sheet(folder)), encoding="utf-8")
        screen = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        features = [
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": features})
        driver.get("about:blank")
        driver.get(page.as_uri())
        return driver

    return at


def style(browser: Any, selector: str, name: str) -> str:
    script = "return getComputedStyle(document.querySelector(arguments[0]))[arguments[1]]"
    return str(browser.execute_script(script, selector, name))


def test_hostile_gold_stays_inert(
    show: Callable[..., Any],
    listener: tuple[str, list[str]],
    write_article: Callable[..., Path],
    tmp_path: Path,
) -> None:
    address, asked = listener
    attack = (
        f"</style></title><script>document.title='gone';fetch('{address}/fetch')</script>"
        f"<img src={address}/image onerror=\"document.title='gone'\"><iframe src={address}/frame></iframe>"
        f"<link rel=stylesheet href={address}/style><style>@import url({address}/import)</style>"
        f"<meta http-equiv=refresh content=0;url={address}/refresh>\u202e"
    )
    records = [
        {"kind": "region", "type": "body", "at": "p1"},
        {"kind": "speaker", "id": "x", "name": attack, "class": "person", "aliases": [attack]},
        {"kind": "quote", "id": "q1", "form": "indirect", "at": ["p1"], "speaker": "x"},
        {"kind": "fact", "id": "f1", "text": attack, "weight": "vital", "at": ["p1"], "needs": [[attack]]},
        {"kind": "summary", "id": "s1", "task": "brief", "text": attack, "pass": attack},
        {"kind": attack},
    ]
    browser = show(write_article(tmp_path / "evil", f"It is {attack}\n", records, title=attack))

    assert browser.title.startswith("</style></title><script>document.title='gone'")
    assert (
        browser.execute_script("return document.querySelectorAll('script,img,iframe,link,object').length")
        == 0
    )
    # All of the page is there: nothing broke out and hid the rest.
    assert browser.find_element("css selector", "#about").is_displayed()
    assert asked == []
    browser.get(f"{address}/noticed")
    assert asked == ["/noticed"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_it_fits_and_is_drawn_in_both_themes(show: Callable[..., Any], width: int, scheme: str) -> None:
    browser = show(width=width, scheme=scheme)

    assert browser.execute_script("return document.documentElement.scrollWidth") == width
    red, *_ = map(int, style(browser, "body", "backgroundColor")[4:-1].split(","))
    assert (red < 60) == (scheme == "dark")
    image = base64.b64decode(browser.execute_cdp_cmd("Page.captureScreenshot", {})["data"])
    assert struct.unpack(">I", image[16:20]) == (width,)
    assert len(image) > 20_000


def test_forms_differ_in_more_than_their_colour(show: Callable[..., Any]) -> None:
    browser = show()
    lines = {
        form: style(browser, f".text .quote.f-{form}", "borderBottomStyle")
        for form in ("direct", "mixed", "indirect")
    }

    assert lines == {"direct": "solid", "mixed": "dashed", "indirect": "dotted"}


def test_a_link_lights_up_every_segment(show: Callable[..., Any]) -> None:
    browser = show()
    browser.execute_script("document.querySelector('#quote-1 .place').click()")
    colour = "(e) => getComputedStyle(e).backgroundColor"
    script = f"return [...document.querySelectorAll('.text .quote')].map({colour})"
    colours = browser.execute_script(script)

    # Two segments of q1, then q2's words, its marked words, and q3.
    assert colours[0] == colours[1] == "rgb(255, 233, 163)"
    assert "rgb(255, 233, 163)" not in colours[2:]


def test_keys_reach_links_and_layers(show: Callable[..., Any]) -> None:
    from selenium.webdriver import ActionChains, Keys

    browser = show()
    reached = []
    for _ in range(40):
        ActionChains(browser).send_keys(Keys.TAB).perform()
        focused = browser.switch_to.active_element
        reached.append(focused.get_attribute("id") or focused.get_attribute("href").split("#")[-1])
        if reached[-1] == "with-mentions":
            before = style(browser, ".text .mention", "boxShadow")
            ActionChains(browser).send_keys(Keys.SPACE).perform()
            after = style(browser, ".text .mention", "boxShadow")
        if focused.tag_name == "aside":
            break

    assert reached[0] == "text"
    assert {"findings", "with-cues", "with-mentions", "with-evidence", "quote-1", "quotes"} <= set(reached)
    assert before != after


def test_it_prints_on_white_without_controls(show: Callable[..., Any]) -> None:
    browser = show(scheme="dark", media="print")

    assert style(browser, "body", "backgroundColor") == "rgb(255, 255, 255)"
    assert style(browser, "body", "color") == "rgb(0, 0, 0)"
    for hidden in ("nav", ".toggles", ".place"):
        assert style(browser, hidden, "display") == "none"
    assert style(browser, "aside", "position") == "static"
