"""Answers are parted from reasoning: what a tiny model is made to write, by the marks of reasoning models."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from onrecord.models import hf_answer, hf_loading
from onrecord.models.base import Response
from onrecord.models.hf import HFModel
from onrecord.models.hf_spec import HFSpec
from onrecord.tasks.reader import read_answer
from onrecord.tasks.request import Request
from onrecord.tasks.task import built_in_tasks
from onrecord.tasks.values import Invalid, Label

from .helpers import CHATML, answers, ask, with_template

LABEL = '{"label": "supported"}'
THOUGHT = "Perhaps so. Perhaps not. Let me see what the article says of it."


def made_to_write(model: HFModel, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The model's scores say one text, token by token, and then its end."""
    import torch

    assert model._loaded
    tokenizer, real = model._loaded.tokenizer, model._loaded.model.forward
    script = [*tokenizer.encode(text), tokenizer.eos_token_id]
    starts = 0

    def forward(*given: Any, **named: Any) -> Any:
        nonlocal starts
        output = real(*given, **named)
        ids = named["input_ids"]
        starts = 0 if ids.shape[1] > 1 else starts + 1  # a prompt, or the token before
        output.logits = torch.full_like(output.logits, -100.0)
        output.logits[:, -1, script[min(starts, len(script) - 1)]] = 100.0
        return output

    monkeypatch.setattr(model._loaded.model, "forward", forward)


Answer = Callable[..., Response]


@pytest.fixture
def write(copy: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Answer]:
    """What becomes of a text that a model wrote, after a template that ends in ``opened``."""

    def write(text: str, opened: str = "", request: Request | None = None, **options: Any) -> Response:
        if opened:
            with_template(copy, CHATML + opened)
        with HFModel(HFSpec(str(copy), device="cpu", engine="plain", **options)) as model:
            made_to_write(model, text, monkeypatch)
            (response,) = answers(model, [request or ask("q", max_tokens=150)]).values()
        assert response.error == ""
        return response

    yield write


@pytest.mark.parametrize(
    ("opened", "text"),
    [
        ("", f"<think>Hm.</think>\n\n{LABEL}"),
        ("<think>\n", f"Hm.\n</think>\n\n{LABEL}"),
        ("[THINK]", f"Hm.[/THINK]{LABEL}"),
        ("<seed:think>", f"Hm.</seed:think>{LABEL}"),
        ("", f"<|channel|>analysis<|message|>Hm.<|start|>assistant<|channel|>final<|message|>{LABEL}"),
    ],
)
def test_reasoning_goes_into_its_own_field(write: Answer, opened: str, text: str) -> None:
    response = write(text, opened)
    assert (response.text, response.reasoning, response.finish_reason) == (LABEL, "Hm.", "stop")


def test_an_answer_without_reasoning_is_left_as_it_is(write: Answer) -> None:
    response = write(f"\n{LABEL} ")
    assert (response.text, response.reasoning) == (f"\n{LABEL} ", "")


@pytest.mark.parametrize(("opened", "text"), [("", f"<think>{THOUGHT}"), ("<think>\n", THOUGHT)])
def test_an_answer_that_was_cut_inside_its_reasoning_counts_as_cut(
    write: Answer, opened: str, text: str
) -> None:
    response = write(text, opened, ask("q", max_tokens=10))
    assert response.finish_reason == "length" and response.text == ""
    assert response.reasoning and THOUGHT.startswith(response.reasoning)
    read = read_answer(built_in_tasks()["verify"], response.text, "length", response.reasoning)
    assert isinstance(read.value, Invalid) and read.value.reason == "cut"


def tokens(copy: Path, text: str) -> int:
    import transformers

    return len(transformers.AutoTokenizer.from_pretrained(copy).encode(text))


@pytest.mark.parametrize(("opened", "mark"), [("", "<think>"), ("<think>\n", "")])
def test_thinking_tokens_leave_the_limit_to_the_answer(
    write: Answer, copy: Path, opened: str, mark: str
) -> None:
    limit, thought = tokens(copy, LABEL) + 1, tokens(copy, f"{mark}{THOUGHT}</think>")
    text = f"{mark}{THOUGHT}</think>{LABEL}"
    short, exact = ask("q", max_tokens=limit - 2), ask("q", max_tokens=limit)
    given = write(text, opened, exact, thinking_tokens=thought)
    assert (given.text, given.reasoning, given.finish_reason) == (LABEL, THOUGHT, "stop")
    assert given.usage["completion"] == thought + limit
    cut = write(text, opened, short, thinking_tokens=thought + 20)
    assert cut.finish_reason == "length" and cut.usage["completion"] == thought + limit - 2
    assert LABEL.startswith(cut.text) and cut.text != LABEL
    thinks = write(text, opened, exact, thinking_tokens=thought - 1)
    assert thinks.finish_reason == "length" and thinks.text == ""
    assert thinks.usage["completion"] == thought - 1


def test_thinking_tokens_give_nothing_to_an_answer_without_reasoning(write: Answer) -> None:
    given = write(THOUGHT, "", ask("q", max_tokens=9), thinking_tokens=100)
    assert given.finish_reason == "length" and given.usage["completion"] == 9


def test_rows_of_a_batch_have_limits_of_their_own(tiny: HFModel) -> None:
    requests = [ask(str(n), n, max_tokens=7) for n in range(1, 9)]
    expected = answers(tiny, requests)
    assert tiny._loaded
    kept = tiny._loaded
    tiny._loaded = replace(kept, thinking=30)
    try:
        given = answers(tiny, requests)
    finally:
        tiny._loaded = kept
    assert {n: (r.text, r.finish_reason, r.usage) for n, r in given.items()} == {
        n: (r.text, r.finish_reason, r.usage) for n, r in expected.items()
    }


def test_a_stop_string_within_reasoning_is_none(write: Answer) -> None:
    request = ask("q", max_tokens=150, stop=("so", "sup"))
    given = write(f"<think>{THOUGHT}</think>{LABEL}", "", request)
    assert (given.text, given.reasoning, given.finish_reason) == ('{"label": "', THOUGHT, "stop")


TEMPLATE = {
    "start_anchor": "<|im_start|>assistant\n",
    "fields": {
        "thinking": {"open": "(thinks)", "close": "(says)"},
        "content": {"close": "<|im_end|>"},
    },
}


def test_a_tokenizer_that_says_how_answers_are_parted_is_believed(write: Answer, copy: Path) -> None:
    file = copy / "tokenizer_config.json"
    settings = {**json.loads(file.read_text()), "response_template": TEMPLATE}
    file.write_text(json.dumps(settings))
    response = write(f"(thinks){THOUGHT}(says){LABEL}")
    assert (response.text, response.reasoning) == (LABEL, THOUGHT)
    # One whose anchor stands in no prompt would take the whole prompt for the answer.
    file.write_text(json.dumps({**settings, "response_template": {**TEMPLATE, "start_anchor": "[nowhere]"}}))
    assert write(LABEL).text == LABEL


def test_what_was_parted_is_read_as_the_answer(write: Answer) -> None:
    response = write(f"<think>{THOUGHT}</think>{LABEL}")
    read = read_answer(built_in_tasks()["verify"], response.text, "stop", response.reasoning)
    assert read.value == Label("supported") and read.flags == ("reasoning",)


def test_control_tokens_that_part_an_answer_are_read_and_the_others_are_not(
    tiny: HFModel, folder: Path
) -> None:
    import transformers

    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    marks = ["<|start|>", "<|end|>", "<|message|>", "<|channel|>", "[THINK]", "[/THINK]"]
    tokenizer.add_special_tokens({"additional_special_tokens": marks})
    assert tiny._loaded
    loaded = replace(tiny._loaded, tokenizer=tokenizer, hidden=hf_loading._hidden_tokens(tokenizer))

    def parted(text: str) -> tuple[str, str]:
        tokens = tokenizer.encode(text)
        assert len(tokens) < len(text)
        return hf_answer.read(loaded, [5], tokens)

    analysis, final = "<|channel|>analysis<|message|>", "<|channel|>final<|message|>"
    assert parted(f"{analysis}Hm.<|end|><|start|>assistant{final}Yes.<|end|>") == ("Yes.", "Hm.")
    assert parted("[THINK]Hm.[/THINK]Yes.<s>") == ("Yes.", "Hm.")
    assert parted("<|im_start|>Yes.<|end|>") == ("Yes.", "")
