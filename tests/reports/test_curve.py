"""The curve of a summary task over its budgets."""

from pathlib import Path

from onrecord import evaluate
from onrecord.reports.page_curve import HEIGHT, WIDTH, curves
from onrecord.tasks.task import select_tasks

from ..harness import GOLD

BUDGETS = ("brief@25", "brief@50", "brief@100")


def test_a_curve_has_the_model_the_lead_and_the_ceiling_at_each_budget(tmp_path: Path) -> None:
    scores = evaluate("baseline:rules", tasks=(*BUDGETS, "headline"), gold=GOLD, out=tmp_path)
    (curve,) = curves(select_tasks([*BUDGETS, "headline"]), scores)

    assert [words for _, words in curve.budgets] == [25, 50, 100]
    assert {line.name for line in curve.lines} == {"baseline:rules", "lead", "oracle"}
    assert curve.lines[-1].kind == "model"
    for line in curve.lines:
        assert [dot.words for dot in line.dots] == [25, 50, 100]
        assert all(0 <= dot.x <= WIDTH and 0 <= dot.y <= HEIGHT for dot in line.dots)
        task = next(row for row in scores.rows if row.name == line.name).tasks["brief-25"]
        value = task.metric(task.primary).value
        assert value is not None and line.dots[0].value == f"{100 * value:.1f}"
    # More words never tell less: the higher the value, the nearer to the top.
    oracle = next(line for line in curve.lines if line.name == "oracle")
    assert oracle.dots[0].y >= oracle.dots[1].y >= oracle.dots[2].y
    page = (tmp_path / "report.html").read_text("utf-8")
    assert 'class="curve"' in page and oracle.path in page


def test_one_budget_is_no_curve(tmp_path: Path) -> None:
    scores = evaluate("baseline:rules", tasks=("brief",), gold=GOLD, out=tmp_path)

    assert curves(select_tasks(["brief"]), scores) == []
    assert 'class="curve"' not in (tmp_path / "report.html").read_text("utf-8")
