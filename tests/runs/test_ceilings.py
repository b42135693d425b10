"""Ceilings: gold as an answer is right everywhere; a pass against itself too."""

import json
import shutil
from functools import lru_cache
from pathlib import Path

import pytest

from onrecord import data
from onrecord.gold.load import load_article
from onrecord.runs.ceilings import Passes, oracle, other_pass
from onrecord.scoring.aggregate import Sample, aggregate
from onrecord.scoring.scorers import ArticleScorer, metrics_of
from onrecord.tasks.items import items
from onrecord.tasks.task import Task, built_in_tasks

from ..harness import GOLD, gold_copy

ARTICLES = [*sorted(GOLD.iterdir()), data.gold_folder() / "pentagon-rafah"]
TASKS = list(built_in_tasks().values())


@lru_cache
def scorer(folder: Path) -> ArticleScorer:
    return ArticleScorer(load_article(folder))


def second(task: Task, folder: Path) -> list[Sample]:
    """What the other pass of an article's folder is worth."""
    return list(other_pass(task, ArticleScorer(load_article(folder)), Passes(folder)))


@pytest.mark.parametrize("task", TASKS, ids=lambda t: t.name)
@pytest.mark.parametrize("folder", ARTICLES, ids=lambda f: f.name)
def test_the_oracle_is_right(folder: Path, task: Task) -> None:
    samples = list(oracle(task, scorer(folder)))
    assert bool(samples) == bool(items(task, scorer(folder).article))
    if samples:
        scores = aggregate(task.name, task.primary, metrics_of(task), samples)
        assert scores.metric(task.primary).value == pytest.approx(1.0, abs=1e-12)
        assert scores.metric("invalid_rate").value == 0.0


def test_an_article_with_one_pass_has_no_second(tmp_path: Path) -> None:
    assert not [s for task in TASKS for s in second(task, GOLD / "mill-fire")]


@pytest.fixture
def two_passes(tmp_path: Path) -> Path:
    """An article whose passes are both its gold, and whose blind labels get one of three wrong."""
    folder = gold_copy(tmp_path, "mill-fire") / "mill-fire"
    (folder / "passes").mkdir()
    for name in "ab":
        shutil.copy(folder / "annotations.jsonl", folder / "passes" / f"{name}.jsonl")
    labels = {"v1": "supported", "v2": "contradicted", "v3": "supported"}
    lines = [json.dumps({"kind": "label", "of": of, "label": label}) for of, label in labels.items()]
    (folder / "passes" / "labels.jsonl").write_text("\n".join(lines))
    return folder


@pytest.mark.parametrize("name", ["quotes", "attribution", "speakers", "headline", "brief", "quoted-brief"])
def test_a_pass_against_itself_is_right(two_passes: Path, name: str) -> None:
    task = built_in_tasks()[name]
    scores = aggregate(name, task.primary, metrics_of(task), second(task, two_passes))
    assert scores.metric(task.primary).value == pytest.approx(1.0, abs=1e-12)


def test_blind_labels_are_scored_against_gold(two_passes: Path) -> None:
    task = built_in_tasks()["verify"]
    scores = aggregate("verify", task.primary, metrics_of(task), second(task, two_passes))
    assert scores.metric("mean_recall").value == pytest.approx(2 / 3)


def test_items_made_by_edits_have_no_second_pass(two_passes: Path) -> None:
    assert not list(second(built_in_tasks()["check-quote"], two_passes))


def test_a_speaker_whom_the_other_pass_misses_costs(two_passes: Path) -> None:
    path = two_passes / "passes" / "a.jsonl"
    lines = [x for x in path.read_text(encoding="utf-8").splitlines() if '"id":"q2"' not in x]
    path.write_text("\n".join(lines), encoding="utf-8")
    task = built_in_tasks()["attribution"]
    scores = aggregate("attribution", task.primary, metrics_of(task), second(task, two_passes))
    assert scores.metric("accuracy").value == pytest.approx(2 / 3)
