"""A string names a model, or one clear error says what would."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from onrecord.errors import ModelError
from onrecord.models.registry import BASELINES, KINDS, TRIVIAL, make_model

from ..harness import GOLD, ROOT, environment, only_line, onrecord


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


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.endswith(("]", "E", "L", "N"))])
def test_a_kind_without_a_name_says_how_it_is_written(kind: str) -> None:
    with pytest.raises(ModelError, match=re.escape(f"names no model; write {kind}")):
        make_model(kind.partition(":")[0] + ":")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the example package installed."""
    pytest.importorskip("hatchling")
    pytest.importorskip("pip")
    folder = tmp_path_factory.mktemp("site")
    install = ["install", "--quiet", "--no-index", "--no-deps", "--no-build-isolation", "--target"]
    plugin = ROOT / "tests" / "models" / "plugin"
    subprocess.run([sys.executable, "-m", "pip", *install, str(folder), str(plugin)], check=True, timeout=120)
    return folder


def test_another_packages_kind_runs(site: Path, tmp_path: Path) -> None:
    run = (
        "run",
        "shout:fire",
        "--gold",
        GOLD,
        "--tasks",
        "brief",
        "--model-option",
        "mark=?",
        "--out",
        "out",
    )
    done = onrecord(*run, cwd=tmp_path, before=site)
    assert done.returncode == 0, done.stderr
    lines = (tmp_path / "out" / "responses.jsonl").read_text().splitlines()
    assert {json.loads(line)["response"]["text"] for line in lines} == {"FIRE?"}


def test_another_packages_kind_is_listed_without_being_imported(site: Path, tmp_path: Path) -> None:
    path = tmp_path / "first"
    path.mkdir()
    shutil.copytree(site, path, dirs_exist_ok=True)
    (path / "onrecord_shout.py").write_text("raise KeyError('imported')")
    done = onrecord("list", "models", cwd=tmp_path, before=path)
    assert re.search(r"^shout:… +from the package onrecord-shout$", done.stdout, re.MULTILINE)
    assert "imported" not in done.stderr
    done = onrecord("run", "shout:x", "--gold", GOLD, cwd=tmp_path, before=path)
    expected = "onrecord: ‘shout:’ of the package onrecord-shout cannot be had: KeyError: 'imported'"
    assert (done.returncode, only_line(done.stderr)) == (2, expected)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["shot:x"], "no kind of model ‘shot:x’; did you mean ‘shout:x’?"),
        (["shout:x", "--model-option", "dtype=x"], "shout: takes no model option ‘dtype’; there is mark"),
    ],
)
def test_another_packages_kind_is_refused_like_our_own(
    site: Path, tmp_path: Path, arguments: list[str], message: str
) -> None:
    done = onrecord("run", *arguments, cwd=tmp_path, before=site)
    assert (done.returncode, only_line(done.stderr)) == (2, f"onrecord: {message}")


def test_what_is_no_model_and_what_two_packages_have(tmp_path: Path) -> None:
    for package, value in (("one", "builtins:max"), ("two", "builtins:max"), ("three", "builtins:min")):
        info = tmp_path / package / f"{package}-1.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1\n")
        (info / "entry_points.txt").write_text(f"[onrecord.models]\ntop = {value}\nbaseline = {value}\n")
    code = "import sys; sys.path[:0] = sys.argv[2:]; from onrecord.models.registry import make_model as m\n"
    code += "m('baseline:rules')\ntry: print(m(sys.argv[1]))\nexcept Exception as error: print(error)"

    def said(*packages: str) -> str:
        paths = [str(tmp_path / package) for package in packages]
        command = [sys.executable, "-c", code, "top:x", *paths]
        return subprocess.run(
            command, env=environment(), capture_output=True, text=True, check=True, timeout=60
        ).stdout

    assert "‘top:’ of the package one cannot be had: TypeError: " in said("one", "two")
    assert said("one", "three") == "several packages have models ‘top:’ (one, three); uninstall all but one\n"
