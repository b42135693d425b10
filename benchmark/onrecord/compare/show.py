"""Comparisons and verdicts as a terminal, Markdown and JSON show them."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from onrecord.compare.comparison import ALPHA, Comparison, Flip
from onrecord.compare.gate import Verdict
from onrecord.compare.result import ItemResult
from onrecord.reports.grid import Grid
from onrecord.reports.html_text import count, one_line, shorten
from onrecord.scoring.aggregate import MetricScore
from onrecord.scoring.statistics import LEAST_ARTICLES

_WORDS_SHOWN = 160
_COLUMNS = ("task", "before", "after", "change", "95% interval", "p, Holm", "detects", "fixed", "broken")


def comparison_grid(comparison: Comparison) -> Grid:
    """A row a task: its primary metric in both runs, × 100."""
    rows, worse = [], []
    for n, task in enumerate(comparison.tasks):
        difference = task.primary
        if task.is_significant and task.worsening > 0:
            worse.append(n)
        rows.append(
            (
                task.task,
                points(task.test.before, difference.percent),
                points(task.test.after, difference.percent),
                signed(difference.value, difference.percent),
                _interval(difference),
                p_value(task.adjusted),
                points(task.test.minimum_detectable_drop, difference.percent),
                str(task.count("fixed")),
                str(task.count("broken")),
            )
        )
    before, after = comparison.before, comparison.after
    return Grid(
        f"{after.name} ({after.model}) against {before.name} ({before.model})",
        _COLUMNS,
        tuple(rows),
        (*notes(comparison), *_signatures(comparison)),
        tuple(flip_lines(comparison)),
        frozenset(worse),
    )


def verdict_grid(verdict: Verdict) -> Grid:
    """A row a check; the failed ones are marked, and their items are the details."""
    rows = tuple(
        ("pass" if check.passed else "FAIL", check.name, check.says, p_value(check.p_value))
        for check in verdict.checks
    )
    failed = frozenset(n for n, check in enumerate(verdict.checks) if not check.passed)
    comparison = verdict.comparison
    title = f"{comparison.after.model}: {'passed' if verdict.passed else 'FAILED'}"
    notes = (rule(verdict), *verdict.remarks, *_signatures(comparison))
    return Grid(
        title, ("", "check", "what", "p of a drop"), rows, notes, tuple(_failed_items(verdict)), failed
    )


def rule(verdict: Verdict) -> str:
    """By which rule tasks were judged, in words."""
    if verdict.is_stochastic:
        return (
            "The model may answer otherwise each time: a drop fails that is significant, over all tasks "
            f"together (p, one-sided, of {verdict.alpha:g} at most), and beyond the margin."
        )
    return (
        "The model is taken to answer the same each time: a drop beyond the margin fails; with none, any "
        "change, up or down, until it is blessed. If it does not, configure stochastic = true."
    )


def flip_lines(comparison: Comparison) -> Iterator[str]:
    """A line a flip, broken ones first, task by task."""
    for task in comparison.tasks:
        yield from map(_line, sorted(task.flips, key=lambda flip: flip.kind))


def flips_markdown(comparison: Comparison, most: int = 200) -> str:
    """The flips as a table; of more than ``most``, as many."""
    flips = [f for task in comparison.tasks for f in sorted(task.flips, key=lambda flip: flip.kind)]
    if not flips:
        return ""
    rows = tuple(
        (f.kind, f.id, *(shorten(v, _WORDS_SHOWN) for v in (f.asked, f.gold, f.before, f.after)))
        for f in flips[:most]
    )
    more = (f"{len(flips) - most:,} more are not shown.",) if len(flips) > most else ()
    return Grid("", ("", "item", "about", "gold", "before", "after"), rows, more).as_markdown()


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """Everything of a comparison as JSON values; figures as shares of 1."""
    return {
        "before": _run(comparison, "before"),
        "after": _run(comparison, "after"),
        "articles": comparison.articles,
        "remarks": list(comparison.remarks),
        "tasks": {
            task.task: {
                "label": task.label,
                "before": task.test.before,
                "after": task.test.after,
                "primary": asdict(task.primary),
                "test": asdict(task.test.test) if task.test.test else None,
                "p_holm": task.adjusted,
                "minimum_detectable_drop": task.test.minimum_detectable_drop,
                "others": [asdict(metric) for metric in task.others],
                "flips": [asdict(flip) for flip in task.flips],
            }
            for task in comparison.tasks
        },
    }


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """Everything of a verdict as JSON values."""
    return {
        "passed": verdict.passed,
        "stochastic": verdict.is_stochastic,
        "checks": [asdict(check) for check in verdict.checks],
        "remarks": list(verdict.remarks),
        "comparison": comparison_json(verdict.comparison),
    }


def as_json(value: object) -> str:
    """JSON that any terminal, file and log of CI takes, whatever an answer holds."""
    # Half of a surrogate pair stays an escape, and so does what GitHub reads as a command.
    text = json.dumps(value, ensure_ascii=False, indent=1).replace("##[", "##\\u005b")
    return text.encode("utf-8", "backslashreplace").decode()


def points(value: float | None, percent: bool = True) -> str:
    """A share × 100, or another figure as it is, with one decimal; – where there is none."""
    return "–" if value is None else f"{100 * value if percent else value:.1f}"


def signed(value: float | None, percent: bool = True) -> str:
    """The same of a change, with its sign."""
    return "–" if value is None else f"{100 * value if percent else value:+.1f}"


def p_value(value: float | None) -> str:
    if value is None:
        return "–"
    return "< .001" if value < 0.001 else f"{value:.3f}".removeprefix("0")


def _interval(score: MetricScore) -> str:
    ends = score.interval
    return "–" if ends is None else " to ".join(signed(end, score.percent) for end in ends)


def _failed_items(verdict: Verdict) -> list[str]:
    """A line for each item that made a check fail: what it was before, where it was otherwise."""
    flipped = {flip.id: flip for task in verdict.comparison.tasks for flip in task.flips}
    items = verdict.comparison.after.items
    found = {}
    for id in (id for check in verdict.failures for id in check.items):
        item = items[id]
        was = verdict.comparison.before.items.get(id, ItemResult(0))
        same = Flip(id, "broken", item.asked, item.gold, was.answer, item.answer)
        found[id] = _line(flipped.get(id, same), "broken" if id in flipped else "wrong")
    return list(found.values())


def _line(flip: Flip, kind: str = "") -> str:
    return f"{kind or flip.kind} {flip.id}: {_told(flip, kind)}"


def _told(flip: Flip, kind: str) -> str:
    gold = f" · gold: {_flat(flip.gold)}" if flip.gold else ""
    marks = ("✗", "✓") if flip.kind == "fixed" else ("✗" if kind == "wrong" else "✓", "✗")
    sides = zip(marks, (flip.before, flip.after), strict=True)
    before, after = (f"{mark} {_flat(answer)}".rstrip() for mark, answer in sides)
    return f"{_flat(flip.asked)}{gold} · {before} → {after}"


def _flat(text: str) -> str:
    return shorten(one_line(text), _WORDS_SHOWN)


def notes(comparison: Comparison) -> Iterator[str]:
    """What a reader of a comparison must know of its figures."""
    yield (
        f"{count(comparison.articles, 'article')}, paired. × 100. p: two-sided permutation test, adjusted "
        f"for all tests shown (Holm); at most {ALPHA:g} counts as a difference. Detects: the drop that such "
        "a test finds in 4 of 5 cases. Fixed, broken: items right in one run alone."
    )
    if comparison.articles < LEAST_ARTICLES:
        yield f"No intervals: they need at least {LEAST_ARTICLES} articles."
    yield from comparison.remarks


def _signatures(comparison: Comparison) -> Sequence[str]:
    return [comparison.before.signature, comparison.after.signature]


def _run(comparison: Comparison, side: str) -> dict[str, Any]:
    result = getattr(comparison, side)
    return {
        "name": result.name,
        "model": result.model,
        "signature": result.signature,
        "questions": result.questions,
        "missing": result.missing,
    }
