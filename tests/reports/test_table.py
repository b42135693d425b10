"""The table: what a cell, a note and a whole table say."""

import json
from dataclasses import replace

import pytest

from onrecord.errors import IncomparableError
from onrecord.reports.table import cell, joined_rows, json_table, markdown_table, notes, shown
from onrecord.runs.score import Row, RunScores
from onrecord.scoring.aggregate import MetricScore, TaskScores

SIGNATURE = "onrecord:0.1|gold:1a2b3c4d|articles:{articles}|tasks:quotes.1|model:{name}@00000000|shots:0"


def task(value: float | None, articles: int = 6, **counts: float) -> TaskScores:
    interval = (value - 0.1, value + 0.1) if value is not None and articles >= 5 else None
    score = MetricScore("marked_f1", "attributed-quote F1", value, interval, articles)
    return TaskScores("quotes", "marked_f1", (score,), counts=counts)


def run(name: str, value: float | None = 0.5, articles: int = 6, **counts: float) -> RunScores:
    rows = (
        Row(name, "model", {"quotes": task(value, articles, **counts)}),
        Row("empty", "trivial", {"quotes": task(0.0, articles)}),
        Row("lead", "trivial", {}),
        Row("oracle", "ceiling", {"quotes": task(1.0, articles)}),
    )
    ids = tuple(f"a{n}" for n in range(articles))
    return RunScores(name, SIGNATURE.format(name=name, articles=articles), ids, articles, 0, rows)


def test_a_cell_is_per_cent_with_its_interval() -> None:
    assert shown(MetricScore("m", "m", 0.5, (0.25, 0.75))) == "50.0 [25.0, 75.0]"


def test_an_undefined_score_is_a_dash() -> None:
    assert shown(MetricScore("m", "m", None)) == "–"


def test_a_task_that_a_row_does_not_do_is_blank() -> None:
    assert cell(Row("lead", "trivial", {}), "quotes", "marked_f1") == ""


def test_a_plain_figure_is_not_scaled() -> None:
    assert shown(MetricScore("words", "words", 61.25, percent=False)) == "61.2"


def test_a_spread_over_wordings_is_shown() -> None:
    assert shown(MetricScore("m", "m", 0.5, spread=(0.4, 0.6))) == "50.0 (40.0–60.0 over wordings)"


def test_fewer_than_five_articles_show_no_interval_and_say_why() -> None:
    few = run("m", articles=4)
    assert "[" not in markdown_table([few]).split("\n\n")[0]
    assert "No intervals: they need at least 5 articles" in notes([few])[0]
    assert "No intervals" not in " ".join(notes([run("m", articles=5)]))


def test_a_column_that_rests_on_fewer_articles_says_so() -> None:
    """Five articles, but only four have a quote to attribute: that column's missing interval is told."""
    scores = run("m")
    thin = Row("m", "model", {"quotes": task(0.5), "attribution": replace(task(0.5, 4), task="attribution")})
    told = " ".join(notes([replace(scores, rows=(thin, *scores.rows[1:]))]))
    assert "No interval for attribution" in told
    assert "quotes" not in told.split("onrecord:")[0]


def test_invalid_answers_are_in_the_notes_with_their_reasons() -> None:
    counts = {"answers": 6.0, "invalid": 3.0, "invalid.empty": 1.0, "invalid.refused": 2.0, "repaired": 1.0}
    told = notes([run("m", **counts)])[1]
    assert told == "m: 3 of 6 answers invalid (empty 1, refused 2); 1 with JSON mended."


def test_nothing_invalid_says_nothing() -> None:
    assert len(notes([run("m", answers=6.0)])) == 2


def test_an_incomplete_run_is_marked() -> None:
    assert "m: INCOMPLETE, 2 of 6 questions without an answer." in notes([replace(run("m"), missing=2)])


def test_every_score_carries_its_signature() -> None:
    runs = [run("m"), run("n")]
    assert notes(runs)[-2:] == [r.signature for r in runs]


def test_several_runs_share_the_rows_beside_them() -> None:
    assert [r.name for r in joined_rows([run("m"), run("n")])] == ["m", "n", "empty", "lead", "oracle"]


def test_a_baseline_shown_as_a_model_is_not_shown_twice() -> None:
    assert [r.name for r in joined_rows([run("m"), run("baseline:empty")])] == [
        "m",
        "baseline:empty",
        "lead",
        "oracle",
    ]


@pytest.mark.parametrize(
    ("part", "other"),
    [("gold:1a2b3c4d", "gold:99999999"), ("quotes.1", "quotes.2"), ("articles:6", "articles:7")],
)
def test_runs_that_differ_in_what_they_measure_are_incomparable(part: str, other: str) -> None:
    changed = run("n")
    changed = replace(changed, signature=changed.signature.replace(part, other))
    with pytest.raises(IncomparableError, match=r"m and n cannot stand in one table: (gold|tasks|articles)"):
        joined_rows([run("m"), changed])


def test_runs_that_differ_in_the_model_or_protocol_are_comparable() -> None:
    changed = run("n")
    changed = replace(changed, signature=changed.signature.replace("shots:0", "shots:1"))
    assert len(joined_rows([run("m"), changed])) == 5


def test_markdown_is_a_table_with_equal_columns() -> None:
    table = markdown_table([run("a|b")]).split("\n\n")[0].splitlines()
    assert table[2] == "| a\\|b | 50.0 [40.0, 60.0] |"
    assert {line.replace("\\|", "").count("|") for line in table} == {3}


def test_json_holds_every_metric_in_full() -> None:
    found = json.loads(json.dumps(json_table([run("m", 1 / 3)]), allow_nan=False))
    metric = found["rows"][0]["tasks"]["quotes"]["metrics"]["marked_f1"]
    assert metric["value"] == 1 / 3
    assert found["articles"] == 6
    assert [r["kind"] for r in found["rows"]] == ["model", "trivial", "trivial", "ceiling"]


def test_json_has_no_value_for_what_is_undefined() -> None:
    found = json_table([run("m", None)])
    assert found["rows"][0]["tasks"]["quotes"]["metrics"]["marked_f1"]["value"] is None
