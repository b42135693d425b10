"""What a run asks."""

from dataclasses import replace
from pathlib import Path

import pytest

from onrecord.errors import GoldError, OnRecordError, TaskError
from onrecord.gold.load import article_folders, read_meta
from onrecord.runs.plan import Plan, cache_key
from onrecord.tasks.build import Protocol
from onrecord.tasks.request import Generation

from ..harness import GOLD, gold_copy


def plan(*tasks: str, protocol: Protocol | None = None, **fields: object) -> Plan:
    return Plan(tasks, str(GOLD), protocol=protocol or Protocol(), **fields)  # type: ignore[arg-type]


def ids(of: Plan) -> list[str]:
    return [r.id for article in of.articles() for r in of.requests(article)]


def test_every_article_and_task_is_asked_without_a_choice() -> None:
    everything = ids(plan())
    assert len({i.split("/")[1] for i in everything}) == 5
    assert len({i.split("/")[0] for i in everything}) == 8


def test_ids_are_unique() -> None:
    everything = ids(plan(protocol=Protocol(prompts="all", repeats=2)))
    assert len(everything) == len(set(everything))


def test_a_limit_takes_the_first_articles_whole() -> None:
    assert ids(plan("verify", limit=2)) == ids(plan("verify"))[: len(ids(plan("verify", limit=2)))]
    assert {i.split("/")[1] for i in ids(plan("verify", limit=2))} == {"comet-survey", "cup-final"}


def test_a_split_takes_its_articles_only() -> None:
    assert [f.name for f in plan(split="dev").folders] == ["frost-notice", "harbour-ferry"]


def test_an_unknown_article_is_named_with_those_there_are() -> None:
    with pytest.raises(GoldError, match=r"no article ‘mill-fir’.*mill-fire"):
        list(plan(article_ids=("mill-fir",)).articles())


def test_an_article_without_a_quoted_brief_is_not_asked_for_one() -> None:
    asked = {i.split("/")[1] for i in ids(plan("quoted-brief"))}
    assert "frost-notice" not in asked
    assert "harbour-ferry" in asked


def test_an_article_without_quotes_is_still_asked_for_them() -> None:
    assert "quotes/frost-notice/all/0/0" in ids(plan("quotes"))


def test_the_article_comes_first_in_every_prompt() -> None:
    of = plan()
    for article in of.articles():
        prefixes = {r.prefix for r in of.requests(article) if r.task != "headline"}
        assert len(prefixes) == 1
        assert article.raw.strip() in prefixes.pop()


def test_headline_prompts_do_not_show_the_headline() -> None:
    of = plan("headline")
    for article in of.articles():
        headline = article.text.paragraphs[0].of(article.raw)
        assert all(headline not in r.user_message for r in of.requests(article))


def test_closed_book_prompts_hold_nothing_of_the_article() -> None:
    of = plan("quotes", "brief", protocol=Protocol(closed_book=True))
    for article in of.articles():
        for request in of.requests(article):
            assert article.text.paragraphs[1].of(article.raw) not in request.user_message
            assert request.inputs["text"] == ""


def test_repeats_ask_again_with_the_next_seeds() -> None:
    of = plan("quotes", protocol=Protocol(repeats=3, seed=7), limit=1)
    assert [(r.id[-1], r.generation.seed) for a in of.articles() for r in of.requests(a)] == [
        ("0", 7),
        ("1", 8),
        ("2", 9),
    ]


def test_a_shot_is_never_the_article_itself() -> None:
    of = plan("verify", protocol=Protocol(shots=1))
    for article in of.articles():
        for request in of.requests(article):
            assert article.raw.strip() not in request.prompt
            assert "<example>" in request.prompt


def test_shots_that_gold_does_not_have_are_an_error() -> None:
    with pytest.raises(TaskError, match=r"--shots 3.*gold has"):
        ids(plan("verify", protocol=Protocol(shots=3)))


@pytest.mark.parametrize(
    "changed",
    [
        {"prompt": "another question"},
        {"prefix": "another article"},
        {"system": "be brief"},
        {"schema": {"type": "object"}},
        {"generation": Generation(max_tokens=9)},
        {"generation": Generation(seed=1)},
        {"generation": Generation(temperature=1.0)},
        {"generation": Generation(stop=("\n\n",))},
        {"id": "quotes/comet-survey/all/0/1"},
    ],
    ids=lambda c: next(iter(c)),
)
def test_what_changes_an_answer_changes_the_cache_key(changed: dict[str, object]) -> None:
    of = plan("quotes", limit=1)
    request = replace(next(of.requests(next(of.articles()))), generation=Generation(), schema=None)
    assert cache_key("a model", request) != cache_key("a model", replace(request, **changed))  # type: ignore[arg-type]


def test_one_models_key_is_never_anothers() -> None:
    of = plan("quotes", limit=1)
    request = next(of.requests(next(of.articles())))
    assert cache_key("one", request) != cache_key("another", request)


def test_no_task_of_ours_stops_an_answer_at_a_string() -> None:
    """A stop string such as a blank line cuts answers of several paragraphs (fault 9)."""
    of = plan(limit=1)
    assert {r.generation.stop for a in of.articles() for r in of.requests(a)} == {()}


@pytest.mark.parametrize(
    "protocol",
    [
        Protocol(shots=1),
        Protocol(prompts="all"),
        Protocol(repeats=2),
        Protocol(temperature=0.5),
        Protocol(seed=1),
        Protocol(system="be brief"),
        Protocol(closed_book=True),
        Protocol(max_tokens=5),
    ],
    ids=str,
)
def test_the_whole_protocol_stands_in_the_signature(protocol: Protocol) -> None:
    assert plan(protocol=protocol).signature("m", "f") != plan().signature("m", "f")


def test_the_signature_tells_answers_held_to_a_schema_from_free_ones() -> None:
    def decode(of: Plan, takes_schema: bool) -> str:
        return next(p for p in of.signature("m", "f", takes_schema).split("|") if p.startswith("decode:"))

    free = Protocol(free=True)
    assert decode(plan("verify"), True) == "decode:schema"
    assert decode(plan("verify"), False) == "decode:free"
    assert decode(plan("verify", protocol=free), True) == "decode:free"
    assert decode(plan("brief"), True) == "decode:free"
    assert {r.schema for a in plan(protocol=free).articles() for r in plan(protocol=free).requests(a)} == {
        None
    }


def test_the_signature_changes_with_the_gold(tmp_path: Path) -> None:
    gold = gold_copy(tmp_path, "mill-fire")
    before = Plan(gold=str(gold)).signature("m", "f")
    with (gold / "mill-fire" / "annotations.jsonl").open("a") as file:
        file.write("\n")
    assert Plan(gold=str(gold)).signature("m", "f") != before


def test_a_model_name_cannot_forge_the_signature() -> None:
    assert "gold:0000" not in plan().signature("m|gold:0000", "f").split("|")


def test_a_plan_survives_its_manifest() -> None:
    of = plan("quotes", limit=2, split="test", protocol=Protocol(shots=1, system="x"))
    assert Plan.from_json(of.to_json()) == of


@pytest.mark.parametrize("saved", [{}, {"protocol": {"shorts": 1}}, {"protocol": 3}, {"tasks": "quotes"}])
def test_a_plan_that_is_none_is_an_error(saved: dict[str, object]) -> None:
    with pytest.raises(OnRecordError, match=r"plan in the manifest"):
        Plan.from_json(saved)


def test_the_signature_changes_with_the_examples(tmp_path: Path) -> None:
    gold = gold_copy(tmp_path)
    dev = next(f.name for f in article_folders(gold) if read_meta(f).split == "dev")
    others = tuple(f.name for f in article_folders(gold) if f.name != dev)
    shown = Plan(("verify",), str(gold), others[:1], protocol=Protocol(shots=1)).signature("m", "f")
    bare = Plan(("verify",), str(gold), others[:1]).signature("m", "f")
    with (gold / dev / "annotations.jsonl").open("a") as file:
        file.write("\n")

    assert Plan(("verify",), str(gold), others[:1], protocol=Protocol(shots=1)).signature("m", "f") != shown
    assert Plan(("verify",), str(gold), others[:1]).signature("m", "f") == bare
