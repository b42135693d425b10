"""Measure 4: saved answers scored again, and ROUGE against the library that it must equal."""

import json
import time
from collections.abc import Callable
from pathlib import Path

from onrecord.gold.load import load_article

from .gold import repeat, sources
from .process import ONRECORD, PYTHON, BenchError, environment, measure, say
from .table import Measured, Row, times

SECONDS, BYTES, FASTER = 60, 1e9, 50
_KINDS = ["rouge1", "rouge2", "rougeLsum"]


def rescoring(gold: Path, folder: Path, articles: int, quotes: int, pairs: int) -> Measured:
    """``onrecord score`` on a run of ``articles`` × ``quotes``; ROUGE on ``pairs`` pairs."""
    fitting = [source for source in sources(gold) if load_article(source).quotes]
    if not fitting:
        raise BenchError(f"no quote in {gold}; give a folder of gold with --gold")
    say(f"writing {articles} articles and {articles * quotes:,} predicted quotes")
    repeat(fitting, folder / "gold", articles)
    run = folder / "run"
    measure([PYTHON, "-m", "bench.predictions", folder / "gold", run, quotes], folder)
    command = [*ONRECORD, "score", run, "--format", "json"]
    env = environment(ONRECORD_CACHE=str(folder / "cache"))
    say("onrecord score, the first time")
    first = measure(command, folder, env, cores=1)
    say("onrecord score, again")
    used = measure(command, folder, env, cores=1)
    _check(run, articles)
    whole = articles * quotes == 1_000_000
    rows = [
        Row(
            f"{articles * quotes:,} predicted quotes on {articles:,} articles, one core",
            f"{used.wall:.1f} s",
            "",
            "",
            f"≤ {SECONDS} s" if whole else "",
            used.wall <= SECONDS if whole else None,
        ),
        Row(
            "its largest resident set",
            f"{used.memory / 1e9:.2f} GB",
            "",
            "",
            "≤ 1 GB" if whole else "",
            used.memory <= BYTES if whole else None,
        ),
    ]
    count, ours, theirs = rouge(texts(sources(gold), pairs))
    ratio = theirs / ours
    rows.append(
        Row(
            f"ROUGE of {count:,} pairs, one core, bit-equal",
            f"{1e6 * ours / count:.0f} µs a pair",
            f"{1e6 * theirs / count:.0f} µs a pair (`rouge_score`)",
            times(ratio),
            f"≥ {FASTER} ×",
            ratio >= FASTER,
        )
    )
    notes = [
        f"`onrecord score` as a whole, start and page included: {used.wall:.1f} s, {used.cpu:.1f} s of CPU "
        f"time. The first time, when trivial rows and ceilings are worked out too: {first.wall:.1f} s. "
        f"Gold of {len(fitting)} article(s) repeated under new ids, {quotes} quotes an article: half as gold "
        "has them, half with a word left out or another put in, cut, invented, or with the wrong speaker.",
        "ROUGE-1, -2 and -Lsum, stemmed, each scorer made once and given one pair at a time; precision, "
        "recall and F of all pairs are equal to the last bit.",
    ]
    return Measured(4, "Rescoring", "peer", rows, notes)


def _check(run: Path, articles: int) -> None:
    """Raise BenchError unless every answer was read and scored."""
    with (run / "items.jsonl").open(encoding="utf-8") as lines:
        read = sum(json.loads(line)["invalid"] is None for line in lines)
    if read != articles:
        raise BenchError(f"{run}: {read} of {articles} answers were scored")


def texts(articles: list[Path], count: int) -> list[tuple[str, str]]:
    """Pairs of a reference and a summary, a sentence a line, no two alike: gold's, with a word left out."""
    summaries = [s.text.replace(". ", ".\n") for path in articles for s in load_article(path).summaries]
    if not summaries:
        raise BenchError("no summary in this gold; give another folder with --gold")
    found = []
    for number in range(count):
        reference = summaries[number % len(summaries)]
        words = summaries[(number // 7) % len(summaries)].split(" ")
        del words[number % len(words)]
        found.append((reference, " ".join(words)))
    return found


def rouge(pairs: list[tuple[str, str]]) -> tuple[int, float, float]:
    """How many pairs, and the CPU seconds for them of rouge-score-rs and of rouge_score.

    Raises BenchError where a score differs in a single bit, and where rouge_score is missing.
    """
    from rouge_score_rs.rouge_scorer import RougeScorer as Ours

    try:
        from rouge_score.rouge_scorer import RougeScorer as Theirs
    except ImportError:
        raise BenchError("rouge_score missing: pip install rouge-score") from None
    say(f"ROUGE of {len(pairs):,} pairs")
    mine, its = Ours(_KINDS, use_stemmer=True), Theirs(_KINDS, use_stemmer=True)
    results = [[tuple(s) for s in mine.score(*pair).values()] for pair in pairs]
    expected = [[tuple(s) for s in its.score(*pair).values()] for pair in pairs]
    if different := sum(a != b for a, b in zip(results, expected, strict=True)):
        raise BenchError(f"ROUGE: {different} of {len(pairs)} pairs have other scores than rouge_score")
    ours = min(_seconds(mine.score, pairs) for _ in range(5))
    theirs = min(_seconds(its.score, pairs) for _ in range(2))
    return len(pairs), ours, theirs


def _seconds(score: Callable[[str, str], object], pairs: list[tuple[str, str]]) -> float:
    start = time.process_time()
    for reference, summary in pairs:
        score(reference, summary)
    return time.process_time() - start
