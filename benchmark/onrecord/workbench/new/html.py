"""The article in a saved page: its lines, in the page's order, and what the page says about itself.

The library trafilatura tells which text is the article's. It leaves out captions, credits and bylines, which
are gold, so the lines are read from the page itself: from the headline on, and from the smallest part of the
page that holds the article's text.
"""

import re
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from onrecord.errors import GoldError
from onrecord.gold.records import RegionType
from onrecord.text import Span, words
from onrecord.workbench.new.regions import Line, is_furniture, kind_by_words
from onrecord.workbench.new.text import Changes, cleaned

_BLOCKS = frozenset(
    """address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption
    figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody
    td tfoot th thead time title tr ul""".split()
)
_NO_TEXT = """script style noscript template iframe svg math head button select option textarea input object
    embed canvas video audio map""".split()
_FURNITURE_TAGS = frozenset(("nav", "aside", "footer", "dialog"))
_FURNITURE_ROLES = frozenset("navigation banner contentinfo complementary search dialog menu".split())
_FURNITURE_WORDS = frozenset(
    """nav navbar navigation menu menubar breadcrumb breadcrumbs footer cookie cookies consent newsletter
    subscribe subscription signup promo advert advertisement ad ads sponsor sponsored social share
    sharing related recommended comment comments toolbar skip paywall popup modal sidebar tags
    pullquote""".split()
)
_HINT_WORDS: dict[RegionType, frozenset[str]] = {
    "credit": frozenset("credit credits byline author authors photographer".split()),
    "caption": frozenset("caption figcaption cutline".split()),
    "headline": frozenset("standfirst subhead subheadline subheading subtitle deck dek".split()),
    "label": frozenset(
        "kicker label eyebrow overline category dateline timestamp stamp published updated date".split()
    ),
}
_HINT_TAGS: dict[str, RegionType] = {
    "h1": "headline", "figcaption": "caption", "address": "credit", "cite": "credit", "time": "label",
    "h2": "label", "h3": "label", "h4": "label", "h5": "label", "h6": "label",
}  # fmt: skip
_ENDS = re.compile(r"[.!?…][\"'”’»)\]]*$")
_MARKUP = re.compile(r"<[^>]*>|&#?\w+;")
_SHINGLE = 4
_LEAST_PROSE = 8
_MOST_OF_IT = 0.9
_MOSTLY_LINKS = 0.5
_CLIMB = 4
_AFTER = 3


@dataclass(frozen=True, slots=True)
class Page:
    """What a page holds: its article's lines, and what it says of itself ("" where it does not)."""

    lines: tuple[Line, ...]
    title: str = ""
    source: str = ""
    date: str = ""
    licence: str = ""
    language: str = ""
    left_out: tuple[str, ...] = ()


@dataclass(slots=True)
class _Block:
    """A run of text between two block elements: its pieces with their hints, and how much is links."""

    element: Any
    pieces: list[tuple[str, RegionType | None]] = field(default_factory=list)
    linked: int = 0

    @property
    def text(self) -> str:
        return " ".join("".join(piece for piece, _ in self.pieces).split())

    @property
    def is_links(self) -> bool:
        return self.linked > _MOSTLY_LINKS * sum(len(piece) for piece, _ in self.pieces)


def read_page(html: str, where: str, changes: Changes) -> Page:
    """Read a saved page. Nothing in it is run, and nothing is fetched.

    Raises GoldError where the extra ``annotate`` is missing, or the page holds no article.
    """
    try:
        from lxml.html import HTMLParser, document_fromstring
        from trafilatura import bare_extraction
    except ImportError as error:
        raise GoldError(
            f"a saved page needs the extra ‘annotate’: pip install 'onrecord[annotate]' ({error})"
        ) from None
    if not re.search(r"\w", _MARKUP.sub("", html)):
        raise GoldError(f"{where}: the page is empty")
    # Bytes, so that an XML declaration's encoding is no matter.
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except (ValueError, SyntaxError) as error:
        raise GoldError(f"{where}: not readable as HTML ({error})") from None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what its parsers are about to change is no news to a contributor
        found = bare_extraction(
            html,
            include_comments=False,
            favor_recall=True,
            fast=True,
            with_metadata=True,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    titles = [t for t in (getattr(found, "title", None), tree.findtext(".//title")) if t]
    blocks = list(_blocks(tree))
    guide = _shingles(getattr(found, "text", None) or "")
    prose = [b for b in blocks if not b.is_links and _is_prose(b.text, guide)]
    if not prose:
        raise GoldError(
            f"{where}: no article in this page ({sum(len(b.text.split()) for b in blocks)} words of other "
            "text); save the article's own page, or paste its text into a .txt file"
        )
    kept = _Choice(blocks, prose, titles).kept()
    taken = {id(block) for block, _ in kept}
    lines = tuple(line for line in (_line(block, hints, changes) for block, hints in kept) if line.text)
    return Page(
        lines,
        title=_plain(titles[0]) if titles else "",
        source=", ".join(
            _plain(v) for v in (getattr(found, "sitename", None), getattr(found, "url", None)) if v
        ),
        date=getattr(found, "date", None) or "",
        licence=_plain(getattr(found, "license", None) or ""),
        language=(tree.get("lang") or "").split("-")[0].lower()[:8],
        left_out=tuple(b.text for b in blocks if id(b) not in taken),
    )


class _Choice:
    """Chooses the blocks of a page that are the article."""

    def __init__(self, blocks: Sequence[_Block], prose: Sequence[_Block], titles: Sequence[str]) -> None:
        self.blocks = blocks
        self.titles = [" ".join(words(t)) for t in titles]
        self.inside: Counter[Any] = Counter()
        for block in prose:
            for element in (block.element, *block.element.iterancestors()):
                self.inside[element] += len(block.text)
        self.container = self._container(prose)
        self.around = {self.container, *self.container.iterancestors()}
        self.furniture: dict[Any, bool] = {}
        # Where all that the library found stands in what looks like furniture, the library knows better.
        self.prose = {id(b) for b in [b for b in prose if self._is_own(b)] or prose}

    def kept(self) -> list[tuple[_Block, tuple[RegionType | None, ...]]]:
        """The article's blocks, each with what the page says its pieces are."""
        places = [n for n, b in enumerate(self.blocks) if id(b) in self.prose]
        first, last = places[0], places[-1]
        headline = self._headline(first)
        found: list[tuple[_Block, tuple[RegionType | None, ...]]] = []
        said: set[str] = set()
        for n in range(max(0, headline - 1), last + 1 + _AFTER):
            if n >= len(self.blocks):
                break
            block = self.blocks[n]
            hints = tuple(self._hint(block, n, headline, hint) for _, hint in block.pieces)
            some = next((hint for hint in hints if hint), None)
            text = block.text
            if text in said or not (
                id(block) in self.prose or self._is_kept(block, some, n, headline, first, last)
            ):
                continue
            # What a page shows twice, for a narrow screen and for a wide one, is one.
            if id(block) not in self.prose:
                said.add(text)
            found.append((block, hints))
        return found

    def _is_kept(
        self, block: _Block, hint: RegionType | None, n: int, headline: int, first: int, last: int
    ) -> bool:
        if not self._is_own(block) or is_furniture(block.text):
            return False
        if n == headline:
            return True
        is_within = self.container in (block.element, *block.element.iterancestors())
        if n < headline:
            return hint == "label"
        if n > last:
            is_last_word = not block.is_links and _ENDS.search(block.text) is not None
            return is_within and (
                is_last_word or (hint or kind_by_words(block.text)) in ("caption", "credit")
            )
        return hint is not None or (is_within and not block.is_links)

    def _container(self, prose: Sequence[_Block]) -> Any:
        """The deepest element that holds nearly all of the article's text, and is no mere paragraph."""
        total = sum(len(block.text) for block in prose)
        element = prose[0].element
        own = {block.element for block in prose}
        for candidate in (element, *element.iterancestors()):
            if self.inside[candidate] >= _MOST_OF_IT * total and candidate not in own:
                return candidate
        return element.getroottree().getroot()

    def _headline(self, first: int) -> int:
        """The block that is the headline: the last main heading, best one whose words the page's title has.

        Without a main heading it is the longest block that the title holds: the site's name is in it, too.
        """
        headings, titled = [], []
        for n, block in enumerate(self.blocks[:first]):
            if not self._is_own(block):
                continue
            is_heading = any(e.tag == "h1" for e in (block.element, *block.element.iterancestors()))
            said = words(block.text)
            if len(said) > 1 and any(" ".join(said) in title for title in self.titles):
                if is_heading:
                    return n
                titled.append((not block.is_links, len(said), -n))
            if is_heading:
                headings.append(n)
        if headings:
            return headings[-1]
        return -max(titled)[2] if titled else first

    def _is_own(self, block: _Block) -> bool:
        """Whether a block stands in no part of the page that is furniture by its tag, role or class."""
        return not any(
            self._is_furniture(e)
            for e in (block.element, *block.element.iterancestors())
            if e not in self.around
        )

    def _is_furniture(self, element: Any) -> bool:
        if element not in self.furniture:
            style = element.get("style", "").replace(" ", "").lower()
            self.furniture[element] = (
                element.tag in _FURNITURE_TAGS
                or element.get("role", "") in _FURNITURE_ROLES
                or element.get("hidden") is not None
                or element.get("aria-hidden") == "true"
                or "display:none" in style
                or bool(_class_words(element) & _FURNITURE_WORDS)
            )
        return self.furniture[element]

    def _hint(self, block: _Block, n: int, headline: int, hint: RegionType | None) -> RegionType | None:
        if n == headline:
            return "headline"
        if hint:
            return hint
        for element in [block.element, *block.element.iterancestors()][:_CLIMB]:
            # A wrapper of more than this block says nothing about it.
            if element in self.around or self.inside[element] > len(block.text):
                return None
            if found := _own_hint(element):
                return found
        return None


def _own_hint(element: Any) -> RegionType | None:
    said = _class_words(element)
    for kind, hints in _HINT_WORDS.items():
        if said & hints:
            return kind
    return _HINT_TAGS.get(element.tag)


def _class_words(element: Any) -> set[str]:
    return set(re.split(r"[^a-z]+", f"{element.get('class', '')} {element.get('id', '')}".lower()))


def _blocks(tree: Any) -> Iterator[_Block]:
    """The runs of text of a page, in its order, parted by block elements and line breaks."""
    from lxml import etree

    block = _Block(tree)
    holders = [tree]
    depth = Counter[str]()
    inline: list[tuple[Any, RegionType | None]] = []

    def add(text: str | None) -> None:
        if text and not depth["silent"]:
            block.pieces.append((text, inline[-1][1] if inline else None))
            block.linked += len(text) if depth["link"] else 0

    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _NO_TEXT:
            depth["silent"] += 1 if event == "start" else -1
        if tag == "a":
            depth["link"] += 1 if event == "start" else -1
        if (tag in _BLOCKS and not depth["silent"]) or tag == "br":
            if block.text:
                yield block
            if tag != "br":
                holders.append(element) if event == "start" else holders.pop()
            block = _Block(holders[-1])
        elif event == "start" and (hint := _own_hint(element)):
            inline.append((element, hint))
        elif event == "end" and inline and inline[-1][0] is element:
            inline.pop()
        add(element.text if event == "start" else element.tail)
    if block.text:
        yield block


def _shingles(text: str) -> set[tuple[str, ...]]:
    said = words(text)
    return set(zip(*(said[n:] for n in range(_SHINGLE)), strict=False))


def _is_prose(text: str, guide: set[tuple[str, ...]]) -> bool:
    """Whether a block is running text that the library takes for the article's."""
    said = words(text)
    if len(said) < _LEAST_PROSE or not _ENDS.search(text):
        return False
    own = set(zip(*(said[n:] for n in range(_SHINGLE)), strict=False))
    return 2 * len(own & guide) > len(own)


def _line(block: _Block, hints: Sequence[RegionType | None], changes: Changes) -> Line:
    """A block as a line of the article, with the places of its pieces whose kind is known."""
    text = ""
    by_kind: defaultdict[RegionType, list[Span]] = defaultdict(list)
    edges: list[tuple[int, RegionType | None]] = []
    for (piece, _), hint in zip(block.pieces, hints, strict=True):
        edges.append((len(text), hint))
        said = " ".join(cleaned(piece, changes).split())
        # A style sheet sets a credit apart from its caption where the page has no space.
        is_another = said and len(edges) > 1 and {hint, edges[-2][1]} == {"caption", "credit"}
        if text and text[-1] != " " and (piece[:1].isspace() or is_another):
            text += " "
        text += said + (" " if piece[-1:].isspace() and said else "")
    edges.append((len(text), None))
    for (start, hint), (end, _) in pairwise(edges):
        words_there = text[start:end].strip()
        if hint and words_there:
            begin = start + text[start:end].index(words_there)
            by_kind[hint].append(Span(begin, begin + len(words_there)))
    text = text.rstrip()
    if (whole := cleaned(text, Counter())) != text:  # an accent in a piece of its own, say
        return Line(whole)
    parts = sorted((spans[0].start, spans[-1].end, kind) for kind, spans in by_kind.items())
    if any(a[1] > b[0] for a, b in pairwise(parts)):  # a credit, a caption and a credit again, say
        return Line(text)
    return Line(text, tuple(parts))


def _plain(text: str) -> str:
    return " ".join(cleaned(text, Counter()).split())[:300]
