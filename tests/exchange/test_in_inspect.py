"""An export in the real Inspect: the same words asked, the same figures, and its logs the same run."""

import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from onrecord.exchange.exported import shown_metrics
from onrecord.exchange.harness_files import task_name
from onrecord.exchange.imported import import_logs

from ..harness import onrecord
from .conftest import Small

inspect_ai = pytest.importorskip(
    "inspect_ai", reason="needs the extra ‘peers’: pip install 'onrecord[peers]'"
)
pytestmark = [pytest.mark.peers, pytest.mark.filterwarnings("ignore:The 'initial' parameter")]


@dataclass(frozen=True)
class Done:
    """What Inspect came to: its logs, by task, their folder, and what the model was asked."""

    logs: dict[str, Any]
    folder: Path
    asked: list[tuple[str, ...]]


def evaluate(small: Small, folder: Path, failing: str = "", **options: Any) -> Done:
    """What ``inspect eval onrecord_tasks.py`` does, with answers from a table, or none to some prompts."""
    from inspect_ai.model import ModelOutput, ModelUsage, get_model

    answers = {r.user_message: (small.answers[id], r) for id, r in small.requests.items()}
    asked: list[tuple[str, ...]] = []

    def answer(messages: list[Any], tools: Any, choice: Any, config: Any) -> ModelOutput:
        asked.append(tuple(message.text for message in messages))
        text, request = answers[messages[-1].text]
        assert (config.max_tokens, config.temperature) == (request.generation.max_tokens, 0.0)
        assert config.seed == request.generation.seed
        if failing and failing in messages[-1].text:
            raise RuntimeError("the line is dead")
        output = ModelOutput.from_content("table", text)
        # Without a count, a vocabulary is fetched to make one.
        output.usage = ModelUsage(input_tokens=1, output_tokens=1)
        return output

    # It takes a task's file below the working directory alone.
    with contextlib.chdir(folder):
        logs = inspect_ai.eval(
            "onrecord_tasks.py",
            model=get_model("mockllm/model", custom_outputs=answer),
            log_dir="logs",
            display="none",
            **options,
        )
    return Done({log.eval.task: log for log in logs}, folder / "logs", asked)


@pytest.fixture(scope="module")
def done(small: Small, tmp_path_factory: pytest.TempPathFactory) -> Done:
    from onrecord.exchange.exporting import export

    folder = tmp_path_factory.mktemp("inspect")
    export("inspect", small.plan, folder)
    return evaluate(small, folder)


def test_the_model_is_asked_what_a_run_asks(small: Small, done: Done) -> None:
    assert sorted(done.asked) == sorted((request.user_message,) for request in small.requests.values())


def test_its_figures_are_those_of_the_run(small: Small, done: Done) -> None:
    for task in small.plan.tasks:
        log = done.logs[task_name(task.name)]
        assert log.status == "success"
        assert log.eval.task_version == task.version
        theirs = {
            name: metric.value for score in log.results.scores for name, metric in score.metrics.items()
        }
        ours = small.scores.rows[0].tasks[task.name]
        expected = {m.name: ours.metric(m.name).value for m in shown_metrics(task)}
        expected = {name: value for name, value in expected.items() if value is not None}
        assert theirs == pytest.approx(expected, abs=1e-12)


def test_its_logs_are_the_run_figure_for_figure(small: Small, done: Done, tmp_path: Path) -> None:
    # In a process of its own, as this one has been taught zstd by Inspect.
    shown = onrecord("import", done.folder, "--out", "run", cwd=tmp_path)

    assert shown.returncode == 0, shown.stderr
    saved = json.loads((tmp_path / "run" / "scores.json").read_bytes())
    assert saved["model"] == "inspect:mockllm/model"
    assert (saved["questions"], saved["missing"]) == (len(small.requests), 0)
    ours = json.loads(json.dumps([row["tasks"] for row in small.scores.to_json()["rows"]]))
    assert [row["tasks"] for row in saved["rows"]] == ours, "the rows beside it too"


def test_a_json_log_with_a_system_prompt_and_errors(small: Small, exported: Callable[..., Path]) -> None:
    protocol = replace(small.plan.protocol, system="Be {{ brief }}.")
    plan = replace(small.plan, task_names=("headline",), protocol=protocol)

    done = evaluate(
        small, exported("inspect", plan), failing="{{ 7 * 7 }}", log_format="json", fail_on_error=False
    )

    assert {said[0] for said in done.asked} == {"Be {{ brief }}."}
    found = import_logs(sorted(done.folder.glob("*.json")))
    requests = [r for a in found.plan.articles() for r in found.plan.requests(a)]
    responses = dict(found.model.generate(requests))
    assert {id.split("/")[1] for id, response in responses.items() if response.error} == {"hostile"}
    assert {r.text for id, r in responses.items() if not r.error} == {
        small.answers[id] for id, r in responses.items() if not r.error
    }


def test_an_epoch_is_a_repeat(small: Small, exported: Callable[..., Path]) -> None:
    plan = replace(small.plan, task_names=("headline",))

    done = evaluate(small, exported("inspect", plan), epochs=2)

    metrics = done.logs["onrecord_headline"].results.scores[0].metrics
    ours = small.scores.rows[0].tasks["headline"].metric("faithful_coverage").value
    assert metrics["faithful_coverage"].value == pytest.approx(ours, abs=1e-12)
    found = import_logs([done.folder])
    assert found.plan.protocol.repeats == 2


def test_what_was_cut_off_before_it_answered_is_in_no_figure(
    small: Small, exported: Callable[..., Path]
) -> None:
    plan = replace(small.plan, task_names=("headline",))

    done = evaluate(small, exported("inspect", plan), message_limit=1)

    scores = done.logs["onrecord_headline"].results.scores[0]
    assert (scores.scored_samples, scores.unscored_samples) == (0, 3)
    found = import_logs([done.folder])
    requests = [r for a in found.plan.articles() for r in found.plan.requests(a)]
    assert all(response.error for _, response in found.model.generate(requests))


def test_another_version_stops_before_the_model_is_asked(small: Small, exported: Callable[..., Path]) -> None:
    folder = exported("inspect")
    about = folder / "onrecord.json"
    about.write_text(about.read_text().replace("verify.2", "verify.1"))

    with pytest.raises(Exception, match=r"exported with verify\.1"):
        evaluate(small, folder)
