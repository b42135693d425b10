"""A series in figures: as a table of Markdown, and as JSON."""

from dataclasses import asdict
from typing import Any

from onrecord.compare.chart import marks
from onrecord.compare.series import Series
from onrecord.compare.show import points
from onrecord.reports.grid import Grid
from onrecord.reports.html_text import one_line


def series_markdown(series: Series) -> str:
    """A heading and a row a run, × 100; what changes at a run stands in its last column."""
    noted = {mark.at: mark for mark in marks(series)}
    rows = []
    for n, point in enumerate(series.points):
        entry, figure = point.entry, point.figure
        interval = "–" if figure.low is None else f"{points(figure.low)} to {points(figure.high)}"
        change = f"{noted[n].kind}: {one_line(noted[n].change)}" if n in noted else ""
        rows.append((entry.time[:10], entry.commit, entry.verdict, points(figure.value), interval, change))
    columns = ("date", "commit", "verdict", series.metric, "95% interval", "")
    heading = one_line(f"{series.title} · {series.model}").replace("<", "&lt;")
    return f"## {heading}\n\n{Grid('', columns, tuple(rows)).as_markdown()}"


def series_json(series: Series) -> dict[str, Any]:
    """Everything of a series as JSON values; figures as shares of 1. Places count from 0."""
    return {
        "model": series.model,
        "task": series.task,
        "metric": series.metric,
        "points": [
            {
                "time": point.entry.time,
                "commit": point.entry.commit,
                "verdict": point.entry.verdict,
                "signature": point.entry.signature,
                **asdict(point.figure),
            }
            for point in series.points
        ],
        "steps": [asdict(step) for step in series.steps],
        "breaks": [asdict(here) for here in series.breaks],
    }
