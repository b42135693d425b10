"""Logs of lm-eval: ``samples_TASK_DATE.jsonl``, with the ``results_DATE.json`` that stands beside it."""

import glob
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from onrecord.errors import ModelError
from onrecord.exchange.logs import Asked, Log, logged_export, parse_object
from onrecord.exchange.rows import question
from onrecord.models.base import Response

# What of the configuration decides answers.
_SETTINGS = (
    "model",
    "model_args",
    "model_revision",
    "model_sha",
    "model_dtype",
    "peft_sha",
    "delta_sha",
    "gen_kwargs",
    "random_seed",
)
_SETTINGS_BESIDE = (
    "system_instruction_sha",
    "chat_template_sha",
    "fewshot_as_multiturn",
    "transformers_version",
)


def read_lm_eval_log(path: Path) -> Log:
    """Read the samples of one task. Raises ModelError where they cannot be read, or are of another task."""
    task, _, date = path.stem.removeprefix("samples_").rpartition("_")
    if not task or not path.name.startswith("samples_"):
        raise ModelError(f"{path}: not samples of lm-eval by its name, which is samples_TASK_DATE.jsonl")
    beside = sorted(path.parent.glob(f"*_{glob.escape(date)}.json"))
    if not beside:
        raise ModelError(
            f"{path}: its results_{date}.json is not beside it, which says what model it was; put it there"
        )
    results = parse_object(beside[0].read_bytes(), str(beside[0]))
    try:
        config, told = results["config"], results["configs"][task]
        export = logged_export(told.get("metadata"), str(beside[0]))
        how = told.get("generation_kwargs") or {}
        return Log(
            path=path,
            harness="lm-eval",
            version=str(results.get("lm_eval_version", "?")),
            model=_model(config, results),
            settings={
                **{name: config.get(name) for name in _SETTINGS},
                **{name: results.get(name) for name in _SETTINGS_BESIDE},
                "task": task,
                "generation_kwargs": how,
            },
            export=export,
            how={
                ours: how[theirs]
                for ours, theirs in (("max_tokens", "max_gen_toks"), ("temperature", "temperature"))
                if theirs in how
            },
            answers=tuple(_answers(path)),
        )
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        what = f"{type(error).__name__}: {error}"
        raise ModelError(f"{path}: not samples that lm-eval wrote of a task of ours ({what})") from None


def _model(config: Mapping[str, Any], results: Mapping[str, Any]) -> str:
    """The model's name. Where its arguments have none, lm-eval makes one up: then the name of its kind."""
    name = str(results.get("model_name") or "")
    return name if name and name in str(config.get("model_args")) else str(config["model"])


def _answers(path: Path) -> list[Asked]:
    """The answers of a file. What was asked is in the document: arguments are rendered, or a chat."""
    found = []
    for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
        if line.strip():
            sample = parse_object(line, f"{path}:{number}")
            doc, text = sample["doc"], sample["resps"][0][0]
            if not isinstance(text, str):
                raise ModelError(f"{path}:{number}: an answer that is no text")
            asked = question(str(doc["system"]), str(doc["prompt"]))
            found.append(Asked(str(doc["id"]), asked, Response(text=text)))
    return found
