"""What a metric may be: a function whose parameters say what it is given."""

import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest

from onrecord.errors import OnRecordError
from onrecord.validity.people.metrics import BUILT_IN, Item, make_metric

ITEM = Item("mill by a", "Mill burns", "The mill burnt.", ("A mill burnt.", "Fire."), "A mill")
Make = Callable[[Any], str]


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    """``named(function)`` is the name by which a user names a function."""
    module = ModuleType("users_own")
    monkeypatch.setitem(sys.modules, "users_own", module)

    def name(function: Any) -> str:
        module.metric = function  # type: ignore[attr-defined]
        return "users_own:metric"

    yield name


def answer(name: str, item: Item = ITEM, documents: tuple[str, ...] = ()) -> float | None:
    return next(iter(make_metric(name, documents).answers([item])))


def refused(name: str, item: Item = ITEM) -> str:
    with pytest.raises(OnRecordError) as caught:
        answer(name, item)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_parameters_say_what_is_given(named: Make) -> None:
    seen: list[Any] = []

    def unit_metric(unit: str, summary: str, *, references: tuple[str, ...], document: str = "") -> float:
        seen.append((unit, summary, document, references))
        return 0.25

    def summary_metric(summary: str, scale: float = 3.0, **others: Any) -> float:
        seen.append((summary, scale, others))
        return scale

    assert answer(named(unit_metric)) == 0.25
    assert make_metric(named(unit_metric), ()).of_units
    assert answer(named(summary_metric)) == 3.0
    assert not make_metric(named(summary_metric), ()).of_units
    assert seen == [
        ("A mill", "Mill burns", "The mill burnt.", ("A mill burnt.", "Fire.")),
        ("Mill burns", 3.0, {}),
    ]


def test_a_factory_is_given_the_collection_once(named: Make) -> None:
    made = []

    def factory(documents: tuple[str, ...]) -> Callable[[str, str], float]:
        made.append(documents)
        return lambda unit, summary: len(documents) / 4

    metric = make_metric(named(factory), ["one", "two"])
    assert list(metric.answers([ITEM, ITEM])) == [0.5, 0.5]
    assert made == [("one", "two")]
    assert metric.of_units


def test_an_object_that_can_be_called_is_a_metric(named: Make) -> None:
    class Longer:
        def __call__(self, summary: str) -> int:
            return len(summary)

    assert answer(named(Longer())) == 10.0


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda text: 0, "‘text’ is none of them"),
        (lambda unit, document: 0, "‘summary’ is missing"),
        (lambda summary, /: 0, "‘summary’ is missing"),
        (lambda documents: 3, "is a factory, but gives int, not a function"),
        (lambda documents: 1 / 0, "failed (making it): ZeroDivisionError"),
        (lambda summary: 1 / 0, "failed (mill by a): ZeroDivisionError: division by zero"),
        (lambda summary: None, "gives NoneType, not a number (mill by a)"),
        (lambda summary: float("nan"), "gives nan, not a finite number (mill by a)"),
        (lambda unit, summary: 1.5, "gives 1.5, not a presence from 0 to 1 (mill by a)"),
        (lambda unit, summary: -0.1, "gives -0.1, not a presence"),
        (3, "users_own has no function ‘metric’"),
        (dict, "is no metric: Python cannot tell what its parameters are"),
    ],
)
def test_what_is_no_metric(named: Make, function: Any, message: str) -> None:
    assert message in refused(named(function))


def test_what_a_metric_needs_must_be_there(named: Make) -> None:
    bare = Item("mill by a", "Mill burns")
    assert "needs ‘references’, and there is none for mill by a" in refused("rouge-2", bare)
    assert "needs ‘document’" in refused(named(lambda summary, document: 0), bare)
    assert answer(named(lambda summary, document="none": 1 if document == "" else 0), bare) == 1


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("rouge2", "no metric ‘rouge2’; did you mean ‘rouge-2’?"),
        ("x", f"no metric ‘x’; there are {', '.join(BUILT_IN)}; one of your own is module:function"),
        ("users_own:1", "no metric ‘users_own:1’"),
        ("no_such_module_at_all:metric", "cannot be imported (ModuleNotFoundError: No module named"),
        ("./nowhere.py:metric", "cannot be imported (FileNotFoundError"),
        ("onrecord.errors:nothing", "onrecord.errors has no function ‘nothing’"),
    ],
)
def test_names_of_nothing(name: str, message: str) -> None:
    assert message in refused(name)


def test_a_file_is_a_module_too(tmp_path: Any) -> None:
    path = tmp_path / "mine.py"
    path.write_text("def metric(summary):\n    return summary.count('M')\n")
    assert answer(f"{path}:metric") == 1
    path.write_text("import sys\nsys.exit(0)\n")
    assert "cannot be imported (SystemExit: 0)" in refused(f"{path}:metric")
