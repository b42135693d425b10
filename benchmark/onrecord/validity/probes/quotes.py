"""Probes of ``quotes``: spans too wide, too many, or given to everybody."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from onrecord.models.baselines.base import as_json
from onrecord.reading.marks import marked_strings
from onrecord.text import Span
from onrecord.validity.probes.probe import Cheat, Probe, Question

_TASK = ("quotes",)
Entry = dict[str, Any]


def entries(answer: str) -> list[Entry]:
    """The quotes of an answer of our own making."""
    found: list[Entry] = json.loads(answer or "{}").get("quotes", [])
    return found


def answer(found: Iterable[Entry]) -> str:
    return as_json(quotes=list(found))


def _each(change: Callable[[Question, Entry], Entry]) -> Cheat:
    """A probe that changes every entry of its source by itself."""
    return lambda question, source: answer(change(question, entry) for entry in entries(source))


def _by(speaker: Callable[[Question], str]) -> Cheat:
    return _each(lambda question, entry: {**entry, "speaker": speaker(question)})


def everybody(question: Question) -> str:
    """All speakers of the article in one string."""
    return " and ".join(s.name for s in question.article.speakers if s.speaks)


def most_quoted(question: Question) -> str:
    """The name of the speaker of most quotes."""
    said = [s for q in question.article.quotes for s in q.speakers]
    return question.article.speaker[max(said, key=said.count)].name if said else "unknown"


def _whole(question: Question, _: str) -> str:
    return answer([_entry(question.article.raw.strip(), most_quoted(question))])


def _entry(quote: str, speaker: str, form: str = "direct") -> Entry:
    return {"quote": quote, "speaker": speaker, "form": form}


def _sentences(question: Question, source: str) -> str:
    spans = question.article.text.sentences
    raw = question.article.raw
    return answer([*entries(source), *(_entry(s.of(raw), most_quoted(question)) for s in spans)])


def _windows(question: Question, source: str) -> str:
    """Every marked string, every sentence and every paragraph, for one of them will overlap best."""
    article = question.article
    spans: list[Span] = [m.span for m in marked_strings(article.raw)]
    spans += [*article.text.sentences, *article.text.paragraphs]
    return answer([*entries(source), *(_entry(s.of(article.raw), most_quoted(question)) for s in spans)])


def _halves(question: Question, source: str) -> str:
    found = []
    for entry in entries(source):
        words = entry["quote"].split()
        middle = len(words) // 2
        pieces = [" ".join(words[:middle]), " ".join(words[middle:])] if middle > 1 else [entry["quote"]]
        found += [{**entry, "quote": piece} for piece in pieces]
    return answer(found)


def _widened(question: Question, entry: Entry) -> Entry:
    """The whole paragraph round a quote."""
    article = question.article
    start = article.raw.find(entry["quote"])
    if start < 0:
        return entry
    paragraph = next(p for p in article.text.paragraphs if p.start <= start < p.end)
    return {**entry, "quote": paragraph.of(article.raw)}


def _each_speaker(question: Question, source: str) -> str:
    names = [s.name for s in question.article.speakers if s.speaks]
    return answer({**entry, "speaker": name} for entry in entries(source) for name in names)


def _bracketed(question: Question, entry: Entry) -> Entry:
    others = ", ".join(s.name for s in question.article.speakers if s.name != entry["speaker"])
    return {**entry, "speaker": f"{entry['speaker']} ({others})"}


PROBES = (
    Probe("whole article", "one quote that is the whole article", "collapse", _TASK, "oracle", _whole),
    Probe("pronouns", "gold's quotes, each said by ‘he’", "collapse", _TASK, "oracle", _by(lambda _: "he")),
    Probe("empty names", "gold's quotes, said by nobody", "collapse", _TASK, "oracle", _by(lambda _: "")),
    Probe(
        "empty quotes",
        "as many quotes as gold has, without words",
        "collapse",
        _TASK,
        "oracle",
        _each(lambda _, entry: {**entry, "quote": ""}),
    ),
    Probe(
        "everybody", "gold's quotes, each said by all speakers", "collapse", _TASK, "oracle", _by(everybody)
    ),
    Probe(
        "each in turn",
        "gold's quotes, once for each speaker",
        "collapse",
        _TASK,
        "oracle",
        _each_speaker,
    ),
    Probe(
        "a piece of a name",
        "gold's quotes, said by one letter",
        "collapse",
        _TASK,
        "oracle",
        _by(lambda _: "a"),
    ),
    Probe(
        "ten times",
        "each answer ten times",
        "gain nothing",
        _TASK,
        "rules",
        lambda _, source: answer(entries(source) * 10),
    ),
    Probe(
        "gold ten times",
        "gold's answers ten times",
        "gain nothing",
        _TASK,
        "oracle",
        lambda _, source: answer(entries(source) * 10),
    ),
    Probe(
        "one speaker",
        "every marked string, given to the most frequent speaker",
        "gain nothing",
        _TASK,
        "most-frequent",
        lambda _, source: source,
        against="rules",
    ),
    Probe(
        "every sentence", "the source's quotes, and each sentence", "gain nothing", _TASK, "rules", _sentences
    ),
    Probe(
        "every stretch",
        "the source's quotes, and each marked string, sentence and paragraph",
        "gain nothing",
        _TASK,
        "rules",
        _windows,
    ),
    Probe("halves", "each quote in two halves", "gain nothing", _TASK, "rules", _halves),
    Probe("paragraphs", "gold's quotes, widened to paragraphs", "lose", _TASK, "oracle", _each(_widened)),
    Probe(
        "everybody in brackets",
        "each name with all others in brackets",
        "gain nothing",
        _TASK,
        "rules",
        _each(_bracketed),
    ),
    Probe(
        "marks alone",
        "each quote in three pairs of marks",
        "gain nothing",
        _TASK,
        "rules",
        _each(lambda _, entry: {**entry, "quote": f'“‘"{entry["quote"]}"’”'}),
    ),
)
