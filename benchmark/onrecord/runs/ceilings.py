"""Ceilings: what gold, and the other pass, score as answers. They are not models."""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from onrecord.gold.article import Article, Quote, Statement
from onrecord.gold.load import load_article, read_labels
from onrecord.matching import LEAST_IOU, iou
from onrecord.scoring.aggregate import Sample
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


class Passes:
    """The passes over one article, read once for all tasks."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def both(self) -> tuple[Article, ArticleScorer] | None:
        """Pass a, and pass b to score it against; None where there are not two."""
        names = [f"passes/{name}.jsonl" for name in "ab"]
        if not all((self._folder / name).exists() for name in names):
            return None
        mine, theirs = (load_article(self._folder, name) for name in names)
        return mine, ArticleScorer(theirs)

    def label(self, statement: Statement) -> str | None:
        """The blind label of a statement of gold; None where it has none."""
        return self._labels.get(statement.id) or self._labels.get(statement.text)

    @cached_property
    def _labels(self) -> dict[str, str]:
        """The blind labels by what they name: gold's statements by id, those of a pass (``a:v5``) by text."""
        path = self._folder / "passes" / "labels.jsonl"
        found = read_labels(path) if path.exists() else {}
        if not found or self.both is None:
            return found
        mine, theirs = self.both[0], self.both[1].article
        texts = {f"{p}:{s.id}": s.text for p, made in (("a", mine), ("b", theirs)) for s in made.statements}
        return {texts.get(name, name): label for name, label in found.items()}


def other_pass(task: Task, scorer: ArticleScorer, passes: Passes) -> Iterator[Sample]:
    """Pass a answering against pass b as gold; for statements, the blind labels against gold's.

    Nothing where there are not two passes, and for items that are made from gold by edits.
    """
    if task.items == "statements":
        for item in items(task, scorer.article):
            statement = next(s for s in scorer.article.statements if s.id == item.id)
            if label := passes.label(statement):
                answer = Answer(Label(label))
                yield Sample(scorer.article.id, 0, 0, scorer.score(task, item.id, answer).stats)
        return
    if task.items == "checks" or passes.both is None:
        return
    mine, against = passes.both
    theirs = against.article
    for item in items(task, theirs):
        if task.items == "quotes":
            answer = _same_quote_speaker(mine, theirs.quote[item.id])
        else:
            answer = read_answer(task, gold_answer(task, mine, item))
        yield Sample(theirs.id, 0, 0, against.score(task, item.id, answer).stats)


def _same_quote_speaker(mine: Article, wanted: Quote) -> Answer:
    """Whom one pass names as the speaker of the other's quote; nobody where it has no such quote."""
    ranges = mine.text.alphanumerics.ranges
    target = ranges(wanted.spans)
    near = [(iou(ranges(q.spans), target), q) for q in mine.quotes]
    best = max(near, key=lambda pair: pair[0], default=None)
    if best is None or best[0] < LEAST_IOU:
        return Answer(Invalid("empty", "the other pass has no such quote"))
    return Answer(SpeakerName(tuple(mine.speaker[s].name for s in best[1].speakers)))
