"""What prompts share is read once, and no answer is another for it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from onrecord.models import hf, hf_prefix
from onrecord.models.base import Response
from onrecord.models.hf import HFModel
from onrecord.models.hf_decoding import Prompt
from onrecord.models.hf_spec import HFSpec
from onrecord.tasks.request import Request

from .helpers import WINDOW, WORDS, answers, ask, prepared, text_only


@pytest.fixture(scope="module")
def whole(folder: Path) -> Iterator[HFModel]:
    """The tiny model, which reads every prompt whole."""
    with HFModel(HFSpec(str(folder), device="cpu", prefix=False)) as model:
        yield model


def words(count: int, first: int = 0) -> str:
    return " ".join(WORDS[(first + n * n) % len(WORDS)] for n in range(count))


def about(
    article: str, questions: list[str], start: int = 0, system: str = "", **settings: Any
) -> list[Request]:
    """Requests that share the text of an article, numbered from ``start``."""
    return [
        replace(ask(str(n), system=system, **settings), prefix=article, prompt=f" {question}")
        for n, question in enumerate(questions, start)
    ]


def one_by_one(model: HFModel, requests: list[Request]) -> dict[str, Response]:
    return {name: r for request in requests for name, r in answers(model, [request]).items()}


def known(responses: dict[str, Response]) -> list[int]:
    """How many tokens each answer did not read again."""
    return [r.provenance["prefix"] for _, r in sorted(responses.items())]


MIXED = [words(n, n) for n in (1, 9, 4, 1, 22, 14, 2, 7, 5)]
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
    "other settings": about(words(80), MIXED[:4], max_tokens=5) + about(words(80), MIXED[4:], start=4),
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
    shared = [r.provenance.get("prefix", 0) for r in together.values()]
    assert max(shared) >= 64 and sum(map(bool, shared)) >= 4
    assert all(0 <= n < r.usage["prompt"] for n, r in zip(shared, together.values(), strict=True))
    assert not any(r.provenance.get("prefix", 0) for r in alone.values())


def test_the_tests_prompts_have_answers_and_lengths_of_their_own(whole: HFModel) -> None:
    given = one_by_one(whole, WINDOWS["one long prefix"])
    assert len({r.text for r in given.values()}) > 4
    assert len({r.usage["prompt"] for r in given.values()}) > 4
    near = one_by_one(whole, WINDOWS["near the end of the context"]).values()
    assert any(r.finish_reason == "too_long" for r in near)
    assert any(WINDOW - 12 < r.usage["prompt"] < WINDOW for r in near)


def test_a_prompt_that_begins_another_keeps_a_token_of_its_own(copy: Path) -> None:
    (copy / "chat_template.jinja").unlink()
    requests = [replace(ask(str(n)), prefix=words(80), prompt=" who" * n) for n in (0, 0, 1, 3, 6)]
    with HFModel(HFSpec(str(copy), device="cpu")) as model:
        lengths = sorted(len(prepared(model, request).tokens) for request in requests)
        together, alone = answers(model, requests), one_by_one(model, requests)
    assert text_only(together) == text_only(alone)
    assert set(known(together)) == {lengths[0] - 1}
    assert set(known(alone)) == {0}, "one request shares with nobody"


def test_a_short_prefix_is_not_worth_its_while(tiny: HFModel) -> None:
    assert set(known(answers(tiny, about(words(20), MIXED)))) == {0}


def prompts(*rows: list[int]) -> list[Prompt]:
    return [Prompt(ask(str(n)), row, 9) for n, row in enumerate(rows)]


def grouped(*rows: list[int]) -> list[tuple[list[str], int]]:
    found = hf_prefix.groups(prompts(*rows))
    return sorted((sorted(prompt.request.item for prompt in group), length) for group, length in found)


def test_groups_save_the_most_tokens() -> None:
    system, long, other = [1] * 70, list(range(100, 300)), list(range(300, 500))
    assert grouped() == []
    assert grouped([1] * 90) == [(["0"], 0)]
    assert grouped([1] * 65, [1] * 65) == [(["0", "1"], 64)]
    assert grouped([1] * 64, [1] * 64) == [(["0", "1"], 0)]
    # What all share is little beside what each half shares; a stray is left to itself.
    rows = [system + long + [n] for n in range(3)] + [system + other + [n] for n in range(2)]
    assert grouped(*rows, [2, 3]) == [(["0", "1", "2"], 270), (["3", "4"], 270), (["5"], 0)]
    # Two rows that share one word more are no group of their own.
    assert grouped(*[[*long, n % 2, n] for n in range(4)]) == [(["0", "1", "2", "3"], 200)]


def tiny_of(copy: Path, config: Any) -> Path:
    """The tiny model's tokenizer with random weights of another architecture."""
    import torch
    import transformers

    torch.manual_seed(3)
    transformers.AutoModelForCausalLM.from_config(config).save_pretrained(copy)
    return copy


def sizes(**more: Any) -> dict[str, Any]:
    return {
        "vocab_size": 400, "hidden_size": 48, "intermediate_size": 96, "num_hidden_layers": 2,
        "num_attention_heads": 4, "num_key_value_heads": 2, "max_position_embeddings": WINDOW,
        "initializer_range": 0.5, "pad_token_id": None, "bos_token_id": 2, "eos_token_id": 1, **more,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "more", "shares"),
    [
        ("MistralConfig", {"sliding_window": 16}, False),
        ("MistralConfig", {"sliding_window": None}, True),
        ("Gemma2Config", {"sliding_window": 16, "head_dim": 12}, False),
        ("MambaConfig", {"state_size": 4}, False),
        ("BloomConfig", {"n_layer": 2, "n_head": 4}, False),
        (
            "LlamaConfig",
            {"rope_parameters": {"rope_type": "dynamic", "factor": 2.0, "rope_theta": 1e4}},
            False,
        ),
        ("GPTNeoXConfig", {}, True),
        ("OPTConfig", {"ffn_dim": 96, "word_embed_proj_dim": 48, "init_std": 0.5}, True),
    ],
)
def test_other_architectures_share_only_where_the_answers_stay(
    copy: Path, kind: str, more: dict[str, Any], shares: bool
) -> None:
    transformers = pytest.importorskip("transformers")
    path = tiny_of(copy, getattr(transformers, kind)(**sizes(**more)))
    requests = about(words(80), MIXED)
    with HFModel(HFSpec(str(path), device="cpu", max_batch=4)) as model:
        together = answers(model, requests)
    with HFModel(HFSpec(str(path), device="cpu", max_batch=4, prefix=False)) as model:
        alone = one_by_one(model, requests)
    assert not any(r.error for r in together.values())
    assert (min(known(together)) >= 64) is shares
    assert text_only(together) == text_only(alone)
    assert not shares or len({r.text for r in alone.values()}) > 2


def test_a_model_that_refuses_reads_prompts_whole(tiny: HFModel, monkeypatch: pytest.MonkeyPatch) -> None:
    requests = about(words(80), MIXED)
    expected = text_only(answers(tiny, requests))
    real, tries = hf.new_tokens, []

    def fragile(loaded: Any, batch: Any, prefix: Any = None) -> Any:
        tries.append(bool(prefix))
        if prefix:
            raise TypeError("no such cache")
        return real(loaded, batch)

    with monkeypatch.context() as patch:
        patch.setattr(hf, "new_tokens", fragile)
        given = answers(tiny, requests)
    assert text_only(given) == expected and set(known(given)) == {0}
    assert tries == [True, False, False, False], "a prefix that failed is not tried again"
    assert {r.provenance["batch"] for r in given.values()} == {4, 1}


class Refusing:
    """A model that runs nothing."""

    def __init__(self, model: Any) -> None:
        self.config, self.forward, self.device = model.config, model.forward, model.device

    def __call__(self, **_: Any) -> None:
        raise RuntimeError("out of memory")


def test_a_prefix_that_cannot_be_read_is_none(tiny: HFModel, monkeypatch: pytest.MonkeyPatch) -> None:
    requests = about(words(80), MIXED)
    expected = text_only(answers(tiny, requests))
    assert tiny._loaded
    refusing = replace(tiny._loaded, model=Refusing(tiny._loaded.model))
    real = hf_prefix.read
    monkeypatch.setattr(hf_prefix, "read", lambda _, tokens: real(refusing, tokens))
    given = answers(tiny, requests)
    assert text_only(given) == expected and set(known(given)) == {0}


def test_seconds_of_the_prefix_are_shared(tiny: HFModel, monkeypatch: pytest.MonkeyPatch) -> None:
    real = hf_prefix.read
    monkeypatch.setattr(hf_prefix, "read", lambda *given: replace(real(*given), seconds=9000.0))
    given = answers(tiny, about(words(80), MIXED))
    assert {int(r.seconds) for r in given.values()} == {1000}


def test_the_option_turns_it_off_and_lower_precision_is_told_apart(folder: Path) -> None:
    def of(dtype: str, **options: str) -> str:
        return HFModel(
            HFSpec.from_options(str(folder), {"device": "cpu", "dtype": dtype, **options})
        ).fingerprint

    assert of("float32") == of("float32", prefix="off") and "path:" not in of("float32")
    assert of("bfloat16") == of("bfloat16", prefix="off") + " path:shared-prefix"
