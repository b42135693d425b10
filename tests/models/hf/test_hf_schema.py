"""Answers held to their schemas: every one of them, whatever else is in the batch."""

import copy as copies
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from onrecord.api import evaluate
from onrecord.errors import ModelError
from onrecord.models.hf import HFModel
from onrecord.models.hf_schema import Constraint, Grammars, hold
from onrecord.models.hf_spec import HFSpec
from onrecord.tasks.request import Request
from onrecord.tasks.task import built_in_tasks

from ...harness import GOLD, ROOT
from .helpers import answers, ask, text_only

SCHEMAS: Mapping[str, Any] = {t.name: t.schema_ for t in built_in_tasks().values() if t.schema_}
SPEAKER, LABEL = SCHEMAS["attribution"], SCHEMAS["verify"]
LIMIT = 260


def small(schema: Any) -> Any:
    """The same schema with limits that noise, which says single bytes, reaches within LIMIT tokens."""
    if isinstance(schema, list):
        return [small(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    limits = {"maxLength": 9, "maxItems": 2}
    return {key: min(value, limits[key]) if key in limits else small(value) for key, value in schema.items()}


def problem(value: Any, schema: Mapping[str, Any]) -> str:
    """What is wrong with a value, by the keywords that our schemas use; empty where nothing is."""
    known = {"type", "enum", "properties", "required", "additionalProperties", "items", "maxItems"}
    assert schema.keys() <= known | {"minLength", "maxLength"}, "a keyword that this test does not check"
    if "enum" in schema:
        return "" if value in schema["enum"] else f"{value!r} is no choice"
    if schema["type"] == "string":
        is_short = isinstance(value, str) and len(value) <= schema["maxLength"]
        return "" if is_short and len(value) >= schema.get("minLength", 0) else f"{value!r} as a string"
    if schema["type"] == "array":
        if not isinstance(value, list) or len(value) > schema["maxItems"]:
            return f"{value!r} as a list"
        return next(filter(None, (problem(item, schema["items"]) for item in value)), "")
    if not isinstance(value, dict) or list(value) != list(schema["properties"]):
        return f"{value!r} as an object"
    return next(filter(None, (problem(value[n], part) for n, part in schema["properties"].items())), "")


def about(schema: Any, name: str, words: int = 5, **settings: Any) -> Request:
    request = ask(name, words, **{"max_tokens": LIMIT, **settings})
    return replace(request, prefix=ask("shared", 70).prefix, prompt=" " + request.prefix, schema=schema)


def requests(**settings: Any) -> list[Request]:
    """Every schema of tasks/, and none, in one article."""
    schemas = {name: small(schema) for name, schema in SCHEMAS.items()} | {"free": None}
    return [about(s, f"{n}{w}", w, **settings) for n, s in schemas.items() for w in (3, 8)]


@pytest.fixture(scope="module")
def roomy(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny model with a context that holds a prompt and LIMIT tokens."""
    path = Path(shutil.copytree(folder, tmp_path_factory.mktemp("roomy") / "tiny"))
    config = json.loads((path / "config.json").read_text())
    (path / "config.json").write_text(json.dumps({**config, "max_position_embeddings": 900}))
    return path


@pytest.fixture(scope="module", params=["shared-prefix", "plain"])
def noise(roomy: Path, request: pytest.FixtureRequest) -> Iterator[HFModel]:
    with HFModel(HFSpec(str(roomy), device="cpu", max_batch=6, engine=request.param)) as model:
        yield model


@pytest.mark.parametrize("temperature", [0.0, 1.5], ids=["greedy", "sampled"])
def test_every_answer_keeps_its_schema_and_is_the_same_alone(noise: HFModel, temperature: float) -> None:
    asked = requests(temperature=temperature)
    given = answers(noise, asked)
    for request in asked:
        answer = given[request.id]
        assert answer.provenance["schema"] is (request.schema is not None)
        assert bool(answer.provenance["prefix"]) is (noise.spec.engine == "shared-prefix")
        if request.schema is None:
            with pytest.raises(ValueError):  # or noise would be JSON by itself, and the test prove nothing
                json.loads(answer.text)
            continue
        value = json.loads(answer.text)
        assert problem(value, request.schema) == ""
        assert answer.finish_reason == "stop"
        assert sum(map(answer.text.count, "\n\t\r")) == 0
    assert len({r.text for r in given.values()}) > (9 if temperature else 5)
    some = asked[:: 3 if temperature else 2]
    alone = {name: r for request in some for name, r in answers(noise, [request]).items()}
    assert text_only(alone) == {name: text_only(given)[name] for name in alone}


def test_a_free_answer_is_not_touched_by_a_held_neighbour(noise: HFModel) -> None:
    free = [about(None, str(n), n, max_tokens=40) for n in (3, 8, 12)]
    held = [about(LABEL, f"held{n}", n, max_tokens=40) for n in (4, 9)]
    given = answers(noise, [*free, *held])
    assert text_only(answers(noise, free)) == {r.id: text_only(given)[r.id] for r in free}
    assert {json.loads(given[r.id].text)["label"] for r in held} <= set(LABEL["properties"]["label"]["enum"])


def test_a_row_that_a_stop_string_ends_leaves_the_others_alone(noise: HFModel) -> None:
    asked = [
        about(SPEAKER, "long", max_tokens=40, stop=("label",)),
        about(LABEL, "x", max_tokens=40, stop=("label",)),
    ]
    given = answers(noise, asked)
    assert given["quotes/a/x"].text == '{"' and given["quotes/a/x"].finish_reason == "stop"
    assert given["quotes/a/long"].text.startswith('{"speaker": "') and not given["quotes/a/long"].error


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        ({"type": "array", "items": {"type": "string"}, "uniqueItems": True}, "uniqueItems"),
        ({"type": "nonsense"}, "Invalid type"),
        ({"type": "string", "minLength": 9, "maxLength": 2}, "Unsatisfiable"),
        ({"$ref": "https://example.org/schema.json"}, "example.org"),
    ],
)
def test_a_schema_that_cannot_be_enforced_is_named_before_any_answer(
    noise: HFModel, schema: dict[str, Any], reason: str
) -> None:
    asked = [about(LABEL, "fine"), about(schema, "bad")]
    with pytest.raises(ModelError, match=f"schema of task ‘quotes’ cannot .*{reason}.*--free") as told:
        next(iter(noise.generate(asked)))
    assert "\n" not in str(told.value)


def test_a_tokenizer_that_cannot_be_held_is_named(noise: HFModel) -> None:
    from tokenizers import Tokenizer, models
    from transformers import PreTrainedTokenizerFast

    words = Tokenizer(models.WordLevel({"</s>": 0, "yes": 1, "?": 2}, unk_token="?"))
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=words, eos_token="</s>", unk_token="?")
    with pytest.raises(ModelError, match=r"tokenizer cannot be held to a schema .*--free"):
        Grammars(tokenizer, [0]).constraint(about(LABEL, "x"))
    assert Grammars(tokenizer, [0]).constraint(about(None, "x")) is None
    assert noise._loaded
    with pytest.raises(ModelError, match="no token ends"):
        Grammars(noise._loaded.tokenizer, []).constraint(about(LABEL, "x"))


def test_fingerprint_and_contract_name_the_library(roomy: Path) -> None:
    model = HFModel(HFSpec(str(roomy), device="cpu"))
    assert f"schema:llguidance-{metadata.version('llguidance')}" in model.fingerprint.split()
    assert model.takes_schema


# The constraint by itself, with a tokenizer that has marks of reasoning.


@pytest.fixture(scope="module")
def thinker(noise: HFModel) -> Grammars:
    assert noise._loaded
    tokenizer = copies.deepcopy(noise._loaded.tokenizer)
    tokenizer.add_tokens(["<think>", "</think>"])
    return Grammars(tokenizer, noise._loaded.ends)


def allowed(constraint: Constraint, width: int = 500) -> set[int]:
    import torch

    scores = hold([None, constraint], torch.zeros(2, width))
    assert not scores[0].isinf().any(), "a row without a constraint is left as it is"
    return set(scores[1].isfinite().nonzero().flatten().tolist())


def start(grammars: Grammars, schema: Any, reasons: bool = False) -> Constraint:
    constraint = grammars.constraint(about(schema, "x"), reasons)
    assert constraint
    return constraint


def say(constraint: Constraint, grammars: Grammars, text: str) -> None:
    for token in grammars.tokenizer.encode(text):
        constraint.advance(token)


def test_the_end_is_allowed_when_the_answer_is_whole_and_nothing_else_is(thinker: Grammars) -> None:
    constraint = start(thinker, LABEL)
    say(constraint, thinker, '{"label": "supported"')
    assert not allowed(constraint) & set(thinker.ends)
    say(constraint, thinker, "}")
    assert allowed(constraint) == set(thinker.ends)
    constraint.advance(thinker.ends[0])
    constraint.advance(7)  # padding, whatever it is
    assert not constraint.holds


def test_scores_wider_or_narrower_than_the_vocabulary(thinker: Grammars) -> None:
    constraint = start(thinker, LABEL)
    size = len(thinker.tokenizer)
    assert max(allowed(constraint, size + 100)) < size
    assert allowed(constraint, size - 2) == {n for n in allowed(constraint, size) if n < size - 2}


def test_a_masked_token_is_an_error_and_not_an_answer(thinker: Grammars) -> None:
    constraint = start(thinker, LABEL)
    with pytest.raises(ValueError, match="breaks the schema"):
        say(constraint, thinker, "the")
    # A matcher that has given up, as one does on a pattern too costly to follow, allows the end alone.
    with pytest.raises(ValueError, match="cannot be followed"):
        constraint.mask()


def test_a_model_may_reason_first_and_then_is_held(thinker: Grammars) -> None:
    vocabulary = thinker.tokenizer.get_vocab()
    opens, closes = vocabulary["<think>"], vocabulary["</think>"]
    constraint = start(thinker, LABEL)
    assert opens in allowed(constraint) and len(allowed(constraint)) < 5
    constraint.advance(opens)
    assert len(allowed(constraint)) == 500, "reasoning is free"
    say(constraint, thinker, "the mayor said } ]")
    assert not constraint.holds
    constraint.advance(closes)
    assert constraint.holds and opens not in allowed(constraint)
    say(constraint, thinker, '{"label": "unstated"}')
    assert allowed(constraint) == set(thinker.ends)


def test_channels_are_reasoning_until_the_final_one(noise: HFModel) -> None:
    assert noise._loaded
    tokenizer = copies.deepcopy(noise._loaded.tokenizer)
    marks = ["<|channel|>", "<|message|>", "<|start|>", "<|end|>"]
    tokenizer.add_special_tokens({"additional_special_tokens": marks})
    grammars = Grammars(tokenizer, noise._loaded.ends)
    for before in ("<|channel|>analysis<|message|>the mayor<|end|><|start|>assistant", ""):
        constraint = start(grammars, LABEL)
        say(constraint, grammars, before + "<|channel|>final")
        assert not constraint.holds
        say(constraint, grammars, "<|message|>")
        assert constraint.holds
        say(constraint, grammars, '{"label": "unstated"}')
        assert allowed(constraint) == set(grammars.ends)


def test_reasoning_that_the_prompt_opened_is_free_until_its_mark_however_it_is_cut(noise: HFModel) -> None:
    assert noise._loaded
    grammars = Grammars(noise._loaded.tokenizer, noise._loaded.ends)  # knows the marks as plain bytes only
    constraint = start(grammars, LABEL, reasons=True)
    assert grammars.openers == []
    say(constraint, grammars, "the mayor said </thin")
    assert not constraint.holds
    say(constraint, grammars, "k>")
    assert constraint.holds
    assert allowed(constraint) == {grammars.tokenizer.encode('{"label": "')[0]}


def test_what_the_schema_forces_is_what_the_model_says(noise: HFModel) -> None:
    assert noise._loaded
    asked = about(SPEAKER, "x", max_tokens=30)
    constraint = start(noise._loaded.grammars, SPEAKER)
    text = '{"speaker": "'
    for token in noise._loaded.tokenizer.encode(text):
        assert allowed(constraint) == {token}
        constraint.advance(token)
    assert len(allowed(constraint)) > 100
    assert answers(noise, [asked])[asked.id].text.startswith(text)


@pytest.mark.weights
def test_smollm2_answers_no_label_and_no_speaker_outside_the_schema(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    path = Path(os.environ.get("ONRECORD_SMOLLM2") or ROOT / "models" / "smollm2-135m-instruct")
    if not path.is_dir():
        pytest.skip(f"no folder {path}: make it with scripts/prepare_smollm2.py")
    tasks = ["attribution", "check-quote", "verify"]
    scores = evaluate(f"hf:{path}", gold=GOLD, limit=1, tasks=tasks, out=tmp_path / "run")
    assert scores.is_complete and "|decode:schema|" in scores.signature
    for task in tasks:
        counts = scores.rows[0].tasks[task].counts
        assert counts["answers"] and not [n for n in counts if n.startswith("invalid")], (task, counts)
