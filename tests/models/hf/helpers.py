"""Requests for the tiny model, and what it made of them."""

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
    """What the model reads, as text, in the order of its batches."""
    seen: list[str] = []
    real = hf_decoding.new_tokens

    def spy(loaded: Any, batch: Any, prefix: Any = None) -> Any:
        seen.extend(loaded.tokenizer.decode(prompt.tokens) for prompt in batch)
        return real(loaded, batch, prefix)

    monkeypatch.setattr(hf, "new_tokens", spy)
    list(model.generate(requests))
    return seen
