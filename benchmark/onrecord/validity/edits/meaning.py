"""Edits that keep the meaning: marks, spaces, order, and other words for the same."""

import re
from collections.abc import Callable, Iterator
from random import Random

from onrecord.text import Span
from onrecord.validity.edits.edit import Base, Edit, Make

_REFERRING = re.compile(
    r"\b(?:he|she|it|they|his|her|hers|its|their|them|him|this|that|these|those|also|other|another|both|"
    r"meanwhile|then|later|however|but|so|former|latter|again)\b",
    re.IGNORECASE,
)


def _text(change: Callable[[str], str]) -> Make:
    """A change of the whole text; nothing where it changes nothing."""

    def make(base: Base, random: Random) -> Iterator[str]:
        edited = change(base.text)
        if edited != base.text:
            yield edited

    return make


def _words(*pairs: tuple[str, str]) -> Make:
    """Other words in the place of some, outside quotation marks, one place at a time."""

    def make(base: Base, random: Random) -> Iterator[str]:
        for pattern, other in pairs:
            for match in re.finditer(pattern, base.text):
                place = Span(*match.span())
                if not base.is_quoted(place):
                    yield base.replaced(place, match.expand(other))

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


def _hyphens(text: str) -> str:
    return re.sub(r" [–—] ", " - ", re.sub(r"(?<=\d)–(?=\d)", "-", text))


def _no_break_spaces(text: str) -> str:
    return re.sub(r"(?<=\d) (?=[a-z])", "\u00a0", text)


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
    free = [n for n, s in enumerate(sentences) if not _REFERRING.search(s) and "“" not in s and ";" not in s]
    for one in free:
        # What comes next must not refer to what is taken away.
        other = one + 1
        if other in free and (other + 1 == len(sentences) or not _REFERRING.search(sentences[other + 1])):
            moved = [*sentences[:one], sentences[other], sentences[one], *sentences[other + 1 :]]
            yield " ".join(moved)


def shorter_name(base: Base, random: Random) -> Iterator[str]:
    """A person's surname for the full name, where one person alone has it."""
    yield from _renamed(base, lambda full, surname: (full, surname))


def longer_name(base: Base, random: Random) -> Iterator[str]:
    """A person's full name for the surname."""
    yield from _renamed(base, lambda full, surname: (surname, full))


def _renamed(base: Base, choose: Callable[[str, str], tuple[str, str]]) -> Iterator[str]:
    people = [s.name for s in base.article.speakers if s.cls == "person" and len(s.name.split()) == 2]
    surnames = [name.split()[-1] for name in people]
    for full, surname in zip(people, surnames, strict=True):
        shared = surnames.count(surname) > 1 or sum(surname in s.name for s in base.article.speakers) > 1
        old, new = choose(full, surname)
        if shared:
            continue
        for match in re.finditer(
            rf"(?<![\w.] )\b{re.escape(old)}\b(?!['’-])|(?<=[a-z,] ){re.escape(old)}\b(?!['’-])", base.text
        ):
            place = Span(*match.span())
            before = base.text[: place.start].split(" ")[-2:-1]
            alone = not before or not before[0][:1].isupper()
            if not base.is_quoted(place) and alone:
                yield base.replaced(place, new)


def inverted_source(base: Base, random: Random) -> Iterator[str]:
    """ "said X" after a quotation for "X said", and the other way round."""
    for name in sorted(
        {s.name for s in base.article.speakers} | {s.name.split()[-1] for s in base.article.speakers}
    ):
        if not name[:1].isupper():
            continue
        for old, new in ((f"” {name} said.", f"” said {name}."), (f"” said {name}.", f"” {name} said.")):
            if old in base.text:
                yield base.text.replace(old, new)


_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_NUMBERS = "zero one two three four five six seven eight nine ten eleven twelve".split()


def other_numerals(base: Base, random: Random) -> Iterator[str]:
    """Digits for small numbers in words, and the other way round."""
    pairs = [
        (rf"(?<=[a-z] ){word}(?= (?!thirds|quarters|fifths)[a-z])", str(n))
        for n, word in enumerate(_NUMBERS)
        if n > 1
    ]
    pairs += [(rf"(?<=[a-z] ){n}(?= [a-z])", word) for n, word in enumerate(_NUMBERS) if n > 1]
    for pattern, other in pairs:
        yield from _words((pattern, other))(base, random)


def _edit(name: str, says: str, make: Make) -> Edit:
    """One that keeps the meaning, on all there is: whatever a good summary is made of, it is left alone."""
    return Edit(name, says, make, 0.02, keeps=True, of_quotes=True, of_facts=True)


EDITS = (
    _edit("marks straight", "straight quote marks for curly ones", _text(_straight)),
    _edit("marks guillemets", "guillemets for curly marks", _text(_guillemets)),
    _edit("marks single", "single marks for double ones", _text(_single)),
    _edit("marks low and high", "„low and high“ marks", _text(_low_high)),
    _edit("dashes", "hyphens and spaces for dashes", _text(_hyphens)),
    _edit("two spaces", "two spaces after a sentence", _text(lambda t: re.sub(r"(?<=[.!?”]) ", "  ", t))),
    _edit("no-break spaces", "no-break spaces after digits", _text(_no_break_spaces)),
    _edit("lines", "each sentence on a line of its own", on_lines),
    _edit("bullets", "each sentence a bullet point", bullets),
    _edit("no full stop", "the last full stop left out", _text(lambda t: t.removesuffix("."))),
    _edit("preface", "‘Summary:’ before it", lambda base, _: iter([f"Summary: {base.text}"])),
    _edit("sentence moved", "two plain sentences in each other's place", moved_sentence),
    _edit("surname", "a surname for a full name", shorter_name),
    _edit("full name", "a full name for a surname", longer_name),
    _edit("inverted source", "‘said X’ for ‘X said’, and the other way round", inverted_source),
    _edit("numerals", "digits for words, words for digits", other_numerals),
    _edit(
        "comparators",
        "‘over’ for ‘more than’, and the like",
        _words(
            (r"(?<!no )\bmore than (?=\d)", "over "),
            (r"\bover (?=\d)", "more than "),
            (r"\bat least (?=\d|\w+ [a-z]+s\b)", "no fewer than "),
            (r"\babout (?=\d)", "around "),
            (r"\baround (?=\d)", "about "),
            (r"\bnearly (?=\d)", "almost "),
            (r"\balmost (?=\d)", "nearly "),
        ),
    ),
    _edit(
        "cues",
        "‘stated’ for ‘said’, ‘said’ for ‘says’",
        _words(
            (r"\bsaid that\b", "stated that"),
            (r"(?<=” )(\w+) said\.", r"\1 stated."),
            (r"\bsays\b", "said"),
            (r"(?<=[a-z]) said (?=(?:the|it|he|she|they|its) )", " stated that "),
        ),
    ),
    _edit(
        "contractions",
        "‘didn't’ for ‘did not’, and the other way round",
        _words(
            (r"\b(did|does|do|was|were|is|are|has|have|had|would|could|should) not\b", r"\1n't"),
            (r"\bcannot\b", "can't"),
            (r"\bwill not\b", "won't"),
            (r"\b(did|does|do|was|were|is|are|has|have|had|would|could|should)n['’]t\b", r"\1 not"),
        ),
    ),
    _edit(
        "days",
        "‘Tuesday’ for ‘on Tuesday’, ‘May 9’ for ‘9 May’, ‘percent’ for ‘per cent’",
        _words(
            (r"\bon (?=(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b(?!s))", ""),
            (rf"\b(\d{{1,2}}) ({_MONTHS})\b", r"\2 \1"),
            (rf"\b({_MONTHS}) (\d{{1,2}})\b(?!,? \d{{4}})", r"\2 \1"),
            (r"\bper cent\b", "percent"),
            (r"\bpercent\b", "per cent"),
            (r"(?<=\d)%", " percent"),
        ),
    ),
)
