"""Edits of what a summary claims: its names, numbers, units, dates, negations, and whole sentences.

The places are found by plain patterns and by the names that gold lists, never by the reader that they test.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import combinations, islice
from pathlib import Path
from random import Random

from onrecord.gold.article import Article
from onrecord.gold.twins.naming import pools
from onrecord.gold.twins.words import Kind, name_words
from onrecord.tasks.edits import flip_negation
from onrecord.text import Span
from onrecord.validity.edits.edit import CLAIMS, Base, Edit, shuffled

_COUNTS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_DIGITS = re.compile(
    r"(?<![\w.,–-])\d{1,3}(?:,\d{3})+(?![\w–-])|(?<![\w.,:–-])\d+(?:\.\d+)?(?![\w:–-]|[.,]\d)"
)
_IN_WORDS = re.compile(rf"\b(?:{'|'.join(_COUNTS + _TENS)})\b(?!-)(?! (?:sides?|countries)\b)", re.IGNORECASE)
_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTHS = "January February March April May June July August September October November December".split()
_DAY = re.compile(rf"\b(?:{'|'.join(_WEEKDAYS)})\b")
_MONTH = re.compile(rf"\b(?:{'|'.join(m for m in _MONTHS if m != 'May')})\b|\b(?<=\d )May\b")
_YEAR = re.compile(r"\b(?:1[6-9]|2[01])\d\d\b")
_UNITS: Mapping[str, tuple[str, ...]] = {
    "metres": ("kilometres", "feet"),
    "kilometres": ("metres", "miles"),
    "centimetres": ("metres", "inches"),
    "millimetres": ("centimetres",),
    "tonnes": ("kilograms", "litres"),
    "kilograms": ("tonnes", "grams"),
    "kilos": ("tonnes",),
    "grams": ("kilograms",),
    "litres": ("gallons", "tonnes"),
    "hectares": ("acres", "square kilometres"),
    "hours": ("days", "minutes"),
    "minutes": ("hours", "seconds"),
    "days": ("weeks", "hours"),
    "weeks": ("months", "days"),
    "months": ("weeks", "years"),
    "years": ("months", "decades"),
    "million": ("billion", "thousand"),
    "billion": ("million",),
    "percent": ("dollars",),
    "degrees": ("metres",),
    "knots": ("metres",),
    "crowns": ("euros", "dollars"),
    "francs": ("crowns",),
    "euros": ("crowns",),
    "dollars": ("euros",),
}
_COUNTED_UNIT = re.compile(rf"(?<=[\w%] )(?:{'|'.join(_UNITS)})\b")
_BEFORE_UNIT = re.compile(
    rf"(?:\d|\b(?:{'|'.join([*_COUNTS, *_TENS, 'one', 'a', 'hundred', 'thousand', 'million'])}))[ -]$"
)


def _outside_quotations(base: Base, pattern: re.Pattern[str]) -> list[Span]:
    spans = [Span(*m.span()) for m in pattern.finditer(base.text)]
    return [s for s in spans if not base.is_quoted(s)]


def changed_number(base: Base, random: Random) -> Iterator[str]:
    """A number, in digits or words, that is another number, and none of the article's."""
    for place in shuffled(_outside_quotations(base, _DIGITS), random):
        old = place.of(base.text)
        if _YEAR.fullmatch(old):
            continue
        for factor in shuffled([0.4, 0.6, 1.7, 2.3, 3], random):
            new = _like(old, factor)
            if new not in base.article.raw and new != old:
                yield base.replaced(place, new)
                break
    for place in shuffled(_outside_quotations(base, _IN_WORDS), random):
        old = place.of(base.text)
        words = _TENS if old.lower() in _TENS else _COUNTS
        there = base.article.raw.casefold()
        free = [w for w in words if w not in there and str(_value(w)) not in there and w != old.lower()]
        if free:
            new = random.choice(free)
            yield base.replaced(place, new.capitalize() if old[0].isupper() else new)


def _like(number: str, factor: float) -> str:
    """A number in proportion, written alike; never the same."""
    digits = number.replace(",", "")
    if "." in digits:
        return f"{float(digits) * factor:.{len(digits.split('.')[1])}f}"
    value = max(2, round(int(digits) * factor))
    return f"{value:,}" if "," in number else str(value)


def _value(word: str) -> int:
    return (_TENS.index(word) + 2) * 10 if word in _TENS else _COUNTS.index(word) + 2


def changed_unit(base: Base, random: Random) -> Iterator[str]:
    """A unit, currency or scale after a number that is another one."""
    for place in shuffled(_outside_quotations(base, _COUNTED_UNIT), random):
        if _BEFORE_UNIT.search(base.text[: place.start]):
            for unit in shuffled(list(_UNITS[place.of(base.text)]), random):
                yield base.replaced(place, unit)


def changed_date(base: Base, random: Random) -> Iterator[str]:
    """A weekday, month or year that the article does not have."""
    for pattern, others in ((_DAY, _WEEKDAYS), (_MONTH, _MONTHS)):
        free = [o for o in others if o not in base.article.raw and o != "May"]
        for place in shuffled(_outside_quotations(base, pattern), random):
            for other in islice(shuffled(free, random), 3):
                yield base.replaced(place, other)
    for place in shuffled(_outside_quotations(base, _YEAR), random):
        for step in shuffled([-20, -11, 13, 17], random)[:2]:
            year = str(int(place.of(base.text)) + step)
            if year not in base.article.raw:
                yield base.replaced(place, year)


@lru_cache(maxsize=64)
def _listed(article: Article) -> Mapping[str, Kind]:
    return name_words(article, Path(article.path).parent)


def _name_places(base: Base) -> list[Span]:
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, _listed(base.article)))})\b")
    return _outside_quotations(base, pattern) if _listed(base.article) else []


def changed_name(base: Base, random: Random) -> Iterator[str]:
    """A word of a name, everywhere in the summary, that is an invented name of the same kind."""
    listed = _listed(base.article)
    places = {p.of(base.text): p for p in _name_places(base)}
    for word in shuffled(sorted(places), random):
        free = [n for n in pools()[listed[word]] if n not in base.article.raw]
        edited = re.sub(rf"\b{re.escape(word)}\b", random.choice(free), base.text)
        if not any(word in q.span.of(base.text) for q in base.quotations):
            yield edited


# Two names of one list, or of one name, say the same in either order; so do a nation and its people.
_LEVEL = re.compile(r"\W*(?:and|or|&)?\W*")
_STEM = 4


def exchanged_names(base: Base, random: Random) -> Iterator[str]:
    """Two names of one kind, each in the other's place: every word of it is the article's."""
    listed = _listed(base.article)
    for first, last in shuffled(list(combinations(_name_places(base), 2)), random):
        a, b = first.of(base.text), last.of(base.text)
        level = _LEVEL.fullmatch(base.text[first.end : last.start]) or a[:_STEM] == b[:_STEM]
        if listed[a] == listed[b] and not level:
            yield base.replaced(Span(first.start, last.end), f"{b}{base.text[first.end : last.start]}{a}")


def flipped_negation(base: Base, random: Random) -> Iterator[str]:
    """A sentence outside quotation marks with a "not" put in or taken out."""
    for sentence in shuffled(base.sentences, random):
        if not any(q.span.overlaps(sentence) for q in base.quotations):
            edited = flip_negation(sentence.of(base.text), random)
            if edited:
                yield base.replaced(sentence, edited)


# What headlines are made with: past forms, and these.
_PARTICIPLE = re.compile(r"(?<=\w )(?!need|speed|seed|shed|bed|red|bleed|breed)[a-z]{3,}ed\b(?! by\b)")
_PRESENT = re.compile(
    r"(?<=\w )(says|warns|wins|loses|rises|falls|opens|closes|shuts|keeps|drops|rejects|accepts|agrees|admits"
    r"|orders|bans|ends|begins|starts|stops|leaves|returns|faces|finds|gives|takes|makes|votes|signs|sells|buys"
    r"|dies|survives|joins|calls|asks|plans|denies|refuses|resigns|promises|approves|backs|blocks|cuts|halts"
    r"|hits|holds|kills|saves|sends|sets|wants|moves|gets|goes|stays|tells|withdraws|recalls|apologises"
    r"|defends)\b"
)


def flipped_headline(base: Base, random: Random) -> Iterator[str]:
    """A headline with its first verb negated."""
    verbs = [(place, f"not {place.of(base.text)}") for place in _outside_quotations(base, _PARTICIPLE)]
    present = _outside_quotations(base, _PRESENT)
    verbs += [(place, f"does not {_plain_form(place.of(base.text))}") for place in present]
    if verbs:
        yield base.replaced(*min(verbs))
    elif edited := flip_negation(base.text, random):
        yield edited


def _plain_form(verb: str) -> str:
    irregular = {"goes": "go", "dies": "die", "denies": "deny", "promises": "promise"}
    return irregular.get(verb) or verb.removesuffix("s")


def dropped_sentence(base: Base, random: Random) -> Iterator[str]:
    """One of several sentences left out."""
    if len(base.sentences) > 1:
        for sentence in shuffled(base.sentences, random):
            yield base.replaced(sentence, "").replace("  ", " ").strip()


_TELLING = re.compile(r"(?<=[a-z,] )(?:[A-Z]\w{3,}|\d+)")


def added_invention(base: Base, random: Random, others: Mapping[str, list[str]]) -> Iterator[str]:
    """A sentence about another article, with a name or a number in it, put before, between or after.

    ``others`` are the sentences of all references, by article.
    """
    free = [s for article in sorted(others) if article != base.article.id for s in others[article]]
    sentences = [s.of(base.text) for s in base.sentences]
    for sentence in islice(shuffled(free, random), 4):
        at = random.randrange(len(sentences))
        yield " ".join([*sentences[:at], sentence, *sentences[at:]])


def telling(sentence: str) -> bool:
    """Whether a sentence has a name or a number inside it, and no quotation."""
    return bool(_TELLING.search(sentence)) and not any(c in sentence for c in '“”"‘«')


_LONG = ("brief", "quoted-brief")

EDITS = (
    Edit(
        "number changed",
        "a number is another, which the article does not have",
        changed_number,
        0.97,
        of=CLAIMS,
    ),
    Edit("unit changed", "a unit, currency or scale is another", changed_unit, 0.97, of=CLAIMS),
    Edit(
        "date changed",
        "a weekday, month or year is another, which the article does not have",
        changed_date,
        0.97,
        of=CLAIMS,
    ),
    Edit("name changed", "a word of a name is an invented name of its kind", changed_name, 0.97, of=CLAIMS),
    Edit(
        "names exchanged",
        "two names of one kind stand in each other's place",
        exchanged_names,
        of=(*CLAIMS, "facts"),
    ),
    Edit(
        "negation flipped",
        "a ‘not’ is put in or taken out",
        flipped_negation,
        0.90,
        tasks=("brief", "quoted-brief"),
        of=CLAIMS,
    ),
    Edit(
        "headline flipped",
        "a headline's first verb is negated",
        flipped_headline,
        0.90,
        tasks=("headline",),
        of=CLAIMS,
    ),
    Edit(
        "sentence dropped",
        "one of several sentences is missing",
        dropped_sentence,
        tasks=("brief", "quoted-brief"),
    ),
)
