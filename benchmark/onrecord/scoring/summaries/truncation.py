"""Whether a quotation, word for word as it was said, leaves out what turns or limits its clause."""

import re
from collections.abc import Sequence

from onrecord.scoring.summaries.vocabulary import NEGATORS
from onrecord.text import Span, words

_CLAUSE_END = re.compile(r"[.;:!?…](?=\s|[\"”’»]|$)|[—–]|\s-\s")
_FURTHEST = 6
"""Words to the left of a run that still bear on it, in its clause."""
_NEXT = 2
"""Words to the right of a run that may open a qualifier ("but only")."""


def drops_qualifier(raw: str, places: Sequence[Span], run: Sequence[tuple[int, int]], outside: str) -> bool:
    """Whether a run of a gold quote's marked words drops a negation or qualifier beside it.

    ``places`` are the words of the quote's marks in the article, ``run`` ranges of them. What the summary
    tells ``outside`` the marks, in the same unit, is not dropped: she would not sail “until it is safe”.
    """
    kept = _kinds(words(outside), outside=True)
    for number, (first, last) in enumerate(run):
        # Between two runs it is the gap alone that may have dropped something.
        before = run[number - 1][1] if number else 0
        after = run[number + 1][0] if number + 1 < len(run) else len(places)
        left = _left_of(raw, places, before, first)
        right = _right_of(raw, places, last, after)
        if (_kinds(left) & _LEFT_KINDS) - kept or (_kinds(right) & _RIGHT_KINDS) - kept:
            return True
    return False


def _left_of(raw: str, places: Sequence[Span], before: int, first: int) -> list[str]:
    """The quote's words in the same clause before a run, nearest last."""
    start = max(before, first - _FURTHEST)
    if start == first:
        return []
    stretch = raw[places[start].start : places[first].start]
    ends = [m.end() for m in _CLAUSE_END.finditer(stretch)]
    # A comma ends the clause for what stands before it, and so does a new segment of the quote.
    ends += [m.end() for m in re.finditer(r",\s|[\"”»]", stretch)]
    return words(stretch[max(ends, default=0) :])


def _right_of(raw: str, places: Sequence[Span], last: int, after: int) -> list[str]:
    """The quote's next words after a run, if they begin with a qualifier in the same sentence."""
    if last >= after:
        return []
    end = min(after, last + _NEXT)
    between = raw[places[last - 1].end : places[last].start]
    if re.search(r"[.!?…;:\"”»]", between):
        return []
    following = words(raw[places[last].start : places[end - 1].end])
    return following if following and _kinds(following[:1]) & _RIGHT_KINDS else []


# A kind of qualifier and its words. What is told outside the marks by another word of the kind is kept.
_KINDS = {
    "may": frozenset("may might could perhaps possibly".split()),
    "nearly": frozenset("almost nearly hardly barely scarcely".split()),
    "only": frozenset(["only"]),
    "if": frozenset("if unless except until till without provided".split()),
    "but": frozenset("but though although however yet".split()),
    "not": NEGATORS - frozenset(["without", "hardly", "barely", "scarcely"]),
}
_ALSO_KEEP = {
    "if": frozenset("before when while once pending".split()),
    "not": frozenset("denied deny denies denying refused refuses rejected rejects ruled".split()),
}
_LEFT_KINDS = frozenset(["not", "may", "nearly", "only", "if"])
_RIGHT_KINDS = frozenset(["if", "but", "only"])


def _kinds(found: list[str], *, outside: bool = False) -> frozenset[str]:
    """The kinds of qualifier among some words."""
    kinds = set()
    for kind, qualifiers in _KINDS.items():
        known = qualifiers | (_ALSO_KEEP.get(kind, frozenset()) if outside else frozenset())
        if any(w in known or (kind == "not" and w.endswith(("n't", "n’t"))) for w in found):
            kinds.add(kind)
    return frozenset(kinds)
