"""A lead-based summariser: the first sentences of the body that fit a budget of words."""

import re

from onrecord.text import Span, count_words, sentences

# Lines that carry no news: filed-under labels, links, forms, credits.
_NO_NEWS = re.compile(
    r"(?i)^(?:related|leave a reply|comments?|share|subscribe|sign up|advertisement|read more|back to top|"
    r"your email|photo|credit|image|follow|newsletter|copyright|all rights)\b"
)
_CREDIT = re.compile(r"\s*(?:Credit|Photo|Photograph|Image)\s*(?:…|\.\.\.|:).*$")


def body_lines(text: str) -> list[str]:
    """The lines that look like running text: sentences, no label, no form, no caption with a credit."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return [
        line
        for line in lines
        if count_words(line) >= 12
        and not _NO_NEWS.match(line)
        and not _CREDIT.search(line)
        and re.search(r"[.!?][\"'”’)]*\s*[.]?$", line)
    ]


def lead_sentences(text: str) -> list[str]:
    """The sentences of the body, in order."""
    found = []
    for line in body_lines(text):
        found += [s.of(line) for s in sentences(line, Span(0, len(line)))]
    return found


def lead_text(text: str, budget: int) -> str:
    """As many leading sentences as fit; of the first one, as many words as fit."""
    chosen: list[str] = []
    used = 0
    for sentence in lead_sentences(text):
        length = count_words(sentence)
        if used + length > budget:
            break
        chosen.append(sentence)
        used += length
    if chosen:
        return " ".join(chosen)
    first = next(iter(lead_sentences(text)), text)
    return " ".join(first.split()[:budget])
