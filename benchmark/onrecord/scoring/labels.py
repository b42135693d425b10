"""``verify`` and ``check-quote``: one label an item, mean recall pooled over articles."""

from onrecord.gold.article import Article
from onrecord.scoring.metric import Metric, error_rate, mean_recall, rate
from onrecord.scoring.stats import Scored, Stats
from onrecord.tasks.checks import checks
from onrecord.tasks.task import Task
from onrecord.tasks.values import Answer, Label


def label_metrics(labels: tuple[str, ...]) -> tuple[Metric, ...]:
    """The metrics of a task with these labels: mean recall, accuracy and the recall of each label."""
    return (
        Metric("mean_recall", "mean recall", mean_recall(labels), True),
        Metric("accuracy", "accuracy", rate("right", "answers"), True),
        *(
            Metric(f"recall_{label}", f"recall of {label}", rate(f"right.{label}", f"gold.{label}"), True)
            for label in labels
        ),
        error_rate("invalid_rate", "invalid answers", "invalid", "answers"),
    )


def score_label(task: Task, article: Article, item: str, answer: Answer) -> Scored:
    """Statistics of one label; sliced by the statement's trick or the check's edit."""
    if task.items == "checks":
        check = next(c for c in checks(article) if c.id == item)
        gold, slice_name = check.label, f"edit={check.edit}"
    else:
        statement = next(s for s in article.statements if s.id == item)
        gold, slice_name = statement.label, f"trick={statement.trick}"
    given = answer.value.label if isinstance(answer.value, Label) else ""
    is_right = float(given == gold)
    stats: Stats = {
        "answers": 1.0,
        "invalid": float(not isinstance(answer.value, Label)),
        "right": is_right,
        f"right.{gold}": is_right,
        f"gold.{gold}": 1.0,
        f"slice.{slice_name}.credit": is_right,
        f"slice.{slice_name}.gold": 1.0,
    }
    return Scored(stats, {"answer": given, "gold": gold, "slice": slice_name})
