"""What an answer gets right and wrong, one thing at a time."""

import json
from collections.abc import Callable

import pytest

from onrecord.gold.article import Article
from onrecord.runs.outcomes import FAITHFUL, NOTHING_ELSE, QUOTED, Outcome, outcomes
from onrecord.scoring.scorers import ArticleScorer
from onrecord.tasks.items import gold_answer, items
from onrecord.tasks.reader import read_answer
from onrecord.tasks.task import Task, built_in_tasks
from onrecord.tasks.values import Invalid

TASKS = built_in_tasks()
Found = dict[str, Outcome]


def found(task: Task, article: Article, answer: Callable[[str], str]) -> Found:
    """The outcomes of answers to all items, by the last part of their id; ``answer`` is of an item's id."""
    scorer = ArticleScorer(article)
    all_of_them: Found = {}
    for item in items(task, article):
        read = read_answer(task, answer(item.id))
        scored = scorer.score(task, item.id, read)
        reason = read.value.reason if isinstance(read.value, Invalid) else ""
        for outcome in outcomes(task, article, item, scored.details, reason):
            start, _, part = outcome.id.rpartition("/")
            assert start == f"{task.name}/{article.id}"
            all_of_them[part] = outcome
    return all_of_them


def golden(task: Task, article: Article) -> Found:
    by_id = {item.id: gold_answer(task, article, item) for item in items(task, article)}
    return found(task, article, by_id.__getitem__)


def right(of: Found) -> set[str]:
    return {part for part, outcome in of.items() if outcome.is_right}


def quotes(*entries: tuple[str, str]) -> str:
    return json.dumps({"quotes": [{"quote": q, "speaker": s, "form": "direct"} for q, s in entries]})


@pytest.mark.parametrize("name", ["quotes", "attribution", "speakers", "check-quote", "verify"])
def test_gold_gets_everything_right(ferry: Article, name: str) -> None:
    of = golden(TASKS[name], ferry)

    assert of
    assert right(of) == set(of)


@pytest.mark.parametrize("name", sorted(TASKS))
def test_an_answer_that_is_none_gets_everything_wrong_and_has_the_same_items(
    ferry: Article, name: str
) -> None:
    task = TASKS[name]
    of = found(task, ferry, lambda _: "")

    assert list(of) == list(golden(task, ferry))
    assert right(of) == set()
    assert {outcome.answer for outcome in of.values()} == {"invalid: empty"}


def test_quotes_of_gold_and_what_is_no_quote(ferry: Article) -> None:
    of = found(
        TASKS["quotes"],
        ferry,
        lambda _: quotes(
            ("We will not sail until the hull is safe again", "Ilka Dorvén"),
            ("The shops have enough bread and the clinic has enough oil", "Ilka Dorvén"),
            ("Nobody told us anything about this at all", "Tomas Reth"),
        ),
    )

    assert list(of) == ["q1", "q2", "q3", "q4", NOTHING_ELSE]
    assert right(of) == {"q1"}
    assert of["q3"].gold == "Tomas Reth"
    assert of["q3"].answer == "The shops have enough bread and the clinic has enough oil (Ilka Dorvén)"
    assert of["q2"].answer == ""
    assert of[NOTHING_ELSE].answer == "Nobody told us anything about this at all (Tomas Reth)"
    assert "We will not sail until the hull is safe again" in of["q1"].asked


def test_an_altered_quote_is_the_answer_to_the_one_it_stands_for(ferry: Article) -> None:
    said = "We will not sail until the ship is safe again"
    of = found(TASKS["quotes"], ferry, lambda _: quotes((said, "Ilka Dorvén")))

    assert right(of) == {NOTHING_ELSE}
    assert of["q1"].answer == f"{said} (Ilka Dorvén)"


def test_no_quotes_is_nothing_else(ferry: Article) -> None:
    assert right(found(TASKS["quotes"], ferry, lambda _: quotes())) == {NOTHING_ELSE}


def test_attribution_is_a_quote_an_item(ferry: Article) -> None:
    of = found(TASKS["attribution"], ferry, lambda item: json.dumps({"speaker": "Reth"}))

    assert right(of) == {"q2", "q3"}
    assert (of["q1"].gold, of["q1"].answer) == ("Ilka Dorvén", "Reth")


def test_speakers_are_who_speaks_and_nobody_else(ferry: Article) -> None:
    named = [
        {"name": n, "other_names": [], "class": "person"} for n in ("Ilka Dorvén", "Nol Abari", "Dorvén")
    ]
    of = found(TASKS["speakers"], ferry, lambda _: json.dumps({"speakers": named}))

    assert list(of) == ["dorven", "engineer", "reth", NOTHING_ELSE]
    assert right(of) == {"dorven"}
    assert of["dorven"].answer == "Ilka Dorvén"
    assert of[NOTHING_ELSE].answer == "Nol Abari; Dorvén"


def test_labels_are_an_item_each(ferry: Article) -> None:
    of = found(TASKS["verify"], ferry, lambda _: json.dumps({"label": "supported"}))

    assert right(of) == {"v1"}
    assert of["v2"] == Outcome(
        "verify/ferry/v2", False, "The crack measures half a metre.", "contradicted", "supported"
    )


def test_a_check_shows_the_quotation_and_its_speaker(ferry: Article) -> None:
    of = golden(TASKS["check-quote"], ferry)
    assert all(outcome.asked.endswith(")") and " (" in outcome.asked for outcome in of.values())


def test_a_summary_is_its_facts_and_its_faith(ferry: Article) -> None:
    told = found(
        TASKS["brief"], ferry, lambda _: "The Zelmar ferry stopped. Reth gave the island three weeks."
    )
    untold = found(TASKS["brief"], ferry, lambda _: "The mayor of Paris ate 17 apples on the moon.")

    assert list(told) == ["f1", "f2", FAITHFUL]
    assert right(told) == {"f1", "f2", FAITHFUL}
    assert right(untold) == set()
    assert "17" in untold[FAITHFUL].answer


def test_facts_of_other_lengths_are_not_asked_for(ferry: Article) -> None:
    of = found(TASKS["headline"], ferry, lambda _: "Zelmar ferry stopped over a crack")

    assert list(of) == ["f1", FAITHFUL]
    assert right(of) == {"f1", FAITHFUL}


def test_a_quoted_summary_needs_two_quotations_that_hold(ferry: Article) -> None:
    task = TASKS["quoted-brief"]
    good = golden(task, ferry)
    one = found(
        task,
        ferry,
        lambda _: (
            "The Zelmar ferry stopped. “We will not sail until the hull is safe again,” said Ilka Dorvén."
        ),
    )
    wrong = found(
        task,
        ferry,
        lambda _: gold_answer(task, ferry, items(task, ferry)[0]).replace("Tomas Reth", "Ilka Dorvén"),
    )

    assert QUOTED in right(good)
    assert QUOTED not in right(one)
    assert QUOTED not in right(wrong)
    assert "speaker wrong" in wrong[QUOTED].answer
