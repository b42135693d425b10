"""Requests for the tiny model, and what it made of them."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from onrecord.models import hf, hf_decoding
from onrecord.models.base import Response
from onrecord.models.hf import HFModel
from onrecord.tasks.request import Generation, Request

WINDOW = 160
WORDS = (
    "the mayor said on monday that bridge will open in may and nobody who spoke to us was told why".split()
)
CHATML = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
NO_SYSTEM = "{% if messages[0].role == 'system' %}{{ raise_exception('no system') }}{% endif %}" + CHATML


def ask(name: str, words: int = 5, article: str = "a", system: str = "", **settings: Any) -> Request:
    said = " ".join(WORDS[(words + n) % len(WORDS)] for n in range(words))
    generation = Generation(**{"max_tokens": 12, **settings})
    return Request(
        id=f"quotes/{article}/{name}",
        task="quotes",
        answer="quotes",
        article=article,
        item=name,
        inputs={},
        prefix=said,
        prompt=" who?",
        system=system,
        generation=generation,
    )


def answers(model: HFModel, requests: list[Request]) -> dict[str, Response]:
    pairs = list(model.generate(requests))
    assert sorted(name for name, _ in pairs) == sorted(request.id for request in requests)
    return dict(pairs)


def text_only(responses: dict[str, Response]) -> dict[str, tuple[str, str, int]]:
    return {name: (r.text, r.finish_reason, r.usage["completion"]) for name, r in responses.items()}


def with_template(copy: Path, template: str | None) -> Path:
    (copy / "chat_template.jinja").unlink()
    if template is not None:
        (copy / "chat_template.jinja").write_text(template)
    return copy


def prepared(model: HFModel, request: Request) -> hf_decoding.Prompt:
    assert model._loaded
    prompt = hf._prepare(model._loaded, request)
    assert isinstance(prompt, hf_decoding.Prompt), prompt
    return prompt


def prompts_of(model: HFModel, requests: list[Request], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the model reads, as text, in the order of the requests."""
    seen: list[str] = []
    real = hf._prepare

    def spy(loaded: Any, request: Request) -> Any:
        prompt = real(loaded, request)
        if isinstance(prompt, hf_decoding.Prompt):
            seen.append(loaded.tokenizer.decode(prompt.tokens))
        return prompt

    monkeypatch.setattr(hf, "_prepare", spy)
    list(model.generate(requests))
    return seen


def words(count: int, first: int = 0) -> str:
    return " ".join(WORDS[(first + n * n) % len(WORDS)] for n in range(count))


def about(
    article: str, questions: list[str], start: int = 0, system: str = "", **settings: Any
) -> list[Request]:
    """Requests that share the text of an article, numbered from ``start``."""
    return [
        replace(ask(str(n), system=system, **settings), prefix=article, prompt=f" {question}")
        for n, question in enumerate(questions, start)
    ]


def one_by_one(model: HFModel, requests: list[Request]) -> dict[str, Response]:
    return {name: r for request in requests for name, r in answers(model, [request]).items()}


def shared(responses: dict[str, Response]) -> list[int]:
    """How many tokens each answer had read together with another's."""
    return [r.provenance["prefix"] for _, r in sorted(responses.items())]


MIXED = [words(n, n) for n in (1, 9, 4, 1, 22, 14, 2, 7, 5)]
