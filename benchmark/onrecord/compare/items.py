"""Items and checks as tests of their own: what there is, before a model is asked."""

from collections.abc import Iterator

from onrecord.compare.config import GateConfig
from onrecord.compare.gate import MUST_PASS
from onrecord.compare.judged import JudgedItem, Standing
from onrecord.compare.result import Result
from onrecord.runs.outcomes import outcomes
from onrecord.runs.plan import Plan
from onrecord.scoring.scorers import ArticleScorer
from onrecord.tasks.items import Item
from onrecord.tasks.values import Answer, Invalid

_UNREAD = Invalid("empty")


def item_ids(plan: Plan) -> Iterator[str]:
    """The ids of all outcomes that a run of a plan has, article by article, each once. No model is asked.

    They are those of an answer that cannot be read, which is wrong about all that it is asked.
    """
    tasks = {task.name: task for task in plan.tasks}
    for article in plan.articles():
        scorer = ArticleScorer(article)
        asked = {(r.task, r.item): r for r in plan.requests(article)}
        found: dict[str, None] = {}
        for request in asked.values():
            task, item = tasks[request.task], Item(request.item, request.inputs)
            details = scorer.score(task, request.item, Answer(_UNREAD)).details
            found |= {o.id: None for o in outcomes(task, article, item, details, _UNREAD.reason)}
        yield from found


def items_alone(result: Result) -> Iterator[JudgedItem]:
    """All items of a run that has no baseline: each that is wrong has failed."""
    for task in result.tasks.values():
        for id, item in task.items.items():
            standing: Standing = "right" if item.is_right else "failed"
            yield JudgedItem(id, standing, item.asked, item.gold, "there is none", item.answer, ())


def check_groups(plan: Plan, config: GateConfig) -> list[str]:
    """What the gate's checks are about: each task, and the items that must pass."""
    return [*(task.name for task in plan.tasks), *([MUST_PASS] if config.must_pass else [])]
