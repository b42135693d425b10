"""The heat map: which slices stand in it, where, and how strong their tint is."""

from onrecord.reports.heatmap import WIDEST, heat_maps, tinted
from onrecord.runs.score import Row
from onrecord.scoring.aggregate import MetricScore, SliceScore, TaskScores


def row(name: str, **slices: dict[str, float]) -> Row:
    def scores(task: str, found: dict[str, float]) -> TaskScores:
        made = tuple(SliceScore(n, value, 4) for n, value in found.items())
        return TaskScores(task, "f1", (MetricScore("f1", "F1", 0.5),), made)

    return Row(name, "model", {task: scores(task, found) for task, found in slices.items()})


def test_tasks_of_the_same_dimensions_share_a_map() -> None:
    forms = {"form=direct": 0.25, "form=mixed": 1.0}
    maps = heat_maps([row("m", quotes=forms, attribution=forms, verify={"trick=name": 0.5}, headline={})])
    assert [m.tasks for m in maps] == [["quotes", "attribution"], ["verify"]]
    ((dimension, rows),) = maps[0].dimensions
    assert (dimension, [r.value for r in rows]) == ("form", ["direct", "mixed"])
    cells = rows[0].cells
    assert [c and (c.figure, c.tint, c.title, c.link) for c in cells] == [
        ("25", "h2", "25.0% of 4 items", "slices/quotes-form.html#direct"),
        ("25", "h2", "25.0% of 4 items", "slices/attribution-form.html#direct"),
    ]


def test_a_slice_that_a_model_lacks_is_blank() -> None:
    (found,) = heat_maps(
        [row("a", quotes={"form=direct": 1.0}), row("b", quotes={"form=mixed": 1.0}), row("c")]
    )
    ((_, rows),) = found.dimensions
    assert [[c.figure if c else "" for c in r.cells] for r in rows] == [["100", "", ""], ["", "100", ""]]


def test_what_is_too_wide_for_paper_stands_below_each_other() -> None:
    forms = {"form=direct": 0.25}
    models = [row(str(n), quotes=forms, attribution=forms) for n in range(WIDEST // 2 + 1)]
    assert [m.tasks for m in heat_maps(models[:-1])] == [["quotes", "attribution"]]
    assert [m.tasks for m in heat_maps(models)] == [["quotes"], ["attribution"]]


def test_nothing_without_slices() -> None:
    assert heat_maps([row("m", headline={}), row("n")]) == []


def test_the_tint_is_the_share_in_tenths() -> None:
    assert [tinted(v, "").tint for v in (0.0, 0.04, 0.06, 0.5, 0.949, 0.951, 1.0)] == [
        "h0", "h0", "h1", "h5", "h9", "h10", "h10"
    ]  # fmt: skip
    assert (tinted(None, "").figure, tinted(None, "").tint) == ("–", "")
