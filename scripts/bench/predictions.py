"""A run folder with many predicted quotes: gold's, some of them altered, misattributed, cut or invented.

usage: python -m bench.predictions GOLD RUN_FOLDER QUOTES_AN_ARTICLE
"""

import datetime
import json
import platform
import random
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import onrecord
from onrecord.gold.article import Article
from onrecord.gold.load import load_article
from onrecord.models.base import Response
from onrecord.runs.execute import execute
from onrecord.runs.folder import MANIFEST, RunFolder
from onrecord.runs.plan import Plan
from onrecord.tasks.items import quoted_words
from onrecord.tasks.request import Request


class Predicted:
    """A model that answers ``quotes`` with edited gold: the same for the same article, whatever the order."""

    name = "bench:edited-gold"
    fingerprint = "bench:edited-gold 1"
    takes_schema = False

    def __init__(self, plan: Plan, count: int) -> None:
        self._folders = {folder.name: folder for folder in plan.folders}
        self._count = count

    def __enter__(self) -> "Predicted":
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def generate(self, requests: Iterable[Request]) -> Iterator[tuple[str, Response]]:
        for request in requests:
            quotes = predict(load_article(self._folders[request.article]), self._count)
            yield request.id, Response(text=json.dumps({"quotes": quotes}, ensure_ascii=False))


def predict(article: Article, count: int) -> list[dict[str, str]]:
    """``count`` quotes: half of them gold's words, the rest changed as models change them."""
    chance = random.Random(article.id)
    names = [speaker.name for speaker in article.speakers]
    body = article.raw.split()
    found = []
    for number in range(count):
        gold = article.quotes[number % len(article.quotes)]
        words = quoted_words(article, gold).split()
        speaker = article.speaker[gold.speakers[0]].name if gold.speakers else "unknown"
        edit = chance.random()
        if edit < 0.15 and len(words) > 2:  # a word left out
            del words[chance.randrange(len(words))]
        elif edit < 0.25:  # a word of the article put for another
            words[chance.randrange(len(words))] = chance.choice(body)
        elif edit < 0.35:  # the wrong speaker
            speaker = chance.choice(names)
        elif edit < 0.45:  # cut
            words = words[: max(1, len(words) // 2)]
        elif edit < 0.5:  # invented
            words = chance.choices(body, k=len(words))
        found.append({"quote": " ".join(words), "speaker": speaker, "form": gold.form})
    return found


def main() -> None:
    gold, out, count = sys.argv[1:]
    plan, folder = Plan(("quotes",), gold), RunFolder(Path(out))
    model = Predicted(plan, int(count))
    with folder.locked():
        folder.write_json(MANIFEST, _manifest(plan, model))
        execute(plan, model, folder)


def _manifest(plan: Plan, model: Predicted) -> dict[str, object]:
    """What a run writes first. A run itself would go on to score, which is what is measured later."""
    return {
        "model": model.name,
        "fingerprint": model.fingerprint,
        "signature": plan.signature(model.name, model.fingerprint),
        "takes_schema": False,
        "plan": plan.to_json(),
        "gold": plan.gold_hashes,
        "tasks": {task.name: task.version for task in plan.tasks},
        "onrecord": onrecord.__version__,
        "python": platform.python_version(),
        "libraries": {},
        "written": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
    }


if __name__ == "__main__":
    main()
