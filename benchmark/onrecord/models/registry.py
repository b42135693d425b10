"""A model is named by one string: ``baseline:rules``, ``hf:PATH_OR_HUB_ID``, ``predictions:FILE`` …

Other packages add kinds by the entry-point group ``onrecord.models``; they are imported only when named.
"""

import difflib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.errors import ModelError, OnRecordError
from onrecord.models.base import Model

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "onrecord.models"
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
_OWN_KINDS: Mapping[str, str] = {
    "baseline:NAME": "a model without weights",
    "hf:PATH_OR_HUB_ID": "a transformers model, causal or sequence-to-sequence (extra ‘hf’)",
    "openai:MODEL@BASE_URL": "a server with OpenAI's chat completions: vLLM, Ollama, hosted (extra ‘openai’)",
    "command:PROGRAM [ARGS…]": "a program that reads requests and writes answers as JSON Lines",
    "python:MODULE:FUNCTION": "a callable of your own, sync or async (also python:./file.py:FUNCTION)",
    "predictions:FILE": "answers made elsewhere, as JSON Lines",
}


class _Kinds(Mapping[str, str]):
    """How each kind is written, and what it is. Installed packages are looked through when it is read."""

    def _all(self) -> dict[str, str]:
        others = {f"{point.name}:…": f"from the package {_package(point)}" for point in _others()}
        return {**_OWN_KINDS, **others}

    def __getitem__(self, kind: str) -> str:
        return self._all()[kind]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


KINDS: Mapping[str, str] = _Kinds()


def make_model(spec: str, options: Mapping[str, str] | None = None) -> Model:
    """The model that a string names, not yet loaded.

    Raises ModelError on an unknown kind or name, on options that the kind does not take, and on another
    package's kind that cannot be loaded.
    """
    kind, separator, rest = spec.partition(":")
    if separator and kind in _MAKERS:
        if not rest:
            written = next(k for k in _OWN_KINDS if k.startswith(f"{kind}:"))
            raise ModelError(f"‘{spec}’ names no model; write {written}")
        return _MAKERS[kind](rest, dict(options or {}))
    others = _others()
    if separator and (found := [point for point in others if point.name == kind]):
        return _from_elsewhere(found, rest, dict(options or {}))
    near = difflib.get_close_matches(kind, [*_MAKERS, *(point.name for point in others)], 1)
    hint = f"did you mean ‘{near[0]}:{rest}’?" if near and rest else f"a model is {', '.join(KINDS)}"
    raise ModelError(f"no kind of model ‘{spec}’; {hint}")


def _others() -> "list[EntryPoint]":
    """The kinds of installed packages, none imported. A kind of our own cannot be replaced."""
    from importlib.metadata import entry_points

    return sorted(point for point in entry_points(group=GROUP) if point.name not in _MAKERS)


def _package(point: "EntryPoint") -> str:
    return point.dist.name if point.dist else "?"


def _from_elsewhere(points: "list[EntryPoint]", rest: str, options: dict[str, str]) -> Model:
    # An installation in two places shows one entry point twice.
    if len({point.value for point in points}) > 1:
        packages = ", ".join(sorted(_package(point) for point in points))
        raise ModelError(
            f"several packages have models ‘{points[0].name}:’ ({packages}); uninstall all but one"
        )
    origin = f"‘{points[0].name}:’ of the package {_package(points[0])}"
    try:
        model = points[0].load()(rest, options)
    except OnRecordError:
        raise
    except (Exception, SystemExit) as error:
        raise ModelError(f"{origin} cannot be had: {type(error).__name__}: {error}") from error
    if lacking := [n for n in ("generate", "takes_schema", "__enter__", "__exit__") if not hasattr(model, n)]:
        raise ModelError(f"{origin} gave {type(model).__name__}, which is no model: it has no {lacking[0]}")
    found: Model = model
    return found


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
    from onrecord.models.hf import HFModel
    from onrecord.models.hf_spec import HFSpec

    return HFModel(HFSpec.from_options(path, options))


def _openai(target: str, options: dict[str, str]) -> Model:
    from onrecord.models.openai_chat import OpenAIChat
    from onrecord.models.openai_spec import OpenAISpec

    return OpenAIChat(OpenAISpec.from_options(target, options))


def _command(line: str, options: dict[str, str]) -> Model:
    from onrecord.models.command import Command, CommandSpec

    return Command(CommandSpec.from_options(line, options))


def _python(target: str, options: dict[str, str]) -> Model:
    from onrecord.models.python_callable import PythonCallable, PythonSpec

    return PythonCallable(PythonSpec.from_options(target, options))


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
    "openai": _openai,
    "command": _command,
    "python": _python,
    "predictions": _predictions,
}
