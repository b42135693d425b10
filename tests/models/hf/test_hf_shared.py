"""Decoding that reads what prompts share once: no answer is another for it, whatever stands beside."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from onrecord.errors import ModelError
from onrecord.models import hf_shared, hf_shared_attention
from onrecord.models.hf import HFModel
from onrecord.models.hf_spec import HFSpec
from onrecord.tasks.request import Request

from .helpers import MIXED, WINDOW, about, answers, ask, one_by_one, prepared, shared, text_only, words


@pytest.fixture(scope="module")
def whole(folder: Path) -> Iterator[HFModel]:
    """The tiny model, which reads every prompt whole."""
    with HFModel(HFSpec(str(folder), device="cpu", engine="plain")) as model:
        yield model


WINDOWS = {
    "one long prefix": about(words(80), MIXED),
    "a prefix near the shortest": about(words(64), MIXED),
    "with a system prompt": about(words(70), MIXED, system="Be exact."),
    "two prefixes and a stray": about(words(90), MIXED[:5])
    + about(words(80, 3), MIXED[3:], start=5)
    + [ask("stray", 30)],
    "a prefix within a prefix": about(words(70), MIXED[:6])
    + about(words(70) + " " + words(40, 5), MIXED[:3], start=6),
    "the same prompt three times": about(words(80), ["who?", "who?", "who?", "when was it?"]),
    "other limits": [
        replace(r, generation=replace(r.generation, max_tokens=1 + 5 * n))
        for n, r in enumerate(about(words(80), MIXED))
    ],
    "other settings": about(words(80), MIXED[:3], temperature=1.5, seed=7)
    + about(words(80), MIXED[3:6], start=3, stop=("e",))
    + about(words(80), MIXED[6:], start=6),
    "sampled": about(words(80), MIXED, temperature=1.5, seed=7),
    "a stop string": about(words(80), MIXED, stop=("e",)),
    "near the end of the context": about(words(90), [words(n, n) for n in (*range(20, 48, 3), 60)]),
}


@pytest.mark.parametrize("requests", WINDOWS.values(), ids=WINDOWS)
@pytest.mark.parametrize("size", [1, 3, 16])
def test_answers_are_those_of_prompts_read_whole(
    folder: Path, whole: HFModel, requests: list[Request], size: int
) -> None:
    with HFModel(HFSpec(str(folder), device="cpu", max_batch=size)) as model:
        together = answers(model, requests)
    alone = one_by_one(whole, requests)
    told = {n: (r.text, r.finish_reason, r.usage, r.error) for n, r in alone.items()}
    assert {n: (r.text, r.finish_reason, r.usage, r.error) for n, r in together.items()} == told
    asked = [r for r in together.values() if r.provenance]
    assert {r.provenance["engine"] for r in asked} == {"shared-prefix"}
    assert max(r.provenance["batch"] for r in asked) == min(size, len(asked))
    assert sum(r.provenance["prefix"] >= 32 for r in asked) >= 4
    assert all(0 <= r.provenance["prefix"] < r.usage["prompt"] for r in asked)


def test_rows_outgrow_their_places_at_different_times(
    folder: Path, whole: HFModel, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A row moves into the larger place that one, read with others at that size, has left."""
    monkeypatch.setattr("onrecord.models.hf_shared_rows._FIRST", 0)
    asked = about(words(64), [words(22, 1), words(22, 2), words(13, 3), words(12, 4), words(9, 5)])
    limits = (2, 40, 40, 40, 40)
    requests = [
        replace(r, generation=replace(r.generation, max_tokens=limit))
        for r, limit in zip(asked, limits, strict=True)
    ]
    with HFModel(HFSpec(str(folder), device="cpu", max_batch=16)) as model:
        together = answers(model, requests)

    assert {r.provenance["engine"] for r in together.values()} == {"shared-prefix"}
    assert caplog.messages == []
    assert {n: r.text for n, r in together.items()} == {
        n: r.text for n, r in one_by_one(whole, requests).items()
    }


def test_the_tests_prompts_have_answers_and_lengths_of_their_own(whole: HFModel) -> None:
    given = one_by_one(whole, WINDOWS["one long prefix"])
    assert len({r.text for r in given.values()}) > 4
    assert len({r.usage["prompt"] for r in given.values()}) > 4
    near = one_by_one(whole, WINDOWS["near the end of the context"]).values()
    assert any(r.finish_reason == "too_long" for r in near)
    assert any(WINDOW - 12 < r.usage["prompt"] < WINDOW for r in near)
    assert {r.provenance["engine"] for r in given.values()} == {"plain"} and set(shared(given)) == {0}


def test_rows_of_every_window_share_the_steps_and_leave_when_they_end(
    tiny: HFModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onrecord.models.hf.LOOK_AHEAD", 3)
    sizes: list[int] = []
    real = hf_shared.step

    def spy(model: Any, rows: Any) -> Any:
        sizes.append(len(rows))
        return real(model, rows)

    monkeypatch.setattr(hf_shared, "step", spy)
    limits = [2, 30, 2, 2, 2, 2, 2, 30, 2]
    requests = [
        replace(r, article=f"a{n % 2}", id=f"{n}", generation=replace(r.generation, max_tokens=limits[n]))
        for n, r in enumerate(about(words(80), MIXED))
    ]
    with HFModel(replace(tiny.spec, max_batch=3)) as model:
        order = [name for name, _ in model.generate(requests)]
    assert sorted(order) == sorted(r.id for r in requests)
    assert set(order[-2:]) <= {"1", "7", "8"}, "the long ones end last, and hold up nobody"
    assert max(sizes) == 3 and sizes[0] == 3 and sum(sizes) == sum(limits)


def test_tails_grow_from_one_capacity_to_the_next(copy: Path) -> None:
    """Answers that outgrow the tail that they begin in, by far, at other moments."""
    import json

    config = json.loads((copy / "config.json").read_text())
    (copy / "config.json").write_text(json.dumps({**config, "max_position_embeddings": 900}))
    requests = [
        replace(r, generation=replace(r.generation, max_tokens=90 + 100 * n))
        for n, r in enumerate(about(words(80), MIXED[:4]))
    ]
    given = {}
    for engine in ("shared-prefix", "plain"):
        with HFModel(HFSpec(str(copy), device="cpu", engine=engine)) as model:  # type: ignore[arg-type]
            given[engine] = text_only(answers(model, requests))
    assert given["shared-prefix"] == given["plain"]
    assert max(count for _, _, count in given["plain"].values()) > 300


def test_without_a_fused_kernel_the_answers_are_the_same(
    tiny: HFModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = text_only(answers(tiny, WINDOWS["a prefix within a prefix"]))
    monkeypatch.setattr(hf_shared_attention, "_fused", lambda *_: False)
    monkeypatch.setattr(hf_shared_attention, "_BLOCK", 16)
    monkeypatch.setattr(hf_shared_attention, "_SCORES", 4000)
    assert text_only(answers(tiny, WINDOWS["a prefix within a prefix"])) == expected


def test_a_prompt_that_begins_another_keeps_a_token_of_its_own(copy: Path) -> None:
    (copy / "chat_template.jinja").unlink()
    requests = [replace(ask(str(n)), prefix=words(80), prompt=" who" * n) for n in (0, 0, 1, 3, 6)]
    with HFModel(HFSpec(str(copy), device="cpu")) as model:
        lengths = sorted(len(prepared(model, request).tokens) for request in requests)
        together, alone = answers(model, requests), one_by_one(model, requests)
    assert text_only(together) == text_only(alone)
    assert set(shared(together)) == {lengths[0] - 1}
    assert set(shared(alone)) == {0}, "one request shares with nobody"


def sizes(**more: Any) -> dict[str, Any]:
    return {
        "vocab_size": 400, "hidden_size": 48, "intermediate_size": 96, "num_hidden_layers": 2,
        "num_attention_heads": 4, "num_key_value_heads": 2, "max_position_embeddings": WINDOW,
        "initializer_range": 0.5, "pad_token_id": None, "bos_token_id": 2, "eos_token_id": 1, **more,
    }  # fmt: skip


DYNAMIC = {"rope_type": "dynamic", "factor": 2.0, "rope_theta": 1e4}
EXPERTS = {"num_experts": 4, "num_experts_per_tok": 2, "moe_intermediate_size": 32, "head_dim": 12}


@pytest.mark.parametrize(
    ("kind", "more", "shares"),
    [
        ("MistralConfig", {"sliding_window": 16}, False),
        ("MistralConfig", {"sliding_window": None}, True),
        ("Gemma2Config", {"sliding_window": 16, "head_dim": 12}, False),
        ("MambaConfig", {"state_size": 4}, False),
        ("BloomConfig", {"n_layer": 2, "n_head": 4}, False),
        ("FalconConfig", {"alibi": True, "new_decoder_architecture": False}, False),
        ("LlamaConfig", {"rope_parameters": DYNAMIC}, False),
        ("GptOssConfig", {"num_local_experts": 4, "num_experts_per_tok": 2, "head_dim": 12}, False),
        ("Qwen3MoeConfig", EXPERTS, True),
        ("GPT2Config", {"n_layer": 2, "n_head": 4, "n_embd": 48}, True),
        ("GPTNeoXConfig", {}, True),
        ("OPTConfig", {"ffn_dim": 96, "word_embed_proj_dim": 48, "init_std": 0.5}, True),
    ],
)
def test_other_architectures_share_only_where_the_answers_stay(
    copy: Path, kind: str, more: dict[str, Any], shares: bool
) -> None:
    """The tiny model's tokenizer with random weights of another architecture."""
    torch, transformers = pytest.importorskip("torch"), pytest.importorskip("transformers")
    torch.manual_seed(3)
    config = getattr(transformers, kind)(**sizes(**more))
    transformers.AutoModelForCausalLM.from_config(config).save_pretrained(copy)
    requests = about(words(80), MIXED)
    with HFModel(HFSpec(str(copy), device="cpu", max_batch=4)) as model:
        together = answers(model, requests)
    with HFModel(HFSpec(str(copy), device="cpu", engine="plain")) as model:
        alone = one_by_one(model, requests)
    assert not any(r.error for r in together.values())
    assert {r.provenance["engine"] for r in together.values()} == {"shared-prefix" if shares else "plain"}
    assert (min(shared(together)) >= 64) is shares
    assert text_only(together) == text_only(alone)
    assert not shares or len({r.text for r in alone.values()}) > 2


def test_an_engine_that_a_model_cannot_have_is_an_error(copy: Path) -> None:
    transformers = pytest.importorskip("transformers")
    config = transformers.MistralConfig(**sizes(sliding_window=16))
    transformers.AutoModelForCausalLM.from_config(config).save_pretrained(copy)
    with pytest.raises(ModelError, match="the engine ‘shared-prefix’ cannot run"):
        HFModel(HFSpec(str(copy), device="cpu", engine="shared-prefix")).__enter__()


def test_attention_that_agrees_in_looks_alone_is_found_out(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A model whose attention does what its arguments do not tell."""
    real = hf_shared_attention.attention
    monkeypatch.setattr(
        hf_shared_attention, "attention", lambda *given, **more: (real(*given, **more)[0] * 1.05, None)
    )
    with HFModel(HFSpec(str(folder), device="cpu")) as model:
        assert answers(model, [ask("q")])["quotes/a/q"].provenance["engine"] == "plain"


def test_what_fails_in_company_is_read_whole_one_by_one(
    tiny: HFModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    requests = about(words(80), MIXED)
    expected = text_only(answers(tiny, requests))
    real, steps = hf_shared.step, []

    def fragile(model: Any, rows: Any) -> Any:
        steps.append(len(rows))
        if len(steps) == 3:
            raise TypeError("no such cache")
        return real(model, rows)

    monkeypatch.setattr(hf_shared, "step", fragile)
    given = answers(tiny, requests)
    assert text_only(given) == expected
    engines = [r.provenance["engine"] for r in given.values()]
    assert (engines.count("plain"), engines.count("shared-prefix")) == (4, 5)
    assert {r.provenance["batch"] for r in given.values() if r.provenance["engine"] == "plain"} == {1}


def test_seconds_add_up_to_the_clocks(tiny: HFModel, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(0, 10**9, 100))
    monkeypatch.setattr(hf_shared.time, "perf_counter", lambda: next(clock))
    steps: list[int] = []
    real = hf_shared.step
    monkeypatch.setattr(hf_shared, "step", lambda *given: (steps.append(1), real(*given))[1])
    given = answers(tiny, about(words(80), MIXED))
    assert sum(r.seconds for r in given.values()) == pytest.approx(100 * len(steps))


def test_lower_precision_is_told_apart_and_the_option_turns_it_off(folder: Path) -> None:
    def of(dtype: str, **options: str) -> str:
        words = {"device": "cpu", "dtype": dtype, **options}
        return HFModel(HFSpec.from_options(str(folder), words)).fingerprint

    assert of("float32") == of("float32", engine="plain") and "path:" not in of("float32")
    assert of("bfloat16") == of("bfloat16", engine="plain") + " path:shared-prefix"
