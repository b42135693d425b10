"""Article folders of every shape, for hypothesis, and the way there and back through a format."""

import hashlib
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from onrecord.gold.anchors import AnchorError, AnchorResolver
from onrecord.gold.formats.registry import Incoming, Losses, find
from onrecord.gold.load import read_meta, read_records, read_text
from onrecord.gold.records import AnyRecord, record_adapter
from onrecord.gold.save import canonical, dumps, write_file
from onrecord.text import Span

# An emoji of two UTF-16 units, one of several code points, combining marks, right-to-left text and its
# marks, quote marks, and characters that XML or a reader of lines trips over.
_PIECES = [
    "a",
    "b",
    "Ab",
    "e\u0301",
    "שלום",
    "\u200f",
    "🚢",
    "👩‍🚒",
    "“",
    "”",
    ",",
    "—",
    "<&",
    "\x01",
    "\u2028",
    "\t",
]
_WORDS = st.lists(st.sampled_from(_PIECES), min_size=1, max_size=3).map("".join)
_LINES = st.lists(_WORDS, min_size=1, max_size=8).map(" ".join)
TEXTS = st.lists(_LINES, min_size=1, max_size=4).map("\n\n".join).filter(str.strip)
_SPOKEN = st.text(min_size=1, max_size=12)
_FEW = st.lists(st.text(max_size=6), max_size=3)
_IDS = st.sampled_from(["x1", "varga"])


@st.composite
def records(draw: st.DrawFn, text: str) -> list[dict[str, Any]]:
    """Records of all kinds about a text: every field there and not there, references to nobody among them."""
    resolver = AnchorResolver(text)

    def anchors(least: int, most: int) -> list[str]:
        found = []
        for _ in range(draw(st.integers(least, most))):
            paragraph = draw(st.sampled_from(resolver.paragraphs))
            start = draw(st.integers(paragraph.start, paragraph.end))
            span = Span(start, draw(st.integers(start, paragraph.end)))
            try:
                found.append(resolver.anchor(span))
            except AnchorError:
                found.append(f"p{resolver.paragraphs.index(paragraph) + 1}")
        return found

    def maybe(**fields: st.SearchStrategy[Any]) -> dict[str, Any]:
        return {name: draw(values) for name, values in fields.items() if draw(st.booleans())}

    who = st.one_of(_IDS, st.lists(_IDS, max_size=3))
    made: list[dict[str, Any]] = []
    for kind in draw(st.lists(st.sampled_from(sorted(_KINDS)), max_size=12)):
        made.append({"kind": kind, **_KINDS[kind](draw, anchors, maybe, who)})
    return made


def _region(draw: Any, anchors: Any, maybe: Any, who: Any) -> dict[str, Any]:
    return {"type": draw(st.sampled_from(["body", "caption"])), "at": anchors(1, 1)[0]}


def _speaker(draw: Any, anchors: Any, maybe: Any, who: Any) -> dict[str, Any]:
    lists = maybe(aliases=_FEW, accept=_FEW, reject=_FEW, speaks=st.booleans())
    return {"id": draw(_IDS), "name": draw(_SPOKEN), "class": "group", **lists}


def _mention(draw: Any, anchors: Any, maybe: Any, who: Any) -> dict[str, Any]:
    return {"id": draw(_IDS), "of": draw(who), "at": anchors(1, 1)[0]}


def _quote(draw: Any, anchors: Any, maybe: Any, who: Any) -> dict[str, Any]:
    more = maybe(via=_IDS, parent=_IDS, relayed_by=st.lists(_IDS, max_size=2), optional=st.booleans())
    more |= maybe(**{"for": _IDS})
    if draw(st.booleans()):
        more["cue"] = anchors(1, 1)[0]
    form = draw(st.sampled_from(["direct", "indirect", "mixed"]))
    # A mixed quote of gold has its verbatim words; without, they would be looked for.
    more["verbatim"] = anchors(int(form == "mixed"), 2)
    return {"id": draw(_IDS), "form": form, "at": anchors(1, 3), "speaker": draw(who), **more}


def _not_quote(draw: Any, anchors: Any, maybe: Any, who: Any) -> dict[str, Any]:
    return {"at": anchors(1, 1)[0], "why": draw(_SPOKEN)}


def _fact(draw: Any, anchors: Any, maybe: Any, who: Any) -> dict[str, Any]:
    needs = draw(st.lists(_FEW, min_size=1, max_size=2))
    more = maybe(lengths=st.just(["brief"]), speaker=who)
    return {
        "id": draw(_IDS),
        "text": draw(_SPOKEN),
        "weight": "okay",
        "at": anchors(1, 3),
        "needs": needs,
        **more,
    }


def _statement(draw: Any, anchors: Any, maybe: Any, who: Any) -> dict[str, Any]:
    said = {"id": draw(_IDS), "text": draw(_SPOKEN), "label": "unstated", "trick": "number"}
    return {**said, "at": anchors(0, 2)}


def _summary(draw: Any, anchors: Any, maybe: Any, who: Any) -> dict[str, Any]:
    tells = draw(st.lists(_IDS, max_size=3))
    return {"id": draw(_IDS), "task": "brief", "text": draw(_SPOKEN), "tells": tells, "pass": draw(st.text())}


def _damage(draw: Any, anchors: Any, maybe: Any, who: Any) -> dict[str, Any]:
    return {"at": anchors(1, 1)[0], "what": draw(_SPOKEN), **maybe(waives=_FEW)}


def _label(draw: Any, anchors: Any, maybe: Any, who: Any) -> dict[str, Any]:
    return {"of": draw(_IDS), "label": "supported"}


def _decision(draw: Any, anchors: Any, maybe: Any, who: Any) -> dict[str, Any]:
    return {"of": draw(_SPOKEN), "took": "both", "why": draw(_SPOKEN)}


_KINDS: dict[str, Callable[..., dict[str, Any]]] = {
    "region": _region,
    "speaker": _speaker,
    "mention": _mention,
    "quote": _quote,
    "not_quote": _not_quote,
    "fact": _fact,
    "statement": _statement,
    "summary": _summary,
    "damage": _damage,
    "label": _label,
    "decision": _decision,
}


def canonical_records(folder: Path) -> list[AnyRecord]:
    text = read_text(folder, read_meta(folder))
    return canonical(text, [record for _, record in read_records(folder / "annotations.jsonl")])


def parsed(text: str, found: list[dict[str, Any]]) -> list[AnyRecord]:
    return canonical(text, [record_adapter.validate_python(record) for record in found])


def save(folder: Path, text: str, found: list[AnyRecord]) -> Path:
    """An article folder with these records."""
    meta = {
        "id": folder.name,
        "title": "A “title”\x01🚢",
        "source": "Invented",
        "licence": "CC0-1.0",
        "redistributable": True,
        "language": "en",
        "date": "2031-05-06",
        "origin": "composed",
        "phenomena": ["nested"],
        "split": "dev",
        "version": 1,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "changes": [{"version": 1, "date": "2031-05-06", "what": "First gold."}],
    }
    write_file(folder / "article.txt", text)
    write_file(folder / "meta.json", json.dumps(meta))
    write_file(folder / "annotations.jsonl", dumps(found))
    return folder


def there_and_back(name: str, folder: Path) -> tuple[Incoming, Losses]:
    """The article as a format gives it back, and what the format said that it cannot hold."""
    with tempfile.TemporaryDirectory() as out:
        losses = find(name).writer()([folder], Path(out))
        (came,) = find(name).reader()(Path(out))
    return came, losses
