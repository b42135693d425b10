"""W3C Web Annotation: ``NAME.jsonld``, a page of annotations, beside the text that they are about.

A record is an annotation: its places are targets with a TextPositionSelector (code points) and a
TextQuoteSelector, what it says is a body with terms of ours. A record without a place is about the whole
text, and the page carries ``meta.json``.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from onrecord.errors import GoldError
from onrecord.gold.formats.exchange import ROLES, Mark, document, from_payload, payload
from onrecord.gold.formats.files import files_of, read_utf8
from onrecord.gold.formats.foreign import adopted, kind_of_label
from onrecord.gold.formats.registry import Incoming, Losses
from onrecord.gold.save import KINDS, write_file
from onrecord.text import Span

_OURS = "onrecord:"
_CONTEXT = [
    "http://www.w3.org/ns/anno.jsonld",
    {
        "onrecord": "urn:onrecord:",
        **{f"onrecord:{name}": {"@type": "@json"} for name in ("article", "hints", "needs")},
    },
]
_AROUND = 32


def write(folders: Sequence[Path], out: Path) -> Losses:
    """Write each article as ``ID.txt`` and ``ID.jsonld``. Raises GoldError where one cannot be read."""
    losses: Losses = Counter()
    for folder in folders:
        article = document(folder)
        losses += article.losses
        source = f"{article.id}.txt"
        items = [_annotation(n, mark, article.text, source) for n, mark in enumerate(article.marks, 1)]
        page = {
            "@context": _CONTEXT,
            "id": f"{article.id}.jsonld",
            "type": "AnnotationPage",
            "onrecord:article": article.meta,
            "items": items,
        }
        write_file(out / source, article.text)
        write_file(out / f"{article.id}.jsonld", json.dumps(page, ensure_ascii=False, indent=1) + "\n")
    return losses


def read(source: Path) -> Iterator[Incoming]:
    """The pages (or lists, or single annotations) of a folder, or of one ``.jsonld`` or ``.json`` file.

    The text is the file beside it that the targets name, else the one with the page's own name. Raises
    GoldError where that is missing, or the file is not JSON.
    """
    for path in files_of(source, ".jsonld", ".json"):
        try:
            page = json.loads(read_utf8(path))
        except (ValueError, RecursionError) as error:
            raise GoldError(f"{path}: not JSON ({str(error).splitlines()[0]})") from None
        items = _items(page)
        text = read_utf8(_text_path(path, items))
        losses: Losses = Counter()
        found = [mark for item in items if (mark := _mark(item, text, losses))]
        known = page.get("onrecord:article") if isinstance(page, dict) else None
        yield adopted(path.stem, text, found, known if isinstance(known, dict) else {}, losses)


def _annotation(number: int, mark: Mark, text: str, source: str) -> dict[str, Any]:
    targets = [
        {
            "source": source,
            **({} if role == "at" else {"onrecord:role": role}),
            "selector": [
                {"type": "TextPositionSelector", "start": span.start, "end": span.end},
                {
                    "type": "TextQuoteSelector",
                    "exact": span.of(text),
                    "prefix": text[max(0, span.start - _AROUND) : span.start],
                    "suffix": text[span.end : span.end + _AROUND],
                },
            ],
        }
        for role, spans in mark.places.items()
        for span in spans
    ]
    said = {_OURS + name: value for name, value in payload(mark).items()}
    return {
        "id": f"#{number}",
        "type": "Annotation",
        "motivation": "describing",
        "body": [
            {"type": "TextualBody", "purpose": "tagging", "value": mark.kind},
            {"type": f"{_OURS}{mark.kind}", "purpose": "describing", **said},
        ],
        "target": targets or source,
    }


def _items(page: Any) -> list[Any]:
    """The annotations of a page, of a collection with its first page inside, of a list, or the one alone."""
    if isinstance(page, list):
        return page
    for _ in range(2):
        if isinstance(page, dict) and isinstance(page.get("items"), list):
            return list(page["items"])
        if isinstance(page, dict) and isinstance(page.get("first"), dict):
            page = page["first"]
    return [page]


def _text_path(path: Path, items: Sequence[Any]) -> Path:
    """The text that annotations are about: never a file outside the page's folder."""
    named = [
        s for item in items if isinstance(item, dict) for t in _list(item.get("target")) if (s := _source(t))
    ]
    for name in (unquote(urlsplit(named[0]).path).rpartition("/")[2] if named else "", f"{path.stem}.txt"):
        if name.endswith(".txt") and (path.parent / name).is_file():
            return path.parent / name
    raise GoldError(f"{path}: its text is not beside it; save it there as {path.stem}.txt")


def _source(target: Any) -> str:
    source = target.get("source", target.get("id")) if isinstance(target, dict) else target
    source = source.get("id") if isinstance(source, dict) else source
    return source if isinstance(source, str) else ""


def _mark(item: Any, text: str, losses: Losses) -> Mark | None:
    bodies = _list(item.get("body", item.get("bodyValue"))) if isinstance(item, dict) else []
    if not isinstance(item, dict) or item.get("type") != "Annotation":
        losses["items that are not annotations"] += 1
        return None
    places: dict[str, tuple[Span, ...]] = {}
    for target in _list(item.get("target")):
        if not isinstance(target, dict) or "selector" not in target:
            continue
        span = _span(_list(target["selector"]), text)
        if span is None:
            losses["annotations whose words are not in the text, or at several places of it"] += 1
            return None
        role = target.get("onrecord:role", "at")
        places[role if role in ROLES else "at"] = (*places.get(role, ()), span)
    for body in bodies:
        kind = str(body.get("type", "")).removeprefix(_OURS) if isinstance(body, dict) else ""
        if kind in KINDS:
            fields = {n.removeprefix(_OURS): v for n, v in body.items() if n.startswith(_OURS)}
            return from_payload(kind, fields, places)
    return _foreign(bodies, places, losses)


def _foreign(bodies: Sequence[Any], places: Mapping[str, tuple[Span, ...]], losses: Losses) -> Mark | None:
    """A mark of the first tag that is understood; what else was said is counted."""
    tags = []
    for body in bodies:
        value = body.get("value") if isinstance(body, dict) else body
        if isinstance(body, dict) and body.get("purpose") == "tagging" and isinstance(value, str):
            tags.append(value)
        else:
            losses["bodies that are not tags"] += 1
    understood = [tag for tag in tags if kind_of_label(tag)[0] in KINDS]
    if not understood:
        losses[f"annotations that are not understood: {tags[0] if tags else 'without a tag'}"] += 1
        return None
    kind, told = kind_of_label(understood[0])
    return from_payload(kind, told, places)


def _span(selectors: Sequence[Any], text: str) -> Span | None:
    """The place where the words stand: at the position, or the only one with the words and their context."""
    by_type = {s.get("type"): s for s in selectors if isinstance(s, dict)}
    position, quote = by_type.get("TextPositionSelector"), by_type.get("TextQuoteSelector")
    exact = quote.get("exact") if quote else None
    if position:
        start, end = position.get("start"), position.get("end")
        if isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text):
            span = Span(start, end)
            if not isinstance(exact, str) or span.of(text) == exact:
                return span
    if not isinstance(exact, str) or not exact or not quote:
        return None
    before, after = (c if isinstance(c := quote.get(name), str) else "" for name in ("prefix", "suffix"))
    whole = before + exact + after
    at = text.find(whole)
    if at < 0 or text.find(whole, at + 1) >= 0:
        return None
    return Span(at + len(before), at + len(before) + len(exact))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
