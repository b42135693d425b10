"""Measure 2: what a harness itself takes for a request, with a model that answers at once.

The CPU time of the whole command at two sizes, and the slope between them: what starting takes falls out.
So does, between large sizes, what OnRecord does to the first articles alone: it counts the first 200 before a
run and shows the first 100 on the page. A slope between small sizes, where both are in every request, is
measured beside it.
"""

import json
import math
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from onrecord.reports.html import MOST_ARTICLES
from onrecord.runs.plan import COUNTED, Plan
from onrecord.tasks.items import gold_answer, items

from .gold import repeat, sources
from .lm_eval_task import NAME, write_task
from .peers import INSPECT, LM_EVAL, require, version
from .process import ONRECORD, BenchError, environment, measure, say
from .table import Measured, Row, times

GOAL_MS = 0.25
QUESTIONS = ("attribution", "check-quote", "verify")

# Gold's own answers: each is read, scored and shown like a model's best.
_INSTANT = """
import json
from pathlib import Path

ANSWERS = json.loads(Path(__file__).with_name("answers.json").read_text(encoding="utf-8"))


def answer(request):
    return ANSWERS[request.id]
"""
# Without a usage of its own, the mock model counts tokens, with a vocabulary that it downloads.
_INSPECT = """
from inspect_ai import Task, task
from inspect_ai.dataset import json_dataset
from inspect_ai.model import ModelOutput, ModelUsage, get_model
from inspect_ai.scorer import match
from inspect_ai.solver import generate


def answer(*_):
    output = ModelOutput.from_content("mockllm", "Default output")
    output.usage = ModelUsage(input_tokens=1, output_tokens=1, total_tokens=2)
    return output


@task
def overhead():
    model = get_model("mockllm/model", custom_outputs=answer)
    return Task(dataset=json_dataset("columns/docs.jsonl"), solver=generate(), scorer=match(), model=model)
"""


@dataclass(frozen=True, slots=True)
class Slope:
    """CPU seconds at two sizes (in requests)."""

    sizes: tuple[int, int]
    cpu: tuple[float, float]

    @property
    def milliseconds(self) -> float:
        """Of CPU time, for one request more."""
        (few, many), (less, more) = self.sizes, self.cpu
        return 1000 * (more - less) / (many - few)

    @property
    def start(self) -> float:
        """CPU seconds that a run without a request would take."""
        return self.cpu[0] - self.sizes[0] * self.milliseconds / 1000

    def __str__(self) -> str:
        points = ", ".join(f"{n} requests {cpu:.2f} s" for n, cpu in zip(self.sizes, self.cpu, strict=True))
        return f"{points}; start {self.start:.2f} s"


def overhead(
    gold: Path,
    peers: Path | None,
    folder: Path,
    large: tuple[int, int],
    small: tuple[int, int],
    rounds: int,
    with_peers: bool = True,
) -> Measured:
    """OnRecord at two large sizes, and each harness at two small ones; ``rounds`` times, the least counts."""
    if with_peers:
        peers = require(peers, LM_EVAL, INSPECT)
    many = _points(gold, folder / "large", large)
    few = _points(gold, folder / "small", small)
    # Gold stays, and models come and go: what does not rest on the model is worked out by the first run.
    first = slope(few, 1, lambda point: onrecord(point, ()))
    for point in many:
        onrecord(point, ())
    everything = slope(many, rounds, lambda point: onrecord(point, ()))
    questions = slope(many, rounds, lambda point: onrecord(point, QUESTIONS))
    beginning = slope(few, rounds, lambda point: onrecord(point, QUESTIONS))
    articles = ", ".join(str(len(sources(point / "gold"))) for point in many)
    asked = ", ".join(QUESTIONS)
    rows = []
    notes = [
        f"Gold of {len(sources(gold))} article(s) repeated under new ids; gold's own answers given at once; "
        f"least CPU time of {rounds} run(s).",
        f"OnRecord on {articles} articles, all tasks: {everything}. {asked}: {questions}. A run "
        f"counts its first {COUNTED} articles and shows its first {MOST_ARTICLES}: here, in the start.",
        f"A small run, in which articles are counted and shown: {beginning}.",
        f"The first run on this gold, small, which works out the trivial rows and ceilings too: {first}.",
    ]
    beside = []
    if with_peers and peers:
        found = peers
        for point in few:
            _write_for_peers(point)
        beside = [
            (
                "lm-evaluation-harness, `dummy`, Jinja",
                slope(few, rounds, lambda point: lm_eval(point, found, "templates")),
            ),
            (
                "lm-evaluation-harness, `dummy`, columns",
                slope(few, rounds, lambda point: lm_eval(point, found, "columns")),
            ),
            ("inspect, `mockllm/model`", slope(few, rounds, lambda point: inspect(point, found))),
        ]
        notes += [f"{name}: {theirs}." for name, theirs in beside]
        notes.append(f"{version(peers, LM_EVAL)}, {version(peers, INSPECT)}.")
    ours_by_kind = {
        "all tasks": everything,
        asked: questions,
        f"{asked}, in a small run": beginning,
        "all tasks, in a small run, the first on this gold": first,
    }
    for what, ours in ours_by_kind.items():
        mine = ours.milliseconds
        shown = f"{mine:.3f} ms"
        if mine <= 0:  # what a request takes is lost in what starting takes, now more, now less
            shown = f"not told apart at these sizes ({shown})"
        rows.append(
            Row(
                f"a request of {what}",
                shown,
                "<br>".join(f"{theirs.milliseconds:.2f} ms ({name})" for name, theirs in beside),
                "<br>".join(times(theirs.milliseconds / mine) for _, theirs in beside if mine > 0),
                f"≤ {GOAL_MS} ms",
                mine <= GOAL_MS if mine > 0 else None,
            )
        )
    return Measured(2, "Overhead: CPU time for one more request", "peer", rows, notes)


def slope(points: Sequence[Path], rounds: int, run: Callable[[Path], tuple[float, int]]) -> Slope:
    """A harness at both sizes. ``run`` gives CPU seconds and requests; the least of ``rounds`` counts."""
    (less, few), (more, many) = (min(run(point) for _ in range(rounds)) for point in points)
    return Slope((few, many), (less, more))


def onrecord(point: Path, tasks: tuple[str, ...]) -> tuple[float, int]:
    """``onrecord run``: requests, log, scores and page. An incomplete run is an error of its own."""
    say(f"OnRecord, {point.name}, {', '.join(tasks) or 'all tasks'}")
    out = _fresh(point / "run")
    model = f"python:{point / 'instant.py'}:answer"
    options = ["--tasks", ",".join(tasks)] if tasks else []
    command = [*ONRECORD, "run", model, "--gold", point / "gold", "--out", out, "-q", *options]
    used = measure(command, point, environment(ONRECORD_CACHE=str(point / "cache")))
    return used.cpu, _lines(out, "responses.jsonl")


def lm_eval(point: Path, peers: Path, task: str) -> tuple[float, int]:
    """``lm-eval run`` with its dummy model and its log of samples, on one of the point's two task files."""
    say(f"lm-evaluation-harness, {point.name}, {task}")
    out = _fresh(point / "lm-eval")
    env = environment(HF_HOME=str(point / "hf-home"))
    options = ["--include_path", point / task, "--output_path", out, "--log_samples"]
    command = [LM_EVAL.program(peers), "run", "--model", "dummy", "--tasks", NAME, *options]
    return measure(command, point, env).cpu, _all(point, _lines(out, "samples_*.jsonl"))


def inspect(point: Path, peers: Path) -> tuple[float, int]:
    """``inspect eval`` with its mock model and its log."""
    say(f"inspect, {point.name}")
    out = _fresh(point / "inspect")
    program = INSPECT.program(peers)
    used = measure([program, "eval", "inspect_task.py", "--display", "none", "--log-dir", out], point)
    log = next(out.glob("*.eval"))
    results = json.loads(measure([program, "log", "dump", "--header-only", log], point).output)["results"]
    return used.cpu, _all(point, results["completed_samples"] if results else 0)


def _all(point: Path, logged: int) -> int:
    """Raises BenchError unless every request is in a log: what failed early would look fast."""
    if logged != (asked := _lines(point / "columns", "docs.jsonl")):
        raise BenchError(f"{logged} of {asked} requests are in its log")
    return logged


def _fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def _lines(folder: Path, pattern: str) -> int:
    """How many lines a log has, wherever it lies in a folder."""
    return sum(1 for path in folder.rglob(pattern) for _ in path.open("rb"))


def _points(gold: Path, folder: Path, sizes: tuple[int, int]) -> list[Path]:
    """A folder for each size: its gold and the instant model."""
    articles = sources(gold)
    plan = Plan(gold=str(gold))
    per_article = sum(1 for article in plan.articles() for _ in plan.requests(article)) / len(articles)
    points = []
    for size in sizes:
        point = folder / f"about {size} requests"
        copies = Plan(gold=str(repeat(articles, point / "gold", math.ceil(size / per_article))))
        answers: dict[str, str] = {}
        for article in copies.articles():
            for task in copies.tasks:
                known = {item.id: item for item in items(task, article)}
                for request in copies.requests(article, task):
                    answers[request.id] = gold_answer(task, article, known[request.item])
        (point / "instant.py").write_text(_INSTANT, encoding="utf-8")
        (point / "answers.json").write_text(json.dumps(answers), encoding="utf-8")
        points.append(point)
    return points


def _write_for_peers(point: Path) -> None:
    """The same requests as the peers take them."""
    plan = Plan(gold=str(point / "gold"))
    asked = [request for article in plan.articles() for request in plan.requests(article)]
    (point / "inspect_task.py").write_text(_INSPECT, encoding="utf-8")
    write_task(point / "templates", asked, 512)
    write_task(point / "columns", asked, 512, templates=False)
