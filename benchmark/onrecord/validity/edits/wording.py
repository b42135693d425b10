"""Edits that keep the meaning: other names for the same people, and other words for the same."""

import re
from collections.abc import Callable, Iterator
from random import Random

from onrecord.gold.article import Article
from onrecord.text import Span
from onrecord.validity.edits.edit import ALL, Base, Make, keeping, shuffled


def _words(*pairs: tuple[str, str]) -> Make:
    """Other words in the place of some, outside quotation marks, one place at a time."""

    def make(base: Base, random: Random) -> Iterator[str]:
        for pattern, other in pairs:
            for match in re.finditer(pattern, base.text):
                place = Span(*match.span())
                if not base.is_quoted(place):
                    yield base.replaced(place, match.expand(other))

    return make


_GIVEN_AND_SURNAME = re.compile(r"[^\W\d]\S* (?P<surname>(?:(?:van|von|de|da|ter|al) )?[^\W\d]\S*)")


def shorter_name(base: Base, random: Random) -> Iterator[str]:
    """A person's surname for the full name, where one person alone has it."""
    yield from _renamed(base, lambda full, surname: (full, surname))


def longer_name(base: Base, random: Random) -> Iterator[str]:
    """A person's full name for the surname."""
    yield from _renamed(base, lambda full, surname: (surname, full))


def _renamed(base: Base, choose: Callable[[str, str], tuple[str, str]]) -> Iterator[str]:
    starts = {sentence.start for sentence in base.sentences}
    for full, surname in _people(base.article):
        old, new = choose(full, surname)
        for match in re.finditer(rf"(?<!\w-)\b{re.escape(old)}\b(?!['’](?!s\b)|-\w)", base.text):
            place = Span(*match.span())
            before = base.text[: place.start]
            # Behind a name, an initial or a title it may be a part of a longer name.
            alone = place.start in starts or re.search(r"(?:^|[ (])[a-z]\S*,? $|[”\"»’],? $", before)
            if alone and not base.is_quoted(place):
                yield base.replaced(place, new)


def _people(article: Article) -> list[tuple[str, str]]:
    """The people with a given name and a surname that no other speaker's name has: full name, surname."""
    found = []
    for speaker in article.speakers:
        name = _GIVEN_AND_SURNAME.fullmatch(speaker.name)
        if speaker.cls == "person" and name:
            bearers = sum(name["surname"] in other.name for other in article.speakers)
            found += [(speaker.name, name["surname"])] * (bearers == 1)
    return found


# Not before "who", which must stand beside the name.
_END = r"(?=\.|, [“\"«])"
_SAID = "said|added|wrote|warned|argued|insisted"


def inverted_source(base: Base, random: Random) -> Iterator[str]:
    """ "said X" after a quotation for "X said", and the other way round."""
    called = {n for s in base.article.speakers for n in (s.name, s.name.split()[-1], f"the {s.name}")}
    names = "|".join(re.escape(n) for n in sorted(called, key=lambda n: (-len(n), n)))
    behind = r"(?P<mark>[”\"»’],? )"
    for match in re.finditer(rf"{behind}(?P<name>{names}) (?P<said>{_SAID}){_END}", base.text):
        yield base.replaced(Span(*match.span()), match.expand(r"\g<mark>\g<said> \g<name>"))
    for match in re.finditer(rf"{behind}(?P<said>{_SAID}) (?P<name>{names}){_END}", base.text):
        yield base.replaced(Span(*match.span()), match.expand(r"\g<mark>\g<name> \g<said>"))


_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_NUMBERS = "zero one two three four five six seven eight nine ten eleven twelve".split()


def other_numerals(base: Base, random: Random) -> Iterator[str]:
    """Digits for small numbers in words, and the other way round; never in a name or a clock time."""
    pairs = [pair for n, word in enumerate(_NUMBERS) if n > 1 for pair in ((word, str(n)), (str(n), word))]
    for old, new in pairs:
        pattern = rf"(?P<before>\b[a-z][\w’'-]* ){old}(?= (?!thirds|quarters|fifths|to|past)[a-z])"
        yield from _words((pattern, rf"\g<before>{new}"))(base, random)


# Contractions, and what they stand for.
_AUXILIARY = "did|does|do|was|were|is|are|has|have|had|would|could|should|must|need"
# Before a participle alone "has" and "had" are contracted.
_DONE = (
    r"(?:(?:not|never|also|already|now|since) )?(?:\w+ed|been|become|begun|brought|built|bought|chosen|come"
    r"|cut|done|fallen|found|given|gone|got|grown|had|held|kept|known|left|lost|made|met|paid|put|read|run|said|seen"
    r"|sent|set|shown|sold|spent|stood|taken|taught|thought|told|won|worn|written)\b"
)
_contracted = _words(
    (rf"\b({_AUXILIARY}) not\b", r"\1n't"),
    (r"\bcannot\b", "can't"),
    (r"\bwill not\b", "won't"),
    (rf"\b({_AUXILIARY})n['’]t\b", r"\1 not"),
    (r"\bcan['’]t\b", "cannot"),
    (r"\bwon['’]t\b", "will not"),
    (
        r"\b((?i:he|she|it|that|there|this|who|what|where|how|nobody|nothing|everything)) is(?= [a-z])",
        r"\1's",
    ),
    (rf"\b((?i:he|she|it|that|there|who|what)) has(?= {_DONE})", r"\1's"),
    (rf"\b((?i:he|she|they|who)) (?:had(?= {_DONE})|would(?= [a-z]))", r"\1'd"),
    (r"\b((?i:he|she|it|they|who|that|there)) will(?= [a-z])", r"\1'll"),
    (r"\b((?i:they)) are(?= [a-z])", r"\1're"),
    (rf"\b((?i:they)) have(?= {_DONE})", r"\1've"),
    (r"\b(could|would|should|might|must) have(?= [a-z])", r"\1've"),
)

_DAYS = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_COUNT = (
    r"(?:(?:a |an )?(?:dozen|hundred|thousand|million|half|third|quarter)|\d[\d.,]*|two|three|four|five|six"
    r"|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)\b"
)
# "Over three years" is mostly how long, and "a talk about three" what of.
_OVER = r"(?:(?<=\bslightly )|(?<=\blittle )|(?<=\bfor )|(?<=\bwas )|(?<=\bwere ))over"
_ABOUT = r"(?<!\bconversation )(?<!\bright )about"
_ALIKE = (
    (("more than", _OVER, "in excess of"), ("more than", "over", "in excess of")),
    ((_ABOUT, "around", "roughly", r"some(?! hundred)"), ("about", "around", "roughly", "approximately")),
    (("nearly", "almost"), ("nearly", "almost")),
    (("at least", "no fewer than"), ("at least", "no fewer than", "not less than")),
    (("at most", "no more than"), ("at most", "no more than", "not more than")),
    (("fewer than", "less than", "under"), ("less than", "under")),
)


def other_comparators(base: Base, random: Random) -> Iterator[str]:
    """Another word for the bound or the roundness of a number."""
    for patterns, words in _ALIKE:
        for old in patterns:
            for new in words:
                make = _words((rf"(?<!\b[Nn]o )(?<!\b[Nn]ot )(?<!\b[Tt]he )\b{old} (?={_COUNT})", f"{new} "))
                yield from (text for text in make(base, random) if text != base.text)


# A date that is no end of a range ("9 to 14 May"), nor an adjective ("the 9 May treaty").
_ALONE = r"(?<!\band )(?<!\bor )(?<!\bto )(?<!\b[Tt]he )(?<!\ba )"
_SHORT_MONTH = rf"(?={_MONTHS}\b)(Jan|Feb|Mar|Apr|Aug|Sept|Oct|Nov|Dec)[a-z]+\b"
_ORDINALS = {"st": "[23]?1", "nd": "2?2", "rd": "2?3", "th": r"1\d|2?[4-9]|[23]0"}
_as_ordinals = [
    pair
    for suffix, days in _ORDINALS.items()
    for pair in (
        (rf"{_ALONE}(?<!\b[Ee]very )\b({days}) ({_MONTHS})\b", rf"the \1{suffix} of \2"),
        (rf"{_ALONE}\b({days}) ({_MONTHS})\b(?! \d{{4}})", rf"\2 \1{suffix}"),
        (rf"\b({_MONTHS}) ({days})\b(?!,? \d{{4}}| (?:and|or|to)\b)", rf"\1 \2{suffix}"),
    )
]
# Days, clock times and shares in another style.
_styled = _words(
    (rf"(?<!\d )\bon (?={_DAYS}\b(?!s))", ""),
    (rf"{_ALONE}\b(\d{{1,2}}) ({_MONTHS}) (?=\d{{4}}\b)", r"\2 \1, "),
    (rf"{_ALONE}\b(\d{{1,2}}) ({_MONTHS})\b(?! \d{{4}})", r"\2 \1"),
    (rf"\b({_MONTHS}) (\d{{1,2}})\b(?!,? \d{{4}}| (?:and|or|to)\b)", r"\2 \1"),
    (rf"{_ALONE}\b(\d{{1,2}}) {_SHORT_MONTH}", r"\1 \2"),
    (rf"{_ALONE}\b(\d{{1,2}}) {_SHORT_MONTH}(?! \d{{4}})", r"\2. \1"),
    *_as_ordinals,
    (r"\b((?i:in)) (?=(?:1[6-9]|20)\d\d\b(?!,\d))", r"\1 the year "),
    (r"\bper cent\b", "percent"),
    (r"\bpercent\b", "per cent"),
    (r"(?<=\d) per ?cent\b", "%"),
    (r"(?<=\d)%", " percent"),
    (r"(?<=\bat )((?:[01]?\d|2[0-3]))\.([0-5]\d)\b(?! (?:crowns|million|per)|\.?\d)", r"\1:\2"),
    (r"(?<=\bat )((?:[01]?\d|2[0-3])):([0-5]\d)\b(?!:)", r"\1.\2"),
    (r"\b([ap])\.m\.(?= [a-z])", r"\1m"),
)


def other_style(base: Base, random: Random) -> Iterator[str]:
    """A day, clock time or share in another style; the styles in a drawn order, so that each has its turn."""
    yield from shuffled(list(_styled(base, random)), random)


EDITS = (
    keeping("surname", "a surname for a full name", shorter_name),
    keeping("full name", "a full name for a surname", longer_name),
    keeping("inverted source", "‘said X’ for ‘X said’, and the other way round", inverted_source),
    keeping("numerals", "digits for words, words for digits", other_numerals),
    keeping(
        "comparators",
        "‘over’ for ‘more than’, ‘around’ for ‘about’, and the like",
        other_comparators,
        of=(*ALL, "rounded"),
    ),
    keeping(
        "cues",
        "‘stated’ for ‘said’, ‘said’ for ‘says’",
        _words(
            (r"\bsaid that\b", "stated that"),
            (r"(?<=” )(\w+) said\.", r"\1 stated."),
            (r"\bsays\b", "said"),
            (r"(?<=[a-z]) said (?=(?:the|it|he|she|they|its) )", " stated that "),
        ),
    ),
    keeping("contractions", "‘didn't’ for ‘did not’, ‘it's’ for ‘it is’, and back", _contracted),
    keeping(
        "days",
        "‘Tuesday’ for ‘on Tuesday’, ‘Feb. 9’ or ‘the 9th of February’ for ‘9 February’, ‘4:15’ for ‘4.15’,"
        " ‘%’ for ‘percent’",
        other_style,
    ),
)
