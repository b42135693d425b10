"""A request as the tokens a local model reads: by its chat template, or as plain text where it has none."""

import datetime
import inspect
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from onrecord.errors import ModelError
from onrecord.tasks.reasoning import open_at_end
from onrecord.tasks.request import Request

# Part of a model's fingerprint: raise it whenever the tokens made here change.
RENDERING = "1"

# Templates that say what day it is would give other answers tomorrow.
TODAY = datetime.date(2025, 1, 1)
_CLOCK = re.compile(r"""strftime_now\(\s*(?:(?P<mark>["'])(?P<format>.*?)(?P=mark)|[^()]*)\s*\)""")

_PROBE = "onrecord-system-probe"


@dataclass(frozen=True, slots=True)
class Chat:
    """A tokenizer with the options its chat template is rendered with (none where it has no template).

    ``system_role``: whether a system prompt has a role of its own.
    """

    tokenizer: Any
    options: Mapping[str, Any]
    system_role: bool

    @classmethod
    def of(cls, tokenizer: Any, options: Mapping[str, Any]) -> Self:
        """Raises ModelError on an option that the tokenizer's template does not look at."""
        if options:
            _check(tokenizer, options)
        return cls(tokenizer, options, _takes_system(cls(tokenizer, options, True)))

    def encode(self, request: Request) -> list[int]:
        """The token ids of the whole prompt. The system prompt goes before the user's words where it has no
        role.

        Raises whatever the template raises on a chat it refuses.
        """
        user = request.user_message
        if request.system and not self.system_role:
            user = f"{request.system}\n\n{user}"
        if self.tokenizer.chat_template is None:
            # Words of an article that look like control tokens (``<s>`` is also HTML) stay words.
            ids: list[int] = self.tokenizer.encode(user, split_special_tokens=True)
            return ids
        messages = [{"role": "user", "content": user}]
        if request.system and self.system_role:
            messages.insert(0, {"role": "system", "content": request.system})
        chat: list[int] = self.render(
            messages, tokenize=True, return_dict=False, sanitize_control_tokens=True
        )
        return chat

    def render(self, messages: list[dict[str, str]], **how: Any) -> Any:
        # The date is the other way in which templates ask for the day.
        options = {"date_string": TODAY.strftime("%d %b %Y"), **self.options}
        return self.tokenizer.apply_chat_template(
            messages,
            chat_template=pin_today(self.tokenizer.get_chat_template()),
            add_generation_prompt=True,
            **options,
            **how,
        )


def _check(tokenizer: Any, options: Mapping[str, Any]) -> None:
    """A misspelt option would be left out of account in silence; one of the library's own would break it."""
    if tokenizer.chat_template is None:
        raise ModelError(f"hf: template.{min(options)} is for a chat template, and this model has none")
    taken = inspect.signature(tokenizer.apply_chat_template).parameters
    template = tokenizer.get_chat_template()
    for name in sorted(options):
        if name in taken or name == "messages" or not re.search(rf"\b{re.escape(name)}\b", template):
            raise ModelError(
                f"hf: this model's chat template takes no option ‘{name}’: look into it for its own"
            )


def _takes_system(chat: Chat) -> bool:
    """Whether the chat template passes a system prompt on: some refuse the role, some drop its words."""
    if chat.tokenizer.chat_template is None:
        return False
    messages = [{"role": "system", "content": _PROBE}, {"role": "user", "content": "question"}]
    try:
        return _PROBE in chat.render(messages, tokenize=False)
    except Exception:  # a template says no in its own way: raise_exception, an index, an undefined name
        return False


def pin_today(template: str) -> str:
    """The template with each look at the clock replaced by TODAY; the library lets no caller set it."""
    return _CLOCK.sub(lambda call: json.dumps(TODAY.strftime(call["format"] or "%Y-%m-%d")), template)


def opening_mark(tokenizer: Any, prompt: list[int]) -> str:
    """The mark by which the template has already opened the model's reasoning; empty where it has not."""
    return open_at_end(tokenizer.decode(prompt[-16:]))


def opens_reasoning(tokenizer: Any, prompt: list[int]) -> bool:
    """Whether the answer starts inside the model's reasoning."""
    return bool(opening_mark(tokenizer, prompt))
