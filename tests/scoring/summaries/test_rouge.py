"""Diagnostics. Golden values of ROUGE are rouge_score 0.1.2's, with stemming; the first is also by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sacrebleu.metrics.chrf import CHRF

from onrecord.scoring.summaries.rouge import chrf_score, copying, diagnose, rouge_scores

REFERENCE = "The city closed its tram line on Tuesday. More than 40 passengers were injured."
CANDIDATE = "The tram line was shut. Over 40 passengers were injured on Tuesday."


def test_rouge_by_hand() -> None:
    """Candidate 4 words, reference 5, three in common (the, tram, line): P 3/4, R 3/5, F 2/3. Bigrams: two
    of three and of four: P 2/3, R 1/2, F 4/7. The one sentence's LCS has the same three words: F 2/3."""
    one, two, lsum = rouge_scores("the tram line shut", "the tram line closed again")
    assert (one, two, lsum) == pytest.approx((2 / 3, 4 / 7, 2 / 3))


def test_rouge_of_two_sentences() -> None:
    """14 words in the reference, 12 here, nine in common: F 2·9/26 = 9/13. Of 13 and 11 bigrams five are
    common (tram line, 40 passengers, passengers were, were injured, on Tuesday): F 2·5/24 = 5/12. Sentence by
    sentence the union of LCS has the same nine words."""
    assert rouge_scores(CANDIDATE, REFERENCE) == pytest.approx((9 / 13, 5 / 12, 9 / 13))


def test_rouge_equals_googles() -> None:
    rouge_scorer = pytest.importorskip("rouge_score.rouge_scorer")
    scorer = rouge_scorer.RougeScorer(["rouge1", "rouge2", "rougeLsum"], use_stemmer=True)
    expected = scorer.score(REFERENCE.replace(". ", ".\n"), CANDIDATE.replace(". ", ".\n"))
    assert rouge_scores(CANDIDATE, REFERENCE) == tuple(s.fmeasure for s in expected.values())


def test_mean_and_best_over_references() -> None:
    """Against itself 1, against words it shares nothing with 0."""
    found = diagnose("tram line shut", ["tram line shut", "zebra"], "tram line", 1.5)
    assert (found.rouge_1.mean, found.rouge_1.best) == (0.5, 1.0)
    assert found.chrf.best == pytest.approx(1.0)
    assert (found.words, found.facts_per_100_words) == (3, 50.0)


def test_without_references_there_is_nothing_to_compare() -> None:
    assert diagnose("tram", [], "tram", 0).rouge_1.mean is None


def test_copying() -> None:
    """ "the tram line" (3) and "in" (1) are copied of five words: 4/5, and (9 + 1) ÷ 5 = 2."""
    assert copying("the tram line closed in", "in the tram line") == (0.8, 2.0)


def test_chrf_of_the_same_text() -> None:
    assert chrf_score("tram", "tram") == pytest.approx(1.0)


@given(st.text("ab c.\n“é", max_size=30), st.text("ab c.\n“é", max_size=30))
def test_chrf_is_sacrebleus_to_the_last_bit(text: str, reference: str) -> None:
    assert chrf_score(text, reference) == CHRF().sentence_score(text, [reference]).score / 100


@given(st.lists(st.sampled_from("abc"), max_size=9), st.lists(st.sampled_from("abc"), max_size=15))
def test_copied_fragments_are_the_longest_at_each_place(mine: list[str], source: list[str]) -> None:
    lengths, at = [], 0
    while at < len(mine):
        starts = range(len(source))
        ends = range(at + 1, len(mine) + 1)
        lengths.append(
            max((e - at for e in ends for s in starts if mine[at:e] == source[s : s + e - at]), default=0)
        )
        at += max(lengths[-1], 1)
    expected = (sum(lengths), sum(n * n for n in lengths))
    assert copying(" ".join(mine), " ".join(source)) == tuple(
        n / len(mine) if mine else 0.0 for n in expected
    )
