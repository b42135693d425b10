"""How often each type of edit is noticed, by our scores and by those that are used today."""

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import zip_longest
from random import Random
from typing import Any

from onrecord.gold.article import Article
from onrecord.gold.check import BUDGETS
from onrecord.scoring.summaries.rouge import Diagnostics, diagnose
from onrecord.scoring.summaries.summary import score_summary
from onrecord.scoring.summaries.units import cut
from onrecord.validity.edits import claims, layout, quoted, wording
from onrecord.validity.edits.bases import BASES, references
from onrecord.validity.edits.edit import Base, Edit

OURS = "OnRecord"
LEAST_EACH = 300
_ROUNDING = 1e-9

Score = Callable[[Article, str, str, str], float | None]
"""A metric of an article's summary: article, task, base's id, text → a score; None where it has none."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One edited summary: what it was made of, and the metrics that noticed it."""

    edit: str
    base: Base
    text: str
    noticed: Mapping[str, bool]


@dataclass
class Rate:
    """How often a type of edit was noticed, by metric: noticed over tried."""

    edit: Edit
    tried: dict[str, int] = field(default_factory=dict)
    noticed: dict[str, int] = field(default_factory=dict)

    def share(self, metric: str = OURS) -> float | None:
        return self.noticed[metric] / self.tried[metric] if self.tried.get(metric) else None

    def interval(self, metric: str = OURS) -> tuple[float, float] | None:
        return wilson(self.noticed[metric], self.tried[metric]) if self.tried.get(metric) else None

    @property
    def holds(self) -> bool | None:
        """Whether the goal is met; None without one."""
        share = self.share()
        if self.edit.goal is None or share is None:
            return None
        return share <= self.edit.goal if self.edit.keeps else share >= self.edit.goal


def wilson(successes: int, trials: int, z: float = 1.959963984540054) -> tuple[float, float]:
    """Wilson's score interval for a share (Wilson 1927)."""
    share = successes / trials
    centre = share + z * z / (2 * trials)
    half = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    whole = 1 + z * z / trials
    return max(0.0, (centre - half) / whole), min(1.0, (centre + half) / whole)


def edits_of(articles: Sequence[Article]) -> list[Edit]:
    """All types of edits; inventions are sentences of the other articles' references."""
    sentences = {
        article.id: [
            words
            for base in references(article)
            if base.task == "brief"
            for sentence in base.sentences
            if claims.telling(words := sentence.of(base.text))
        ]
        for article in articles
    }
    invention = Edit(
        "invention added",
        "a sentence about another article",
        partial(claims.added_invention, others=sentences),
        0.97,
        tasks=("brief", "quoted-brief"),
    )
    return [*quoted.EDITS, *claims.EDITS, invention, *layout.EDITS, *wording.EDITS]


def try_edits(
    articles: Sequence[Article],
    edits: Iterable[Edit],
    metrics: Mapping[str, Score],
    *,
    each: int = LEAST_EACH,
    seed: int = 0,
) -> Iterator[Trial]:
    """Make every type of edit ``each`` times, or as often as there are places for it, and score each.

    Every base gets its first edit before any gets its second, so the whole corpus takes part. What is done
    to the same sentence in two bases is tried once. A base that itself earns nothing has nothing to lose,
    and is left out.
    """
    there = [base for make in BASES.values() for base in _in_turn(make(article) for article in articles)]
    before: dict[tuple[str, str, str], dict[str, float | None]] = {}
    for edit in edits:
        bases = [base for base in there if base.kind in edit.of and base.task in edit.tasks]
        for base, text in _drawn(edit, bases, each, seed, lambda b: _fits(b, before, metrics)):
            old = before[_key(base)]
            new = {name: score(base.article, base.task, base.id, text) for name, score in metrics.items()}
            noticed = {
                name: new_score < old_score - _ROUNDING
                for name, new_score in new.items()
                if new_score is not None and (old_score := old[name]) is not None
            }
            yield Trial(edit.name, base, text, noticed)


def _in_turn(makers: Iterable[Iterator[Base]]) -> Iterator[Base]:
    """The first base of each article, then the second of each, and so on."""
    for bases in zip_longest(*makers):
        yield from (base for base in bases if base)


def _key(base: Base) -> tuple[str, str, str]:
    return base.article.id, base.id, base.text


def _fits(
    base: Base,
    before: dict[tuple[str, str, str], dict[str, float | None]],
    metrics: Mapping[str, Score],
) -> bool:
    """Score a base once; whether it earns anything."""
    if _key(base) not in before:
        scores = {n: score(base.article, base.task, base.id, base.text) for n, score in metrics.items()}
        before[_key(base)] = scores
    return bool(before[_key(base)][OURS])


def _drawn(
    edit: Edit, bases: Sequence[Base], each: int, seed: int, fits: Callable[[Base], bool]
) -> Iterator[tuple[Base, str]]:
    """Edits in rounds over the bases, until there are enough."""
    makers = [
        (base, edit.make(base, Random(f"{seed} {edit.name} {base.article.id} {base.id}"))) for base in bases
    ]
    done: set[tuple[str, str, str]] = set()
    made = 0
    while makers and made < each:
        left = []
        for base, maker in makers:
            new = (t for t in maker if _is_new(t, base, done) and _is_whole(t, edit, base))
            text = next(new, None)
            if text is None or not fits(base):
                continue
            done.add((base.article.id, *base.changed(text)))
            left.append((base, maker))
            yield base, text
            made += 1
            if made >= each:
                return
        makers = left


def _is_new(text: str, base: Base, done: Collection[tuple[str, str, str]]) -> bool:
    return text != base.text and (base.article.id, *base.changed(text)) not in done


def _is_whole(text: str, edit: Edit, base: Base) -> bool:
    """Whether an edit that keeps the meaning keeps the budget too: what is cut is no longer the same."""
    return not edit.keeps or not cut(text, BUDGETS[base.task]).over_budget


def rates_of(edits: Iterable[Edit], trials: Iterable[Trial]) -> list[Rate]:
    """The rates of each type, in the order of the edits."""
    rates = {edit.name: Rate(edit) for edit in edits}
    for trial in trials:
        rate = rates[trial.edit]
        for metric, noticed in trial.noticed.items():
            rate.tried[metric] = rate.tried.get(metric, 0) + 1
            rate.noticed[metric] = rate.noticed.get(metric, 0) + noticed
    return list(rates.values())


def our_score(article: Article, task: str, base: str, text: str) -> float:
    """The task's primary metric."""
    return score_summary(article, task, text).primary


def used_today(with_minilm: bool = False) -> dict[str, Score]:
    """ROUGE-2, ROUGE-Lsum, chrF and, if asked for, MiniLM's cosine, with the article's other references."""
    found = {title: _overlap(name) for title, name in _OVERLAPS.items()}
    return {**found, "MiniLM": minilm_cosine()} if with_minilm else found


_OVERLAPS = {"ROUGE-2": "rouge_2", "ROUGE-Lsum": "rouge_lsum", "chrF": "chrf"}


def _overlap(name: str) -> Score:
    def score(article: Article, task: str, base: str, text: str) -> float | None:
        others = others_of(article, task, base)
        found = getattr(_diagnosed(text, others), name).mean if others else None
        return None if found is None else float(found)

    return score


@lru_cache(maxsize=4)  # the same text is asked about once for each metric
def _diagnosed(text: str, references: tuple[str, ...]) -> Diagnostics:
    return diagnose(text, references, "", 0.0)


def minilm_cosine() -> Score:
    """The cosine of MiniLM's embeddings, the mean over the other references.

    Raises OnRecordError where the package is missing.
    """
    from onrecord.validity.people.minilm import embed

    known: dict[str, Any] = {}

    def vector(text: str) -> Any:
        if text not in known:
            known[text] = embed([text])[0]
        return known[text]

    def score(article: Article, task: str, base: str, text: str) -> float | None:
        others = others_of(article, task, base)
        if not others:
            return None
        edited = embed([text])[0] if text else None
        return sum(float(edited @ vector(o)) for o in others) / len(others) if edited is not None else 0.0

    return score


def others_of(article: Article, task: str, base: str) -> tuple[str, ...]:
    """The references of a length but the one that a base is made of."""
    own = base.split("+")[0]
    return tuple(s.text for s in article.summaries if s.task == task and s.id != own)
