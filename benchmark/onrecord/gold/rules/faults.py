"""What reading an article's files trips over, each told with the rule that it breaks."""

import difflib
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from onrecord.gold.records import Record, record_adapter
from onrecord.gold.save import KINDS

GOLD = "annotations.jsonl"
TEXT = "article.txt"
META = "meta.json"
SUGGESTED = "suggestions.jsonl"


class Fault(NamedTuple):
    """What reading tripped over: the rule that it breaks, and where (see ``Problem``)."""

    rule: str
    file: str
    line: int
    message: str
    words: str = ""
    column: int | None = None


def line_faults(file: str, number: int, line: str) -> Iterator[Fault]:
    """Everything that keeps a line from being a record."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        yield not_json(file, number, error)
        return
    try:
        record_adapter.validate_python(value)
    except ValidationError as error:
        kind = value.get("kind") if isinstance(value, dict) else None
        model = next((m for m in Record.__subclasses__() if _kind(m) == kind), None)
        for message, words in field_faults(error, model):
            yield Fault("record-fields", file, number, message, words)
    else:
        yield Fault("record-fields", file, number, "holds a code point that is no character; take it out")


def _kind(model: type[BaseModel]) -> str:
    field = model.model_fields.get("kind")
    return str(field.annotation.__args__[0]) if field and field.annotation else ""


def not_json(file: str, line: int, error: Exception) -> Fault:
    """That a line, or all of ``meta.json`` (line 0), is no JSON."""
    rule = "meta-fields" if file == META else "json-line"
    if not isinstance(error, json.JSONDecodeError):
        return Fault(rule, file, line or 1, "not JSON: nested too deep, or a number too long; mend it")
    column = error.colno - 1
    words = error.doc[error.pos : error.pos + 1].strip("\n") or " "
    message = f"not JSON ({error.msg.removesuffix(' at')} at column {error.colno}); mend it"
    return Fault(rule, file, line or error.lineno, message, words, column)


def field_faults(error: ValidationError, model: type[BaseModel] | None) -> Iterator[tuple[str, str]]:
    """What is wrong with each field, and the words in the line that show it."""
    names = [f.alias or name for name, f in model.model_fields.items()] if model else []
    told: set[str] = set()
    for one in error.errors(include_url=False):
        steps = [
            s for s in one["loc"] if isinstance(s, int) or s in names or one["type"] == "extra_forbidden"
        ]
        place = ".".join(map(str, steps[1:] if model and steps[:1] == [_kind(model)] else steps))
        name = str(one["loc"][-1]) if one["loc"] else ""
        # A field that may be one or a list is wrong twice: as the one, and as the other.
        if place and place in told:
            continue
        told.add(place)
        if one["type"] == "extra_forbidden":
            near = difflib.get_close_matches(name, names, 1)
            hint = f"did you mean ‘{near[0]}’?" if near else f"it takes {', '.join(names)}"
            yield f"field ‘{place}’ is unknown; {hint}", json.dumps(name, ensure_ascii=False)
        elif one["type"] == "missing":
            yield f"field ‘{place}’ is missing; add it", ""
        elif one["type"].startswith(("union_tag", "model_")):
            yield f"not a record; it is an object whose kind is one of {', '.join(KINDS)}", ""
        else:
            yield f"field ‘{place}’: {one['msg']}", _shown(one["input"])


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str | int | float) else ""
