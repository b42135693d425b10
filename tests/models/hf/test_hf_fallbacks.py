"""Models whose memory of a text cannot be shared read every prompt whole, and answer as ``generate`` does."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from onrecord.models.hf import HFModel
from onrecord.models.hf_spec import HFSpec
from onrecord.tasks.request import Request

from .helpers import WINDOW, WORDS, answers, ask

SIZES: dict[str, Any] = {
    "vocab_size": 400, "hidden_size": 48, "intermediate_size": 96, "num_hidden_layers": 2,
    "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 12, "max_position_embeddings": WINDOW,
    "initializer_range": 0.5, "tie_word_embeddings": False, "pad_token_id": None, "bos_token_id": 2,
    "eos_token_id": 1,
}  # fmt: skip
REQUESTS = [
    replace(ask(str(n)), prefix=" ".join(WORDS * 4), prompt=f" {' '.join(WORDS[n : 2 * n + 1])}")
    for n in (0, 8, 3, 1, 6, 2)
] + [ask("stray", 9)]

LINEAR = {
    "layer_types": ["linear_attention", "full_attention"], "linear_num_value_heads": 4,
    "linear_num_key_heads": 2, "linear_key_head_dim": 12, "linear_value_head_dim": 12, "num_experts": 2,
    "num_experts_per_tok": 1, "moe_intermediate_size": 32, "shared_expert_intermediate_size": 32,
}  # fmt: skip
HEADS = {"state_size": 4, "num_heads": 4, "head_dim": 24, "n_groups": 1, "expand": 2, "chunk_size": 8}
STATES = {
    "use_mamba_kernels": False, "num_experts": 2, "attn_layer_period": 2, "attn_layer_offset": 1,
    "mamba_d_state": 4, "mamba_dt_rank": 4,
}  # fmt: skip
CHUNKS = {"attention_chunk_size": 16, "num_local_experts": 2, "intermediate_size_mlp": 96}
RECURRENT = {"attention_window_size": 16, "block_types": ["recurrent", "attention"], "lru_width": 48}
# Windows, chunks, states that run through the text, and some of each; and whether padding leaves them alone.
KINDS: dict[str, tuple[str, dict[str, Any], bool]] = {
    "a sliding window": ("MistralConfig", {"sliding_window": 16}, True),
    "a window in every other layer": ("Gemma2Config", {"sliding_window": 16}, True),
    "windows in most layers": ("Gemma3TextConfig", {"sliding_window": 16, "sliding_window_pattern": 2}, True),
    "chunks": ("Llama4TextConfig", CHUNKS, True),
    "a state": ("MambaConfig", {"state_size": 4}, True),
    "a state of heads": ("Mamba2Config", HEADS, True),
    "convolutions": ("Lfm2Config", {"layer_types": ["full_attention", "conv"]}, True),
    "states among the layers": ("JambaConfig", STATES, True),
    "linear attention among the layers": ("Qwen3NextConfig", LINEAR, True),
    "a recurrence among the layers": ("RecurrentGemmaConfig", RECURRENT, False),
    "a state that takes in padding": ("RwkvConfig", {"context_length": WINDOW}, False),
}


def save(copy: Path, kind: str, more: dict[str, Any]) -> Path:
    """The tiny model's tokenizer with random weights of another architecture."""
    torch, transformers = pytest.importorskip("torch"), pytest.importorskip("transformers")
    torch.manual_seed(3)
    config = getattr(transformers, kind)(**{**SIZES, **more})
    transformers.AutoModelForCausalLM.from_config(config).save_pretrained(copy)
    return copy


def alone(model: HFModel, request: Request) -> str:
    """What ``generate`` makes of one prompt, without anything of ours but the prompt."""
    import torch

    assert model._loaded
    loaded = model._loaded
    ids = torch.tensor([loaded.chat.encode(request)])
    row = loaded.model.generate(
        input_ids=ids,
        attention_mask=torch.ones_like(ids),
        max_new_tokens=request.generation.max_tokens,
        do_sample=False,
        eos_token_id=loaded.ends,
        pad_token_id=1,
    )
    return str(loaded.tokenizer.decode(row[0, ids.shape[1] :], skip_special_tokens=True))


@pytest.mark.parametrize(("kind", "more", "pads"), KINDS.values(), ids=KINDS)
def test_prompts_are_read_whole(copy: Path, kind: str, more: dict[str, Any], pads: bool) -> None:
    with HFModel(HFSpec(str(save(copy, kind, more)), device="cpu", max_batch=4)) as model:
        assert model._loaded and model._loaded.pads is pads
        given = answers(model, REQUESTS)
        expected = {request.id: alone(model, request) for request in REQUESTS}
    assert {name: r.error or r.text for name, r in given.items()} == expected
    assert {r.provenance["prefix"] for r in given.values()} == {0}
    assert max(r.provenance["batch"] for r in given.values()) == (4 if pads else 1)
    assert len(set(expected.values())) > 1
