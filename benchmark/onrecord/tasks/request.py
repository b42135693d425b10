"""What a model is asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

AnswerKind = Literal["quotes", "speaker", "speakers", "label", "summary"]


@dataclass(frozen=True, slots=True)
class Generation:
    """How an answer is made. ``max_tokens`` is in model tokens; ``stop`` is empty unless a task fills it."""

    max_tokens: int = 512
    temperature: float = 0.0
    seed: int = 0
    stop: tuple[str, ...] = ()


def sample_of(id: str) -> tuple[int, int]:
    """The wording and the repeat that the id of a request ends with."""
    _, _, _, wording, sample = id.split("/")
    return int(wording), int(sample)


@dataclass(frozen=True, slots=True)
class Request:
    """One question about one article.

    ``id`` is stable: ``task/article/item/wording/sample``. ``answer`` is the kind of answer that is asked
    for. ``inputs`` is what the task gives as data (text, quote, statement), never gold. ``prefix`` is the
    part of the prompt that requests about one article share, and holds the article; ``prompt`` is the
    rest. ``schema`` is a JSON Schema with length limits, or None where the answer is plain text.
    """

    id: str
    task: str
    answer: AnswerKind
    article: str
    item: str
    inputs: Mapping[str, str]
    prefix: str
    prompt: str
    system: str = ""
    schema: Mapping[str, Any] | None = None
    generation: Generation = field(default_factory=Generation)

    @property
    def user_message(self) -> str:
        """The whole of what the user says: the article first, then the question."""
        return self.prefix + self.prompt
