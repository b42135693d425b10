"""The effect of a change of gold, in a terminal, as Markdown and as JSON."""

import itertools
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

from rich.console import Console
from rich.table import Table

from onrecord.reports.html_text import count, shorten
from onrecord.workbench.impact.results import CauseImpact, Impact, Move, Question, RunImpact
from onrecord.workbench.plain import markdown, near, print_line

# So many single answers are shown of one cause; JSON has all.
_SHOWN = 8
# So many changes are listed that move nothing.
_LISTED = 40


def as_json(impact: Impact) -> str:
    """Everything, with shares as fractions of 1; a question's values are those of its own answer."""
    return json.dumps(asdict(impact), ensure_ascii=False, indent=1)


def show(impact: Impact, out: Console) -> None:
    """Scores that move, a table a run; then each change to gold with what it does."""
    print_line(out, heading(impact), "bold")
    for run in impact.runs:
        out.print()
        print_line(out, run_title(run), "bold")
        if run.moves:
            out.print(_table(_shown(run.moves)))
        for line in remarks(run):
            print_line(out, f"  {line}", "dim")
    for title, causes, more in grouped(impact):
        out.print()
        print_line(out, title, "bold underline")
        for cause in causes:
            print_line(out, f"  {cause_title(cause)}", "bold")
            for line in effect_lines(cause):
                print_line(out, f"      {line}")
        if more:
            print_line(out, f"  … and {more} more; --format json has all")


def as_markdown(impact: Impact) -> str:
    """The same for a pull request."""
    lines = [f"**{markdown(heading(impact))}**", ""]
    for run in impact.runs:
        lines += [f"{markdown(run_title(run))}", ""]
        if run.moves:
            lines += ["| task | metric | before | after | change |", "|---|---|---:|---:|---:|"]
            lines += ["| " + " | ".join(markdown(c) for c in cells(m)) + " |" for m in _shown(run.moves)] + [
                ""
            ]
        lines += [f"{markdown(line)}  " for line in remarks(run)] + [""]
    for title, causes, more in grouped(impact):
        lines += [f"**{markdown(title)}**", ""]
        for cause in causes:
            lines.append(f"- {markdown(cause_title(cause))}")
            lines += [f"  - {markdown(line)}" for line in effect_lines(cause)]
        lines += [f"- … and {more} more"] if more else []
        lines.append("")
    return "\n".join(lines)


def heading(impact: Impact) -> str:
    return (
        f"{impact.base} → {near(impact.gold)}: {count(len(impact.changed), 'article')} of {impact.articles} "
        f"changed, {count(len(impact.causes), 'change')}, {count(len(impact.runs), 'run')}"
    )


def run_title(run: RunImpact) -> str:
    moved = "" if run.moves else ": no score moves"
    return f"{run.run} ({run.model}){moved}"


def remarks(run: RunImpact) -> Iterator[str]:
    """What else there is to know of a run's scores: what no single change explains, and lost answers."""
    if run.rest:
        first = {r.task: r for r in reversed(run.rest)}
        said = [
            f"{r.task}, {r.title} {_signed(r.change, percent=r.percent)}"
            for r in run.rest
            if r in first.values()
        ]
        yield f"the effect of no change alone (of several together, ids or order): {'; '.join(said)}"
    for answers, why in (
        (run.gone, "to questions that are gone"),
        (run.reworded, "to questions that are put otherwise now"),
    ):
        if answers:
            tasks = ", ".join(f"{task} {n}" for task, n in answers.items())
            number = count(sum(answers.values()), "answer")
            yield f"left out, which moves scores too: {number} {why} ({tasks})"
    if run.anew:
        yield f"counted for the first time: {count(sum(run.anew.values()), 'answer')}"
    if run.questions and run.unanswered == run.questions and not (run.gone or run.reworded):
        yield "none of its answers is to a question that these tasks ask of this gold; run the model again"
    elif run.unanswered:
        yield f"{run.unanswered} of {run.questions} questions have no answer now; the run can be resumed"


def grouped(impact: Impact) -> Iterator[tuple[str, Sequence[CauseImpact], int]]:
    """The changes that move a score, those that move none, and those that were not tried; how many more."""
    moving = [c for c in impact.causes if any(e.moves for e in c.effects)]
    apart = [c for c in impact.causes if c.problem]
    still = [c for c in impact.causes if not c.problem and c not in moving]
    for title, causes in (
        ("because of", moving),
        ("moving no score", still),
        ("not tried", apart),
    ):
        shown = causes if causes is moving else causes[:_LISTED]
        if causes:
            yield title, shown, len(causes) - len(shown)


def cause_title(cause: CauseImpact) -> str:
    """``mill-fire v2: label supported → unstated (gold/mill-fire/annotations.jsonl:21)``."""
    problem = f"; {cause.problem}" if cause.problem else ""
    return f"{cause.article} {shorten(cause.says)} ({near(cause.place)}{problem})"


def effect_lines(cause: CauseImpact) -> Iterator[str]:
    """A line a task: its primary metric, or what else moves, in every run; then the single answers."""
    moves: dict[tuple[str, str], list[str]] = {}
    more: Counter[str] = Counter()
    for effect in cause.effects:
        for task, here in itertools.groupby(effect.moves, key=lambda m: m.task):
            shown, *others = here
            moves.setdefault((task, shown.title), []).append(f"{_change(shown)} {effect.run}")
            more[task] = max(more[task], len(others))
    for (task, title), changes in moves.items():
        others_too = f" (and {count(more[task], 'more metric')})" if more[task] else ""
        yield f"{task}, {title}: {', '.join(changes)}{others_too}"
    answers: dict[str, list[str]] = {}
    lost: dict[str, set[str]] = {}
    for effect in cause.effects:
        for q in effect.questions:
            if q.before is None or q.after is None:
                lost.setdefault(q.task, set()).add(q.item)
            else:
                answers.setdefault(_step(q), []).append(effect.run)
    for step, runs in list(answers.items())[:_SHOWN]:
        yield f"{step}: {', '.join(runs)}"
    if len(answers) > _SHOWN:
        yield f"… and {len(answers) - _SHOWN} more answers"
    for task, items in lost.items():
        yield f"{task}: {count(len(items), 'question')} gone or put otherwise, answers left out"


def cells(move: Move) -> tuple[str, str, str, str, str]:
    """The cells of a table's row: task, metric, before, after, change."""
    before, after = (_value(v, percent=move.percent) for v in (move.before, move.after))
    return move.task, move.title, before, after, _change(move, "–")


def _table(moves: Iterable[Move]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("  task", no_wrap=True)
    table.add_column("metric")
    for name in ("before", "after", "change"):
        table.add_column(name, justify="right", no_wrap=True)
    for move in moves:
        task, *rest = cells(move)
        table.add_row(f"  {task}", *rest, style="bold" if move.is_primary else "")
    return table


def _shown(moves: Iterable[Move]) -> list[Move]:
    """Without the lesser metrics that nothing is left to take of."""
    return [m for m in moves if m.is_primary or m.change is not None]


def _change(move: Move, undefined: str = "") -> str:
    if move.change is not None:
        return _signed(move.change, percent=move.percent)
    return undefined or " → ".join(_value(v, percent=move.percent) for v in (move.before, move.after))


def _step(question: Question) -> str:
    before, after = (_value(v, percent=question.percent) for v in (question.before, question.after))
    return f"{question.task} {question.item}, {question.metric} of the answer {before} → {after}"


def _value(value: float | None, *, percent: bool) -> str:
    return "–" if value is None else f"{value * (100 if percent else 1):.1f}"


def _signed(change: float, *, percent: bool) -> str:
    return f"{change * (100 if percent else 1):+.2f}"
