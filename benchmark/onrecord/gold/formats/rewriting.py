"""Makes a foreign text fit to be frozen, and keeps track of where each of its characters went."""

import re
import unicodedata
from collections.abc import Callable, Iterator

from onrecord.text import Span

_ENDS = re.compile(r"\r\n?|[\u0085\u2028\u2029\v\f]")
_TABS = re.compile(r"\t")
# What nobody sees: controls, the byte-order mark, zero-width space, word joiner, soft hyphen, bidi overrides.
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\u200b\u2060\u00ad\u202a-\u202e\u2066-\u2069]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_OPEN, _CLOSE = re.compile("⟦"), re.compile("⟧")
# Two single marks side by side, or two grave accents, are a double mark that a machine wrote.
_TWINS = re.compile(r"``|(?<!')''(?!')")
_TRAILING = re.compile(r"[^\S\n]+(?=\n|\Z)")
_WRAPPED = re.compile(r"(?<=\S)\n[^\S\n]*(?=\S)")
_BLANKS = re.compile(r"\n{3,}")


class Rewriting:
    """A text under change. ``span`` gives the place of a stretch of the first text in the last one."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._places: list[int] | None = None

    def span(self, source: Span) -> Span:
        """Where a stretch of the first text is now; empty where nothing of it is left."""
        if self._places is None:
            return source
        return Span(self._places[source.start], self._places[source.end])

    def sub(self, pattern: re.Pattern[str], replacement: str) -> None:
        self._apply((m.start(), m.end(), replacement) for m in pattern.finditer(self.text))

    def compose(self) -> None:
        """To NFC, cluster by cluster."""
        if not unicodedata.is_normalized("NFC", self.text):
            self._apply(_compositions(self.text))

    def _apply(self, edits: Iterator[tuple[int, int, str]]) -> None:
        parts: list[str] = []
        places: list[int] = []
        done = length = 0
        for start, end, words in edits:
            places += range(length, length + start - done)
            length += start - done
            places += [length] * (end - start)
            parts += self.text[done:start], words
            length += len(words)
            done = end
        if not parts:
            return
        places += range(length, length + len(self.text) - done + 1)
        self.text = "".join((*parts, self.text[done:]))
        self._places = places if self._places is None else [places[p] for p in self._places]


def cleaned(text: str, *, unwrap: bool = False) -> Rewriting:
    """A text by the rules of a frozen one: LF, NFC, nothing unseen, no ⟦⟧, double marks in one piece.

    ``unwrap`` joins the lines of a paragraph that were broken at a page's width; blank lines part paragraphs.
    """
    result = Rewriting(text)
    steps: list[tuple[re.Pattern[str], str]] = [
        (_ENDS, "\n"),
        (_TABS, " "),
        (_UNSEEN, ""),
        (_SURROGATES, "\ufffd"),
        (_OPEN, "["),
        (_CLOSE, "]"),
        (_TWINS, '"'),
        (_TRAILING, ""),
    ]
    if unwrap:
        steps.append((_WRAPPED, " "))
    for pattern, replacement in (*steps, (_BLANKS, "\n\n")):
        result.sub(pattern, replacement)
    result.compose()
    return result


def _compositions(text: str) -> Iterator[tuple[int, int, str]]:
    nfc: Callable[[str], str] = lambda part: unicodedata.normalize("NFC", part)  # noqa: E731
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and nfc(text[start : end + 1]) != nfc(text[start:end]) + text[end]:
            end += 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        if (composed := nfc(text[start:end])) != text[start:end]:
            yield start, end, composed
        start = end
