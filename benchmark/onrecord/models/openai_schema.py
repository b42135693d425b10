"""The form of an answer that a server is asked to keep to, and whether it did."""

import json
import re
from collections.abc import Mapping
from typing import Any

from onrecord.tasks.reasoning import split_reasoning
from onrecord.tasks.request import Request

# From the most to the least that can be asked; a server that refuses one is asked for the next.
LADDER = ("schema with limits", "schema", "json_object")
# What OpenAI's strict mode refuses in a schema.
_LIMITS = frozenset(["minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "pattern", "format"])
_DATA = frozenset(["enum", "const", "default", "examples", "required"])
_NAMES = frozenset(["properties", "$defs", "definitions", "patternProperties"])


def rung(refused: frozenset[str]) -> str:
    """The most that the server has not refused; empty if it refuses every form."""
    return next((step for step in LADDER if step not in refused), "")


def response_format(request: Request, step: str) -> dict[str, Any]:
    """The field ``response_format`` of a request with a schema."""
    if step == "json_object":
        return {"type": "json_object"}
    schema = asked_schema(request, step)
    name = re.sub(r"[^A-Za-z0-9_-]", "_", request.task)[:64]
    return {
        "type": "json_schema",
        "json_schema": {"name": name, "strict": _can_be_strict(schema), "schema": schema},
    }


def asked_schema(request: Request, step: str) -> Any:
    """The schema as it is sent: the task's own, or without its limits."""
    return _prepared(request.schema, frozenset() if step == LADDER[0] else _LIMITS)


def keeps(text: str, schema: Any) -> bool:
    """Whether an answer is JSON of the schema, and nothing else (reasoning before it aside)."""
    import jsonschema

    try:
        value = json.loads(split_reasoning(text).answer)
    except (ValueError, RecursionError):
        return False
    try:
        return bool(jsonschema.Draft202012Validator(schema).is_valid(value))
    except Exception:  # a user's schema that is none fails in many ways; nobody can keep to it, or not
        return True


def may_become_json(text: str) -> bool:
    """Whether an answer that was cut starts as JSON does, or had not started."""
    return split_reasoning(text).answer.lstrip()[:1] in ("", "{", "[", '"')


def _prepared(schema: Any, dropped: frozenset[str], is_schema: bool = True) -> Any:
    """A schema without some keywords, and with the type that its choices imply, which OpenAI demands."""
    if isinstance(schema, list):
        return [_prepared(part, dropped) for part in schema]
    if not isinstance(schema, Mapping):
        return schema
    # In ``properties`` the keys are names, one of which may be ``format``.
    kept = {
        key: value if key in _DATA else _prepared(value, dropped, key not in _NAMES)
        for key, value in schema.items()
        if not (is_schema and key in dropped)
    }
    if is_schema and "type" not in kept and all(isinstance(v, str) for v in kept.get("enum", [0])):
        kept["type"] = "string"
    return kept


def _can_be_strict(schema: Any) -> bool:
    """Whether each object names all that it may hold, and demands it, as strict mode wants it."""
    if isinstance(schema, list):
        return all(map(_can_be_strict, schema))
    if not isinstance(schema, Mapping):
        return True
    properties = schema.get("properties")
    if isinstance(properties, Mapping) and (
        schema.get("additionalProperties") is not False or set(schema.get("required", ())) != set(properties)
    ):
        return False
    return all(_can_be_strict(value) for value in schema.values())
