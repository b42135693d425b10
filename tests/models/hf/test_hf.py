"""Batches, limits, failures, and a real model where one lies ready."""

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from onrecord.errors import ModelError
from onrecord.models import hf, hf_decoding, hf_plain, hf_shared
from onrecord.models.hf import HFModel
from onrecord.models.hf_memory import Room
from onrecord.models.hf_spec import HFSpec
from onrecord.tasks.request import Request

from .helpers import WINDOW, answers, ask, prepared, text_only

ROOT = Path(__file__).resolve().parents[3]


def test_greedy_batches_answer_as_one_by_one(tiny: HFModel) -> None:
    requests = [ask(str(n), words) for n, words in enumerate([3, 17, 5, 1, 11, 8, 30, 2, 24])]
    alone = {name: r for request in requests for name, r in answers(tiny, [request]).items()}
    together = answers(tiny, requests)
    assert text_only(together) == text_only(alone)
    assert len({r.text for r in together.values()}) > 5, "answers that are all alike would prove nothing"
    assert max(r.provenance["batch"] for r in together.values()) == 4


def test_sampling_is_seeded_by_request_and_not_by_batch(tiny: HFModel) -> None:
    requests = [ask(str(n), 4 + n, temperature=1.5, seed=7) for n in range(5)]
    together = answers(tiny, requests)
    alone = {name: r for request in reversed(requests) for name, r in answers(tiny, [request]).items()}
    assert text_only(together) == text_only(alone)
    again = [replace(r, generation=replace(r.generation, seed=8)) for r in requests]
    assert text_only(answers(tiny, again)) != text_only(together)
    twins = answers(tiny, [ask("sample0", temperature=1.5), ask("sample1", temperature=1.5)])
    assert len({r.text for r in twins.values()}) == 2


def test_no_more_requests_are_taken_than_the_look_ahead_and_a_batch(
    tiny: HFModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hf, "LOOK_AHEAD", 3)
    taken: list[str] = []

    def stream() -> Iterator[Request]:
        for article in "ab":
            for n in range(6):
                taken.append(f"{article}{n}")
                yield ask(str(n), article=article, max_tokens=1)

    given = tiny.generate(stream())
    next(given)
    assert len(taken) == 6, "a batch of four begins in one window and ends in the next"
    assert len(list(given)) == 11


def test_a_limit_is_a_length_and_an_end_a_stop(tiny: HFModel) -> None:
    cut = answers(tiny, [ask("cut", max_tokens=3)])["quotes/a/cut"]
    assert (cut.finish_reason, cut.usage["completion"]) == ("length", 3)
    assert cut.seconds > 0 and not cut.error
    # A token it says is made an end: the answer stops before it, and counts it.
    prompt = prepared(tiny, ask("end", max_tokens=9))
    assert tiny._loaded
    (row,) = hf_plain.new_tokens(tiny._loaded, [prompt])
    ended = replace(tiny._loaded, ends=[*tiny._loaded.ends, row[2]])
    for engine in (hf_plain.answers, hf_shared.answers):
        (answer,) = engine(ended, iter([[prompt]]), Room(1))
        stop = hf_decoding.response(ended, answer, {})
        assert (stop.finish_reason, stop.usage["completion"]) == ("stop", row.index(row[2]) + 1)
        assert cut.text.startswith(stop.text)


def test_a_stop_string_cuts_only_where_the_request_names_one(tiny: HFModel) -> None:
    whole = answers(tiny, [ask("q", 9)])["quotes/a/q"]
    mark = whole.text[4:6]
    cut = answers(tiny, [ask("q", 9, stop=(mark,)), ask("r", 4, stop=(mark,))])["quotes/a/q"]
    assert cut.text == whole.text[: whole.text.index(mark)]
    assert cut.finish_reason == "stop" and cut.usage["completion"] < whole.usage["completion"]


def test_a_prompt_over_the_window_is_too_long_and_one_near_it_gets_what_is_left(tiny: HFModel) -> None:
    assert tiny._loaded
    given = answers(tiny, [ask("short"), ask("long", 400), ask("near", 127)])
    assert given["quotes/a/long"].finish_reason == "too_long"
    assert not given["quotes/a/long"].text and not given["quotes/a/long"].error
    assert given["quotes/a/long"].usage["prompt"] > WINDOW
    near = given["quotes/a/near"]
    assert WINDOW - 12 < near.usage["prompt"] < WINDOW, "the test's own prompt should nearly fill the window"
    assert near.usage["prompt"] + near.usage["completion"] <= WINDOW
    assert given["quotes/a/short"].usage["completion"] <= 12


def test_a_batch_that_fails_is_tried_again_one_by_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[int] = []
    real = hf_plain.new_tokens

    def fragile(loaded: Any, batch: Any) -> Any:
        tries.append(len(batch))
        if len(batch) > 1 or batch[0].request.item == "bad":
            raise RuntimeError("no such luck\nand more")
        return real(loaded, batch)

    monkeypatch.setattr(hf_plain, "new_tokens", fragile)
    with HFModel(HFSpec(str(folder), device="cpu", engine="plain")) as model:
        given = answers(model, [ask("good", 3), ask("bad", 4)])
    assert tries == [2, 1, 1]
    assert given["quotes/a/bad"].error == "RuntimeError: no such luck"
    assert given["quotes/a/good"].error == "" and given["quotes/a/good"].provenance["batch"] == 1


def test_plain_batches_are_of_one_limit_and_each_row_keeps_its_settings(
    folder: Path, tiny: HFModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches: list[list[tuple[int, int]]] = []
    real = hf_plain.new_tokens

    def spy(loaded: Any, batch: Any) -> Any:
        batches.append([(prompt.budget, len(prompt.tokens)) for prompt in batch])
        return real(loaded, batch)

    settings: list[dict[str, Any]] = [{}, {"temperature": 1.5}, {"stop": ("e",)}]
    requests = [
        ask(f"{n}-{limit}", 3 + n, max_tokens=limit, **settings[n]) for n in range(3) for limit in (4, 9)
    ]
    alone = {name: r for request in requests for name, r in answers(tiny, [request]).items()}
    monkeypatch.setattr(hf_plain, "new_tokens", spy)
    with HFModel(HFSpec(str(folder), device="cpu", engine="plain")) as model:
        assert text_only(answers(model, requests)) == text_only(alone)
    assert sorted({budget for budget, _ in batch} for batch in batches) == [{4}, {9}]
    assert all(batch == sorted(batch, reverse=True) for batch in batches)


def test_weights_are_in_memory_only_inside_the_with_statement(folder: Path) -> None:
    model = HFModel(pickle.loads(pickle.dumps(HFSpec(str(folder), device="cpu"))))  # noqa: S301
    assert model.name == f"hf:{folder}"
    with pytest.raises(ModelError, match="with statement"):
        list(model.generate([ask("q")]))
    with model:
        assert model._loaded
    assert model._loaded is None


def test_importing_the_adapter_imports_nothing_heavy() -> None:
    code = (
        "import sys, onrecord.models.hf; "
        "print([m for m in ('torch', 'transformers', 'huggingface_hub', 'gguf') if m in sys.modules])"
    )
    path = {"PYTHONPATH": str(ROOT / "benchmark")}
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **path}, capture_output=True, text=True
    )
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.weights
def test_real_weights_answer_a_question() -> None:
    pytest.importorskip("torch")
    path = Path(os.environ.get("ONRECORD_SMOLLM2") or ROOT / "models" / "smollm2-135m-instruct")
    if not path.is_dir():
        pytest.skip(f"no folder {path}: make it with scripts/prepare_smollm2.py")
    request = replace(ask("q", max_tokens=24), prefix="The capital of France is Paris.\n\n")
    request = replace(request, prompt="What is the capital of France? Answer in one short sentence.")
    with HFModel(HFSpec(str(path), device="cpu")) as model:
        response = answers(model, [request])[request.id]
    assert "Paris" in response.text
    assert response.finish_reason == "stop" and response.usage["prompt"] > 20
