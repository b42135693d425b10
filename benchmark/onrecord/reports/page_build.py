"""One article's part of the page: its text with every quote, and each task's answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.gold.article import Article
from onrecord.reports.html_text import anchor, number
from onrecord.reports.page_article import Block, LegendEntry, Reader, highlight_rules
from onrecord.reports.page_items import (
    Item,
    ItemsView,
    SpeakersView,
    Unread,
    items_view,
    sample_label,
    speakers_view,
    unread,
)
from onrecord.reports.page_quotes import Group, gold_only_marks, groups, quote_entries, quote_marks
from onrecord.reports.page_summary import SummaryView, summary_view
from onrecord.runs.score import RunScores
from onrecord.tasks.task import Task


@dataclass(frozen=True, slots=True)
class QuotesView:
    """One answer to ``quotes``: the text with its marks, and the list beside it."""

    sample: str
    blocks: Sequence[Block]
    groups: Sequence[Group]
    unread: Unread | None
    found: int
    gold: int


@dataclass(frozen=True, slots=True)
class ArticleView:
    """Everything the page shows of one article; ``quotes`` has one view at least, for the text."""

    article: Article
    anchor: str
    legend: Sequence[LegendEntry]
    figures: Sequence[tuple[str, str]]
    quotes: Sequence[QuotesView]
    answers: Sequence[tuple[Task, ItemsView | None, Sequence[SpeakersView]]]
    summaries: Sequence[tuple[Task, Sequence[SummaryView]]]
    rules: str


def article_view(
    article: Article, tasks: Sequence[Task], lines: Sequence[Item], scores: RunScores, number_: int
) -> ArticleView:
    """Build one article's part. ``number_`` keeps its anchors apart from the other articles'."""
    reader = Reader(article, f"a{number_}")
    by_task: dict[str, list[Item]] = {}
    for line in lines:
        by_task.setdefault(line["task"], []).append(line)
    several = any(line["id"].rsplit("/", 2)[1:] != ["0", "0"] for line in lines)
    answers: list[tuple[Task, ItemsView | None, Sequence[SpeakersView]]] = []
    summaries: list[tuple[Task, list[SummaryView]]] = []
    quotes: list[Item] = []
    for task in tasks:
        found = by_task.get(task.name, [])
        if not found:
            continue
        if task.scorer == "quotes":
            quotes += found
        elif task.scorer == "speakers":
            answers.append((task, None, [speakers_view(item, reader, several) for item in found]))
        elif task.answer == "summary":
            summaries.append((task, [summary_view(task, item, reader, several) for item in found]))
        else:
            answers.append((task, items_view(task, found, reader, several), ()))
    # The texts come last: by then every place that something links to is known.
    views = _quotes_views(reader, quotes, several)
    return ArticleView(
        article,
        "article-" + anchor(article.id),
        reader.legend(),
        _figures(article.id, tasks, scores),
        views,
        answers,
        summaries,
        highlight_rules(reader.places),
    )


def _quotes_views(reader: Reader, items: Sequence[Item], several: bool) -> list[QuotesView]:
    """A text for each answer; the first one carries the places. One with gold alone where there is none."""
    required = sum(not q.optional for q in reader.article.quotes)
    if not items:
        return [QuotesView("", reader.blocks(gold_only_marks(reader)), (), None, 0, required)]
    entries = [quote_entries(reader, _details(item), f"{reader.prefix}w{n}") for n, item in enumerate(items)]
    views = []
    for n, (item, found) in enumerate(zip(items, entries, strict=True)):
        marks = quote_marks(reader, found)
        views.append(
            QuotesView(
                sample_label(item, several),
                reader.blocks(marks, with_places=n == 0),
                groups(found),
                unread(item),
                sum(e.status in ("found", "inexact") for e in found),
                required,
            )
        )
    return views


def _details(item: Item) -> Mapping[str, Any]:
    details: Mapping[str, Any] = item.get("details") or {}
    return details


def _figures(article: str, tasks: Sequence[Task], scores: RunScores) -> list[tuple[str, str]]:
    """The primary metric of each task on this article alone."""
    model = scores.rows[0].tasks if scores.rows else {}
    return [
        (task.name, number(found.per_article.get(article, {}).get(found.primary)))
        for task in tasks
        if (found := model.get(task.name))
    ]
