"""Reasoning is parted from the answer, by the marks of the models that are about."""

import pytest

from onrecord.tasks.reasoning import is_mark, open_at_end, split_reasoning

# What a model writes, by whose marks.
WRITTEN = {
    "DeepSeek-R1, Qwen3": "<think>\nHm.\n</think>\n\nYes.",
    "in capitals": "<THINK>Hm.</THINK>Yes.",
    "Gemini's endpoint": "<thought>Hm.</thought>Yes.",
    "with an answer of its own": "<think>Hm.</think>\n<answer>Yes.</answer>\n",
    "Seed-OSS": "<seed:think>Hm.</seed:think>Yes.",
    "Magistral": "[THINK]Hm.[/THINK]Yes.",
    "Cohere": "<|START_THINKING|>Hm.<|END_THINKING|><|START_RESPONSE|>Yes.<|END_RESPONSE|>",
    "OpenThinker": "<|begin_of_thought|>Hm.<|end_of_thought|>\n<|begin_of_solution|>Yes.<|end_of_solution|>",
    "Kimi": "◁think▷Hm.◁/think▷Yes.",
    "Gemma 4": "<|channel>thought\nHm.<channel|>Yes.",
    "gpt-oss": "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>Yes.",
    "gpt-oss, as JSON": "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final "
    "<|constrain|>json<|message|>Yes.",
    "gpt-oss without its control tokens": "analysisHm.assistantfinalYes.",
}


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN)
def test_reasoning_and_answer_are_told_apart(text: str) -> None:
    answer, reasoning, is_open = split_reasoning(text)
    assert (answer.strip(), reasoning, is_open) == ("Yes.", "Hm.", False)


@pytest.mark.parametrize("text", [t for name, t in WRITTEN.items() if "without" not in name])
def test_reasoning_that_never_ended_is_open(text: str) -> None:
    cut = text[: text.index("Hm.") + 2]
    assert split_reasoning(cut) == ("", "Hm", True)
    assert split_reasoning(f"Yes. {cut}") == ("Yes. ", "Hm", True)


def test_reasoning_that_was_opened_in_the_prompt() -> None:
    assert split_reasoning("Hm.</think>Yes.") == ("Yes.", "Hm.", False)
    assert split_reasoning("Hm.[/THINK]Yes.") == ("Yes.", "Hm.", False)
    assert split_reasoning("A.</think>B.</think>Yes.") == ("Yes.", "A.\nB.", False)


def test_reasoning_more_than_once_and_one_within_another() -> None:
    assert split_reasoning("<think>A.</think>Yes<think>B.</think>No") == ("Yes No", "A.\nB.", False)
    assert split_reasoning("<think>A<reasoning>B</reasoning></think>Yes") == (
        "Yes",
        "A<reasoning>B</reasoning>",
        False,
    )


@pytest.mark.parametrize(
    "text", ["", "I think <b>so</b>", "<answer>5</answer>", "The analysis: an assistant, finally", "a<thin"]
)
def test_without_reasoning_nothing_is_taken_off(text: str) -> None:
    assert split_reasoning(text) == (text, "", False)


def test_empty_reasoning_is_none() -> None:
    assert split_reasoning("<think>\n\n</think>\n\nYes.").reasoning == ""
    assert split_reasoning("<|channel|>final<|message|>Yes.") == ("Yes.", "", False)


def test_a_text_that_only_opens_takes_no_longer_than_its_length_says() -> None:
    found = split_reasoning("<think>" * 200_000)
    assert found.is_open and found.answer == ""


def test_what_a_prompt_has_opened() -> None:
    assert open_at_end("user: why?\nassistant: <think>\n") == "<think>"
    assert open_at_end("<|CHATBOT_TOKEN|><|START_THINKING|>") == "<|START_THINKING|>"
    assert open_at_end("<think>\n\n</think>\n\n") == ""
    assert open_at_end("why?") == ""


def test_tokens_that_are_marks() -> None:
    assert all(
        map(is_mark, ["<think>", "</think>", "[THINK]", "<|channel|>", "<|END_THINKING|>", "<channel|>"])
    )
    assert not any(map(is_mark, ["<s>", "<|im_end|>", "<|end|>", "think", "<|return|>"]))
