"""What a change of gold does to stored runs, held against the ordinary scorer."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from onrecord.api import rescore
from onrecord.errors import GoldError, IncompleteError
from onrecord.models.base import Model
from onrecord.runs.folder import RunFolder
from onrecord.runs.score import RunScores, load_scores
from onrecord.workbench.impact.measure import measure
from onrecord.workbench.impact.results import CauseImpact, Impact
from onrecord.workbench.stored_runs import stored_runs

from ...harness import GOLD, Scripted, gold_copy
from ..stored import edit, store

MILL = "mill-fire"
RAINED = {"kind": "statement", "id": "v9", "text": "It rained.", "label": "unstated", "trick": "plausible"}
NAMELESS = {"kind": "speaker", "id": "spokesman", "name": "a spokesman", "class": "unnamed"}


def supported(_: object) -> str:
    return '{"label": "supported"}'


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    return gold_copy(tmp_path / "gold")


@pytest.fixture
def run(tmp_path: Path, gold: Path) -> Path:
    """The rules' answers to all tasks, on gold before it is edited."""
    return store(tmp_path / "run", Scripted(), gold)


def impact_of(gold: Path, *runs: Path, most: int = 300, base: Path = GOLD) -> Impact:
    return measure(stored_runs(list(runs), "")[0], base, gold, "before", most)


def values(scores: RunScores) -> dict[tuple[str, str], float | None]:
    return {(t, m.name): m.value for t, task in scores.rows[0].tasks.items() for m in task.metrics}


def effect(cause: CauseImpact) -> dict[tuple[str, str], float]:
    (one,) = cause.effects
    return {(m.task, m.metric): m.change for m in one.moves if m.change is not None}


def by_record(impact: Impact) -> dict[str, CauseImpact]:
    return {cause.says.partition(":")[0]: cause for cause in impact.causes}


def test_scores_before_and_after_are_those_of_the_ordinary_scorer(gold: Path, run: Path) -> None:
    before = values(load_scores(RunFolder(run)))
    edit(
        gold / MILL,
        RAINED,
        v2={"label": "unstated"},
        q2={"speaker": "jon", "via": "m4"},
        q1={"optional": True},
    )
    edit(gold / "cup-final", v1={"label": "contradicted"})
    (measured,) = impact_of(gold, run).runs
    after = values(rescore(run))
    moved = {key for key in before if before[key] != after.get(key)}
    assert len(moved) > 10
    assert {(m.task, m.metric): (m.before, m.after) for m in measured.moves} == {
        key: (pytest.approx(before[key]), pytest.approx(after[key])) for key in moved
    }


def test_the_run_folder_stays_as_it_is(gold: Path, run: Path) -> None:
    def state() -> dict[str, str]:
        return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in run.iterdir() if p.is_file()}

    before = state()
    edit(gold / MILL, v2={"label": "unstated"})
    assert impact_of(gold, run).runs[0].moves
    assert state() == before


CHANGES: Mapping[str, Mapping[str, Any]] = {
    "v2": {"label": "unstated"},
    "q2": {"speaker": "jon", "via": "m4"},
    "q1": {
        "form": "indirect",
        "at": ["p2 ⟦the Garrow paper mill was brought under control on Friday evening⟧"],
    },
    "f1": {"needs": [["fire"], ["Garrow paper mill in the north"]]},
}


def test_each_change_has_the_effect_that_it_has_alone(gold: Path, run: Path, tmp_path: Path) -> None:
    for name, fields in CHANGES.items():
        edit(gold / MILL, **{name: fields})
    together = by_record(impact_of(gold, run))
    assert set(together) == set(CHANGES)
    for name, fields in CHANGES.items():
        alone = gold_copy(tmp_path / name)
        edit(alone / MILL, **{name: fields})
        (only,) = impact_of(alone, run).causes
        assert (only.says, effect(only)) == (together[name].says, pytest.approx(effect(together[name])))


def test_effects_and_the_rest_add_up_to_the_move(gold: Path, run: Path) -> None:
    for name, fields in CHANGES.items():
        edit(gold / MILL, **{name: fields})
    impact = impact_of(gold, run)
    (measured,) = impact.runs
    rest = {(r.task, r.metric): r.change for r in measured.rest}
    for move in measured.moves:
        key = (move.task, move.metric)
        own = sum(effect(cause).get(key, 0.0) for cause in impact.causes if cause.effects)
        assert own + rest.get(key, 0.0) == pytest.approx(move.change), key


def test_a_label_by_hand(gold: Path, tmp_path: Path) -> None:
    """Always “supported”: right on 5 of 15; with one more label turned to it, on 6."""
    run = store(tmp_path / "run", Scripted(supported), gold, "verify")
    edit(gold / MILL, v2={"label": "supported"})
    impact = impact_of(gold, run)
    accuracy = next(m for m in impact.runs[0].moves if m.metric == "accuracy")
    assert (accuracy.before, accuracy.after) == (5 / 15, 6 / 15)
    (cause,) = impact.causes
    assert cause.says == "v2: label contradicted → supported"
    assert cause.place == f"{gold}/mill-fire/annotations.jsonl:19"
    (question,) = cause.effects[0].questions
    assert (question.task, question.item, question.before, question.after) == ("verify", "v2", 0.0, 1.0)


def test_a_new_quote_is_tried_with_its_new_speaker(gold: Path, run: Path) -> None:
    mention = {"kind": "mention", "id": "m9", "of": "spokesman", "at": "p3 ⟦a worker⟧"}
    quote = {
        "kind": "quote",
        "id": "q9",
        "form": "indirect",
        "at": ["p4 ⟦who own the mill⟧"],
        "cue": "p4 ⟦said⟧",
    }
    edit(gold / MILL, NAMELESS, mention, {**quote, "speaker": "spokesman", "via": "m9"})
    causes = by_record(impact_of(gold, run))
    assert {name: cause.problem for name, cause in causes.items()} == {"spokesman": "", "m9": "", "q9": ""}
    assert effect(causes["q9"])["quotes", "indirect_f1"] < 0
    assert ("quotes", "indirect_f1") not in {
        key for name in ("spokesman", "m9") for e in causes[name].effects for key in effect(causes[name]) if e
    }


def test_a_speaker_who_goes_is_tried_without_those_who_name_it(gold: Path, run: Path) -> None:
    edit(gold / MILL, worker=None, m2=None, q2=None)
    causes = by_record(impact_of(gold, run))
    assert {name: cause.problem for name, cause in causes.items()} == {"worker": "", "m2": "", "q2": ""}
    assert effect(causes["q2"])["quotes", "marked_f1"] < 0


def test_what_cannot_change_alone_is_one_cause(gold: Path, run: Path) -> None:
    edit(gold / MILL, m2={"of": "jon"}, q2={"speaker": "jon"}, v2={"label": "unstated"})
    causes = impact_of(gold, run).causes
    assert [cause.problem for cause in causes] == ["", ""]
    assert ", together with q2: speaker" in causes[0].says
    assert effect(causes[0])["attribution", "accuracy"] < 0


def test_statements_that_go_or_are_worded_anew_lose_their_answers(gold: Path, tmp_path: Path) -> None:
    run = store(tmp_path / "run", Scripted(supported), gold, "verify")
    edit(gold / MILL, RAINED, v1=None, v2={"text": "One worker had been hurt in the fire."})
    (measured,) = impact_of(gold, run).runs
    assert (measured.gone, measured.reworded, measured.anew) == ({"verify": 1}, {"verify": 1}, {})
    assert (measured.questions, measured.unanswered) == (15, 2)


def test_runs_made_on_the_new_gold(gold: Path, tmp_path: Path) -> None:
    edit(gold / MILL, RAINED)
    run = store(tmp_path / "run", Scripted(supported), gold, "verify")
    impact = impact_of(gold, run)
    assert impact.runs[0].anew == {"verify": 1}
    assert effect(impact.causes[0])["verify", "accuracy"] == pytest.approx(5 / 16 - 5 / 15)


def test_articles_that_come_and_go(gold: Path, tmp_path: Path) -> None:
    run = store(tmp_path / "run", Scripted(supported), gold, "verify")
    fewer = gold_copy(tmp_path / "fewer", MILL, "cup-final")
    gone = impact_of(fewer, run)
    assert {c.says for c in gone.causes} == {"article removed"}
    assert gone.changed == ("comet-survey", "frost-notice", "harbour-ferry")
    assert gone.runs[0].gone == {"verify": 9}
    assert gone.causes[0].place == "before:comet-survey/annotations.jsonl"
    come = impact_of(gold, run, base=fewer)
    assert {c.says for c in come.causes} == {"article added"}
    assert come.runs[0].anew == {"verify": 9}


def test_another_text_is_one_cause(gold: Path, run: Path) -> None:
    folder = gold / MILL
    text = (folder / "article.txt").read_text(encoding="utf-8").replace("Friday", "Sunday")
    annotations = (folder / "annotations.jsonl").read_text(encoding="utf-8").replace("Friday", "Sunday")
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    meta["sha256"] = hashlib.sha256(text.encode()).hexdigest()
    (folder / "article.txt").write_text(text, encoding="utf-8")
    (folder / "annotations.jsonl").write_text(annotations, encoding="utf-8")
    (folder / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
    impact = impact_of(gold, run)
    assert [c.says for c in impact.causes] == ["the text is another"]
    assert sum(impact.runs[0].reworded.values()) > 5


def test_other_ids_are_a_cause_of_their_own(gold: Path, tmp_path: Path) -> None:
    run = store(tmp_path / "run", Scripted(), gold, "attribution")
    edit(gold / MILL, q2={"id": "q12"})
    impact = impact_of(gold, run)
    assert [c.says for c in impact.causes] == ["only ids, the order of records or marks"]
    assert impact.runs[0].gone == {"attribution": 1}


def test_the_same_gold_moves_nothing(gold: Path, run: Path) -> None:
    impact = impact_of(gold, run)
    assert (impact.changed, impact.causes, impact.runs[0].moves) == ((), (), ())


def test_of_many_changes_the_first_are_tried(gold: Path, run: Path) -> None:
    for name, fields in CHANGES.items():
        edit(gold / MILL, **{name: fields})
    causes = impact_of(gold, run, most=1).causes
    assert [bool(cause.problem) for cause in causes] == [False, True, True, True]


def test_wordings_and_repeats_are_averaged_as_ever(gold: Path, tmp_path: Path) -> None:
    def by_wording(request: Any) -> str:
        return '{"label": "supported"}' if "/1/" in request.id else '{"label": "unstated"}'

    run = store(tmp_path / "run", Scripted(by_wording), gold, "verify", prompts="all", repeats=2)
    before = values(load_scores(RunFolder(run)))
    edit(gold / MILL, v2={"label": "supported"})
    impact = impact_of(gold, run)
    after = values(rescore(run))
    for move in impact.runs[0].moves:
        key = (move.task, move.metric)
        assert (move.before, move.after) == (pytest.approx(before[key]), pytest.approx(after[key]))
    assert {q.item for q in impact.causes[0].effects[0].questions} == {"v2/1/0", "v2/1/1"}


def test_shots_of_an_article_that_changed_leave_the_others_without_answers(
    gold: Path, tmp_path: Path
) -> None:
    run = store(tmp_path / "run", Scripted(supported), gold, "verify", shots=1)
    first = next(f.name for f in sorted(gold.iterdir()) if '"split": "dev"' in _meta(f))
    edit(gold / first, v1={"text": "Something quite different."})
    (measured,) = impact_of(gold, run).runs
    assert measured.reworded["verify"] > 3


def _meta(folder: Path) -> str:
    return json.dumps(json.loads((folder / "meta.json").read_text(encoding="utf-8")))


def test_gold_that_is_not_fit_to_score_with_is_named(gold: Path, run: Path) -> None:
    edit(gold / MILL, q2={"speaker": "nobody"})
    with pytest.raises(GoldError, match=rf"^{gold}/mill-fire/annotations.jsonl:15"):
        impact_of(gold, run)
    with pytest.raises(GoldError, match=r"^before:mill-fire/annotations.jsonl:15"):
        impact_of(GOLD, run, base=gold)


def test_runs_on_quite_other_gold_have_nothing_to_score(gold: Path, tmp_path: Path) -> None:
    other = gold_copy(tmp_path / "other", MILL)
    run = store(tmp_path / "run", Scripted(), other, "verify")
    fewer = gold_copy(tmp_path / "fewer", "cup-final")
    with pytest.raises(IncompleteError, match="nothing to rescore"):
        impact_of(fewer, run, base=gold_copy(tmp_path / "old", "cup-final"))


def test_models_side_by_side(gold: Path, tmp_path: Path) -> None:
    models: list[Model] = [Scripted(supported, name="a"), Scripted(name="b", fingerprint="b")]
    runs = [store(tmp_path / m.name, m, gold, "verify") for m in models]
    edit(gold / MILL, v2={"label": "supported"})
    impact = impact_of(gold, *runs)
    assert [r.model for r in impact.runs] == ["a", "b"]
    assert [e.run for e in impact.causes[0].effects] == [str(r) for r in runs]
