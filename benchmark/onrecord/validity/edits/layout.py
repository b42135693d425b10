"""Edits that keep the meaning: marks, dashes, spaces, lines, and the order of sentences."""

import re
from collections.abc import Callable, Iterator
from random import Random

from onrecord.text import Span
from onrecord.validity.edits.bases import REFERRING
from onrecord.validity.edits.edit import Base, Make, keeping


def _text(change: Callable[[str], str]) -> Make:
    """A change of the whole text; nothing where it changes nothing."""

    def make(base: Base, random: Random) -> Iterator[str]:
        edited = change(base.text)
        if edited != base.text:
            yield edited

    return make


def _straight(text: str) -> str:
    return text.translate(str.maketrans("“”‘’", "\"\"''"))


def _guillemets(text: str) -> str:
    return text.replace("“", "« ").replace("”", " »")


def _single(text: str) -> str:
    """Single marks for double ones, where none stands inside another."""
    return text if "‘" in text else text.replace("“", "‘").replace("”", "’")


def _low_high(text: str) -> str:
    return text.replace("“", "„").replace("”", "“")


def _no_break_spaces(text: str) -> str:
    return re.sub(r"(?<=\d) (?=[a-z])", "\u00a0", text)


_DASHES = (" – ", "—", " - ", " -- ")
_DASH = re.compile(r" [–—] |(?<=\w)—(?=\w)")
_RANGE = re.compile(r"(?<=\d)–(?=\d)")
_INSIDE = r"[^,.;:“”\"«»–—]{3,80}(?P<after>,)"
# What stands in commas and says who or which, or after a name what it is: "Reth, a pilot, sang".
_PARENTHESES = (
    re.compile(rf"(?P<before>, )(?:who|which|whose|where)\b{_INSIDE}(?= (?!and\b|or\b)\w)"),
    re.compile(
        r"(?<= )[^\W\d_a-z][\w’-]+(?P<before>, )(?:a|an|the|his|her|its|head|once)\b"
        rf"{_INSIDE}(?= (?!and\b|or\b|who\b|which\b)[a-z])"
    ),
)


def other_dashes(base: Base, random: Random) -> Iterator[str]:
    """Another kind of dash for those that there are; dashes for the commas round a parenthesis."""
    text = base.text
    if _DASH.search(text) or _RANGE.search(text):
        yield from (_RANGE.sub("-", _DASH.sub(dash, text)) for dash in _DASHES)
    for match in (m for pattern in _PARENTHESES for m in pattern.finditer(text)):
        start, end = match.start("before"), match.end() + 1  # a dash stands for the space behind too
        inside = text[match.end("before") : match.start("after")]
        if not base.is_quoted(Span(start, end)):
            for dash in _DASHES:
                yield f"{text[:start]}{dash}{inside}{dash}{text[end:]}"


def on_lines(base: Base, random: Random) -> Iterator[str]:
    """Each sentence on a line of its own."""
    if len(base.sentences) > 1:
        yield "\n".join(s.of(base.text) for s in base.sentences)


def bullets(base: Base, random: Random) -> Iterator[str]:
    """Each sentence a bullet point."""
    if len(base.sentences) > 1:
        yield "\n".join(f"- {s.of(base.text)}" for s in base.sentences)


def moved_sentence(base: Base, random: Random) -> Iterator[str]:
    """Two plain sentences, each in the other's place; none that refers to what stands before or after it."""
    sentences = [s.of(base.text) for s in base.sentences]
    refers = [bool(REFERRING.search(s)) for s in sentences]
    free = [
        n
        for n, (span, s) in enumerate(zip(base.sentences, sentences, strict=True))
        if not refers[n] and ";" not in s and not base.is_quoted(span)
    ]
    for one in free:
        # What comes next must not refer to what is taken away.
        other = one + 1
        if other in free and (other + 1 == len(sentences) or not refers[other + 1]):
            moved = [*sentences[:one], sentences[other], sentences[one], *sentences[other + 1 :]]
            yield " ".join(moved)


EDITS = (
    keeping("marks straight", "straight quote marks for curly ones", _text(_straight)),
    keeping("marks guillemets", "guillemets for curly marks", _text(_guillemets)),
    keeping("marks single", "single marks for double ones", _text(_single)),
    keeping("marks low and high", "„low and high“ marks", _text(_low_high)),
    keeping("dashes", "another kind of dash; dashes for the commas round a parenthesis", other_dashes),
    keeping("two spaces", "two spaces after a sentence", _text(lambda t: re.sub(r"(?<=[.!?”]) ", "  ", t))),
    keeping("no-break spaces", "no-break spaces after digits", _text(_no_break_spaces)),
    keeping("lines", "each sentence on a line of its own", on_lines),
    keeping("bullets", "each sentence a bullet point", bullets),
    keeping("no full stop", "the last full stop left out", _text(lambda t: t.removesuffix("."))),
    keeping("preface", "‘Summary:’ before it", lambda base, _: iter([f"Summary: {base.text}"])),
    keeping("sentence moved", "two plain sentences in each other's place", moved_sentence),
)
