"""scripts/bench_harness.py measures what it says, in miniature and without the other harnesses."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from onrecord.gold.load import load_article
from onrecord.tasks.items import quoted_words

from ..harness import GOLD, ROOT, environment

SCRIPTS = ROOT / "scripts"
sys.path.append(str(SCRIPTS))

from bench import gold, predictions, process, rescoring, table  # noqa: E402


def script(*arguments: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, str(SCRIPTS / "bench_harness.py"), *map(str, arguments)],
        env=environment(OMP_NUM_THREADS="1"),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def cells(markdown: str) -> list[list[str]]:
    """The rows of a table, without its head."""
    rows = [line.strip("| ").split(" | ") for line in markdown.splitlines() if line.startswith("| ")]
    return rows[1:]


def test_overhead_is_a_slope_between_two_sizes_of_real_runs() -> None:
    done = script("--only", 2, "--quick", "--no-peers", "--gold", GOLD)

    assert done.returncode == 0, done.stderr
    assert [row[0] for row in cells(done.stdout)] == [
        "a request of all tasks",
        "a request of attribution, check-quote, verify",
        "a request of attribution, check-quote, verify, in a small run",
        "a request of all tasks, in a small run, the first on this gold",
    ]
    points = re.findall(r"(\d+) requests (\d+\.\d\d) s", done.stdout)
    few, many, some, more, *small = (int(count) for count, _ in points)
    assert small == [some, more, few, many]
    assert 40 < few < 100 < many < 200
    assert some < few
    assert some < more < many
    shown = re.findall(r"(-?\d+\.\d{3}) ms", done.stdout)
    seconds = [float(cpu) for _, cpu in points]
    slope = 1000 * (seconds[1] - seconds[0]) / (many - few)
    assert float(shown[0]) == pytest.approx(slope, abs=1000 * 0.011 / (many - few))


def test_rescoring_reads_every_answer_and_rouge_is_bit_equal() -> None:
    pytest.importorskip("rouge_score")
    done = script("--only", 4, "--quick", "--gold", GOLD)

    assert done.returncode == 0, done.stderr
    scored, memory, rouge = cells(done.stdout)
    assert scored[0].startswith("2,000 predicted quotes on 20 articles")
    assert float(scored[1].removesuffix(" s")) > 0
    assert float(memory[1].removesuffix(" GB")) > 0.01
    assert rouge[0] == "ROUGE of 50 pairs, one core, bit-equal"
    assert float(rouge[3].removesuffix(" ×")) > 0
    assert "Measured on" in done.stdout


def test_without_its_peer_nothing_is_measured() -> None:
    done = script("--only", 3)

    assert (done.returncode, done.stdout) == (2, "")
    assert "lm-eval missing: give --peers DIR" in done.stderr


def test_quick_figures_go_into_no_page(tmp_path: Path) -> None:
    done = script("--only", 4, "--quick", "--write", tmp_path / "page.md")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--quick is not for figures" in done.stderr


def test_rouge_that_differs_in_a_bit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    scorer = pytest.importorskip("rouge_score.rouge_scorer").RougeScorer
    pairs = rescoring.texts(gold.sources(GOLD), 20)
    assert len(set(pairs)) > 10
    assert rescoring.rouge(pairs)[0] == 20

    class Unstemmed(scorer):  # type: ignore[misc, valid-type]
        def __init__(self, kinds: list[str], use_stemmer: bool) -> None:
            super().__init__(kinds, use_stemmer=False)

    monkeypatch.setattr("rouge_score.rouge_scorer.RougeScorer", Unstemmed)
    with pytest.raises(process.BenchError, match="have other scores than rouge_score"):
        rescoring.rouge(pairs)


def test_copies_are_articles_of_their_own(tmp_path: Path) -> None:
    folder = gold.repeat(gold.sources(GOLD), tmp_path / "gold", 7)

    articles = [load_article(path) for path in sorted(folder.iterdir())]
    assert len({article.id for article in articles}) == len({article.raw for article in articles}) == 7
    assert {article.id.rpartition("-")[0] for article in articles} == {path.name for path in GOLD.iterdir()}
    first = load_article(GOLD / "comet-survey")
    assert articles[0].raw == f"{first.raw.rstrip()} (000000)\n"
    assert [quote.spans for quote in articles[0].quotes] == [quote.spans for quote in first.quotes]


def test_predicted_quotes_are_partly_right_and_always_the_same() -> None:
    article = load_article(GOLD / "harbour-ferry")

    found = predictions.predict(article, 100)

    exact = {quoted_words(article, quote) for quote in article.quotes}
    right = sum(quote["quote"] in exact for quote in found)
    assert len(found) == 100
    assert 40 <= right <= 75
    assert found == predictions.predict(article, 100)


def test_a_process_is_measured_with_its_children(tmp_path: Path) -> None:
    work = "sum(n * n for n in range(2_000_000))"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {work!r}], check=True)"
    alone = process.measure([sys.executable, "-c", "pass"], tmp_path)
    used = process.measure([sys.executable, "-c", f"{child}; print('done')"], tmp_path)
    assert used.output == "done\n"
    assert used.cpu > alone.cpu
    assert used.memory > 1_000_000


def test_a_process_that_fails_or_never_ends_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(process.BenchError, match="ended with 3:\n  no such model"):
        failing = "import sys; print('no such model', file=sys.stderr); sys.exit(3)"
        process.measure([sys.executable, "-c", failing], tmp_path)
    with pytest.raises(TimeoutError, match="not done after 1 s"):
        process.measure([sys.executable, "-c", "import time; time.sleep(60)"], tmp_path, limit=1)


def test_a_process_keeps_to_one_core(tmp_path: Path) -> None:
    if not hasattr(os, "sched_getaffinity"):
        pytest.skip("this system binds no process to a core")
    asked = "import os; print(len(os.sched_getaffinity(0)))"
    assert process.measure([sys.executable, "-c", asked], tmp_path, cores=1).output == "1\n"


def test_a_table_goes_between_its_markers_only(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    text = (
        "a\n<!-- measure 1 -->\nold\n<!-- /measure 1 -->\nb\n<!-- measure 2 -->\nkept\n<!-- /measure 2 -->\n"
    )
    page.write_text(text, encoding="utf-8")

    assert table.put(page, 1, "new\n")
    assert not table.put(page, 3, "nowhere\n")

    assert page.read_text(encoding="utf-8") == text.replace("old", "new")


def test_the_page_of_figures_has_a_place_for_each_measure() -> None:
    page = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    for number in range(1, 6):
        assert page.count(f"<!-- measure {number} -->\n") == page.count(f"<!-- /measure {number} -->") == 1
