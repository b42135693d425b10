"""The same answer has the same score everywhere: under any hash seed, in any order, alone or among others.

``tests/fixtures/golden`` holds frozen articles, answers of many kinds, and what each earned. A scorer that
gives anything else is a new version of its task (``scripts/update_golden.py``).
"""

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from onrecord.gold.load import load_article
from onrecord.scoring.scorers import ArticleScorer
from onrecord.tasks.reader import read_answer
from onrecord.tasks.task import built_in_tasks

FOLDER = Path(__file__).resolve().parents[1] / "fixtures" / "golden"
ROOT = Path(__file__).resolve().parents[2]
EXACT = 1e-12
Line = Mapping[str, Any]


def lines(name: str) -> list[Line]:
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


@cache
def expected() -> Mapping[str, Line]:
    return {line["id"]: line for line in lines("expected.jsonl")}


def scored(answers: Iterable[Line], *, shared: bool) -> dict[str, Mapping[str, float]]:
    """The statistics of each answer; ``shared``: one scorer an article, or a new one for each answer."""
    tasks = built_in_tasks()
    articles = {f.name: load_article(f) for f in (FOLDER / "articles").iterdir()}
    scorers = {name: ArticleScorer(article) for name, article in articles.items()}
    found = {}
    for line in answers:
        task = tasks[line["task"]]
        scorer = scorers[line["article"]] if shared else ArticleScorer(articles[line["article"]])
        found[line["id"]] = scorer.score(task, line["item"], read_answer(task, line["text"])).stats
    return found


def differences(found: Mapping[str, Mapping[str, float]]) -> list[str]:
    wrong = []
    for id, stats in found.items():
        should = expected()[id]["stats"]
        names = {*stats, *should}
        wrong += [
            f"{id}: {n} {stats.get(n)}, not {should.get(n)}"
            for n in sorted(names)
            if n not in stats or n not in should or abs(stats[n] - should[n]) > EXACT
        ]
    return wrong


def test_every_answer_and_every_task_is_there() -> None:
    answers = lines("answers.jsonl")
    assert {a["id"] for a in answers} == set(expected())
    assert {a["task"] for a in answers} == set(built_in_tasks())


def test_the_expected_scores_are_of_these_task_versions() -> None:
    """A task of another version has other expected scores: make them with scripts/update_golden.py."""
    versions = {line["task"] for line in expected().values()}
    assert versions == {task.label for task in built_in_tasks().values()}


@pytest.mark.parametrize("order", ["as it is", "reversed", "drawn"])
def test_scores_are_the_same_in_any_order(order: str) -> None:
    answers = lines("answers.jsonl")
    if order == "reversed":
        answers.reverse()
    elif order == "drawn":
        random.Random(7).shuffle(answers)
    assert differences(scored(answers, shared=True)) == []


def test_scores_are_the_same_alone() -> None:
    assert differences(scored(lines("answers.jsonl")[::4], shared=False)) == []


@pytest.mark.parametrize("seed", ["0", "1", "31337"])
def test_scores_are_the_same_under_any_hash_seed(seed: str) -> None:
    """In a process of its own, for the seed of hashes is set when Python starts."""
    code = (
        "import sys; sys.path[:0] = ['benchmark', 'tests/scoring']; import test_golden as t, json;"
        "print(json.dumps(t.differences(t.scored(t.lines('answers.jsonl'), shared=True))))"
    )
    env = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == []


def test_a_changed_score_is_seen() -> None:
    """The comparison has teeth: a change in the twelfth place is none, one in the ninth is."""
    id, line = next(iter(expected().items()))
    name = next(iter(line["stats"]))
    assert not differences({id: {**line["stats"], name: line["stats"][name] + 1e-13}})
    assert differences({id: {**line["stats"], name: line["stats"][name] + 1e-9}})
    assert differences({id: {k: v for k, v in line["stats"].items() if k != name}})
