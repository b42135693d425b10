"""A string names a model, or one clear error says what would."""

import pytest

from onrecord.errors import ModelError
from onrecord.models.registry import BASELINES, KINDS, TRIVIAL, make_model


@pytest.mark.parametrize("name", BASELINES)
def test_every_baseline_listed_can_be_made(name: str) -> None:
    model = make_model(f"baseline:{name}")
    assert model.name == f"baseline:{name}"
    assert name in model.fingerprint


def test_fingerprints_of_baselines_differ() -> None:
    assert len({make_model(f"baseline:{name}").fingerprint for name in BASELINES}) == len(BASELINES)


def test_every_trivial_row_is_a_baseline() -> None:
    assert set(TRIVIAL) <= set(BASELINES)


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("baseline:ruels", "no baseline ‘ruels’; did you mean ‘baseline:rules’"),
        ("baseline:xyzzy", "no baseline ‘xyzzy’; there are rules, "),
        ("basline:rules", "no kind of model ‘basline:rules’; did you mean ‘baseline:rules’"),
        ("rules", "no kind of model ‘rules’; a model is baseline:NAME"),
        ("gpt:4", "no kind of model ‘gpt:4’; a model is baseline:NAME"),
        ("", "no kind of model ‘’"),
        ("hf:", "‘hf:’ names no model; write hf:PATH_OR_HUB_ID"),
        ("predictions:", "‘predictions:’ names no model; write predictions:FILE"),
    ],
)
def test_a_spec_that_names_nothing(spec: str, message: str) -> None:
    with pytest.raises(ModelError) as error:
        make_model(spec)
    assert message in str(error.value)


@pytest.mark.parametrize("spec", ["baseline:rules", "predictions:answers.jsonl"])
def test_an_option_that_a_kind_does_not_take(spec: str) -> None:
    with pytest.raises(ModelError, match=r"takes no model option ‘dtype’"):
        make_model(spec, {"dtype": "float32"})


def test_kinds_are_told_by_how_they_are_written() -> None:
    assert {kind.partition(":")[0] for kind in KINDS} >= {"baseline", "hf", "predictions"}
