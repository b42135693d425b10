"""The units of a summary, and the cut of one that is over its budget."""

import re
from dataclasses import dataclass

from onrecord.reading.marks import marked_strings, outermost
from onrecord.text import Span, count_words, sentences

_LONGEST_WORD = 40
"""Characters, on the average of a whole answer."""


@dataclass(frozen=True, slots=True)
class Cut:
    """An answer within its budget. ``open_end``: where the text stops in the middle of a sentence."""

    text: str
    over_budget: bool
    open_end: bool = False


def cut(answer: str, budget: int) -> Cut:
    """Cut an answer after the last whole word that its budget allows; runs of spaces count as one.

    A text without spaces is one word, so a word has a length too: the cut comes after ``budget`` times 40
    characters at the latest. A quotation that the cut would leave open is dropped, from its opening mark on.
    """
    answer = re.sub(r"[^\S\n]+", " ", answer)
    if count_words(answer) <= budget and len(answer) <= _LONGEST_WORD * budget:
        return Cut(answer, over_budget=False)
    ends = [m.end() for m in re.finditer(r"\S+", answer) if any(c.isalnum() for c in m.group())]
    end = min(ends[budget - 1 : budget], default=len(answer))
    if end > _LONGEST_WORD * budget:
        end = max((e for e in ends if e <= _LONGEST_WORD * budget), default=0)
    for marked in outermost(marked_strings(answer)):
        if marked.span.start < end < marked.span.end:
            end = marked.span.start
    text = answer[:end].rstrip()
    return Cut(text, over_budget=True, open_end=not text.endswith((".", "!", "?", "”", '"')))


def units_of(text: str) -> list[Span]:
    """The sentences of a summary, split also at semicolons that stand outside quote marks.

    A quotation is never split: a sentence end inside quote marks ends no unit unless the marks end too.
    """
    marked = [m.span for m in outermost(marked_strings(text))]
    breaks = [sentence.end for sentence in sentences(text)]
    breaks += [m.end() for m in re.finditer(";", text)]
    inside = [b for b in sorted(set(breaks)) if not any(m.start < b < m.end for m in marked)]
    found: list[Span] = []
    start = 0
    for end in [*inside, len(text)]:
        piece = text[start:end]
        if any(c.isalnum() for c in piece):
            left = start + len(piece) - len(piece.lstrip())
            found.append(Span(left, start + len(piece.rstrip())))
            start = end
        elif found and piece.strip():
            found[-1] = Span(found[-1].start, start + len(piece.rstrip()))
            start = end
    return found
