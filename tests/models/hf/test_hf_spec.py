"""A spec from the words of a command line."""

import pytest

from onrecord.errors import ModelError
from onrecord.models.hf_spec import HFSpec


def test_a_spec_is_made_from_the_words_of_a_command_line() -> None:
    spec = HFSpec.from_options("x", {"dtype": "bf16", "max_batch": "2", "engine": "plain"})
    assert spec == HFSpec("x", dtype="bf16", max_batch=2, engine="plain")
    assert HFSpec.from_options("x", {}) == HFSpec("x")
    spec = HFSpec.from_options("x", {"attention": "eager", "thinking_tokens": "100", "window": "9"})
    assert spec == HFSpec("x", attention="eager", thinking_tokens=100, window=9)
    spec = HFSpec.from_options("x", {"template.think": "false", "template.a.b": "1", "template.tone": "calm"})
    assert spec == HFSpec("x", template={"think": False, "a.b": 1, "tone": "calm"})
    assert HFSpec.from_options("x", {"max_batch": "auto", "engine": "auto"}) == HFSpec("x")


@pytest.mark.parametrize(
    ("option", "word", "message"),
    [
        ("quant", "4", "no model option ‘quant’; there are device, "),
        ("path", "y", "no model option ‘path’"),
        ("dtype.x", "y", "no model option ‘dtype.x’"),
        ("dtype.", "y", "no model option ‘dtype.’"),
        ("max_batch", "-1", "max_batch is a whole number above 0, not ‘-1’"),
        ("max_batch", "0", "max_batch is a whole number above 0, not ‘0’"),
        ("max_batch", "²", "max_batch is a whole number above 0, not ‘²’"),
        (
            "attention",
            "fast",
            "attention is eager, sdpa, flash_attention_2, flash_attention_3 or flex_attention, not",
        ),
        ("template", "x", "no model option ‘template’; there are"),
        ("template.", "x", "no model option ‘template.’"),
        ("thinking_tokens", "many", "thinking_tokens is a whole number above 0, not ‘many’"),
        ("engine", "own", "engine is auto, shared-prefix, continuous or plain, not ‘own’"),
    ],
)
def test_what_is_no_option_and_no_value_is_one_clear_line(option: str, word: str, message: str) -> None:
    with pytest.raises(ModelError) as raised:
        HFSpec.from_options("x", {option: word})
    assert message in str(raised.value)
