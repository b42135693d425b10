"""Requests for the fault server, and what became of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from onrecord.models.base import Response
from onrecord.models.openai_chat import OpenAIChat
from onrecord.models.openai_spec import OpenAISpec
from onrecord.tasks.request import Generation, Request

LABEL: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["label"],
    "properties": {"label": {"enum": ["supported", "contradicted", "unstated"]}},
}
QUOTES: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["quote"],
    "properties": {"quote": {"type": "string", "minLength": 1, "maxLength": 20}},
}


def ask(
    name: str = "q0",
    schema: Mapping[str, Any] | None = None,
    system: str = "",
    prompt: str = " What is said?",
    **settings: Any,
) -> Request:
    """A question; its prompt holds its name, so that a server can tell it from others."""
    return Request(
        id=f"verify/a/{name}/0/0",
        task="verify",
        answer="label",
        article="a",
        item=name,
        inputs={},
        prefix="The article.",
        prompt=f"{prompt} ({name})",
        system=system,
        schema=schema,
        generation=Generation(**{"max_tokens": 50, **settings}),
    )


def many(count: int, **settings: Any) -> list[Request]:
    return [ask(f"q{n}", **settings) for n in range(count)]


def chat_model(url: str, **options: object) -> OpenAIChat:
    """A model with hardly any wait between its attempts."""
    given = {"backoff": "0.002", "timeout": "30", **{name: str(value) for name, value in options.items()}}
    return OpenAIChat(OpenAISpec.from_options(f"m@{url}", given))


def answers(url: str, requests: Sequence[Request], **options: object) -> dict[str, Response]:
    """Each request's answer by its item. Fails where one is answered twice, or not at all."""
    with chat_model(url, **options) as model:
        found = list(model.generate(requests))
    assert sorted(id for id, _ in found) == sorted(request.id for request in requests)
    return {id.split("/")[2]: response for id, response in found}


def answer(url: str, request: Request | None = None, **options: object) -> Response:
    return next(iter(answers(url, [request or ask()], **options).values()))
