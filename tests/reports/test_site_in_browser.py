"""The report in a real browser: hostile words stay inert, what is chosen is shown, it fits, it prints."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from onrecord.gold.load import load_article
from onrecord.models.baselines.rules import rules
from onrecord.reports.site import write_site
from onrecord.reports.site_names import article_file
from onrecord.tasks.request import Request

from ..harness import GOLD
from .site_runs import erring, made_run

pytestmark = pytest.mark.browser

UNSEEN = set("\u202e\u2066\u200b\x00\x1b")
# The elements that templates make; any other is somebody else's.
OURS = (
    "html head meta title style body header main footer section article nav div p h1 h2 h3 h4 table thead "
    "tbody tr th td details summary span i a b small code blockquote fieldset legend label input"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three models on two articles; the second errs where it can, the third in half of that."""
    folder = tmp_path_factory.mktemp("site")

    def half(request: Request) -> str:
        return erring(request) if sum(map(ord, request.id)) % 2 else rules(request) or ""

    runs = [
        made_run(folder / "a"),
        made_run(folder / "b", erring, "erring"),
        made_run(folder / "c", half, "half"),
    ]
    return write_site(runs, folder / "report").parent


@pytest.fixture
def show(driver: Any) -> Callable[..., Any]:
    """``show(page, fragment, width, scheme, media)`` opens a page and returns the browser."""

    def at(
        page: Path, fragment: str = "", width: int = 1280, scheme: str = "light", media: str = "screen"
    ) -> Any:
        screen = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        features = [
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": features})
        driver.get("about:blank")
        driver.get(page.as_uri() + fragment)
        return driver

    return at


def each_shown(browser: Any, selector: str, what: str) -> list[Any]:
    """An expression about ``e`` for each element that is shown."""
    elements = "[...document.querySelectorAll(arguments[0])].filter(e => e.offsetHeight)"
    found: list[Any] = browser.execute_script(f"return {elements}.map(e => {what})", selector)
    return found


def rows(browser: Any, selector: str = ".o") -> list[str]:
    """The ids of the rows that are shown."""
    return each_shown(browser, selector, "e.id")


def click(browser: Any, selector: str) -> None:
    browser.execute_script("document.querySelector(arguments[0]).click()", selector)


def marks(browser: Any) -> dict[str, dict[str, str]]:
    """Every row's marks by letter, as far as they are shown; whether its row is does not matter."""
    script = """
      const found = {}
      for (const row of document.querySelectorAll('.o')) {
        found[row.id] = {};
        [...row.children].slice(1).forEach((cell, n) => {
          if (getComputedStyle(cell).display != 'none')
            found[row.id][String.fromCharCode(65 + n)] = cell.textContent
        })
      }
      return found"""
    found: dict[str, dict[str, str]] = browser.execute_script(script)
    return found


def test_hostile_articles_and_answers_stay_inert(
    show: Callable[..., Any],
    listener: tuple[str, list[str]],
    write_article: Callable[..., Path],
    ferry_text: str,
    ferry_records: tuple[dict[str, Any], ...],
    tmp_path: Path,
) -> None:
    address, asked = listener
    attack = (
        f"</style></title></textarea></p></td></table><script>document.title='gone';fetch('{address}/fetch')"
        f"</script><img src={address}/image onerror=\"document.title='gone'\"><iframe src={address}/frame>"
        f"</iframe><link rel=stylesheet href={address}/style><style>@import url({address}/import);"
        f"body{{display:none}}</style>*/}}}} body{{display:none;background:url({address}/css)}} /*"
        f"<meta http-equiv=refresh content=0;url={address}/refresh><base href={address}/>"
        f"<a href=\"javascript:document.title='gone'\" id=attack>x</a><input id=mA class=pick checked>"
        f"\" autofocus onfocus=document.title='gone' ' {{{{ 7*7 }}}}{{% raw %}}\u202egnp.exe\u2066\u200b"
        "\x00\x1b[31m" + "W" * 5000
    )
    # Gold refuses the characters that nobody sees; answers and models' names may have them.
    plain = "".join(c for c in attack if c not in UNSEEN)
    changes = {"speaker": {"name", "accept"}, "fact": {"text"}, "statement": {"text"}, "summary": {"text"}}
    records: list[dict[str, Any]] = [{"kind": "region", "type": "body", "at": "p7"}]
    for record in ferry_records:
        changed = dict(record)
        for name in changes.get(record["kind"], ()):
            if name == "accept":
                changed[name] = [plain]
            elif record["id"] in ("reth", "s3") or record["kind"] in ("fact", "statement"):
                changed[name] = f"{plain} {record['id']}"
        records.append(changed)
    text = ferry_text.rstrip("\n") + f"\n\n{plain}\n"
    folder = write_article(
        tmp_path / "gold" / "evil", text, records, title=plain, source=plain, licence=plain
    )
    assert load_article(folder).quotes

    def answer(request: Request) -> str:
        if request.answer == "quotes":
            return json.dumps({"quotes": [{"quote": attack, "speaker": attack, "form": "direct"}]})
        if request.answer == "speakers":
            return json.dumps({"speakers": [{"name": attack, "other_names": [attack], "class": attack}]})
        return json.dumps({"speaker": attack}) if request.answer == "speaker" else attack

    gold = folder.parent
    names = (f"evil {attack}", f"worse ' \" {plain}")
    runs = [made_run(tmp_path / str(n), answer, name, gold, ("evil",)) for n, name in enumerate(names)]
    report = write_site(runs, tmp_path / "report").parent

    pages = sorted(report.rglob("*.html"))
    assert len(pages) > 5
    for page in pages:
        assert page.resolve().is_relative_to(report.resolve())
        for width in (390, 1280):
            browser = show(page, width=width)
            script = """return [
              document.title,
              [...new Set([...document.querySelectorAll('*')].map(e => e.localName))],
              document.querySelectorAll('#attack').length,
              document.documentElement.scrollWidth,
              [...document.all].flatMap(e => e.getAttributeNames()).filter(n => /^on/.test(n)),
              [...document.querySelectorAll('a')].map(a => a.protocol).filter(p => p != 'file:'),
              getComputedStyle(document.body).display,
              document.body.innerText.length,
            ]"""
            title, made, attacked, across, handlers, links, display, length = browser.execute_script(script)
            assert title.endswith("· OnRecord"), page
            assert set(made) <= set(OURS.split()), page
            assert (attacked, handlers, links, display) == (0, [], [], "block"), page
            assert across == width, page
            assert length > 200
            # Characters that turn the text round, or hide it, are not there.
            source = page.read_text(encoding="utf-8")
            assert not UNSEEN & set(source), page
    assert asked == []
    browser.get(f"{address}/noticed")
    assert asked == ["/noticed"]
    asked.clear()


def test_none_chosen_shows_all_and_two_stand_side_by_side(show: Callable[..., Any], site: Path) -> None:
    browser = show(site / article_file("mill-fire"))
    everything = rows(browser)
    assert {"".join(shown) for shown in marks(browser).values()} == {"ABC"}

    click(browser, "#mA")
    click(browser, "#mC")

    assert {"".join(shown) for shown in marks(browser).values()} == {"AC"}
    assert rows(browser) == everything
    cards = (
        "return [...document.querySelectorAll('.card')].filter(e => e.offsetHeight).map(e => e.classList[2])"
    )
    assert browser.execute_script(cards) == ["A", "C"] * 3
    answers = each_shown(browser, ".a", "e.innerText")
    assert answers
    assert not [words for words in answers if words.startswith("B ")]
    left, right = each_shown(browser, ".card", "e.offsetTop")[:2]
    assert left == right


def test_of_two_the_first_answers_on_the_left(show: Callable[..., Any], site: Path) -> None:
    """Wherever it stands among the wrong answers; one that both gave takes the whole width."""
    browser = show(site / article_file("mill-fire"))
    place = "[e.classList.contains('A'), e.classList.contains('B'), e.classList.contains('C'), e.offsetLeft]"
    click(browser, "#mB")
    click(browser, "#mA")
    found = each_shown(browser, ".a", place)
    left = min(at for *_, at in found)
    assert {(a, b, at > left) for a, b, _, at in found} == {(True, False, False), (False, True, True)}
    click(browser, "#mA")
    click(browser, "#mC")
    found = each_shown(browser, ".a", place)
    assert (True, True, False) in {(b, c, at > left) for _, b, c, at in found}


def test_rows_with_errors_and_rows_that_differ(show: Callable[..., Any], site: Path) -> None:
    browser = show(site / article_file("mill-fire"))
    every = marks(browser)

    def those(shown: str, test: Callable[[set[str]], bool]) -> list[str]:
        return sorted(id for id, by in every.items() if test({by[letter] for letter in shown}))

    def differ(found: set[str]) -> bool:
        return len(found) == 2

    def has_error(found: set[str]) -> bool:
        return "✗" in found

    click(browser, "#wrong")
    assert sorted(rows(browser)) == those("ABC", has_error)
    click(browser, "#differ")
    assert sorted(rows(browser)) == those("ABC", differ)
    click(browser, "#mA")
    click(browser, "#mB")
    assert sorted(rows(browser)) == those("AB", differ)
    click(browser, "#mA")
    click(browser, "#mC")
    assert sorted(rows(browser)) == those("BC", differ) != those("AB", differ)
    click(browser, "#wrong")
    assert sorted(rows(browser)) == those("BC", has_error)
    click(browser, "#mC")
    assert sorted(rows(browser)) == those("B", has_error) != sorted(every)


def test_one_task_alone(show: Callable[..., Any], site: Path) -> None:
    browser = show(site / article_file("mill-fire"))
    click(browser, "#k1")
    assert {id.split("-")[0] for id in rows(browser)} == {"attribution"}
    click(browser, "#differ")
    assert all(id.startswith("attribution-") for id in rows(browser))
    assert rows(browser)


def test_a_slice_is_an_address(show: Callable[..., Any], site: Path) -> None:
    quotes = load_article(GOLD / "mill-fire").quotes
    expected = [f"quotes-{q.id}" for q in quotes if q.form == "direct" and not q.optional]
    expected += [id.replace("quotes", "attribution") for id in expected]
    browser = show(site / article_file("mill-fire"), "#slice.form-direct")
    assert rows(browser) == expected
    click(browser, "#mA")
    click(browser, "#wrong")
    assert set(rows(browser)) < set(expected)
    assert rows(browser, ".only") == ["slice.form-direct"]
    browser = show(site / article_file("mill-fire"))
    assert rows(browser, ".only") == []


def test_an_outcome_is_an_address_and_lights_up(show: Callable[..., Any], site: Path) -> None:
    browser = show(site / article_file("mill-fire"), "#verify-v1")
    script = "return getComputedStyle(document.querySelector(arguments[0])).backgroundColor"
    lit, other = (browser.execute_script(script, f"#verify-{id} td") for id in ("v1", "v2"))
    assert lit == "rgb(255, 233, 163)"
    assert other != lit
    place = browser.execute_script("return document.querySelector('#verify-v1').getBoundingClientRect().top")
    assert 0 < place < 900


def test_the_list_of_articles_shows_a_task_at_a_time(show: Callable[..., Any], site: Path) -> None:
    browser = show(site / "index.html")
    script = (
        "return [...document.querySelectorAll('.list tbody tr:first-child td')].map(e => e.offsetWidth > 0)"
    )
    shown = browser.execute_script(script)
    assert len(shown) == 24
    assert shown == [True] * 3 + [False] * 21
    click(browser, "#k2")
    assert browser.execute_script(script) == [False] * 6 + [True] * 3 + [False] * 15
    assert each_shown(browser, ".list thead [colspan]", "e.innerText") == ["speakers"]
    click(browser, "#every")
    assert browser.execute_script(script) == [True] * 24


def test_a_cell_of_the_heat_map_leads_to_its_articles_and_they_to_the_rows(
    show: Callable[..., Any], site: Path
) -> None:
    browser = show(site / "index.html")
    click(browser, ".heat a[href='slices/quotes-form.html#direct']")
    assert browser.current_url.endswith("slices/quotes-form.html#direct")
    click(browser, "#direct tbody a[href*='mill-fire']")
    assert browser.current_url.endswith("articles/mill-fire.html#slice.form-direct")
    assert rows(browser)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_figures_can_be_read_on_every_tint(show: Callable[..., Any], site: Path, scheme: str) -> None:
    """The contrast of the ink on each of the eleven tints is that of WCAG's AA (4.5) at least."""
    browser = show(site / "index.html", scheme=scheme)
    script = """
      const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true})
      const light = (colour) => {
        canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1)
        const linear = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map(v => v / 255)
          .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
        return .2126 * linear[0] + .7152 * linear[1] + .0722 * linear[2] + .05
      }
      const cell = document.querySelector('.heat td[class]')
      return [...Array(11).keys()].map(n => {
        cell.className = 'h' + n
        const style = getComputedStyle(cell)
        const [a, b] = [light(style.color), light(style.backgroundColor)]
        return Math.max(a, b) / Math.min(a, b)
      })"""
    contrasts = browser.execute_script(script)
    assert len(set(contrasts)) == 11
    assert min(contrasts) >= 4.5


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", ["index.html", "slices/verify-trick.html", article_file("mill-fire")])
def test_it_fits(show: Callable[..., Any], site: Path, width: int, name: str) -> None:
    for scheme in ("light", "dark"):
        browser = show(site / name, width=width, scheme=scheme)
        assert browser.execute_script("return document.documentElement.scrollWidth") == width


def test_it_prints_what_is_chosen_and_no_controls(show: Callable[..., Any], site: Path) -> None:
    browser = show(site / article_file("mill-fire"), width=718, media="print")
    click(browser, "#mB")
    click(browser, "#differ")
    chosen = each_shown(browser, ".bar label", "e.innerText.split(/\\s+/).join(' ')")
    assert chosen == ["B erring", "in which models differ", "all"]
    assert each_shown(browser, "input, nav, .place, .by", "e.outerHTML") == []
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 718
    pdf = base64.b64decode(browser.execute_cdp_cmd("Page.printToPDF", {})["data"])
    assert pdf.startswith(b"%PDF")


def test_no_table_of_the_overview_is_cut_in_print(show: Callable[..., Any], site: Path) -> None:
    browser = show(site / "index.html", width=718, media="print")
    click(browser, "#every")
    widest = max(each_shown(browser, "table", "e.getBoundingClientRect().right"))
    assert widest <= 718
