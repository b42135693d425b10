"""What a probe is: an answer that deserves nothing, or no more than another, and must get just that."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from onrecord.gold.article import Article
from onrecord.tasks.items import Item
from onrecord.tasks.task import Task

Kind = Literal["collapse", "gain nothing", "lose"]
Source = Literal["rules", "lead", "most-frequent", "majority", "oracle"]

COLLAPSED = 0.1
"""Of the honest baseline's score: what collapses stays under this share."""
HONEST: Source = "rules"
"""The baseline that a collapsing probe is held against."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a task about one article. ``draw`` counts the answers of a probe that draws lots."""

    article: Article
    task: Task
    item: Item
    draw: int = 0


Cheat = Callable[[Question, str], str | None]
"""From a question and the source's answer to the probe's; None where the probe has nothing to try."""


@dataclass(frozen=True, slots=True)
class Probe:
    """``made_of``: whose answers it starts from. One that must *collapse* is held against the honest
    baseline, one that must *gain nothing* or *lose* against ``made_of`` itself, unless ``against`` names
    another. One that draws lots does so ``draws`` times; its mean counts."""

    name: str
    says: str
    kind: Kind
    tasks: tuple[str, ...]
    made_of: Source
    cheat: Cheat
    against: Source | None = None
    draws: int = 1

    @property
    def rival(self) -> Source:
        return self.against or (HONEST if self.kind == "collapse" else self.made_of)
