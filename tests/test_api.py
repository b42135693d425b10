"""``onrecord.evaluate`` is ``onrecord run`` in Python."""

import subprocess
import sys
from pathlib import Path

import pytest

import onrecord
from onrecord.errors import GoldError, IncompleteError, ModelError, OnRecordError, RunError, TaskError
from onrecord.models.base import Response
from onrecord.tasks.build import Protocol

from .harness import GOLD, Scripted, environment
from .harness import onrecord as command


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_evaluate_scores_as_the_command_does(empty_folder: Path) -> None:
    scores = onrecord.evaluate(
        tasks=["quotes", "verify"], gold=GOLD, limit=3, protocol=Protocol(seed=3), out="mine"
    )
    done = command(
        *(
            "run",
            "--tasks",
            "quotes,verify",
            "--gold",
            GOLD,
            "--limit",
            3,
            "--seed",
            3,
            "--out",
            "theirs",
            "-q",
        ),
        cwd=empty_folder,
    )
    assert done.returncode == 0, done.stderr
    files = [empty_folder / out / "scores.json" for out in ("mine", "theirs")]
    assert files[0].read_bytes() == files[1].read_bytes()
    assert scores.signature in done.stdout


def test_evaluate_goes_to_the_commands_folder(empty_folder: Path) -> None:
    onrecord.evaluate(tasks=["quotes"], gold=GOLD, limit=1)
    done = command("run", "--tasks", "quotes", "--gold", GOLD, "--limit", 1, cwd=empty_folder)
    assert "1 of 1 answers were there already" in done.stderr


def test_any_object_that_keeps_the_contract_is_a_model() -> None:
    model = Scripted(lambda r: '{"label": "supported"}')
    scores = onrecord.evaluate(model, tasks=["verify"], gold=GOLD, out="run")
    assert len(model.asked) == 15
    assert scores.rows[0].tasks["verify"].metric("mean_recall").value == pytest.approx(1 / 3)


def test_what_is_missing_is_an_error_and_is_kept() -> None:
    model = Scripted(lambda r: Response(error="down") if "mill" in r.id else "{}")
    with pytest.raises(IncompleteError, match=r"3 of 15 questions have no answer .first error: down"):
        onrecord.evaluate(model, tasks=["verify"], gold=GOLD, out="run")
    again = Scripted(lambda r: "{}")
    assert onrecord.evaluate(again, tasks=["verify"], gold=GOLD, out="run").is_complete
    assert len(again.asked) == 3


def test_rescore_needs_no_model() -> None:
    scores = onrecord.evaluate(tasks=["quotes"], gold=GOLD, out="run")
    assert onrecord.rescore("run") == scores


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"model": "baseline:nope"}, ModelError),
        ({"tasks": ["nope"]}, TaskError),
        ({"gold": "nowhere"}, GoldError),
        ({"articles": ["nowhere"]}, GoldError),
        ({"out": "file/run"}, RunError),
    ],
    ids=str,
)
def test_wrong_arguments_are_our_errors(
    empty_folder: Path, arguments: dict[str, object], error: type[Exception]
) -> None:
    (empty_folder / "file").write_text("")
    with pytest.raises(error):
        onrecord.evaluate(**{"gold": str(GOLD), "tasks": ["brief"]} | arguments)  # type: ignore[arg-type]
    assert [p.name for p in empty_folder.iterdir()] == ["file"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("prompts", "some"),
        ("repeats", 0),
        ("shots", -1),
        ("temperature", -1.0),
        ("seed", -1),
        ("max_tokens", 0),
    ],
)
def test_a_protocol_that_means_nothing_is_an_error(name: str, value: object) -> None:
    with pytest.raises(OnRecordError, match=f"{name} is .*, not ‘{value}’"):
        onrecord.evaluate(gold=GOLD, protocol=Protocol(**{name: value}))  # type: ignore[arg-type]


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_below_one_is_an_error(limit: int) -> None:
    with pytest.raises(OnRecordError, match=r"limit is 1 or more, or none, not"):
        onrecord.evaluate(gold=GOLD, limit=limit)


def test_importing_the_package_is_instant() -> None:
    code = "import sys, onrecord; print(sorted({'pydantic', 'numpy', 'typer', 'jinja2'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match=r"no attribute ‘evalute’"):
        onrecord.evalute  # noqa: B018
