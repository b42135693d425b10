"""The gold article itself: frozen, whole, and accounted for."""

import hashlib
import json
import re

import pytest

from onrecord import data
from onrecord.gold.anchors import AnchorResolver
from onrecord.gold.article import Article
from onrecord.gold.check import findings
from onrecord.gold.load import load_article, read_decisions, read_labels, read_records
from onrecord.tasks.items import gold_answer, items
from onrecord.tasks.reader import read_answer
from onrecord.tasks.task import built_in_tasks
from onrecord.tasks.values import Invalid, Quotes, Speakers
from onrecord.text import DOUBLE_MARKS, Span

FOLDER = data.gold_folder() / "pentagon-rafah"


@pytest.fixture(scope="module")
def article() -> Article:
    return load_article(FOLDER)


# --- the text


def test_the_text_is_the_one_supplied(article: Article) -> None:
    digest = hashlib.sha256((FOLDER / "article.txt").read_bytes()).hexdigest()

    assert digest == "83b4f527c633838d1a3d40d8c091afb43f70b666ce50e3d86ea7e11fd0a757d2" == article.meta.sha256


def test_the_text_has_twenty_three_paragraphs(article: Article) -> None:
    assert len(article.text.paragraphs) == 23
    assert article.text.paragraphs[0].of(article.raw) == "World News"
    assert article.text.paragraphs[22].of(article.raw) == "Back to top button"


def test_regions_cover_every_letter_once(article: Article) -> None:
    places = [n for region in article.regions for n in range(*region.span)]
    letters = {n for n, char in enumerate(article.raw) if char.isalnum()}

    assert letters <= set(places)
    assert len(places) == len(set(places))


def test_evidence_is_without_the_false_headline_and_the_boilerplate(article: Article) -> None:
    for words in ("Hezbollah", "World News", "Mohammed Salem", "Leave a Reply"):
        assert words in article.raw
        assert words not in article.evidence


# --- the gold


def test_the_rules_find_no_error(article: Article) -> None:
    assert [str(f) for f in findings(article, "error")] == []


def test_every_string_in_double_marks_is_a_quote_a_not_quote_or_damage(article: Article) -> None:
    marked = [Span(*m.span()) for m in re.finditer(r"“[^“”]*”", article.raw)]
    known = [s for q in article.quotes for s in q.marked] + [n.span for n in article.not_quotes]

    assert [span.of(article.raw) for span in marked if span not in known] == []
    assert len(marked) == 11


def test_every_double_mark_is_inside_gold_or_damage(article: Article) -> None:
    known = [s for q in article.quotes for s in q.marked]
    known += [n.span for n in article.not_quotes] + [d.span for d in article.damages]
    marks = [n for n, char in enumerate(article.raw) if char in DOUBLE_MARKS]

    assert [n for n in marks if not any(s.start <= n < s.end for s in known)] == []


def test_every_anchor_is_the_words_of_the_article_and_can_be_made_again(article: Article) -> None:
    resolver = AnchorResolver(article.raw)
    spans = [s for q in article.quotes for s in q.spans] + [m.span for m in article.mentions]

    assert [s for s in spans if resolver.resolve(resolver.anchor(s)) != s] == []


def test_ids_run_without_gaps_in_the_order_of_the_text(article: Article) -> None:
    assert [q.id for q in article.quotes] == [f"q{n}" for n in range(1, len(article.quotes) + 1)]
    assert [q.spans for q in article.quotes if not q.parent] == sorted(
        q.spans for q in article.quotes if not q.parent
    )


def test_records_are_sorted_by_kind(article: Article) -> None:
    kinds = [record.kind for _, record in read_records(FOLDER / "annotations.jsonl")]
    order = ("region", "speaker", "mention", "quote", "not_quote", "damage", "fact", "statement", "summary")

    assert kinds == sorted(kinds, key=order.index)


def test_each_line_is_json_as_the_tools_write_it() -> None:
    """One record a line, no space after the signs, so that diffs show what changed and nothing else."""
    for line in (FOLDER / "annotations.jsonl").read_text(encoding="utf-8").splitlines():
        assert line == json.dumps(json.loads(line), ensure_ascii=False, separators=(",", ":"))


# --- the passes


@pytest.mark.parametrize("name", ["a", "b"])
def test_each_pass_can_be_loaded(name: str) -> None:
    assert load_article(FOLDER, f"passes/{name}.jsonl").quotes


def test_blind_labels_and_decisions_are_of_records_that_are_known(article: Article) -> None:
    passes = [load_article(FOLDER, f"passes/{name}.jsonl") for name in "ab"]
    known = {s.id for s in article.statements} | {s.id for p in passes for s in p.statements}

    assert set(read_labels(FOLDER / "passes" / "labels.jsonl")) <= known
    assert {s.id for s in article.statements} <= set(read_labels(FOLDER / "passes" / "labels.jsonl"))
    assert all("§" in d.why for d in read_decisions(FOLDER / "passes" / "adjudication.jsonl"))


# --- the oracle


@pytest.mark.parametrize("name", list(built_in_tasks()))
def test_golds_own_answers_can_be_read(name: str, article: Article) -> None:
    task = built_in_tasks()[name]

    answers = [read_answer(task, gold_answer(task, article, item)) for item in items(task, article)]

    assert answers
    assert [a for a in answers if isinstance(a.value, Invalid) or a.flags] == []


def test_the_oracles_quotes_and_speakers_are_golds(article: Article) -> None:
    """27 quotes, 6 of them optional: q2, q4, q9, q21, q22, q26."""
    tasks = built_in_tasks()
    quotes = read_answer(
        tasks["quotes"], gold_answer(tasks["quotes"], article, items(tasks["quotes"], article)[0])
    )
    speakers = read_answer(
        tasks["speakers"], gold_answer(tasks["speakers"], article, items(tasks["speakers"], article)[0])
    )

    assert isinstance(quotes.value, Quotes)
    assert len(quotes.value.quotes) == 21
    assert isinstance(speakers.value, Speakers)
    assert {s.name for s in speakers.value.speakers} == {
        article.speaker[s].name for q in article.quotes if not q.optional for s in q.speakers
    }
