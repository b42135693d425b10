"""Runs on a Ray cluster of two nodes on this machine: the same bytes, whatever dies."""

import json
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from onrecord import evaluate
from onrecord.api import cluster_engine, run
from onrecord.errors import ModelError, RunError
from onrecord.models.registry import make_model
from onrecord.runs.execute import Outcome
from onrecord.runs.folder import RunFolder
from onrecord.runs.plan import Plan
from onrecord.runs.ray_cluster import Cluster
from onrecord.runs.score import RunScores

from ..harness import GOLD, environment, only_line, onrecord

ray = pytest.importorskip("ray")
# Where tests are spread over processes, one of them has the cluster (--dist loadgroup).
pytestmark = [pytest.mark.ray, pytest.mark.xdist_group("ray")]

TASKS = ("quotes", "attribution", "verify")
QUESTIONS = 32
RAY_RUN = ("run", "--gold", GOLD, "--tasks", ",".join(TASKS), "--engine", "ray")
# A model that notes which question it is asked in which process, and does what a test wants at one of them.
MODEL = """
import os, signal, time
from pathlib import Path
from onrecord.models.base import Response
from onrecord.models.baselines.rules import rules

HERE = Path(__file__).parent


def answer(request):
    with (HERE / "asked").open("a") as file:
        file.write(f"{{os.getppid()}} {{os.getpid()}} {{request.id}}\\n")
    {does}
    return rules(request) or ""
"""


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two nodes of one CPU each; this process is connected to the first."""
    from ray.cluster_utils import Cluster as TestCluster

    # Nodes have the environment that they are started in.
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setenv("PYTHONPATH", environment()["PYTHONPATH"])
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    node = {"num_cpus": 1, "object_store_memory": 80 << 20}
    started = TestCluster(initialize_head=True, head_node_args=node | {"include_dashboard": False})
    started.add_node(**node)
    ray.init(started.address, log_to_driver=False, logging_level="CRITICAL")
    yield started
    ray.shutdown()
    started.shutdown()
    monkeypatch.undo()


@pytest.fixture
def ask(tmp_path: Path, cluster: Any) -> Callable[..., tuple[RunScores, Outcome]]:
    """``ask(spec, "quotes", …, out="r")`` runs on the cluster, or in this process (``workers=None``)."""

    def make(
        spec: str, *tasks: str, out: str = "run", workers: int | None = 2, limit: int | None = None
    ) -> tuple[RunScores, Outcome]:
        model = make_model(spec)
        engine = cluster_engine(spec, {}, model, Cluster(workers=workers)) if workers else None
        plan = Plan(tasks or TASKS, str(GOLD), limit=limit)
        return run(plan, model, RunFolder(tmp_path / out), engine=engine)

    return make


@pytest.fixture
def model(tmp_path: Path) -> Callable[[str], str]:
    """``model("…")`` is the spec of a model that does this, a line of Python, when it is asked."""

    def make(does: str = "pass") -> str:
        (tmp_path / "model.py").write_text(MODEL.format(does=does), encoding="utf-8")
        return f"python:{tmp_path / 'model.py'}:answer"

    return make


def contents(folder: Path, *names: str) -> list[bytes]:
    return [(folder / name).read_bytes() for name in names or ("scores.json", "items.jsonl")]


def logged(folder: Path) -> list[str]:
    return [json.loads(line)["id"] for line in (folder / "responses.jsonl").read_text().splitlines()]


def asked(folder: Path) -> list[tuple[str, str, str]]:
    """Each question that the model was asked: its node (the parent process), its process, its id."""
    return [tuple(line.split(" ", 2)) for line in (folder / "asked").read_text().splitlines()]  # type: ignore[misc]


def test_scores_and_items_are_the_bytes_of_a_local_run(ask: Any, tmp_path: Path) -> None:
    ask("baseline:rules", out="local", workers=None)
    cluster = Cluster(workers=2)
    evaluate("baseline:rules", tasks=TASKS, gold=GOLD, out=tmp_path / "ray", engine="ray", cluster=cluster)
    assert contents(tmp_path / "ray") == contents(tmp_path / "local")


def test_an_async_callable_in_a_file_is_asked(ask: Any, tmp_path: Path, monkeypatch: Any) -> None:
    source = (
        "import asyncio\n\nasync def f(request):\n    await asyncio.sleep(0.001)\n    return request.id\n"
    )
    (tmp_path / "mine.py").write_text(source, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    ask("python:./mine.py:f", out="local", workers=None)
    ask("python:./mine.py:f", out="ray")
    assert contents(tmp_path / "ray") == contents(tmp_path / "local")


def test_predictions_travel(ask: Any, tmp_path: Path) -> None:
    lines = [{"article": f.name, "task": "quotes", "text": "[]"} for f in GOLD.iterdir()]
    (tmp_path / "mine.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    scores, _ = ask(f"predictions:{tmp_path / 'mine.jsonl'}", "quotes")
    assert scores.is_complete


def test_gpus_that_are_not_there_are_told(cluster: Any, tmp_path: Path) -> None:
    engine = cluster_engine("baseline:rules", {}, make_model("baseline:rules"), Cluster(gpus=0.5))
    with pytest.raises(
        RunError, match=r"^the Ray cluster has 0 GPU, and a worker needs 0\.5; --workers N waits"
    ):
        run(Plan(TASKS, str(GOLD)), make_model("baseline:rules"), RunFolder(tmp_path / "run"), engine=engine)


def test_what_is_answered_is_not_asked_again(ask: Any, model: Any, tmp_path: Path) -> None:
    spec = model()
    _, first = ask(spec, limit=2, workers=None)
    _, second = ask(spec)
    assert (second.reused, second.answered) == (first.total, second.total - first.total)
    assert Counter(logged(tmp_path / "run")).most_common(1)[0][1] == 1
    assert len(asked(tmp_path)) == second.total


def test_a_killed_worker_costs_only_what_had_not_arrived(ask: Any, model: Any, tmp_path: Path) -> None:
    spec = model(
        "if request.id == 'verify/mill-fire/v2/0/0' and not (HERE / 'died').exists():\n"
        "        time.sleep(0.5); (HERE / 'died').touch(); os.kill(os.getpid(), signal.SIGKILL)"
    )
    _, outcome = ask(spec)
    assert outcome == Outcome(QUESTIONS, reused=0, answered=QUESTIONS, errors=0)
    again = {id: n for id, n in Counter(id for _, _, id in asked(tmp_path)).items() if n > 1}
    assert again == {"verify/mill-fire/v2/0/0": 2}
    assert Counter(logged(tmp_path / "run")).most_common(1)[0][1] == 1
    ask(spec, out="local", workers=None)
    assert contents(tmp_path / "run") == contents(tmp_path / "local")


def test_an_article_that_kills_three_workers_ends_as_errors(ask: Any, model: Any, tmp_path: Path) -> None:
    spec = model("if request.id == 'verify/mill-fire/v2/0/0': time.sleep(0.5); os._exit(1)")
    scores, outcome = ask(spec)
    assert outcome.first_error == "3 workers died while they were asked about mill-fire"
    lost = [id for id in logged(tmp_path / "run") if id.startswith("verify/mill-fire/")]
    assert (outcome.errors, outcome.answered) == (scores.missing, outcome.total - scores.missing)
    assert 0 < outcome.errors < len(lost), "what came before it is kept"
    tries = Counter(id for _, _, id in asked(tmp_path))
    assert tries["verify/mill-fire/v2/0/0"] == 3
    assert [id for id, n in tries.items() if n > 1] == ["verify/mill-fire/v2/0/0"]


def test_a_model_that_dies_while_it_loads_ends_the_run(ask: Any, tmp_path: Path) -> None:
    (tmp_path / "dies.py").write_text("import os\nos._exit(1)\n", encoding="utf-8")
    with pytest.raises(
        RunError, match=r"^3 workers died one after another, the last on node .*out of memory"
    ):
        ask(f"python:{tmp_path / 'dies.py'}:f", workers=1)


def test_a_model_that_cannot_be_loaded_says_what_it_says_locally(ask: Any, tmp_path: Path) -> None:
    (tmp_path / "empty.py").write_text("", encoding="utf-8")
    told = []
    for workers in (None, 1):
        with pytest.raises(ModelError) as raised:
            ask(f"python:{tmp_path / 'empty.py'}:f", out=f"{workers}", workers=workers)
        told.append(str(raised.value))
    assert told[0] == told[1]


def test_the_command_starts_its_own_ray_and_writes_what_it_writes_without(tmp_path: Path) -> None:
    done = onrecord(*RAY_RUN, "--workers", "1", "--out", "r", "-q", cwd=tmp_path)
    local = onrecord(*RAY_RUN[:-2], "--out", "l", "-q", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, local.stdout, "")
    assert contents(tmp_path / "r") == contents(tmp_path / "l")


def test_only_our_own_line_tells_of_a_worker_that_died(cluster: Any, model: Any, tmp_path: Path) -> None:
    spec = model("if not (HERE / 'died').exists(): (HERE / 'died').touch(); os._exit(1)")
    done = onrecord(*RAY_RUN, spec, "--ray-address", cluster.address, "--out", "r", "-q", cwd=tmp_path)
    assert done.returncode == 0
    assert "raylet" not in done.stdout
    assert only_line(done.stderr).startswith("a worker died (node ")


def test_ctrl_c_keeps_what_was_answered(cluster: Any, model: Any, tmp_path: Path) -> None:
    command = [*RAY_RUN, model("time.sleep(0.5)"), "--ray-address", cluster.address, "--out", "r", "-q"]
    process = subprocess.Popen(
        [sys.executable, "-m", "onrecord.cli.main", *map(str, command)],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    log = tmp_path / "r" / "responses.jsonl"
    wait_until(lambda: log.exists() and len(logged(tmp_path / "r")) >= 3)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (4, "")
    assert only_line(err).startswith("onrecord: stopped; what was answered is kept in r")
    assert len(logged(tmp_path / "r")) >= 3


def test_a_killed_node_costs_only_its_unfinished_articles(
    cluster: Any, ask: Any, model: Any, tmp_path: Path
) -> None:
    """The last test: it leaves a cluster of one node."""
    spec = model("time.sleep(0.1)")
    ask(spec, out="local", workers=None)
    (tmp_path / "asked").unlink()
    doomed = cluster.worker_nodes.copy().pop()

    def kill() -> None:
        wait_until(lambda: (tmp_path / "asked").exists() and len({n for n, _, _ in asked(tmp_path)}) == 2)
        time.sleep(0.35)
        cluster.remove_node(doomed, allow_graceful=False)

    killer = threading.Thread(target=kill)
    killer.start()
    _, outcome = ask(spec, out="ray")
    killer.join()
    assert outcome == Outcome(QUESTIONS, reused=0, answered=QUESTIONS, errors=0)
    assert contents(tmp_path / "ray") == contents(tmp_path / "local")
    assert Counter(logged(tmp_path / "ray")).most_common(1)[0][1] == 1
    # Each of the two answered some, until one of them was gone.
    processes = [process for _, process, _ in asked(tmp_path)]
    assert len(set(processes)) == 2
    assert len(set(processes[-5:])) == 1


def wait_until(reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.01)
