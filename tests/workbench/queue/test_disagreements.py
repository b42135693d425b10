"""Claims that several models make against gold."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from onrecord.tasks.request import Request
from onrecord.workbench.queue.disagreements import Disagreement, disagreements
from onrecord.workbench.queue.models import models_of
from onrecord.workbench.stored_runs import stored_runs

from ...harness import GOLD, Scripted, gold_copy
from ..stored import edit, store

MILL = "mill-fire"
NOTHING: Mapping[str, str] = {
    "quotes": '{"quotes": []}',
    "attribution": '{"speaker": "unknown"}',
    "speakers": '{"speakers": []}',
    "verify": "none of these",
}
Listed = Callable[..., list[Disagreement]]


def scripted(name: str, answers: Mapping[str, str]) -> Scripted:
    """A model that gives an answer by ``task/item`` of the mill fire, and nothing otherwise."""

    def answer(request: Request) -> str:
        _, article, item, wording, sample = request.id.split("/")
        here = article == MILL
        keys = [f"{request.task}/{item}/{wording}/{sample}", f"{request.task}/{item}"] if here else []
        return next((answers[key] for key in keys if key in answers), NOTHING[request.task])

    return Scripted(answer, name=name, fingerprint=name)


@pytest.fixture
def listed(tmp_path: Path) -> Listed:
    """``listed({"verify/v2": …}, {…}, least=2)``: what is listed for models with these answers."""

    def build(
        *models: Mapping[str, str],
        least: int = 2,
        gold: Path = GOLD,
        tasks: tuple[str, ...] = tuple(NOTHING),
        **protocol: object,
    ) -> list[Disagreement]:
        runs = [
            store(tmp_path / f"run{n}", scripted(f"m{n}", answers), GOLD, *tasks, **protocol)
            for n, answers in enumerate(models)
        ]
        return disagreements(models_of(stored_runs(runs, "")[0])[0], gold, least)

    return build


def label(value: str) -> str:
    return json.dumps({"label": value})


def quotes(*pairs: tuple[str, str]) -> str:
    return json.dumps({"quotes": [{"quote": q, "speaker": s, "form": "direct"} for q, s in pairs]})


def speaker(name: str) -> str:
    return json.dumps({"speaker": name})


def test_a_label(listed: Listed) -> None:
    models = [{"verify/v2": label("unstated")}] * 2 + [{"verify/v2": label("contradicted")}]
    (found,) = listed(*models)
    assert (found.kind, found.article, found.item, found.gold) == ("label", MILL, "v2", "contradicted")
    assert found.title == "v2 is unstated: “One worker was hurt in the fire.”"
    assert found.places == (f"{GOLD}/mill-fire/annotations.jsonl:19",)
    assert (found.before, found.words) == ("", "“Nobody was hurt")
    assert found.after.startswith(", and that is what counts,” Edda Strand")
    assert (found.agreeing, found.asked) == (2, 3)
    assert [(s.model, s.text, s.agrees) for s in found.says] == [
        ("m0", "unstated", True),
        ("m1", "unstated", True),
        ("m2", "contradicted", False),
    ]


def test_models_that_say_different_things_do_not_agree(listed: Listed) -> None:
    assert not listed({"verify/v2": label("unstated")}, {"verify/v2": label("supported")})
    assert len(listed({"verify/v2": label("unstated")}, {"verify/v2": label("supported")}, least=1)) == 2


def test_a_speaker_by_two_names_and_in_two_tasks_is_one(listed: Listed) -> None:
    words = "We smelled smoke at about four and ran,"
    (found,) = listed(
        {"attribution/q2": speaker("Jon Strand")},
        {"attribution/q2": speaker("Mr. Jon Strand")},
        {"quotes/all": quotes((words, "Jon Strand"))},
    )
    assert (found.kind, found.title) == ("speaker", "q2 is said by Jon Strand")
    assert found.gold == "a worker who asked not to be named"
    assert found.words == "“We smelled smoke at about four and ran,”"
    assert (found.agreeing, found.asked) == (3, 3)


def test_one_of_two_joint_speakers_is_another_answer(listed: Listed) -> None:
    (found,) = listed(*[{"attribution/q3": speaker("Edda Strand")}] * 2)
    assert (found.title, found.gold) == ("q3 is said by Edda Strand", "Edda Strand and Jon Strand")


def test_a_speaker_of_a_quote_whom_gold_does_not_know(listed: Listed) -> None:
    (found,) = listed(*[{"attribution/q2": speaker("Nils Aker")}] * 2)
    assert found.title == "q2 is said by “Nils Aker”, of whom gold knows nobody"
    assert [s.text for s in found.says] == ["Nils Aker", "Nils Aker"]


@pytest.mark.parametrize("name", ["unknown", "", "a worker who asked not to be named"])
def test_abstentions_and_right_answers_are_no_claims(listed: Listed, name: str) -> None:
    assert not listed(*[{"attribution/q2": speaker(name)}] * 2)


def test_a_quote_that_gold_lacks_by_overlap(listed: Listed) -> None:
    (found,) = listed(
        {"quotes/all": quotes(("who own the mill", "Jon Strand"))},
        {"quotes/all": quotes(("Jon Strand, who own the mill", "Edda Strand"))},
        {"quotes/all": quotes(("words that stand nowhere", "Edda Strand"))},
    )
    assert (found.kind, found.title, found.gold, found.places) == (
        "quote",
        "these words are a quote",
        "no quote",
        (),
    )
    assert found.words in ("who own the mill", "Jon Strand, who own the mill")
    assert {s.text.partition(":")[0] for s in found.says if s.agrees} == {"Jon Strand", "Edda Strand"}
    assert (found.agreeing, found.asked) == (2, 3)


def test_other_boundaries_name_the_quote_that_gold_has(listed: Listed) -> None:
    (found,) = listed(*[{"quotes/all": quotes(("We smelled smoke", "worker"))}] * 2)
    assert found.gold == "q2 has other boundaries (direct, a worker who asked not to be named)"
    assert found.places == (f"{GOLD}/mill-fire/annotations.jsonl:15",)


def test_what_gold_says_is_no_quote(listed: Listed, tmp_path: Path) -> None:
    gold = gold_copy(tmp_path / "gold")
    edit(gold / MILL, {"kind": "not_quote", "at": "p4 ⟦who own the mill⟧", "why": "the writer's own"})
    (found,) = listed(*[{"quotes/all": quotes(("who own the mill", "Jon Strand"))}] * 2, gold=gold)
    assert found.gold == "not a quote: the writer's own"
    assert found.places[0].endswith("annotations.jsonl:27")


def test_a_quote_given_twice_is_no_claim(listed: Listed) -> None:
    words = "We smelled smoke at about four and ran,"
    twice = quotes((words, "worker"), (f"{words} said", "Jon Strand"))
    assert listed(*[{"quotes/all": twice}] * 2) == []


def test_a_speaker_that_gold_lacks(listed: Listed) -> None:
    def people(*names: str) -> str:
        return json.dumps({"speakers": [{"name": name} for name in names]})

    (found,) = listed(
        {"speakers/all": people("the Garrow paper mill", "he")},
        {"speakers/all": people("Garrow paper mill", "Jon Strand", "he")},
    )
    assert (found.kind, found.title) == ("name", "the Garrow paper mill speaks")
    assert found.gold == "no such speaker"
    assert [s.text for s in found.says] == ["the Garrow paper mill", "Garrow paper mill"]
    assert found.words == "the Garrow paper mill"


def test_most_answers_of_a_model_decide(listed: Listed) -> None:
    often = {f"verify/v2/{w}/0": label("unstated") for w in (0, 1)} | {"verify/v2": label("supported")}
    protocol = {"prompts": "all", "tasks": ("verify",)}
    assert len(listed(often, often, **protocol)) == 1


def test_one_answer_of_three_is_not_what_a_model_says(listed: Listed) -> None:
    once = {"verify/v2/0/0": label("unstated"), "verify/v2": label("contradicted")}
    assert not listed(once, once, prompts="all", tasks=("verify",))


def test_the_most_agreed_on_come_first(listed: Listed) -> None:
    both = {"verify/v1": label("contradicted"), "verify/v3": label("supported")}
    found = listed(both, both, {"verify/v3": label("supported")})
    assert [(d.item, d.agreeing) for d in found] == [("v3", 3), ("v1", 2)]


def test_gold_as_it_is_now_decides(listed: Listed, tmp_path: Path) -> None:
    gold = gold_copy(tmp_path / "gold")
    edit(gold / MILL, v2={"label": "unstated"})
    assert not listed(*[{"verify/v2": label("unstated")}] * 2, gold=gold)


def test_invalid_answers_claim_nothing(listed: Listed) -> None:
    assert not listed({}, {"verify/v2": "{", "quotes/all": "no", "attribution/q1": "[]"}, least=1)
