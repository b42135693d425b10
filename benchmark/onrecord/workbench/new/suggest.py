"""Suggestions of a model for an article: quotes, speakers, mentions and cues, for a person to accept.

The model is asked the tasks ``quotes`` and ``speakers`` as in any run. Its quotes are looked for in the text.
Edges, cues and the words that name the source come from the reader of quotations where it found the same
quote, since no model is asked for them.
"""

import contextlib
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Any

from onrecord.errors import ModelError
from onrecord.gold.anchors import AnchorError, AnchorResolver
from onrecord.gold.article import Article
from onrecord.gold.records import AnyRecord, MentionRecord, QuoteRecord
from onrecord.models.base import Model
from onrecord.tasks.build import Protocol, requests
from onrecord.tasks.reader import read_answer
from onrecord.tasks.task import built_in_tasks
from onrecord.tasks.values import Invalid, Quotes, Speakers
from onrecord.text import Span
from onrecord.workbench.new.cast import Cast, cover
from onrecord.workbench.new.placing import Found, nested, place_quotes

_TASKS = ("quotes", "speakers")
_AFTER_NOUN_PHRASE = re.compile(r",| who\b| which\b| that\b|\(")
_POSSESSIVE = re.compile(r"['’]s$")
_EDGES = ' :–—-"“”'

Anchor = Callable[[Span], str]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Records that a model proposes, and what of its answers could not be one."""

    records: tuple[AnyRecord, ...]
    remarks: tuple[str, ...]


def suggest(article: Article, model: Model) -> Suggestions:
    """What a model proposes beside what is annotated already.

    Raises ModelError where the model fails, or answers nothing that can be read.
    """
    lost: Counter[str] = Counter()
    quotes, speakers = _ask(article, model, lost)
    taken = {r.id for rs in (article.speakers, article.mentions, article.quotes, article.facts,
                             article.statements, article.summaries) for r in rs}  # fmt: skip
    cast = Cast(article, taken)
    listed = [cast.add(s.name, s.other_names, s.cls) for s in speakers.speakers]
    found = nested(place_quotes(article, quotes, lost), lost)
    for one in found:
        ids = tuple(dict.fromkeys(i for name in one.names for i in cast.named(name)))
        if not ids:
            lost["quotes without a speaker, given to ‘unknown’"] += 1
        one.speakers = ids or (cast.unknown(),)
    used = [*dict.fromkeys([i for one in found for i in one.speakers] + [i for i in listed if i])]
    vias = _vias(article, cast, found)
    of = _mentions(article, cast, found, vias, used)
    anchor = AnchorResolver(article.raw).anchor
    mention_id = {m.span: m.id for m in article.mentions}
    taken |= set(used)
    new_ids = _numbers("m", taken)
    mentions = []
    for span in sorted(of.keys() - mention_id.keys()):
        with contextlib.suppress(AnchorError):  # words that no anchor tells from others
            at = anchor(span)
            mention_id[span] = next(new_ids)
            mentions.append(MentionRecord(kind="mention", id=mention_id[span], of=_one(of[span]), at=at))
    quote_ids = list(itertools.islice(_numbers("q", taken), len(found)))
    made = []
    for id, one, via in zip(quote_ids, found, vias, strict=True):
        fields = _quote(article, anchor, one, via) | {"id": id, "speaker": _one(one.speakers)}
        if via in mention_id:
            fields["via"] = mention_id[via]
        if one.parent is not None:
            fields |= {"parent": quote_ids[one.parent], "relayed_by": _relayed_by(found, one)}
        made.append(QuoteRecord.model_validate(fields))
    return Suggestions(
        (*cast.records(used), *mentions, *made), tuple(f"{what}: {n}" for what, n in lost.items())
    )


def _relayed_by(found: Sequence[Found], one: Found) -> tuple[str, ...]:
    """The speakers around a nested quote, outermost first."""
    around: tuple[str, ...] = ()
    while one.parent is not None:
        one = found[one.parent]
        around = (*one.speakers, *around)
    return tuple(dict.fromkeys(around))


def _ask(article: Article, model: Model, lost: Counter[str]) -> tuple[Quotes, Speakers]:
    tasks = {name: built_in_tasks()[name] for name in _TASKS}
    asked = [request for task in tasks.values() for request in requests(task, article, Protocol())]
    task_of = {request.id: tasks[request.task] for request in asked}
    quotes, speakers, read = Quotes(()), Speakers(()), 0
    with model:
        for id, response in model.generate(asked):
            if id not in task_of:
                raise ModelError(f"{model.name} answered {id}, which was not asked")
            if response.error:
                raise ModelError(f"{model.name}: {response.error}")
            value = read_answer(task_of[id], response.text, response.finish_reason, response.reasoning).value
            read += not isinstance(value, Invalid)
            if isinstance(value, Quotes):
                quotes = value
            elif isinstance(value, Speakers):
                speakers = value
            elif isinstance(value, Invalid):
                lost[
                    f"answer to ‘{task_of[id].name}’ that cannot be read: {value.reason} ({value.detail})"
                ] += 1
    if not read:
        raise ModelError(f"{model.name}: no answer that can be read; {next(iter(lost), 'it gave none')}")
    return quotes, speakers


def _vias(article: Article, cast: Cast, found: Sequence[Found]) -> list[Span | None]:
    """The words that name each quote's source, where the reader agrees with the model on who it is."""
    vias: list[Span | None] = []
    for one in found:
        read = one.read
        agrees = read is not None and read.speaker is not None and cast.known(read.speaker) == one.speakers
        via = None
        if read and read.source and agrees and _is_near(article, one, read.source):
            names = [span for id in one.speakers for span in cast.places(id, proper=True)]
            via = _noun_phrase(article.raw, read.source, names)
        vias.append(via)
    return vias


def _mentions(
    article: Article, cast: Cast, found: Sequence[Found], vias: Sequence[Span | None], used: Sequence[str]
) -> dict[Span, tuple[str, ...]]:
    """Where speakers are mentioned: the sources of quotes, and their names wherever they stand."""
    of: dict[Span, tuple[str, ...]] = {m.span: m.of for m in article.mentions}
    for one, via in zip(found, vias, strict=True):
        if via:
            of.setdefault(via, one.speakers)
    taken = bytearray(len(article.raw))
    for span in (*of, *(r.span for r in article.regions if r.type == "boilerplate")):
        cover(taken, span)
    for speaker in used:
        for span in cast.places(speaker):
            if cover(taken, span):
                of[span] = (speaker,)
    return of


def _quote(article: Article, anchor: Anchor, one: Found, via: Span | None) -> dict[str, Any]:
    """A quote's fields, without its id and those of others."""
    raw = article.raw
    form = one.form(raw)
    cue = one.read.cue if one.read else None
    is_cue = (
        cue is not None
        and any(c.isalpha() for c in cue.of(raw))
        and _is_near(article, one, cue)
        and not any(s.overlaps(cue) for s in one.spans)
    )
    # A headline's quote counts only where it has marked words and names its source (guideline §4.13).
    is_loose = article.region_of(one.spans[0]) == "headline" and not (one.marked and via)
    return {
        "kind": "quote",
        "form": form,
        "at": tuple(map(anchor, one.spans)),
        "verbatim": tuple(map(anchor, one.marked)) if form == "mixed" else (),
        "cue": anchor(cue) if cue and is_cue else None,
        "optional": is_loose,
    }


def _is_near(article: Article, one: Found, place: Span) -> bool:
    """Whether a cue or a source stands in a paragraph of the quote; one from elsewhere is not its own."""
    at = article.text.paragraph_at
    return at(place.start) in {at(span.start) for span in one.spans}


def _numbers(letter: str, taken: Set[str]) -> Iterator[str]:
    return (name for n in itertools.count(1) if (name := f"{letter}{n}") not in taken)


def _one(ids: tuple[str, ...]) -> str | tuple[str, ...]:
    return ids[0] if len(ids) == 1 else ids


def _noun_phrase(raw: str, source: Span, names: Sequence[Span]) -> Span:
    """The noun phrase of a source that names it: of "the operator, Sele Lines," the proper name.

    A source comes with its appositions and relative clauses, which are no part of a mention (guideline
    §3.8, §3.9); ``names`` are the places where the speaker's names stand.
    """
    parts = []
    start = source.start
    for match in [*_AFTER_NOUN_PHRASE.finditer(raw, *source), None]:
        end = match.start() if match else source.end
        words = _POSSESSIVE.sub("", raw[start:end].rstrip(_EDGES))
        if stripped := words.lstrip(_EDGES):
            start += len(words) - len(stripped)
            parts.append(Span(start, start + len(stripped)))
        start = match.end() if match else end
    named = [part for part in parts if any(part.contains(name) for name in names)]
    return (named or parts or [source])[0]
