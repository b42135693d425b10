"""A report of one or several runs: a folder of static pages, an overview and one an article.

No script, no network, no fonts, as on the page of a run: choosing and filtering are style sheets. Articles
and answers are hostile text, escaped and cleaned by the templates. One article and its answers are in
memory at a time, and of the others their figures.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.errors import RunError
from onrecord.gold.load import load_article
from onrecord.reports.heatmap import WIDEST
from onrecord.reports.html_text import count, interval, number, shorten
from onrecord.reports.site_article import article_page
from onrecord.reports.site_files import INDEX, ReportFolder
from onrecord.reports.site_items import in_step
from onrecord.reports.site_names import article_file
from onrecord.reports.site_overview import ArticleTitle, Overview, article_lines, overview, restricted_note
from onrecord.reports.site_slices import SliceCounts
from onrecord.reports.site_style import article_rules, index_rules
from onrecord.reports.templating import TEMPLATES, environment
from onrecord.runs.execute import Progress
from onrecord.runs.folder import RunFolder
from onrecord.runs.plan import Plan
from onrecord.runs.score import RunScores, load_scores, read_plan

if TYPE_CHECKING:
    from jinja2 import Environment


def write_site(folders: Sequence[RunFolder], out: Path, progress: Progress | None = None) -> Path:
    """Write the report of scored runs into the folder ``out``; returns the overview's path.

    Raises IncomparableError for runs that cannot stand in one table, RunError for one that was not scored,
    or whose gold or tasks have changed since, and OnRecordError for a folder that is not a report's.
    """
    runs = [load_scores(folder) for folder in folders]
    plans = [read_plan(folder) for folder in folders]
    found = overview(plans[0].tasks, runs)
    for folder, plan, scores in zip(folders, plans, runs, strict=True):
        _check_unchanged(folder, plan, scores)
    report = ReportFolder(out)
    report.claim()
    _Writing(report, plans[0], found).write(folders, progress)
    return out / INDEX


class _Writing:
    """The pages of one report, and what has been seen of its articles."""

    def __init__(self, report: ReportFolder, plan: Plan, found: Overview) -> None:
        self._report, self._plan, self._found = report, plan, found
        self._letters = [model.letter for model in found.models]
        self._counts = SliceCounts(len(found.models))

    def write(self, folders: Sequence[RunFolder], progress: Progress | None) -> None:
        paths = self._plan.folders
        ids = [path.name for path in paths]
        titles: list[ArticleTitle] = []
        for n, lines in enumerate(in_step(folders, ids)):
            article = load_article(paths[n])
            titles.append(ArticleTitle(ids[n], article.meta.title, not article.meta.redistributable))
            page = article_page(article, self._plan.tasks, self._found.models, lines, self._found.rows)
            for part in page.parts:
                self._counts.add(part.task, ids[n], part.rows, self._letters)
            around = [ids[m] if 0 <= m < len(ids) else "" for m in (n - 1, n + 1)]
            rules = article_rules(page, self._found.models)
            self._page(article_file(ids[n]), "site_article.html", rules, page=page, around=around)
            if progress:
                progress(n + 1, len(ids))
        for slices in self._counts.pages(self._plan.tasks, {a.id: a.title for a in titles}):
            self._page(slices.file, "site_slices.html", "", page=slices)
        rules = index_rules(len(self._found.columns), len(self._letters))
        notices = [*self._found.notices, *restricted_note(titles)]
        articles = article_lines(self._found, titles)
        index = {"found": self._found, "notices": notices, "articles": articles, "widest": WIDEST}
        self._report.finish(self._render("site_index.html", rules, **index))

    def _page(self, name: str, template: str, rules: str, **values: object) -> None:
        self._report.write(name, self._render(template, rules, **values))

    def _render(self, template: str, rules: str, **values: object) -> str:
        from markupsafe import Markup

        # Rules are made of names of ours alone (see site_style); escaped, none of them would be read.
        page = _environment().get_template(template)
        return page.render(models=self._found.models, rules=Markup(rules), **values)


@cache
def _environment() -> "Environment":
    made = environment(TEMPLATES, "page.css", "site.css")
    made.globals.update(
        number=number, interval=interval, count=count, shorten=shorten, article_file=article_file
    )
    return made


def _check_unchanged(folder: RunFolder, plan: Plan, scores: RunScores) -> None:
    """Raise RunError where gold or tasks are no longer those that the answers were scored with."""
    manifest = folder.read_manifest()
    now = plan.signature(
        str(manifest["model"]), str(manifest["fingerprint"]), bool(manifest.get("takes_schema"))
    )
    if now != scores.signature:
        raise RunError(
            f"{folder.path}: gold or tasks have changed since it was scored; "
            f"‘onrecord score {folder.path}’ scores it again"
        )
