"""PEFT adapters over the tiny model: merged, they answer as they do beside it."""

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from onrecord.errors import ModelError
from onrecord.models.hf import HFModel
from onrecord.models.hf_spec import HFSpec

from .helpers import WORDS, answers, ask, text_only

pytest.importorskip("peft")


def save_adapter(base: Path, path: Path, seed: int = 0, **more: Any) -> Path:
    """A LoRA whose two halves are random, so that it changes what the model says."""
    import peft
    import torch
    import transformers

    torch.manual_seed(seed)
    config = peft.LoraConfig(
        r=4,
        lora_alpha=8,
        target_modules=["q_proj", "v_proj", "down_proj"],
        init_lora_weights=False,
        task_type="CAUSAL_LM",
        **more,
    )
    model = transformers.AutoModelForCausalLM.from_pretrained(base)
    peft.get_peft_model(model, config).save_pretrained(path)
    return path


@pytest.fixture(scope="module")
def made(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_adapter(folder, tmp_path_factory.mktemp("adapter") / "lora")


@pytest.fixture
def adapter(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "lora"))


def fingerprint(path: Path, adapter: Path | None = None) -> str:
    return HFModel(HFSpec(str(path), device="cpu", adapter=str(adapter) if adapter else None)).fingerprint


REQUESTS = [ask(str(n), n + 30) for n in range(6)]


def test_an_adapter_answers_as_it_does_unmerged(tiny: HFModel, folder: Path, adapter: Path) -> None:
    import peft
    import torch

    with HFModel(HFSpec(str(adapter), device="cpu")) as model:
        by_path = answers(model, REQUESTS)
    with HFModel(HFSpec(str(folder), device="cpu", adapter=str(adapter))) as model:
        by_option = answers(model, REQUESTS)
        assert model._loaded
        loaded = model._loaded
    assert text_only(by_path) == text_only(by_option)
    assert text_only(by_path) != text_only(answers(tiny, REQUESTS))
    # Without sharing or merging.
    tuned = peft.AutoPeftModelForCausalLM.from_pretrained(adapter).eval()
    for request in REQUESTS:
        ids = torch.tensor([loaded.chat.encode(request)])
        row = tuned.generate(
            input_ids=ids,
            attention_mask=torch.ones_like(ids),
            max_new_tokens=12,
            do_sample=False,
            repetition_penalty=1.0,
        )
        text = loaded.tokenizer.decode(row[0, ids.shape[1] :], skip_special_tokens=True)
        assert by_path[request.id].text == text


def test_prompts_share_their_prefix_under_an_adapter(adapter: Path) -> None:
    requests = [ask(str(n), 90) for n in range(4)]
    with HFModel(HFSpec(str(adapter), device="cpu")) as model:
        shared = answers(model, requests)
    assert {r.provenance["prefix"] > 64 for r in shared.values()} == {True}


def test_the_fingerprint_covers_the_adapter(folder: Path, adapter: Path, tmp_path: Path) -> None:
    plain = fingerprint(folder)
    with_it = fingerprint(folder, adapter)
    assert plain != with_it and with_it == fingerprint(adapter)
    assert with_it.startswith(plain) and " adapter:" in with_it
    other = save_adapter(folder, tmp_path / "other", seed=1)
    assert fingerprint(folder, other) != with_it
    config = json.loads((adapter / "adapter_config.json").read_text())
    (adapter / "adapter_config.json").write_text(json.dumps({**config, "lora_alpha": 16}))
    assert fingerprint(folder, adapter) not in (with_it, plain)


def test_a_base_beside_the_working_directory_is_found(
    folder: Path, adapter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename(adapter, base_model_name_or_path="./base")
    shutil.copytree(folder, tmp_path / "base")
    monkeypatch.chdir(tmp_path)
    assert fingerprint(adapter) == fingerprint(folder, adapter)


def rename(adapter: Path, **settings: Any) -> None:
    config = json.loads((adapter / "adapter_config.json").read_text())
    (adapter / "adapter_config.json").write_text(json.dumps({**config, **settings}))


def drop_weights(adapter: Path) -> None:
    (adapter / "adapter_model.safetensors").rename(adapter / "adapter_model.bin")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (drop_weights, "never opened"),
        (
            lambda adapter: (adapter / "adapter_model.safetensors").unlink(),
            "has no adapter_model.safetensors",
        ),
        (lambda adapter: rename(adapter, base_model_name_or_path=None), "names no base model"),
        (lambda adapter: rename(adapter, base_model_name_or_path=str(adapter)), "give the model that it was"),
        (lambda adapter: rename(adapter, base_model_name_or_path="/no/such"), "no folder /no/such"),
        (lambda adapter: rename(adapter, target_modules=["q_proj", "v_proj"]), "made for another model"),
        (lambda adapter: rename(adapter, target_modules=["no_proj"]), "does not fit"),
        (lambda adapter: rename(adapter, r=8), "does not fit"),
        (
            lambda adapter: rename(adapter, megatron_config={"a": 1}, megatron_core="antigravity"),
            "made for Megatron",
        ),
        (lambda adapter: rename(adapter, peft_type="MAGIC"), "does not fit"),
        (lambda adapter: (adapter / "adapter_config.json").write_text("{"), "is no JSON"),
    ],
)
def test_what_is_no_adapter_of_this_model_gives_one_clear_line(
    adapter: Path, change: Callable[[Path], Any], words: str
) -> None:
    change(adapter)
    with pytest.raises(ModelError) as raised, HFModel(HFSpec(str(adapter), device="cpu")):
        pass
    assert words in str(raised.value) and "\n" not in str(raised.value)


def test_an_adapter_without_weights_to_merge_is_refused(folder: Path, adapter: Path) -> None:
    settings = {"peft_type": "PREFIX_TUNING", "task_type": "CAUSAL_LM", "num_virtual_tokens": 4}
    (adapter / "adapter_config.json").write_text(json.dumps(settings))
    spec = HFSpec(str(folder), device="cpu", adapter=str(adapter))
    with pytest.raises(ModelError, match="is a PREFIX_TUNING, which has no weights to merge"), HFModel(spec):
        pass


def test_an_adapter_of_a_deeper_model_is_refused(copy: Path, folder: Path, tmp_path: Path) -> None:
    import transformers

    config = transformers.AutoConfig.from_pretrained(folder, num_hidden_layers=3)
    transformers.LlamaForCausalLM(config).save_pretrained(copy)
    deep = save_adapter(copy, tmp_path / "deep")
    spec = HFSpec(str(folder), device="cpu", adapter=str(deep))
    with pytest.raises(ModelError, match="was made for another model than its base"), HFModel(spec):
        pass


def test_an_adapter_with_more_tokens_than_its_base_is_refused(folder: Path, adapter: Path) -> None:
    import transformers

    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    tokenizer.add_tokens([f"<word-{word}>" for word in WORDS])
    tokenizer.save_pretrained(adapter)
    spec = HFSpec(str(folder), device="cpu", adapter=str(adapter))
    with pytest.raises(ModelError, match="tokens and its base model"), HFModel(spec):
        pass


def test_a_model_and_an_adapter_in_one_folder_are_refused(copy: Path, adapter: Path) -> None:
    shutil.copy(adapter / "adapter_config.json", copy)
    with pytest.raises(ModelError, match="holds a model and an adapter"):
        _ = HFModel(HFSpec(str(copy), device="cpu")).fingerprint


def test_without_peft_the_extra_is_named(
    folder: Path, adapter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "peft", None)
    with pytest.raises(ModelError, match=r"pip install 'onrecord\[hf\]'"), HFModel(HFSpec(str(adapter))):
        pass
