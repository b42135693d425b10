"""An adjudication: what agrees is taken, every decision is kept at once, and gold comes of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.errors import GoldError
from onrecord.gold.check import required_findings
from onrecord.gold.load import load_article, read_decisions
from onrecord.gold.records import DecisionRecord
from onrecord.workbench.adjudicate.assemble import assemble
from onrecord.workbench.adjudicate.session import Adjudication, Took

from .conftest import adjudication, blind, changed, gold, lines

Passes = tuple[list[dict[str, Any]], list[dict[str, Any]]]
Folder = Callable[..., Path]
WHY = "§4.4: as the guideline says"


def decide(session: Adjudication, *choices: Took) -> None:
    for took in choices:
        session.decide(session.pending()[0], took, WHY)


def finish(session: Adjudication) -> None:
    while session.pending():
        decide(session, "both")
    session.write(session.assembled()[0])


def test_passes_that_differ_in_ids_alone_leave_the_summaries(folder: Folder, passes: Passes) -> None:
    session = adjudication(folder(*passes))

    assert [q.difference.kind for q in session.questions] == ["summary"] * 6
    finish(session)
    written = {r["id"]: r for r in gold(session.folder) if "id" in r}
    assert [r["id"] for r in written.values() if r["kind"] == "speaker"] == ["dorven", "reth", "engineer"]
    assert [(written[f"s{n}"]["task"], written[f"s{n}"]["pass"]) for n in (1, 2, 3, 4, 5, 6)] == [
        (task, by) for task in ("headline", "brief", "quoted-brief") for by in "ab"
    ]
    assert all(set(written[f"s{n}"]["tells"]) <= {"f1", "f2"} for n in range(1, 7))
    assert load_article(session.folder).quote["q3"].via == "m3"


def test_a_decision_is_on_disk_at_once_and_taken_up_again(folder: Folder, passes: Passes) -> None:
    where = folder(passes[0], changed(passes[1], q1_b={"form": "mixed", "verbatim": ["p2 ⟦“We⟧"]}))
    decide(adjudication(where), "a")

    kept = read_decisions(where / "passes" / "adjudication.jsonl")
    assert [(d.of, d.took, d.why, d.between) for d in kept] == [("a:q1", "a", WHY, ("a:q1", "b:q1-b"))]
    again = adjudication(where)
    assert len(again.questions) - len(again.pending()) == 1
    assert again.pending()[0].difference.kind == "summary"


@pytest.mark.parametrize(("took", "speaker"), [("a", "dorven"), ("b", "reth")])
def test_a_choice_takes_the_record_of_its_pass(
    folder: Folder, passes: Passes, took: Took, speaker: str
) -> None:
    session = adjudication(folder(passes[0], changed(passes[1], q1_b={"speaker": "reth-b", "via": "m2-b"})))
    decide(session, took)
    finish(session)

    (quote,) = (r for r in gold(session.folder) if r.get("id") == "q1")
    assert quote["speaker"] == speaker
    assert quote["via"] == {"a": "m1", "b": "m2"}[took]


def test_references_go_to_what_the_records_became(folder: Folder, passes: Passes) -> None:
    """b has a speaker and a mention that a lacks; with them the numbers of all that follow change."""
    bystander = {"kind": "speaker", "id": "abari", "name": "Nol Abari", "class": "person", "speaks": False}
    mention = {"kind": "mention", "id": "m0", "of": "abari", "at": "p6 ⟦Nol Abari⟧"}
    crew = {"kind": "mention", "id": "m9", "of": ["abari", "reth-b"], "at": "p2 ⟦divers⟧"}
    session = adjudication(folder(passes[0], [*passes[1], bystander, mention, crew]))

    assert [q.between for q in session.pending()][:3] == [("b:abari",), ("b:m9",), ("b:m0",)]
    decide(session, "b", "b", "b")
    finish(session)
    article = load_article(session.folder)
    assert [m.of for m in article.mentions] == [
        ("abari", "reth"),
        ("dorven",),
        ("reth",),
        ("reth",),
        ("engineer",),
        ("abari",),
    ]
    assert article.quote["q1"].via == "m2"


def test_what_named_a_dropped_record_says_so(folder: Folder, passes: Passes) -> None:
    fact = {**next(r for r in passes[0] if r.get("id") == "f2"), "id": "f9", "at": ["p5 ⟦forty minutes⟧"]}
    fact |= {"text": "Crossing takes forty minutes.", "needs": [["forty"]]}
    told = changed([*passes[0], fact], s3={"tells": ["f1", "f9"]})
    session = adjudication(folder(told, passes[1]))
    decide(session, "neither")
    while session.pending():
        decide(session, "both")

    made, article = session.assembled()
    assert made.remarks == ("summary s3 names the fact f9, which was not taken",)
    assert [s.tells for s in article.summaries if s.task == "brief"] == [("f1",), ("f1",)]


def test_a_dropped_speaker_is_left_to_the_check(folder: Folder, passes: Passes) -> None:
    """Nothing is hidden: whoever spoke stays named, and the check finds that nobody is called so."""
    alone = {"kind": "speaker", "id": "abari", "name": "Nol Abari", "class": "person"}
    quote = {
        "kind": "quote",
        "id": "q9",
        "form": "indirect",
        "at": ["p5 ⟦forty minutes⟧"],
        "speaker": "abari",
    }
    session = adjudication(folder([*passes[0], alone, quote], passes[1]))
    decide(session, "neither", "a")
    while session.pending():
        decide(session, "both")

    _, article = session.assembled()
    assert "reference-exists" in {f.rule for f in required_findings(article)}


def test_one_id_for_two_speakers(folder: Folder, passes: Passes) -> None:
    """Both passes call a speaker abari that the other lacks: both are kept, under two ids."""
    mine = {"kind": "speaker", "id": "abari", "name": "Nol Abari", "class": "person", "speaks": False}
    theirs = {**mine, "name": "divers", "class": "group"}
    at_mine = {"kind": "mention", "id": "m8", "of": "abari", "at": "p6 ⟦Nol Abari⟧"}
    at_theirs = {"kind": "mention", "id": "m8", "of": "abari", "at": "p2 ⟦divers⟧"}
    session = adjudication(folder([*passes[0], mine, at_mine], [*passes[1], theirs, at_theirs]))
    decide(session, "b", "a", "b", "a")
    finish(session)

    article = load_article(session.folder)
    assert {m.of: m.span.of(article.raw) for m in article.mentions if m.of[0].startswith("abari")} == {
        ("abari",): "divers",
        ("abari-2",): "Nol Abari",
    }


def test_undo_takes_the_last_decision_back(folder: Folder, passes: Passes) -> None:
    session = adjudication(folder(*passes))
    decide(session, "both", "both")
    undone = session.undo()

    assert undone is not None
    assert undone.of == "a:s3"
    assert session.pending()[0].between == ("a:s3",)
    assert len(read_decisions(session.file)) == 1
    session.undo()
    assert session.undo() is None


def test_a_rewritten_record_stands_instead(folder: Folder, passes: Passes) -> None:
    session = adjudication(folder(passes[0], changed(passes[1], f2_b={"weight": "vital"})))
    (question,) = (q for q in session.pending() if q.difference.kind == "fact")
    record = {
        "kind": "fact",
        "text": "Both say the island can hold out.",
        "weight": "okay",
        "lengths": ["brief"],
        "speaker": ["a:reth", "b:dorven-b"],
        "at": ["p3 ⟦the island could hold out⟧"],
        "needs": [["island"]],
    }
    session.decide(question, "a", "§8.5: needs joined", record)
    finish(session)

    fact = load_article(session.folder).fact["f2"]
    assert (fact.text, fact.speakers) == ("Both say the island can hold out.", ("reth", "dorven"))
    again = adjudication(session.folder)
    assert again.assembled()[0].records == session.assembled()[0].records


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"speaker": "a:nobody"}, "no speaker ‘a:nobody’"),
        ({"at": ["p3 ⟦not there⟧"]}, "at: ‘p3 ⟦not there⟧’"),
        ({"weight": "heavy"}, "not a record: fact.weight"),
        ({"extra": 1}, "not a record: fact.extra"),
        ({"speaker": 3}, "not a record: fact.speaker"),
    ],
)
def test_a_rewritten_record_must_be_one(
    folder: Folder, passes: Passes, change: dict[str, Any], message: str
) -> None:
    session = adjudication(folder(passes[0], changed(passes[1], f2_b={"weight": "vital"})))
    (question,) = (q for q in session.pending() if q.difference.kind == "fact")
    base = next(r for r in passes[0] if r.get("id") == "f2")
    with pytest.raises(GoldError, match=message):
        session.decide(question, "a", WHY, {**{k: v for k, v in base.items() if k != "id"}, **change})
    assert not session.file.exists()


def test_a_reason_names_the_guideline(folder: Folder, passes: Passes) -> None:
    session = adjudication(folder(*passes))

    with pytest.raises(GoldError, match="the reason names a section"):
        session.decide(session.pending()[0], "a", "a is better")


def test_both_is_no_compromise_between_spans(folder: Folder, passes: Passes) -> None:
    session = adjudication(folder(passes[0], changed(passes[1], q2_b={"form": "direct"})))

    with pytest.raises(GoldError, match="‘both’ is for two records"):
        session.decide(session.pending()[0], "both", WHY)


def test_two_at_once_lose_nothing(folder: Folder, passes: Passes) -> None:
    where = folder(*passes)
    first, second = adjudication(where), adjudication(where)
    decide(first, "both")

    with pytest.raises(GoldError, match="changed meanwhile"):
        decide(second, "both")
    assert len(read_decisions(first.file)) == 1


def test_other_lines_of_the_file_stay(folder: Folder, passes: Passes) -> None:
    where = folder(*passes)
    note = '{"kind":"decision","of":"m7","took":"b","why":"§1.2: the shortest context"}\n'
    label = '{"kind":"label","of":"v1","label":"supported"}\n'
    (where / "passes" / "adjudication.jsonl").write_text(note + label, encoding="utf-8")
    session = adjudication(where)
    finish(session)

    assert session.file.read_text(encoding="utf-8").startswith(note + label)
    assert [d.of for d in session.beside()] == ["m7"]


@settings(max_examples=20)
@given(data=st.data())
def test_any_choices_make_gold_that_says_what_was_chosen(
    tmp_path_factory: pytest.TempPathFactory,
    write_article: Callable[..., Path],
    ferry_records: Any,
    data: st.DataObject,
) -> None:
    """Whatever is taken, ids are unique, references lead to what was meant, and redoing it gives the same."""
    where = write_article(tmp_path_factory.mktemp("gold") / "ferry")
    (where / "annotations.jsonl").unlink()
    b = changed(
        blind(ferry_records),
        q1_b={"optional": True},
        q2_b={"at": ["p3 ⟦the island could hold out⟧"]},
        f1_b={"weight": "okay"},
        reth_b={"class": "group"},
        v2_b={"label": "unstated"},
        m2_b={"at": "p3 ⟦Tomas Reth⟧"},
    )
    (where / "passes").mkdir()
    (where / "passes" / "a.jsonl").write_text(lines(ferry_records), encoding="utf-8")
    (where / "passes" / "b.jsonl").write_text(lines(b), encoding="utf-8")
    session = adjudication(where)
    while session.pending():
        question = session.pending()[0]
        session.decide(question, data.draw(st.sampled_from(["a", "b"])), WHY)
    session.write(session.assembled()[0])

    article = load_article(where)
    speakers = {"q1": "dorven", "q2": "reth", "q3": "reth", "q4": "engineer"}
    assert {q.id: q.speakers[0].removesuffix("-b") for q in article.quotes} == speakers
    (took,) = (d.took for q, d in session.decided() if q.between[0] == "a:q1")
    assert article.quote["q1"].optional == (took == "b")
    again = adjudication(where)
    assert again.pending() == []
    assert assemble(again.comparison, again.decided()).records == session.assembled()[0].records


# --- blind labels


def label(of: str, value: str) -> dict[str, str]:
    return {"kind": "label", "of": of, "label": value}


def test_a_blind_label_that_disagrees_is_a_question(folder: Folder, passes: Passes) -> None:
    labels = [label("a:v1", "supported"), label("b:v2-b", "unstated")]
    session = adjudication(folder(*passes, labels))
    question = session.pending()[0]

    assert question.difference.says == "blind label unstated, both passes contradicted"
    assert question.between == ("a:v2", "b:v2-b", "label:unstated")
    assert question.sections[0] == "§11.2"
    session.decide(question, "neither", "§11.2: dropped")
    finish(session)
    assert [s.text[:7] for s in load_article(session.folder).statements] == ["Ferries", "The div"]


def test_a_label_that_comes_later_asks_again(folder: Folder, passes: Passes) -> None:
    where = folder(passes[0], changed(passes[1], v2_b={"trick": "scope"}))
    decide(adjudication(where), "a")
    (where / "passes" / "labels.jsonl").write_text(
        '{"kind":"label","of":"a:v2","label":"supported"}\n', encoding="utf-8"
    )
    session = adjudication(where)

    assert session.pending()[0].between == ("a:v2", "b:v2-b", "label:supported")
    decide(session, "b")
    assert [d.between[-1] for d in session.decisions] == ["label:supported"]


def test_labels_of_the_standing_gold_are_kept_by_pass(folder: Folder, passes: Passes) -> None:
    """A label of v1 is a label of the gold's v1; once that is written anew, it names the pass's statement."""
    session = adjudication(folder(*passes))
    finish(session)
    labels = session.folder / "passes" / "labels.jsonl"
    labels.write_text('{"kind":"label","of":"v3","label":"supported"}\n', encoding="utf-8")

    again = adjudication(session.folder)
    assert [q.between[-1] for q in again.pending()] == ["label:supported"]
    decide(again, "a")
    again.write(again.assembled()[0])
    assert labels.read_text(encoding="utf-8") == '{"kind":"label","of":"a:v3","label":"supported"}\n'


# --- decisions written by hand


@pytest.mark.parametrize("of", ["a:q1", "b:q1-b"])
def test_a_decision_by_the_name_in_a_pass(folder: Folder, passes: Passes, of: str) -> None:
    session = adjudication(folder(passes[0], changed(passes[1], q1_b={"form": "indirect"})))
    session.apply("x:1", DecisionRecord(kind="decision", of=of, took="b", why=WHY))

    assert [(q.between, d.took) for q, d in session.decided()] == [(("a:q1", "b:q1-b"), "b")]


def test_a_decision_by_kind_and_paragraph(folder: Folder, passes: Passes) -> None:
    damage = {"kind": "damage", "at": "p6 ⟦Credit…Nol⟧", "what": "run-in"}
    session = adjudication(folder(passes[0], [*passes[1], damage]))
    session.apply("x:1", DecisionRecord(kind="decision", of="damage:p6", took="b", why=WHY))

    assert [q.between for q, _ in session.decided()] == [("b:damage:p6",)]


def test_a_decision_by_the_id_of_the_gold_that_stands(folder: Folder, passes: Passes) -> None:
    session = adjudication(folder(passes[0], changed(passes[1], q2_b={"form": "direct"})))
    decide(session, "a")
    finish(session)
    session.file.write_text(
        '{"kind":"decision","of":"q2","took":"a","why":"§4.2: no marks"}\n', encoding="utf-8"
    )

    again = adjudication(session.folder)
    assert [(q.between, d.took) for q, d in again.decided()] == [(("a:q2", "b:q2-b"), "a")]


def test_decisions_by_ids_of_a_gold_that_is_gone(folder: Folder, passes: Passes) -> None:
    """Once gold was written, the decisions make it again without it: also those that a later one followed."""
    session = adjudication(
        folder(passes[0], changed(passes[1], q2_b={"form": "direct"}, f2_b={"weight": "vital"}))
    )
    decide(session, "a", "b")
    finish(session)
    lines = [("q2", "b"), ("q2", "a"), ("f2", "b"), ("f2", "neither")]
    written = [f'{{"kind":"decision","of":"{of}","took":"{took}","why":"§1"}}\n' for of, took in lines]
    session.file.write_text("".join(written), encoding="utf-8")

    by_gold = adjudication(session.folder)
    finish(by_gold)
    made = (session.folder / "annotations.jsonl").read_bytes()
    (session.folder / "annotations.jsonl").unlink()
    alone = adjudication(session.folder)
    assert alone.pending() == []
    finish(alone)
    assert (session.folder / "annotations.jsonl").read_bytes() == made
    article = load_article(session.folder)
    assert (article.quote["q2"].form, article.fact["f2"].weight) == ("indirect", "vital")


def test_a_decision_about_nothing_that_differs(folder: Folder, passes: Passes) -> None:
    session = adjudication(folder(*passes))

    with pytest.raises(GoldError, match=r"^x:3: ‘a:q1’: the passes do not differ there"):
        session.apply("x:3", DecisionRecord(kind="decision", of="a:q1", took="b", why=WHY))
