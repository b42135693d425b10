"""Pages of comparisons, verdicts and histories: everything is there, and hostile text is text."""

import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from onrecord.compare.comparison import Comparison, compare
from onrecord.compare.config import GateConfig
from onrecord.compare.gate import Check, Verdict, judge
from onrecord.compare.history import Entry, Figure
from onrecord.compare.page import comparison_page, history_page, verdict_page
from onrecord.compare.result import ItemResult, Result
from onrecord.compare.series import series_of

from .made import articles, attribution, result, verify

ALLOWED = set(
    """html head meta title style body header main footer section nav div p h1 h2 h3 table thead tbody tr th
    td details summary span i a b q small strong ul ol li dl dt dd code br figure figcaption svg path circle g
    text""".split()
)
SIGNATURE = "onrecord:0.1|gold:1a2b|tasks:attribution.3|model:baseline:rules@00|repeats:3|temperature:0.7"


class Page(HTMLParser):
    """Elements, ids, links and text of a page."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""
        self._skip = 0
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        self._skip += tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self._skip -= tag == "style"

    def handle_data(self, data: str) -> None:
        if not self._skip:
            self.text += f" {data}"

    @property
    def words(self) -> str:
        return " ".join(self.text.split())


def runs(**more: object) -> tuple[Result, Result]:
    """Two runs on ten articles; in the second, the last has two items broken, and the first one fixed."""
    before = articles((0, 1, 1), *[(1, 1, 0)] * 9)
    after = articles((1, 1, 1), *[(1, 1, 0)] * 8, (0, 0, 0))
    return (
        result(attribution(before), verify(before), name="old", **more),  # type: ignore[arg-type]
        result(attribution(after), verify(after), name="new", **more),  # type: ignore[arg-type]
    )


def with_words(result: Result, words: str) -> Result:
    """The same result, every text of its items another."""
    tasks = {
        name: replace(
            task, items={id: ItemResult(item.share, words, words, words) for id, item in task.items.items()}
        )
        for name, task in result.tasks.items()
    }
    return replace(result, tasks=tasks)


def hostile(attack: str) -> Verdict:
    """A verdict every text of which is an attack."""
    before, after = (
        replace(with_words(run, attack), name=attack, model=attack, signature=attack) for run in runs()
    )
    (found,) = compare(before, after)
    found = replace(found, remarks=(attack,))
    items = tuple(found.after.tasks["verify"].items)
    check = Check(attack, False, attack, 0.5, items)
    return Verdict(found, (check,), True, (attack,))


def entries(model: str, figures: int = 30) -> list[Entry]:
    return [
        Entry(
            f"2026-05-{n % 28 + 1:02}T08:00:00Z",
            f"{n:07x}",
            model,
            SIGNATURE.replace("1a2b", "1a2b" if n < 24 else f"<b>{model}"),
            "failed" if n == 12 else "passed",
            {model[:60]: {model[:60]: Figure(0.8 if n < 12 else 0.6, 0.5, 0.9, 9)}},
        )
        for n in range(figures)
    ]


ATTACK = (
    "</style></title></textarea><script>document.title='gone'</script><img src=https://x.invalid/ "
    'onerror="document.title=\'gone\'"><a href="javascript:alert(1)">x</a></svg>{{ 7*7 }}{% raw %}'
    "\u202egnp.exe\u202c\x00\x1b[31m\ud800\u2028'\""
)


def test_each_task_has_its_row_and_each_flip_its_words() -> None:
    page = Page(comparison_page(compare(*runs())))

    words = page.words
    # Attribution: (2/3 · 10) ÷ 10 before; one article 1/3 better, one 2/3 worse.
    assert "attribution attribution accuracy 66.7 63.3 -3.3" in words
    assert "Broken 2" in words
    assert "Fixed 1" in words
    assert "words of attribution/a9/q0 gold Ann before Ann after Bob" in words
    assert "10 articles, paired." in words
    assert words.count("Before: old") == words.count("After: new") == 1


def test_every_link_leads_to_a_flip_that_stands_once() -> None:
    old, new = runs()
    many = [*compare(old, new, replace(new, name="newer"))]
    for source in (comparison_page(many), verdict_page(judge(new, old, GateConfig()))):
        page = Page(source)
        assert len(page.ids) == len(set(page.ids))
        assert all(link.startswith("#") for link in page.links)
        assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert "flip2-attribution-a9-q0" in Page(comparison_page(many)).ids


def test_items_whose_names_look_alike_have_places_of_their_own() -> None:
    before, after = (
        result(attribution({"a-b": (share,), "a.b": (share,), "ab–": (share,), "ab—": (share,)}))
        for share in (0, 1)
    )

    ids = [id for id in Page(comparison_page(compare(before, after))).ids if id.startswith("flip")]

    assert len(set(ids)) == len(ids) == 4


def test_a_verdict_says_what_failed_and_where() -> None:
    old, new = runs()
    verdict = judge(new, old, GateConfig(must_pass=("attribution/a0/q2", "verify/a1/q2")))

    source = verdict_page(verdict)
    page = Page(source)

    assert "baseline:rules: FAILED" in page.words
    assert "FAIL attribution 66.7 → 63.3 (-3.3); 2 articles changed" in page.words
    assert "pass must pass: attribution/a0/q2 0 of 1 item wrong" in page.words
    # Wrong before as well: there is no flip to lead to.
    assert "verify/a1/q2, wrong before as well: words of verify/a1/q2 , gold Ann, answered Bob" in page.words
    assert source.index("FAIL</b>") < source.index("pass</b>")
    passed = judge(replace(old, name="again"), old, GateConfig())
    assert "baseline:rules: passed" in Page(verdict_page(passed)).words


def test_a_verdict_shows_the_history_of_its_own_model() -> None:
    old, new = runs()
    verdict = judge(new, old, GateConfig())
    own = [replace(e, metrics={"attribution": {"accuracy": Figure(0.5, 0.4, 0.6, 9)}}) for e in entries("x")]

    with_own = Page(verdict_page(verdict, [replace(e, model="baseline:rules") for e in own]))

    assert "attribution · accuracy" in with_own.words
    for history in ([], own):
        assert "figure" not in Page(verdict_page(verdict, history)).tags


def test_a_history_has_a_drawing_for_each_metric_and_says_its_steps() -> None:
    page = Page(history_page(series_of([*entries("m"), *entries("other")])))

    assert page.tags.count("svg") == page.tags.count("figure") == 2
    assert "1 2026-05-13, 000000c: 80.0 → 60.0 (-20.0)" in page.words
    assert "2 2026-05-25, 0000018: not comparable with before (gold 1a2b → <b>m)" in page.words
    assert page.words.count("failed") == 1 + 2 * 2  # the key; each in a title and in the figures


def pages(attack: str) -> dict[str, str]:
    verdict = hostile(attack)
    return {
        "comparison": comparison_page([verdict.comparison, verdict.comparison]),
        "verdict": verdict_page(verdict, [replace(e, model=attack) for e in entries(attack)]),
        "history": history_page(series_of(entries(attack))),
    }


@pytest.mark.parametrize("which", ["comparison", "verdict", "history"])
def test_hostile_text_stays_text(which: str) -> None:
    source = pages(ATTACK)[which]

    page = Page(source)
    assert set(page.tags) <= ALLOWED
    assert not [name for name in page.attributes if name.startswith("on")]
    assert all(link.startswith("#") for link in page.links)
    assert "\u202e" not in source
    assert "\x1b" not in source
    assert "default-src 'none'" in source
    source.encode()


def test_long_answers_are_shortened_and_many_flips_make_no_huge_page() -> None:
    before, after = (
        result(attribution(articles(*[(share,) * 19] * 100)), name=str(share)) for share in (0, 1)
    )
    source = comparison_page(compare(with_words(before, "garbage " * 10_000), with_words(after, "x" * 150)))

    assert source.count('<li id="flip') == 1900
    assert "[cut here: 80,000 characters in all]" in source
    assert len(source.encode()) < 2_500_000


@pytest.fixture
def show(driver: Any, tmp_path: Path) -> Callable[..., Any]:
    """``show(source, width, scheme)`` opens a page and returns the browser."""

    def at(source: str, width: int = 1280, scheme: str = "light") -> Any:
        page = tmp_path / "page.html"
        page.write_text(source, encoding="utf-8")
        screen = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        driver.get("about:blank")
        driver.get(page.as_uri())
        return driver

    return at


@pytest.mark.browser
@pytest.mark.parametrize("which", ["comparison", "verdict", "history"])
def test_a_browser_runs_and_fetches_nothing(
    show: Callable[..., Any], listener: tuple[str, list[str]], which: str
) -> None:
    address, asked = listener
    attack = (
        f"</style></title></svg><script>document.title='gone';fetch('{address}/fetch')</script>"
        f"<img src={address}/image onerror=\"document.title='gone'\"><iframe src={address}/frame></iframe>"
        f"<link rel=stylesheet href={address}/style><style>@import url({address}/import)</style>"
        f"<svg onload=\"document.title='gone'\">"
        f"<meta http-equiv=refresh content=0;url={address}/refresh>\u202e"
    )
    browser = show(pages(attack)[which])

    assert browser.title.endswith(" · OnRecord")
    count = "return document.querySelectorAll('script,img,iframe,link,object,[onload]').length"
    assert browser.execute_script(count) == 0
    # All of the page is there: nothing broke out and hid the rest.
    assert browser.find_element("css selector", "#made").is_displayed()
    assert asked == []
    browser.get(f"{address}/noticed")
    assert asked == ["/noticed"]
    asked.clear()


@pytest.mark.browser
@pytest.mark.parametrize("which", ["comparison", "verdict", "history"])
@pytest.mark.parametrize("width", [390, 1280])
def test_it_fits_the_width(show: Callable[..., Any], width: int, which: str) -> None:
    browser = show(pages("unbroken" * 60)[which], width)

    assert browser.execute_script("return document.documentElement.scrollWidth") <= width


@pytest.mark.browser
def test_both_themes_have_colours_of_their_own(show: Callable[..., Any]) -> None:
    source = history_page(series_of(entries("m")))
    script = "return getComputedStyle(document.querySelector(arguments[0]))[arguments[1]]"

    seen = {
        scheme: [
            show(source, scheme=scheme).execute_script(script, selector, name)
            for selector, name in (("body", "backgroundColor"), ("svg > circle", "fill"), (".tick", "fill"))
        ]
        for scheme in ("light", "dark")
    }
    assert all(a != b for a, b in zip(seen["light"], seen["dark"], strict=True))


@pytest.mark.browser
def test_a_link_to_a_flip_shows_it(show: Callable[..., Any]) -> None:
    browser = show(comparison_page(compare(*runs())))

    browser.execute_script("location.hash = 'flip1-attribution-a9-q0'")

    flip = browser.find_element("css selector", "li:target")
    assert re.search(r"words of attribution/a9/q0", flip.text)
    assert flip.is_displayed()


def test_made_comparisons_are_comparisons() -> None:
    """The runs of this file differ as it says."""
    (found,) = compare(*runs())
    assert isinstance(found, Comparison)
    assert [(t.task, t.count("fixed"), t.count("broken")) for t in found.tasks] == [
        ("attribution", 1, 2),
        ("verify", 1, 2),
    ]
