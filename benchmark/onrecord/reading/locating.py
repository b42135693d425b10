"""Finds given words in a text: exact, altered or absent."""

import bisect
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from onrecord.text import Span, Text, tokens
from onrecord.text import words as folded_words

ALTERED_SIMILARITY = 0.8
_LEAST_WINDOW = 0.5
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
        self._starts = [t.start for t in text.tokens]
        self._places: dict[str, list[int]] = {}
        for n, form in enumerate(self._forms):
            self._places.setdefault(form, []).append(n)
        runs = [[self._token_run(s) for s in quote] for quote in segments if len(quote) > 1]
        self._jumps = {a[1]: b[0] for quote in runs for a, b in itertools.pairwise(quote)}
        self._whole = {run for quote in runs for run in quote}
        self._whole |= {self._token_run(s) for quote in segments if len(quote) == 1 for s in quote}

    def locate(self, words: str) -> Located:
        """Where the words stand. Empty or wordless answers are absent."""
        plain = tuple(folded_words(words))
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
        return [
            tuple(self._span(*run) for run in runs)
            for start in self._places.get(forms[0], ())
            for runs in self._ways(forms, start)
            if len(runs) > 1 and all(self._is_long_enough(run) for run in runs)
        ]

    def _ways(self, forms: tuple[str, ...], start: int) -> Iterator[list[tuple[int, int]]]:
        """The runs in which the forms stand from a place on, over the jumps that they take.

        At the end of a segment both ways are tried: the attribution may begin with the very word that the
        next segment begins with ("he said. “He …").
        """
        open_ways: list[tuple[int, int, int, list[tuple[int, int]]]] = [(0, start, start, [])]
        while open_ways:
            n, begin, at, runs = open_ways.pop()
            while n < len(forms):
                target = self._jumps.get(at) if at > begin else None
                if target is not None and self._forms[target] == forms[n]:
                    open_ways.append((n + 1, target, target + 1, [*runs, (begin, at)]))
                if at >= len(self._forms) or self._forms[at] != forms[n]:
                    break
                n, at = n + 1, at + 1
            else:
                yield [*runs, (begin, at)]

    def _altered(self, forms: tuple[str, ...]) -> Located:
        """The stretch of the article with the highest similarity, looked for around the best window.

        Similarity is 2 · matched ÷ (tokens of the answer + tokens of the stretch), matched in order.
        """
        if not self._forms:
            return Located("absent")
        # Beyond the known words there is one symbol that matches nothing.
        needle = "".join(chr(self._codes.get(form, 1)) for form in forms)
        window = fuzz.partial_ratio_alignment(needle, self._encoded, score_cutoff=_LEAST_WINDOW * 100)
        if window is None:
            return Located("absent")
        left, right = 0, len(self._encoded)
        if len(needle) < right:
            # Words may have been left out or put in: the stretch can reach beyond a window of equal length.
            left = max(0, window.dest_start - len(needle))
            right = min(right, window.dest_end + len(needle))
        matched = [
            place
            for op in LCSseq.opcodes(needle, self._encoded[left:right])
            if op.tag == "equal"
            for place in range(op.dest_start, op.dest_end)
        ]
        best, start, end = _densest(matched, len(needle))
        if best < ALTERED_SIMILARITY:
            return Located("absent")
        return Located("altered", ((self._span(left + start, left + end),),), best)

    @cached_property
    def _codes(self) -> dict[str, int]:
        # Words as characters, past the surrogates, so that a string matcher aligns words.
        return {form: 0xE000 + n for n, form in enumerate(self._places)}

    @cached_property
    def _encoded(self) -> str:
        return "".join(chr(self._codes[form]) for form in self._forms)

    def _occurrences(self, forms: tuple[str, ...]) -> list[int]:
        """Token positions at which the forms stand in one run, looked up by their rarest word."""
        counts = [len(self._places.get(form, ())) for form in forms]
        rarest = counts.index(min(counts))
        starts = (p - rarest for p in self._places.get(forms[rarest], ()))
        return [s for s in starts if s >= 0 and self._forms[s : s + len(forms)] == forms]

    def _is_long_enough(self, run: tuple[int, int]) -> bool:
        return run[1] - run[0] >= LEAST_RUN or run in self._whole

    def _token_run(self, span: Span) -> tuple[int, int]:
        first, last = (bisect.bisect_left(self._starts, place) for place in span)
        return (first, last) if first < last else (0, 0)

    def _paragraph(self, token: int) -> int:
        return self.text.paragraph_at(self.text.tokens[token].start)

    def _span(self, start: int, end: int) -> Span:
        return Span(self.text.tokens[start].start, self.text.tokens[end - 1].end)


def _densest(matched: list[int], length: int) -> tuple[float, int, int]:
    """The stretch from one matched place to another with the highest similarity to ``length`` tokens."""
    best = (0.0, 0, 0)
    # A stretch that is good enough leaves out few matches at either side.
    slack = max(1, len(matched) // 3)
    for i in range(min(slack + 1, len(matched))):
        for j in range(len(matched) - 1, max(i, len(matched) - 2 - slack) - 1, -1):
            width = matched[j] + 1 - matched[i]
            best = max(best, (2 * (j - i + 1) / (length + width), matched[i], matched[j] + 1))
    return best


def _pieces(words: str) -> list[_Piece]:
    """The runs of an answer between its marked gaps; a gap at either edge means nothing."""
    if not _GAP.search(words):
        return []
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
