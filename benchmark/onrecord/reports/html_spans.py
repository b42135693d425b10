"""Marks on a text, overlapping and nested as they come, flattened to segments that HTML can hold."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from onrecord.text import Span

# A hundred answers may lie over one word: its tooltip names the first.
TITLES_SHOWN = 5


class Tag(NamedTuple):
    """A small label after the last word of a mark: what became of it, and a link to more."""

    label: str
    css: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """One stretch to mark. ``css`` are its classes; ``title`` is its tooltip; ``anchor`` names the place
    that links lead to (marks that share it light up together); ``tag`` stands at its end."""

    span: Span
    css: str = ""
    title: str = ""
    anchor: str = ""
    tag: Tag | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch with the same marks throughout. ``ids`` are the anchors that open here."""

    text: str
    css: str = ""
    title: str = ""
    ids: tuple[str, ...] = ()
    tags: tuple[Tag, ...] = ()


def flatten(
    text: str, marks: Iterable[Mark], within: Span | None = None, opened: set[str] | None = None
) -> list[Segment]:
    """Cut a text (or one span of it) wherever a mark begins or ends.

    The segments' texts, joined, are exactly the text. Marks outside of it are dropped, and so are empty
    ones. Of marks that share an anchor, the first opens it; ``opened`` holds the anchors that earlier
    spans of the same text have opened, so that no id stands twice.
    """
    opened = set() if opened is None else opened
    whole = within or Span(0, len(text))
    start = min(max(0, whole.start), len(text))
    whole = Span(start, max(start, min(len(text), whole.end)))
    inside = sorted(
        (m for m in marks if m.span.start < m.span.end and m.span.overlaps(whole)),
        key=lambda m: (m.span.start, -m.span.end),
    )
    edges = {whole.start, whole.end}
    for mark in inside:
        edges |= {max(mark.span.start, whole.start), min(mark.span.end, whole.end)}
    places = sorted(edges)
    segments = []
    active: list[Mark] = []
    waiting = 0
    for start, end in itertools.pairwise(places):
        active = [m for m in active if m.span.end > start]
        while waiting < len(inside) and inside[waiting].span.start <= start:
            active.append(inside[waiting])
            waiting += 1
        segments.append(_segment(text, Span(start, end), active, opened))
    return segments


def _segment(text: str, span: Span, active: Sequence[Mark], opened: set[str]) -> Segment:
    ids = dict.fromkeys(m.anchor for m in active if m.anchor and m.anchor not in opened)
    opened.update(ids)
    classes = dict.fromkeys(c for m in active for c in (*m.css.split(), m.anchor) if c)
    titles = dict.fromkeys(m.title for m in active if m.title)
    ending = tuple(m.tag for m in reversed(active) if m.tag and m.span.end == span.end)
    shown = [*titles][:TITLES_SHOWN] + ["…"] * (len(titles) > TITLES_SHOWN)
    return Segment(span.of(text), " ".join(classes), "\n".join(shown), tuple(ids), ending[:TITLES_SHOWN])
