"""Asks every probe about every article, and says which of them pays."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial

from onrecord.gold.article import Article
from onrecord.models.base import Model
from onrecord.models.registry import make_model
from onrecord.scoring.aggregate import Sample, aggregate
from onrecord.scoring.metric import Metric
from onrecord.scoring.scorers import ArticleScorer, metrics_of
from onrecord.scoring.stats import Stats, add
from onrecord.tasks.build import Protocol, requests
from onrecord.tasks.items import gold_answer, items
from onrecord.tasks.reader import read_answer
from onrecord.tasks.task import Task
from onrecord.validity.probes import labels, names, quotes, summaries
from onrecord.validity.probes.probe import COLLAPSED, Probe, Question, Source

PROBES: tuple[Probe, ...] = (*quotes.PROBES, *names.PROBES, *labels.PROBES, *summaries.PROBES)
_ROUNDING = 1e-9
NOTHING = 0.005
"""Half a point is no gain: one article of forty moves a mean by as much."""
# The valid answers that find nothing.
_NOTHING = {"quotes": '{"quotes": []}', "speakers": '{"speakers": []}'}

Answers = dict[str, str]
"""An article's answers to one task, by item."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a probe earned on a task, and its rival, as the task's primary metric on the same articles.

    ``gained`` are the articles on which the probe alone earned more than its rival.
    """

    probe: Probe
    task: str
    score: float
    rival: float
    articles: int
    gained: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether the probe gets no more than it may."""
        if self.probe.kind == "collapse":
            return self.score < COLLAPSED * self.rival or self.score == 0
        if self.probe.kind == "lose":
            return self.score < self.rival - _ROUNDING
        return self.score <= self.rival + NOTHING


class Prober:
    """Collects what the probes earn, article by article."""

    def __init__(self, tasks: Sequence[Task], probes: Sequence[Probe] = PROBES) -> None:
        self._pairs = [(p, t) for p in probes for t in tasks if t.name in p.tasks]
        self._earned: dict[tuple[int, bool], list[Sample]] = {}

    def add(self, article: Article) -> None:
        """Try every probe on one article."""
        scorer = ArticleScorer(article)
        answers: dict[tuple[str, Source], Answers] = {}
        rivals: dict[tuple[str, Source], Stats] = {}

        def of(task: Task, source: Source) -> Answers:
            key = (task.name, source)
            if key not in answers:
                answers[key] = _answers(task, article, source, scorer)
            return answers[key]

        def earned(task: Task, source: Source) -> Stats:
            key = (task.name, source)
            if key not in rivals:
                rivals[key] = _scored(task, scorer, of(task, source))
            return rivals[key]

        # There is nothing to find, and an answer that finds nothing is right.
        bare = {
            task.name
            for task in {t.name: t for _, t in self._pairs}.values()
            if _primary(task).of(_scored(task, scorer, _nothing(task, article)))
        }

        for number, (probe, task) in enumerate(self._pairs):
            tried = [_tried(probe, task, article, of(task, probe.made_of), n) for n in range(probe.draws)]
            if not all(tried):
                continue
            if probe.kind == "collapse" and task.name in bare:
                continue
            mine = [
                Sample(article.id, 0, n, _scored(task, scorer, answers)) for n, answers in enumerate(tried)
            ]
            self._earned.setdefault((number, False), []).extend(mine)
            rival = Sample(article.id, 0, 0, earned(task, probe.rival))
            self._earned.setdefault((number, True), []).append(rival)

    def found(self) -> Iterator[Found]:
        """What each probe earned, in the order of the list; those that no article gave a chance are out."""
        for number, (probe, task) in enumerate(self._pairs):
            mine, rival = (self._earned.get((number, is_rival), []) for is_rival in (False, True))
            if mine:
                yield _found(probe, task, mine, rival)


def _tried(probe: Probe, task: Task, article: Article, source: Answers, draw: int) -> Answers:
    """The probe's answers; none at all where it has nothing to try, or to start from, on one of them."""
    tried = {}
    for item in items(task, article):
        question = Question(article, task, item, draw)
        answer = probe.cheat(question, source[item.id]) if item.id in source else None
        if answer is None:
            return {}
        tried[item.id] = answer
    return tried


def _nothing(task: Task, article: Article) -> Answers:
    return {item.id: _NOTHING.get(task.answer, "") for item in items(task, article)}


def _scored(task: Task, scorer: ArticleScorer, answers: Answers) -> Stats:
    total: Stats = {}
    for item, text in answers.items():
        add(total, scorer.score(task, item, read_answer(task, text)).stats)
    return total


def _primary(task: Task) -> Metric:
    return next(m for m in metrics_of(task) if m.name == task.primary)


@cache
def _model(source: Source) -> Model:
    return make_model(f"baseline:{source}")


def _answers(task: Task, article: Article, source: Source, scorer: ArticleScorer) -> Answers:
    """A source's answers: those of a baseline, or gold's own (of several references, the best)."""
    if source != "oracle":
        asked = {r.id: r.item for r in requests(task, article, Protocol())}
        found = _model(source).generate(requests(task, article, Protocol()))
        return {asked[id]: response.text for id, response in found}
    primary = _primary(task)

    def earned(item: str, text: str) -> float:
        return primary.of(scorer.score(task, item, read_answer(task, text)).stats) or 0.0

    best = {}
    for item in items(task, article):
        references = sum(s.task == task.reference_length for s in article.summaries)
        count = references if task.answer == "summary" else 1
        texts = [gold_answer(task, article, item, n) for n in range(count)]
        if texts:
            best[item.id] = max(texts, key=partial(earned, item.id)) if count > 1 else texts[0]
    return best


def _found(probe: Probe, task: Task, mine: Iterable[Sample], rival: Iterable[Sample]) -> Found:
    score, other = (aggregate(task.name, task.primary, metrics_of(task), s) for s in (mine, rival))

    gained = [
        article
        for article, values in score.per_article.items()
        if (values[task.primary] or 0.0) > (other.per_article[article][task.primary] or 0.0) + _ROUNDING
    ]
    value, against = (s.metric(task.primary).value or 0.0 for s in (score, other))
    return Found(probe, task.name, value, against, len(score.per_article), tuple(gained))
