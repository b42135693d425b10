"""A request as the tokens a local model reads: by its chat template, or as plain text where it has none."""

import datetime
import json
import re
from typing import Any

from onrecord.tasks.request import Request

# Part of a model's fingerprint: raise it whenever the tokens made here change.
RENDERING = "1"

# Templates that say what day it is would give other answers tomorrow.
TODAY = datetime.date(2025, 1, 1)
_CLOCK = re.compile(r"""strftime_now\(\s*(?:(?P<mark>["'])(?P<format>.*?)(?P=mark)|[^()]*)\s*\)""")

_PROBE = "onrecord-system-probe"


def takes_system(tokenizer: Any) -> bool:
    """Whether the chat template passes a system prompt on: some refuse the role, some drop its words."""
    if tokenizer.chat_template is None:
        return False
    messages = [{"role": "system", "content": _PROBE}, {"role": "user", "content": "question"}]
    try:
        return _PROBE in _render(tokenizer, messages, tokenize=False)
    except Exception:  # a template says no in its own way: raise_exception, an index, an undefined name
        return False


def encode(tokenizer: Any, request: Request, system_role: bool) -> list[int]:
    """The token ids of the whole prompt. The system prompt goes before the user's words where it has no role.

    Raises whatever the template raises on a chat it refuses.
    """
    user = request.user_message
    if request.system and not system_role:
        user = f"{request.system}\n\n{user}"
    if tokenizer.chat_template is None:
        # Words of an article that look like control tokens (``<s>`` is also HTML) stay words.
        ids: list[int] = tokenizer.encode(user, split_special_tokens=True)
        return ids
    messages = [{"role": "user", "content": user}]
    if request.system and system_role:
        messages.insert(0, {"role": "system", "content": request.system})
    chat: list[int] = _render(
        tokenizer, messages, tokenize=True, return_dict=False, sanitize_control_tokens=True
    )
    return chat


def _render(tokenizer: Any, messages: list[dict[str, str]], **options: Any) -> Any:
    return tokenizer.apply_chat_template(
        messages,
        chat_template=pin_today(tokenizer.get_chat_template()),
        add_generation_prompt=True,
        date_string=TODAY.strftime("%d %b %Y"),  # the other way in which templates ask for the day
        **options,
    )


def pin_today(template: str) -> str:
    """The template with each look at the clock replaced by TODAY; the library lets no caller set it."""
    return _CLOCK.sub(lambda call: json.dumps(TODAY.strftime(call["format"] or "%Y-%m-%d")), template)


def opens_reasoning(tokenizer: Any, prompt: list[int]) -> bool:
    """Whether the template has already opened the model's reasoning, so that the answer starts inside it."""
    return bool(tokenizer.decode(prompt[-8:]).rstrip().endswith("<think>"))
