"""Small runs for the tests of reports: rules, rules with errors, and what attacks."""

import json
from collections.abc import Callable
from pathlib import Path

from onrecord.api import run
from onrecord.models.baselines.rules import rules
from onrecord.runs.folder import RunFolder
from onrecord.runs.plan import Plan
from onrecord.tasks.request import Request

from ..harness import GOLD, Scripted

ARTICLES = ("harbour-ferry", "mill-fire")


def erring(request: Request) -> str:
    """Says of every statement that it is supported, names nobody, finds no quote, and leads its summaries."""
    if request.answer == "label":
        return json.dumps({"label": "supported" if "statement" in request.inputs else "genuine"})
    if request.answer == "speaker":
        return json.dumps({"speaker": "Nobody Inparticular"})
    if request.answer in ("quotes", "speakers"):
        return json.dumps({request.answer: []})
    return "The harbour was closed by 4,711 pigeons on Wednesday. " + (rules(request) or "")


def made_run(
    folder: Path,
    answer: Callable[[Request], str | None] = rules,
    name: str = "rules",
    gold: Path = GOLD,
    articles: tuple[str, ...] = ARTICLES,
    **plan: object,
) -> RunFolder:
    """A finished, scored run."""
    found = RunFolder(folder)
    asked = Plan(gold=str(gold), article_ids=articles, **plan)  # type: ignore[arg-type]
    run(asked, Scripted(answer, name=name, fingerprint=name), found)
    return found
