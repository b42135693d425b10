"""What tables and pages say of judges: their columns, and the label that says whose they are."""

from collections.abc import Sequence

from onrecord.errors import IncomparableError
from onrecord.runs.judge.judging import Judged
from onrecord.runs.judge.verdicts import JUDGED_COLUMN
from onrecord.runs.score import Row, RunScores


def judged_columns(rows: Sequence[Row]) -> list[tuple[str, str, str]]:
    """Task, metric and judge of each column that a judge decided, a judge's together. None is a primary."""
    found = {
        (metric.name.removeprefix(JUDGED_COLUMN), task.task, metric.name): None
        for row in rows
        for task in row.tasks.values()
        for metric in task.metrics
        if metric.name.startswith(JUDGED_COLUMN)
    }
    judges = list(dict.fromkeys(judge for judge, _, _ in found))
    ordered = sorted(found, key=lambda column: judges.index(column[0]))
    return [(task, metric, judge) for judge, task, metric in ordered]


def check_judges(runs: Sequence[RunScores]) -> None:
    """Raise IncomparableError where one judge's figures would share a column but come of other prompts."""
    questions: dict[str, str] = {}
    for judged in (judged for run in runs for judged in run.judges):
        first = questions.setdefault(judged.judge, judged.prompts)
        if judged.prompts != first:
            raise IncomparableError(
                f"the judge {judged.judge} was asked {first} and {judged.prompts}: its figures cannot stand "
                "in one table; judge the runs again"
            )


def judged_note(judged: Judged) -> str:
    """What a reader must know of a judge's figures."""
    if not judged.is_complete:
        return (
            f"judging by {judged.judge} is INCOMPLETE, {judged.missing:,} of {judged.questions:,} questions "
            "without an answer: it has no figure."
        )
    unread = f"; {judged.invalid:,} of its {judged.questions:,} answers could not be read"
    return (
        f"columns judged by {judged.judge} show faithful coverage as that model decides it, and are never "
        f"the primary metric{unread if judged.invalid else ''}."
    )
