"""Scores of saved answers, and the rows beside them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from onrecord.api import rescore
from onrecord.errors import RunError
from onrecord.models.base import Response
from onrecord.models.baselines.rules import rules
from onrecord.models.registry import BASELINES, make_model
from onrecord.runs.folder import RunFolder
from onrecord.runs.score import Row, RunScores, load_scores
from onrecord.tasks.request import Request

from ..harness import GOLD, Scripted, gold_copy, onrecord

Run = Callable[..., bytes]
BRIEF = "A comet was found."


def row(scores: RunScores, name: str) -> Row:
    return next(r for r in scores.rows if r.name == name)


@pytest.fixture
def scores_of(make_run: Run, tmp_path: Path) -> Callable[..., RunScores]:
    def run(model: object, *tasks: str, **options: object) -> RunScores:
        make_run(model, *tasks, **options)
        return load_scores(RunFolder(tmp_path / "run"))

    return run


def test_saved_scores_are_read_back_as_they_were(make_run: Run, tmp_path: Path) -> None:
    make_run(Scripted(), "quotes", "verify")
    assert rescore(tmp_path / "run") == load_scores(RunFolder(tmp_path / "run"))


def test_scoring_again_changes_no_byte(make_run: Run, tmp_path: Path) -> None:
    before = make_run(Scripted(), "quotes", "brief")
    rescore(tmp_path / "run")
    assert (tmp_path / "run" / "scores.json").read_bytes() == before


def test_edited_gold_changes_the_scores_without_the_model(make_run: Run, tmp_path: Path) -> None:
    gold = gold_copy(tmp_path / "gold")
    model = Scripted()
    make_run(model, "verify", gold=gold)
    before = load_scores(RunFolder(tmp_path / "run"))
    path = gold / "mill-fire" / "annotations.jsonl"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"label":"supported"', '"label":"unstated"', 1), encoding="utf-8")
    asked = len(model.asked)
    after = rescore(tmp_path / "run")
    assert len(model.asked) == asked
    assert after.signature != before.signature
    assert row(after, "scripted").tasks["verify"] != row(before, "scripted").tasks["verify"]


def test_a_new_statement_is_a_question_without_an_answer(make_run: Run, tmp_path: Path) -> None:
    gold = gold_copy(tmp_path / "gold", "mill-fire")
    make_run(Scripted(), "verify", gold=gold)
    with (gold / "mill-fire" / "annotations.jsonl").open("a", encoding="utf-8") as file:
        record = {
            "kind": "statement",
            "id": "v4",
            "text": "It rained.",
            "label": "unstated",
            "trick": "plausible",
        }
        file.write(json.dumps(record) + "\n")
    after = rescore(tmp_path / "run")
    assert (after.questions, after.missing, after.is_complete) == (4, 1, False)


def test_errors_are_missing_and_never_scored(scores_of: Callable[..., RunScores]) -> None:
    scores = scores_of(Scripted(lambda r: Response(error="down") if "mill" in r.id else rules(r)), "quotes")
    assert scores.missing == 1
    assert "mill-fire" not in row(scores, "scripted").tasks["quotes"].per_article


def test_an_invalid_answer_is_scored_0_and_counted(scores_of: Callable[..., RunScores]) -> None:
    scores = scores_of(Scripted(lambda r: "I cannot help with that."), "quotes", "brief", "verify")
    for task in row(scores, "scripted").tasks.values():
        assert task.metric(task.primary).value == 0.0
        assert task.counts["invalid.refused"] == task.counts["answers"]
        assert task.metric("invalid_rate").value == 1.0


def test_empty_scores_0_on_every_task_and_article(scores_of: Callable[..., RunScores]) -> None:
    scores = scores_of(make_model("baseline:empty"))
    tasks = scores.rows[0].tasks
    assert len(tasks) == 8
    for task in tasks.values():
        assert {values[task.primary] for values in task.per_article.values()} == {0.0}, task.task


def test_no_quotes_where_gold_has_none_is_right(scores_of: Callable[..., RunScores]) -> None:
    """No gold and no prediction: 1. Misattribution has nothing to be taken of: undefined, not 0."""
    scores = scores_of(Scripted(lambda r: '{"quotes": []}'), "quotes")
    values = scores.rows[0].tasks["quotes"].per_article
    assert values["frost-notice"]["marked_f1"] == 1.0
    assert values["mill-fire"]["marked_f1"] == 0.0
    assert scores.rows[0].tasks["quotes"].metric("misattribution_rate").value is None


def test_a_quote_where_gold_has_none_is_wrong(scores_of: Callable[..., RunScores]) -> None:
    quote = {"quote": "will fall below zero", "speaker": "unknown", "form": "direct"}
    scores = scores_of(Scripted(lambda r: json.dumps({"quotes": [quote]})), "quotes")
    assert scores.rows[0].tasks["quotes"].per_article["frost-notice"]["marked_f1"] == 0.0


def test_repeats_are_averaged_within_the_article(scores_of: Callable[..., RunScores]) -> None:
    def only_the_first(request: Request) -> str | None:
        return rules(request) if request.id.endswith("/0") else ""

    once = scores_of(Scripted(), "quotes").rows[0].tasks["quotes"].metric("marked_f1")
    twice = (
        scores_of(Scripted(only_the_first), "quotes", repeats=2).rows[0].tasks["quotes"].metric("marked_f1")
    )
    assert once.value is not None
    assert twice.value == pytest.approx(once.value / 2)
    assert twice.articles == 5


def test_wordings_are_averaged_and_their_spread_shown(scores_of: Callable[..., RunScores]) -> None:
    def not_the_third(request: Request) -> str | None:
        return "" if request.id.split("/")[3] == "2" else rules(request)

    score = (
        scores_of(Scripted(not_the_third), "quotes", prompts="all")
        .rows[0]
        .tasks["quotes"]
        .metric("marked_f1")
    )
    assert score.spread is not None and score.value is not None
    assert score.spread[0] == 0.0
    assert score.value == pytest.approx(score.spread[1] * 2 / 3)


def test_a_row_beside_is_what_that_baseline_scores_as_a_model(make_run: Run, tmp_path: Path) -> None:
    tasks = ("quotes", "attribution", "verify", "headline")
    make_run(Scripted(), *tasks, out="other", limit=2)
    beside = load_scores(RunFolder(tmp_path / "other"))
    for name in set(BASELINES) - {"rules"}:
        make_run(make_model(f"baseline:{name}"), *tasks, out=name, limit=2)
        alone = load_scores(RunFolder(tmp_path / name)).rows[0]
        for task, scores in row(beside, name).tasks.items():
            assert alone.tasks[task].metrics == scores.metrics, (name, task)


def test_a_baseline_does_not_stand_beside_itself(scores_of: Callable[..., RunScores]) -> None:
    names = [r.name for r in scores_of(make_model("baseline:lead"), "brief").rows]
    assert "baseline:lead" in names
    assert "lead" not in names


def test_the_rows_beside_are_the_same_whatever_the_protocol(scores_of: Callable[..., RunScores]) -> None:
    plain = scores_of(Scripted(), "brief", "quotes")
    other = scores_of(Scripted(), "brief", "quotes", closed_book=True, repeats=2, prompts="all")
    assert plain.rows[1:] == other.rows[1:]


@pytest.mark.parametrize(
    "text",
    [
        '{"quotes": [{"quote": "\\ud800", "speaker": "\\udfff", "form": "direct"}]}',
        '{"quotes": ' + "[" * 500,
        '{"quotes": [' + "1" * 5000 + "]}",
        "\x00\ud800 � {[}]",
        '{"quotes": [{"quote": "' + "x " * 30_000,
        '{"label": "\\ud83d", "speaker": ["\\ud83d"], "speakers": ["\\ud83d"]}',
        "NaN",
        '{"quotes": NaN, "label": Infinity}',
    ],
    ids=range(8),
)
def test_whatever_a_model_writes_is_scored(scores_of: Callable[..., RunScores], text: str) -> None:
    scores = scores_of(Scripted(lambda r: text), limit=1)
    assert scores.is_complete
    assert len(scores.rows[0].tasks) == 8


def test_a_quotation_about_an_article_without_quotes_is_fabricated(
    scores_of: Callable[..., RunScores],
) -> None:
    brief = "Temperatures in the Ossel valley will fall below zero. “We are all very cold,” said Ann Lee."
    counts = scores_of(Scripted(lambda r: brief), "brief").rows[0].tasks["brief"].counts
    assert counts["quotation.fabricated"] == 5


@pytest.mark.parametrize("missing", ["rouge_score_rs", "sacrebleu"])
def test_a_missing_library_is_never_a_score_of_0(tmp_path: Path, missing: str) -> None:
    """Fault 7: a metric that is 0, or left out, where what computes it cannot be imported."""
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / f"{missing}.py").write_text(f"raise ModuleNotFoundError('no {missing}', name='{missing}')")
    done = onrecord(
        "run", "--gold", GOLD, "--tasks", "brief", "--limit", 1, "--out", "run", cwd=tmp_path, before=hidden
    )
    assert done.returncode != 0
    assert done.stdout == ""
    assert missing in done.stderr
    assert not (tmp_path / "run" / "scores.json").exists()


def test_items_tell_every_answer_and_what_was_wrong(make_run: Run, tmp_path: Path) -> None:
    make_run(Scripted(lambda r: BRIEF), "brief", "quotes", limit=1)
    lines = [json.loads(line) for line in (tmp_path / "run" / "items.jsonl").read_text().splitlines()]
    assert [line["id"] for line in lines] == ["brief/comet-survey/all/0/0", "quotes/comet-survey/all/0/0"]
    assert lines[0]["invalid"] is None
    assert lines[1]["invalid"]["reason"] == "not_json"


def test_a_run_that_was_not_scored_says_how(make_run: Run, tmp_path: Path) -> None:
    make_run(Scripted(), "quotes")
    (tmp_path / "run" / "scores.json").unlink()
    with pytest.raises(RunError, match=r"not scored yet; ‘onrecord score .*run’ does it"):
        load_scores(RunFolder(tmp_path / "run"))


@pytest.mark.parametrize("broken", [b"", b"{}", b"\xff", b'{"model": 3}'])
def test_scores_that_cannot_be_read_are_named(make_run: Run, tmp_path: Path, broken: bytes) -> None:
    make_run(Scripted(), "quotes", limit=1)
    (tmp_path / "run" / "scores.json").write_bytes(broken)
    with pytest.raises(RunError, match=r"scores.json: cannot be read; ‘onrecord score"):
        load_scores(RunFolder(tmp_path / "run"))


def test_a_plan_that_cannot_be_read_names_the_manifest(make_run: Run, tmp_path: Path) -> None:
    make_run(Scripted(), "quotes", limit=1)
    path = tmp_path / "run" / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"plan": {"tasks": 3}}))
    with pytest.raises(RunError, match=r"manifest.json: the plan in the manifest cannot be read"):
        rescore(tmp_path / "run")


def test_the_manifest_says_what_ran(make_run: Run, tmp_path: Path) -> None:
    make_run(Scripted(), "quotes", seed=5)
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text())
    assert manifest["fingerprint"] == "scripted 1"
    assert manifest["plan"]["protocol"]["seed"] == 5
    assert sorted(manifest["gold"]) == sorted(p.name for p in GOLD.iterdir())
    assert manifest["tasks"] == {"quotes": 2}
    assert "numpy" in manifest["libraries"]
