"""New tokens read as an answer: its text, and the reasoning that a model wrote before it."""

from collections.abc import Sequence
from typing import Any

from onrecord.models.hf_loading import Loaded
from onrecord.models.hf_prompt import opening_mark
from onrecord.tasks.reasoning import closes, open_at_end, split_reasoning

# Last tokens in which a mark of reasoning is looked for, however they divide it.
_MARK_TOKENS = 16
# What templates call reasoning.
_REASONING = ("reasoning_content", "thinking", "reasoning")


def read(loaded: Loaded, prompt: list[int], tokens: Sequence[int]) -> tuple[str, str]:
    """The answer and the reasoning in what a model wrote after a prompt; an answer that never began is empty.

    Where the tokenizer says how its model's answers are parted (``response_template``), that holds; else the
    marks of reasoning do, also one that the chat template has opened.
    """
    text = _text(loaded, tokens)
    if getattr(loaded.tokenizer, "response_template", None) and (
        found := _by_template(loaded.tokenizer, prompt, tokens)
    ):
        return found
    answer, reasoning, is_open = split_reasoning(opening_mark(loaded.tokenizer, prompt) + text)
    return (answer.strip(), reasoning) if reasoning or is_open else (answer, "")


def _by_template(tokenizer: Any, prompt: list[int], tokens: Sequence[int]) -> tuple[str, str] | None:
    """None where the template finds nothing, or words that are no answer's (it took the prompt for one)."""
    written = _decode(tokenizer, tokens)
    try:
        message = tokenizer.parse_response(written, prefix=_decode(tokenizer, prompt))
    except Exception:  # a template fails in its own way on an answer that was cut
        return None
    answer = message.get("content", "")
    reasoning = next((message[name] for name in _REASONING if name in message), "")
    parts = (answer, reasoning)
    if not any(parts) or not all(isinstance(part, str) and part.strip() in written for part in parts):
        return None
    return answer, reasoning.strip()


def _text(loaded: Loaded, tokens: Sequence[int]) -> str:
    return _decode(loaded.tokenizer, [token for token in tokens if token not in loaded.hidden])


def _decode(tokenizer: Any, tokens: Sequence[int]) -> str:
    # Tidying spaces would move the quote marks of an answer.
    return str(tokenizer.decode(tokens, clean_up_tokenization_spaces=False))


class Allowance:
    """How many tokens one answer may have: so many for its reasoning, and its limit from the end of that on.

    ``taken`` counts the tokens so far.
    """

    def __init__(self, loaded: Loaded, prompt: list[int], limit: int) -> None:
        self.taken = 0
        self._tokenizer = loaded.tokenizer
        self._thinking, self._limit = loaded.thinking, limit
        self._reasons = bool(opening_mark(loaded.tokenizer, prompt))
        self._answer_from = 0
        self._spent = False
        self._tail: list[int] = []

    def is_spent(self, token: int) -> bool:
        """Take the row's next token; whether it was the last one it may have. More are not taken."""
        self._spent = self._spent or self._is_last(token)
        return self._spent

    def _is_last(self, token: int) -> bool:
        self.taken += 1
        self._tail = [*self._tail, token][-_MARK_TOKENS:]
        if self._reasons:
            if not closes(self._tokenizer.decode(self._tail)):
                return self.taken >= self._thinking
            self._reasons, self._answer_from = False, self.taken
        elif self.taken <= _MARK_TOKENS and self._answer_from == 0:
            self._reasons = bool(open_at_end(self._tokenizer.decode(self._tail)))
            if self._reasons:
                return self.taken >= self._thinking
        return self.taken - self._answer_from >= self._limit
