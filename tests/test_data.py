"""Where tasks and gold are."""

from pathlib import Path

import pytest

from onrecord import data
from onrecord.errors import (
    GoldError,
    IncomparableError,
    IncompleteError,
    ModelError,
    OnRecordError,
    RunError,
    TaskError,
)


def test_a_checkout_reads_the_folders_at_its_root() -> None:
    assert (data.root() / "pyproject.toml").is_file()
    assert (data.tasks_folder() / "quotes.yaml").is_file()
    assert (data.gold_folder() / "pentagon-rafah" / "article.txt").is_file()


def test_the_working_directory_never_matters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = data.root()
    (tmp_path / "tasks").mkdir()
    (tmp_path / "pyproject.toml").touch()

    monkeypatch.chdir(tmp_path)

    assert data.root() == before


def test_without_a_checkout_the_data_is_in_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site-packages" / "onrecord"
    monkeypatch.setattr(data, "_PACKAGE", package)
    monkeypatch.setattr(data, "_CHECKOUT", tmp_path)

    assert data.tasks_folder() == package / "_data" / "tasks"
    assert data.gold_folder() == package / "_data" / "gold"


def test_another_projects_root_above_an_installed_package_is_no_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A package installed into a folder of a project that has its own ``tasks/`` reads its own data."""
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "tasks").mkdir()
    package = tmp_path / "vendored" / "onrecord"
    monkeypatch.setattr(data, "_PACKAGE", package)
    monkeypatch.setattr(data, "_CHECKOUT", tmp_path)

    assert data.root() == package / "_data"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OnRecordError, 2),
        (GoldError, 2),
        (TaskError, 2),
        (ModelError, 2),
        (RunError, 2),
        (IncomparableError, 3),
        (IncompleteError, 4),
    ],
)
def test_each_error_ends_the_command_with_its_exit_code(error: type[OnRecordError], code: int) -> None:
    assert error.exit_code == code
