"""The plain metrics: worked by hand, and against the packages that others use."""

import pytest
from rouge_score import rouge_scorer

from onrecord.validity.people.built_in import (
    chrf,
    content_words,
    rouge_1,
    rouge_2,
    rouge_lsum,
    sentences_of,
)

SUMMARY = "The mill on the river burned down on Monday. Nobody was hurt."
REFERENCES = ("A mill burnt on Monday. Nobody was hurt.", "The river mills are closed.")


@pytest.mark.parametrize(
    ("unit", "summary", "wanted"),
    [
        ("The mill closed.", "A mill burnt.", 1 / 2),
        ("The mills are closing.", "closed mill", 1.0),
        ("The mill closed.", "", 0.0),
        ("", "A mill burnt.", 0.0),
        ("He is there.", "It is he.", 2 / 3),  # no content word: by all
    ],
)
def test_content_words(unit: str, summary: str, wanted: float) -> None:
    assert content_words(unit, summary) == pytest.approx(wanted)


def test_rouge_is_the_recall_of_googles() -> None:
    scorer = rouge_scorer.RougeScorer(["rouge1", "rouge2", "rougeLsum"], use_stemmer=True)
    lines = [text.replace(". ", ".\n") for text in (SUMMARY, *REFERENCES)]
    scores = [scorer.score(reference, lines[0]) for reference in lines[1:]]
    for function, kind in ((rouge_1, "rouge1"), (rouge_2, "rouge2"), (rouge_lsum, "rougeLsum")):
        wanted = sum(score[kind].recall for score in scores) / 2
        assert function(SUMMARY, REFERENCES) == pytest.approx(wanted)
        assert function("", REFERENCES) == 0


def test_chrf_is_sacrebleus() -> None:
    from sacrebleu import sentence_chrf

    wanted = sum(sentence_chrf(SUMMARY, [reference]).score for reference in REFERENCES) / 200
    assert chrf(SUMMARY, REFERENCES) == pytest.approx(wanted)


def test_sentences_of_a_tokenised_text_need_no_capital() -> None:
    assert sentences_of("a mill burnt . nobody was hurt ! why ?") == [
        "a mill burnt .",
        "nobody was hurt !",
        "why ?",
    ]
    assert sentences_of("Mr. Roe left. He was 3.5 km off; nobody saw it.") == [
        "Mr. Roe left.",
        "He was 3.5 km off;",
        "nobody saw it.",
    ]
