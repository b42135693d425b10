"""The answers of probes are what they say."""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from onrecord.gold.article import Article
from onrecord.gold.load import load_article
from onrecord.tasks.items import gold_answer, items
from onrecord.tasks.reader import read_answer
from onrecord.tasks.task import built_in_tasks
from onrecord.tasks.values import Invalid
from onrecord.text import words
from onrecord.validity.probes.probe import Question
from onrecord.validity.probes.run import PROBES

from ...harness import GOLD, ROOT

Cheated = Callable[..., str]


@pytest.fixture(scope="module")
def ferry() -> Article:
    return load_article(GOLD / "harbour-ferry")


@pytest.fixture(scope="module")
def cheated(ferry: Article) -> Cheated:
    """``cheated("quotes", "halves")``: a probe's answer, made of gold's own, on the task's first item."""

    def answer(
        task: str, name: str, source: str | None = None, article: Article = ferry, draw: int = 0
    ) -> str:
        asked = built_in_tasks()[task]
        item = items(asked, article)[0]
        (probe,) = (p for p in PROBES if p.name == name and task in p.tasks)
        given = gold_answer(asked, article, item) if source is None else source
        found = probe.cheat(Question(article, asked, item, draw), given)
        assert found is not None
        return found

    return answer


def quotes(answer: str) -> list[tuple[str, str]]:
    return [(q["quote"], q["speaker"]) for q in json.loads(answer)["quotes"]]


def names(answer: str) -> list[str]:
    return [s["name"] for s in json.loads(answer)["speakers"]]


TOLLAND, MARROW = "Ines Tolland", "Piet Marrow"
FIRST = (
    "“The ferry is not a luxury for the people across the bay,” … “It is how their children get to school.”"
)


def test_quotes(cheated: Cheated, ferry: Article) -> None:
    gold = quotes(gold_answer(built_in_tasks()["quotes"], ferry, items(built_in_tasks()["quotes"], ferry)[0]))
    assert gold[0] == (FIRST, TOLLAND)
    assert quotes(cheated("quotes", "whole article")) == [(ferry.raw.strip(), MARROW)]
    assert quotes(cheated("quotes", "pronouns")) == [(q, "he") for q, _ in gold]
    assert quotes(cheated("quotes", "empty names")) == [(q, "") for q, _ in gold]
    assert quotes(cheated("quotes", "empty quotes")) == [("", s) for _, s in gold]
    assert quotes(cheated("quotes", "everybody")) == [(q, f"{TOLLAND} and {MARROW}") for q, _ in gold]
    assert quotes(cheated("quotes", "each in turn")) == [(q, s) for q, _ in gold for s in (TOLLAND, MARROW)]
    assert quotes(cheated("quotes", "a piece of a name")) == [(q, "a") for q, _ in gold]
    assert quotes(cheated("quotes", "ten times")) == gold * 10
    assert quotes(cheated("quotes", "gold ten times")) == gold * 10
    assert quotes(cheated("quotes", "one speaker")) == gold
    assert quotes(cheated("quotes", "marks alone")) == [(f'“‘"{q}"’”', s) for q, s in gold]
    assert quotes(cheated("quotes", "everybody in brackets"))[0][1] == f"{TOLLAND} ({MARROW}, harbour office)"


def test_quotes_of_more_and_of_less(cheated: Cheated, ferry: Article) -> None:
    source = json.dumps({"quotes": [{"quote": "voted 7-2 on Monday", "speaker": "X", "form": "direct"}]})
    sentences = quotes(cheated("quotes", "every sentence", source))
    assert sentences[0] == ("voted 7-2 on Monday", "X")
    assert sentences[1:] == [(s.of(ferry.raw), MARROW) for s in ferry.text.sentences]
    stretches = [q for q, _ in quotes(cheated("quotes", "every stretch", source))]
    assert "“a very expensive old habit”" in stretches
    assert all(p.of(ferry.raw) in stretches for p in ferry.text.paragraphs)
    assert quotes(cheated("quotes", "halves", source)) == [("voted 7-2", "X"), ("on Monday", "X")]
    (widened,) = quotes(cheated("quotes", "paragraphs", source))
    assert widened == (ferry.text.paragraphs[1].of(ferry.raw), "X")


def test_one_quotes_speaker(cheated: Cheated) -> None:
    def said(name: str) -> str:
        return str(json.loads(cheated("attribution", name))["speaker"])

    assert said("pronouns") == "he"
    assert said("empty names") == ""
    assert said("everybody") == f"{TOLLAND} and {MARROW}"
    assert said("a piece of a name") == "I"
    assert said("in brackets") == f"{TOLLAND} ({TOLLAND} and {MARROW})"
    assert said("alternatives") == f"{TOLLAND} or {TOLLAND} and {MARROW}"
    assert said("one speaker") == TOLLAND
    assert {TOLLAND, MARROW} <= set(said("somebody in the sentence").split(", "))


def test_all_speakers(cheated: Cheated) -> None:
    gold = [TOLLAND, MARROW]
    assert names(cheated("speakers", "pronouns")) == ["he", "she", "they", "it", "we"]
    assert names(cheated("speakers", "one entry")) == [f"{TOLLAND} and {MARROW}"]
    assert names(cheated("speakers", "empty names")) == ["", ""]
    assert names(cheated("speakers", "ten times")) == gold * 10
    assert names(cheated("speakers", "every alias")) == [
        *gold,
        "Mayor Ines Tolland",
        "Councillor Piet Marrow",
    ]
    every = names(cheated("speakers", "every name"))
    assert every[:2] == gold
    assert len(every) > 4
    stuffed = json.loads(cheated("speakers", "alias stuffing"))["speakers"]
    assert [s["name"] for s in stuffed] == gold
    assert stuffed[0]["other_names"] == stuffed[1]["other_names"] == every[2:]


@pytest.mark.parametrize("task", ["verify", "check-quote"])
def test_labels(cheated: Cheated, task: str) -> None:
    labels = list(built_in_tasks()[task].labels)
    assert json.loads(cheated(task, "first label"))["label"] == labels[0]
    assert json.loads(cheated(task, "last label"))["label"] == labels[-1]
    assert json.loads(cheated(task, "all in a list"))["label"] == labels
    assert json.loads(cheated(task, "all in one"))["label"] == " or ".join(labels)
    lines = cheated(task, "one by one").splitlines()
    assert [json.loads(line)["label"] for line in lines] == labels
    assert json.loads(cheated(task, "empty"))["label"] == ""
    for name in ("all in a list", "all in one", "empty"):
        assert isinstance(read_answer(built_in_tasks()[task], cheated(task, name)).value, Invalid)


BRIEF = "Quill sang. The hall of Orsk was full."


def test_summaries_of_the_same_words(cheated: Cheated) -> None:
    assert cheated("brief", "empty") == ""
    assert cheated("brief", "sorted words", BRIEF) == "full. hall of Orsk Quill sang. The was"
    assert cheated("brief", "backwards", BRIEF) == "full. was Orsk of hall The sang. Quill"
    assert cheated("brief", "without small words", BRIEF) == "Quill sang. hall Orsk full."
    assert cheated("brief", "reference twice", BRIEF) == f"{BRIEF} {BRIEF}"
    assert cheated("brief", "ten times", BRIEF).split("\n") == [*[BRIEF] * 10, ""]
    salads = {cheated("brief", "word salad", BRIEF, draw=n) for n in range(10)}
    assert len(salads) > 5
    assert {tuple(sorted(s.split())) for s in salads} == {tuple(sorted(BRIEF.split()))}
    assert cheated("brief", "word salad", BRIEF) == cheated("brief", "word salad", BRIEF)


def test_summaries_with_more_round_them(cheated: Cheated) -> None:
    denied = "It is not true that quill sang. It is not true that the hall of Orsk was full."
    assert cheated("brief", "denied", BRIEF) == denied
    assert cheated("brief", "all in marks", BRIEF) == "“Quill sang.” “The hall of Orsk was full.”"
    assert cheated("brief", "lead in marks", "She said “no”.") == "“She said no.”"
    by_all = (
        f"Quill sang, {TOLLAND} and {MARROW} said. The hall of Orsk was full, {TOLLAND} and {MARROW} said."
    )
    assert cheated("brief", "everyone says", BRIEF) == by_all
    assert cheated("brief", "an invention", BRIEF).startswith(f"{BRIEF} Zimmerlich paid")
    diluted = cheated("brief", "a diluted invention", BRIEF)
    assert diluted.startswith(cheated("brief", "an invention", BRIEF))
    assert diluted.endswith(cheated("brief", "padding"))


def test_summaries_made_of_the_article(cheated: Cheated, ferry: Article) -> None:
    assert cheated("brief", "copy-all") == " ".join(ferry.raw.split())
    assert "Council votes to keep" not in cheated("headline", "copy-all")
    assert cheated("brief", "names") == f"{TOLLAND}, {MARROW}, harbour office."
    counts = Counter(w for w in words(ferry.evidence) if len(w) > 3)
    frequent = cheated("headline", "frequent words").split()
    assert len(frequent) == built_in_tasks()["headline"].budget_words
    assert min(counts[w] for w in frequent) >= max(c for w, c in counts.items() if w not in frequent)
    needed = [alternatives[0] for fact in ferry.facts for alternatives in fact.needs]
    assert cheated("brief", "keywords") == " ".join(dict.fromkeys(needed))
    assert cheated("brief", "keywords in commas") == ", ".join(a[0] for a in ferry.facts[0].needs) + "."


QUOTED = (
    "The hall was full. “It was the best night of all my life,” Quill said. “We will never sing so well "
    "again,” Fenn said."
)


def test_fewer_quotations(cheated: Cheated) -> None:
    first = "“It was the best night of all my life,” Quill said."
    unmarked = QUOTED.replace(
        "“We will never sing so well again,” Fenn", "We will never sing so well again, Fenn"
    )
    assert unmarked != QUOTED
    assert cheated("quoted-brief", "one quotation twice", QUOTED) == f"{unmarked} {first}"
    pieces = unmarked.replace("“It was the best night of", "“It was the best” and “night of")
    assert cheated("quoted-brief", "one quotation in pieces", QUOTED) == pieces


@pytest.mark.parametrize(
    ("task", "name", "source"),
    [
        ("quoted-brief", "one quotation twice", BRIEF),
        ("quoted-brief", "one quotation in pieces", BRIEF),
        ("quoted-brief", "one quotation in pieces", "“Too short to be cut,” Quill said."),
        ("headline", "misleading headline", BRIEF),  # this article's headline is right
    ],
)
def test_nothing_is_tried_where_there_is_nothing_to_try(
    ferry: Article, task: str, name: str, source: str
) -> None:
    asked = built_in_tasks()[task]
    (probe,) = (p for p in PROBES if p.name == name)
    assert probe.cheat(Question(ferry, asked, items(asked, ferry)[0]), source) is None


def test_a_headline_that_is_wrong_is_the_articles_own(cheated: Cheated) -> None:
    article = load_article(ROOT / "gold" / "nine-sluices-ruling")
    assert cheated("headline", "misleading headline", article=article) in article.raw.splitlines()


def test_no_probe_is_left_out(request: pytest.FixtureRequest) -> None:
    """Each probe's answer is looked at above, by its name."""
    text = request.path.read_text(encoding="utf-8")
    unseen: list[Any] = [p.name for p in PROBES if f'"{p.name}"' not in text]
    assert unseen == []
