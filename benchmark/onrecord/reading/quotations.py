"""Reads who is said to have communicated what: direct, indirect and mixed quotations of a text."""

import bisect
from collections.abc import Sequence, Set
from dataclasses import dataclass

from onrecord.reading.clauses import CueClause, find_cues
from onrecord.reading.content import contents
from onrecord.reading.items import Item, items, sentences_of
from onrecord.reading.lexicon import COMMON
from onrecord.reading.marks import marked_strings, outermost
from onrecord.reading.parentheses import with_commas
from onrecord.reading.sources import Phrase, main_subject, phrase_after
from onrecord.reading.speakers import Speakers
from onrecord.reading.types import Form, Marked, Quotation
from onrecord.reading.wordclasses import is_verb_like
from onrecord.text import Span, paragraphs

# A marked string that stands alone in its sentence is speech only from this many words on.
_LEAST_WORDS = 2
# How many quotations back one may go on.
_NEAREST = 4
_LONGEST_LABEL = 4
_LONGEST_TITLE = 7
_SMALL_WORDS = frozenset("a an and at for from in of on or the to with".split())


@dataclass(slots=True)
class _Draft:
    """A quotation in the making. ``head`` is the part of the source that names it."""

    spans: list[Span]
    cue: Span | None
    source: Span | None
    head: Span | None
    paragraph: int


@dataclass(frozen=True, slots=True)
class _Sentence:
    found: list[Item]
    cues: list[CueClause]
    paragraph: int

    @property
    def marked(self) -> list[Span]:
        return [i.span for i in self.found if i.kind == "marked"]

    @property
    def is_marked(self) -> bool:
        """Whether nothing but marked strings stands in it."""
        return bool(self.marked) and not any(i.kind == "word" for i in self.found)


def read_quotations(text: str) -> list[Quotation]:
    """The quotations of an English text, in the order of their first words.

    A direct quotation that its cue interrupts, or that runs on in the same paragraph or from a
    paragraph that did not close its marks, is one, with several spans. Never raises.
    """
    marked = marked_strings(text)
    outer = [m for m in outermost(marked) if not _is_title(text, m)]
    drafts, starts = _read(text, outer)
    speakers = Speakers(text, starts, [m.span for m in outer])
    places = [m.span.start for m in outer]
    found = []
    for draft in sorted(drafts, key=lambda d: d.source.start if d.source else d.spans[0].start):
        spans = tuple(sorted(draft.spans))
        held = [_within(outer, places, span) for span in spans]
        inside = tuple(m for marks in held for m in marks)
        speaker = speakers.name_for(draft.source, draft.head) if draft.source else None
        found.append(Quotation(spans, _form(text, spans, held), inside, draft.cue, draft.source, speaker))
    return sorted(found, key=lambda q: (q.spans[0].start, -q.spans[-1].end))


def _read(text: str, outer: Sequence[Marked]) -> tuple[list[_Draft], list[int]]:
    """The quotations, and the places where sentences start."""
    drafts: list[_Draft] = []
    starts: list[int] = []
    unclosed = {m.span for m in outer if m.inner.end == m.span.end}
    at = 0
    for number, line in enumerate(paragraphs(text)):
        here: list[Marked] = []
        while at < len(outer) and outer[at].span.start < line.end:
            here.append(outer[at])
            at += 1
        found = items(text, line, here)
        sentences = [_Sentence(s, find_cues(s), number) for s in map(with_commas, sentences_of(text, found))]
        starts += [s.found[0].start for s in sentences]
        if label := _label(text, found):
            drafts.append(_labelled(found, label, line, number))
            continue
        _read_paragraph(sentences, drafts, unclosed)
    return drafts, starts


def _label(text: str, found: Sequence[Item]) -> int:
    """Where the colon stands after the name of a transcript's speaker ("QUILL: Thank you."), or 0."""
    for place, item in enumerate(found[: _LONGEST_LABEL + 1]):
        if item.form == ":" and place and found[place].end < found[-1].end:
            label = text[found[0].start : item.start]
            return place if sum(c.isalpha() for c in label) > 3 and label.isupper() else 0
        if item.kind != "word" or item.form in COMMON:
            return 0
    return 0


def _labelled(found: Sequence[Item], colon: int, line: Span, paragraph: int) -> _Draft:
    """The turn of a transcript's speaker: all of the paragraph after the label."""
    source = Span(found[0].start, found[colon - 1].end)
    content = Span(found[colon + 1].start, line.end)
    return _Draft([content], found[colon].span, source, source, paragraph)


def _is_title(text: str, marked: Marked) -> bool:
    """Whether a marked string is the title of a work or a programme ('on "Meet the Press"')."""
    before = text[max(0, marked.span.start - 3) : marked.span.start].rstrip(" ")
    if not before or not (before[-1].isalnum() or before.endswith(("'s", "’s"))):
        return False
    held = marked.inner.of(text).rstrip(".,").split(None, _LONGEST_TITLE)
    return (
        1 < len(held) <= _LONGEST_TITLE
        and all(w[0].isupper() or w in _SMALL_WORDS for w in held)
        and held[0][0].isupper()
    )


def _read_paragraph(sentences: Sequence[_Sentence], drafts: list[_Draft], unclosed: Set[Span]) -> None:
    skipped: list[_Sentence] = []
    for number, sentence in enumerate(sentences):
        found = contents(sentence.found, sentence.cues)
        used = [s for _, spans in found for s in spans]
        loose = [m for m in sentence.marked if not any(s.overlaps(m) for s in used)]
        if sentence.is_marked:
            following = sentences[number + 1] if number + 1 < len(sentences) else None
            if following is not None and _cues_backwards(following):
                skipped.append(sentence)
                continue
            _add_alone(sentence, sentences[:number], drafts, unclosed)
        for cue, spans in found:
            drafts.append(_draft(sentence, cue, spans))
        if skipped and sentence.cues and not found:
            drafts.append(_draft(sentence, sentence.cues[0], [m for s in skipped for m in s.marked]))
            loose = []
        skipped = []
        if loose and not sentence.is_marked:
            _add_loose(sentence, loose, drafts)


def _draft(sentence: _Sentence, cue: CueClause, spans: list[Span]) -> _Draft:
    found = sentence.found
    source, head = _spans_of(found, cue.source)
    return _Draft(
        spans, Span(found[cue.first].start, found[cue.last - 1].end), source, head, sentence.paragraph
    )


def _spans_of(found: Sequence[Item], phrase: Phrase | None) -> tuple[Span | None, Span | None]:
    if phrase is None:
        return None, None
    source = Span(found[phrase.start].start, found[phrase.end - 1].end)
    return source, Span(source.start, found[max(phrase.head, phrase.start + 1) - 1].end)


def _cues_backwards(sentence: _Sentence) -> bool:
    """Whether a sentence is only the cue of what stands before it ('"Really?" Smith said.')."""
    if not sentence.cues or sentence.cues[0].left > 0:
        return False
    return not contents(sentence.found, sentence.cues)


def _add_alone(
    sentence: _Sentence, before: Sequence[_Sentence], drafts: list[_Draft], unclosed: Set[Span]
) -> None:
    """Add marked strings that are a sentence of their own: they go on with what was said before."""
    spans = sentence.marked
    last = drafts[-1] if drafts else None
    for draft in reversed(drafts[-_NEAREST:]):
        if _goes_on(draft, sentence, before, unclosed):
            draft.spans += spans
            draft.paragraph = sentence.paragraph
            return
    if before and not before[-1].cues and not before[-1].is_marked:
        # "Roe was unmoved. “It is over.”"
        source, head = _spans_of(before[-1].found, main_subject(before[-1].found, len(before[-1].found)))
        if source is not None:
            drafts.append(_Draft(spans, None, source, head, sentence.paragraph))
            return
    if last is None or last.paragraph < sentence.paragraph - (1 if before else 2):
        drafts.append(_Draft(spans, None, None, None, sentence.paragraph))
    else:
        drafts.append(_Draft(spans, last.cue, last.source, last.head, sentence.paragraph))


def _goes_on(last: _Draft, sentence: _Sentence, before: Sequence[_Sentence], unclosed: Set[Span]) -> bool:
    """Whether marked strings without a cue are more of the last quotation: right after it in the same
    paragraph, or at the start of the next one when its mark is still open."""
    end = last.spans[-1]
    if before:
        is_near = last.paragraph == sentence.paragraph and end.end > before[-1].found[0].start
        return is_near and end in before[-1].marked
    return end in unclosed and last.paragraph == sentence.paragraph - 1


def _add_loose(sentence: _Sentence, loose: Sequence[Span], drafts: list[_Draft]) -> None:
    """Add marked strings in a sentence without a cue for them, where a colon or comma introduces them."""
    if dashed := _after_dash(sentence.found):
        source, head = _spans_of(sentence.found, dashed)
        drafts.append(_Draft(sentence.marked, None, source, head, sentence.paragraph))
        return
    for place, item in enumerate(sentence.found):
        if item.kind != "marked" or item.span not in loose or place == 0:
            continue
        if sentence.found[place - 1].form == ":":
            before = [c.source for c in sentence.cues if c.right < place]
            phrase = before[-1] if before else main_subject(sentence.found, place - 1)
            source, head = _spans_of(sentence.found, phrase)
            drafts.append(_Draft([item.span], None, source, head, sentence.paragraph))


def _after_dash(found: Sequence[Item]) -> Phrase | None:
    """The name that a dash sets under a quotation: "“It is over.” – Ann Roe, head of leakage"."""
    if len(found) < 3 or found[0].kind != "marked" or found[1].form != "—" or not found[2].is_capital:
        return None
    after = found[2:]
    if any(i.kind == "marked" or (is_verb_like(i) and not i.form.endswith("ing")) for i in after):
        return None
    source = phrase_after(found, 2)
    return source._replace(end=len(found) - (found[-1].kind == "punct")) if source is not None else None


def _form(text: str, spans: Sequence[Span], held: Sequence[Sequence[Span]]) -> Form:
    """The form of a quotation from the marked strings that each of its spans holds."""
    if not any(held):
        return "indirect"
    for span, marks in zip(spans, held, strict=True):
        at = span.start
        for m in marks:
            if any(c.isalnum() for c in text[at : m.start]):
                return "mixed"
            at = m.end
        if any(c.isalnum() for c in text[at : span.end]):
            return "mixed"
    return "direct"


def _within(outer: Sequence[Marked], places: Sequence[int], span: Span) -> list[Span]:
    """The marked strings inside a span."""
    found = []
    at = bisect.bisect_left(places, span.start)
    while at < len(outer) and outer[at].span.end <= span.end:
        found.append(outer[at].span)
        at += 1
    return found
