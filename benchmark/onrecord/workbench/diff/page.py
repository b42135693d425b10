"""Differences as one static page: both sides in columns, what differs marked. No script, no network."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.gold.save import write_file
from onrecord.reports.html_text import anchor
from onrecord.reports.templating import environment
from onrecord.workbench.diff.comparison import Comparison
from onrecord.workbench.diff.differences import COMPARED
from onrecord.workbench.diff.passages import passages
from onrecord.workbench.diff.terminal import PLURALS, summary

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = Path(__file__).with_name("templates")


def write_page(comparison: Comparison, path: Path) -> None:
    """Write the page of a comparison. Raises GoldError where it cannot be written."""
    write_file(path, render_page(comparison))


def render_page(comparison: Comparison) -> str:
    """The page as a string that UTF-8 can hold."""
    found = comparison.differences
    names = comparison.a.name, comparison.b.name
    kinds = [
        (
            PLURALS[kind],
            [
                (n, difference, difference.said(*names), passages(comparison.a.article.raw, difference))
                for n, difference in enumerate(found, 1)
                if difference.kind == kind
            ],
        )
        for kind in COMPARED
    ]
    return (
        _environment()
        .get_template("diff.html")
        .render(
            article=comparison.a.article,
            names=names,
            summary=summary(found),
            kinds=[(name, here) for name, here in kinds if here],
        )
    )


@cache
def _environment() -> "Environment":
    made = environment(_TEMPLATES, "diff.css")
    made.globals["anchor"] = anchor
    return made
