"""The body of a chat completion as a Response. A server may send anything at all."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from onrecord.models.base import Response
from onrecord.models.openai_failure import Failure, told

_LENGTH = frozenset(["length", "max_tokens", "model_length"])
_REASONING = ("reasoning_content", "reasoning")
_MOST_TOKENS = 10**9


def read_body(body: bytes, kind: str, clean: Callable[[str], str]) -> Response:
    """The answer in a body. ``kind`` is its content type; ``clean`` takes secrets out of a text.

    Raises Failure where there is no answer in it, with a message that is neither cleaned nor short.
    """
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        start = " ".join(body.decode("utf-8", "replace").split())
        raise _unusable(
            clean(f"no JSON in the answer ({kind or 'of no type'}): {start or 'nothing'}"),
            kind == "text/html",
        ) from None
    if not isinstance(found, dict):
        raise _unusable("the answer is JSON, but no object")
    if found.get("error") and not found.get("choices"):
        raise _error(found)
    choices = found.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    if not isinstance(choice, dict) or not isinstance(choice.get("message"), dict):
        raise _unusable("the answer holds no choice with a message")
    if choice.get("error") or choice.get("finish_reason") in ("error", "abort"):
        raise _error(choice)
    message, finish = choice["message"], str(choice.get("finish_reason"))
    text, refusal = _text(message.get("content")), _text(message.get("refusal"))
    reasoning = next(filter(None, (_text(message.get(name)) for name in _REASONING)), "")
    provenance = {
        name: clean(value)
        for name in ("model", "system_fingerprint")
        if isinstance(value := found.get(name), str) and len(value) < 200
    }
    reason = "length" if finish in _LENGTH else "stop"
    if refusal or finish == "content_filter":
        reason = "refused"
        provenance["refused_by"] = "the model" if refusal else "a content filter"
    usage = _usage(found.get("usage"))
    return Response(clean(refusal or text), clean(reasoning), reason, usage, provenance=provenance)


def _text(content: Any) -> str:
    """A text, or the texts of its parts joined; other parts are no answer."""
    if isinstance(content, list):
        return "".join(
            part["text"]
            for part in content
            if isinstance(part, dict) and part.get("type") == "text" and isinstance(part.get("text"), str)
        )
    return content if isinstance(content, str) else ""


def _usage(found: Any) -> dict[str, int]:
    """Tokens of the prompt (of it ``cached``) and the completion (of it ``reasoning``), as far as told."""
    if not isinstance(found, dict):
        return {}
    told_in = {
        "prompt": (found, "prompt_tokens"),
        "completion": (found, "completion_tokens"),
        "cached": (found.get("prompt_tokens_details"), "cached_tokens"),
        "reasoning": (found.get("completion_tokens_details"), "reasoning_tokens"),
    }
    counts = {
        name: part[field]
        for name, (part, field) in told_in.items()
        if isinstance(part, dict) and type(part.get(field)) is int and 0 <= part[field] < _MOST_TOKENS
    }
    return {name: n for name, n in counts.items() if n or name in ("prompt", "completion")}


def _error(found: Mapping[str, Any]) -> Failure:
    """An error that came with status 200, as gateways send it."""
    message, labels = told(found)
    inner = found.get("error")
    code = inner.get("code") if isinstance(inner, dict) else None
    status = code if type(code) is int and 400 <= code < 600 else 502
    return Failure(message or "the server gave an error", status, labels, charged=True)


def _unusable(message: str, is_page: bool = False) -> Failure:
    return Failure(message, 200, is_page=is_page, charged=True)
