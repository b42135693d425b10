"""How likely a summary tells a content unit, from their words and the document's, without a model.

A content unit is a short sentence that tells one thing, as people take them from references (Nenkova and
Passonneau 2004): *The ferry stopped on Monday.* Four kinds of evidence go into a logistic regression with
coefficients that are fitted, by ``scripts/fit_presence.py``, to what people said about half of REALSumm
(Bhandari et al. 2020).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from onrecord.scoring.presence_evidence import Collection, Evidence

Presence = Callable[[str, str, str], float]
"""Of a unit, a summary and its document: the probability that the summary tells the unit."""


@dataclass(frozen=True, slots=True)
class Logistic:
    """A fitted logistic regression. ``coefficients`` are in the order of the values that it is given."""

    intercept: float
    coefficients: tuple[float, ...]

    def __call__(self, values: Sequence[float]) -> float:
        """The probability. Raises ValueError where there are more or fewer values than coefficients."""
        weighed = (c * v for c, v in zip(self.coefficients, values, strict=True))
        return 1 / (1 + math.exp(-self.intercept - sum(weighed)))


FITTED = Logistic(
    intercept=-2.55,
    coefficients=Evidence(told=2.64, together=1.15, copied=0.72, names_missing=-0.61),
)
"""Refit with ``scripts/fit_presence.py FOLDER``."""


def presence_metric(documents: Sequence[str]) -> Presence:
    """A function of ``unit``, ``summary`` and ``document`` that gives the presence of the unit, in [0, 1].

    ``documents`` are the texts of the collection, by which a word is known to be rare; their order is
    nothing. More sentences in a summary never make a unit less present.
    """
    collection = Collection(documents)

    def presence(unit: str, summary: str, document: str) -> float:
        return FITTED(collection.evidence(unit, summary, document))

    return presence
