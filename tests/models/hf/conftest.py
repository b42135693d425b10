"""A tiny random Llama with a real tokenizer, made once; nothing is downloaded."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from onrecord.models.hf import HFModel
from onrecord.models.hf_spec import HFSpec

from .helpers import CHATML, WINDOW, WORDS


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of two layers and a byte-level tokenizer, saved as any model is. Never written to by tests."""
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    torch.set_num_threads(1)
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=["<|im_start|>", "<|im_end|>", "<s>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )
    tokenizer.train_from_iterator([" ".join(WORDS)] * 4, trainer)
    fast = transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, eos_token="<|im_end|>", bos_token="<s>", chat_template=CHATML
    )
    torch.manual_seed(3)
    config = transformers.LlamaConfig(
        vocab_size=len(fast),
        hidden_size=48,
        intermediate_size=96,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=WINDOW,
        eos_token_id=fast.eos_token_id,
        initializer_range=0.5,  # scores far apart: no ties to be broken by rounding
    )
    model = transformers.LlamaForCausalLM(config)
    # As hub models do; none of it may bend a greedy answer.
    model.generation_config.update(do_sample=True, temperature=0.1, top_k=3, repetition_penalty=3.0)
    path = tmp_path_factory.mktemp("hf") / "tiny"
    model.save_pretrained(path)
    fast.save_pretrained(path)
    return path


@pytest.fixture(scope="session")
def tiny(folder: Path) -> Iterator[HFModel]:
    with HFModel(HFSpec(str(folder), device="cpu", max_batch=4)) as model:
        yield model


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(folder, tmp_path / "copy"))
