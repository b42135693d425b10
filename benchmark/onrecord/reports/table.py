"""The table: a row a model, a column a primary metric, in terminal, Markdown and JSON."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from onrecord.errors import IncomparableError
from onrecord.reports.html_text import one_line
from onrecord.reports.judged import check_judges, judged_columns, judged_note
from onrecord.runs.plan import signature_parts
from onrecord.runs.score import Row, RunScores
from onrecord.scoring.aggregate import MetricScore
from onrecord.scoring.statistics import LEAST_ARTICLES

if TYPE_CHECKING:
    from rich.table import Table

_COMPARED = ("onrecord", "gold", "articles", "tasks")
_JUDGE_WIDTH = 18
_KINDS = {"twin": "twins", "trivial": "trivial", "ceiling": "ceilings"}


def joined_rows(runs: Sequence[RunScores]) -> list[Row]:
    """The models of all runs, then the trivial rows and ceilings of the first.

    Raises IncomparableError where the runs differ in gold, articles or task versions, or were judged by one
    judge with other prompts.
    """
    first = signature_parts(runs[0].signature)
    for run in runs[1:]:
        other = signature_parts(run.signature)
        for name in _COMPARED:
            if first.get(name) != other.get(name):
                raise IncomparableError(
                    f"{runs[0].model} and {run.model} cannot stand in one table: {name} "
                    f"{first.get(name)} and {other.get(name)}; score them again on the same gold and tasks"
                )
    check_judges(runs)
    models = [row for run in runs for row in run.rows if row.kind == "model"]
    names = [row.name for row in models]
    if len(set(names)) < len(names):
        models = [
            replace(row, name=f"{row.name}{_difference(run, runs)}") if names.count(row.name) > 1 else row
            for row, run in zip(models, runs, strict=True)
        ]
    twins = [
        replace(row, name=f"{model.name}, {row.name}") if len(runs) > 1 else row
        for model, run in zip(models, runs, strict=True)
        for row in run.rows
        if row.kind == "twin"
    ]
    beside = [row for row in runs[0].rows if row.kind in ("trivial", "ceiling")]
    shown = {row.name for row in models}
    return models + twins + [row for row in beside if f"baseline:{row.name}" not in shown]


def _difference(run: RunScores, runs: Sequence[RunScores]) -> str:
    """The parts of a run's signature in which runs of one model differ: " (shots 1)"."""
    mine = signature_parts(run.signature)
    others = [signature_parts(other.signature) for other in runs if other.model == run.model]
    own = [f"{k} {v}" for k, v in mine.items() if any(other.get(k) != v for other in others)]
    return f" ({', '.join(own)})" if own else ""


def columns(rows: Sequence[Row]) -> list[tuple[str, str]]:
    """Task and primary metric of each column, in the order of the tasks."""
    found: dict[str, str] = {}
    for row in rows:
        for task in row.tasks.values():
            found.setdefault(task.task, task.primary)
    return list(found.items())


def cell(row: Row, task: str, metric: str) -> str:
    """A score × 100 with its 95% interval; "–" where it is undefined; empty where a row lacks it."""
    found = [m for m in row.tasks[task].metrics if m.name == metric] if task in row.tasks else []
    return shown(found[0]) if found else ""


def shown(score: MetricScore) -> str:
    """A metric as text: per cent with one decimal, or a plain figure, with interval and spread."""
    if score.value is None:
        return "–"
    scale = 100 if score.percent else 1
    text = f"{score.value * scale:.1f}"
    if score.interval:
        text += f" [{score.interval[0] * scale:.1f}, {score.interval[1] * scale:.1f}]"
    if score.spread:
        text += f" ({score.spread[0] * scale:.1f}–{score.spread[1] * scale:.1f} over wordings)"
    return text


def notes(runs: Sequence[RunScores]) -> list[str]:
    """What a reader of the table must know: articles, intervals, invalid answers, signatures."""
    count = len(runs[0].articles)
    found = [
        f"{count} article{'s' if count != 1 else ''}. Scores × 100. Trivial rows are what a score is worth "
        "without understanding; ceilings are answers made from gold, not models."
    ]
    if count < LEAST_ARTICLES:
        found[0] += f" No intervals: they need at least {LEAST_ARTICLES} articles."
    elif thin := _thin_columns(runs[0].rows[0]):
        found[0] += f" No interval for {', '.join(thin)}: defined on fewer than {LEAST_ARTICLES} articles."
    if any(row.kind == "twin" for run in runs for row in run.rows):
        found.append(
            "Twins: the same articles with other names and numbers, other quote marks, or without damage. "
            "Differences are the twins' score minus the articles' own, paired by article."
        )
    for run in runs:
        if run.missing:
            found.append(
                f"{run.model}: INCOMPLETE, {run.missing} of {run.questions} questions without an answer."
            )
        troubles = troubles_of(run.rows[0])
        if troubles:
            found.append(f"{run.model}: {troubles}.")
        found += [f"{run.model}: {judged_note(judged)}" for judged in run.judges]
    found += [run.signature for run in runs]
    found += [judged.signature for run in runs for judged in run.judges]
    return found


def _thin_columns(row: Row) -> list[str]:
    """The tasks whose primary metric has a value, but too few articles for an interval."""
    scores = {name: task.metric(task.primary) for name, task in row.tasks.items()}
    return [n for n, score in scores.items() if score.value is not None and score.articles < LEAST_ARTICLES]


def troubles_of(row: Row) -> str:
    """The counts of what was invalid, cut, mended or over budget, in words; empty where nothing was."""
    totals: dict[str, float] = {}
    for task in row.tasks.values():
        for name, value in task.counts.items():
            totals[name] = totals.get(name, 0.0) + value
    answers = round(totals.get("answers", 0))
    parts = []
    if totals.get("invalid"):
        reasons = ", ".join(
            f"{name.removeprefix('invalid.')} {round(value)}"
            for name, value in sorted(totals.items())
            if name.startswith("invalid.")
        )
        parts.append(f"{round(totals['invalid'])} of {answers} answers invalid ({reasons})")
    for name, words in (
        ("cut", "cut at the token limit"),
        ("over_budget", "over the word budget"),
        ("no_prose", "that are no prose"),
        ("names_unjudged", "with names that could not be judged"),
        ("repaired", "with JSON mended"),
        ("dropped", "with items dropped that had no words"),
        ("reasoning", "with reasoning taken off"),
    ):
        if totals.get(name):
            parts.append(f"{round(totals[name])} {words}")
    return "; ".join(parts)


def terminal_table(runs: Sequence[RunScores]) -> "Table":
    """The table for a terminal."""
    from rich.table import Table

    rows = joined_rows(runs)
    table = Table(box=None, pad_edge=False, padding=(0, 0, 0, 1), header_style="bold")
    table.add_column("", overflow="fold", min_width=14)
    for task, _ in columns(rows):
        # A long name takes two lines, so that eight tasks fit eighty columns.
        table.add_column(task.replace("-", "-\n"), justify="right", no_wrap=True)
    for task, _, judge in judged_columns(rows):
        heading = _escaped(f"{task}\njudged by\n{judge}")
        table.add_column(heading, justify="right", overflow="fold", max_width=_JUDGE_WIDTH)
    kind = "model"
    for row in rows:
        if row.kind != kind:
            kind = row.kind
            table.add_row()
            table.add_row(f"[italic]{_KINDS[kind]}[/italic]")
        style = "bold" if row.kind == "model" else "dim"
        table.add_row(
            _escaped(one_line(row.name)), *(_narrow(text) for text in _cells(row, rows)), style=style
        )
    return table


def markdown_table(runs: Sequence[RunScores]) -> str:
    """The table in GitHub's Markdown, with its notes below."""
    rows = joined_rows(runs)
    heads = [task for task, _ in columns(rows)]
    heads += [_pipe(f"{task}, judged by {judge}") for task, _, judge in judged_columns(rows)]
    lines = [
        "| | " + " | ".join(heads) + " |",
        "|---|" + "---:|" * len(heads),
        *(f"| {_pipe(one_line(row.name))} | " + " | ".join(_cells(row, rows)) + " |" for row in rows),
    ]
    return "\n".join(lines) + "\n\n" + "\n".join(f"{note}  " for note in notes(runs)) + "\n"


def json_table(runs: Sequence[RunScores]) -> dict[str, Any]:
    """The table as data: for each row and task every metric with value, interval and articles."""
    judges = [{"model": run.model, **asdict(judged)} for run in runs for judged in run.judges]
    return {
        "signatures": [run.signature for run in runs],
        "articles": len(runs[0].articles),
        "notes": notes(runs),
        "rows": [
            {
                "name": row.name,
                "kind": row.kind,
                "tasks": {
                    name: {"primary": task.primary, "metrics": {m.name: asdict(m) for m in task.metrics}}
                    for name, task in row.tasks.items()
                },
            }
            for row in joined_rows(runs)
        ],
        **({"judges": judges} if judges else {}),
    }


def _cells(row: Row, rows: Sequence[Row]) -> list[str]:
    """A row's cells: a column a task's primary metric, then those that judges decided."""
    metrics = columns(rows) + [(task, metric) for task, metric, _ in judged_columns(rows)]
    return [cell(row, task, metric) for task, metric in metrics]


def _narrow(text: str) -> str:
    """A cell with its interval and spread below its value."""
    return _escaped(text.replace(" [", "\n[").replace(" (", "\n("))


def _escaped(text: str) -> str:
    from rich.markup import escape

    return escape(text)


def _pipe(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
