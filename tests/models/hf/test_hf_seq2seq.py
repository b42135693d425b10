"""Sequence-to-sequence models: a small T5 with a tokenizer of its own, and a small BART."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from onrecord.api import evaluate
from onrecord.errors import ModelError
from onrecord.models.hf import HFModel
from onrecord.models.hf_spec import HFSpec
from onrecord.tasks.build import Protocol
from onrecord.tasks.request import Request

from ...harness import GOLD, Scripted
from .helpers import WORDS, answers, ask, text_only

READS = 200
WRITES = 24


TEXTS = [file.read_text(encoding="utf-8") for file in sorted(GOLD.glob("*/article.txt"))]
SPECIAL = ["<pad>", "</s>", "<unk>", "<s>"]


def unigram() -> Any:
    """A tokenizer as SentencePiece makes them, and T5 has one."""
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    trainer = trainers.UnigramTrainer(vocab_size=400, special_tokens=SPECIAL, unk_token="<unk>")
    tokenizer.train_from_iterator(TEXTS, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 1)])
    return tokenizer


def byte_level() -> Any:
    """A tokenizer of bytes and pairs, as BART has one."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=400, special_tokens=SPECIAL, initial_alphabet=alphabet)
    tokenizer.train_from_iterator(TEXTS, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 3), ("</s>", 1)]
    )
    return tokenizer


def fast(tokenizer: Any) -> Any:
    transformers = pytest.importorskip("transformers")
    pad, eos, unk, bos = SPECIAL
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token=pad,
        eos_token=eos,
        unk_token=unk,
        bos_token=bos,
        model_max_length=2048,
    )


@pytest.fixture(scope="session")
def t5(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch, transformers = pytest.importorskip("torch"), pytest.importorskip("transformers")
    words = fast(unigram())
    torch.manual_seed(5)
    config = transformers.T5Config(
        vocab_size=len(words), d_model=48, d_kv=12, d_ff=96, num_layers=2, num_heads=4,
        initializer_factor=4.0, pad_token_id=0, eos_token_id=1, decoder_start_token_id=0,
        tie_word_embeddings=False,
    )  # fmt: skip
    model = transformers.T5ForConditionalGeneration(config)
    # As hub models do; none of it may bend a greedy answer.
    model.generation_config.update(num_beams=4, no_repeat_ngram_size=3, length_penalty=2.0)
    path = tmp_path_factory.mktemp("t5") / "tiny"
    model.save_pretrained(path)
    words.save_pretrained(path)
    return path


@pytest.fixture(scope="session")
def bart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch, transformers = pytest.importorskip("torch"), pytest.importorskip("transformers")
    words = fast(byte_level())
    torch.manual_seed(5)
    config = transformers.BartConfig(
        vocab_size=len(words), d_model=48, encoder_layers=2, decoder_layers=2, encoder_attention_heads=4,
        decoder_attention_heads=4, encoder_ffn_dim=96, decoder_ffn_dim=96, max_position_embeddings=READS,
        init_std=0.5, pad_token_id=0, eos_token_id=1, bos_token_id=3, decoder_start_token_id=1,
    )  # fmt: skip
    model = transformers.BartForConditionalGeneration(config)
    model.generation_config.update(forced_bos_token_id=3)
    path = tmp_path_factory.mktemp("bart") / "tiny"
    model.save_pretrained(path)
    words.save_pretrained(path)
    return path


class Plain:
    """The same model through ``generate`` alone, a prompt at a time."""

    def __init__(self, folder: Path) -> None:
        import transformers

        self.tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
        self.model = transformers.AutoModelForSeq2SeqLM.from_pretrained(folder).eval()
        self.forced = int(self.model.generation_config.forced_bos_token_id is not None)
        self.model.generation_config.forced_eos_token_id = None  # no end is its own that a limit sets

    def answer(self, request: Request) -> str:
        return str(self.tokenizer.decode(self.tokens(request), skip_special_tokens=True))

    def tokens(self, request: Request) -> list[int]:
        """What the decoder made, from its start token on."""
        encoded = self.tokenizer(request.user_message, return_tensors="pt")
        rows = self.model.generate(
            **encoded,
            max_new_tokens=request.generation.max_tokens + self.forced,
            do_sample=False,
            num_beams=1,
            no_repeat_ngram_size=0,
        )
        return list(rows[0].tolist())


@pytest.fixture(params=["t5", "bart"])
def either(request: pytest.FixtureRequest) -> Path:
    return Path(request.getfixturevalue(request.param))


@pytest.fixture
def model(t5: Path) -> Iterator[HFModel]:
    with HFModel(HFSpec(str(t5), device="cpu", max_batch=4)) as model:
        yield model


def test_a_whole_run_gives_the_answers_of_generate(t5: Path, tmp_path: Path) -> None:
    protocol = Protocol(max_tokens=12, free=True)
    scores = evaluate(f"hf:{t5}", gold=GOLD, protocol=protocol, out=tmp_path / "run")
    assert scores.is_complete
    lines = (tmp_path / "run" / "responses.jsonl").read_text(encoding="utf-8").splitlines()
    given = {entry["id"]: entry["response"].get("text", "") for entry in map(json.loads, lines)}
    asked = Scripted()
    evaluate(asked, gold=GOLD, protocol=protocol, out=tmp_path / "asked")
    plain = Plain(t5)
    assert given == {request.id: plain.answer(request) for request in asked.asked}
    assert len(given) > 40 and len(set(given.values())) > 10


def test_greedy_batches_answer_as_generate_does_alone(either: Path) -> None:
    requests = [ask(str(n), words) for n, words in enumerate([3, 17, 5, 1, 11, 8, 30, 2, 24])]
    plain = Plain(either)
    with HFModel(HFSpec(str(either), device="cpu", max_batch=4)) as model:
        given = answers(model, requests)
    assert {name: r.text for name, r in given.items()} == {r.id: plain.answer(r) for r in requests}
    assert len({r.text for r in given.values()}) > 5
    assert {(r.provenance["batch"], r.provenance["prefix"]) for r in given.values()} == {(4, 0), (1, 0)}


def test_prompts_that_share_an_article_are_read_whole(either: Path) -> None:
    requests = [replace(ask(str(n), n + 2), prefix=" ".join(WORDS * 2)) for n in range(5)]
    plain = Plain(either)
    with HFModel(HFSpec(str(either), device="cpu", max_batch=4)) as model:
        given = answers(model, requests)
    assert {name: r.text for name, r in given.items()} == {r.id: plain.answer(r) for r in requests}
    assert {r.provenance["prefix"] for r in given.values()} == {0}


def test_sampling_is_seeded_by_request_and_not_by_batch(model: HFModel) -> None:
    # Its scores lie far apart: less heat would change nothing.
    requests = [ask(str(n), 4 + n, temperature=40.0, seed=7) for n in range(5)]
    together = answers(model, requests)
    alone = {name: r for request in reversed(requests) for name, r in answers(model, [request]).items()}
    assert text_only(together) == text_only(alone)
    assert text_only(together) != text_only(answers(model, [ask(str(n), 4 + n) for n in range(5)]))


def test_an_answer_ends_at_its_stop_string_and_at_its_end_token(model: HFModel, t5: Path) -> None:
    whole = answers(model, [ask("q", max_tokens=WRITES)])["quotes/a/q"]
    stop = whole.text[4:6]
    cut = answers(model, [ask("q", max_tokens=WRITES, stop=(stop,))])["quotes/a/q"]
    assert cut.text == whole.text[: whole.text.index(stop)] and cut.finish_reason == "stop"
    assert cut.usage["completion"] < whole.usage["completion"]
    assert model._loaded
    first = Plain(t5).tokens(ask("q"))[1]
    ends = replace(model._loaded, ends=[first])
    model._loaded, kept = ends, model._loaded
    try:
        ended = answers(model, [ask("q", max_tokens=WRITES)])["quotes/a/q"]
    finally:
        model._loaded = kept
    assert (ended.text, ended.finish_reason, ended.usage["completion"]) == ("", "stop", 1)


def test_every_request_has_its_own_limit(model: HFModel) -> None:
    given = answers(model, [ask(str(n), max_tokens=n) for n in (1, 3, 7)])
    assert [r.usage["completion"] for _, r in sorted(given.items())] == [1, 3, 7]
    assert {r.finish_reason for r in given.values()} == {"length"}


def test_the_encoder_has_a_window_and_the_decoder_its_own(bart: Path) -> None:
    with HFModel(HFSpec(str(bart), device="cpu")) as model:
        assert model._loaded
        lengths = {n: len(model._loaded.chat.encode(ask(str(n), n))) for n in range(1, 90)}
        last = max(n for n, length in lengths.items() if length <= READS)
        given = answers(model, [ask(str(last), last, max_tokens=500), ask(str(last + 1), last + 1)])
    fits, overflows = given[f"quotes/a/{last}"], given[f"quotes/a/{last + 1}"]
    assert overflows.finish_reason == "too_long" and overflows.usage["prompt"] > READS
    # A start token and a forced one stand before the answer, and its last token is not read again.
    assert fits.error == "" and fits.usage["completion"] == READS - 1


def test_the_option_window_overrules_the_files(t5: Path) -> None:
    with HFModel(HFSpec(str(t5), device="cpu", window=20)) as model:
        given = answers(model, [ask("short", 2), ask("long", 30)])
    assert given["quotes/a/short"].finish_reason != "too_long"
    assert given["quotes/a/long"].finish_reason == "too_long"


def test_a_model_that_names_no_start_is_refused(t5: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(t5, tmp_path / "copy"))
    for name in ("config.json", "generation_config.json"):
        settings = json.loads((copy / name).read_text())
        settings = {k: v for k, v in settings.items() if k not in ("decoder_start_token_id", "bos_token_id")}
        (copy / name).write_text(json.dumps(settings))
    with pytest.raises(ModelError, match="names no decoder_start_token_id"), HFModel(HFSpec(str(copy))):
        pass


def test_answers_are_held_to_their_schema_from_their_first_own_token(bart: Path) -> None:
    schema = {"type": "object", "properties": {"label": {"enum": ["supported", "contradicted"]}}}
    schema |= {"required": ["label"], "additionalProperties": False}
    requests = [replace(ask(str(n), n + 3, max_tokens=40), schema=schema) for n in range(5)]
    with HFModel(HFSpec(str(bart), device="cpu", max_batch=4)) as model:
        given = answers(model, [*requests, ask("free", 4)])
    labels = [json.loads(given[request.id].text)["label"] for request in requests]
    assert set(labels) <= {"supported", "contradicted"} and not given["quotes/a/free"].text.startswith("{")


def test_a_tokenizer_that_no_schema_holds_says_what_to_do(model: HFModel) -> None:
    with pytest.raises(ModelError, match=r"cannot be held to a schema.*--free"):
        list(model.generate([replace(ask("q"), schema={"type": "string", "maxLength": 5})]))
