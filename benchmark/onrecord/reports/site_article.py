"""One article's page in a report of several runs: its text with gold, and every outcome of every model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onrecord.gold.article import Article
from onrecord.reports.heatmap import HeatCell, tinted
from onrecord.reports.html_spans import Tag
from onrecord.reports.html_text import number
from onrecord.reports.page_article import Block, LegendEntry, Reader
from onrecord.reports.page_items import Item as Line
from onrecord.reports.page_quotes import gold_marks
from onrecord.reports.page_summary import SummaryView, summary_view
from onrecord.reports.site_names import Model, slice_anchor
from onrecord.reports.site_rows import NONE, OutcomeRow, outcome_rows
from onrecord.runs.score import Row
from onrecord.tasks.task import Task

# Starts the anchors of places in the text; ids of gold and names of tasks have no capitals.
_PLACES = "T"


@dataclass(frozen=True, slots=True)
class Card:
    """One summary of one model; ``sample`` tells several apart."""

    model: Model
    view: SummaryView


@dataclass(frozen=True, slots=True)
class TaskPart:
    """A task's outcomes on the article; ``right`` counts them for each model. Summaries have cards, and the
    references as (pass, text)."""

    task: Task
    rows: Sequence[OutcomeRow]
    right: Sequence[int]
    cards: Sequence[Card]
    references: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Slice:
    """A slice that rows of the page are in: its name, its anchor, and the class of its rows."""

    name: str
    anchor: str
    css: str

    @property
    def dimension(self) -> str:
        return self.name.partition("=")[0]

    @property
    def value(self) -> str:
        return self.name.partition("=")[2]


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """Everything that an article's page shows. ``figures`` are the models' primary metrics on it."""

    article: Article
    legend: Sequence[LegendEntry]
    blocks: Sequence[Block]
    places: Sequence[str]
    parts: Sequence[TaskPart]
    slices: Mapping[str, Slice]
    figures: Sequence[tuple[Model, Sequence[HeatCell | None]]]

    def dimensions(self) -> dict[str, list[Slice]]:
        """The slices by their dimension."""
        found: dict[str, list[Slice]] = {}
        for s in self.slices.values():
            found.setdefault(s.dimension, []).append(s)
        return found


def article_page(
    article: Article,
    tasks: Sequence[Task],
    models: Sequence[Model],
    lines: Sequence[Sequence[Line]],
    scores: Sequence[Row],
) -> ArticlePage:
    """Build one article's page. ``lines`` are each model's lines about it, ``scores`` the models' rows."""
    reader = Reader(article, _PLACES)
    parts = []
    for task in tasks:
        answered = [[line for line in of_model if line["task"] == task.name] for of_model in lines]
        if any(answered):
            parts.append(_part(task, reader, models, answered))
    names = sorted({name for part in parts for row in part.rows for name in row.slices})
    slices = {name: Slice(name, slice_anchor(name), f"f{n}") for n, name in enumerate(names)}
    # The text comes last: by then every place that something links to is known.
    return ArticlePage(
        article,
        reader.legend(),
        _text(reader, parts),
        reader.places,
        parts,
        slices,
        [
            (model, [figure_of(row, part.task.name, article.id) for part in parts])
            for model, row in zip(models, scores, strict=True)
        ],
    )


def figure_of(row: Row, task: str, article: str) -> HeatCell | None:
    """A model's primary metric on one article; None where it has no answer there."""
    found = row.tasks.get(task)
    if found is None or article not in found.per_article:
        return None
    value = found.per_article[article].get(found.primary)
    return tinted(value, number(value))


def _part(
    task: Task, reader: Reader, models: Sequence[Model], answered: Sequence[Sequence[Line]]
) -> TaskPart:
    rows = outcome_rows(task, reader, models, answered)
    right = [sum(model.letter not in row.wrong for row in rows) for model in models]
    if task.answer != "summary":
        return TaskPart(task, rows, right, (), ())
    cards = [
        Card(model, summary_view(task, line, reader, several=len(of_model) > 1))
        for model, of_model in zip(models, answered, strict=True)
        for line in of_model
    ]
    references = [(s.by, s.text) for s in reader.article.summaries if s.task == task.reference_length]
    return TaskPart(task, rows, right, cards, references)


def _text(reader: Reader, parts: Sequence[TaskPart]) -> list[Block]:
    """The article with gold's quotes, each with a link to its row that says how many models found it."""
    rows = next((part.rows for part in parts if part.task.scorer == "quotes"), ())
    tags = {row.part: _tag(row) for row in rows}
    marks = [m for q in reader.article.quotes for m in gold_marks(reader, q, tags.get(q.id))]
    return reader.blocks(marks)


def _tag(row: OutcomeRow) -> Tag:
    several = len(row.marks) > 1
    label = f"{row.right}/{len(row.marks)}" if several and row.wrong else row.marks[0] or NONE
    css = "found" if not row.wrong else "part" if row.right else "wrong"
    return Tag(label, f"is-{css}", row.anchor)
