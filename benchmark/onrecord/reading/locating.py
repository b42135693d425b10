"""Finds given words in a text: exact, altered or absent."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from rapidfuzz import fuzz

from onrecord.text import Span, Text, tokens

ALTERED_SIMILARITY = 0.8
LEAST_RUN = 3
"""Tokens that a run must have to stand beside a gap, unless it is a whole segment of a gold quote."""
_WIDEST_BRACKET = 10
_MOST_PLACES = 64

_GAP = re.compile(r"\[\s*(?:\.\.\.|…)\s*\]|\(\s*(?:\.\.\.|…)\s*\)|(?:\.\s?){2,}\.|…|(\[[^\[\]]{0,80}\])")


@dataclass(frozen=True, slots=True)
class Located:
    """Where an answer's words stand. ``spans`` is the first place, ``places`` all equally good ones.

    ``similarity`` is 1.0 for exact words, that of the best window for altered ones, 0.0 for absent ones.
    """

    kind: Literal["exact", "altered", "absent"]
    places: tuple[tuple[Span, ...], ...] = ()
    similarity: float = 0.0

    @property
    def spans(self) -> tuple[Span, ...]:
        return self.places[0] if self.places else ()


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of answer tokens, and the widest gap of article tokens allowed before it (None: any)."""

    forms: tuple[str, ...]
    gap: int | None


class Locator:
    """Locates words in one article. ``segments`` are the segments of each gold quote, in order: the
    attribution between two of them may be left out of an answer."""

    def __init__(self, text: Text, segments: Sequence[Sequence[Span]] = ()) -> None:
        self.text = text
        self._forms = tuple(t.form for t in text.tokens)
        self._places: dict[str, list[int]] = {}
        for n, form in enumerate(self._forms):
            self._places.setdefault(form, []).append(n)
        runs = [[self._token_run(s) for s in quote] for quote in segments if len(quote) > 1]
        self._jumps = {a[1]: b[0] for quote in runs for a, b in itertools.pairwise(quote)}
        self._whole = {run for quote in runs for run in quote}
        self._whole |= {self._token_run(s) for quote in segments if len(quote) == 1 for s in quote}

    def locate(self, words: str) -> Located:
        """Where the words stand. Empty or wordless answers are absent."""
        plain = tuple(t.form for t in tokens(words))
        if not plain:
            return Located("absent")
        places = self._contiguous(plain) or self._with_gaps(_pieces(words)) or self._jumping(plain)
        if places:
            return Located("exact", tuple(places[:_MOST_PLACES]), 1.0)
        return self._altered(plain)

    def _contiguous(self, forms: tuple[str, ...]) -> list[tuple[Span, ...]]:
        return [(self._span(start, start + len(forms)),) for start in self._occurrences(forms)]

    def _with_gaps(self, pieces: list[_Piece]) -> list[tuple[Span, ...]]:
        """Places of ordered runs in one paragraph, each gap marked in the answer."""
        if not pieces or (len(pieces) == 1 and pieces[0].gap is None):
            return []
        found = []
        for start in self._occurrences(pieces[0].forms):
            runs = [(start, start + len(pieces[0].forms))]
            paragraph = self._paragraph(start)
            for piece in pieces[1:]:
                nearest = next((p for p in self._occurrences(piece.forms) if p >= runs[-1][1]), None)
                if nearest is None or self._paragraph(nearest) != paragraph:
                    break
                if piece.gap is not None and nearest - runs[-1][1] > piece.gap:
                    break
                runs.append((nearest, nearest + len(piece.forms)))
            else:
                if all(self._is_long_enough(run) for run in runs):
                    found.append(tuple(self._span(*run) for run in runs))
        return found

    def _jumping(self, forms: tuple[str, ...]) -> list[tuple[Span, ...]]:
        """Places where the answer leaves out the attribution between two segments of a gold quote."""
        if not self._jumps:
            return []
        found = []
        for start in self._places.get(forms[0], ()):
            runs, begin, at = [], start, start
            for form in forms:
                if at >= len(self._forms) or self._forms[at] != form:
                    target = self._jumps.get(at)
                    if target is None or self._forms[target] != form:
                        break
                    runs.append((begin, at))
                    begin = at = target
                at += 1
            else:
                runs.append((begin, at))
                if all(self._is_long_enough(run) for run in runs):
                    found.append(tuple(self._span(*run) for run in runs))
        return found

    def _altered(self, forms: tuple[str, ...]) -> Located:
        if not self._forms:
            return Located("absent")
        # Beyond the known words there is one symbol that matches nothing.
        needle = "".join(chr(self._codes.get(form, 1)) for form in forms)
        window = fuzz.partial_ratio_alignment(needle, self._encoded, score_cutoff=ALTERED_SIMILARITY * 100)
        if window is None or len(needle) > len(self._encoded):
            return Located("absent")
        spans = (self._span(window.dest_start, window.dest_end),)
        return Located("altered", (spans,), window.score / 100)

    @cached_property
    def _codes(self) -> dict[str, int]:
        # Words as characters, past the surrogates, so that a string matcher aligns words.
        return {form: 0xE000 + n for n, form in enumerate(self._places)}

    @cached_property
    def _encoded(self) -> str:
        return "".join(chr(self._codes[form]) for form in self._forms)

    def _occurrences(self, forms: tuple[str, ...]) -> list[int]:
        """Token positions at which the forms stand in one run, looked up by their rarest word."""
        rarest = min(range(len(forms)), key=lambda n: len(self._places.get(forms[n], ())))
        starts = (p - rarest for p in self._places.get(forms[rarest], ()))
        return [s for s in starts if s >= 0 and self._forms[s : s + len(forms)] == forms]

    def _is_long_enough(self, run: tuple[int, int]) -> bool:
        return run[1] - run[0] >= LEAST_RUN or run in self._whole

    def _token_run(self, span: Span) -> tuple[int, int]:
        inside = [n for n, t in enumerate(self.text.tokens) if span.start <= t.start < span.end]
        return (inside[0], inside[-1] + 1) if inside else (0, 0)

    def _paragraph(self, token: int) -> int:
        return self.text.paragraph_at(self.text.tokens[token].start)

    def _span(self, start: int, end: int) -> Span:
        return Span(self.text.tokens[start].start, self.text.tokens[end - 1].end)


def _pieces(words: str) -> list[_Piece]:
    """The runs of an answer between its marked gaps; a gap at either edge means nothing."""
    found: list[_Piece] = []
    start, gap = 0, None
    had_gap = False
    for match in [*_GAP.finditer(words), None]:
        end = match.start() if match else len(words)
        forms = tuple(t.form for t in tokens(words, Span(start, end)))
        if forms:
            found.append(_Piece(forms, gap))
        if match:
            had_gap = True
            start, gap = match.end(), _WIDEST_BRACKET if match[1] else None
    # A single piece is worth trying again only when something in brackets was taken off its edges.
    return found if len(found) > 1 or not had_gap else [_Piece(found[0].forms, 0)] if found else []
