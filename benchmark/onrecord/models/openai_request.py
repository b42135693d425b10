"""A request as the fields of a chat completion, less what the server has refused before."""

import re
from typing import Any

from onrecord.models.openai_failure import Failure
from onrecord.models.openai_schema import response_format, rung
from onrecord.tasks.request import Request

# Part of a model's fingerprint: raise it whenever what is sent changes.
RENDERING = "1"

_OBJECTIONS = {
    "temperature": re.compile(r"temperature"),
    "seed": re.compile(r"\bseed\b"),
    "stop": re.compile(r"\bstop\b"),
    "system": re.compile(r"\bsystem\b.*\brole|\brole.*\bsystem\b"),
    "max_tokens": re.compile(r"max_completion_tokens"),
    "response_format": re.compile(
        r"response_format|json_schema|json_object|json schema|\bschema\b|grammar|guided|structured output"
    ),
}


def fields(request: Request, refused: frozenset[str], room: int | None = None) -> dict[str, Any]:
    """What is sent for a request. ``refused``: names of ``objection``. ``room``: tokens the context leaves.

    The article stands first in what the user says, so that servers that cache prefixes can reuse it.
    """
    settings = request.generation
    user, system = request.user_message, request.system
    if system and "system" in refused:
        user, system = f"{system}\n\n{user}", ""
    messages = [{"role": "system", "content": system}] if system else []
    limit = settings.max_tokens if room is None else min(settings.max_tokens, room)
    sent: dict[str, Any] = {
        "messages": [*messages, {"role": "user", "content": user}],
        "temperature": settings.temperature,
        "seed": settings.seed,
        # Ollama and TGI know only the older name, and pass over the newer one without a word.
        "max_completion_tokens" if "max_tokens" in refused else "max_tokens": limit,
    }
    if settings.stop:
        sent["stop"] = list(settings.stop)
    if request.schema and (step := rung(refused)):
        sent["response_format"] = response_format(request, step)
    return {name: value for name, value in sent.items() if name not in refused}


def withheld(request: Request, refused: frozenset[str]) -> list[str]:
    """What a request would have had if the server took it, schemas and the limit's name aside."""
    has = {"stop": bool(request.generation.stop), "system": bool(request.system)}
    return [
        name for name in ("temperature", "seed", "stop", "system") if name in refused and has.get(name, True)
    ]


def objection(failure: Failure, sent: dict[str, Any], refused: frozenset[str]) -> str | None:
    """What a server would not take of what was sent: a field, ``system``, or a step of the ladder."""
    # Some break over a schema; what else a broken server says of a field means little.
    names = _OBJECTIONS if failure.status in (400, 422) else ["response_format"]
    if failure.status not in (400, 422, 500, 501):
        return None
    words = f"{failure.labels} {failure.message}".lower()
    has_system = sent["messages"][0]["role"] == "system"
    for name in names:
        if (has_system if name == "system" else name in sent) and _OBJECTIONS[name].search(words):
            return rung(refused) if name == "response_format" else name
    return None
