"""The first page of a report of several runs: figures, slices, and where everything else is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from onrecord.reports.heatmap import HeatCell, HeatMap, heat_maps
from onrecord.reports.html_text import count
from onrecord.reports.judged import judged_columns
from onrecord.reports.page_head import Line, table
from onrecord.reports.site_article import figure_of
from onrecord.reports.site_names import Model, article_file, models_of
from onrecord.reports.table import joined_rows, notes
from onrecord.runs.score import Row, RunScores
from onrecord.scoring.aggregate import MetricScore
from onrecord.tasks.task import Task


class ArticleTitle(NamedTuple):
    """An article as lists name it."""

    id: str
    title: str
    is_restricted: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A task's column in the table: ``anchor`` has more of it, ``primary`` is the first row's figure."""

    name: str
    anchor: str
    primary: MetricScore


@dataclass(frozen=True, slots=True)
class ArticleFigures:
    """An article's line in the list: for each task, each model's primary metric on it."""

    id: str
    title: str
    file: str
    cells: Sequence[Sequence[HeatCell | None]]


@dataclass(frozen=True, slots=True)
class Overview:
    """What several runs come to. ``rows`` are the models' alone, in the order of ``models``."""

    models: Sequence[Model]
    rows: Sequence[Row]
    columns: Sequence[Column]
    lines: Sequence[Line]
    judged: Sequence[tuple[str, str, str]]
    notices: Sequence[str]
    signatures: Sequence[str]
    maps: Sequence[HeatMap]


def overview(tasks: Sequence[Task], runs: Sequence[RunScores]) -> Overview:
    """Raises IncomparableError where the runs cannot stand in one table."""
    rows = joined_rows(runs)
    models = [row for row in rows if row.kind == "model"]
    shown = [task for task in tasks if any(task.name in row.tasks for row in rows)]
    signatures = [run.signature for run in runs]
    signatures += [judged.signature for run in runs for judged in run.judges]
    maps = heat_maps(models)
    sliced = {task for map in maps for task in map.tasks}
    return Overview(
        models_of([row.name for row in models]),
        models,
        [
            Column(t.name, f"task-{t.name}" if t.name in sliced else "articles", _primary(t, rows))
            for t in shown
        ],
        table(shown, replace(runs[0], rows=tuple(rows))),
        judged_columns(rows),
        [note for note in notes(runs) if note not in signatures],
        signatures,
        maps,
    )


def restricted_note(articles: Sequence[ArticleTitle]) -> list[str]:
    """A warning, where the report carries texts that may not be passed on."""
    found = [article.id for article in articles if article.is_restricted]
    if not found:
        return []
    texts = count(len(found), "article")
    listed = ", ".join(found)
    return [f"This report carries the text of {texts} whose licence does not allow redistribution: {listed}."]


def article_lines(found: Overview, articles: Sequence[ArticleTitle]) -> list[ArticleFigures]:
    """The list of articles."""
    return [
        ArticleFigures(
            a.id,
            a.title,
            article_file(a.id),
            [[figure_of(row, column.name, a.id) for row in found.rows] for column in found.columns],
        )
        for a in articles
    ]


def _primary(task: Task, rows: Sequence[Row]) -> MetricScore:
    scores = next(row.tasks[task.name] for row in rows if task.name in row.tasks)
    return scores.metric(scores.primary)
