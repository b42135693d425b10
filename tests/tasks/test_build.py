"""From a task and an article to requests."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from onrecord.errors import TaskError
from onrecord.gold.article import Article
from onrecord.tasks.build import Protocol, article_text, requests
from onrecord.tasks.checks import checks
from onrecord.tasks.items import items
from onrecord.tasks.request import Request
from onrecord.tasks.task import Task, built_in_tasks
from onrecord.text import words

TASKS = built_in_tasks()
ALL = pytest.mark.parametrize("task", list(TASKS.values()), ids=list(TASKS))
PLAIN = Protocol()


def build(task: Task, article: Article, protocol: Protocol = PLAIN, *examples: Article) -> list[Request]:
    return list(requests(task, article, protocol, examples))


# --- every request


@ALL
def test_the_article_comes_first(task: Task, ferry: Article) -> None:
    for request in build(task, ferry):
        assert request.user_message == request.prefix + request.prompt
        assert article_text(task, ferry) in request.prefix
        assert request.prompt
        assert request.prompt == request.prompt.strip()


def test_all_tasks_but_headline_share_one_prefix(ferry: Article) -> None:
    prefixes = {name: {r.prefix for r in build(task, ferry)} for name, task in TASKS.items()}

    assert len(set().union(*(p for name, p in prefixes.items() if name != "headline"))) == 1
    assert prefixes["headline"].isdisjoint(prefixes["brief"])


def test_headline_is_asked_without_the_headline(ferry: Article) -> None:
    (request,) = build(TASKS["headline"], ferry)

    assert "Zelmar ferry halted after crack found in hull" not in request.user_message
    assert request.inputs["text"] == article_text(TASKS["headline"], ferry)
    assert "Ilka Dorvén, who runs the line." in request.user_message


def test_ids_are_unique_over_all_tasks_and_stable(
    ferry: Article, make_article: Callable[..., Article]
) -> None:
    protocol = Protocol(prompts="all", repeats=2)
    ids = [r.id for task in TASKS.values() for r in build(task, ferry, protocol)]

    assert len(set(ids)) == len(ids)
    assert ids == [r.id for task in TASKS.values() for r in build(task, make_article(), protocol)]


def test_an_id_is_task_article_item_wording_sample(ferry: Article) -> None:
    assert [r.id for r in build(TASKS["attribution"], ferry)] == [
        f"attribution/ferry/{quote}/0/0" for quote in ("q1", "q2", "q3", "q4")
    ]


@ALL
def test_a_request_carries_its_tasks_settings(task: Task, ferry: Article) -> None:
    request = build(task, ferry)[0]

    assert (request.task, request.answer, request.article) == (task.name, task.answer, "ferry")
    assert request.schema == task.schema_
    assert request.generation.max_tokens == task.max_tokens
    assert (request.generation.temperature, request.generation.stop) == (0.0, ())


def test_the_protocol_sets_limit_temperature_and_system(ferry: Article) -> None:
    protocol = Protocol(max_tokens=7, temperature=0.5, system="Be brief.")

    request = build(TASKS["brief"], ferry, protocol)[0]

    assert (request.generation.max_tokens, request.generation.temperature) == (7, 0.5)
    assert request.system == "Be brief."


def test_the_same_protocol_builds_the_same_requests(ferry: Article) -> None:
    for task in TASKS.values():
        assert build(task, ferry) == build(task, ferry)


# --- no gold in what a model gets


@ALL
def test_inputs_are_only_what_the_task_gives(task: Task, ferry: Article) -> None:
    given = {
        "attribution": {"quote"},
        "check-quote": {"quote", "speaker"},
        "verify": {"statement"},
        "headline": {"budget"},
        "brief": {"budget"},
        "quoted-brief": {"budget", "quotations"},
    }

    for request in build(task, ferry):
        assert set(request.inputs) == {"text"} | given.get(task.name, set())


def test_the_speaker_is_never_in_what_attribution_adds_to_the_text(ferry: Article) -> None:
    names = {name for s in ferry.speakers for name in (s.name, *s.aliases)}

    for request in build(TASKS["attribution"], ferry):
        shown = " ".join(value for key, value in request.inputs.items() if key != "text") + request.prompt
        assert not [name for name in names if name in shown]


def test_no_label_trick_or_evidence_goes_with_a_statement(ferry: Article) -> None:
    """The prompts of two statements differ in the statement alone, whatever their labels are."""
    prompts = {r.prompt.replace(r.inputs["statement"], "") for r in build(TASKS["verify"], ferry)}

    assert len(ferry.statements) == 3
    assert len(prompts) == 1


def test_no_label_goes_with_a_quotation(ferry: Article) -> None:
    prompts = {
        r.prompt.replace(r.inputs["quote"], "").replace(r.inputs["speaker"], "")
        for r in build(TASKS["check-quote"], ferry)
    }

    assert len(checks(ferry)) == 8
    assert len(prompts) == 1


@pytest.mark.parametrize("name", ["headline", "brief", "quoted-brief"])
def test_no_reference_is_shown(name: str, ferry: Article) -> None:
    message = build(TASKS[name], ferry)[0].user_message

    assert not [s for s in ferry.summaries if s.text in message]


def test_an_article_without_facts_is_not_summarised(make_article: Callable[..., Article]) -> None:
    bare = make_article("They left.\n", [])

    assert build(TASKS["brief"], bare) == []
    assert len(build(TASKS["quotes"], bare)) == 1


def test_optional_quotes_are_not_asked_about(
    make_article: Callable[..., Article], ferry_records: tuple[dict[str, object], ...]
) -> None:
    records = [r | {"optional": True} if r.get("id") == "q2" else r for r in ferry_records]

    asked = [r.item for r in build(TASKS["attribution"], make_article(records=records))]

    assert asked == ["q1", "q3", "q4"]


def test_segments_of_a_quote_are_shown_with_a_gap(ferry: Article) -> None:
    third = build(TASKS["attribution"], ferry)[2]

    assert third.inputs["quote"] == (
        "“The shops have enough bread and the clinic has enough oil,” … “Nobody has to leave.”"
    )


# --- the closed book


@ALL
def test_the_closed_book_holds_no_word_of_the_article(task: Task, ferry: Article) -> None:
    """But for the words of the question itself and of the item (a quote, a statement, a claimed speaker)."""
    odd = {w for w in words(ferry.raw) if len(w) > 3} - {w for p in task.prompts for w in words(p)}
    for request in build(task, ferry, Protocol(closed_book=True)):
        asked = {w for key, value in request.inputs.items() if key != "text" for w in words(value)}
        assert request.inputs["text"] == ""
        assert not (odd - asked) & set(words(request.user_message))


def test_the_closed_book_asks_the_same_questions(ferry: Article) -> None:
    for task in TASKS.values():
        opened, closed = build(task, ferry), build(task, ferry, Protocol(closed_book=True))
        assert [(r.id, r.prompt) for r in opened] == [(r.id, r.prompt) for r in closed]


# --- wordings and repeats


@ALL
def test_all_wordings_ask_each_item_three_times(task: Task, ferry: Article) -> None:
    once, thrice = build(task, ferry), build(task, ferry, Protocol(prompts="all"))

    assert len(thrice) == 3 * len(once)
    assert [r.prompt for r in thrice[:3]] == list(dict.fromkeys(r.prompt for r in thrice[:3]))
    assert thrice[0] == once[0]


def test_repeats_have_seeds_of_their_own(ferry: Article) -> None:
    found = build(TASKS["brief"], ferry, Protocol(repeats=3, seed=5))

    assert [(r.id[-1], r.generation.seed) for r in found] == [("0", 5), ("1", 6), ("2", 7)]
    assert len({r.user_message for r in found}) == 1


# --- shots


@ALL
def test_a_shot_is_another_dev_article_with_its_answer(task: Task, ferry: Article, tower: Article) -> None:
    shown = build(task, ferry, Protocol(shots=1), ferry, tower)
    plain = build(task, ferry)

    for request, bare in zip(shown, plain, strict=True):
        assert request.prefix == bare.prefix
        assert request.prompt.endswith(bare.prompt)
        shot = request.prompt.removesuffix(bare.prompt)
        assert article_text(task, tower) in shot
        assert "\nAnswer: " in shot
        assert "Ilka" not in shot


def test_a_shots_answer_is_golds(ferry: Article, tower: Article) -> None:
    request = build(TASKS["attribution"], ferry, Protocol(shots=1), tower)[0]

    assert '\nAnswer: {"speaker": "Maud Ellery"}\n' in request.prompt


def test_with_one_article_there_is_nothing_to_take_a_shot_from(ferry: Article) -> None:
    with pytest.raises(TaskError, match=r"--shots 1: task ‘brief’ needs 1 other dev articles .* gold has 0"):
        build(TASKS["brief"], ferry, Protocol(shots=1), ferry)


def test_shots_do_not_depend_on_the_order_of_the_gold(ferry: Article, tower: Article) -> None:
    other = replace(tower, meta=tower.meta.model_copy(update={"id": "abbey"}))
    shots = Protocol(shots=1)

    assert build(TASKS["brief"], ferry, shots, tower, other) == build(
        TASKS["brief"], ferry, shots, other, tower
    )


def test_a_wrong_prompt_is_an_error_of_its_task(ferry: Article, tmp_path: Path) -> None:
    wrong = TASKS["brief"].model_copy(update={"prompts": ("{{ articel }}",)})

    with pytest.raises(TaskError, match="the prompt of task ‘brief’: 'articel' is undefined"):
        build(wrong, ferry)


def test_a_summary_is_not_asked_of_an_article_whose_references_tell_nothing(
    make_article: Callable[..., Article], ferry_records: Sequence[Mapping[str, Any]]
) -> None:
    silent = [{**r, "tells": []} if r["kind"] == "summary" else r for r in ferry_records]
    assert items(built_in_tasks()["brief"], make_article(records=silent)) == []
