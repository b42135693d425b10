"""Measures the report of many models: how large it is, and how long a browser takes to open it.

    python scripts/bench_report.py --write docs/performance.md
    python scripts/bench_report.py --models 2 --articles 5      a quick look

The models are ``baseline:rules`` with errors put in, from few to many: words of quotes left out, quotes
dropped, speakers exchanged, other labels, other names and numbers in summaries. All their answers are
scored as any run's are, and the report is that of ``onrecord report``. Pages are opened from the disk in a
headless Chromium (needs selenium, Chromium and its driver), each several times: the time is from navigation
to the end of the load event, the best counts, and what else the machine does makes it longer, never shorter.
"""

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "benchmark"))

from bench.process import BenchError, say  # noqa: E402
from bench.table import machine, put  # noqa: E402

from onrecord import api  # noqa: E402
from onrecord.gold.load import article_folders  # noqa: E402
from onrecord.models.base import Response  # noqa: E402
from onrecord.models.baselines.rules import rules  # noqa: E402
from onrecord.reports.site import write_site  # noqa: E402
from onrecord.runs.folder import RunFolder  # noqa: E402
from onrecord.runs.plan import Plan  # noqa: E402
from onrecord.tasks.request import Request  # noqa: E402

OPENED = 5
MB = 1_000_000
MOST = 10 * MB
LABELS = ("supported", "contradicted", "unstated", "genuine", "altered", "misattributed", "invented")
WORDS = ("Wednesday", "Edvard", "4,710", "never", "the ministry", "Oslo", "halved")
MEASURE = 6


class Erring:
    """``baseline:rules`` that errs in a share of what it says, the same way each time."""

    takes_schema = False

    def __init__(self, number: int, share: float, said: dict[str, str]) -> None:
        self.name = f"rules-with-errors/variant-{number:02}-with-{100 * share:.0f}-per-cent"
        self.fingerprint = f"{self.name} of bench_report 1"
        self._share, self._said = share, said

    def __enter__(self) -> "Erring":
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def generate(self, requests: Iterable[Request]) -> Iterator[tuple[str, Response]]:
        for request in requests:
            if request.id not in self._said:
                self._said[request.id] = rules(request) or ""
            yield request.id, Response(text=self._erred(request.id, self._said[request.id]))

    def _erred(self, id: str, text: str) -> str:
        dice = random.Random(f"{self.name} {id}")
        if not text.startswith("{"):
            return self._words(dice, text)
        answer = json.loads(text)
        if "label" in answer and dice.random() < self._share:
            answer["label"] = dice.choice(LABELS[3:] if "check" in id else LABELS[:3])
        if "speaker" in answer and dice.random() < self._share:
            answer["speaker"] = dice.choice(("the minister", "unknown", "Edvard Holm", "they"))
        for key in ("quotes", "speakers"):
            if key in answer:
                answer[key] = [self._entry(dice, e) for e in answer[key] if dice.random() > self._share / 3]
        return json.dumps(answer, ensure_ascii=False)

    def _entry(self, dice: random.Random, entry: dict[str, Any]) -> dict[str, Any]:
        if dice.random() > self._share:
            return entry
        key = dice.choice([k for k in ("quote", "speaker", "name") if k in entry])
        return {**entry, key: self._words(dice, entry[key], least=1)}

    def _words(self, dice: random.Random, text: str, least: int = 0) -> str:
        words = text.split(" ")
        for _ in range(max(least, round(self._share * len(words) / 4))):
            words[dice.randrange(len(words))] = dice.choice(WORDS)
        return " ".join(words)


def run_models(folder: Path, models: int, articles: int | None) -> list[RunFolder]:
    """The runs, from a twentieth of errors to six tenths."""
    said: dict[str, str] = {}
    plan = Plan(article_ids=tuple(f.name for f in article_folders(Plan().gold_folder)[:articles]))
    found = []
    for n in range(models):
        share = 0.05 + 0.55 * n / max(1, models - 1)
        say(f"model {n + 1} of {models}")
        found.append(RunFolder(folder / f"run-{n + 1:02}"))
        api.run(plan, Erring(n + 1, share, said), found[-1])
    return found


def opened(pages: list[Path]) -> list[float]:
    """Seconds from navigation to the end of the load event, the best of several, for each page."""
    try:
        from selenium import webdriver
    except ImportError:
        raise BenchError("selenium is missing: pip install -e '.[dev]'") from None
    chromium, driver = shutil.which("chromium") or shutil.which("google-chrome"), shutil.which("chromedriver")
    if not chromium or not driver:
        raise BenchError(
            "no Chromium with its driver here (Debian: apt-get install chromium chromium-driver)"
        )
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for switch in "--headless=new --no-sandbox --disable-gpu --window-size=1280,900".split():
        options.add_argument(switch)
    browser = webdriver.Chrome(options, webdriver.ChromeService(driver))
    try:
        return [min(_opening(browser, page) for _ in range(OPENED)) for page in pages]
    finally:
        browser.quit()


def _opening(browser: Any, page: Path) -> float:
    browser.get("about:blank")
    browser.get(page.as_uri())
    ended = browser.execute_script("return performance.getEntriesByType('navigation')[0].loadEventEnd")
    return float(ended) / 1000


def measured(folder: Path, models: int, articles: int | None) -> str:
    """Run, report and open, as Markdown."""
    facts = machine()
    runs = run_models(folder, models, articles)
    say("the report")
    began = time.monotonic()
    index = write_site(runs, folder / "report")
    seconds = time.monotonic() - began
    pages = sorted((folder / "report").rglob("*.html"), key=lambda page: page.stat().st_size)
    total = sum(page.stat().st_size for page in pages)
    count = len(list((folder / "report" / "articles").iterdir()))
    overview, biggest = opened([index, pages[-1]])
    rows = [
        ("all pages together", f"{total / MB:.2f} MB", "< 10 MB", "yes" if total < MOST else "no"),
        ("the biggest page", f"{pages[-1].stat().st_size / 1000:.0f} kB", "", ""),
        ("the overview", f"{index.stat().st_size / 1000:.0f} kB", "", ""),
        ("opening the biggest page", f"{1000 * biggest:.0f} ms", "at once", ""),
        ("opening the overview", f"{1000 * overview:.0f} ms", "at once", ""),
        ("writing the report", f"{seconds:.1f} s", "", ""),
    ]
    lines = [f"| {count} articles, {models} models | measured | goal | met |", "|---|---|---|---|"]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([*lines, "", f"Measured on {facts}.", ""])


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--models", type=int, default=10, metavar="N")
    parser.add_argument("--articles", type=int, default=None, metavar="N", help="all of gold without it")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep runs and report here")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the figures between its markers")
    given = parser.parse_args()
    try:
        if given.keep:
            found = measured(given.keep.resolve(), given.models, given.articles)
        else:
            with tempfile.TemporaryDirectory(prefix="onrecord-report-") as folder:
                found = measured(Path(folder), given.models, given.articles)
    except BenchError as error:
        print(f"bench_report: {error}", file=sys.stderr)
        return 2
    print(found)
    if given.write and not put(given.write, MEASURE, found):
        print(f"bench_report: {given.write} has no markers <!-- measure {MEASURE} -->", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
