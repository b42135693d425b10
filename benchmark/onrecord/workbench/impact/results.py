"""What a change of gold came to: plain values, which the terminal, Markdown and JSON share."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Move:
    """A metric of a task before and after; None: undefined there. Shares are fractions of 1."""

    task: str
    metric: str
    title: str
    before: float | None
    after: float | None
    percent: bool
    is_primary: bool

    @property
    def change(self) -> float | None:
        """How far it moved; None where it is undefined before or after."""
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True, slots=True)
class Question:
    """One answer that is worth something else: the values are those of ``metric`` on it alone.

    None: the question was not asked, or not in the same words.
    """

    task: str
    item: str
    metric: str
    before: float | None
    after: float | None
    percent: bool


@dataclass(frozen=True, slots=True)
class Effect:
    """What one cause does to one run: to its scores over all articles, and to single answers."""

    run: str
    moves: tuple[Move, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class CauseImpact:
    """One change to gold with its effects; ``problem`` says why it could not be tried alone."""

    article: str
    says: str
    place: str
    problem: str
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Rest:
    """What the causes, each on its own, leave unexplained of a metric's move."""

    task: str
    metric: str
    title: str
    change: float
    percent: bool


@dataclass(frozen=True, slots=True)
class RunImpact:
    """What a run's scores were on old gold and are on new gold.

    Of the answers that count on old gold, ``gone`` are to questions that are no longer asked, ``reworded`` to
    questions that are put otherwise now; ``anew`` are those that count on new gold alone. All by task.
    ``questions`` are those of new gold, ``unanswered`` those among them without an answer.
    """

    run: str
    model: str
    moves: tuple[Move, ...]
    rest: tuple[Rest, ...]
    questions: int
    gone: Mapping[str, int]
    reworded: Mapping[str, int]
    anew: Mapping[str, int]
    unanswered: int


@dataclass(frozen=True, slots=True)
class Impact:
    """The effect of a change of gold on stored runs; ``articles`` are those that the runs are about."""

    base: str
    gold: str
    articles: int
    changed: tuple[str, ...]
    runs: tuple[RunImpact, ...]
    causes: tuple[CauseImpact, ...]
