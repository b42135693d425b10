"""``baseline:rules``: the dependency-free reader of quotes and speakers, with a lead-based summariser.

It reads each article once with ``reading``, and answers every task from that.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from onrecord.models.baselines.base import as_json
from onrecord.models.baselines.lead import lead_sentences, lead_text
from onrecord.models.baselines.verdict import verdict
from onrecord.reading.locating import Locator
from onrecord.reading.quotations import read_quotations
from onrecord.reading.types import Quotation
from onrecord.tasks.request import Request
from onrecord.text import DOUBLE_MARKS, Span, Text, count_words, fold, words

_GROUPS = frozenset("officials sources people residents critics analysts witnesses protesters".split())
_NAMELESS = frozenset("a an the two three several some senior".split())
_BODIES = frozenset(
    """government ministry department council court police party company agency committee office university
    union bank army military group commission board authority statement association service""".split()
)
_LEAST_QUOTED = 4
_TOPIC_CUES = ("discuss", "propose")
_JOINT = re.compile(r" and (?=(?:an?|the|another|two|three|several)\b)|(?<=[a-z]) and (?=[A-Z])")


@dataclass(frozen=True)
class _Reading:
    """An article as the rules see it."""

    text: str
    quotations: tuple[Quotation, ...]
    locator: Locator


def rules(request: Request) -> str | None:
    """The answer of the rules to any task; nothing where the article is withheld and was needed."""
    reading = _read(request.inputs["text"])
    if request.answer == "quotes":
        return as_json(quotes=[_entry(reading, q) for q in reading.quotations])
    if request.answer == "speaker":
        return as_json(speaker=_speaker_of(reading, request.inputs["quote"]))
    if request.answer == "speakers":
        return as_json(speakers=_speakers(reading))
    if "speaker" in request.inputs:
        return as_json(label=_check(reading, request.inputs["quote"], request.inputs["speaker"]))
    if "statement" in request.inputs:
        return as_json(label=verdict(reading.text, request.inputs["statement"]))
    if "budget" in request.inputs:
        budget = int(request.inputs["budget"])
        if "quotations" in request.inputs:
            return _quoted_brief(reading, budget)
        return lead_text(reading.text, budget) if reading.text else ""
    return None


@lru_cache(maxsize=8)
def _read(text: str) -> _Reading:
    quotations = tuple(q for q in read_quotations(text) if _has_content(text, q))
    return _Reading(text, quotations, Locator(Text(text), [q.spans for q in quotations]))


def _has_content(text: str, quotation: Quotation) -> bool:
    """Whether something was said: "they discussed the harvest" names a topic and no content."""
    is_topic = quotation.cue is not None and fold(quotation.cue.of(text)).startswith(_TOPIC_CUES)
    is_told_of_itself = quotation.form != "direct" and fold(quotation.speaker or "") in ("it", "this", "that")
    return not is_told_of_itself and (bool(quotation.marked) or not is_topic)


def _entry(reading: _Reading, quotation: Quotation) -> dict[str, str]:
    return {
        "quote": " … ".join(s.of(reading.text) for s in quotation.spans),
        "speaker": quotation.speaker or "unknown",
        "form": quotation.form,
    }


def _speaker_of(reading: _Reading, quote: str) -> str:
    found = _quotation_of(reading, quote)
    return (found.speaker if found else None) or "unknown"


def _quotation_of(reading: _Reading, quote: str) -> Quotation | None:
    """The quotation that shares the most characters with the place where the words stand."""
    place = reading.locator.locate(quote)
    if place.kind == "absent":
        return None
    best = max(reading.quotations, key=lambda q: _closeness(place.spans, q), default=None)
    return best if best and _closeness(place.spans, best) > 0 else None


def _closeness(spans: Sequence[Span], quotation: Quotation) -> float:
    both = sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in spans for b in quotation.spans)
    mine = sum(s.end - s.start for s in spans)
    theirs = sum(s.end - s.start for s in quotation.spans)
    return both / (mine + theirs - both) if both else 0.0


def _speakers(reading: _Reading) -> list[dict[str, object]]:
    names: dict[str, set[str]] = {}
    for quotation in reading.quotations:
        sources = _JOINT.split(quotation.speaker or "")
        for source in filter(None, sources):
            others = names.setdefault(source, set())
            said = quotation.source.of(reading.text) if quotation.source else source
            if len(sources) == 1 and said != source and said[:1].isupper() and count_words(said) <= 6:
                others.add(said)
    return [
        {"name": name, "other_names": sorted(others), "class": _class(name)} for name, others in names.items()
    ]


def _class(name: str) -> str:
    said = words(name)
    last = said[-1] if said else ""
    if name[:1].islower() or (said and said[0] in _NAMELESS):
        return "group" if last in _GROUPS and said[0] not in {"two", "three"} else "unnamed"
    if last in _GROUPS:
        return "group"
    is_body = bool(_BODIES & set(said)) or (len(said) == 1 and name.isupper())
    return "organisation" if is_body or len(said) == 1 else "person"


def _check(reading: _Reading, quote: str, speaker: str) -> str:
    place = reading.locator.locate(quote)
    found = _quotation_of(reading, quote)
    if place.kind == "absent" or found is None or not found.marked:
        return "invented"
    if place.kind == "altered":
        return "altered"
    return "genuine" if _is_same_name(found.speaker or "", speaker) else "misattributed"


def _is_same_name(mine: str, claimed: str) -> bool:
    a, b = words(mine), words(claimed)
    return bool(a and b) and (a == b or a[-1] == b[-1] or set(a) <= set(b) or set(b) <= set(a))


def _quoted_brief(reading: _Reading, budget: int) -> str:
    """Leading sentences, then two attributed quotations; the lead alone where there are none to quote."""
    lines = []
    for quotation in reading.quotations:
        speaker = quotation.speaker
        if not speaker or quotation.form != "direct":
            continue
        said = quotation.spans[0].of(reading.text).strip(DOUBLE_MARKS + " ,.")
        if count_words(said) >= _LEAST_QUOTED:
            lines.append(f"{speaker[0].upper()}{speaker[1:]} said: “{said}.”")
    quoted = sorted(lines, key=count_words)[:2]
    room = budget - sum(count_words(line) for line in quoted)
    if len(quoted) < 2 or room < 0:
        return lead_text(reading.text, budget) if reading.text else ""
    opening: list[str] = []
    for sentence in lead_sentences(reading.text):
        if sum(count_words(s) for s in opening) + count_words(sentence) > room:
            break
        opening.append(sentence)
    return " ".join([*opening, *quoted])
