"""A model is named by one string: ``baseline:rules``, ``hf:PATH_OR_HUB_ID``, ``predictions:FILE``."""

import difflib
from collections.abc import Callable, Mapping
from pathlib import Path

from onrecord.errors import ModelError
from onrecord.models.base import Model

BASELINES: Mapping[str, str] = {
    "rules": "the reader of quotes and speakers, with a lead-based summariser",
    "empty": "nothing",
    "lead": "the article's first sentences",
    "copy-all": "the article itself",
    "nearest-name": "marked strings, given to the nearest name",
    "most-frequent": "marked strings, given to the name that stands most often",
    "majority": "one label for every item",
    "closed-book": "the rules, with the article withheld",
}
# The trivial rows, each with the kinds of answer that its idea gives.
TRIVIAL: Mapping[str, tuple[str, ...]] = {
    "empty": ("quotes", "speaker", "speakers", "label", "summary"),
    "lead": ("summary",),
    "copy-all": ("quotes", "summary"),
    "nearest-name": ("quotes", "speaker"),
    "most-frequent": ("quotes", "speaker", "speakers"),
    "majority": ("label",),
    "closed-book": ("quotes", "speaker", "speakers", "label", "summary"),
}
KINDS: Mapping[str, str] = {
    "baseline:NAME": "a model without weights",
    "hf:PATH_OR_HUB_ID": "a transformers causal language model (extra ‘hf’)",
    "predictions:FILE": "answers made elsewhere, as JSON Lines",
}


def make_model(spec: str, options: Mapping[str, str] | None = None) -> Model:
    """The model that a string names, not yet loaded.

    Raises ModelError on an unknown kind or name, and on options that the kind does not take.
    """
    kind, separator, rest = spec.partition(":")
    maker = _MAKERS.get(kind)
    if not separator or maker is None:
        near = difflib.get_close_matches(kind, _MAKERS, 1)
        hint = f"did you mean ‘{near[0]}:{rest}’?" if near and rest else f"a model is {', '.join(KINDS)}"
        raise ModelError(f"no kind of model ‘{spec}’; {hint}")
    if not rest:
        raise ModelError(f"‘{spec}’ names no model; write {next(k for k in KINDS if k.startswith(kind))}")
    return maker(rest, dict(options or {}))


def _baseline(name: str, options: dict[str, str]) -> Model:
    from onrecord.models.baselines import rules, trivial
    from onrecord.models.baselines.base import Answerer, Baseline

    _refuse(options, f"baseline:{name}")
    answerers: Mapping[str, Answerer] = {
        "rules": rules.rules,
        "closed-book": trivial.closed_book,
        "empty": trivial.empty,
        "lead": trivial.lead,
        "copy-all": trivial.copy_all,
        "nearest-name": trivial.nearest_name,
        "most-frequent": trivial.most_frequent,
        "majority": trivial.majority,
    }
    if name not in answerers:
        near = difflib.get_close_matches(name, answerers, 1)
        hint = f"did you mean ‘baseline:{near[0]}’?" if near else f"there are {', '.join(answerers)}"
        raise ModelError(f"no baseline ‘{name}’; {hint}")
    return Baseline(name, answerers[name])


def _hf(path: str, options: dict[str, str]) -> Model:
    from onrecord.models.hf import HFModel, HFSpec

    return HFModel(HFSpec.from_options(path, options))


def _predictions(path: str, options: dict[str, str]) -> Model:
    from onrecord.models.predictions import Predictions

    _refuse(options, "predictions:")
    return Predictions(Path(path))


def _refuse(options: dict[str, str], kind: str) -> None:
    if options:
        raise ModelError(f"{kind} takes no model option ‘{min(options)}’")


_MAKERS: Mapping[str, Callable[[str, dict[str, str]], Model]] = {
    "baseline": _baseline,
    "hf": _hf,
    "predictions": _predictions,
}
