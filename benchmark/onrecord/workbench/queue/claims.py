"""What one scored answer says that gold does not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from onrecord.gold.article import Article
from onrecord.matching import LEAST_IOU, Ranges, iou
from onrecord.scoring.speakers import Named, fold_titles, is_abstention, is_pronoun, speaker_index
from onrecord.tasks.task import Task
from onrecord.text import Span

Kind = Literal["quote", "speaker", "name", "label"]


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that an answer gives otherwise than gold.

    Equal ``key`` means the same claim: a quote's speaker is compared as gold's names resolve it, a name with
    its titles folded. A quote that gold lacks has its ``spans``; those are compared by overlap.
    """

    kind: Kind
    key: tuple[object, ...]
    said: str
    item: str = ""
    spans: tuple[Span, ...] = ()


def claims(task: Task, article: Article, item: str, details: Mapping[str, Any]) -> Iterator[Claim]:
    """The claims of one answer, from the details of its score. Summaries and check-quote make none."""
    if task.scorer == "labels" and task.items == "statements":
        if details["answer"] not in ("", details["gold"]):
            yield Claim("label", (item, details["answer"]), details["answer"], item)
    elif task.scorer == "attribution":
        yield from _speaker(article, item, details["answer"])
    elif task.scorer == "speakers":
        for entry in details["entries"]:
            if entry["status"] == "wrong":
                yield from _name(entry["name"], entry["resolved"])
    elif task.scorer == "quotes":
        for prediction in details["predictions"]:
            if prediction["speaker_status"]:
                yield from _speaker(article, prediction["quote"], prediction["speakers"])
            elif prediction["kind"] == "exact" and prediction["quote"] is None:
                spans = tuple(Span(*span) for span in prediction["spans"])
                if not _is_gold(article, spans):
                    names = ", ".join(prediction["speakers"]) or "nobody"
                    yield Claim("quote", (), f"{names}: {' … '.join(prediction['words'])}", "", spans)


def answer_in_words(task: Task, details: Mapping[str, Any]) -> str:
    """What an answer says to a question that has one answer; empty where there may be many."""
    if task.scorer == "labels":
        return str(details["answer"])
    return ", ".join(details["answer"]) if task.scorer == "attribution" else ""


def _speaker(article: Article, quote: str, names: list[str]) -> Iterator[Claim]:
    named = speaker_index(article).read(names)
    if not named.abstains and named != Named(frozenset(article.quote[quote].speakers)):
        yield Claim("speaker", (quote, named), ", ".join(names), quote)


def _name(name: str, resolved: list[str]) -> Iterator[Claim]:
    if len(resolved) == 1:
        yield Claim("name", ("id", resolved[0]), name, resolved[0])
    elif not resolved and not is_pronoun(name) and not is_abstention(name):
        yield Claim("name", ("name", fold_titles(name)), name)


def _is_gold(article: Article, spans: tuple[Span, ...]) -> bool:
    """Whether a gold quote is the same: another prediction has taken it."""
    ranges = article.text.alphanumerics.ranges
    mine: Ranges = ranges(spans)
    return any(
        iou(mine, ranges(offer)) >= LEAST_IOU
        for quote in article.quotes
        for offer in (quote.spans, quote.verbatim)
        if offer
    )
