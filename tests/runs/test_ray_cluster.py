"""What is said before anything is asked on Ray; nothing of it starts Ray."""

from pathlib import Path

import pytest

from onrecord import evaluate
from onrecord.errors import ModelError, OnRecordError
from onrecord.runs.ray_cluster import Cluster
from onrecord.runs.ray_engine import ray_engine

from ..harness import GOLD, Scripted, only_line, onrecord


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"workers": 0}, "workers is 1 or more, not ‘0’"),
        ({"gpus": -1.0}, "GPUs of a worker are a whole number or a part of one, not ‘-1’"),
        ({"gpus": 1.5}, "GPUs of a worker are a whole number or a part of one, not ‘1.5’"),
        ({"address": "ray://head:10001"}, "run on a machine of the cluster"),
    ],
    ids=str,
)
def test_a_cluster_that_cannot_be_is_refused(fields: dict[str, object], told: str) -> None:
    with pytest.raises(OnRecordError, match=told):
        Cluster(**fields)  # type: ignore[arg-type]


def test_an_object_cannot_travel(tmp_path: Path) -> None:
    with pytest.raises(
        ModelError, match=r"^scripted: an object cannot travel to Ray's workers; name the mod"
    ):
        evaluate(Scripted(), gold=GOLD, engine="ray", out=tmp_path / "run")  # type: ignore[arg-type]
    assert not (tmp_path / "run").exists()


def test_an_engine_that_is_not_there_is_refused() -> None:
    with pytest.raises(OnRecordError, match=r"^engine is local or ray, not ‘spark’$"):
        evaluate(gold=GOLD, engine="spark")  # type: ignore[arg-type]


def test_a_limit_of_cost_is_refused() -> None:
    """Each of several workers would spend it."""
    with pytest.raises(ModelError, match=r"max_cost is kept by one process"):
        ray_engine("openai:m@http://localhost", {"max_cost": "1"}, "", Cluster())


def test_without_ray_it_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "before").mkdir()
    (tmp_path / "before" / "ray.py").write_text("raise ImportError('not here')\n", encoding="utf-8")
    done = onrecord("run", "--gold", GOLD, "--engine", "ray", "-q", cwd=tmp_path, before=tmp_path / "before")
    assert (done.returncode, done.stdout) == (2, "")
    expected = "onrecord: --engine ray needs the extra ‘ray’: pip install 'onrecord[ray]' (not here)"
    assert only_line(done.stderr) == expected


def test_a_cluster_that_is_not_there_is_told_at_once(tmp_path: Path) -> None:
    pytest.importorskip("ray")
    options = ("--engine", "ray", "--ray-address", "127.0.0.1:1", "-q")
    done = onrecord("run", "--gold", GOLD, *options, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert only_line(done.stderr).startswith("onrecord: no Ray cluster at 127.0.0.1:1 (")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--engine", "spark"), "onrecord: --engine is local or ray, not ‘spark’"),
        (("--workers", "2"), "onrecord: --workers and --ray-gpus need --engine ray"),
        (("--ray-gpus", "1"), "onrecord: --workers and --ray-gpus need --engine ray"),
    ],
    ids=" ".join,
)
def test_options_that_do_not_fit_are_refused(options: tuple[str, ...], told: str, tmp_path: Path) -> None:
    done = onrecord("run", "--gold", GOLD, *options, cwd=tmp_path)
    assert (done.returncode, only_line(done.stderr)) == (2, told)
