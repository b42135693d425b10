"""Answers to the tasks of many short questions: attribution, check-quote, verify; and the speakers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.reports.html_text import ANSWER_SHOWN, LIST_SHOWN, shorten
from onrecord.reports.page_article import Reader
from onrecord.tasks.checks import checks
from onrecord.tasks.task import Task

Item = Mapping[str, Any]
"""One line of ``items.jsonl``."""

_RAW_OF_ITEM = 500


@dataclass(frozen=True, slots=True)
class Unread:
    """An answer that could not be read: why, and how its raw text begins."""

    reason: str
    detail: str
    raw: str


@dataclass(frozen=True, slots=True)
class Row:
    """One question: what was asked, what was answered, what gold says. ``status`` is ``right``, ``part``
    or ``wrong``; ``claimed`` is the speaker that a check-quote item gives; ``note`` its edit or trick."""

    item: str
    asked: str
    claimed: str
    answered: str
    gold: str
    status: str
    note: str
    place: str
    sample: str
    unread: Unread | None


@dataclass(frozen=True, slots=True)
class ItemsView:
    """A task's questions about one article. ``table`` counts answers: gold's label to answer to number."""

    wrong: Sequence[Row]
    right: Sequence[Row]
    hidden: int
    labels: Sequence[str]
    table: Mapping[str, Mapping[str, int]]

    @property
    def total(self) -> int:
        return len(self.wrong) + len(self.right) + self.hidden


@dataclass(frozen=True, slots=True)
class SpeakersView:
    """One list of speakers: its entries by status, and whom it leaves out."""

    entries: Sequence[tuple[str, str, str, str]]
    missed: Sequence[str]
    right: int
    hidden: int
    unread: Unread | None
    sample: str


def unread(item: Item, limit: int = ANSWER_SHOWN) -> Unread | None:
    """Why an answer is invalid, in words; None where it could be read."""
    invalid = item.get("invalid")
    if not invalid:
        return None
    reason = str(invalid.get("reason", "")).replace("_", " ")
    return Unread(reason, shorten(str(invalid.get("detail", "")), 300), shorten(item["text"], limit))


def sample_label(item: Item, several: bool) -> str:
    """Which wording and repeat an answer is, where there are several."""
    wording, sample = item["id"].rsplit("/", 2)[1:]
    return f"wording {int(wording) + 1}, answer {int(sample) + 1}" if several else ""


def items_view(task: Task, items: Sequence[Item], reader: Reader, several: bool) -> ItemsView:
    """All questions of one task about one article, the wrong ones first and in full."""
    make = _attribution_row if task.scorer == "attribution" else _label_row
    rows = [make(task, item, reader, several) for item in items]
    wrong = [r for r in rows if r.status != "right"]
    right = [r for r in rows if r.status == "right"]
    # Every wrong one is shown; right ones only up to what a page can carry.
    shown = right[:LIST_SHOWN]
    labels = task.labels if task.scorer == "labels" else ()
    return ItemsView(wrong, shown, len(right) - len(shown), labels, _table(labels, rows))


def speakers_view(item: Item, reader: Reader, several: bool) -> SpeakersView:
    """One answer to ``speakers``: entries as (name, class, status, whom it names)."""
    details = item["details"]
    entries = [
        (shorten(e["name"], 200), shorten(e["class"], 40), e["status"], _resolved(reader, e["resolved"]))
        for e in details.get("entries", ())
    ]
    missed = [reader.names([s]) for s in details.get("missed", ())]
    right = sum(status == "right" for _, _, status, _ in entries)
    shown = sorted(entries, key=lambda e: _SPEAKER_ORDER.index(e[2]))[:LIST_SHOWN]
    return SpeakersView(
        shown, missed, right, len(entries) - len(shown), unread(item), sample_label(item, several)
    )


_SPEAKER_ORDER = ("wrong", "again", "right", "ignored")


def _resolved(reader: Reader, ids: Sequence[str]) -> str:
    return ", ".join(reader.names([i]) for i in ids)


def _attribution_row(task: Task, item: Item, reader: Reader, several: bool) -> Row:
    details = item["details"]
    quote = reader.article.quote.get(item["item"])
    credit = float(details.get("credit", 0))
    status = "right" if credit >= 1 else "part" if credit > 0 else "wrong"
    answer = ", ".join(details.get("answer", ()))
    whom = _resolved(reader, details.get("resolved", ()))
    note = "" if status == "right" else f"read as {whom}" if whom and whom != answer else ""
    return Row(
        item["item"],
        shorten(str(item["inputs"].get("quote", ""))),
        "",
        "invalid" if item["invalid"] else shorten(answer, 200) or "no speaker",
        reader.names(details.get("gold", ())),
        status,
        note or ("" if whom or status == "right" or item["invalid"] else "nobody of the article"),
        reader.place(quote.spans) if quote else "",
        sample_label(item, several),
        unread(item, _RAW_OF_ITEM),
    )


def _label_row(task: Task, item: Item, reader: Reader, several: bool) -> Row:
    details = item["details"]
    inputs = item["inputs"]
    place = ""
    if task.items == "checks":
        source = next((c.source for c in checks(reader.article) if c.id == item["item"]), "")
        if source in reader.article.quote:
            place = reader.place(reader.article.quote[source].spans)
    else:
        spans = next((s.spans for s in reader.article.statements if s.id == item["item"]), ())
        place = reader.place(spans)
    slice_ = str(details.get("slice", ""))
    gold, answer = str(details.get("gold", "")), str(details.get("answer", ""))
    return Row(
        item["item"],
        shorten(str(inputs.get("quote") or inputs.get("statement") or "")),
        shorten(str(inputs.get("speaker", "")), 200),
        shorten(answer, 100) or "invalid",
        gold,
        "right" if answer == gold else "wrong",
        "" if slice_ == "edit=none" else slice_.replace("=", ": "),
        place,
        sample_label(item, several),
        unread(item, _RAW_OF_ITEM),
    )


def _table(labels: Sequence[str], rows: Sequence[Row]) -> Mapping[str, Mapping[str, int]]:
    """How often each label of gold got each answer."""
    return {
        gold: {
            answer: sum(r.gold == gold and r.answered == answer for r in rows)
            for answer in (*labels, "invalid")
        }
        for gold in labels
    }
