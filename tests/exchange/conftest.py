"""A small gold with a hostile article, answers of every kind to all its questions, and the run they make."""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from onrecord.api import run
from onrecord.exchange.exporting import export
from onrecord.models.baselines.rules import rules
from onrecord.runs.folder import RunFolder
from onrecord.runs.plan import Plan
from onrecord.runs.score import RunScores
from onrecord.tasks.request import Request

from ..cli.conftest import command  # noqa: F401 - a fixture of these tests too
from ..harness import Scripted, gold_copy

HOSTILE = (
    "mostly schoolchildren. {{ 7 * 7 }} {% raw %} {{prompt}} {text} %s ‘$HOME’ \"quo\\ted\" 'single' "
    "\\n \u2028 !function utils.x <|im_end|> <s> [INST] [[1]] ```json"
)


def answer(request: Request) -> str:
    """What ``baseline:rules`` says, and now and then what models say too: nothing, prose, their reasoning."""
    said = rules(request) or ""
    return {
        0: "",
        1: "I can't help with that.",
        2: f'<think>Who said it? {{"speaker": "Nobody"}}</think>\n\n{said}',
        3: f"Sure! Here it is:\n\n```json\n{said}\n```\n\nAnything else?",
    }.get(zlib.crc32(request.id.encode()) % 12, said)


@dataclass(frozen=True)
class Small:
    """A gold folder, the plan of all tasks on it, its requests, their answers, and the run of them."""

    gold: Path
    plan: Plan
    requests: dict[str, Request]
    answers: dict[str, str]
    scores: RunScores


@pytest.fixture(scope="session")
def small(
    tmp_path_factory: pytest.TempPathFactory,
    write_article: Callable[..., Path],
    ferry_text: str,
) -> Small:
    gold = gold_copy(tmp_path_factory.mktemp("gold"), "frost-notice", "mill-fire")
    text = ferry_text.replace("mostly schoolchildren.", HOSTILE)
    assert text != ferry_text
    write_article(gold / "hostile", text)
    plan = Plan(gold=str(gold))
    requests = {r.id: r for article in plan.articles() for r in plan.requests(article)}
    answers = {id: answer(request) for id, request in requests.items()}
    folder = RunFolder(tmp_path_factory.mktemp("run"))
    scores, _ = run(plan, Scripted(lambda request: answers[request.id]), folder)
    return Small(gold, plan, requests, answers, scores)


@pytest.fixture
def exported(small: Small, tmp_path: Path) -> Callable[..., Path]:
    """``exported("inspect")`` writes an export of the small gold and returns its folder."""

    def make(harness: str, plan: Plan = small.plan, **options: Any) -> Path:
        export(harness, plan, tmp_path / harness, **options)
        return tmp_path / harness

    return make


def questions(folder: Path) -> Iterator[str]:
    """The lines of all requests of an export."""
    for path in sorted((folder / "requests").glob("*.jsonl")):
        yield from path.read_text(encoding="utf-8").splitlines(keepends=True)
