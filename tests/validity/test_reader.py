"""The reader of summaries, measured on written cases."""

import math
from collections import Counter
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml

from onrecord.errors import GoldError
from onrecord.gold.article import Article
from onrecord.gold.load import article_folders, load_article
from onrecord.validity.cases import Case, case_files, read_cases
from onrecord.validity.reader import Measured, Tally, measure_reader

from ..harness import GOLD, ROOT

Measure = Callable[..., Measured]


@pytest.fixture(scope="module")
def comet() -> Article:
    """Hanne Oduya and the Lorne Observatory on a comet, about 3 kilometres wide, that comes in March 2031."""
    return load_article(GOLD / "comet-survey")


@pytest.fixture
def measure(comet: Article) -> Measure:
    """``measure({...}, …)``: cases about the comet, by the fields of their file."""

    def measured(*cases: dict[str, Any]) -> Measured:
        made = [Case.model_validate({"article": "comet-survey", "about": "test", **case}) for case in cases]
        return measure_reader(made, {comet.id: comet})

    return measured


def counts(measured: Measured) -> dict[str, tuple[int, int, int]]:
    return {what: (t.right, t.spurious, t.missed) for what, t in measured.tallies.items()}


NUMBER = "The observatory found a comet about 5 kilometres wide."
PLAIN = "Astronomers at the Lorne Observatory have found a comet."


def test_violations_are_right_spurious_or_missed_by_kind_and_place(measure: Measure) -> None:
    found = {"kind": "number", "words": "5 kilometres"}
    assert counts(measure({"summary": NUMBER, "violations": [found]})) == {"violation: number": (1, 0, 0)}
    assert counts(measure({"summary": NUMBER})) == {"violation: number": (0, 1, 0)}
    assert counts(measure({"summary": PLAIN, "violations": [{"kind": "name", "words": "comet"}]})) == {
        "violation: name": (0, 0, 1)
    }
    elsewhere = {"kind": "number", "words": "The observatory"}
    assert counts(measure({"summary": NUMBER, "violations": [elsewhere]})) == {"violation: number": (0, 1, 1)}
    other = {"kind": "date", "words": "5 kilometres"}
    assert counts(measure({"summary": NUMBER, "violations": [other]})) == {
        "violation: number": (0, 1, 0),
        "violation: date": (0, 0, 1),
    }


def test_clean_cases_that_are_accused_are_counted(measure: Measure) -> None:
    wrong = {"kind": "number", "words": "5 kilometres"}
    measured = measure({"summary": NUMBER}, {"summary": PLAIN}, {"summary": NUMBER, "violations": [wrong]})
    assert (measured.cases, measured.clean, measured.accused) == (3, 2, 1)


QUOTED = "“It is faint, but it is ours,” said Hanne Oduya."


def test_quotations_are_told_by_verdict_and_speaker(measure: Measure) -> None:
    right = {"verdict": "verbatim", "speaker": "right"}
    assert counts(measure({"summary": QUOTED, "quotations": [right]})) == {
        "quotation": (1, 0, 0),
        "verdict: verbatim": (1, 0, 0),
        "speaker: right": (1, 0, 0),
    }
    wrong = {"verdict": "altered", "speaker": "missing"}
    assert counts(measure({"summary": QUOTED, "quotations": [wrong]})) == {
        "quotation": (1, 0, 0),
        "verdict: verbatim": (0, 1, 0),
        "verdict: altered": (0, 0, 1),
        "speaker: right": (0, 1, 0),
        "speaker: missing": (0, 0, 1),
    }
    # Of invented words nobody is the right speaker: the case says nothing about one.
    assert counts(measure({"summary": QUOTED, "quotations": [{"verdict": "verbatim"}]})) == {
        "quotation": (1, 0, 0),
        "verdict: verbatim": (1, 0, 0),
    }


def test_another_number_of_quotations_misses_them_all(measure: Measure) -> None:
    two = [{"verdict": "verbatim"}] * 2
    assert counts(measure({"summary": QUOTED, "quotations": two})) == {"quotation": (0, 0, 2)}
    assert counts(measure({"summary": QUOTED, "quotations": []})) == {"quotation": (0, 0, 1)}


REPORTED = "The Lorne Observatory said that the comet poses no danger."


def test_reports_are_held_by_speaker_and_at_least_half_of_their_words(measure: Measure) -> None:
    def tally(speaker: object, words: str, summary: str = REPORTED) -> tuple[int, int, int]:
        return counts(measure({"summary": summary, "reports": [{"speaker": speaker, "words": words}]}))[
            "report"
        ]

    assert tally("lorne", "the comet poses no danger") == (1, 0, 0)
    assert tally(["lorne"], "said that the comet poses") == (1, 0, 0)  # three of five words
    assert tally("lorne", "The Lorne Observatory said") == (0, 1, 1)
    assert tally("oduya", "the comet poses no danger") == (0, 1, 1)
    assert tally([], "the comet poses no danger") == (0, 1, 0)
    assert tally("lorne", "have found a comet", PLAIN) == (0, 0, 1)


def test_facts_are_told_or_told_in_other_words(measure: Measure) -> None:
    both = f"{PLAIN} {REPORTED}"
    assert counts(measure({"summary": both, "tells": ["f1", "f2"]})) == {"told": (2, 0, 0)}
    assert counts(measure({"summary": both, "tells": ["f1"]})) == {"told": (1, 1, 0)}
    assert counts(measure({"summary": PLAIN, "tells": ["f1", "f2"]})) == {"told": (1, 0, 1)}
    # Facts told in words of no alternative may be found or not: they are counted apart.
    assert counts(measure({"summary": both, "tells": ["f1"], "told_otherwise": ["f2"]})) == {
        "told": (1, 0, 0),
        "told in other words": (1, 0, 0),
    }
    assert counts(measure({"summary": PLAIN, "tells": ["f1"], "told_otherwise": ["f2"]})) == {
        "told": (1, 0, 0),
        "told in other words": (0, 0, 1),
    }


def test_what_a_case_says_nothing_about_is_not_counted(measure: Measure) -> None:
    assert counts(measure({"summary": f"{REPORTED} {QUOTED}"})) == {}


def test_each_miss_is_kept_with_its_words(measure: Measure) -> None:
    measured = measure({"summary": NUMBER, "tells": ["f2"], "about": "a width"})
    told = sorted((m.what, m.words, m.spurious, m.case.about) for m in measured.misses)
    assert ("told", "f2", False, "a width") in told
    (accused,) = (m for m in told if m[0] == "violation: number")
    assert accused[2]
    assert "5" in accused[1]


def test_precision_and_recall() -> None:
    tally = Tally(right=3, spurious=1, missed=2)
    assert tally.precision == pytest.approx(3 / 4)
    assert tally.recall == pytest.approx(3 / 5)
    assert Tally(missed=1).precision is None
    assert Tally(missed=1).recall == 0
    assert Tally(spurious=1).recall is None


@pytest.mark.parametrize(
    ("case", "message"),
    [
        ({"article": "comet"}, "‘test’ names no article of gold: comet"),
        ({"reports": [{"speaker": "odoya", "words": "a comet"}]}, "‘test’: comet-survey has no odoya"),
        ({"tells": ["f1", "f9"]}, "‘test’: comet-survey has no f9"),
        ({"told_otherwise": ["f8"]}, "‘test’: comet-survey has no f8"),
    ],
)
def test_what_gold_does_not_have_is_an_error(measure: Measure, case: dict[str, Any], message: str) -> None:
    with pytest.raises(GoldError, match=message):
        measure({"summary": PLAIN, **case})


def written(folder: Path, *cases: object) -> Path:
    path = folder / "mine.yaml"
    path.write_text(yaml.safe_dump(list(cases)), encoding="utf-8")
    return path


CASE = {"article": "comet-survey", "about": "one", "summary": PLAIN}


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    one, two = read_cases(
        [written(tmp_path, CASE, {**CASE, "reports": [{"speaker": None, "words": "comet"}]})]
    )
    assert one == Case(article="comet-survey", about="one", summary=PLAIN)
    assert one.reports is None
    assert one.task == "brief"
    assert two.reports is not None
    assert two.reports[0].speaker == ()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"summery": "x"}, "case 1, summery: Extra inputs are not permitted"),
        ({"task": "poem"}, "case 1, task: Input should be"),
        ({"violations": [{"kind": "nmae", "words": "comet"}]}, "case 1, violations.0.kind: Input should be"),
        ({"violations": [{"kind": "name", "words": "asteroid"}]}, "case 1: .* the summary has no ‘asteroid’"),
        ({"reports": [{"speaker": "lorne", "words": "asteroid"}]}, "the summary has no ‘asteroid’"),
        ({"quotations": [{"verdict": "right"}]}, "case 1, quotations.0.verdict"),
    ],
)
def test_a_wrong_case_is_named(tmp_path: Path, wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(GoldError, match=rf"mine\.yaml: .*{message}"):
        read_cases([written(tmp_path, CASE, {**CASE, **wrong})])


@pytest.mark.parametrize("content", [b"3", b"- [", b"", b"!!python/object:os.system {}", b"\xff"])
def test_what_is_no_list_of_cases_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(content)
    with pytest.raises(GoldError, match=r"mine\.yaml: no list of cases in YAML"):
        read_cases([path])
    with pytest.raises(GoldError, match="no list of cases in YAML"):
        read_cases([tmp_path / "none.yaml"])


@pytest.fixture(scope="module")
def articles() -> dict[str, Article]:
    return {folder.name: load_article(folder) for folder in article_folders(ROOT / "gold")}


def test_our_cases_name_what_gold_has_and_are_many(articles: dict[str, Article]) -> None:
    cases = read_cases(chain.from_iterable(case_files().values()))
    assert len(cases) >= 200
    # Each of them is checked against gold as it is read.
    assert measure_reader(cases, articles).cases == len(cases)


def test_our_cases_are_about_everything(articles: dict[str, Article]) -> None:
    cases = read_cases(chain.from_iterable(case_files().values()))
    by_split = Counter(articles[case.article].meta.split for case in cases)
    assert min(by_split["dev"], by_split["test"]) >= 50
    assert {v.kind for c in cases for v in c.violations} >= {"name", "number", "date", "contradicted"}
    assert {q.verdict for c in cases for q in c.quotations or ()} >= {"verbatim", "altered", "fabricated"}
    assert sum(not c.violations for c in cases) >= 100
    assert {c.task for c in cases} == {"headline", "brief", "quoted-brief"}
    assert len({c.summary for c in cases}) == len(cases)


def test_the_reader_reads_most_of_them_right(articles: dict[str, Article]) -> None:
    """A floor far below what it reaches, for what would break it altogether."""
    measured = measure_reader(read_cases(chain.from_iterable(case_files().values())), articles)
    assert measured.accused < 0.25 * measured.clean
    for kind in ("violation: number", "violation: name", "quotation", "verdict: verbatim", "report", "told"):
        tally = measured.tallies[kind]
        assert math.sqrt((tally.precision or 0) * (tally.recall or 0)) > 0.6, kind
