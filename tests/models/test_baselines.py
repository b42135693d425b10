"""Baselines see what a model sees, answer what they can, and never fail."""

import json
from dataclasses import replace

import pytest

from onrecord.gold.load import load_article
from onrecord.models.baselines.lead import lead_text
from onrecord.models.baselines.trivial import most_frequent_name
from onrecord.models.baselines.verdict import verdict
from onrecord.models.registry import BASELINES, TRIVIAL, make_model
from onrecord.runs.plan import Plan
from onrecord.tasks.reader import read_answer
from onrecord.tasks.request import Request
from onrecord.tasks.task import Task, built_in_tasks
from onrecord.tasks.values import Invalid
from onrecord.text import count_words

from ..harness import GOLD

STRANGE = ["", " \n ", "“", "said", "“" * 500, "\u202e\u0000 🚢", "“a said b.” " * 300]


def requests_of(article: str) -> list[tuple[Task, Request]]:
    plan = Plan(gold=str(GOLD), article_ids=(article,))
    of = load_article(GOLD / article)
    return [(task, request) for task in plan.tasks for request in plan.requests(of, task)]


def answer(name: str, request: Request) -> str:
    return next(iter(make_model(f"baseline:{name}").generate([request])))[1].text


def ask(name: str, task: str, article: str = "mill-fire") -> str:
    return answer(name, next(r for t, r in requests_of(article) if t.name == task))


@pytest.mark.parametrize("name", TRIVIAL)
@pytest.mark.parametrize("article", [p.name for p in GOLD.iterdir()])
def test_answers_are_valid_for_the_tasks_that_a_row_does(name: str, article: str) -> None:
    for task, request in requests_of(article):
        if task.answer in TRIVIAL[name] and name not in ("empty", "closed-book"):
            value = read_answer(task, answer(name, request)).value
            assert not isinstance(value, Invalid), request.id


@pytest.mark.parametrize("text", STRANGE, ids=range(len(STRANGE)))
@pytest.mark.parametrize("name", BASELINES)
def test_no_text_makes_a_baseline_fail(name: str, text: str) -> None:
    for _, request in requests_of("harbour-ferry")[::3]:
        answer(name, replace(request, inputs={**request.inputs, "text": text}))


@pytest.mark.parametrize("name", BASELINES)
def test_a_baseline_answers_alike_each_time(name: str) -> None:
    found = requests_of("cup-final")
    assert [answer(name, r) for _, r in found] == [answer(name, r) for _, r in found]


def test_empty_says_nothing() -> None:
    assert {answer("empty", r) for _, r in requests_of("mill-fire")} == {""}


def test_closed_book_does_not_read_the_article() -> None:
    for _, request in requests_of("mill-fire"):
        other = replace(request, inputs={**request.inputs, "text": "Another article altogether."})
        assert answer("closed-book", request) == answer("closed-book", other)


def test_lead_begins_with_the_first_sentence_and_keeps_the_budget() -> None:
    text = ask("lead", "brief", "cup-final")
    assert text.startswith("Velden Rovers beat Ashmoor 2-1")
    assert count_words(text) <= 80


@pytest.mark.parametrize("budget", [1, 5, 15, 80])
def test_lead_never_exceeds_a_budget(budget: int) -> None:
    article = load_article(GOLD / "harbour-ferry")
    assert 0 < count_words(lead_text(article.raw, budget)) <= budget


def test_copy_all_is_the_article() -> None:
    raw = load_article(GOLD / "mill-fire").raw
    assert ask("copy-all", "brief") == " ".join(raw.split())
    assert json.loads(ask("copy-all", "quotes"))["quotes"][0]["quote"] == raw.strip()


def test_majority_is_one_label() -> None:
    labels = {answer("majority", r) for t, r in requests_of("mill-fire") if t.answer == "label"}
    assert labels == {'{"label": "supported"}', '{"label": "genuine"}'}


def test_nearest_name_gives_each_marked_string_to_the_name_beside_it() -> None:
    quotes = json.loads(ask("nearest-name", "quotes", "cup-final"))["quotes"]
    assert quotes[0]["speaker"] == "Quill"


def test_most_frequent_gives_everything_to_one_name() -> None:
    quotes = json.loads(ask("most-frequent", "quotes", "harbour-ferry"))["quotes"]
    assert len(quotes) == 3
    assert len({q["speaker"] for q in quotes}) == 1


def test_a_surname_counts_for_the_full_name() -> None:
    text = "Ann Lee met Bo Tan. Mr. Lee spoke. Lee left, and Tan stayed."
    assert most_frequent_name(text) in ("Ann Lee", "Mr. Lee")


def test_a_text_without_names_has_an_unknown_speaker() -> None:
    assert most_frequent_name("it rained.") == "unknown"


@pytest.mark.parametrize(
    ("statement", "label"),
    [
        ("The Brackwater town council voted on Monday to keep the harbour ferry running.", "supported"),
        ("The Brackwater town council voted 5-4 on Monday to keep the harbour ferry.", "contradicted"),
        ("Tides at Penmorrow reached record heights.", "unstated"),
        ("", "unstated"),
    ],
)
def test_a_verdict_rests_on_words_and_numbers(statement: str, label: str) -> None:
    assert verdict(load_article(GOLD / "harbour-ferry").raw, statement) == label


def test_rules_find_quotes_and_speakers() -> None:
    quotes = json.loads(ask("rules", "quotes", "cup-final"))["quotes"]
    assert any("closed my eyes" in q["quote"] and q["speaker"] == "Rosa Quill" for q in quotes)


def test_rules_quote_two_speakers_in_a_quoted_brief() -> None:
    brief = ask("rules", "quoted-brief", "cup-final")
    assert "Rosa Quill said: “I closed my eyes" in brief
    assert "Dario Fenn said: “We will be back" in brief


def test_every_task_is_among_those_of_the_rules() -> None:
    for task, request in requests_of("harbour-ferry"):
        assert not isinstance(read_answer(task, answer("rules", request)).value, Invalid), request.id
    assert {t.name for t, _ in requests_of("harbour-ferry")} == set(built_in_tasks())
