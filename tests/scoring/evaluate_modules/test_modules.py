"""The modules of ``evaluate``: what they say is so, and they are the plain functions."""

import doctest
import json
import subprocess
import sys
from pathlib import Path

import evaluate
import pytest

from onrecord import __version__, scoring
from onrecord.errors import OnRecordError
from onrecord.scoring import evaluate_modules
from onrecord.scoring.evaluate_modules import NAMES

from ...harness import ROOT, environment

ARTICLE = {
    "text": "“We will not sail this week,” said Ilka Dorvén. Tomas Reth called that “a nuisance”.",
    "quotes": [
        {"quote": "We will not sail this week", "speaker": "Ilka Dorvén", "other_names": ["Dorvén"]},
        {"quote": "a nuisance", "speaker": "Tomas Reth"},
    ],
}
QUOTES = [{"quote": "a nuisance", "speaker": "Reth"}, {"quote": "We will not sail", "speaker": "Dorvén"}]
TEXT = "“We will not sail this week,” said Reth."
SUMMARY = "Level crossing on Kalmu Street closes tonight"
GOLD = "crossing-repairs"
PAIRS = [
    ("attributed_quote_f1", [QUOTES], [ARTICLE]),
    ("attributed_quote_f1", [json.dumps(QUOTES), "I cannot help with that.", []], [ARTICLE] * 3),
    ("attributed_quote_f1", [{"quotes": QUOTES}, []], [GOLD, GOLD]),
    ("quote_fidelity", [TEXT, ""], [ARTICLE, ARTICLE]),
    ("quote_fidelity", [TEXT], [GOLD]),
    ("faithful_coverage", [SUMMARY, ""], [GOLD, GOLD]),
    ("rouge", ["the tram line", "x"], ["the line", "y"]),
    ("rouge", ["the tram line"], [["a line", "the tram"]]),
]


@pytest.mark.parametrize("name", NAMES)
def test_its_example_is_true(name: str) -> None:
    said = evaluate.load(evaluate_modules.path(name)).inputs_description
    example = doctest.DocTestParser().get_doctest(said, {}, name, None, 0)
    outcome = doctest.DocTestRunner(verbose=False).run(example)
    assert outcome.attempted > 4
    assert outcome.failed == 0


def test_the_page_about_them_is_true() -> None:
    page = ROOT / "docs" / "evaluate.md"
    outcome = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert outcome.attempted > 20
    assert outcome.failed == 0
    citation = evaluate.load(evaluate_modules.path("quote_fidelity")).citation
    assert citation in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "predictions", "references"), PAIRS)
def test_it_computes_what_the_plain_function_does(
    name: str, predictions: list[object], references: list[object]
) -> None:
    metric = evaluate_modules.load(name)
    expected = getattr(scoring, name)(predictions, references)
    assert metric.compute(predictions=predictions, references=references) == expected
    for prediction, reference in zip(predictions, references, strict=True):
        metric.add(prediction=prediction, reference=reference)
    assert metric.compute() == expected


@pytest.mark.parametrize(
    ("name", "predictions", "references"), [pair for pair in PAIRS if GOLD not in pair[2]]
)
def test_it_documents_itself(name: str, predictions: list[object], references: list[object]) -> None:
    metric = evaluate_modules.load(name)
    assert metric.name == name
    assert "@software{onrecord" in metric.citation
    assert f"version = {{{__version__}}}" in metric.citation
    assert metric.license == "Apache-2.0"
    figures = metric.compute(predictions=predictions, references=references)
    said = metric.description + metric.inputs_description
    assert [figure for figure in figures if figure not in said] == []


def test_an_id_of_digits_stays_an_id(tmp_path: Path, write_article) -> None:  # type: ignore[no-untyped-def]
    write_article(tmp_path / "2024")
    metric = evaluate_modules.load("quote_fidelity")
    text = "“Nobody has to leave,” said Tomas Reth."
    figures = metric.compute(predictions=[text], references=["2024"], gold=str(tmp_path))
    assert figures["quote_fidelity"] == 1.0


def test_combined() -> None:
    """A headline that tells one fact of the two that the fuller reference tells, with one quotation in it
    that nobody said. The unit with it violates, as the article quotes nobody."""
    both = evaluate.combine(
        [evaluate_modules.load("quote_fidelity"), evaluate_modules.load("faithful_coverage", "headline")]
    )
    figures = both.compute(
        predictions=[SUMMARY, "“We never wanted this crossing,” says Orla Venn"], references=[GOLD, GOLD]
    )
    assert (figures["quote_fidelity"], figures["quotations"], figures["fabricated"]) == (0.0, 1, 1)
    assert (figures["coverage"], figures["violating_units"]) == (0.25, 0.5)
    assert figures["faithful_coverage"] == 0.25


def test_a_task_that_is_named_goes_before_the_configuration() -> None:
    metric = evaluate_modules.load("faithful_coverage", "headline")
    pair = {"predictions": [SUMMARY], "references": [GOLD]}
    assert metric.compute(**pair)["coverage"] == 0.5
    assert metric.compute(**pair, task="brief") == scoring.faithful_coverage([SUMMARY], [GOLD])


def test_an_unknown_module() -> None:
    with pytest.raises(OnRecordError, match="no module ‘bleu’; there are attributed_quote_f1"):
        evaluate_modules.load("bleu")


@pytest.mark.parametrize("which", ["HF_MODULES_CACHE", "HF_METRICS_CACHE"])
def test_a_cache_that_cannot_be_written_is_named(
    which: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root may write anywhere, so the folder is one that nobody can make: it would be inside a file."""
    (tmp_path / "file").touch()
    monkeypatch.setattr(evaluate.config, which, tmp_path / "file" / "cache")
    with pytest.raises(
        OnRecordError, match=r"file/cache.*: cannot be written \(Not a directory\).* set HF_HOME"
    ):
        evaluate_modules.load("rouge")


LOADS = """
import json, socket, sys
def refuse(*_): raise AssertionError("the network was asked for")
socket.getaddrinfo = socket.socket.connect = refuse
import evaluate
before = set(sys.modules)
from onrecord.scoring import evaluate_modules
for name in evaluate_modules.NAMES:
    evaluate.load(evaluate_modules.path(name))
print(json.dumps(sorted(set(sys.modules) - before)))
"""


@pytest.mark.parametrize("offline", ["0", "1"])
def test_loading_imports_nothing_more_and_asks_no_network(offline: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADS],
        env=environment(HF_HOME=str(tmp_path), HF_HUB_OFFLINE=offline, HF_EVALUATE_OFFLINE=offline),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    new = [name for name in json.loads(done.stdout) if not name.startswith("evaluate_modules")]
    assert new == [
        "onrecord",
        "onrecord.errors",
        "onrecord.scoring",
        "onrecord.scoring.evaluate_modules",
        "onrecord.scoring.evaluate_modules.about",
    ]


def test_the_plain_functions_are_imported_when_they_are_asked_for(tmp_path: Path) -> None:
    code = "import sys, onrecord.scoring; print(*(n for n in sys.modules if n.startswith('onrecord')))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["onrecord", "onrecord.scoring"]
    assert set(scoring.__all__) == set(NAMES)
    assert scoring.rouge is scoring.plain.rouge  # type: ignore[attr-defined]
    with pytest.raises(AttributeError, match="no attribute ‘bleu’"):
        scoring.bleu  # type: ignore[attr-defined]  # noqa: B018
