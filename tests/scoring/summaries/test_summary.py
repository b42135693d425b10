"""Whole scores, and the laws that hold for any answer."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.errors import GoldError, TaskError
from onrecord.gold.article import Article
from onrecord.gold.load import read_article
from onrecord.scoring.summaries.summary import SummaryScore, score_summary

Score = Callable[..., SummaryScore]
TASKS = ("headline", "brief", "quoted-brief")
GOLD = Path(__file__).resolve().parents[3] / "gold"
FOLDERS = sorted(p.parent for p in GOLD.glob("*/annotations.jsonl"))
slow = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
# Sentences of the references and of the article, inventions, and fragments of each.
PIECES = st.sampled_from(
    [
        "Marnau shut its tram line on Tuesday after a derailment.",
        "More than 40 passengers were injured.",
        "Over 90 passengers were injured in Zurich.",
        "“Nobody listened to the people who drive these trams,” Osk said.",
        "“The older carriages are safe,” she said.",
        "Helga Brandt said the line would not reopen until all wheels had been measured;",
        "“We",
        "”",
        "Vollmer rejected the charge that the council had ignored them.",
        "union union union",
        "…",
        "[Osk]",
        "(9 May",
    ]
)
ANSWERS = st.lists(PIECES, max_size=8).map(" ".join) | st.text(max_size=200)
INVENTIONS = (
    "Karl Zimmer wept.",
    "It cost 77 dollars.",
    "“We were asleep at the wheel again,” Karl Zimmer said.",
    "The Zurich tram line was closed after a derailment in Zurich.",
)


@pytest.mark.parametrize("task", TASKS)
def test_the_reference_is_the_oracle(score: Score, reference: dict[str, str], task: str) -> None:
    scored = score(reference[task], task)
    assert (scored.primary, scored.coverage, scored.violating_share) == (1.0, 1.0, 0.0)


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("answer", [None, "", "  \n", "…"])
def test_an_empty_or_invalid_answer_earns_nothing(score: Score, task: str, answer: str | None) -> None:
    scored = score(answer, task)
    assert not scored.valid
    assert (scored.primary, scored.coverage, scored.faithful_coverage) == (0.0, 0.0, 0.0)
    assert scored.fidelity is None
    assert set(scored.credits.values()) == {0.0}


def test_over_budget_is_cut_and_flagged(score: Score, reference: dict[str, str]) -> None:
    """A brief of 58 words as a headline: the first 15 words are scored, and they tell f1 but not f2."""
    scored = score(reference["brief"], "headline")
    assert scored.over_budget
    assert scored.text == (
        "Marnau shut its tram line on Tuesday after a derailment near Oldgate injured more than"
    )
    assert (scored.credits["f1"], scored.credits["f2"], scored.primary) == (1.0, 0.0, 0.5)


def test_everything_is_json(score: Score, reference: dict[str, str]) -> None:
    values = json.loads(json.dumps(score(reference["quoted-brief"], "quoted-brief").to_dict()))
    assert values["primary"] == 1.0
    assert values["quotations"][0]["gold"] == "q1"
    assert values["units"][0]["span"] == [0, 101]


def test_another_task_and_an_article_without_facts_are_errors(article: Article) -> None:
    with pytest.raises(TaskError, match="quotes"):
        score_summary(article, "quotes", "x")
    bare = Article(article.meta, "A text.")
    with pytest.raises(GoldError, match="no fact"):
        score_summary(bare, "brief", "x")


@slow
@given(answer=ANSWERS, task=st.sampled_from(TASKS))
def test_scores_lie_between_nothing_and_one(article: Article, answer: str, task: str) -> None:
    scored = score_summary(article, task, answer)
    assert 0 <= scored.primary <= 1
    assert 0 <= scored.faithful_coverage <= 1
    assert 0 <= scored.violating_share <= 1
    assert scored.fidelity is None or 0 <= scored.fidelity <= 1
    assert scored.coverage >= 0
    assert all(0 <= u.span.start < u.span.end <= len(scored.text) for u in scored.units)
    json.dumps(scored.to_dict())


@slow
@given(
    sentences=st.lists(PIECES.filter(lambda p: p.endswith((".", ";"))), max_size=4),
    task=st.sampled_from(TASKS),
    invention=st.sampled_from(INVENTIONS[:3]),
)
def test_an_unsupported_sentence_never_helps(
    article: Article, sentences: list[str], task: str, invention: str
) -> None:
    text = " ".join(sentences)
    before = score_summary(article, task, text)
    after = score_summary(article, task, f"{text} {invention}")
    assert after.primary <= before.primary + 1e-12


@slow
@given(text=st.text(alphabet=st.sampled_from("“”\"'‘’;.,… [](Oa9 \n"), max_size=120))
def test_no_marks_break_it(article: Article, text: str) -> None:
    score_summary(article, "quoted-brief", text)


def test_every_reference_of_the_supplied_article() -> None:
    """No violation, exactly the facts in ``tells``, and the best reference of each length reaches 1."""
    article = read_article(GOLD / "pentagon-rafah")
    best: dict[str, float] = {}
    for reference in article.summaries:
        scored = score_summary(article, reference.task, reference.text)
        found = [v.message for u in scored.units for v in u.violations]
        assert (reference.id, found) == (reference.id, [])
        told = {f for f, credit in scored.credits.items() if credit == 1}
        assert (reference.id, sorted(told)) == (reference.id, sorted(reference.tells))
        best[reference.task] = max(best.get(reference.task, 0.0), scored.primary)
    assert best == pytest.approx(dict.fromkeys(best, 1.0))


def test_references_of_the_whole_corpus() -> None:
    """What is credited they tell; one fact in fifty that they tell is missed. Measures to hold, not aims."""
    hits = told = tells = accused = 0
    for folder in FOLDERS:
        article = read_article(folder)
        for reference in article.summaries:
            scored = score_summary(article, reference.task, reference.text)
            found = {f for f, credit in scored.credits.items() if credit == 1}
            hits += len(found & {*reference.tells})
            told += len(found)
            tells += len(reference.tells)
            accused += any(u.violations for u in scored.units)

    assert hits == told and hits / tells >= 0.975
    assert accused <= 3


def test_a_task_of_ones_own_has_its_own_budget(ferry: Article) -> None:
    """Six words of a brief whose task allows five: cut after the fifth, and flagged."""
    score = score_summary(ferry, "brief", "The ferry stopped on Monday morning.", budget=5)
    assert score.over_budget
    assert score.text == "The ferry stopped on Monday"
