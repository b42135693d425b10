"""Measures what a run costs by the number of its articles, and reckons what a million would cost.

    python scripts/bench_scale.py --write docs/scale.md
    python scripts/bench_scale.py --sizes 20,40,80 --tasks verify      a quick look

Gold is repeated under new ids, no two texts quite alike. The model answers at once with gold's own answers:
all that is measured is the harness. Each size is run by the local engine, scored again, and run by Ray with
two workers. Measure on a machine that does nothing else.
"""

import argparse
import json
import math
import re
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "benchmark"))

from bench.gold import repeat, sources  # noqa: E402
from bench.process import ONRECORD, BenchError, environment, measure, say  # noqa: E402
from bench.table import machine  # noqa: E402

from onrecord.gold.load import load_article  # noqa: E402
from onrecord.runs.plan import Plan  # noqa: E402
from onrecord.tasks.items import gold_answer, items  # noqa: E402

MILLION = 1_000_000
MIB = 1 << 20
# Its worker is ended by Ray, so it notes its own peak while it answers.
MODEL = '''
import json
import os
import resource
from pathlib import Path

HERE = Path(__file__).parent
ANSWERS = json.loads((HERE / "answers.json").read_text(encoding="utf-8"))
asked = 0


def answer(request):
    """Gold's own answer; now and then, how much memory this process has had."""
    global asked
    asked += 1
    if asked % 100 == 0:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        (HERE / "peaks" / str(os.getpid())).write_text(str(peak))
    return ANSWERS[f"{request.task}/{request.article.rpartition('-')[0]}/{request.item}"]
'''


@dataclass(frozen=True, slots=True)
class Cost:
    """What one size took: times in seconds of one processor (``ray_wall``: by the clock), sizes in MiB.

    ``cpu`` is a whole run by the local engine, ``again`` a second scoring (its rows beside are cached).
    """

    articles: float
    questions: float
    cpu: float
    again: float
    ray_wall: float
    memory: float
    ray_driver: float
    ray_worker: float
    gold: float
    log: float
    items: float
    scores: float
    manifest: float
    page: float
    cache: float


HEADS = (
    "articles",
    "questions",
    "run, CPU s",
    "scoring again, CPU s",
    "Ray, two workers, s",
    "peak, local",
    "peak, Ray driver",
    "peak, a Ray worker",
    "gold",
    "responses.jsonl",
    "items.jsonl",
    "scores.json",
    "manifest.json",
    "report.html",
    "cache",
)


def cost(articles: list[Path], folder: Path, count: int, tasks: str) -> Cost:
    """Run one size with both engines. Raises BenchError where a run fails, or the scores differ."""
    gold = repeat(articles, folder / "gold", count)
    (folder / "model.py").write_text(MODEL, encoding="utf-8")
    (folder / "peaks").mkdir()
    answers = {
        f"{task.name}/{article.id}/{item.id}": gold_answer(task, article, item)
        for article in map(load_article, articles)
        for task in Plan().tasks
        for item in items(task, article)
    }
    (folder / "answers.json").write_text(json.dumps(answers), encoding="utf-8")
    env = environment(ONRECORD_CACHE=str(folder / "cache"))
    run = [*ONRECORD, "run", f"python:{folder / 'model.py'}:answer", "--gold", gold, "-q"]
    run += [*(["--tasks", tasks] if tasks else []), "--out"]
    say(f"{count} articles: the local engine")
    local = measure([*run, folder / "local"], folder, env)
    say(f"{count} articles: scoring again")
    again = measure([*ONRECORD, "score", folder / "local"], folder, env)
    say(f"{count} articles: Ray")
    for peak in (folder / "peaks").iterdir():
        peak.unlink()
    ray = measure([*run, folder / "ray", "--engine", "ray", "--workers", "2"], folder, env)
    for name in ("scores.json", "items.jsonl"):
        if (folder / "local" / name).read_bytes() != (folder / "ray" / name).read_bytes():
            raise BenchError(f"{count} articles: {name} differs between the engines")
    worker = max((int(peak.read_text()) for peak in (folder / "peaks").iterdir()), default=0) / 1024
    names = ("responses.jsonl", "items.jsonl", "scores.json", "manifest.json", "report.html")
    sizes = [(folder / "local" / name).stat().st_size / MIB for name in names]
    questions = sum(1 for _ in (folder / "local" / names[0]).open("rb"))
    times = local.cpu, again.cpu, ray.wall
    peaks = local.memory / MIB, ray.memory / MIB, worker
    return Cost(count, questions, *times, *peaks, _size(gold), *sizes, _size(folder / "cache"))


def _size(folder: Path) -> float:
    """In MiB, in whole blocks of 4 KiB: many small files take more than they hold."""
    return sum(-(-path.stat().st_size // 4096) for path in folder.rglob("*") if path.is_file()) / 256


def reckoned(costs: Sequence[Cost]) -> Cost:
    """A million articles: the two largest sizes, drawn out straight; nothing where more took less."""
    few, many = sorted(costs, key=lambda c: c.articles)[-2:]
    share = (MILLION - many.articles) / (many.articles - few.articles)
    pairs = zip(astuple(few), astuple(many), strict=True)
    return Cost(*(b + (b - a) * share if b >= a else math.nan for a, b in pairs))


def table(costs: Sequence[Cost]) -> str:
    """Sizes side by side, and what they come to for a million."""
    columns = [*costs, reckoned(costs)]
    lines = [["", *(f"{column.articles:,.0f}" for column in costs), f"{MILLION:,} (reckoned)"]]
    for head, field in zip(HEADS[1:], fields(Cost)[1:], strict=True):
        lines.append([head, *(_shown(getattr(column, field.name), field.name) for column in columns)])
    rows = ["| " + " | ".join(line) + " |" for line in lines]
    return "\n".join([rows[0], "|---" + "|---:" * len(columns) + "|", *rows[1:]])


def _shown(value: float, name: str) -> str:
    if math.isnan(value):
        return "–"
    if name == "questions":
        return f"{value:,.0f}"
    if name in ("cpu", "again", "ray_wall"):
        return f"{value:,.1f} s" if value < 7200 else f"{value / 3600:,.0f} h"
    if value >= 10 * 1024:
        return f"{value / 1024:,.0f} GiB"
    return f"{value:,.1f} MiB" if value < 100 else f"{value:,.0f} MiB"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--gold", type=Path, default=ROOT / "gold", metavar="DIR")
    parser.add_argument("--sizes", default="100,1000,5000", metavar="N,N,N", help="articles")
    parser.add_argument("--tasks", default="", metavar="A,B", help="all without it")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the table between its markers")
    given = parser.parse_args()
    sizes = sorted(int(size) for size in given.sizes.split(","))
    if given.tasks and given.write:
        parser.error("--tasks is for a quick look: leave out --write")
    if len(sizes) < 3:
        parser.error("--sizes: three or more, so that it shows whether the growth is straight")
    facts = machine()
    costs = []
    try:
        for size in sizes:
            with tempfile.TemporaryDirectory(prefix="onrecord-scale-") as folder:
                costs.append(cost(sources(given.gold.resolve()), Path(folder), size, given.tasks))
    except BenchError as error:
        print(f"bench_scale: {error}", file=sys.stderr)
        return 2
    found = f"{table(costs)}\n\nMeasured on {facts}.\n"
    print(found)
    if given.write:
        page = given.write.read_text(encoding="utf-8")
        marked = re.compile(r"(<!-- scale -->\n).*?(<!-- /scale -->)", re.DOTALL)
        if not marked.search(page):
            print(f"bench_scale: {given.write} has no markers <!-- scale -->", file=sys.stderr)
            return 2
        given.write.write_text(marked.sub(lambda m: f"{m[1]}{found}{m[2]}", page), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
