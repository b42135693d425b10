"""The metrics as plain functions. Each golden value is worked out by hand, or is another library's."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import GoldError, OnRecordError, TaskError
from onrecord.gold.article import Article
from onrecord.scoring import attributed_quote_f1, faithful_coverage, quote_fidelity, rouge
from onrecord.scoring.summaries.rouge import rouge_scores

ARTICLE = {
    "text": "“We will not sail this week,” said Ilka Dorvén. Tomas Reth called that “a nuisance”.",
    "quotes": [
        {"quote": "We will not sail this week", "speaker": "Ilka Dorvén", "other_names": ["Dorvén"]},
        {"quote": "a nuisance", "speaker": "Tomas Reth"},
    ],
}
NO_QUOTES: dict[str, Any] = {"text": "The ferry is off.", "quotes": []}
FIRST = {"quote": "We will not sail this week", "speaker": "Dorvén"}


@pytest.fixture
def gold(tmp_path: Path, write_article: Callable[..., Path]) -> Path:
    write_article(tmp_path / "ferry")
    return tmp_path


def test_quotes_are_a_mean_of_articles() -> None:
    """One of two quotes: 2 · 1 ÷ (1 + 2) = 2/3. None where there is none: 1. Not JSON: 0. Mean 5/9."""
    figures = attributed_quote_f1([[FIRST], [], "No."], [ARTICLE, NO_QUOTES, ARTICLE])
    assert figures["attributed_quote_f1"] == pytest.approx(5 / 9)
    assert figures["invalid_rate"] == pytest.approx(1 / 3)


def test_quotes_score_as_a_run_scores_them(
    gold: Path, ferry: Article, quote_values: Callable[..., dict[str, float | None]]
) -> None:
    answers = [("slow and costly", "Reth"), ("Nobody has to leave.", "Reth")]
    answer = [{"quote": words, "speaker": speaker} for words, speaker in answers]
    figures = attributed_quote_f1([answer], ["ferry"], gold=gold)
    assert next(iter(figures)) == "attributed_quote_f1"
    expected = quote_values(ferry, *answers)
    assert expected["misattribution_rate"] == 1.0
    assert figures.pop("attributed_quote_f1") == expected.pop("marked_f1")
    assert figures == expected


def test_an_undefined_figure_is_none() -> None:
    assert attributed_quote_f1([[]], [NO_QUOTES])["attribution_accuracy"] is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "“We will not sail this week,” Dorvén said.",
            {"quote_fidelity": 1.0, "quotations": 1, "verbatim": 1},
        ),
        (
            "“We will not sail this week,” Reth said.",
            {"quote_fidelity": 0.0, "verbatim": 1, "wrong_speaker": 1},
        ),
        ("“We will not sail this week” is the word.", {"quote_fidelity": 0.0, "missing_speaker": 1}),
        ("“We will sail this week,” Dorvén said.", {"quote_fidelity": 0.0, "altered": 1, "wrong_speaker": 0}),
        ("“The bread is all gone now,” Dorvén said.", {"quote_fidelity": 0.0, "fabricated": 1}),
        ("It is “a nuisance”, Dorvén said.", {"quote_fidelity": None, "quotations": 0}),
        ("<think>“The bread is gone”, Reth said.</think>No.", {"quote_fidelity": None, "quotations": 0}),
        ("", {"quote_fidelity": None, "quotations": 0}),
    ],
)
def test_the_quotations_of_a_text(text: str, expected: dict[str, float | None]) -> None:
    figures = quote_fidelity([text], [ARTICLE])
    assert {name: figures[name] for name in expected} == expected


def test_quotations_are_pooled_over_texts() -> None:
    """Two good ones in one text, one bad one in another: 2/3, where the mean of texts would be 1/2."""
    good = "“We will not sail this week,” said Dorvén."
    figures = quote_fidelity(
        [f"{good} {good}", "“We sail,” said Dorvén. “The bread is gone.”"], [ARTICLE] * 2
    )
    assert (figures["quotations"], figures["verbatim"], figures["fabricated"]) == (3, 2, 1)
    assert figures["quote_fidelity"] == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("summary", "task", "covered", "violating", "faithful"),
    [
        # One vital fact (1) of the two that the fuller reference tells (1 + ½).
        ("The Zelmar ferry stopped.", "brief", 2 / 3, 0.0, 2 / 3),
        # One of two units names somebody whom the article does not.
        ("The Zelmar ferry stopped. Emmanuel Macron paid for it.", "brief", 2 / 3, 0.5, 1 / 3),
        # Four words are left, without the invention.
        ("The Zelmar ferry stopped. Emmanuel Macron paid for it.", "brief@4", 2 / 3, 0.0, 2 / 3),
        # No headline tells more than that fact.
        ("The Zelmar ferry stopped.", "headline", 1.0, 0.0, 1.0),
        ("", "brief", 0.0, None, 0.0),
    ],
)
def test_the_coverage_of_a_summary(
    summary: str, task: str, covered: float, violating: float | None, faithful: float, gold: Path
) -> None:
    figures = faithful_coverage([summary], ["ferry"], task=task, gold=gold)
    assert figures["coverage"] == pytest.approx(covered)
    assert figures["violating_units"] == violating
    assert figures["faithful_coverage"] == pytest.approx(faithful)
    assert figures["over_budget_rate"] == float(task == "brief@4")


def test_a_quoted_brief_has_a_figure_of_its_own(gold: Path) -> None:
    """All that its references tell, with one of the two quotations it needs: 2 · 1 · ½ ÷ 1½."""
    text = "The Zelmar ferry stopped. “Nobody has to leave,” said Tomas Reth."
    figures = faithful_coverage([text], ["ferry"], task="quoted-brief", gold=gold)
    assert figures["faithful_coverage"] == 1.0
    assert figures["quoted_coverage"] == pytest.approx(2 / 3)
    assert "quoted_coverage" not in faithful_coverage([text], ["ferry"], gold=gold)


@pytest.mark.parametrize("task", ["quotes", "verify"])
def test_only_summaries_have_coverage(task: str, gold: Path) -> None:
    with pytest.raises(TaskError, match=f"‘{task}’ asks for no summary; headline, brief and quoted-brief do"):
        faithful_coverage(["x"], ["ferry"], task=task, gold=gold)


def test_only_gold_has_facts() -> None:
    with pytest.raises(OnRecordError, match="needs facts, which gold alone has"):
        faithful_coverage(["x"], [ARTICLE])  # type: ignore[list-item]


@pytest.mark.parametrize("score", [attributed_quote_f1, quote_fidelity, rouge])
@pytest.mark.parametrize(("count", "of"), [(0, 0), (1, 2), (2, 1)])
def test_predictions_and_references_pair(score: Callable[..., object], count: int, of: int) -> None:
    with pytest.raises(OnRecordError, match=f"{count} predictions and {of} references"):
        score(["x"] * count, [NO_QUOTES] * of)


def test_an_unknown_article_is_no_zero(gold: Path) -> None:
    with pytest.raises(GoldError, match=r"no article ‘fery’ in .* did you mean ‘ferry’"):
        faithful_coverage(["x"], ["fery"], gold=gold)


def test_rouge_by_hand() -> None:
    """Candidate 4 words, reference 5, three in common: F 2/3. Of bigrams two, of three and of four: F 4/7."""
    figures = rouge(["the tram line shut", "x"], ["the tram line closed again", "y"])
    assert figures == pytest.approx({"rouge1": 1 / 3, "rouge2": 2 / 7, "rougeL": 1 / 3, "rougeLsum": 1 / 3})


def test_sentences_are_split_for_lsum() -> None:
    """The same two sentences of three words in another order: a subsequence has three words of six, the union
    over sentences all of them."""
    figures = rouge(["The line closed. Forty were hurt."], ["Forty were hurt. The line closed."])
    assert (figures["rougeL"], figures["rougeLsum"]) == (0.5, 1.0)


def test_the_best_of_several_references_counts() -> None:
    assert rouge(["a b"], [["x y", "a b", "a c"]], rouge_types=["rouge1"]) == {"rouge1": 1.0}


def test_words_of_any_script() -> None:
    """Two of three words are the same. Without ``unicode`` nothing of them is a word."""
    pair = ["Zażółć gęślą jaźń", "η γραμμή έκλεισε"], ["ZAŻÓŁĆ gęślą ptak", "η γραμμή άνοιξε"]
    assert rouge(*pair, rouge_types=["rouge1"], unicode=True)["rouge1"] == pytest.approx(2 / 3)
    assert rouge(pair[0][1:], pair[1][1:], rouge_types=["rouge1"])["rouge1"] == 0.0


def test_stems() -> None:
    figures = [
        rouge(["lines closing"], ["line closed"], use_stemmer=s, rouge_types=["rouge1"])
        for s in (False, True)
    ]
    assert figures == [{"rouge1": 0.0}, {"rouge1": 1.0}]


_TEXTS = st.lists(
    st.sampled_from(["The", "trams", "stopped", "stop.", "Nobody", "left.", "é", "40"]), max_size=12
)


@given(_TEXTS, _TEXTS, st.booleans())
def test_rouge_equals_googles(mine: list[str], theirs: list[str], use_stemmer: bool) -> None:
    rouge_scorer = pytest.importorskip("rouge_score.rouge_scorer")
    kinds = ["rouge1", "rouge3", "rougeL"]
    text, reference = " ".join(mine), " ".join(theirs)
    google = rouge_scorer.RougeScorer(kinds, use_stemmer=use_stemmer).score(reference, text)
    assert rouge([text], [reference], rouge_types=kinds, use_stemmer=use_stemmer) == {
        kind: google[kind].fmeasure for kind in kinds
    }


@given(_TEXTS, _TEXTS)
def test_with_stems_it_is_the_diagnostic_of_a_run(mine: list[str], theirs: list[str]) -> None:
    text, reference = " ".join(mine), " ".join(theirs)
    kinds = ("rouge1", "rouge2", "rougeLsum")
    figures = rouge([text], [reference], rouge_types=kinds, use_stemmer=True)
    assert tuple(figures[kind] for kind in kinds) == rouge_scores(text, reference)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"unicode": True, "use_stemmer": True}, "the stemmer is English"),
        ({"rouge_types": ["rouge10"]}, "rouge_types are rouge1 to rouge9, rougeL and rougeLsum, not"),
        ({"rouge_types": "rouge1"}, "rouge_types are"),
    ],
)
def test_rouge_that_cannot_be(options: dict[str, Any], message: str) -> None:
    with pytest.raises(OnRecordError, match=message):
        rouge(["a"], ["a"], **options)


def test_no_reference_to_compare_with() -> None:
    with pytest.raises(OnRecordError, match="pair 2: an empty list of references"):
        rouge(["a", "b"], [["a"], []])
