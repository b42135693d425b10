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

from onrecord.text import Span, Text
from onrecord.text import words as folded_words

ALTERED_SIMILARITY = 0.8
_LEAST_WINDOW = 0.5
LEAST_RUN = 3
"""Tokens that a run must have to stand beside a gap, unless it is a whole segment of a gold quote."""
_WIDEST_BRACKET = 10
_MOST_PLACES = 64

_UNKNOWN = "\x01"
"""Stands for a word that the article lacks: it matches nothing there."""

# Each alternative begins with a sign of its own, which lets the search skip to the next of them.
_GAP = re.compile(
    r"\[(?:\s*(?:\.\.\.|…)\s*\]|([^\[\]]{0,80}\]))|\(\s*(?:\.\.\.|…)\s*\)|\.\s?\.\s?(?:\.\s?)*\.|…"
)


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
    """A run of answer words, and the widest gap of article tokens allowed before it (None: any)."""

    forms: list[str]
    gap: int | None


class Locator:
    """Locates words in one article. ``segments`` are the segments of each gold quote, in order: the
    attribution between two of them may be left out of an answer."""

    def __init__(self, text: Text, segments: Sequence[Sequence[Span]] = ()) -> None:
        self.text = text
        self._starts = [t.start for t in text.tokens]
        forms = [t.form for t in text.tokens]
        # Each word is one character, so that what finds and aligns characters does so with words. Low ones
        # are aligned fastest, and the words that come first come often.
        self._codes = {form: chr(2 + n) for n, form in enumerate(dict.fromkeys(forms))}
        self._encoded = "".join([self._codes[form] for form in forms])
        runs = [[self._token_run(s) for s in quote] for quote in segments]
        self._whole = {run for quote in runs for run in quote}
        self._jumps = {a[1]: b[0] for quote in runs for a, b in itertools.pairwise(quote)}
        self._seams = {
            self._encoded[end - 1] + self._encoded[start] for end, start in self._jumps.items() if end
        }

    def locate(self, words: str) -> Located:
        """Where the words stand. Empty or wordless answers are absent."""
        needle = self._encode(folded_words(words))
        if not needle:
            return Located("absent")
        places = self._contiguous(needle) or self._with_gaps(_pieces(words)) or self._jumping(needle)
        if places:
            return Located("exact", tuple(places[:_MOST_PLACES]), 1.0)
        return self._altered(needle)

    def _contiguous(self, needle: str) -> list[tuple[Span, ...]]:
        return [(self._span(start, start + len(needle)),) for start in self._occurrences(needle)]

    def _with_gaps(self, pieces: list[_Piece]) -> list[tuple[Span, ...]]:
        """Places of ordered runs in one paragraph, each gap marked in the answer."""
        if not pieces or (len(pieces) == 1 and pieces[0].gap is None):
            return []
        first, *others = [(self._encode(piece.forms), piece.gap) for piece in pieces]
        found = []
        for start in self._occurrences(first[0]):
            runs = [(start, start + len(first[0]))]
            paragraph = self._paragraph(start)
            for needle, gap in others:
                nearest = self._encoded.find(needle, runs[-1][1])
                if nearest < 0 or self._paragraph(nearest) != paragraph:
                    break
                if gap is not None and nearest - runs[-1][1] > gap:
                    break
                runs.append((nearest, nearest + len(needle)))
            else:
                if all(self._is_long_enough(run) for run in runs):
                    found.append(tuple(self._span(*run) for run in runs))
        return found

    def _jumping(self, needle: str) -> list[tuple[Span, ...]]:
        """Places where the answer leaves out the attribution between two segments of a gold quote."""
        if not any(seam in needle for seam in self._seams):
            return []
        return [
            tuple(self._span(*run) for run in runs)
            for start in self._occurrences(needle[0])
            for runs in self._ways(needle, start)
            if len(runs) > 1 and all(self._is_long_enough(run) for run in runs)
        ]

    def _ways(self, needle: str, start: int) -> Iterator[list[tuple[int, int]]]:
        """The runs in which the words stand from a place on, over the jumps that they take.

        At the end of a segment both ways are tried: the attribution may begin with the very word that the
        next segment begins with ("he said. “He …").
        """
        open_ways: list[tuple[int, int, int, list[tuple[int, int]]]] = [(0, start, start, [])]
        while open_ways:
            n, begin, at, runs = open_ways.pop()
            while n < len(needle):
                target = self._jumps.get(at) if at > begin else None
                if target is not None and self._encoded[target] == needle[n]:
                    open_ways.append((n + 1, target, target + 1, [*runs, (begin, at)]))
                if at >= len(self._encoded) or self._encoded[at] != needle[n]:
                    break
                n, at = n + 1, at + 1
            else:
                yield [*runs, (begin, at)]

    def _altered(self, needle: str) -> Located:
        """The stretch of the article with the highest similarity, looked for around the best window.

        Similarity is 2 · matched ÷ (tokens of the answer + tokens of the stretch), matched in order.
        """
        known = len(needle) - needle.count(_UNKNOWN)
        if 2 * known / (len(needle) + known) < ALTERED_SIMILARITY:
            return Located("absent")  # all the known words in one run would not do
        window = fuzz.partial_ratio_alignment(needle, self._encoded, score_cutoff=_LEAST_WINDOW * 100)
        if window is None:
            return Located("absent")
        left, right = 0, len(self._encoded)
        if len(needle) < right:
            # Words may have been left out or put in: the stretch can reach beyond a window of equal length.
            left = max(0, window.dest_start - len(needle))
            right = min(right, window.dest_end + len(needle))
        # The last block is an empty one.
        blocks = LCSseq.editops(needle, self._encoded[left:right]).as_matching_blocks()[:-1]
        best, start, end = densest([(block.b, block.size) for block in blocks], len(needle))
        if best < ALTERED_SIMILARITY:
            return Located("absent")
        return Located("altered", ((self._span(left + start, left + end),),), best)

    def _encode(self, forms: list[str]) -> str:
        return "".join(map(self._codes.get, forms, itertools.repeat(_UNKNOWN)))

    def _occurrences(self, needle: str) -> list[int]:
        """Token positions at which the words stand in one run, overlapping ones included."""
        found = []
        at = self._encoded.find(needle)
        while at >= 0:
            found.append(at)
            at = self._encoded.find(needle, at + 1)
        return found

    def _is_long_enough(self, run: tuple[int, int]) -> bool:
        return run[1] - run[0] >= LEAST_RUN or run in self._whole

    def _token_run(self, span: Span) -> tuple[int, int]:
        first, last = (bisect.bisect_left(self._starts, place) for place in span)
        return (first, last) if first < last else (0, 0)

    def _paragraph(self, token: int) -> int:
        return bisect.bisect_right(self._paragraphs, self._starts[token])

    @cached_property
    def _paragraphs(self) -> list[int]:
        return [p.start for p in self.text.paragraphs]

    def _span(self, start: int, end: int) -> Span:
        return Span(self.text.tokens[start].start, self.text.tokens[end - 1].end)


def has_gap(words: str) -> bool:
    """Whether something is marked as left out of the words, or put in."""
    return _GAP.search(words) is not None


def densest(blocks: Sequence[tuple[int, int]], length: int) -> tuple[float, int, int]:
    """The stretch from one matched place to another with the highest similarity to ``length`` tokens.

    ``blocks`` are the places and sizes of the matched runs, in order. A stretch that begins or ends inside
    a run is worse than one that takes in all of it.
    """
    total = sum(size for _, size in blocks)
    # A stretch that is good enough leaves out few matches at either side.
    slack = max(1, total // 3)
    best = (0.0, 0, 0)
    before = 0
    for n, (start, first_size) in enumerate(blocks):
        if before > slack:
            break
        matched = 0
        for place, size in blocks[n:]:
            matched += size
            if total - before - matched <= slack + 1:
                end = place + size
                best = max(best, (2 * matched / (length + end - start), start, end))
        before += first_size
    return best


def _pieces(words: str) -> list[_Piece]:
    """The runs of an answer between its marked gaps; a gap at either edge means nothing."""
    if not has_gap(words):
        return []
    found: list[_Piece] = []
    start, gap = 0, None
    had_gap = False
    for match in [*_GAP.finditer(words), None]:
        end = match.start() if match else len(words)
        if forms := folded_words(words[start:end]):
            found.append(_Piece(forms, gap))
        if match:
            had_gap = True
            start, gap = match.end(), _WIDEST_BRACKET if match[1] else None
    # A single piece is worth trying again only when something in brackets was taken off its edges.
    return found if len(found) > 1 or not had_gap else [_Piece(found[0].forms, 0)] if found else []
