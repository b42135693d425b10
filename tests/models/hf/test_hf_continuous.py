"""transformers' own continuous batching, which runs on a CPU too."""

from pathlib import Path

import pytest

from onrecord.models import hf_continuous
from onrecord.models.hf import HFModel
from onrecord.models.hf_spec import HFSpec

from .helpers import MIXED, about, answers, ask, text_only, words


@pytest.fixture(scope="module")
def continuous(folder: Path):  # type: ignore[no-untyped-def]
    with HFModel(HFSpec(str(folder), device="cpu", engine="continuous")) as model:
        yield model


def test_answers_are_those_of_the_other_engine(
    continuous: HFModel, tiny: HFModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    requests = [*about(words(80), MIXED), ask("stray", 30, max_tokens=3)]
    requests += about(words(80), MIXED[:3], start=20, temperature=1.5, seed=7)
    requests += about(words(80), MIXED[3:5], start=30, stop=("e",))
    expected = answers(tiny, requests)
    given = answers(continuous, requests)
    assert text_only(given) == text_only(expected)
    engines = {name: r.provenance["engine"] for name, r in given.items()}
    plain = {r.id for r in requests if not r.generation.temperature and not r.generation.stop}
    assert {name for name, engine in engines.items() if engine == "continuous"} == plain
    assert set(engines.values()) == {"continuous", "shared-prefix"}
    assert all(r.seconds > 0 for r in given.values())


def test_a_few_requests_do_not_start_it(continuous: HFModel) -> None:
    given = answers(continuous, about(words(80), MIXED[: hf_continuous.ENOUGH - 1]))
    assert {r.provenance["engine"] for r in given.values()} == {"shared-prefix"}


def test_what_it_fails_on_goes_another_way(
    continuous: HFModel, tiny: HFModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    requests = about(words(80), MIXED)
    forward, calls = continuous._loaded.model.forward, []  # type: ignore[union-attr]

    def fragile(*given: object, **more: object) -> object:
        calls.append("cache" in more)
        if "cache" in more and len([c for c in calls if c]) > 3:
            raise RuntimeError("no such page")
        return forward(*given, **more)

    monkeypatch.setattr(continuous._loaded.model, "forward", fragile)  # type: ignore[union-attr]
    given = answers(continuous, requests)
    assert any(calls)
    assert text_only(given) == text_only(answers(tiny, requests))
    assert "shared-prefix" in {r.provenance["engine"] for r in given.values()}
