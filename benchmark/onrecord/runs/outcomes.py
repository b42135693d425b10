"""What an answer gets right and wrong, one thing at a time: what comparisons, gates and pages count."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from onrecord.gold.article import Article
from onrecord.tasks.items import Item, quoted_words
from onrecord.tasks.task import Task

Details = Mapping[str, Any]
NOTHING_ELSE = "nothing-else"
"""The outcome of a list without an entry that gold does not have."""
FAITHFUL = "faithful"
"""The outcome of a summary without a violation."""
QUOTED = "quoted"
"""The outcome of a summary whose quotations, two at least, are verbatim and their speakers' own."""

_LEAST_QUOTED = 2


@dataclass(frozen=True, slots=True)
class Outcome:
    """``id`` is ``task/article/part`` and the same in every run: a quote, a statement, a speaker, a fact.

    ``asked`` are the words it is about, ``gold`` and ``answer`` what is right and what was answered.
    """

    id: str
    is_right: bool
    asked: str
    gold: str
    answer: str


def is_mostly_right(share: float) -> bool:
    """Whether an outcome counts as right that this share of a run's repeats has right: half is enough."""
    return share >= 0.5


def outcomes(task: Task, article: Article, item: Item, details: Details, invalid: str = "") -> list[Outcome]:
    """The outcomes of one answer, from what its scorer says of it (``details`` of ``items.jsonl``).

    An answer that could not be read, for the reason ``invalid``, has them all wrong.
    """
    found = _MAKERS[task.scorer](task, article, item, details)
    if not invalid:
        return list(found)
    return [Outcome(o.id, False, o.asked, o.gold, f"invalid: {invalid}") for o in found]


def _quotes(task: Task, article: Article, _: Item, details: Details) -> Iterator[Outcome]:
    taken: dict[str, Details] = {}
    for prediction in details.get("predictions", ()):
        # Of several, the one that is matched: an altered one holds the place of a quote that is missed.
        if prediction["quote"] and (prediction["quote"] not in taken or prediction["speaker_status"]):
            taken[prediction["quote"]] = prediction
    for quote in article.quotes:
        if quote.optional:
            continue
        prediction = taken.get(quote.id, {})
        is_right = prediction.get("speaker_status") == "right"
        speakers, words = _names(article, quote.speakers), quoted_words(article, quote)
        answer = f"{_said(prediction['words'])} ({', '.join(prediction['speakers'])})" if prediction else ""
        yield Outcome(f"{task.name}/{article.id}/{quote.id}", is_right, words, speakers, answer)
    others = [p for p in details.get("predictions", ()) if not p["quote"]]
    said = "; ".join(f"{_said(p['words'])} ({', '.join(p['speakers'])})" for p in others)
    yield Outcome(
        f"{task.name}/{article.id}/{NOTHING_ELSE}", not others, "no quote that gold lacks", "", said
    )


def _attribution(task: Task, article: Article, item: Item, details: Details) -> Iterator[Outcome]:
    speakers = _names(article, article.quote[item.id].speakers)
    answer = ", ".join(details.get("answer", ()))
    is_right = details.get("credit", 0) >= 1
    yield Outcome(f"{task.name}/{article.id}/{item.id}", is_right, item.inputs["quote"], speakers, answer)


def _speakers(task: Task, article: Article, _: Item, details: Details) -> Iterator[Outcome]:
    entries = details.get("entries", ())
    named = {e["resolved"][0]: e["name"] for e in reversed(entries) if e["status"] == "right"}
    for speaker in sorted({s for q in article.quotes if not q.optional for s in q.speakers}):
        name = _names(article, [speaker])
        yield Outcome(
            f"{task.name}/{article.id}/{speaker}", speaker in named, name, name, named.get(speaker, "")
        )
    others = [e["name"] for e in entries if e["status"] in ("wrong", "again")]
    yield Outcome(
        f"{task.name}/{article.id}/{NOTHING_ELSE}",
        not others,
        "nobody who is not in gold",
        "",
        "; ".join(others),
    )


def _labels(task: Task, article: Article, item: Item, details: Details) -> Iterator[Outcome]:
    gold, answer = str(details["gold"]), str(details["answer"])
    asked = item.inputs.get("statement") or f"{item.inputs['quote']} ({item.inputs['speaker']})"
    yield Outcome(f"{task.name}/{article.id}/{item.id}", answer == gold, asked, gold, answer)


def _summary(task: Task, article: Article, _: Item, details: Details) -> Iterator[Outcome]:
    told = {fact["fact"]: fact for fact in details.get("facts", ())}
    for fact in article.facts:
        if fact.lengths and task.reference_length not in fact.lengths:
            continue
        found = told.get(fact.id, {})
        reason = str(found.get("reason", "not told"))
        yield Outcome(
            f"{task.name}/{article.id}/{fact.id}", found.get("credit", 0) >= 1, fact.text, "told", reason
        )
    violations = [v["words"] for unit in details.get("units", ()) for v in unit["violations"]]
    valid = bool(details.get("valid"))
    yield Outcome(
        f"{task.name}/{article.id}/{FAITHFUL}",
        valid and not violations and not details.get("garbled"),
        "no violation",
        "",
        "; ".join(violations) or str(details.get("text", "")),
    )
    if task.scorer == "quoted-summary":
        quotations = [q for q in details.get("quotations", ()) if not q["short"]]
        good = sum(q["verdict"] == "verbatim" and q["speaker"] == "right" for q in quotations)
        yield Outcome(
            f"{task.name}/{article.id}/{QUOTED}",
            good == len(quotations) >= _LEAST_QUOTED,
            f"{_LEAST_QUOTED} quotations or more, all verbatim and attributed",
            "",
            "; ".join(f"{q['words']} ({q['verdict']}, speaker {q['speaker']})" for q in quotations),
        )


_MAKERS: Mapping[str, Callable[[Task, Article, Item, Details], Iterator[Outcome]]] = {
    "quotes": _quotes,
    "attribution": _attribution,
    "speakers": _speakers,
    "labels": _labels,
    "summary": _summary,
    "quoted-summary": _summary,
}


def _said(words: list[str]) -> str:
    return " … ".join(words)


def _names(article: Article, speakers: "tuple[str, ...] | list[str]") -> str:
    return " and ".join(article.speaker[s].name if s in article.speaker else s for s in speakers)
