"""Claims against gold that several models make alike, the most agreed on first."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from onrecord.gold.article import Article
from onrecord.gold.load import article_folders, load_article
from onrecord.matching import LEAST_IOU, iou
from onrecord.runs.score import score_answers
from onrecord.scoring.scorers import ArticleScorer
from onrecord.workbench.queue.claims import Claim, Kind, answer_in_words, claims
from onrecord.workbench.queue.models import Model
from onrecord.workbench.queue.wording import Wording, wording
from onrecord.workbench.stored_runs import on_gold

_Question = tuple[str, str]
"""A task's scorer and the item."""


@dataclass(frozen=True, slots=True)
class Says:
    """What one model says; to a question without a single answer, only those that agree have a text."""

    model: str
    text: str
    agrees: bool


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One claim against gold. ``agreeing`` of ``asked`` models make it; ``places`` are gold's records on it.

    ``before``, ``words`` and ``after`` are the article's text there; empty where a name stands nowhere in it.
    """

    kind: Kind
    article: str
    item: str
    title: str
    gold: str
    places: tuple[str, ...]
    before: str
    words: str
    after: str
    agreeing: int
    asked: int
    says: tuple[Says, ...]


@dataclass
class _Heard:
    """What the models said about one article."""

    texts: dict[tuple[str, _Question], str] = field(default_factory=dict)
    made: dict[str, dict[_Question, list[list[Claim]]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    """By model and question, the claims of each answer."""


def disagreements(models: Sequence[Model], gold: Path, least: int) -> list[Disagreement]:
    """What at least ``least`` models give alike and gold gives otherwise, the most agreed on first.

    A model makes a claim where most of its answers to a question do (wordings, repeats, further runs).
    Raises GoldError on an article that is not fit to score with.
    """
    plans = {id(run): on_gold(run.plan, gold) for model in models for run in model.runs}
    selected = {key: {f.name for f in plan.folders} if plan else set[str]() for key, plan in plans.items()}
    found: list[tuple[tuple[object, ...], Disagreement]] = []
    for folder in article_folders(gold):
        if not any(folder.name in names for names in selected.values()):
            continue
        article = load_article(folder)
        scorer, heard = ArticleScorer(article), _Heard()
        for model in models:
            for run in model.runs:
                plan = plans[id(run)]
                if plan is None or folder.name not in selected[id(run)]:
                    continue
                answers = run.answers_about(article.id)
                for task in plan.tasks if answers else []:
                    for request, scored in score_answers(plan, run.fingerprint, task, scorer, answers):
                        if scored is not None:
                            question, details = (task.scorer, request.item), scored.scored.details
                            heard.texts.setdefault((model.name, question), answer_in_words(task, details))
                            made = list(claims(task, article, request.item, details))
                            heard.made[model.name][question].append(made)
        for agreed in _agreed(article, heard):
            if len(agreed) >= least:
                one = _disagreement(article, heard, agreed)
                place = min((s.start for _, claim in agreed.values() for s in claim.spans), default=0)
                found.append(((-one.agreeing, one.agreeing - one.asked, article.id, place), one))
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


_Agreed = Mapping[str, tuple[_Question, Claim]]
"""By model, the claim that it makes, and to which question."""


def _agreed(article: Article, heard: _Heard) -> list[_Agreed]:
    """The claims, each with the models that make it."""
    claimed: dict[tuple[object, ...], dict[str, tuple[_Question, Claim]]] = {}
    for model, questions in heard.made.items():
        for question, answers in questions.items():
            for claim in _usual(article, answers):
                claimed.setdefault((claim.kind, *claim.key, claim.spans), {}).setdefault(
                    model, (question, claim)
                )
    quotes = [models for key, models in claimed.items() if key[0] == "quote"]
    return [*(m for k, m in claimed.items() if k[0] != "quote"), *_clusters(article, quotes)]


def _usual(article: Article, answers: Sequence[Sequence[Claim]]) -> list[Claim]:
    """The claims that more than half of the answers to one question make."""
    shown: list[Claim] = []
    counts: list[int] = []
    for claims_of_one in answers:
        counted: set[int] = set()
        for claim in claims_of_one:
            n = next((n for n, c in enumerate(shown) if _is_same(article, c, claim)), len(shown))
            if n == len(shown):
                shown.append(claim)
                counts.append(0)
            if n not in counted:
                counted.add(n)
                counts[n] += 1
    return [claim for claim, count in zip(shown, counts, strict=True) if 2 * count > len(answers)]


def _clusters(article: Article, quotes: Iterable[_Agreed]) -> list[_Agreed]:
    """Quotes that gold lacks, put together where they are the same (IoU ≥ .5 on letters and digits)."""
    clusters: list[dict[str, tuple[_Question, Claim]]] = []
    for models in sorted(quotes, key=lambda m: (-len(m), next(iter(m.values()))[1].spans)):
        _, claim = next(iter(models.values()))
        for cluster in clusters:
            if _is_same(article, next(iter(cluster.values()))[1], claim):
                for model, said in models.items():
                    cluster.setdefault(model, said)
                break
        else:
            clusters.append(dict(models))
    return list(clusters)


def _is_same(article: Article, a: Claim, b: Claim) -> bool:
    if a.kind != b.kind or a.kind != "quote":
        return (a.kind, a.key) == (b.kind, b.key)
    ranges = article.text.alphanumerics.ranges
    return a.spans == b.spans or iou(ranges(a.spans), ranges(b.spans)) >= LEAST_IOU


def _disagreement(article: Article, heard: _Heard, agreed: _Agreed) -> Disagreement:
    question, claim = next(iter(agreed.values()))
    questions = {q for q, _ in agreed.values()}
    asked = [model for model, answered in heard.made.items() if any(q in answered for q in questions)]
    said: Wording = wording(article, claim)
    return Disagreement(
        claim.kind,
        article.id,
        claim.item,
        said.title,
        said.gold,
        said.places,
        *said.context,
        agreeing=len(agreed),
        asked=len(asked),
        says=tuple(
            [Says(model, c.said, True) for model, (_, c) in agreed.items()]
            + [Says(m, heard.texts.get((m, question), ""), False) for m in asked if m not in agreed]
        ),
    )
