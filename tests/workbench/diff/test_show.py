"""Differences as a terminal and a page show them; hostile words stay words."""

import io
import re
from html.parser import HTMLParser

import pytest
from rich.console import Console

from onrecord.workbench.diff.page import render_page
from onrecord.workbench.diff.terminal import show

from .conftest import Compare

HOSTILE = "<script>alert(1)</script>{{ 7*7 }}\x1b[31mred\u202e"


def shown(compare: Compare, width: int = 120, **changes: object) -> str:
    out = Console(file=io.StringIO(), width=width, highlight=False, markup=False, emoji=False)
    show(compare(**changes), out)  # type: ignore[arg-type]
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue()


def test_the_terminal_says_and_shows_it(compare: Compare) -> None:
    text = shown(compare, 80, q2={"at": ["p3 ⟦the island could hold out⟧"], "speaker": "dorven"})

    assert text.startswith("ferry: a → b\n1 difference: 1 quote\n\nquotes\n")
    assert "q2: speaker Tomas Reth → Ilka Dorvén; span shortened by “for three weeks”" in text
    assert "⟦the island could hold out[- for three weeks-]⟧." in re.sub(r"\s+", " ", text)
    assert "⟦the island could hold out⟧ for three weeks." in re.sub(r"\s+", " ", text)
    assert not re.search(r"[ \t]\n", text)


@pytest.mark.parametrize("width", [20, 80, 200])
def test_every_width_shows_every_word(compare: Compare, width: int) -> None:
    text = re.sub(r"\s+", "", shown(compare, width, v2={"text": "The crack measures half a kilometre."}))

    assert "kilometre" in text


def test_nothing_differs(compare: Compare) -> None:
    assert shown(compare) == "ferry: a → b\nno difference\n"
    assert "The two say the same." in render_page(compare())


def test_hostile_words_move_no_terminal(compare: Compare) -> None:
    text = shown(compare, v2={"text": HOSTILE}, reth={"name": f"[red]{HOSTILE}"})

    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "[red]" in text


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.ids: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.links += [value for name, value in attrs if name in ("href", "src") and value]


def test_the_page_is_static_and_its_links_lead_somewhere(compare: Compare) -> None:
    html = render_page(compare(v2={"text": HOSTILE}, q1={"speaker": "reth"}, m4=None, q4={"via": None}))
    page = Page()
    page.feed(html)

    assert "script" not in page.tags
    assert "&lt;script&gt;" in html
    assert "49" not in html
    assert "\x1b" not in html
    assert "default-src 'none'" in html
    assert all(link.startswith("#") and link[1:] in page.ids for link in page.links)
    assert len(set(page.ids)) == len(page.ids)
    assert "speaker Ilka Dorvén → Tomas Reth" in html
