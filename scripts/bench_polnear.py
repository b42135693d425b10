"""Measures the quotation reader on a split of PolNeAR: precision, recall and F1 of its attributions.

usage: bench_polnear.py PATH [--form direct|all|both] [--half tune|check|both] [--errors N]

PATH holds `text/` and `attributions/`. The articles fall into two halves by a hash of their names:
errors are shown from the tuning half only, so that the check half stays unread.
"""

import argparse
import collections
import hashlib
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "benchmark"))

from onrecord.gold.formats.polnear import PolnearArticle, read_polnear  # noqa: E402
from onrecord.reading.quotations import read_quotations  # noqa: E402
from onrecord.text import Span  # noqa: E402
from onrecord.validity.polnear import Kind, Outcome, measure, total  # noqa: E402


def half_of(name: str) -> str:
    """The half an article belongs to, by a hash of its name."""
    return "tune" if hashlib.sha256(name.encode()).digest()[0] % 2 == 0 else "check"


def show(label: str, outcomes: list[Outcome]) -> None:
    precision, recall, f1 = (100 * x for x in total(outcomes))
    matched, predicted, gold = (
        sum(getattr(o, n) for o in outcomes) for n in ("matched", "predicted", "gold")
    )
    print(
        f"{label:14} {len(outcomes):3} articles   P {precision:5.1f}   R {recall:5.1f}   F1 {f1:5.1f}"
        f"   ({matched} matched, {predicted} predicted, {gold} gold)"
    )
    kinds = collections.Counter(m.kind for o in outcomes for m in o.misses)
    print(" " * 14, "misses:", ", ".join(f"{n} {k}" for k, n in kinds.most_common()) or "none")


def show_errors(article: PolnearArticle, outcome: Outcome, left: int, only: str) -> int:
    """Print the errors of one article, at most ``left``; what is left then."""

    def words(spans: tuple[Span, ...]) -> str:
        return " | ".join(s.of(article.text).replace("\n", "¶") for s in spans)

    for miss in outcome.misses:
        if left <= 0 or only not in ("", miss.kind):
            continue
        left -= 1
        gold = miss.gold
        print(f"\n- {miss.kind} {article.name} @{gold.content[0].start}")
        print(f"  gold  [{words(gold.source)}] <{words(gold.cue)}> {words(gold.content)}")
        if near := miss.nearest:
            source = words((near.source,)) if near.source else ""
            cue = words((near.cue,)) if near.cue else ""
            print(f"  read  [{source}] <{cue}> {near.form}: {words(near.spans)}")
    for q in outcome.spurious:
        if left <= 0 or only not in ("", "spurious"):
            continue
        left -= 1
        source = words((q.source,)) if q.source else ""
        cue = words((q.cue,)) if q.cue else ""
        print(
            f"\n+ {article.name} @{q.spans[0].start}\n  read  [{source}] <{cue}> {q.form}: {words(q.spans)}"
        )
    return left


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("path", type=Path)
    parser.add_argument("--form", choices=("direct", "all", "both"), default="both")
    parser.add_argument("--half", choices=("tune", "check", "both"), default="both")
    parser.add_argument("--errors", type=int, default=0, metavar="N")
    parser.add_argument("--kind", default="", help="of errors: content, source, nothing, met, spurious")
    arguments = parser.parse_args()

    articles = list(read_polnear(arguments.path))
    began = time.perf_counter()
    read = {a.name: read_quotations(a.text) for a in articles}
    seconds = time.perf_counter() - began
    kinds: list[Kind] = ["direct", "all"] if arguments.form == "both" else [arguments.form]
    halves = ["tune", "check"] if arguments.half == "both" else [arguments.half]
    for kind in kinds:
        outcomes = {a.name: measure(a, read[a.name], kind) for a in articles}
        for half in halves:
            show(f"{kind}, {half}", [outcomes[a.name] for a in articles if half_of(a.name) == half])
        if len(halves) == 2:
            show(f"{kind}, together", list(outcomes.values()))
        left = arguments.errors
        for article in articles:
            if half_of(article.name) == "tune":
                left = show_errors(article, outcomes[article.name], left, arguments.kind)
    words = sum(len(a.text.split()) for a in articles)
    print(f"read {words} words in {seconds:.2f} s: {1e6 * seconds / words:.1f} ms per 1,000 words")
    return 0


if __name__ == "__main__":
    sys.exit(main())
