"""Trivial rows: what a score is worth without reading. Each does the tasks that its idea fits."""

from collections import Counter
from dataclasses import replace
from functools import lru_cache

from onrecord.models.baselines.base import as_json
from onrecord.models.baselines.lead import lead_text
from onrecord.models.baselines.rules import rules
from onrecord.reading.locating import Locator
from onrecord.reading.marks import marked_strings
from onrecord.reading.names import read_names
from onrecord.reading.types import Name
from onrecord.tasks.request import Request
from onrecord.text import Span, Text, fold


def empty(request: Request) -> str:
    """Nothing, for every task."""
    return ""


def lead(request: Request) -> str | None:
    """The article's first sentences, as many as fit."""
    if "budget" not in request.inputs:
        return None
    return lead_text(request.inputs["text"], int(request.inputs["budget"]))


def copy_all(request: Request) -> str | None:
    """The whole article: as its own summary, and as one quote."""
    text = request.inputs["text"]
    if "budget" in request.inputs:
        return " ".join(text.split())
    if request.answer == "quotes":
        return as_json(quotes=[{"quote": text, "speaker": "unknown", "form": "direct"}])
    return None


def nearest_name(request: Request) -> str | None:
    """Each string in quote marks, given to the name that stands nearest."""
    text = request.inputs["text"]
    if request.answer == "quotes":
        return as_json(
            quotes=[
                {"quote": m.span.of(text), "speaker": _nearest(text, m.span), "form": "direct"}
                for m in marked_strings(text)
            ]
        )
    if request.answer == "speaker":
        place = Locator(Text(text)).locate(request.inputs["quote"])
        return as_json(speaker=_nearest(text, place.spans[0]) if place.spans else "unknown")
    return None


def most_frequent(request: Request) -> str | None:
    """Everything, given to the person or organisation that the article names most often."""
    text = request.inputs["text"]
    name = most_frequent_name(text)
    if request.answer == "quotes":
        return as_json(
            quotes=[
                {"quote": m.span.of(text), "speaker": name, "form": "direct"} for m in marked_strings(text)
            ]
        )
    if request.answer == "speaker":
        return as_json(speaker=name)
    if request.answer == "speakers":
        return as_json(speakers=[{"name": name, "other_names": [], "class": "person"}])
    return None


def majority(request: Request) -> str | None:
    """One label for every item: the first that the task lists."""
    if request.answer != "label" or request.schema is None:
        return None
    return as_json(label=request.schema["properties"]["label"]["enum"][0])


def most_frequent_name(text: str) -> str:
    """The fullest form of the name that stands most often; "unknown" in a text without names."""
    names = [n for n in _names(text) if n.kind in ("person", "organisation")] or list(_names(text))
    if not names:
        return "unknown"
    # Names that share their last word are one: "Mr. Austin" counts for "Lloyd J. Austin".
    counts = Counter(fold(n.text.split()[-1]) for n in names)
    last = max(counts, key=lambda word: counts[word])
    return max((n.text for n in names if fold(n.text.split()[-1]) == last), key=len)


def _nearest(text: str, span: Span) -> str:
    outside = [n for n in _names(text) if not span.overlaps(n.span)]
    people = [n for n in outside if n.kind == "person"] or outside
    nearest = min(people, key=lambda n: max(n.span.start - span.end, span.start - n.span.end), default=None)
    return nearest.text if nearest else "unknown"


@lru_cache(maxsize=8)
def _names(text: str) -> tuple[Name, ...]:
    return tuple(read_names(text))


def closed_book(request: Request) -> str | None:
    """The rules with the article withheld: what an answer is worth from the question alone."""
    withheld = replace(request, inputs={**request.inputs, "text": ""})
    return rules(withheld)
