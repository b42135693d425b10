"""Results as a file that lies in git: one line an article and task, so that a diff shows what moved."""

import contextlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from onrecord import __version__
from onrecord.compare.result import ItemResult, Result, TaskResult, to_digits
from onrecord.errors import RunError
from onrecord.reports.html_text import shorten
from onrecord.scoring.aggregate import Sample

FORMAT = 1
# Short answers are kept, so that a flip shows what was answered before; others may be quotes of an article.
_KEPT_ANSWERS = ("labels", "attribution")
_LONGEST_ANSWER = 80


# Whoever writes the file, a figure is a number to reckon with.
_Figure = Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)]
# A wording and a repeat, each written in one way.
_Sample = Annotated[str, Field(pattern=r"^(0|[1-9][0-9]{0,3})/(0|[1-9][0-9]{0,3})$")]
_Share = Annotated[float, Field(ge=0, le=1)]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Task(_Record):
    label: str
    primary: str
    scorer: str
    labels: list[str]


class _ArticleTask(_Record):
    samples: dict[_Sample, dict[str, _Figure]]
    items: dict[str, _Share | tuple[_Share, str]] = Field(default_factory=dict)


class _File(_Record):
    format: int
    onrecord: str
    model: str
    signature: str
    blessed: str
    reason: str
    questions: int = Field(ge=0)
    gold: dict[str, str]
    tasks: dict[str, _Task]
    articles: dict[str, dict[str, _ArticleTask]]


@dataclass(frozen=True, slots=True)
class Blessing:
    """Why a result is the baseline, and since when (a date)."""

    reason: str
    date: str


def write_result(path: Path, result: Result, blessing: Blessing) -> None:
    """Write a result file. Raises RunError where it cannot be written."""
    write_whole(path, "\n".join(_lines(result, blessing)) + "\n")


def write_whole(path: Path, text: str) -> None:
    """Write a file, and its folder: it is the old one or the new one, never half. Raises RunError."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # No reader of JSON or XML takes half of a surrogate pair, which a model's answer may have.
        draft.write_text(text, encoding="utf-8", errors="replace")
        draft.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        raise RunError(f"{path}: cannot be written ({error.strerror})") from None


def parse_result(text: str | bytes, name: str) -> tuple[Result, Blessing]:
    """A result file's content; ``name`` is what messages call it. Raises RunError where it is none."""
    try:
        found = _File.model_validate_json(text)
        if found.format != FORMAT:
            raise RunError(f"{name}: format {found.format}, and this version reads {FORMAT}: bless it anew")
        return _result(found, name), Blessing(found.reason, found.blessed)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(shorten(str(part), 60) for part in first["loc"])
        raise RunError(f"{name}: no result file ({place or 'it'}: {first['msg'].lower()})") from None
    except (ValueError, KeyError):
        raise RunError(f"{name}: no result file; ‘onrecord bless’ writes one") from None


def _result(found: _File, name: str) -> Result:
    if strangers := found.articles.keys() - found.gold.keys():
        raise RunError(f"{name}: no result file (the article {min(strangers)} has no hash in ‘gold’)")
    tasks = {}
    for task, about in found.tasks.items():
        samples, items = [], {}
        for article, by_task in found.articles.items():
            if task not in by_task:
                continue
            for key, stats in by_task[task].samples.items():
                wording, sample = key.split("/")
                samples.append(Sample(article, int(wording), int(sample), stats))
            for part, kept in by_task[task].items.items():
                share, answer = kept if isinstance(kept, tuple) else (kept, "")
                items[f"{task}/{article}/{part}"] = ItemResult(share, answer=answer)
        tasks[task] = TaskResult(
            task, about.label, about.primary, about.scorer, tuple(about.labels), tuple(samples), items
        )
        if tasks[task].metrics[0].name != about.primary:
            raise RunError(f"{name}: the task ‘{task}’ has no metric ‘{about.primary}’: bless it anew")
    return Result(
        name, found.model, found.signature, found.gold, tasks, found.questions, version=found.onrecord
    )


def _lines(result: Result, blessing: Blessing) -> Iterator[str]:
    head = {
        "format": FORMAT,
        "onrecord": __version__,
        "model": result.model,
        "signature": result.signature,
        "blessed": blessing.date,
        "reason": blessing.reason,
        "questions": result.questions,
    }
    yield "{"
    yield from (f" {_json(key)}: {_json(value)}," for key, value in head.items())
    yield from _object("gold", {article: _json(hash) for article, hash in result.gold.items()}, ",")
    tasks = {
        name: _json({"label": t.label, "primary": t.primary, "scorer": t.scorer, "labels": list(t.labels)})
        for name, t in result.tasks.items()
    }
    yield from _object("tasks", tasks, ",")
    yield ' "articles": {'
    articles = sorted({sample.article for task in result.tasks.values() for sample in task.samples})
    kept = {name: _by_article(task) for name, task in result.tasks.items()}
    for article in articles:
        lines = {name: _json(by[article]) for name, by in kept.items() if article in by}
        yield from _object(article, lines, "," if article != articles[-1] else "", indent=2)
    yield " }"
    yield "}"


def _object(name: str, lines: Mapping[str, str], end: str, indent: int = 1) -> Iterator[str]:
    """An object, a line a field; the values are JSON already."""
    yield f"{' ' * indent}{_json(name)}: {{"
    last = len(lines) - 1
    for n, (key, value) in enumerate(lines.items()):
        yield f"{' ' * (indent + 1)}{_json(key)}: {value}{'' if n == last else ','}"
    yield f"{' ' * indent}}}{end}"


def _by_article(task: TaskResult) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for sample in task.samples:
        stats = {name: to_digits(value) for name, value in sorted(sample.stats.items())}
        about = found.setdefault(sample.article, {"samples": {}, "items": {}})
        about["samples"][f"{sample.wording}/{sample.sample}"] = stats
    for id, item in task.items.items():
        _, article, part = id.split("/", 2)
        keeps = task.scorer in _KEPT_ANSWERS and len(item.answer) <= _LONGEST_ANSWER
        share = to_digits(item.share)
        found[article]["items"][part] = [share, item.answer] if keeps else share
    return found


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
