"""What the model reads: chat templates of every temper, and none."""

from dataclasses import replace
from pathlib import Path

import pytest

from onrecord.models.hf import HFModel
from onrecord.models.hf_spec import HFSpec

from .helpers import CHATML, NO_SYSTEM, answers, ask, prepared, prompts_of, with_template


def test_the_system_prompt_has_its_role(tiny: HFModel, monkeypatch: pytest.MonkeyPatch) -> None:
    (seen,) = prompts_of(tiny, [ask("q", 2, system="Be exact.")], monkeypatch)
    assert seen.startswith("<|im_start|>system\nBe exact.<|im_end|>\n<|im_start|>user\n")
    assert seen.endswith(" who?<|im_end|>\n<|im_start|>assistant\n")


@pytest.mark.parametrize(
    "template", [NO_SYSTEM, CHATML.replace("{% for m in messages %}", "{% for m in messages[-1:] %}")]
)
def test_a_template_that_refuses_or_drops_it_puts_it_before_the_users_words(
    copy: Path, template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with HFModel(HFSpec(str(with_template(copy, template)), device="cpu")) as model:
        (seen,) = prompts_of(model, [ask("q", 2, system="Be exact.")], monkeypatch)
    assert seen.startswith("<|im_start|>user\nBe exact.\n\n")


def test_a_base_model_reads_plain_text(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with HFModel(HFSpec(str(with_template(copy, None)), device="cpu")) as model:
        request = replace(ask("q", system="Be exact."), prefix="<s>the</s>")
        (seen,) = prompts_of(model, [request], monkeypatch)
        assert seen == "Be exact.\n\n<s>the</s> who?"
        assert model._loaded
        start = model._loaded.tokenizer.bos_token_id
        assert start not in prepared(model, request).tokens, "an article's words are no control tokens"


def test_a_template_that_says_the_day_says_a_fixed_one(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dated = "{{ strftime_now('%d %B %Y') }}|{{ date_string }}|{% set f='%H' %}{{ strftime_now(f) }}|" + CHATML
    with HFModel(HFSpec(str(with_template(copy, dated)), device="cpu")) as model:
        (seen,) = prompts_of(model, [ask("q", 1)], monkeypatch)
    assert seen.startswith("01 January 2025|01 Jan 2025|2025-01-01|")


def test_reasoning_that_the_template_opens_is_seen_in_the_answer(copy: Path) -> None:
    with HFModel(HFSpec(str(with_template(copy, CHATML + "<think>\n")), device="cpu")) as model:
        given = answers(model, [ask("q")])["quotes/a/q"]
    assert given.text == "" and given.reasoning and given.finish_reason == "length"


def test_a_chat_the_template_refuses_is_an_error_of_that_request(copy: Path) -> None:
    picky = "{% if 'nobody' in messages[-1].content %}{{ raise_exception('no') }}{% endif %}" + CHATML
    with HFModel(HFSpec(str(with_template(copy, picky)), device="cpu")) as model:
        given = answers(model, [ask("q", 2), replace(ask("r", 2), prefix="nobody")])
    assert "template refused" in given["quotes/a/r"].error and not given["quotes/a/q"].error
