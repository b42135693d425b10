"""Which runs count as one model."""

from pathlib import Path

import pytest

from onrecord.models.registry import make_model
from onrecord.workbench.queue.models import models_of
from onrecord.workbench.stored_runs import stored_runs

from ...harness import GOLD, Scripted
from ..stored import store

WEIGHTS = "hf weights:12ab settings:34cd rendering:1 dtype:float32"


def told(*runs: Path) -> tuple[list[str], list[str]]:
    models, said = models_of(stored_runs(list(runs), "")[0])
    return [m.name for m in models], said


def test_the_same_weights_are_one_model(tmp_path: Path) -> None:
    runs = [
        store(tmp_path / name, Scripted(name=f"hf:{name}", fingerprint=print_), GOLD, "verify")
        for name, print_ in (
            ("a", WEIGHTS),
            ("b", WEIGHTS.replace("float32", "bfloat16")),
            ("tuned", f"{WEIGHTS} adapter:56ef"),
            ("other", WEIGHTS.replace("12ab", "12ac")),
        )
    ]
    names, said = told(*runs)
    assert names == ["hf:a", "hf:tuned", "hf:other"]
    assert said == [f"{runs[1]}: the same model as {runs[0]}; they count once"]


def test_a_name_is_one_model_whatever_its_version(tmp_path: Path) -> None:
    runs = [
        store(tmp_path / f"r{n}", Scripted(name="openai:m@http://x", fingerprint=f"{n}"), GOLD, "verify")
        for n in range(2)
    ]
    assert told(*runs)[0] == ["openai:m@http://x"]


def test_files_of_one_name_may_hold_two_models(tmp_path: Path) -> None:
    runs = [
        store(tmp_path / f"r{n}", Scripted(name="predictions:a.jsonl", fingerprint=f"{n}"), GOLD, "verify")
        for n in range(2)
    ]
    assert told(*runs)[0] == [f"predictions:a.jsonl ({run})" for run in runs]


@pytest.mark.parametrize("name", ["majority", "empty"])
def test_trivial_baselines_do_not_count(tmp_path: Path, name: str) -> None:
    run = store(tmp_path / "run", make_model(f"baseline:{name}"), GOLD, "verify")
    assert told(run) == ([], [f"{run}: baseline:{name} is trivial and does not count"])


def test_the_rules_count(tmp_path: Path) -> None:
    assert told(store(tmp_path / "run", make_model("baseline:rules"), GOLD, "verify"))[0] == [
        "baseline:rules"
    ]


def test_a_model_without_the_article_does_not_count(tmp_path: Path) -> None:
    run = store(tmp_path / "run", Scripted(), GOLD, "verify", closed_book=True)
    assert told(run) == ([], [f"{run}: the article was withheld; it does not count"])
