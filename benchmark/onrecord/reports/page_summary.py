"""One summary as the page shows it: its text with what is wrong marked, and the facts it tells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.reports.html_spans import Mark, Segment, flatten
from onrecord.reports.html_text import LIST_SHOWN, SUMMARY_SHOWN, number, shorten
from onrecord.reports.page_article import Reader
from onrecord.reports.page_items import Item, Unread, sample_label, unread
from onrecord.tasks.task import Task
from onrecord.text import Span

_VERDICTS = {
    "verbatim": "word for word",
    "truncated": "cut: a negation or qualifier is lost",
    "altered": "altered",
    "spliced": "spliced from words not said together",
    "promoted": "the article’s own words, put in quote marks",
    "fabricated": "stands nowhere in the article",
}
_SPEAKERS = {"right": "speaker right", "wrong": "wrong speaker", "missing": "no speaker"}


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation with its two verdicts, each with its class: ``good``, ``fair`` or ``bad``."""

    words: str
    verdict: str
    verdict_css: str
    speaker: str
    speaker_css: str
    place: str


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact of gold. ``status``: ``told``, ``half`` or ``missed``; ``note`` says why it is not told."""

    text: str
    status: str
    weight: str
    note: str
    place: str


@dataclass(frozen=True, slots=True)
class JudgementView:
    """What a judge decided about a summary: ``units`` and ``facts`` are (text, verdict, class)."""

    judge: str
    figures: Sequence[tuple[str, str]]
    units: Sequence[tuple[str, str, str]]
    facts: Sequence[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class SummaryView:
    """One answer to a summary task. ``figures`` are (title, value); ``problems`` are (kind, words,
    message)."""

    sample: str
    figures: Sequence[tuple[str, str]]
    flags: Sequence[str]
    segments: Sequence[Segment]
    cut: str
    problems: Sequence[tuple[str, str, str]]
    additions: Sequence[str]
    quotations: Sequence[Quotation]
    facts: Sequence[FactRow]
    references: Sequence[tuple[str, str]]
    unread: Unread | None
    judgements: Sequence[JudgementView] = ()

    def facts_with(self, status: str) -> list[FactRow]:
        return [f for f in self.facts if f.status == status]


def summary_view(task: Task, item: Item, reader: Reader, several: bool) -> SummaryView:
    """Everything the page says about one summary."""
    details = item["details"]
    text = str(details.get("text", ""))
    length = task.reference_length
    return SummaryView(
        sample_label(item, several),
        _figures(task, details),
        _flags(task, item),
        flatten(text[:SUMMARY_SHOWN], _marks(details)),
        f"[cut here: {len(text):,} characters in all]" if len(text) > SUMMARY_SHOWN else "",
        _problems(details),
        [f"{e['kind']}: {shorten(e['words'], 200)}" for e in details.get("extrinsic", ())[:LIST_SHOWN]],
        [_quotation(q, reader) for q in details.get("quotations", ())[:LIST_SHOWN]],
        [row for told in details.get("facts", ()) if (row := _fact(told, reader, length))],
        [(f"pass {s.by}", s.text) for s in reader.article.summaries if s.task == length],
        unread(item),
        [_judgement(judge, found, reader) for judge, found in item.get("judged", {}).items() if found],
    )


def _figures(task: Task, details: Mapping[str, Any]) -> list[tuple[str, str]]:
    units = details.get("units", ())
    violating = sum(bool(u["violations"]) for u in units)
    words = str(details.get("diagnostics", {}).get("words", "–"))
    figures = [
        ("faithful coverage", number(details.get("faithful_coverage"))),
        ("coverage", number(details.get("coverage"))),
        ("quote fidelity", number(details.get("fidelity"))),
        ("units with a violation", f"{violating} of {len(units)}"),
        ("words", f"{words} of {task.budget_words}" if task.budget_words else words),
    ]
    if task.scorer == "quoted-summary":
        figures.insert(0, ("with quote fidelity", number(details.get("primary"))))
    return figures


def _flags(task: Task, item: Item) -> list[str]:
    flags = [str(f) for f in item.get("flags", ())]
    if item["details"].get("over_budget"):
        flags.append(f"over the budget: cut after {task.budget_words} words, and scored as cut")
    return flags


def _marks(details: Mapping[str, Any]) -> list[Mark]:
    marks = []
    for q in details.get("quotations", ()):
        title = f"quotation: {_VERDICTS.get(q['verdict'], q['verdict'])}; {_SPEAKERS.get(q['speaker'], '')}"
        marks.append(Mark(Span(*q["span"]), f"quotation {_quotation_css(q)}", title))
    for unit in details.get("units", ()):
        for v in unit["violations"]:
            marks.append(Mark(Span(*v["span"]), "violation", shorten(f"{v['kind']}: {v['message']}", 300)))
    for e in details.get("extrinsic", ()):
        marks.append(Mark(Span(*e["span"]), "extrinsic", f"{e['kind']}: added from outside the article"))
    return marks


def _quotation_css(quotation: Mapping[str, Any]) -> str:
    """One class for the mark in the text: verbatim words with a wrong speaker are half bad."""
    if quotation["verdict"] != "verbatim":
        return "bad"
    return "good" if quotation["speaker"] == "right" else "fair"


def _problems(details: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Violations in the summary's order, each once though it may touch two units."""
    found = {
        (*v["span"], v["kind"]): (v["kind"], shorten(v["words"], 300), shorten(v["message"], 400))
        for unit in details.get("units", ())
        for v in unit["violations"]
    }
    return list(found.values())[:LIST_SHOWN]


def _quotation(quotation: Mapping[str, Any], reader: Reader) -> Quotation:
    named = f" ({shorten(quotation['named'], 120)})" if quotation["named"] else ""
    verdict = _VERDICTS.get(quotation["verdict"], quotation["verdict"])
    short = "; under four words, so not counted in fidelity" if quotation["short"] else ""
    return Quotation(
        shorten(quotation["words"], 400),
        verdict + short,
        "good" if quotation["verdict"] == "verbatim" else "bad",
        _SPEAKERS.get(quotation["speaker"], quotation["speaker"]) + named,
        {"right": "good", "wrong": "bad"}.get(quotation["speaker"], "fair"),
        reader.place(Span(*s) for s in quotation["where"]),
    )


def _judgement(judge: str, found: Mapping[str, Any], reader: Reader) -> JudgementView:
    facts = [(reader.article.fact[i].text, label) for i, label in found["facts"].items()]
    return JudgementView(
        judge,
        [("judged coverage", number(found["coverage"])), ("judged support", number(found["support"]))],
        [(shorten(said, 400), *_decided(label)) for said, label in found["units"][:LIST_SHOWN]],
        [(text, *_decided(label)) for text, label in facts],
    )


def _decided(label: str | None) -> tuple[str, str]:
    """A judge's label as the page says it, and its class."""
    if label is None:
        return "could not be read", "fair"
    return label, {"supported": "good", "present": "good", "contradicted": "bad"}.get(label, "fair")


def _fact(told: Mapping[str, Any], reader: Reader, length: str) -> FactRow | None:
    """A fact's row; none for a fact not told that nobody expects at this length."""
    fact = reader.article.fact.get(told["fact"])
    if fact is None:
        return None
    status = "told" if told["credit"] >= 1 else "half" if told["credit"] > 0 else "missed"
    if status == "missed" and told["reason"] == "not told" and fact.lengths and length not in fact.lengths:
        return None
    note = "" if told["reason"] in ("told", "not told") else str(told["reason"])
    return FactRow(fact.text, status, fact.weight, note, reader.place(fact.spans))
