"""``report.html``: one file that shows every error in the article's text.

No script, no network, no fonts: what it needs stands in it. Articles and answers are hostile text: every
value is escaped (autoescape) and cleaned (``finalize``) on its way into the page, whatever a template does.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from onrecord.gold.load import load_article
from onrecord.reports.html_text import count, interval, number, shorten
from onrecord.reports.judged import judged_columns
from onrecord.reports.page_build import ArticleView, article_view
from onrecord.reports.page_curve import curves
from onrecord.reports.page_head import counts_table, notices, table, task_views
from onrecord.reports.page_quotes import STATUSES
from onrecord.reports.templating import TEMPLATES, environment
from onrecord.runs.folder import ITEMS, REPORT, RunFolder
from onrecord.runs.plan import Plan
from onrecord.runs.score import RunScores

if TYPE_CHECKING:
    from jinja2 import Environment

# More make a page that no browser opens at once. The table and the figures are of all of them.
MOST_ARTICLES = 100


def write_report(folder: RunFolder, scores: RunScores) -> None:
    """Write the page of a scored run, from its manifest, its scores and its ``items.jsonl``."""
    folder.write(REPORT, render_report(folder, scores))


def render_report(folder: RunFolder, scores: RunScores) -> str:
    """The page as a string that UTF-8 can hold."""
    manifest = folder.read_manifest()
    plan = Plan.from_json(manifest["plan"])
    shown = plan.folders[:MOST_ARTICLES]
    lines: dict[str, list[Mapping[str, Any]]] = {path.name: [] for path in shown}
    for line in _items(folder, {path.name for path in plan.folders[MOST_ARTICLES:]}):
        lines[line["article"]].append(line)
    articles: list[ArticleView] = []
    for n, path in enumerate(shown, 1):
        article = load_article(path)
        articles.append(article_view(article, plan.tasks, lines.pop(article.id), scores, n))
    restricted = [a.article.id for a in articles if not a.article.meta.redistributable]
    return (
        _environment()
        .get_template("page.html")
        .render(
            scores=scores,
            manifest=manifest,
            plan=plan,
            notices=notices(scores, manifest, restricted, len(articles)),
            table=table(plan.tasks, scores),
            tasks=task_views(plan.tasks, scores),
            curves=curves(plan.tasks, scores),
            letters=(),
            judged=judged_columns(scores.rows),
            counts=counts_table(scores),
            articles=articles,
            statuses=STATUSES,
        )
    )


@cache
def _environment() -> "Environment":
    made = environment(TEMPLATES, "page.css")
    made.globals.update(number=number, interval=interval, count=count, shorten=shorten)
    return made


def _items(folder: RunFolder, beyond: Collection[str]) -> Iterator[Mapping[str, Any]]:
    """The lines of ``items.jsonl``, up to the first article that the page has no room for."""
    path = folder.path / ITEMS
    if path.exists():
        with path.open(encoding="utf-8", errors="surrogateescape", newline="\n") as lines:
            for line in map(json.loads, lines):
                if line["article"] in beyond:
                    return
                yield line
