"""Whether two wordings of a claim affirm or deny it alike."""

from collections.abc import Iterable, Sequence

from onrecord.scoring.summaries.words import Term, is_negator

_FURTHEST = 8
"""Words to the left of a claim's words in which a negation still bears on them."""
# A clause begins after one of these.
_BOUNDARIES = frozenset("and but while who which that because although though as when said says".split())


def is_negated(text: str, found: Sequence[Term], claimed: Iterable[int]) -> bool:
    """Whether an odd number of negations bears on the words of a claim.

    ``claimed`` are indices of the claim's words in ``found``; negators among them are part of its wording
    and do not count. A negation bears on the claim from its clause's start to the claim's last word.
    """
    places = sorted(set(claimed))
    if not places:
        return False
    own = set(places)
    start = _clause_start(text, found, places[0])
    return sum(is_negator(found[n]) for n in range(start, places[-1] + 1) if n not in own) % 2 == 1


def _clause_start(text: str, found: Sequence[Term], first: int) -> int:
    start = first
    while start > 0 and first - start < _FURTHEST:
        before = found[start - 1]
        between = text[before.end : found[start].start]
        if before.form in _BOUNDARIES or any(c in ',;:.!?—–“”"' for c in between):
            break
        start -= 1
    return start
