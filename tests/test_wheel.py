"""The wheel: tasks and redistributable gold inside, found from any working directory, nothing else."""

import hashlib
import json
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from .harness import ROOT, environment

pytest.importorskip("hatchling")
DATA = "onrecord/_data/"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=60,
    )
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def metas() -> dict[str, bool]:
    """Each article of the checkout, and whether it may be redistributed."""
    found = [json.loads(p.read_text(encoding="utf-8")) for p in (ROOT / "gold").glob("*/meta.json")]
    return {meta["id"]: meta["redistributable"] for meta in found}


def test_its_data_are_the_checkouts(wheel: zipfile.ZipFile) -> None:
    carried = [name for name in wheel.namelist() if name.startswith(DATA)]
    for name in carried:
        there = (ROOT / name.removeprefix(DATA)).read_bytes()
        assert hashlib.sha256(wheel.read(name)).digest() == hashlib.sha256(there).digest(), name
    tasks = {f"{DATA}tasks/{p.name}" for p in (ROOT / "tasks").glob("*.yaml")}
    assert len(tasks) == 8
    assert tasks <= set(carried)


def test_it_carries_exactly_the_gold_that_may_be_redistributed(wheel: zipfile.ZipFile) -> None:
    inside = {n.split("/")[3] for n in wheel.namelist() if n.startswith(f"{DATA}gold/")}
    assert inside == {name for name, redistributable in metas().items() if redistributable}
    assert not [n for n in wheel.namelist() if "pentagon-rafah" in n]


def test_it_carries_the_package_and_nothing_else_of_the_checkout(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()
    assert {n.split("/")[0].split("-")[0] for n in names} == {"onrecord"}
    here = {
        f"onrecord/{p.relative_to(ROOT / 'benchmark' / 'onrecord').as_posix()}"
        for p in (ROOT / "benchmark" / "onrecord").rglob("*")
        if p.is_file() and "__pycache__" not in p.parts
    }
    assert here <= set(names)


@pytest.fixture
def unpacked(wheel: zipfile.ZipFile, tmp_path: Path) -> Path:
    wheel.extractall(tmp_path / "site")
    (tmp_path / "elsewhere").mkdir()
    return tmp_path


def listed(unpacked: Path, what: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", "onrecord.cli.main", "list", what],
        cwd=unpacked / "elsewhere",
        env=environment(PYTHONPATH=str(unpacked / "site")),
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    ).stdout


def test_an_installed_copy_finds_its_tasks_from_anywhere(unpacked: Path) -> None:
    assert {line.split(".")[0] for line in listed(unpacked, "tasks").splitlines()} == {
        p.stem for p in (ROOT / "tasks").glob("*.yaml")
    }


def test_an_installed_copy_finds_its_gold_from_anywhere(unpacked: Path) -> None:
    redistributable = {name for name, may_be in metas().items() if may_be}
    if redistributable:
        assert {line.split()[0] for line in listed(unpacked, "gold").splitlines()[1:]} == redistributable
    else:
        with pytest.raises(subprocess.CalledProcessError):
            listed(unpacked, "gold")


def test_the_source_archive_leaves_out_what_may_not_be_redistributed() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    excluded = set(config["tool"]["hatch"]["build"]["targets"]["sdist"]["exclude"])
    assert {f"/gold/{name}" for name, redistributable in metas().items() if not redistributable} == excluded
