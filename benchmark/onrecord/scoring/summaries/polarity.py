"""Whether two wordings of a claim affirm or deny it alike."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from onrecord.scoring.summaries.words import Term, is_negator

_FURTHEST = 8
"""Words to the left of a claim's words in which a negation still bears on them."""
# A clause begins after one of these.
_BOUNDARIES = frozenset("and but while who which that because although though as when said says".split())


_UNTIL = frozenset("until till unless".split())


class Polarity(NamedTuple):
    """``negated``: an odd number of negations bears on a claim; ``with_until``: odd when "until" and
    "unless" count as negations too, so that "not … until" affirms what "only after" does."""

    negated: bool
    with_until: bool

    def agrees(self, other: "Polarity") -> bool:
        if self.negated == other.negated:
            return True
        turned = self if self.negated else other
        return self.with_until == other.with_until and not turned.with_until


def polarity(text: str, found: Sequence[Term], claimed: Iterable[int]) -> Polarity:
    """The polarity of a claim whose words are ``claimed``, indices of ``found``.

    Negators among the claim's words are part of its wording and do not count. A negation bears on the
    claim from its clause's start to the claim's last word.
    """
    places = sorted(set(claimed))
    if not places:
        return Polarity(negated=False, with_until=False)
    own = set(places)
    start = _clause_start(text, found, places[0])
    others = [found[n] for n in range(start, places[-1] + 1) if n not in own]
    negations = sum(is_negator(t) for t in others)
    conditions = sum(t.form in _UNTIL for t in others)
    return Polarity(negations % 2 == 1, (negations + conditions) % 2 == 1)


def _clause_start(text: str, found: Sequence[Term], first: int) -> int:
    start = first
    while start > 0 and first - start < _FURTHEST:
        before = found[start - 1]
        between = text[before.end : found[start].start]
        if before.form in _BOUNDARIES or any(c in ',;:.!?—–“”"' for c in between):
            break
        start -= 1
    return start
