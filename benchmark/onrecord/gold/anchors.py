"""Anchors: places named by their words, ``p7 ⟦Our goals are simple⟧ : we``, not by numbers.

An anchor is a paragraph (non-empty lines, from 1), the exact words in ⟦⟧, and literal context before
or after that makes them unique in that paragraph. ``pN`` alone is the whole paragraph. Words are
matched on normalised text: NFC, white space collapsed, quote marks and dashes folded.
"""

import bisect
import re
from typing import NamedTuple

from rapidfuzz import fuzz

from onrecord.errors import GoldError
from onrecord.text import Normalised, Span, normalise, normalised, paragraphs

_ANCHOR = re.compile(
    r"p([1-9]\d*)"  # the paragraph
    r"(?:\s+([^⟦⟧]*)⟦([^⟦⟧]+)⟧([^⟦⟧]*))?"  # before, words, after
)
_LONGEST_CONTEXT = 400
_TOKEN = re.compile(r"\w+|[^\w\s]")
_LEAST_LIKENESS = 60
_WORDS_OFF = 6


class AnchorError(GoldError):
    """An anchor that is malformed, or does not match exactly one place."""


class Anchor(NamedTuple):
    """A parsed anchor; ``words`` is empty for a whole paragraph."""

    paragraph: int
    words: str = ""
    before: str = ""
    after: str = ""


def parse_anchor(source: str) -> Anchor:
    """Parse an anchor. Raises AnchorError where it is not of the form ``pN [before]⟦words⟧[after]``."""
    match = _ANCHOR.fullmatch(source.strip())
    if match is None:
        raise AnchorError(f"‘{source}’ is not an anchor; write it as: p7 ⟦the exact words⟧ some context")
    paragraph, before, words, after = match.groups("")
    return Anchor(int(paragraph), words, before, after)


class AnchorResolver:
    """Turns the anchors of one article into spans, and spans into anchors."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.paragraphs = paragraphs(text)
        self._normalised: dict[int, Normalised] = {}

    def resolve(self, source: str) -> Span:
        """The span of code points that an anchor names.

        Raises AnchorError, with the candidates or the nearest words, unless exactly one place matches.
        """
        anchor = parse_anchor(source)
        if anchor.paragraph > len(self.paragraphs):
            raise AnchorError(f"‘{source}’: the article has {len(self.paragraphs)} paragraphs")
        paragraph = self.paragraphs[anchor.paragraph - 1]
        if not anchor.words:
            return paragraph
        within = self._normalised.get(anchor.paragraph) or self._normalise(anchor.paragraph)
        places = _places(within.text, anchor)
        if len(places) == 1:
            return within.to_source(places[0])
        raise AnchorError(self._explain(source, anchor, within.text, places))

    def names_one_place(self, source: str) -> bool:
        """Whether an anchor resolves, without a word about why it does not."""
        try:
            number, words, *_ = anchor = parse_anchor(source)
        except AnchorError:
            return False
        if number > len(self.paragraphs) or not words:
            return number <= len(self.paragraphs)
        return len(_places(self._normalise(number).text, anchor)) == 1

    def anchor(self, span: Span) -> str:
        """The anchor of a span, with the least context (whole words) that makes it unique.

        Raises AnchorError for a span that is empty or crosses paragraphs.
        """
        # The last paragraph that begins at or before the span.
        number = bisect.bisect_right(self.paragraphs, span.start, key=lambda p: p.start)
        paragraph = self.paragraphs[number - 1] if number else Span(0, 0)
        if not paragraph.contains(span) or span.start >= span.end:
            raise AnchorError(f"characters {span.start} to {span.end} are not inside one paragraph")
        words = span.of(self.text)
        if self._names(f"p{number} ⟦{words}⟧", span):
            return f"p{number} ⟦{words}⟧"
        before_words, after_words = self._context(paragraph, span)
        # A line may be a whole book: what all the context does not tell apart, less of it will not.
        if not self._names(f"p{number} {''.join(before_words)}⟦{words}⟧{''.join(after_words)}", span):
            raise AnchorError(f"no anchor names characters {span.start} to {span.end} alone")
        for taken in range(1, max(len(after_words), len(before_words)) + 1):
            after = "".join(after_words[:taken])
            before = "".join(before_words[max(0, len(before_words) - taken) :])
            for b, a in (("", after), (before, ""), (before, after)):
                candidate = f"p{number} {b}⟦{words}⟧{a}"
                if self._names(candidate, span):
                    return candidate
        raise AnchorError(f"no anchor names characters {span.start} to {span.end} alone")

    def _names(self, candidate: str, span: Span) -> bool:
        try:
            return self.resolve(candidate) == span
        except AnchorError:
            return False

    def _context(self, paragraph: Span, span: Span) -> tuple[list[str], list[str]]:
        """The words before and after a span, as many as an anchor's context may have."""
        start = max(paragraph.start, span.start - _LONGEST_CONTEXT)
        end = min(paragraph.end, span.end + _LONGEST_CONTEXT)
        before = re.findall(r"\S+\s*", self.text[start : span.start])
        after = re.findall(r"\s*\S+", self.text[span.end : end])
        # A word that the limit cuts is no whole word.
        return before[start > paragraph.start :], after[: len(after) - (end < paragraph.end)]

    def _normalise(self, number: int) -> Normalised:
        if number not in self._normalised:
            self._normalised[number] = normalise(self.text, self.paragraphs[number - 1])
        return self._normalised[number]

    def _explain(self, source: str, anchor: Anchor, text: str, places: list[Span]) -> str:
        if places:
            shown = "; ".join(f"“…{_around(text, place)}…”" for place in places[:4])
            return f"‘{source}’ matches {len(places)} places: {shown}. Add context before or after the ⟦⟧"
        words = normalised(anchor.words)
        alone = Anchor(anchor.paragraph, anchor.words)
        if _places(text, alone):
            return f"‘{source}’: the words are in paragraph {anchor.paragraph}, but not with that context"
        for number in range(1, len(self.paragraphs) + 1):
            if number != anchor.paragraph and _places(self._normalise(number).text, alone):
                return f"‘{source}’: not in paragraph {anchor.paragraph}, but in paragraph {number}"
        if words and words in text:
            where = f"stands only inside words in paragraph {anchor.paragraph}"
            return f"‘{source}’: ‘{words}’ {where}; name whole words"
        if found := _nearest(words, text):
            return f"‘{source}’ matches nothing. Did you mean ‘{found}’?"
        return f"‘{source}’ matches nothing in paragraph {anchor.paragraph}, which begins ‘{text[:60]}’"


class RememberingResolver(AnchorResolver):
    """For those who ask for the same anchors again and again."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._spans: dict[str, Span] = {}

    def resolve(self, source: str) -> Span:
        found = self._spans.get(source)
        if found is None:
            found = self._spans[source] = super().resolve(source)
        return found

    def names_one_place(self, source: str) -> bool:
        return source in self._spans or super().names_one_place(source)


def _places(text: str, anchor: Anchor) -> list[Span]:
    """Where the anchor's words stand in a normalised paragraph with their context around them."""
    words = anchor.words.strip()
    if words not in text:  # what stands in a normalised text is normalised
        words = normalised(words)
    if not words:
        return []
    before = anchor.before and normalised(anchor.before[-_LONGEST_CONTEXT:])
    after = anchor.after and normalised(anchor.after[:_LONGEST_CONTEXT])
    found = []
    start = text.find(words)
    while start >= 0:
        end = start + len(words)
        # Space between the words and their context is free: "⟦simple⟧ : we" also means "simple: we".
        if (
            _at_word_edges(text, start, end)
            and (not before or text.endswith(before, 0, start - (text[start - 1 : start] == " ")))
            and (not after or text.startswith(after, end + (text[end : end + 1] == " ")))
        ):
            found.append(Span(start, end))
        start = text.find(words, start + 1)
    return found


def _at_word_edges(text: str, start: int, end: int) -> bool:
    """Whether neither end cuts a word: "he" is not found inside "the"."""
    cuts_start = start > 0 and text[start - 1 : start + 1].isalnum()
    cuts_end = end < len(text) and text[end - 1 : end + 1].isalnum()
    return not (cuts_start or cuts_end)


def _nearest(words: str, text: str) -> str:
    """The whole words of a text that are most like those looked for; "" where none are like them."""
    about = fuzz.partial_ratio_alignment(words, text)
    if about is None or about.score < _LEAST_LIKENESS:
        return ""
    tokens = [Span(*match.span()) for match in _TOKEN.finditer(text)]
    # The alignment is as long as what was looked for, so both of its ends may be some words off.
    first = bisect.bisect_left(tokens, about.dest_start, key=lambda t: t.end)
    last = bisect.bisect_left(tokens, about.dest_end, key=lambda t: t.start)
    likely = (
        text[start.start : end.end]
        for start in tokens[max(0, first - _WORDS_OFF) : first + _WORDS_OFF]
        for end in tokens[max(0, last - _WORDS_OFF) : last + _WORDS_OFF]
        if start.start < end.end and _at_word_edges(text, start.start, end.end)
    )
    return max(likely, key=lambda found: fuzz.ratio(words, found), default="")


def _around(text: str, place: Span) -> str:
    return text[max(0, place.start - 20) : place.end + 20]
