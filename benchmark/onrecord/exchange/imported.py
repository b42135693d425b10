"""Logs of another harness as a model, so that a run of it is a run like any other."""

import glob
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from onrecord.errors import IncomparableError, ModelError
from onrecord.exchange.inspect_log import read_inspect_log
from onrecord.exchange.lm_eval_log import read_lm_eval_log
from onrecord.exchange.logs import Asked, Log
from onrecord.exchange.rows import question
from onrecord.models.base import Response
from onrecord.runs.plan import Plan, digest
from onrecord.tasks.request import Request
from onrecord.tasks.task import select_tasks

_ID = re.compile(r"[^/]+/[^/]+/[^/]+/[0-9]/[0-9]{1,3}")


class Imported(NamedTuple):
    """What logs hold: what was asked, the answers as a model, and what a reader should be told."""

    plan: Plan
    model: "LoggedAnswers"
    remarks: list[str]


class LoggedAnswers:
    """The answers of logs as a model. A question that has none there is an error, and so unfinished."""

    takes_schema = False

    def __init__(self, name: str, fingerprint: str, answers: Mapping[str, Asked]) -> None:
        self.name = name
        self.fingerprint = fingerprint
        self._answers = answers

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None

    def generate(self, requests: Iterable[Request]) -> Iterator[tuple[str, Response]]:
        missing = Response(error="the log has no answer to it")
        for request in requests:
            found = self._answers.get(request.id)
            yield request.id, found.response if found else missing


def import_logs(paths: Sequence[Path], gold: str = "") -> Imported:
    """Read the logs of one model on tasks of one export; ``gold`` stands for the folder that they name.

    The plan asks the tasks that are in the logs, about all articles of the export. Raises ModelError for a
    log that cannot be read, is of something else, or does not belong to the others; IncomparableError where
    the questions are not those that the present prompts put.
    """
    logs = [_read(path) for path in _found(paths)]
    first = logs[0]
    for log in logs[1:]:
        if log.name != first.name:
            raise ModelError(f"{log.path}: of {log.name}, not {first.name}; import each model apart")
        if (log.export.plan, log.export.tasks) != (first.export.plan, first.export.tasks):
            raise ModelError(f"{log.path}: of another export than {first.path}; import each apart")
    first.export.check_tasks()
    answers = _merged(logs)
    if not answers:
        raise ModelError(f"{first.path}: holds no answer")
    plan = _plan(first.export.plan, answers, gold, _temperature(logs))
    _check_questions(plan, answers)
    model = LoggedAnswers(first.name, _fingerprint(logs, answers), answers)
    return Imported(plan, model, [line for log in logs for line in _remarks(log)])


def _found(paths: Sequence[Path]) -> list[Path]:
    """The log files that were named: a folder means all below it, a results file the samples beside it."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            logs = sorted([*path.rglob("samples_*.jsonl"), *path.rglob("*.eval")])
        elif path.name.startswith("results_"):
            date = path.stem.rpartition("_")[2]
            logs = sorted(path.parent.glob(f"samples_*_{glob.escape(date)}.jsonl"))
        else:
            logs = [path]
        if not logs:
            raise ModelError(
                f"{path}: no log here (samples_*.jsonl, which lm_eval writes with --log_samples, or *.eval)"
            )
        found += logs
    return list(dict.fromkeys(found))


def _read(path: Path) -> Log:
    readers = {".eval": read_inspect_log, ".json": read_inspect_log, ".jsonl": read_lm_eval_log}
    if path.suffix not in readers:
        raise ModelError(f"{path}: not a log by its name; a log is samples_*.jsonl, *.eval or *.json")
    try:
        return readers[path.suffix](path)
    except FileNotFoundError:
        raise ModelError(f"{path}: no such log") from None
    except OSError as error:
        raise ModelError(f"{path}: cannot be read ({error.strerror})") from None


def _merged(logs: Sequence[Log]) -> dict[str, Asked]:
    """The answers of all logs by id. What one could not answer, another may have (a retry)."""
    found: dict[str, Asked] = {}
    for log in logs:
        for asked in log.answers:
            if not _ID.fullmatch(asked.id):
                raise ModelError(f"{log.path}: ‘{asked.id[:80]}’ is no request of ours")
            before = found.get(asked.id)
            if before is None or before.response.error:
                found[asked.id] = asked
            elif not asked.response.error and _said(asked) != _said(before):
                raise ModelError(
                    f"{log.path}: a second answer to {asked.id}, and another one; name the log to keep"
                )
    return found


def _said(asked: Asked) -> tuple[str, ...]:
    response = asked.response
    return asked.question, response.text, response.reasoning, response.finish_reason, response.error


def _temperature(logs: Sequence[Log]) -> float:
    """The temperature of all answers: what the harness was told, else the export's.

    It is part of the signature, and says whether a model answers the same each time.
    """
    own = logs[0].export.plan.protocol.temperature
    found = {own if told is None else float(told) for log in logs for told in [log.how.get("temperature")]}
    if len(found) > 1:
        raise ModelError(
            f"{logs[0].path}: asked at several temperatures ({', '.join(f'{t:g}' for t in sorted(found))}); "
            "import each apart"
        )
    return found.pop()


def _plan(exported: Plan, answers: Iterable[str], gold: str, temperature: float) -> Plan:
    """The exported plan with the tasks that were run, as often as they were (Inspect's epochs)."""
    logged = {id.partition("/")[0] for id in answers}
    repeats = 1 + max(int(id.rpartition("/")[2]) for id in answers)
    names = [n for n in exported.task_names if any(t.name in logged for t in select_tasks([n]))]
    protocol = replace(exported.protocol, repeats=repeats, temperature=temperature)
    return replace(exported, task_names=tuple(names), gold=gold or exported.gold, protocol=protocol)


def _check_questions(plan: Plan, answers: Mapping[str, Asked]) -> None:
    """Raise IncomparableError for an answer to a question that is not put now, or not put so."""
    unknown = set(answers)
    for article in plan.articles():
        for request in plan.requests(article):
            unknown.discard(request.id)
            asked = answers.get(request.id)
            if asked and asked.question != question(request.system, request.user_message):
                raise IncomparableError(
                    f"{request.id} was another question then: its prompt or its article has changed since "
                    "the export; export again and ask anew"
                )
    if unknown:
        raise IncomparableError(
            f"{min(unknown)} is no question of these tasks on this gold; export again and ask anew"
        )


def _fingerprint(logs: Sequence[Log], answers: Mapping[str, Asked]) -> str:
    """What decides the answers, as far as the logs tell it, and the answers themselves.

    Settings stand in it as a digest: they may hold a key or a password.
    """
    settings = json.dumps(sorted(json.dumps(log.settings, sort_keys=True) for log in logs))
    said = json.dumps([(id, *_said(asked)) for id, asked in sorted(answers.items())])
    versions = "+".join(sorted({log.version for log in logs}))
    return (
        f"{logs[0].harness} {versions} {logs[0].model} settings sha256:{digest(settings)[:16]} "
        f"answers sha256:{digest(said)[:16]}"
    )


def _remarks(log: Log) -> Iterator[str]:
    """Where the harness was told other settings than the export, which the signature does not show."""
    for task in {asked.id.partition("/")[0] for asked in log.answers}:
        exported = log.export.generation(log.export.task(task))
        for name, value in log.how.items():
            is_told = name != "temperature" and value is not None
            if is_told and value != getattr(exported, name):
                yield (
                    f"{log.path.name}: asked with {name} {value}, not {getattr(exported, name)} as exported; "
                    "the signature does not show it"
                )
