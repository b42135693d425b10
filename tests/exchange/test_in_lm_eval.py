"""An export in the real lm-eval: the same words asked, the same figures, and its logs the same run."""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from onrecord.errors import IncomparableError
from onrecord.exchange.exported import shown_metrics
from onrecord.exchange.harness_files import task_name

from ..cli.conftest import Command
from .conftest import Small

lm_eval = pytest.importorskip("lm_eval", reason="needs the extra ‘peers’: pip install 'onrecord[peers]'")
pytestmark = pytest.mark.peers


@dataclass(frozen=True)
class Done:
    """What lm-eval came to: its results, the folder of its logs, and what the model was asked."""

    results: dict[str, Any]
    logs: Path
    prompts: dict[str, str]


def evaluate(small: Small, folder: Path, system: str = "") -> Done:
    """What ``lm_eval --include_path FOLDER --tasks onrecord`` does, with answers from a table."""
    from lm_eval.api.model import LM
    from lm_eval.loggers import EvaluationTracker
    from lm_eval.tasks import TaskManager

    prompts: dict[str, str] = {}

    class Table(LM):  # type: ignore[misc]
        def generate_until(self, requests: list[Any], disable_tqdm: bool = False) -> list[str]:
            for request in requests:
                prompt, settings = request.args
                prompts[request.doc["id"]] = prompt
                assert settings["until"] == [], "no blank line ends an answer"
                assert settings["max_gen_toks"] == small.requests[request.doc["id"]].generation.max_tokens
            return [small.answers[request.doc["id"]] for request in requests]

        def loglikelihood(self, requests: Any) -> Any:
            raise NotImplementedError

        loglikelihood_rolling = loglikelihood

    tracker = EvaluationTracker(output_path=str(folder / "logs"))
    found = lm_eval.simple_evaluate(
        model=Table(),
        tasks=["onrecord"],
        task_manager=TaskManager(include_path=str(folder), include_defaults=False),
        evaluation_tracker=tracker,
        system_instruction=system or None,
    )
    samples = found.pop("samples")
    tracker.save_results_aggregated(found, samples)
    for name in found["configs"]:
        tracker.save_results_samples(name, samples[name])
    return Done(found, folder / "logs", prompts)


@pytest.fixture(scope="module")
def done(small: Small, tmp_path_factory: pytest.TempPathFactory) -> Done:
    from onrecord.exchange.exporting import export

    folder = tmp_path_factory.mktemp("lm-eval")
    export("lm-eval", small.plan, folder)
    return evaluate(small, folder)


def test_the_model_is_asked_what_a_run_asks(small: Small, done: Done) -> None:
    assert done.prompts == {id: request.user_message for id, request in small.requests.items()}


def test_its_figures_are_those_of_the_run(small: Small, done: Done) -> None:
    for task in small.plan.tasks:
        theirs = done.results["results"][task_name(task.name)]
        ours = small.scores.rows[0].tasks[task.name]
        for metric in shown_metrics(task):
            value = ours.metric(metric.name).value
            expected = math.nan if value is None else value
            assert theirs[f"{metric.name},none"] == pytest.approx(expected, abs=1e-12, nan_ok=True)
        assert done.results["versions"][task_name(task.name)] == task.version
    assert "groups" not in done.results, "there is no overall score"


def test_its_logs_are_the_run_figure_for_figure(small: Small, done: Done, command: Command) -> None:
    shown = command("import", done.logs, "--out", "run", "--format", "json")

    assert shown.code == 0, shown.err
    saved = json.loads(Path("run/scores.json").read_bytes())
    assert saved["model"] == "lm-eval:Table"
    assert Path("run/report.html").exists()
    assert (saved["questions"], saved["missing"]) == (len(small.requests), 0)
    ours = json.loads(json.dumps([row["tasks"] for row in small.scores.to_json()["rows"]]))
    assert [row["tasks"] for row in saved["rows"]] == ours, "the rows beside it too"


def test_a_log_of_some_answers_is_incomplete(
    small: Small, done: Done, tmp_path: Path, command: Command
) -> None:
    for path in done.logs.rglob("*onrecord_verify*.jsonl"):
        text = path.read_text(encoding="utf-8")
        (tmp_path / path.name).write_text(text.partition("\n")[0] + "\n", encoding="utf-8")
        for beside in path.parent.glob("results_*"):
            (tmp_path / beside.name).write_bytes(beside.read_bytes())

    shown = command("import", tmp_path, "--out", "run")

    asked = sum(id.startswith("verify/") for id in small.requests)
    assert shown.code == 4
    assert f"{asked - 1} of {asked} questions have no answer in the logs" in shown.err


def test_a_system_prompt_goes_before_and_is_no_template(
    small: Small, exported: Callable[..., Path], tmp_path: Path
) -> None:
    protocol = replace(small.plan.protocol, system="Be {{ brief }}.")
    plan = replace(small.plan, task_names=("headline",), protocol=protocol)

    done = evaluate(small, exported("lm-eval", plan))

    assert {p.startswith("Be {{ brief }}.News article:") for p in done.prompts.values()} == {True}


def test_another_version_stops_before_the_model_is_asked(small: Small, exported: Callable[..., Path]) -> None:
    folder = exported("lm-eval")
    about = folder / "onrecord.json"
    about.write_text(about.read_text().replace("verify.2", "verify.1"))

    with pytest.raises(IncomparableError, match=r"exported with verify\.1"):
        evaluate(small, folder)
