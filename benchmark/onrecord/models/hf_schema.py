"""Answers held to a JSON Schema while they are decoded: a matcher for each row, a mask for each step.

A schema leaves a model no other form, and every choice that the form leaves open. What may come next is
llguidance's to say; a row that is free to say anything has no constraint.
"""

import functools
import json
from collections.abc import Sequence
from typing import Any, Literal

from onrecord.errors import ModelError
from onrecord.models.hf_files import require
from onrecord.tasks.reasoning import closes, may_open
from onrecord.tasks.request import Request

# As the prompts' examples are spaced, and no blank more: a small model can fill an answer with them.
_SPACING = {"whitespace_flexible": False, "item_separator": ", ", "key_separator": ": "}
# Last tokens in which the mark that closes reasoning is looked for, however they divide it.
_MARK_TOKENS = 16


class Grammars:
    """The schemas of requests, each compiled once for the tokenizer of one model."""

    def __init__(self, tokenizer: Any, ends: Sequence[int]) -> None:
        self.tokenizer = tokenizer
        self.ends = tuple(ends)
        self.openers = [n for token, n in tokenizer.get_added_vocab().items() if may_open(token)]
        self._matchers: dict[str, Any] = {}

    def constraint(self, request: Request, reasons: bool = False) -> "Constraint | None":
        """What holds one answer to the request's schema; None where it has none.

        ``reasons``: the prompt ends inside the model's reasoning, which is left free. Raises ModelError on a
        schema that cannot be enforced, and on a tokenizer that cannot be held to any.
        """
        if request.schema is None:
            return None
        schema = json.dumps(request.schema)
        if schema not in self._matchers:
            self._matchers[schema] = self._compile(schema, request.task)
        return Constraint(self._matchers[schema].deep_copy(), self, reasons)

    def _compile(self, schema: str, task: str) -> Any:
        library = require("llguidance")
        try:
            grammar = library.LLMatcher.grammar_from_json_schema(schema, overrides=_SPACING)
            matcher = library.LLMatcher(self._tokens, grammar, log_level=0)
            problem = matcher.get_error()
        except ValueError as error:
            problem = str(error)
        if problem:
            raise ModelError(
                f"hf: the schema of task ‘{task}’ cannot be enforced ({_first_line(problem)}): "
                "change it, or leave schemas out with --free"
            )
        return matcher

    @functools.cached_property
    def _tokens(self) -> Any:
        """The vocabulary as llguidance reads it: half a second for 50,000 tokens."""
        wrap = require("llguidance.hf").from_tokenizer
        try:
            if not self.ends:
                raise ValueError("no token ends an answer")
            return wrap(self.tokenizer, eos_token=list(self.ends))
        except Exception as error:  # a tokenizer of another kind fails in a way of its own
            raise ModelError(
                f"hf: the model’s tokenizer cannot be held to a schema ({_first_line(str(error))}): "
                "leave schemas out with --free"
            ) from error


class Constraint:
    """What one row may say next: anything while it reasons, what its schema allows from then to its end."""

    def __init__(self, matcher: Any, grammars: Grammars, reasons: bool) -> None:
        self.matcher = matcher
        self._grammars = grammars
        self._phase: Literal["start", "reasoning", "answer", "ended"] = "reasoning" if reasons else "start"
        self._tail: Sequence[int] = ()

    @property
    def holds(self) -> bool:
        """Whether the schema decides about the next token."""
        return self._phase in ("start", "answer")

    @property
    def openers(self) -> Sequence[int]:
        """Tokens that may come next although no schema knows them: the model may reason before it answers."""
        return self._grammars.openers if self._phase == "start" else ()

    def mask(self) -> Any:
        """The tokens that may come next, as bits from the first token on (NumPy, uint8).

        Raises ValueError where the schema turns out too costly to follow: then only the end is allowed.
        """
        numpy = require("numpy")
        bits = numpy.frombuffer(self.matcher.compute_bitmask(), numpy.uint8).copy()
        if self.matcher.is_error():
            raise ValueError(f"the schema cannot be followed: {_first_line(self.matcher.get_error())}")
        for token in self.openers:
            bits[token // 8] |= 1 << token % 8
        return bits

    def advance(self, token: int) -> None:
        """Take the row's next token. Raises ValueError on one that was masked."""
        if self._phase == "ended":
            return
        if token in self._grammars.ends:
            self._phase = "ended"
        elif self._phase == "reasoning":
            self._tail = (*self._tail, token)[-_MARK_TOKENS:]
            if closes(self._grammars.tokenizer.decode(self._tail)):
                self._phase = "answer"
        elif token in self.openers:
            self._phase, self._tail = "reasoning", (token,)
        elif self.matcher.consume_token(token):
            self._phase = "answer"
        else:
            raise ValueError(f"token {token} breaks the schema: {_first_line(self.matcher.get_error())}")


def hold(constraints: Sequence[Constraint | None], scores: Any) -> Any:
    """Scores (rows × vocabulary) with minus infinity for every token that a row's schema does not allow."""
    numpy, torch = require("numpy"), require("torch")
    if not any(constraint and constraint.holds for constraint in constraints):
        return scores
    barred = numpy.zeros(tuple(scores.shape), bool)
    for row, constraint in enumerate(constraints):
        if constraint and constraint.holds:
            # Models score more tokens than their tokenizers know; those are zeros here.
            bits = numpy.unpackbits(constraint.mask(), count=scores.shape[1], bitorder="little")
            barred[row] = bits == 0
    return scores.masked_fill(torch.from_numpy(barred).to(scores.device), float("-inf"))


def _first_line(text: str) -> str:
    return next(iter(text.strip().splitlines()), "")
