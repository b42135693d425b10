"""Logs of other harnesses, made by hand in their layouts, become the run that those answers make here."""

import json
import sys
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from onrecord.api import run
from onrecord.errors import GoldError, IncomparableError, ModelError, OnRecordError
from onrecord.exchange.exported import Export
from onrecord.exchange.imported import Imported, import_logs
from onrecord.models.base import Response
from onrecord.runs.folder import RunFolder
from onrecord.runs.score import RunScores
from onrecord.tasks.request import Request

from .conftest import Small

Change = Callable[[dict[str, Any]], Any]
TASKS = ("attribution", "headline")
DATE = "2031-05-06T07-08-09.123456"


def asked(small: Small, task: str) -> list[Request]:
    return [r for id, r in small.requests.items() if id.startswith(f"{task}/")]


def lm_eval_log(small: Small, folder: Path, *tasks: str, change: Change | None = None, **config: Any) -> Path:
    """The folder that ``lm_eval --log_samples --output_path`` leaves; ``change`` sees each sample."""
    export = Export.of(small.plan).to_json()
    results: dict[str, Any] = {
        "config": {"model": "hf", "model_args": "pretrained=org/tiny,dtype=float32", **config},
        "configs": {},
        "lm_eval_version": "0.4.13",
        "model_name": "org/tiny",
    }
    folder.mkdir(parents=True, exist_ok=True)
    for task in tasks or TASKS:
        name = f"onrecord_{task}"
        told = {"generation_kwargs": {"until": [], "temperature": 0.0}, "metadata": {"onrecord": export}}
        results["configs"][name] = told
        lines = []
        for number, request in enumerate(asked(small, task)):
            doc = {"id": request.id, "system": request.system, "prompt": request.user_message}
            sample = {"doc_id": number, "doc": doc, "resps": [[small.answers[request.id]]], "filter": "none"}
            if change:
                change(sample)
            lines.append(json.dumps(sample, ensure_ascii=False) + "\n")
        (folder / f"samples_{name}_{DATE}.jsonl").write_text("".join(lines), encoding="utf-8")
    # What is undefined they write so, which is no JSON.
    (folder / f"results_{DATE}.json").write_text(json.dumps(results | {"results": {"x": float("nan")}}))
    return folder


def inspect_content(small: Small, task: str, change: Change | None = None) -> dict[str, Any]:
    """A log of Inspect, as its ``.json`` has it; ``change`` sees each sample."""
    samples = []
    for request in asked(small, task):
        content: Any = small.answers[request.id]
        if len(samples) % 2:
            content = [{"type": "reasoning", "reasoning": "Hm."}, {"type": "text", "text": content}]
        message = {"role": "assistant", "content": content}
        sample: dict[str, Any] = {
            "id": request.id,
            "epoch": 1,
            "input": request.user_message,
            "output": {"choices": [{"message": message, "stop_reason": "stop"}], "time": 0.5},
        }
        if change:
            change(sample)
        samples.append(sample)
    return {
        "version": 2,
        "status": "success",
        "eval": {
            "task": f"onrecord_{task}",
            "model": "openai/tiny",
            "model_args": {},
            "packages": {"inspect_ai": "0.3.285"},
            "metadata": {"onrecord": Export.of(small.plan).to_json()},
        },
        "plan": {"config": {"temperature": 0.0}},
        "samples": samples,
    }


def inspect_log(
    small: Small, folder: Path, *tasks: str, change: Change | None = None, packed: bool = True
) -> list[Path]:
    made = []
    for task in tasks or TASKS:
        content = inspect_content(small, task, change)
        path = folder / f"{DATE}_{task}.{'eval' if packed else 'json'}"
        made.append(path)
        folder.mkdir(parents=True, exist_ok=True)
        if not packed:
            path.write_text(json.dumps(content), encoding="utf-8")
            continue
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for sample in content.pop("samples"):
                name = f"samples/{sample['id']}_epoch_{sample['epoch']}.json"
                archive.writestr(name, json.dumps(sample))
            archive.writestr("header.json", json.dumps(content))
    return made


def scored(found: Imported, folder: Path) -> RunScores:
    return run(found.plan, found.model, RunFolder(folder))[0]


def of_tasks(scores: RunScores) -> Mapping[str, Any]:
    return {name: task for name, task in scores.rows[0].tasks.items() if name in TASKS}


def test_lm_evals_samples_are_the_run_of_those_answers(small: Small, tmp_path: Path) -> None:
    found = import_logs([lm_eval_log(small, tmp_path / "logs")])

    scores = scored(found, tmp_path / "run")

    assert scores.is_complete
    assert found.remarks == []
    assert scores.model == "lm-eval:org/tiny"
    assert tuple(scores.rows[0].tasks) == TASKS, "the tasks that were run, all articles of the export"
    assert scores.rows[0].tasks == of_tasks(small.scores)


@pytest.mark.parametrize("packed", [True, False], ids=["eval", "json"])
def test_inspects_logs_are_the_run_of_those_answers(packed: bool, small: Small, tmp_path: Path) -> None:
    logs = inspect_log(small, tmp_path / "logs", packed=packed)

    scores = scored(import_logs([tmp_path / "logs"] if packed else logs), tmp_path / "run")

    assert scores.is_complete
    assert scores.model == "inspect:openai/tiny"
    metrics = {name: [(m.name, m.value) for m in task.metrics] for name, task in of_tasks(scores).items()}
    assert metrics == {
        name: [(m.name, m.value) for m in task.metrics] for name, task in of_tasks(small.scores).items()
    }
    assert scores.rows[0].tasks["attribution"].counts["reasoning"] > 0, "in a field of its own"


def test_the_results_file_stands_for_the_samples_beside_it(small: Small, tmp_path: Path) -> None:
    folder = lm_eval_log(small, tmp_path)

    assert import_logs([folder / f"results_{DATE}.json"]).model.fingerprint == (
        import_logs([folder]).model.fingerprint
    )


def test_other_answers_arguments_or_versions_are_another_fingerprint(small: Small, tmp_path: Path) -> None:
    def other_answer(sample: dict[str, Any]) -> None:
        sample["resps"] = [[sample["resps"][0][0] + "!"]]

    made = [
        lm_eval_log(small, tmp_path / "a"),
        lm_eval_log(small, tmp_path / "b", change=other_answer),
        lm_eval_log(small, tmp_path / "c", model_args="pretrained=org/tiny,token=hf_secret"),
    ]
    prints = [import_logs([folder]).model.fingerprint for folder in made]

    assert len(set(prints)) == 3
    assert all(p.startswith("lm-eval 0.4.13 org/tiny settings sha256:") for p in prints)
    assert not any("secret" in p for p in prints)


def test_a_name_that_lm_eval_made_up_is_not_the_models(small: Small, tmp_path: Path) -> None:
    folder = lm_eval_log(small, tmp_path, model="dummy", model_args="")

    assert import_logs([folder]).model.name == "lm-eval:dummy"


def test_errors_and_gaps_are_unfinished_and_a_retry_fills_them(small: Small, tmp_path: Path) -> None:
    def break_some(sample: dict[str, Any]) -> None:
        if "hostile" in sample["id"]:
            sample |= {"error": {"message": "ConnectionError\nTraceback"}, "output": {"choices": []}}

    broken = inspect_log(small, tmp_path / "1", change=break_some)
    whole = inspect_log(small, tmp_path / "2")

    first = import_logs(broken)
    scores = scored(first, tmp_path / "run")

    assert not scores.is_complete
    assert scores.missing == sum("hostile" in r.id for t in TASKS for r in asked(small, t))
    assert {r.error for _, r in first.model.generate(asked(small, "headline")) if r.error} == {
        "ConnectionError"
    }
    assert scored(import_logs([*broken, *whole]), tmp_path / "all").is_complete
    assert scored(import_logs([*whole, *broken]), tmp_path / "turned").is_complete


@pytest.mark.parametrize(
    ("reason", "text", "expected"),
    [
        ("max_tokens", "cut", "length"),
        ("model_length", "cut", "length"),
        ("model_length", "", "too_long"),
        ("content_filter", "", "refused"),
        ("unknown", "fine", "stop"),
    ],
)
def test_why_a_model_stopped_is_kept(
    reason: str, text: str, expected: str, small: Small, tmp_path: Path
) -> None:
    def change(sample: dict[str, Any]) -> None:
        sample["output"]["choices"] = [{"message": {"content": text}, "stop_reason": reason}]
        sample["output"]["usage"] = {"input_tokens": 7, "output_tokens": None}

    found = import_logs(inspect_log(small, tmp_path, "headline", change=change))

    _, response = next(found.model.generate(asked(small, "headline")))
    assert response == Response(text, finish_reason=expected, usage={"prompt": 7}, seconds=0.5)


@pytest.mark.parametrize("put", ["otherwise", "elsewhere"])
def test_other_questions_are_not_comparable(put: str, small: Small, tmp_path: Path) -> None:
    def change(sample: dict[str, Any]) -> None:
        if put == "otherwise":
            sample["doc"]["prompt"] = sample["doc"]["prompt"].replace("article", "text")
        else:
            sample["doc"]["id"] = sample["doc"]["id"].replace("hostile", "calm")

    with pytest.raises(IncomparableError, match=r"was another question then|is no question of these tasks"):
        import_logs([lm_eval_log(small, tmp_path, change=change)])


@pytest.mark.parametrize("id", ["", "headline", "headline/a/b/0/x", "headline/a/b/0/99999", "a/b/c/d/e/f"])
def test_an_id_that_is_none_is_told(id: str, small: Small, tmp_path: Path) -> None:
    folder = lm_eval_log(small, tmp_path, "headline", change=lambda sample: sample["doc"].update(id=id))

    with pytest.raises(ModelError, match=f"‘{id}’ is no request of ours"):
        import_logs([folder])


def test_another_version_of_a_task_is_not_comparable(small: Small, tmp_path: Path) -> None:
    folder = lm_eval_log(small, tmp_path)
    path = folder / f"results_{DATE}.json"
    path.write_text(path.read_text().replace("attribution.3", "attribution.2"))

    with pytest.raises(IncomparableError, match=r"exported with attribution\.2"):
        import_logs([folder])


def test_a_second_answer_is_told_and_not_chosen_from(small: Small, tmp_path: Path) -> None:
    def again(sample: dict[str, Any]) -> None:
        sample["output"]["choices"][0]["message"]["content"] = "something else"

    logs = [*inspect_log(small, tmp_path / "1"), *inspect_log(small, tmp_path / "2", change=again)]

    with pytest.raises(ModelError, match=r"a second answer to .*; name the log to keep"):
        import_logs(logs)
    assert import_logs([*logs[:2], *inspect_log(small, tmp_path / "3")]), "the same again is no other"


def test_epochs_are_repeats(small: Small, tmp_path: Path) -> None:
    def second(sample: dict[str, Any]) -> None:
        sample["epoch"] = 2
        sample["output"]["choices"] = [{"message": {"content": ""}}]

    once = inspect_log(small, tmp_path / "1", "headline")
    again = inspect_log(small, tmp_path / "2", "headline", change=second)

    scores = scored(import_logs([*once, *again]), tmp_path / "run")

    assert scores.is_complete
    assert scores.questions == 2 * len(asked(small, "headline"))
    assert "repeats:2" in scores.signature
    ours, theirs = (s.rows[0].tasks["headline"].per_article["hostile"] for s in (small.scores, scores))
    first, mean = ours["faithful_coverage"], theirs["faithful_coverage"]
    assert first and mean == first / 2


def test_settings_that_are_not_the_exports_are_told(small: Small, tmp_path: Path) -> None:
    log = inspect_log(small, tmp_path, "headline", packed=False)[0]
    content = json.loads(log.read_bytes())
    content["plan"]["config"]["max_tokens"] = 7
    log.write_text(json.dumps(content))

    (remark,) = import_logs([log]).remarks
    assert remark.startswith(f"{log.name}: asked with max_tokens 7, not ")
    assert remark.endswith(" as exported; the signature does not show it")


def test_the_temperature_that_was_asked_with_is_in_the_signature(small: Small, tmp_path: Path) -> None:
    def warm(task: str, temperature: float) -> Path:
        log = inspect_log(small, tmp_path / task, task, packed=False)[0]
        content = json.loads(log.read_bytes())
        content["plan"]["config"]["temperature"] = temperature
        log.write_text(json.dumps(content))
        return log

    logs = [warm("headline", 0.7), warm("attribution", 0.7)]

    assert "temperature:0.7|" in scored(import_logs(logs), tmp_path / "run").signature
    with pytest.raises(ModelError, match="asked at several temperatures"):
        import_logs([logs[0], warm("verify", 0.2)])


def test_gold_that_has_moved_is_named_anew(small: Small, tmp_path: Path) -> None:
    folder = lm_eval_log(small, tmp_path / "logs")
    path = folder / f"results_{DATE}.json"
    path.write_text(path.read_text().replace(str(small.gold), str(tmp_path / "gone")))

    with pytest.raises(GoldError, match="gone"):
        import_logs([folder])
    assert scored(import_logs([folder], gold=str(small.gold)), tmp_path / "run").is_complete


def test_logs_that_do_not_belong_together_are_told(small: Small, tmp_path: Path) -> None:
    one = lm_eval_log(small, tmp_path / "1", "headline")
    other = lm_eval_log(small, tmp_path / "2", "attribution", model_args="", model="dummy")
    fewer = replace(small, plan=replace(small.plan, article_ids=("hostile",)))

    with pytest.raises(ModelError, match="of lm-eval:dummy, not lm-eval:org/tiny; import each model apart"):
        import_logs([one, other])
    with pytest.raises(ModelError, match="of another export"):
        import_logs([one, lm_eval_log(fewer, tmp_path / "3", "attribution")])


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("header.json", "{}")
        archive.infolist()[0].file_size = 1 << 40
    # The size that the directory claims is what is looked at before anything is unpacked.


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("x.eval", b"no zip", "not a finished log of Inspect"),
        ("x.json", b"{", "not JSON"),
        ("x.json", b"[" * 100_000, "not JSON"),
        ("x.json", b"[]", "not a JSON object"),
        ("x.json", b"{}", "not a log of Inspect with the samples in it"),
        ("x.json", b'{"eval": {"task": "mmlu", "model": "m", "metadata": {}}}', "a log of something else"),
        ("x.json", b'{"eval": {"metadata": {"onrecord": {"plan": 1}}}}', "not what an export says of itself"),
        ("samples_mmlu_2031.jsonl", b"{}", "results_2031.json is not beside it"),
        ("x.txt", b"", "not a log by its name"),
        ("quotes.jsonl", b"{}", "not samples of lm-eval by its name"),
        ("results_2031.json", b"{}", "no log here"),
    ],
)
def test_what_is_no_log_of_ours_is_told(name: str, content: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(OnRecordError, match=message) as error:
        import_logs([tmp_path / name])
    assert error.value.exit_code == 2


def test_a_log_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no such log"):
        import_logs([tmp_path / "x.eval"])
    with pytest.raises(ModelError, match="no log here"):
        import_logs([tmp_path])


def test_a_zip_that_swells_is_not_unpacked(tmp_path: Path) -> None:
    bomb(tmp_path / "x.eval")

    with pytest.raises(ModelError, match="unpacks to more than 1 GiB"):
        import_logs([tmp_path / "x.eval"])


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"doc": 1}', '{"doc": {"id": 1}, "resps": []}', '{"resps": [[1]]}']
)
def test_a_broken_line_is_told(line: str, small: Small, tmp_path: Path) -> None:
    folder = lm_eval_log(small, tmp_path, "headline")
    path = folder / f"samples_onrecord_headline_{DATE}.jsonl"
    path.write_text(path.read_text() + line + "\n")

    with pytest.raises(ModelError, match=r"headline.*\.jsonl"):
        import_logs([folder])


def test_what_only_inspect_unpacks_needs_inspect(
    small: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_such_method(*_: object) -> bytes:
        raise NotImplementedError("That compression method is not supported")

    logs = inspect_log(small, tmp_path, "headline")
    monkeypatch.setattr(zipfile.ZipFile, "read", no_such_method)
    monkeypatch.setitem(sys.modules, "inspect_ai.log", None)

    with pytest.raises(ModelError, match="pip install inspect-ai, or write it with --log-format json"):
        import_logs(logs)
