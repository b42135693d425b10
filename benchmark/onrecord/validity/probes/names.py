"""Probes of ``attribution`` and ``speakers``: names that hedge, repeat, or stuff."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from onrecord.models.baselines.base import as_json
from onrecord.reading.names import read_names
from onrecord.validity.probes.probe import Cheat, Probe, Question
from onrecord.validity.probes.quotes import everybody

_ONE = ("attribution",)
_ALL = ("speakers",)
Entry = dict[str, Any]


def _name(answer: str) -> str:
    return str(json.loads(answer or "{}").get("speaker", ""))


def _says(name: Callable[[Question, str], str]) -> Cheat:
    return lambda question, source: as_json(speaker=name(question, _name(source)))


def _entries(answer: str) -> list[Entry]:
    found: list[Entry] = json.loads(answer or "{}").get("speakers", [])
    return found


def _answer(found: Iterable[Entry]) -> str:
    return as_json(speakers=list(found))


def _entry(name: str, other_names: Iterable[str] = (), cls: str = "person") -> Entry:
    return {"name": name, "other_names": list(other_names), "class": cls}


def _hedged(question: Question, name: str) -> str:
    return f"{name} ({everybody(question)})"


def _names_of_the_text(question: Question) -> list[str]:
    return list(dict.fromkeys(name.text for name in read_names(question.article.raw)))


def _stuffed(question: Question, source: str) -> str:
    """Every entry claims every name of the article as its own."""
    names = _names_of_the_text(question)
    return _answer({**entry, "other_names": names} for entry in _entries(source))


def _joined(question: Question, _: str) -> str:
    return _answer([_entry(everybody(question))])


def _capitals(question: Question, source: str) -> str:
    return _answer([*_entries(source), *(_entry(name) for name in _names_of_the_text(question))])


def _aliases(question: Question, source: str) -> str:
    """Each speaker once under each name that gold knows: only one of them can be claimed."""
    named = {s.name: s for s in question.article.speakers}
    found = _entries(source)
    also = [_entry(alias) for e in found if e["name"] in named for alias in named[e["name"]].aliases]
    return _answer([*found, *also])


PROBES = (
    Probe(
        "pronouns", "‘he’ for every quote", "collapse", _ONE, "oracle", _says(lambda _question, _name: "he")
    ),
    Probe("empty names", "nobody", "collapse", _ONE, "oracle", _says(lambda _question, _name: "")),
    Probe(
        "everybody",
        "all speakers for every quote",
        "collapse",
        _ONE,
        "oracle",
        _says(lambda question, _name: everybody(question)),
    ),
    Probe(
        "a piece of a name",
        "the first letter of the right name",
        "collapse",
        _ONE,
        "oracle",
        _says(lambda _question, name: name[:1]),
    ),
    Probe(
        "somebody in the sentence",
        "all names of the text, one after the other",
        "collapse",
        _ONE,
        "oracle",
        _says(lambda question, _name: ", ".join(_names_of_the_text(question))),
    ),
    Probe("in brackets", "a name with all others in brackets", "gain nothing", _ONE, "rules", _says(_hedged)),
    Probe(
        "alternatives",
        "a name, or else everybody",
        "gain nothing",
        _ONE,
        "rules",
        _says(lambda question, name: f"{name} or {everybody(question)}"),
    ),
    Probe(
        "one speaker",
        "the most frequent speaker for every quote",
        "gain nothing",
        _ONE,
        "most-frequent",
        lambda _, source: source,
        against="rules",
    ),
    Probe(
        "pronouns",
        "pronouns for speakers",
        "collapse",
        _ALL,
        "oracle",
        lambda _question, _source: _answer(_entry(p) for p in ("he", "she", "they", "it", "we")),
    ),
    Probe("one entry", "one entry that names everybody", "collapse", _ALL, "oracle", _joined),
    Probe(
        "empty names",
        "as many entries as gold has, without a name",
        "collapse",
        _ALL,
        "oracle",
        lambda _, source: _answer(_entry("", e["other_names"]) for e in _entries(source)),
    ),
    Probe(
        "ten times",
        "each entry ten times",
        "gain nothing",
        _ALL,
        "rules",
        lambda _, source: _answer(_entries(source) * 10),
    ),
    Probe(
        "alias stuffing", "every entry claims every name of the text", "gain nothing", _ALL, "rules", _stuffed
    ),
    Probe("every alias", "gold's speakers, once by each name", "lose", _ALL, "oracle", _aliases),
    Probe(
        "every name",
        "the source's speakers, and every name of the text",
        "gain nothing",
        _ALL,
        "rules",
        _capitals,
    ),
)
