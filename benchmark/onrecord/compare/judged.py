"""How each item of a judged run fared, as the reports of CI show it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from onrecord.compare.gate import Check, Verdict
from onrecord.compare.result import ItemResult
from onrecord.reports.html_text import ANSWER_SHOWN, shorten

Standing = Literal["right", "fixed", "failed", "let pass", "known", "new"]
"""Of the items that are right now, those that the baseline had wrong are fixed. Of the others, some made a
check fail, some the baseline had right (and the gate lets them pass), some it had wrong as well, and some it
does not know."""


@dataclass(frozen=True, slots=True)
class JudgedItem:
    """An item of the run; ``checks`` are the failed ones that rest on it. ``before`` is what the baseline
    knows of it, which may be no more than whether it was right."""

    id: str
    standing: Standing
    asked: str
    gold: str
    before: str
    after: str
    checks: tuple[Check, ...]

    @property
    def told(self) -> str:
        """A line each: words, gold, the answers before and now, and why it fails."""
        lines = {"asked": self.asked, "gold": self.gold, "baseline": self.before, "now": self.after}
        told = [f"{name}: {shorten(text, ANSWER_SHOWN) or '–'}" for name, text in lines.items()]
        return "\n".join([*told, *(f"failed: {check.name} ({check.says})" for check in self.checks)])


def judged_items(verdict: Verdict) -> Iterator[JudgedItem]:
    """All items of the judged run, task by task. An item fails exactly if a failed check rests on it."""
    failing: dict[str, list[Check]] = {}
    for check in verdict.failures:
        for id in check.items:
            failing.setdefault(id, []).append(check)
    before, after = verdict.comparison.before, verdict.comparison.after
    for name, task in after.tasks.items():
        old = before.tasks[name].items if name in before.tasks else {}
        for id, item in task.items.items():
            checks, was = tuple(failing.get(id, ())), old.get(id)
            yield JudgedItem(
                id,
                "failed" if checks else _standing(was, item),
                item.asked,
                item.gold,
                _known(was),
                item.answer,
                checks,
            )


def _standing(was: ItemResult | None, item: ItemResult) -> Standing:
    if item.is_right:
        return "right" if was is None or was.is_right else "fixed"
    if was is None:
        return "new"
    return "let pass" if was.is_right else "known"


def _known(was: ItemResult | None) -> str:
    if was is None:
        return "not in the baseline"
    return was.answer or ("right" if was.is_right else "wrong") + ", the answer is not kept"
