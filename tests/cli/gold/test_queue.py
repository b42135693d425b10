"""``gold queue`` as a command: exit codes, streams, formats."""

import json
from pathlib import Path

import pytest

from onrecord.models.registry import make_model

from ...harness import Scripted, gold_copy, only_line, onrecord
from ...workbench.stored import edit, store


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """Two models that say “unstated” to everything, one that says “supported”, and a trivial one."""
    gold = gold_copy(tmp_path / "gold", "mill-fire")
    for n, label in enumerate(("unstated", "unstated", "supported")):
        model = Scripted(lambda _, label=label: f'{{"label": "{label}"}}', name=f"m{n}", fingerprint=f"{n}")
        store(tmp_path / "runs" / f"r{n}", model, gold, "verify")
    store(tmp_path / "runs" / "trivial", make_model("baseline:majority"), gold, "verify")
    return tmp_path


def test_terminal(here: Path) -> None:
    done = onrecord("gold", "queue", "--gold", "gold", cwd=here)
    assert done.returncode == 0
    assert done.stderr == "runs/trivial: baseline:majority is trivial and does not count\n"
    assert "\x1b" not in done.stdout
    assert done.stdout.splitlines()[:8] == [
        "2 disagreements with gold, 3 models",
        "",
        "2 of 3 models: mill-fire, v1 is unstated: “The fire was under control by Friday night.”",
        "  gold: supported (gold/mill-fire/annotations.jsonl:18)",
        "  ⟦A fire at the Garrow paper mill was brought under control on Friday evening, two fire officials "
        "said.⟧",
        "  ≠ gold  m0: unstated",
        "  ≠ gold  m1: unstated",
        "  other   m2: supported",
    ]


def test_json(here: Path) -> None:
    done = onrecord("gold", "queue", "--gold", "gold", "--format", "json", cwd=here)
    found = json.loads(done.stdout)
    assert [(d["item"], d["agreeing"], d["asked"]) for d in found] == [("v1", 2, 3), ("v2", 2, 3)]


def test_markdown(here: Path) -> None:
    done = onrecord("gold", "queue", "runs/r0", "runs/r1", "--gold", "gold", "--format", "markdown", cwd=here)
    assert done.stdout.startswith("- [ ] 2 of 2 models: mill-fire, v1 is unstated")


def test_nothing_to_show_is_no_failure(here: Path) -> None:
    done = onrecord("gold", "queue", "--least", 3, "--gold", "gold", cwd=here)
    assert (done.returncode, done.stdout) == (0, "0 disagreements with gold, 3 models\n")


def test_too_few_models(here: Path) -> None:
    done = onrecord("gold", "queue", "runs/r0", "--gold", "gold", cwd=here)
    assert (done.returncode, done.stdout) == (4, "")
    assert only_line(done.stderr).startswith("onrecord: 2 models have to agree, and these runs are of 1 (m0)")


def test_no_run(here: Path) -> None:
    (here / "empty").mkdir()
    assert onrecord("gold", "queue", "--gold", here / "gold", cwd=here / "empty").returncode == 4


def test_hostile_text_stays_text(here: Path) -> None:
    edit(here / "gold" / "mill-fire", worker={"name": "a \x1b[31m[bold]worker[/bold]"})
    for n in range(2):
        model = Scripted(
            lambda _: json.dumps({"speaker": "Jon Strand", "x": "\x1b[2J"}),
            name=f"\x1b[1m{n}",
            fingerprint=f"{n}",
        )
        store(here / "hostile" / f"{n}", model, here / "gold", "attribution")
    done = onrecord("gold", "queue", "hostile/0", "hostile/1", "--gold", "gold", cwd=here)
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert "gold: a ␛[31m[bold]worker[/bold]" in done.stdout
