"""Measure 1: the same model, prompts and limits, in OnRecord, in lm-evaluation-harness, and bare."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .lm_eval_task import write_task
from .peers import LM_EVAL, require, version
from .process import ONRECORD, PYTHON, BenchError, Used, environment, measure, say
from .table import Measured, Row, times
from .workload import Workload

FASTER, ABOVE_FLOOR = 5.0, 1.15


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one side: what it found, and what its process took."""

    found: dict[str, Any]
    used: Used

    @property
    def seconds(self) -> float:
        return float(self.found["seconds"])


@dataclass(frozen=True, slots=True)
class Sides:
    """How each side is run, in a folder for its files."""

    work: Workload
    peers: Path
    folder: Path
    threads: int
    options: Sequence[str] = ()

    def onrecord(self) -> Run:
        say("OnRecord")
        command = [PYTHON, "-m", "bench.worker_onrecord", self._saved(), self._file("ours.json")]
        return self._run([*command, *self.options], "ours.json")

    def floor(self) -> Run:
        say("the floor")
        command = [PYTHON, "-m", "bench.worker_floor", self._saved(), self._file("ours.json")]
        return self._run([*command, self._file("floor.json")], "floor.json")

    def lm_eval(self, batch: str, limit: float | None = None) -> Run:
        say(f"lm-evaluation-harness, batch size {batch}")
        task = self.folder / "task"
        if not task.exists():
            write_task(task, self.work.requests(), self.work.max_tokens, templates=False)
        python = LM_EVAL.program(self.peers, "python")
        options = [self.work.model, batch, self.work.device, self.work.dtype]
        command = [python, "-m", "bench.worker_lm_eval", task, *options, self._file("theirs.json")]
        return self._run(command, "theirs.json", limit)

    def command(self) -> Used:
        """The whole ``onrecord run``: start, load, answers, log, scores and page."""
        say("onrecord run")
        work = self.work
        which = ["--gold", work.gold, "--articles", ",".join(work.articles), "--tasks", ",".join(work.tasks)]
        how = ["--free", "--max-tokens", work.max_tokens, "-q", "--out", self.folder / "run"]
        options = [f"device={work.device}", f"dtype={work.dtype}", *self.options]
        given = [part for option in options for part in ("--model-option", option)]
        command = [*ONRECORD, "run", f"hf:{work.model}", *which, *how, *given]
        return measure(command, self.folder, environment(self.threads))

    def _run(self, command: Sequence[object], result: str, limit: float | None = None) -> Run:
        env = environment(self.threads, HF_HOME=str(self.folder / "hf-home"))
        used = measure(command, self.folder, env, limit)
        found = json.loads(self._file(result).read_text(encoding="utf-8"))
        say(f"  {found['seconds']:.2f} s, {found['cpu']:.2f} s of CPU time")
        return Run(found, used)

    def _saved(self) -> Path:
        self.work.save(self._file("workload.json"))
        return self._file("workload.json")

    def _file(self, name: str) -> Path:
        return self.folder / name


def throughput(
    work: Workload,
    peers: Path | None,
    folder: Path,
    threads: int,
    batches: Sequence[str],
    rounds: int,
    options: Sequence[str],
) -> Measured:
    """Both sides and the floor, each ``rounds`` times, the best time of each."""
    if not (Path(work.model) / "config.json").is_file():
        raise BenchError(f"no model in {work.model}; scripts/prepare_smollm2.py makes one, or give --model")
    sides = Sides(work, require(peers, LM_EVAL), folder, threads, options)
    ours, floors = [sides.onrecord()], [sides.floor()]
    tried, notes = _all_batches(sides, batches)
    best_batch = min(tried, key=lambda batch: tried[batch].seconds)
    theirs = [tried[best_batch]]
    for _ in range(rounds - 1):
        theirs.append(sides.lm_eval(best_batch))
        ours.append(sides.onrecord())
        floors.append(sides.floor())
    whole = sides.command()
    mine, its, floor = (min(runs, key=lambda run: run.seconds) for runs in (ours, theirs, floors))
    count, made = len(mine.found["rows"]), sum(row["completion"] for row in mine.found["rows"])
    ratio, above = its.seconds / mine.seconds, mine.seconds / floor.seconds
    prompts, answers = _same(mine, its)
    rows = [
        Row(
            f"{count} answers, {made} tokens",
            f"{mine.seconds:.2f} s",
            f"{its.seconds:.2f} s (batch {best_batch})",
            times(ratio),
            f"≥ {FASTER:g} ×",
            ratio >= FASTER,
        ),
        Row(
            "the same, with start, load, log and scores",
            f"{whole.wall:.2f} s",
            f"{its.used.wall:.2f} s",
            times(its.used.wall / whole.wall),
        ),
        Row(
            "OnRecord over the bare model",
            f"{mine.seconds:.2f} s",
            f"{floor.seconds:.2f} s (no harness)",
            times(above),
            f"≤ {ABOVE_FLOOR:g} ×",
            above <= ABOVE_FLOOR,
        ),
    ]
    lengths = [len(row["tokens"]) for row in mine.found["rows"]]
    used = ", ".join(f"{n} in batches of {size}" for size, n in _batches(mine).items())
    return Measured(
        1,
        "Throughput",
        "lm-evaluation-harness, `hf`",
        rows,
        [
            f"{Path(work.model).name}, {work.dtype}, {work.device}, {threads} threads; {count} requests on "
            f"{len(work.articles)} article(s) ({', '.join(work.tasks)}), prompts of {min(lengths)} to "
            f"{max(lengths)} tokens, at most {work.max_tokens} new ones.",
            f"The same prompt tokens: {prompts} of {count}. The same greedy answers: {answers} of {count}. "
            f"The bare model's answers are OnRecord's: {floor.found['same']} of {count}.",
            f"OnRecord: {used}. lm-evaluation-harness, by batch size: {'; '.join(notes)}.",
            f"The best of {rounds} run(s) of each side; {version(sides.peers, LM_EVAL)}.",
        ],
    )


def _all_batches(sides: Sides, batches: Sequence[str]) -> tuple[dict[str, Run], list[str]]:
    """lm-evaluation-harness at each batch size, and a note on each.

    One that takes twice the best so far cannot be the best any more and is ended.
    """
    tried: dict[str, Run] = {}
    notes = []
    for batch in batches:
        limit = 2 * min(run.used.wall for run in tried.values()) if tried else None
        try:
            tried[batch] = sides.lm_eval(batch, limit)
            notes.append(f"{batch}: {tried[batch].seconds:.1f} s")
        except (TimeoutError, BenchError) as error:
            if not tried:
                raise
            reason = str(error) if isinstance(error, TimeoutError) else str(error).splitlines()[-1].strip()
            say(f"  {reason}")
            notes.append(f"{batch}: {reason}")
    return tried, notes


def _same(mine: Run, its: Run) -> tuple[int, int]:
    """How many prompts and how many answers are the same on both sides."""
    ours = Counter(tuple(row["tokens"]) for row in mine.found["rows"])
    theirs = Counter(map(tuple, its.found["prompts"]))
    answers = its.found["answers"]
    return (ours & theirs).total(), sum(answers[row["id"]] == row["text"] for row in mine.found["rows"])


def _batches(run: Run) -> dict[int, int]:
    """Sizes of batches, and how many answers came in one of each."""
    return dict(sorted(Counter(row["batch"] for row in run.found["rows"]).items()))
