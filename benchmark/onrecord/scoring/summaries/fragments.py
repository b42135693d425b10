"""A quotation's words between its marked gaps: ellipses and editorial brackets."""

import re
from typing import NamedTuple

from onrecord.text import Span, tokens

_GAP = re.compile(r"[\[(]\s?(?:\.{3}|…)\s?[\])]|(?:\.\s?){2}\.|…|(\[[^\[\]]{0,80}\])")


class Fragment(NamedTuple):
    """A run of words. ``after_bracket``: an editorial bracket parts it from the run before;
    ``beside_bracket``: brackets, not ellipses, are its only neighbours."""

    forms: tuple[str, ...]
    after_bracket: bool
    beside_bracket: bool


def fragments(words: str) -> list[Fragment]:
    """The runs of a quotation in order; gaps at its edges part nothing."""
    runs: list[tuple[tuple[str, ...], bool]] = []
    start, bracket = 0, False
    for match in [*_GAP.finditer(words), None]:
        end = match.start() if match else len(words)
        forms = tuple(t.form for t in tokens(words, Span(start, end)))
        if forms:
            runs.append((forms, bracket and bool(runs)))
            bracket = True
        if match:
            start = match.end()
            bracket = bracket and bool(match[1])
    return [
        Fragment(
            forms,
            after,
            (n == 0 or after) and (n + 1 == len(runs) or runs[n + 1][1]),
        )
        for n, (forms, after) in enumerate(runs)
    ]
