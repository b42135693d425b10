"""Where a corpus's contents stand in gold's terms: segments inside paragraphs, with their quote marks."""

from collections.abc import Iterable, Sequence

from onrecord.gold.records import Form
from onrecord.reading.marks import is_double, marked_strings, outermost
from onrecord.text import Alphanumerics, Span, paragraphs


class Layout:
    """The paragraphs of a text and ``marked``, its outermost strings in double quote marks."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._paragraphs = paragraphs(text)
        self._alphanumerics = Alphanumerics(text)
        double = [m for m in marked_strings(text) if is_double(text, m)]
        self.marked = [m.span for m in outermost(double)]

    def segments(self, spans: Iterable[Span]) -> tuple[Span, ...]:
        """Stretches cut at paragraphs' ends, to whole words and with their marks; neighbours are joined."""
        parts = []
        for span in spans:
            for paragraph in self._paragraphs:
                start, end = max(span.start, paragraph.start), min(span.end, paragraph.end)
                if start < end and (part := self._whole(Span(start, end), paragraph)):
                    parts.append(self._with_marks(part))
        joined: list[Span] = []
        for part in sorted(parts):
            last = joined[-1] if joined else None
            if last and part.start <= last.end:
                joined[-1] = Span(last.start, max(last.end, part.end))
            elif last and self._is_bare(Span(last.end, part.start)):
                joined[-1] = self._with_marks(Span(last.start, part.end))
            else:
                joined.append(part)
        return tuple(joined)

    def _whole(self, span: Span, paragraph: Span) -> Span | None:
        """A stretch without white space at its edges, grown to whole words; None for one without words."""
        start, end = span
        while start < end and self._text[start].isspace():
            start += 1
        while end > start and self._text[end - 1].isspace():
            end -= 1
        if not any(c.isalnum() for c in self._text[start:end]):
            return None
        while start > paragraph.start and self._text[start - 1].isalnum() and self._text[start].isalnum():
            start -= 1
        while end < paragraph.end and self._text[end - 1].isalnum() and self._text[end].isalnum():
            end += 1
        return Span(start, end)

    def _with_marks(self, span: Span) -> Span:
        """A stretch that takes in the mark right before it and the one right after it."""
        start, end = span
        for marked in self.marked:
            if marked.start < start < marked.end and not _has_words(self._text[marked.start : start]):
                start = marked.start
            if marked.start < end < marked.end and not _has_words(self._text[end : marked.end]):
                end = marked.end
            # A mark whose string begins only now, or ended before, is none of the content's.
            if marked.start < end <= marked.end and not _has_words(self._text[marked.start : end]):
                end = max(start, marked.start)
            if marked.start <= start < marked.end and not _has_words(self._text[start : marked.end]):
                start = min(end, marked.end)
        words = self._text[start:end]
        return Span(start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip()))

    def _is_bare(self, span: Span) -> bool:
        """Whether nothing but white space and marks parts two stretches of one paragraph."""
        between = span.of(self._text)
        return "\n" not in between and not _has_words(between)

    def within_paragraph(self, spans: Sequence[Span]) -> Span | None:
        """One stretch for a cue or a source: the first part of one that has several."""
        for span in spans:
            for paragraph in self._paragraphs:
                start, end = max(span.start, paragraph.start), min(span.end, paragraph.end)
                if start < end and (whole := self._whole(Span(start, end), paragraph)):
                    return whole
        return None

    def form(self, spans: Sequence[Span]) -> Form:
        """Direct where every letter stands in double marks, indirect where none does."""
        content = self._alphanumerics.ranges(spans)
        marked = self._alphanumerics.ranges(self.marked)
        inside = sum(max(0, min(b, d) - max(a, c)) for a, b in content for c, d in marked if c < b and a < d)
        if inside == sum(b - a for a, b in content):
            return "direct"
        return "mixed" if inside else "indirect"

    def verbatim(self, spans: Sequence[Span]) -> list[Span]:
        """The parts of a content that stand in double marks."""
        shared = [Span(max(m.start, s.start), min(m.end, s.end)) for m in self.marked for s in spans]
        return [part for part in shared if part.start < part.end and _has_words(part.of(self._text))]


def holds(outer: Sequence[Span], inner: Sequence[Span]) -> bool:
    """Whether a content has all of another in it, and more."""
    return all(any(o.contains(i) for o in outer) for i in inner) and tuple(outer) != tuple(inner)


def _has_words(text: str) -> bool:
    return any(c.isalnum() for c in text)
