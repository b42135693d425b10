"""What a user may choose about a model: attention, devices, and how its chat template is rendered."""

from pathlib import Path
from typing import Any

import pytest

from onrecord.errors import ModelError
from onrecord.models import hf_loading
from onrecord.models.hf import HFModel
from onrecord.models.hf_spec import HFSpec

from .helpers import CHATML, answers, ask, prompts_of, text_only, with_template

REQUESTS = [ask(str(n), n) for n in (3, 17, 5, 30)]
THINKING = (
    CHATML
    + "{% if enable_thinking is defined and not enable_thinking %}<think></think>"
    + "{% else %}{{ tone }}{% endif %}"
)


def model(folder: Path, **options: Any) -> HFModel:
    return HFModel(HFSpec.from_options(str(folder), options))


@pytest.mark.parametrize("attention", ["eager", "sdpa"])
def test_attention_is_the_one_that_was_asked_for(folder: Path, tiny: HFModel, attention: str) -> None:
    with model(folder, device="cpu", attention=attention) as asked:
        assert asked._loaded
        assert asked._loaded.model.config._attn_implementation == attention
        given = answers(asked, REQUESTS)
        assert text_only(given) == text_only(answers(tiny, REQUESTS))
        assert {r.provenance["engine"] for r in given.values()} == {"plain"}, "ours would stand in for it"
        assert asked.fingerprint == f"{tiny.fingerprint} attention:{attention}"


def test_an_attention_and_an_engine_with_its_own_exclude_each_other(folder: Path) -> None:
    asked = model(folder, device="cpu", attention="eager", engine="shared-prefix")
    with pytest.raises(ModelError, match="the engine ‘shared-prefix’ cannot run"), asked:
        pass


def test_attention_that_cannot_be_had_is_one_clear_line(folder: Path) -> None:
    with pytest.raises(ModelError) as raised, model(folder, device="cpu", attention="flash_attention_2"):
        pass
    assert "with attention flash_attention_2 (try eager, or leave it out)" in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("spread", [{"device_map": way} for way in (*hf_loading.SPREAD, "cpu")])
def test_a_device_map_changes_no_answer(folder: Path, tiny: HFModel, spread: dict[str, str]) -> None:
    torch = pytest.importorskip("torch")
    if torch.cuda.is_available():
        pytest.skip("on a GPU an answer may differ from a CPU’s")
    with model(folder, **spread) as spread_out:
        assert spread_out.dtype == "float32"
        assert text_only(answers(spread_out, REQUESTS)) == text_only(answers(tiny, REQUESTS))


def test_one_device_or_a_map_but_not_both(folder: Path) -> None:
    with pytest.raises(ModelError, match="device or device_map, not both"):
        _ = model(folder, device="cpu", device_map="auto").device
    with pytest.raises(ModelError, match=r"no device 'everywhere': .* device_map=auto or "):
        _ = model(folder, device_map="everywhere").device


def test_a_chat_template_from_a_file_is_used(
    folder: Path, tiny: HFModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "mine.jinja"
    file.write_text("Q: {{ messages[-1].content }}\nA:")
    asked = model(folder, device="cpu", chat_template=str(file))
    first = asked.fingerprint
    with asked:
        (seen,) = prompts_of(asked, [ask("q", 2)], monkeypatch)
    assert seen.startswith("Q: ") and seen.endswith(" who?\nA:")
    assert first.startswith(tiny.fingerprint + " chat_template:")
    file.write_text("Question: {{ messages[-1].content }}\nA:")
    assert model(folder, device="cpu", chat_template=str(file)).fingerprint != first


def test_a_chat_template_gives_a_base_model_a_chat(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = copy / "elsewhere.jinja"
    file.write_text(CHATML)
    with model(with_template(copy, None), device="cpu", chat_template=str(file)) as asked:
        (seen,) = prompts_of(asked, [ask("q", 2, system="Be exact.")], monkeypatch)
    assert seen.startswith("<|im_start|>system\nBe exact.")


def test_a_chat_template_that_cannot_be_read_is_one_clear_line(folder: Path, tmp_path: Path) -> None:
    for missing in (tmp_path / "none.jinja", tmp_path):
        with pytest.raises(ModelError, match="no chat template can be read from"):
            _ = model(folder, device="cpu", chat_template=str(missing)).fingerprint


@pytest.mark.parametrize(
    ("options", "end"),
    [
        ({}, "assistant\n"),
        ({"template.enable_thinking": "false"}, "assistant\n<think></think>"),
        ({"template.enable_thinking": "true", "template.tone": "calm"}, "assistant\ncalm"),
        ({"template.tone": '["a", 1]'}, "assistant\n['a', 1]"),
    ],
)
def test_template_options_reach_the_template(
    copy: Path, options: dict[str, str], end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with model(with_template(copy, THINKING), device="cpu", **options) as asked:
        (seen,) = prompts_of(asked, [ask("q", 2)], monkeypatch)
    assert seen.endswith(end)


def test_template_options_are_part_of_the_fingerprint(copy: Path) -> None:
    def of(**options: str) -> str:
        return model(copy, device="cpu", **options).fingerprint

    with_template(copy, THINKING)
    told = {of(), of(**{"template.tone": "calm"}), of(**{"template.tone": "warm"})}
    assert len(told) == 3 and of(**{"template.tone": "calm"}) in told
    assert of(**{"template.tone": "a", "template.x": "1"}) == of(**{"template.x": "1", "template.tone": "a"})


@pytest.mark.parametrize("option", ["enable_thinkin", "tokenize", "messages", "add_generation_prompt"])
def test_an_option_that_the_template_does_not_take_is_refused(copy: Path, option: str) -> None:
    asked = model(with_template(copy, THINKING), device="cpu", **{f"template.{option}": "true"})
    with pytest.raises(ModelError, match=f"takes no option ‘{option}’"), asked:
        pass


def test_a_model_without_a_template_takes_no_template_options(copy: Path) -> None:
    asked = model(with_template(copy, None), device="cpu", **{"template.tone": "calm"})
    with (
        pytest.raises(ModelError, match=r"template.tone is for a chat template, and this model has none"),
        asked,
    ):
        pass
