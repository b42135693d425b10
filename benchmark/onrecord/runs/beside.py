"""The rows that always stand beside a model, trivial baselines and ceilings, worked out once a text.

They rest on gold, task and code alone, and cost more than scoring a model's answers. What they come to is
kept in a cache: ``$ONRECORD_CACHE``, else ``onrecord`` in the user's cache folder; it may be deleted.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib import metadata
from pathlib import Path

import onrecord
from onrecord import data
from onrecord.models.registry import TRIVIAL, make_model
from onrecord.runs.ceilings import Passes, oracle, other_pass
from onrecord.runs.plan import Plan, digest
from onrecord.scoring.aggregate import Sample
from onrecord.scoring.samples import Samples
from onrecord.scoring.scorers import ArticleScorer
from onrecord.scoring.stats import Stats, add, measured
from onrecord.tasks.build import Protocol
from onrecord.tasks.reader import read_answer
from onrecord.tasks.task import Task

CEILINGS = ("oracle", "pass a vs b")
# Libraries that decide a statistic.
_LIBRARIES = ("numpy", "scipy", "rapidfuzz", "rouge-score-rs", "sacrebleu", "snowballstemmer")


class Beside:
    """Collects the rows beside a model, article by article.

    They are the same whatever the model's protocol: "lead" has the article even where it is withheld.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = replace(plan, protocol=Protocol())
        self._models = {name: make_model(f"baseline:{name}") for name in TRIVIAL}
        self._rows: dict[str, dict[str, Samples]] = {name: {} for name in (*TRIVIAL, *CEILINGS)}
        self._gold = plan.gold_hashes
        self._tasks = {task.name: digest(task.model_dump_json()) for task in plan.tasks}

    def add(self, scorer: ArticleScorer, folder: Path) -> None:
        """Add the rows' statistics of every task on one article."""
        gold = "\n".join([self._gold[folder.name], *_passes(folder)])
        for task in self._plan.tasks:
            # The items of check-quote are drawn by the article's id.
            drawn = scorer.article.id if task.items == "checks" else ""
            key = digest("\n".join((_code(), self._tasks[task.name], gold, drawn)))
            rows = _load(key)
            if rows is None:
                rows = self._work_out(scorer, task, folder)
                _store(key, rows)
            for name, stats in rows.items():
                samples = self._rows[name].setdefault(task.name, Samples())
                samples.extend(scorer.article.id, {(0, 0): stats})

    def rows(self) -> Iterator[tuple[str, dict[str, Samples]]]:
        """Each row's name and its samples by task."""
        yield from self._rows.items()

    def _work_out(self, scorer: ArticleScorer, task: Task, folder: Path) -> dict[str, Stats]:
        found: dict[str, Stats] = {}

        def collect(name: str, sample: Sample) -> None:
            # Slices and counts are shown for a model alone.
            add(found.setdefault(name, {}), measured(sample.stats))

        requests = {r.id: r for r in self._plan.requests(scorer.article, task)}
        for name, model in self._models.items():
            if task.answer in TRIVIAL[name]:
                for id, response in model.generate(requests.values()):
                    scored = scorer.score(task, requests[id].item, read_answer(task, response.text))
                    collect(name, Sample(scorer.article.id, 0, 0, scored.stats))
        for sample in oracle(task, scorer):
            collect(CEILINGS[0], sample)
        for sample in other_pass(task, scorer, Passes(folder)):
            collect(CEILINGS[1], sample)
        return found


@cache
def _code() -> str:
    """A hash of all the package's code and of the libraries that decide a statistic."""
    package = Path(onrecord.__file__).parent
    total = hashlib.sha256()
    for file in sorted(package.rglob("*.py")):
        total.update(file.read_bytes())
    total.update("".join(metadata.version(name) for name in _LIBRARIES).encode())
    return total.hexdigest()


def _passes(folder: Path) -> Iterator[str]:
    """The name and the hash of each of an article's passes."""
    for path in sorted(folder.glob("passes/*")):
        yield f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}"


def _cached(key: str) -> Path:
    return data.cache_folder() / "beside" / key[:2] / f"{key}.json"


def _load(key: str) -> dict[str, Stats] | None:
    """What the cache holds; None for nothing, or for what cannot be read."""
    try:
        found = json.loads(_cached(key).read_bytes())
    except (OSError, ValueError, RuntimeError):
        return None
    return found if isinstance(found, dict) else None


def _store(key: str, rows: dict[str, Stats]) -> None:
    # A cache that cannot be written costs time, nothing else.
    with contextlib.suppress(OSError, RuntimeError):
        path = _cached(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{key}.{os.getpid()}")
        draft.write_text(json.dumps(rows))
        draft.replace(path)
