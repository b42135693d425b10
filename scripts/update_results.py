"""Write docs/results.md from run folders: the table, a plot of each task's scores, and recall by slice.

    python scripts/update_results.py RUN [RUN…]

Nothing on that page is written by hand between its markers.
"""

import sys
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from pages import put

from onrecord.reports.table import columns, joined_rows, markdown_table, shown
from onrecord.runs.folder import RunFolder
from onrecord.runs.score import Row, load_scores

PAGE = Path(__file__).resolve().parents[1] / "docs" / "results.md"
WIDTH, NAMES, LINE, TOP = 640, 230, 24, 14
INK = {"model": "#1a5fb4", "trivial": "#77767b", "ceiling": "#26a269", "twin": "#1a5fb4"}


def main() -> None:
    if len(sys.argv) < 2:
        sys.exit(f"usage: {sys.argv[0]} RUN [RUN…]")
    runs = [load_scores(RunFolder(Path(run))) for run in sys.argv[1:]]
    rows = joined_rows(runs)
    parts = [markdown_table(runs)]
    for task, primary in columns(rows):
        scored = [
            row for row in rows if task in row.tasks and row.tasks[task].metric(primary).value is not None
        ]
        plot = PAGE.parent / "results" / f"{task}.svg"
        plot.parent.mkdir(exist_ok=True)
        plot.write_text(svg(task, primary, scored), encoding="utf-8")
        title = scored[0].tasks[task].metric(primary).title
        parts.append(f"## {task}\n\n![{title} of each row, with its 95% interval](results/{task}.svg)\n")
        parts += slices(task, [row for row in rows if row.kind == "model"])
    put(PAGE, "results", "\n".join(parts))


def slices(task: str, models: Sequence[Row]) -> Iterator[str]:
    """Recall by slice, a column a model; nothing for a task without slices."""
    found = {s.name: s.items for row in models if task in row.tasks for s in row.tasks[task].slices}
    if not found:
        return
    yield f"| recall by slice | items | {' | '.join(row.name for row in models)} |"
    yield "|---|---:|" + "---:|" * len(models)
    for name, items in found.items():
        values = [
            next((f"{100 * s.value:.1f}" for s in row.tasks[task].slices if s.name == name), "")
            if task in row.tasks
            else ""
            for row in models
        ]
        yield f"| {name} | {items} | {' | '.join(values)} |"
    yield ""


def svg(task: str, primary: str, rows: Sequence[Row]) -> str:
    """A dot a row on a scale from 0 to 100, with its interval."""
    bottom = TOP + LINE * len(rows)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {bottom + 24}" '
        f'font-family="system-ui, sans-serif" font-size="13" role="img" aria-label="{escape(task)}">',
        f'<rect width="{WIDTH}" height="{bottom + 24}" fill="#ffffff"/>',
    ]
    for share in (0, 25, 50, 75, 100):
        parts.append(f'<path d="M{_x(share / 100)} {TOP}V{bottom}" stroke="#deddda"/>')
        place = f'x="{_x(share / 100)}" y="{bottom + 16}"'
        parts.append(f'<text {place} text-anchor="middle" fill="#5e5c64">{share}</text>')
    for n, row in enumerate(rows):
        score = row.tasks[task].metric(primary)
        assert score.value is not None
        y, ink = TOP + LINE * n + LINE // 2, INK[row.kind]
        parts.append(
            f'<text x="{NAMES - 12}" y="{y + 4}" text-anchor="end" fill="#241f31">{escape(row.name)}</text>'
        )
        if score.interval:
            low, high = (_x(end) for end in score.interval)
            parts.append(f'<path d="M{low} {y}H{high}" stroke="{ink}" stroke-width="2"/>')
        parts.append(
            f'<circle cx="{_x(score.value)}" cy="{y}" r="4.5" fill="{ink}">'
            f"<title>{escape(shown(score))}</title></circle>"
        )
    return "\n".join([*parts, "</svg>\n"])


def _x(share: float) -> float:
    return round(NAMES + (WIDTH - NAMES - 20) * min(1.0, max(0.0, share)), 1)


if __name__ == "__main__":
    main()
