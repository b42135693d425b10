"""Metrics of summaries that can be held against people: built in, or any function that a user names.

The names of a function's parameters say what it is given. One with ``unit`` is a *unit metric*: it takes
``unit`` and ``summary``, and gives the presence of the unit in the summary, from 0 to 1. Any other is a
*summary metric*: it takes ``summary``, and gives a number, more for a better summary. Both may take
``document`` (its text) and ``references`` (a tuple of texts). A function with the single parameter
``documents`` (the texts of the whole collection) is a factory, and gives the metric: for those that weigh a
word by how rare it is.
"""

import difflib
import importlib
import importlib.util
import inspect
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from onrecord.errors import OnRecordError

BUILT_IN: Mapping[str, str] = {
    "facts": "onrecord.scoring.presence:presence_metric",
    "facts-minilm": "onrecord.scoring.presence_minilm:presence_metric",
    "needs": "onrecord.validity.people.needs:needs_metric",
    "content-words": "onrecord.validity.people.built_in:content_words",
    "minilm": "onrecord.validity.people.minilm:cosine",
    "rouge-1": "onrecord.validity.people.built_in:rouge_1",
    "rouge-2": "onrecord.validity.people.built_in:rouge_2",
    "rouge-lsum": "onrecord.validity.people.built_in:rouge_lsum",
    "chrf": "onrecord.validity.people.built_in:chrf",
}
_GIVEN = ("unit", "summary", "document", "references")


@dataclass(frozen=True, slots=True)
class Item:
    """What a metric is asked about: a summary, or one unit in it. ``place`` names it in a message."""

    place: str
    summary: str
    document: str = ""
    references: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Metric:
    """``answers`` gives a number for each item in order, or None where it has no answer.

    ``threshold``: from what presence on a unit is told, for a metric that says yes or no; None where that is
    to be chosen on data.
    """

    name: str
    of_units: bool
    answers: Callable[[Iterable[Item]], Iterable[float | None]]
    threshold: float | None = None


def make_metric(name: str, documents: Sequence[str]) -> Metric:
    """The metric of a name: one of ``BUILT_IN``, or a user's own ``module:function``, which is imported.

    ``documents`` are the texts of the collection. Raises OnRecordError where there is no such metric, it
    cannot be imported, or its parameters are not those of a metric.
    """
    function = _imported(name)
    takes = _parameters(name, function)
    if list(takes) == ["documents"]:
        function = _called(name, "making it", function, documents=tuple(documents))
        if not callable(function):
            raise OnRecordError(f"{name} is a factory, but gives {type(function).__name__}, not a function")
        takes = _parameters(name, function)
    unknown = [p for p, is_needed in takes.items() if is_needed and p not in _GIVEN]
    if unknown or "summary" not in takes:
        fault = f"‘{unknown[0]}’ is none of them" if unknown else "‘summary’ is missing"
        raise OnRecordError(
            f"{name} is no metric: its parameters are summary, and unit, document, references where it "
            f"wants them (or documents alone, for a factory); {fault}"
        )
    wanted = {p: is_needed for p, is_needed in takes.items() if p in _GIVEN}
    of_units = "unit" in wanted

    def answers(items: Iterable[Item]) -> Iterator[float]:
        for item in items:
            given = _arguments(name, item, wanted)
            yield _number(name, item, _called(name, item.place, function, **given), of_units)

    return Metric(name, of_units, answers)


def _imported(name: str) -> Callable[..., Any]:
    source, _, attribute = BUILT_IN.get(name, name).rpartition(":")
    if not source or not attribute.isidentifier():
        near = difflib.get_close_matches(name, BUILT_IN, 1)
        hint = f"did you mean ‘{near[0]}’?" if near else f"there are {', '.join(BUILT_IN)}"
        raise OnRecordError(f"no metric ‘{name}’; {hint}; one of your own is module:function")
    try:
        module = _file(Path(source)) if source.endswith(".py") else importlib.import_module(source)
    except OnRecordError:
        raise
    except (Exception, SystemExit) as error:
        raise OnRecordError(
            f"{name} cannot be imported ({type(error).__name__}: {error}); install what it needs, put its "
            "folder on PYTHONPATH, or write ./file.py:function"
        ) from error
    function = getattr(module, attribute, None)
    if not callable(function):
        raise OnRecordError(f"{name}: {source} has no function ‘{attribute}’")
    made: Callable[..., Any] = function
    return made


def _file(path: Path) -> ModuleType:
    found = importlib.util.spec_from_file_location(f"onrecord_metric_{path.stem}", path)
    assert found and found.loader
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def _parameters(name: str, function: Callable[..., Any]) -> dict[str, bool]:
    """The parameters that can be given by name, each with whether it must be."""
    try:
        found = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        raise OnRecordError(f"{name} is no metric: Python cannot tell what its parameters are") from None
    return {
        p.name: p.default is p.empty for p in found if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)
    }


def _arguments(name: str, item: Item, wanted: Mapping[str, bool]) -> dict[str, Any]:
    for parameter in ("document", "references"):
        if wanted.get(parameter) and not getattr(item, parameter):
            raise OnRecordError(f"{name} needs ‘{parameter}’, and there is none for {item.place}")
    return {parameter: getattr(item, parameter) for parameter in wanted}


def _called(name: str, place: str, function: Callable[..., Any], **given: Any) -> Any:
    """What a function gives. Its errors are its user's: they name the metric and the place."""
    try:
        return function(**given)
    except OnRecordError:
        raise
    except Exception as error:
        raise OnRecordError(f"{name} failed ({place}): {type(error).__name__}: {error}") from error


def _number(name: str, item: Item, answer: Any, of_units: bool) -> float:
    try:
        value = float(answer)
    except (TypeError, ValueError):
        raise OnRecordError(f"{name} gives {type(answer).__name__}, not a number ({item.place})") from None
    if not math.isfinite(value) or (of_units and not 0 <= value <= 1):
        kind = "a presence from 0 to 1" if of_units else "a finite number"
        raise OnRecordError(f"{name} gives {value}, not {kind} ({item.place})")
    return value
