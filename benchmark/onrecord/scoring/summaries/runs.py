"""Where runs of words stand in other words."""

import itertools
from collections.abc import Sequence

from onrecord.scoring.summaries.fragments import Fragment

LEAST_RUN = 3
_WIDEST_BRACKET = 6


def runs_in(pieces: Sequence[Fragment], forms: tuple[str, ...]) -> list[list[tuple[int, int]]]:
    """Every way in which ordered pieces stand in a sequence of words, each found at its nearest place.

    A piece beside an ellipsis has three words or more; an editorial bracket stands for at most six.
    """
    if len(pieces) > 1 and any(len(p.forms) < LEAST_RUN and not p.beside_bracket for p in pieces):
        return []
    found = []
    for start in _occurrences(pieces[0].forms, forms, 0):
        run = [(start, start + len(pieces[0].forms))]
        for piece in pieces[1:]:
            place = next(iter(_occurrences(piece.forms, forms, run[-1][1])), None)
            if place is None or (piece.after_bracket and place - run[-1][1] > _WIDEST_BRACKET):
                break
            run.append((place, place + len(piece.forms)))
        else:
            found.append(run)
    return found


def _occurrences(needle: tuple[str, ...], forms: tuple[str, ...], begin: int) -> list[int]:
    length = len(needle)
    return [
        at
        for at in range(begin, len(forms) - length + 1)
        if forms[at] == needle[0] and forms[at : at + length] == needle
    ]


def similarity(forms: tuple[str, ...], within: tuple[str, ...]) -> float:
    """Best token similarity of a window of ``within``, 0 to 1 (2·LCS ÷ both lengths)."""
    from rapidfuzz import fuzz

    if not forms or not within:
        return 0.0
    codes: dict[str, str] = {}
    for form in itertools.chain(forms, within):
        codes.setdefault(form, chr(0xE000 + len(codes)) if len(codes) < 0x1000 else chr(0x20000 + len(codes)))
    needle = "".join(codes[f] for f in forms)
    hay = "".join(codes[f] for f in within)
    if len(needle) > len(hay):
        return fuzz.ratio(needle, hay) / 100
    return fuzz.partial_ratio(needle, hay) / 100


def longest(forms: tuple[str, ...], at: int, within: tuple[str, ...]) -> int:
    """How many words from a place on stand in another sequence in one run."""
    best = 0
    for start, form in enumerate(within):
        if form != forms[at]:
            continue
        length = 1
        while (
            at + length < len(forms)
            and start + length < len(within)
            and forms[at + length] == within[start + length]
        ):
            length += 1
        best = max(best, length)
    return best
