"""Ground: code-point spans, normalisation that keeps positions, paragraphs, sentences, tokens.

Every offset in OnRecord counts Unicode code points of the frozen article (or of the text at hand),
half open: ``text[start:end]``.
"""

import bisect
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open stretch of code points."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def contains(self, other: "Span") -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end


class Token(NamedTuple):
    """A word: its folded form and its place."""

    form: str
    start: int
    end: int


DOUBLE_MARKS = '"“”„‟«»＂〝〞'
SINGLE_MARKS = "'‘’‚‛‹›`´＇"
DASHES = "-‐‑‒–—―−"

_SIGN = {DOUBLE_MARKS: '"', SINGLE_MARKS: "'", DASHES: "-", "…": "..."}
_FOLD = {mark: sign for marks, sign in _SIGN.items() for mark in marks if mark != sign}
_FOLDED = re.compile(f"[{re.escape(''.join(_FOLD))}]")

# A word is a run of letters, marks and digits; apostrophes, and the points and commas of a number,
# stay inside it ("don't", "1,200", "3.5"). A hyphen parts words: "F-15" is "f", "15".
# The groups are for ``split``, which gives what stands between the words too, and so their places.
_LETTERS = r"[^\W_]+(?:[\u0300-\u036F][^\W_]*)*"
_WORD = re.compile(rf"(\d+(?:[.,]\d+)+|{_LETTERS}(?:['’ʼ]{_LETTERS})*)")
# The same for lower-case ASCII. Letters first: few words begin with a digit.
_REST = "[a-z0-9]*(?:'[a-z0-9]+)*"
_ASCII_WORD = re.compile(rf"([a-z]{_REST}|[0-9]+(?:[.,][0-9]+)+|[0-9]{_REST})")

# What English has beside ASCII, one for one, as far as words go: only the apostrophe is part of one.
_ASCII_SIGN = {"’": "'"} | dict.fromkeys("“”—–…\u00a0", " ")

_ABBREVIATIONS = frozenset(
    """mr mrs ms mx dr prof rev fr sr jr st sen rep gov gen lt col capt cmdr maj sgt cpl adm brig hon
    pres supt insp det dist atty mt ft vs no nos vol pp art sec fig est approx dept univ inc ltd co corp
    jan feb mar apr jun jul aug sept sep oct nov dec mon tue tues wed thu thurs fri sat sun
    etc al e.g i.e a.m p.m u.s u.k u.n e.u d.c ph.d""".split()
)
# Abbreviations that end a sentence as often as not: the next word decides.
_MAY_END = frozenset("inc ltd co corp etc jr sr a.m p.m u.s u.k u.n e.u d.c ph.d al".split())
_STARTERS = frozenset(
    """the a an he she it they we i you his her its their our in on at but and so if when while after
    before this that these those there as for from by with however meanwhile still then both""".split()
)
_SLIP = re.compile(r"…|(?<=\s)\s+")
_STRETCH = re.compile(r"\S+|(?<=\s)\s+")
_ALNUM = re.compile(r"[^\W_]")
_IS_ASCII_ALNUM = bytes(n < 128 and chr(n).isalnum() for n in range(256))
_AROUND = 48
_TERMINAL = re.compile(r"[.!?…]+[\"'”’»›)\]]*(?=\s|$)")


def fold(text: str) -> str:
    """Case-fold, and fold quote marks, dashes and the ellipsis. Lengths may change."""
    if text.isascii():  # most words are, and this is called for each
        return text.lower().replace("`", "'")
    return fold_marks(unicodedata.normalize("NFC", text)).casefold()


def fold_marks(text: str) -> str:
    """Fold quote marks, dashes and the ellipsis, keeping case. Lengths may change."""
    return _FOLDED.sub(lambda mark: _FOLD[mark[0]], text)


def tokens(text: str, span: Span | None = None) -> list[Token]:
    """The words of ``text`` (or of one span of it), folded, with their places in ``text``."""
    piece = span.of(text) if span else text
    plain = _plain(piece)
    forms: Iterable[str]
    if plain.isascii():  # then folding is lowering, and keeps every place
        parts = _ASCII_WORD.split(plain.lower())
        forms = parts[1::2]
    else:
        parts = _WORD.split(piece)
        forms = map(fold, parts[1::2])
    # The parts are a gap, a word, a gap, ..., a gap.
    places = list(itertools.accumulate(map(len, parts), initial=span.start if span else 0))
    found = zip(forms, places[1:-1:2], places[2::2], strict=True)
    # What ``Token._make`` does, without a call of Python for each word of an article.
    return list(map(tuple.__new__, itertools.repeat(Token), found))


def words(text: str) -> list[str]:
    """The folded words of ``text``."""
    plain = _plain(text)
    if plain.isascii():
        return _ASCII_WORD.findall(plain.lower())
    return [fold(word) for word in _WORD.findall(text)]


def _plain(text: str) -> str:
    """The text with the signs of English that are not ASCII put as ASCII, where words stay the same."""
    if not text.isascii():
        # Seven searches take a hundredth of the time of str.translate, which looks at each character.
        for sign, ascii_sign in _ASCII_SIGN.items():
            text = text.replace(sign, ascii_sign)
    return text


def count_words(text: str) -> int:
    """Words as a word processor counts them: stretches between white space that hold a letter or digit."""
    return sum(1 for word in text.split() if word.isalnum() or _ALNUM.search(word))


def paragraphs(text: str) -> list[Span]:
    """The non-empty lines of ``text``, without their surrounding white space. Paragraph n is item n-1."""
    found = []
    start = 0
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped:
            left = start + line.index(stripped)
            found.append(Span(left, left + len(stripped)))
        start += len(line) + 1
    return found


def sentences(text: str, span: Span | None = None) -> list[Span]:
    """The sentences of ``text`` (or of one span of it), never across a line break, without edge space.

    A full stop ends a sentence unless it belongs to an abbreviation or an initial; closing marks and
    brackets after it belong to the sentence that they close.
    """
    start, end = span or (0, len(text))
    found: list[Span] = []
    for line in re.finditer(r"[^\n]+", text[start:end]):
        left, right = start + line.start(), start + line.end()
        begin = left
        for stop in _TERMINAL.finditer(text, left, right):
            if stop.end() < right and not _ends_sentence(text, begin, stop, right):
                continue
            _append_stripped(found, text, begin, stop.end())
            begin = stop.end()
        _append_stripped(found, text, begin, right)
    return found


def _ends_sentence(text: str, begin: int, stop: re.Match[str], right: int) -> bool:
    # A look around the stop is enough, and keeps one long line from costing its square.
    rest = text[stop.end() : min(right, stop.end() + _AROUND)].lstrip()
    opener = rest.lstrip("\"'“‘«‹([ " + DASHES)
    if not opener:
        return bool(rest)
    if opener[0].islower() or opener[0] in ",;:.!?…)]":
        # "“Stop!” he said." goes on; so does "… and then".
        return False
    if stop.group()[0] == "." and len(stop.group().rstrip("\"'”’»›)]")) == 1:
        before = re.search(r"[\w.'’]*$", text[max(begin, stop.start() - _AROUND) : stop.start()])
        word = fold(before.group()) if before else ""
        next_word = fold(re.split(r"\W", opener, maxsplit=1)[0])
        if len(word) == 1 and word.isalpha() and word != "i":
            return False
        if re.fullmatch(r"(?:[a-z]\.)+[a-z]", word) or word in _ABBREVIATIONS:
            is_open = word in _MAY_END or re.fullmatch(r"(?:[a-z]\.)+[a-z]", word)
            return bool(is_open and next_word in _STARTERS)
    return True


def _append_stripped(found: list[Span], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    stripped = piece.strip()
    if not stripped:
        return
    left = start + piece.index(stripped)
    if found and not any(c.isalnum() for c in stripped) and "\n" not in text[found[-1].end : left]:
        # A stray mark is no sentence of its own: it hangs on to the one before.
        found[-1] = Span(found[-1].start, left + len(stripped))
    else:
        found.append(Span(left, left + len(stripped)))


@dataclass(frozen=True, slots=True)
class Normalised:
    """A normalised text, and where it came from.

    From each of ``starts`` on, it is the source from the place in ``sources`` on, one for one; where
    ``widths`` has a number, all of it up to the next came from so many code points.
    """

    text: str
    starts: Sequence[int]
    sources: Sequence[int]
    widths: Sequence[int]

    def to_source(self, span: Span) -> Span:
        """The stretch of the source that a non-empty stretch of the normalised text came from.

        An ellipsis or a letter with its marks is taken whole.
        """
        if len(self.starts) == 1:  # as most paragraphs are
            shift = self.sources[0]
            return Span(span.start + shift, span.end + shift)
        first = bisect.bisect_right(self.starts, span.start) - 1
        last = bisect.bisect_right(self.starts, span.end - 1) - 1
        start = 0 if self.widths[first] else span.start - self.starts[first]
        end = self.widths[last] or span.end - self.starts[last]
        return Span(self.sources[first] + start, self.sources[last] + end)


def normalised(text: str) -> str:
    """NFC, white space collapsed to single spaces, quote marks, dashes and ellipses folded; case kept."""
    collapsed = " ".join(text.split())
    if collapsed.isascii():
        return collapsed.replace("`", "'")
    return fold_marks(unicodedata.normalize("NFC", collapsed))


def normalise(text: str, span: Span | None = None) -> Normalised:
    """``text`` (or one span of it) ``normalised``, with the places in ``text`` of its code points."""
    piece = span.of(text) if span else text
    stripped = piece.lstrip()
    begin = (span.start if span else 0) + len(piece) - len(stripped)
    result = normalised(stripped)
    starts, sources, widths = [0], [begin], [0]
    at = source = 0
    for start, end, length in _slips(stripped, result):
        at += start - source
        starts += (at, at + length)
        sources += (begin + start, begin + end)
        widths += (end - start, 0)
        at += length
        source = end
    return Normalised(result, starts, sources, widths)


def _slips(text: str, result: str) -> Iterator[tuple[int, int, int]]:
    """The stretches of a text that normalising does not take one for one, and how long they become."""
    if unicodedata.is_normalized("NFC", text):
        if len(result) == len(text) and "…" not in text:  # most paragraphs
            return
        for slip in _SLIP.finditer(text):
            yield slip.start(), slip.end(), 3 if slip[0] == "…" else 0
        return
    for stretch in _STRETCH.finditer(text):
        if stretch[0].isspace():
            yield stretch.start(), stretch.end(), 0
            continue
        for start, end in _clusters(text, *stretch.span()):
            cluster = text[start:end]
            composed = unicodedata.normalize("NFC", cluster)
            if composed != cluster:
                yield start, end, len(fold_marks(composed))
            else:
                yield from ((start + n, start + n + 1, 3) for n, char in enumerate(cluster) if char == "…")


def _clusters(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Stretches that NFC may change into something else, each a code point and what clings to it."""
    while start < end:
        after = start + 1
        while after < end and _clings(text[start:after], text[after]):
            after += 1
        yield start, after
        start = after


def _clings(cluster: str, char: str) -> bool:
    """Whether NFC may join a code point to those before it."""
    if char < "\u0300":
        return False
    if unicodedata.combining(char):
        return True
    return unicodedata.normalize("NFC", cluster + char) != unicodedata.normalize("NFC", cluster) + char


class Alphanumerics:
    """Counts the alphanumeric positions of a text in spans: what spans are compared by."""

    def __init__(self, text: str) -> None:
        plain = _plain(text)
        flags = plain.encode().translate(_IS_ASCII_ALNUM) if plain.isascii() else map(str.isalnum, text)
        self._ranks = list(itertools.accumulate(flags, initial=0))

    def ranges(self, spans: Iterable[Span]) -> tuple[tuple[int, int], ...]:
        """Disjoint, ordered ranks of alphanumeric positions covered by any of the spans."""
        ranks, last = self._ranks, len(self._ranks) - 1
        ranked = sorted((ranks[min(start, last)], ranks[min(end, last)]) for start, end in spans)
        merged: list[tuple[int, int]] = []
        for left, right in ranked:
            if left >= right:
                continue
            if merged and left <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(merged[-1][1], right))
            else:
                merged.append((left, right))
        return tuple(merged)


@dataclass(frozen=True)
class Text:
    """A text with the things that readers of it ask for again and again, computed once."""

    raw: str

    @cached_property
    def paragraphs(self) -> list[Span]:
        return paragraphs(self.raw)

    @cached_property
    def sentences(self) -> list[Span]:
        return sentences(self.raw)

    @cached_property
    def tokens(self) -> list[Token]:
        return tokens(self.raw)

    @cached_property
    def alphanumerics(self) -> Alphanumerics:
        return Alphanumerics(self.raw)

    def paragraph_at(self, position: int) -> int:
        """The number, from 1, of the paragraph that holds a position (or the one before it)."""
        return bisect.bisect_right(self._paragraph_starts, position)

    @cached_property
    def _paragraph_starts(self) -> list[int]:
        return [p.start for p in self.paragraphs]


def covering(spans: Sequence[Span]) -> Span:
    """The smallest span that covers all of the given ones.

    Raises ValueError on an empty sequence.
    """
    return Span(min(s.start for s in spans), max(s.end for s in spans))
