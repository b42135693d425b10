"""Whether a quotation, word for word as it was said, leaves out what turns or limits its clause."""

import re
from collections.abc import Sequence

from onrecord.scoring.summaries.vocabulary import NEGATORS
from onrecord.text import Token, words

_CLAUSE_END = re.compile(r"[.;:!?…](?=\s|[\"”’»]|$)|[—–]|\s-\s")
_FURTHEST = 6
"""Words to the left of a run that still bear on it, in its clause."""
_NEXT = 2
"""Words to the right of a run that may open a qualifier ("but only")."""


_BEFORE = 5
"""Words before an opening mark that still bear on what stands in the marks."""
_MARK_OR_COMMA = re.compile(r",\s|[\"”»]")


def drops_qualifier(raw: str, places: Sequence[Token], run: Sequence[tuple[int, int]], before: str) -> bool:
    """Whether a run of a gold quote's marked words drops a negation or qualifier beside it.

    ``places`` are the words of the quote's marks in the article, ``run`` ranges of them. What the summary
    tells just ``before`` the marks, in the same clause, is not dropped: she would not sail “until it is
    safe”. After the marks a qualifier may limit something else.
    """
    kept = _kinds(words(_last_clause(before))[-_BEFORE:], outside=True)
    for number, (first, last) in enumerate(run):
        # Between two runs it is the gap alone that may have dropped something.
        gap = run[number - 1][1] if number else 0
        after = run[number + 1][0] if number + 1 < len(run) else len(places)
        left = _left_of(raw, places, gap, first)
        right = _right_of(raw, places, last, after)
        if (_kinds(left) & _LEFT_KINDS) - kept or (_kinds(right) & _RIGHT_KINDS) - kept:
            return True
    return False


def _left_of(raw: str, places: Sequence[Token], gap: int, first: int) -> list[str]:
    """The quote's words in the same clause before a run, nearest last."""
    start = max(gap, first - _FURTHEST)
    if start == first:
        return []
    stretch = raw[places[start].start : places[first].start]
    return words(_last_clause(stretch))


def _last_clause(stretch: str) -> str:
    """What follows the last end of a clause. A comma ends one, and so does a quote mark."""
    ends = [m.end() for pattern in (_CLAUSE_END, _MARK_OR_COMMA) for m in pattern.finditer(stretch)]
    return stretch[max(ends, default=0) :]


def _right_of(raw: str, places: Sequence[Token], last: int, after: int) -> list[str]:
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
