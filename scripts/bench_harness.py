"""Measures OnRecord beside other harnesses, and writes the tables of docs/performance.md.

    python scripts/bench_harness.py --only 1 --peers ~/peers       one measure
    python scripts/bench_harness.py --all --peers ~/peers --write docs/performance.md

 1  throughput   one model, in OnRecord, in lm-evaluation-harness, and bare
 2  overhead     CPU time for a request, with a model that answers at once
 3  start        CPU time of --help and of the list of tasks
 4  rescoring    a million predicted quotes; ROUGE
 5  ray          two workers against one

Peers run in environments of their own, made in the folder --peers where they are missing. What cannot be
measured is said, with the remedy, and ends in exit code 2; what is printed was measured in this run. Measure
on a machine that does nothing else.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "benchmark"))

from bench.overhead import overhead  # noqa: E402
from bench.process import BenchError, say  # noqa: E402
from bench.ray_workers import ray_workers  # noqa: E402
from bench.rescoring import rescoring  # noqa: E402
from bench.startup import startup  # noqa: E402
from bench.table import Measured, machine, put  # noqa: E402
from bench.throughput import throughput  # noqa: E402
from bench.workload import Workload  # noqa: E402

from onrecord.errors import OnRecordError  # noqa: E402
from onrecord.runs.plan import Plan  # noqa: E402


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--only", metavar="N,…", help="measures by number, joined by commas")
    which.add_argument("--all", action="store_true", help="all five")
    add("--peers", type=Path, metavar="DIR", help="where the peers' environments are, or are made")
    add("--write", type=Path, metavar="PAGE", help="also put the tables between the page's markers")
    add("--quick", action="store_true", help="small sizes: to see that it works, not for figures")
    add("--gold", type=Path, default=ROOT / "gold", metavar="DIR", help="the articles that are used")
    add("--rounds", type=int, default=3, metavar="N", help="runs of each side; the best counts")
    one = parser.add_argument_group("throughput")
    one.add_argument("--model", type=Path, default=ROOT / "models" / "smollm2-135m-instruct", metavar="DIR")
    one.add_argument("--articles", default="", metavar="A,B", help="ids; all without it")
    one.add_argument("--tasks", default="attribution,verify,check-quote", metavar="A,B")
    one.add_argument("--max-tokens", type=int, default=48, metavar="N")
    one.add_argument("--threads", type=int, default=2, metavar="N")
    one.add_argument("--device", default="cpu")
    one.add_argument("--dtype", default="float32")
    one.add_argument("--batches", default="1,4,8,16,auto", metavar="N,…", help="of lm-evaluation-harness")
    one.add_argument(
        "--model-option", action="append", default=[], metavar="KEY=VALUE", help="of OnRecord's hf:"
    )
    two = parser.add_argument_group("overhead")
    two.add_argument("--requests", default="17000,27000", metavar="FEW,MANY", help="two large sizes")
    two.add_argument(
        "--small", default="2000,8000", metavar="FEW,MANY", help="two small ones, the peers' too"
    )
    two.add_argument("--no-peers", action="store_true", help="OnRecord alone")
    four = parser.add_argument_group("rescoring and ray")
    four.add_argument("--copies", type=int, default=10_000, metavar="N", help="articles that are rescored")
    four.add_argument("--quotes", type=int, default=100, metavar="N", help="predicted quotes an article")
    four.add_argument("--pairs", type=int, default=2000, metavar="N", help="pairs of texts for ROUGE")
    four.add_argument("--ray-articles", type=int, default=200, metavar="N")
    four.add_argument("--hashes", type=int, default=50_000, metavar="N", help="work of a request under Ray")
    given = parser.parse_args()
    if given.quick and given.write:
        parser.error("--quick is not for figures: leave out --write")
    if given.quick:
        given.rounds, given.max_tokens, given.batches = 1, 8, "4"
        given.requests = given.small = "50,150"
        given.copies, given.pairs, given.ray_articles, given.hashes = 20, 50, 4, 100
    return given


def measures(given: argparse.Namespace, folder: Path) -> dict[int, Callable[[], Measured]]:
    """Each measure by its number."""
    # Processes work in folders of their own, so that what they are told is not relative to this one.
    gold, peers = given.gold.resolve(), given.peers and given.peers.resolve()

    def first() -> Measured:
        tasks, articles = tuple(given.tasks.split(",")), tuple(filter(None, given.articles.split(",")))
        articles = tuple(found.name for found in Plan(tasks, str(gold), articles).folders)
        model = str(given.model.resolve())
        work = Workload(model, str(gold), articles, tasks, given.max_tokens, given.device, given.dtype)
        how = given.threads, given.batches.split(","), given.rounds, given.model_option
        return throughput(work, peers, _new(folder / "throughput"), *how)

    def second() -> Measured:
        here = _new(folder / "overhead")
        sizes = _pair(given.requests), _pair(given.small)
        return overhead(gold, peers, here, *sizes, given.rounds, not given.no_peers)

    return {
        1: first,
        2: second,
        3: lambda: startup(peers, folder, 2 * given.rounds + 1),
        4: lambda: rescoring(gold, _new(folder / "rescoring"), given.copies, given.quotes, given.pairs),
        5: lambda: ray_workers(gold, _new(folder / "ray"), given.ray_articles, given.hashes),
    }


def _pair(sizes: str) -> tuple[int, int]:
    few, many = map(int, sizes.split(","))
    return few, many


def _new(folder: Path) -> Path:
    folder.mkdir()
    return folder


def main() -> int:
    given = parse()
    facts = machine()
    code = 0
    with tempfile.TemporaryDirectory(prefix="onrecord-bench-") as folder:
        known = measures(given, Path(folder))
        wanted = list(known) if given.all else [int(n) for n in given.only.split(",")]
        for number in wanted:
            say(f"measure {number}")
            try:
                table = f"{known[number]().markdown()}\nMeasured on {facts}.\n"
            except (BenchError, OnRecordError, TimeoutError) as error:
                print(f"bench_harness: measure {number}: {error}", file=sys.stderr)
                code = 2
                continue
            print(table, flush=True)
            if given.write and not put(given.write, number, table):
                print(f"bench_harness: {given.write} has no markers for measure {number}", file=sys.stderr)
                code = 2
    return code


if __name__ == "__main__":
    sys.exit(main())
