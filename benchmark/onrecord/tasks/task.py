"""Task files: one YAML file a task, data only, checked as they load."""

import difflib
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from onrecord import data
from onrecord.errors import TaskError
from onrecord.gold.records import Length
from onrecord.tasks.request import AnswerKind

Inputs = Literal["article", "article-without-headline"]
Items = Literal["article", "quotes", "statements", "checks"]


_SCORED_BY: Mapping[str, tuple[str, ...]] = {
    "quotes": ("quotes",),
    "speaker": ("attribution",),
    "speakers": ("speakers",),
    "label": ("labels",),
    "summary": ("summary", "quoted-summary"),
}


_ASKED_OF: Mapping[str, tuple[Items, ...]] = {
    "quotes": ("article",),
    "speaker": ("quotes",),
    "speakers": ("article",),
    "label": ("statements", "checks"),
    "summary": ("article",),
}


class Task(BaseModel):
    """One task. ``scorer`` names the scoring function, ``primary`` the metric that the table shows.

    A change to a prompt, a schema or the scorer is a new ``version``, never an edit in place.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    version: int = Field(ge=1)
    title: str
    description: str
    given: Inputs = "article"
    items: Items = "article"
    answer: AnswerKind
    labels: tuple[str, ...] = ()
    schema_: Mapping[str, Any] | None = Field(default=None, alias="schema")
    scorer: Literal["quotes", "attribution", "speakers", "labels", "summary", "quoted-summary"]
    primary: str
    # Whose facts and references a summary is scored against: a length's, by default that of its name.
    length: Length | None = None
    budget_words: int | None = Field(default=None, ge=1)
    max_tokens: int = Field(ge=1)
    stop: tuple[str, ...] = ()
    system: str = ""
    prompts: tuple[str, ...] = Field(min_length=1)

    @property
    def reference_length(self) -> str:
        return self.length or self.name

    @property
    def label(self) -> str:
        """Name and version, as the signature has them: ``quotes.1``."""
        return f"{self.name}.{self.version}"


def load_task(path: Path) -> Task:
    """Read one task file. Raises TaskError naming the file, the field or line, and the remedy."""
    try:
        text = path.read_text(encoding="utf-8")
        source = yaml.safe_load(text)
    except FileNotFoundError:
        raise TaskError(f"{path}: no such task file") from None
    except UnicodeDecodeError:
        raise TaskError(f"{path}: not UTF-8") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{path}:{mark.line + 1}" if mark else str(path)
        raise TaskError(f"{place}: not YAML ({getattr(error, 'problem', error)})") from None
    if not isinstance(source, dict):
        raise TaskError(f"{path}: a task file is a mapping of fields; see tasks/quotes.yaml")
    try:
        task = Task.model_validate(source)
    except ValidationError as error:
        field, what = _explain(error)
        raise TaskError(f"{path}{_line_of(text, field)}: {what}") from None
    if task.answer == "label" and not task.labels:
        raise TaskError(f"{path}: field ‘labels’: a task that answers with a label lists them")
    if task.answer == "summary" and task.reference_length not in get_args(Length):
        raise TaskError(f"{path}: field ‘length’: say which it is, {', '.join(get_args(Length))}")
    if task.answer == "summary" and not task.budget_words:
        raise TaskError(f"{path}: field ‘budget_words’: a summary has a budget")
    if task.answer not in _SCORED_BY or task.scorer not in _SCORED_BY[task.answer]:
        raise TaskError(
            f"{path}: field ‘scorer’: ‘{task.answer}’ answers are scored by "
            f"{' or '.join(_SCORED_BY[task.answer])}, not ‘{task.scorer}’"
        )
    if task.items not in _ASKED_OF[task.answer]:
        raise TaskError(
            f"{path}: field ‘items’: ‘{task.answer}’ answers are asked of "
            f"{' or '.join(_ASKED_OF[task.answer])}, not ‘{task.items}’"
        )
    return task


@lru_cache(maxsize=1)
def built_in_tasks() -> dict[str, Task]:
    """The tasks that OnRecord ships, by name, in the order in which tables show them."""
    found = [load_task(path) for path in sorted(data.tasks_folder().glob("[a-z]*.yaml"))]
    order = [
        "quotes",
        "attribution",
        "speakers",
        "check-quote",
        "verify",
        "headline",
        "brief",
        "quoted-brief",
    ]
    found.sort(key=lambda t: (order.index(t.name) if t.name in order else len(order), t.name))
    return {task.name: task for task in found}


def at_budget(task: Task, words: int) -> Task:
    """A summary task with another budget: ``brief@25`` is ``brief`` in at most 25 words, named ``brief-25``.

    Raises TaskError for a task that has no budget, or none of these words.
    """
    if not task.budget_words:
        raise TaskError(f"‘{task.name}’ has no budget of words; headline, brief and quoted-brief have")
    if words < 1:
        raise TaskError(f"‘{task.name}@{words}’: a budget is one word or more")
    own = task.budget_words
    return task.model_copy(
        update={
            "name": f"{task.name}-{words}",
            "title": f"{task.title}, {words} words",
            "description": task.description.replace(str(own), str(words)),
            "length": task.reference_length,
            "budget_words": words,
            "max_tokens": -(-task.max_tokens * words // own),
        }
    )


def select_tasks(wanted: Iterable[str]) -> list[Task]:
    """The tasks named: built-in names, or a user's own task file or folder of them; all for none.

    ``brief@25`` is a built-in summary task with another budget. Raises TaskError on an unknown name (with the
    nearest known one) or a wrong file.
    """
    names = [name for name in wanted if name]
    known = built_in_tasks()
    chosen: dict[str, Task] = {}
    for name in names or known:
        if name in known:
            chosen[name] = known[name]
            continue
        base, _, budget = name.partition("@")
        if base in known and budget.isdecimal():
            task = at_budget(known[base], int(budget))
            chosen[task.name] = task
            continue
        path = Path(name)
        if path.is_dir():
            files = sorted(path.glob("*.yaml"))
            if not files:
                raise TaskError(f"{path}: no task file (*.yaml) in this folder")
            loaded = [load_task(file) for file in files]
        elif path.suffix in {".yaml", ".yml"}:
            loaded = [load_task(path)]
        else:
            near = difflib.get_close_matches(name, known, 1)
            hint = f"did you mean ‘{near[0]}’?" if near else f"there are {', '.join(known)}"
            raise TaskError(f"no task ‘{name}’; {hint}")
        for task in loaded:
            if task.name in chosen:
                raise TaskError(f"{path}: the task ‘{task.name}’ is named twice")
            chosen[task.name] = task
    return list(chosen.values())


def _explain(error: ValidationError) -> tuple[str, str]:
    """The first field at fault, and what is wrong with it."""
    errors = error.errors(include_url=False)
    # A misspelt field is also a missing one; the misspelling says more.
    first = next((e for e in errors if e["type"] == "extra_forbidden"), errors[0])
    place = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        fields = [f.alias or name for name, f in Task.model_fields.items()]
        near = difflib.get_close_matches(place, fields, 1)
        return place, f"field ‘{place}’ is unknown" + (f"; did you mean ‘{near[0]}’?" if near else "")
    if first["type"] == "missing":
        return place, f"field ‘{place}’ is missing"
    return place, f"field ‘{place}’: {first['msg']}"


def _line_of(text: str, field: str) -> str:
    """``:N`` where a field stands in a task file; nothing where it does not."""
    name = re.escape(field.partition(".")[0])
    found = re.search(rf"^{name}\s*:", text, re.MULTILINE)
    return f":{text.count(chr(10), 0, found.start()) + 1}" if found else ""
