"""Ceilings: what gold, and the other pass, score as answers. They are not models."""

from collections.abc import Iterator
from pathlib import Path

from onrecord.gold.article import Article, Quote
from onrecord.gold.load import load_article, read_labels
from onrecord.matching import iou
from onrecord.scoring.aggregate import Sample
from onrecord.scoring.quotes import LEAST_IOU
from onrecord.scoring.scorers import ArticleScorer, metrics_of
from onrecord.tasks.items import gold_answer, items
from onrecord.tasks.reader import read_answer
from onrecord.tasks.task import Task
from onrecord.tasks.values import Answer, Invalid, Label, SpeakerName


def oracle(task: Task, scorer: ArticleScorer) -> Iterator[Sample]:
    """Gold's own answers, read and scored like a model's; of several references, the best."""
    article = scorer.article
    primary = next(m for m in metrics_of(task) if m.name == task.primary)
    for item in items(task, article):
        references = sum(s.task == task.reference_length for s in article.summaries)
        count = references if task.answer == "summary" else 1
        answers = [read_answer(task, gold_answer(task, article, item, n)) for n in range(count)]
        stats = [scorer.score(task, item.id, answer).stats for answer in answers]
        if stats:
            yield Sample(article.id, 0, 0, max(stats, key=lambda s: primary.of(s) or 0.0))


def other_pass(task: Task, folder: Path) -> Iterator[Sample]:
    """Pass a answering against pass b as gold; for statements, the blind labels against gold's.

    Nothing where there are not two passes, and for items that are made from gold by edits.
    """
    passes = folder / "passes"
    if task.items == "statements":
        labels = passes / "labels.jsonl"
        if labels.exists():
            yield from _blind_labels(task, load_article(folder), read_labels(labels))
        return
    if task.items == "checks" or not all((passes / f"{p}.jsonl").exists() for p in "ab"):
        return
    mine, theirs = (load_article(folder, f"passes/{p}.jsonl") for p in "ab")
    scorer = ArticleScorer(theirs)
    for item in items(task, theirs):
        if task.items == "quotes":
            answer = _same_quote_speaker(mine, theirs.quote[item.id])
        else:
            answer = read_answer(task, gold_answer(task, mine, item))
        yield Sample(theirs.id, 0, 0, scorer.score(task, item.id, answer).stats)


def _blind_labels(task: Task, article: Article, labels: dict[str, str]) -> Iterator[Sample]:
    scorer = ArticleScorer(article)
    for item in items(task, article):
        if item.id in labels:
            yield Sample(article.id, 0, 0, scorer.score(task, item.id, Answer(Label(labels[item.id]))).stats)


def _same_quote_speaker(mine: Article, wanted: Quote) -> Answer:
    """Whom one pass names as the speaker of the other's quote; nobody where it has no such quote."""
    ranges = mine.text.alphanumerics.ranges
    target = ranges(wanted.spans)
    near = [(iou(ranges(q.spans), target), q) for q in mine.quotes]
    best = max(near, key=lambda pair: pair[0], default=None)
    if best is None or best[0] < LEAST_IOU:
        return Answer(Invalid("empty", "the other pass has no such quote"))
    return Answer(SpeakerName(tuple(mine.speaker[s].name for s in best[1].speakers)))
