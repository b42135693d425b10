"""Faults of existing scorers, each shown absent here, numbered as in docs/scoring.md."""

from collections.abc import Callable

import pytest

from onrecord.gold.article import Article
from onrecord.scoring.speakers import SpeakerIndex
from onrecord.tasks.task import built_in_tasks

QuoteValues = Callable[..., dict[str, float | None]]


@pytest.fixture
def article(make_article: Callable[..., Article]) -> Article:
    text = "\n".join(f"“Boat {n} will leave the harbour at dawn,” Ada Lorn said." for n in range(1, 7))
    return make_article(
        text,
        [
            {"kind": "speaker", "id": "lorn", "name": "Ada Lorn", "class": "person", "aliases": ["Lorn"]},
            {"kind": "speaker", "id": "rask", "name": "Tove Rask", "class": "person", "speaks": False},
            *(
                {
                    "kind": "quote",
                    "id": f"q{n}",
                    "form": "direct",
                    "at": [f"p{n} ⟦“Boat {n} will leave the harbour at dawn,”⟧"],
                    "speaker": "lorn",
                }
                for n in range(1, 7)
            ),
        ],
    )


def boat(n: int) -> tuple[str, str]:
    return (f"Boat {n} will leave the harbour at dawn", "Ada Lorn")


def test_1_whole_document_spans_earn_nothing(article: Article, quote_values: QuoteValues) -> None:
    """Overlap is divided by the union, not by gold's length: IoU of the document with a quote is < .5."""
    values = quote_values(article, *[(article.raw, "Ada Lorn")] * 24)
    assert values["marked_f1"] == values["quote_f1"] == 0.0


def test_2_a_right_answer_repeated_gains_nothing(article: Article, quote_values: QuoteValues) -> None:
    """Nine copies are one prediction: as good as one, and no better."""
    assert quote_values(article, *[boat(1)] * 9) == quote_values(article, boat(1))


def test_3_wrong_answers_lower_the_score(article: Article, quote_values: QuoteValues) -> None:
    right = quote_values(article, boat(1), boat(2))["marked_f1"]
    with_wrong = quote_values(article, boat(1), boat(2), ("The sea is calm today", "Ada Lorn"))["marked_f1"]
    assert right is not None and with_wrong is not None and with_wrong < right


@pytest.mark.parametrize("name", ["", " ", "o", "Lor", "da Lorn", "Ada Lorn Smith", "he", "she", "they"])
def test_4_parts_of_names_and_pronouns_are_nobody(article: Article, name: str) -> None:
    assert SpeakerIndex(article).resolve(name) == frozenset()


def test_5_pairs_without_overlap_earn_nothing(article: Article, quote_values: QuoteValues) -> None:
    """Right speaker and right form, other words: no credit of any kind."""
    values = quote_values(article, ("Nothing of this was ever said by her", "Ada Lorn"))
    assert values["all_f1"] == values["quote_f1"] == 0.0
    assert values["attribution_accuracy"] is None


def test_6_one_whole_document_span_earns_nothing(article: Article, quote_values: QuoteValues) -> None:
    assert quote_values(article, (article.raw, "Ada Lorn"))["exact_f1"] == 0.0


def test_9_no_task_stops_at_a_line_break() -> None:
    """Answers may have several paragraphs: no stop string unless a task file names one."""
    assert all(task.stop == () for task in built_in_tasks().values())
