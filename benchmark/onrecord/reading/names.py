"""Reads the proper names of a text: persons, organisations, places."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from onrecord.reading.items import Item, items, sentences_of
from onrecord.reading.lexicon import (
    CALENDAR,
    COMMON,
    FEMALE,
    FEMALE_TITLES,
    MALE,
    MALE_TITLES,
    OFFICES,
    ORGANISATION_WORDS,
    PLACE_PHRASES,
    PLACE_WORDS,
    PLACES,
    SUFFIXES,
    TITLE_PARTS,
    TITLES,
    gender_of,
)
from onrecord.reading.types import Name
from onrecord.text import Span, paragraphs

NameKind = Literal["person", "organisation", "place", "other"]

# Small words that stand inside a name between two capitals.
_LINKS = frozenset("of the for de la del di da van von der den bin ibn al el y e du des le and &".split())
_ORGANISATION_LINKS = frozenset("of for and & the".split())
_PERSON_LINKS = frozenset("de la del di da van von der den bin ibn al el y e du des le".split())
_LONGEST = 16
_GIVEN = MALE | FEMALE
_UNTITLED = COMMON - TITLES
_IMPERSONAL = ORGANISATION_WORDS | PLACE_WORDS
_AMBIGUOUS_MONTHS = frozenset("may march april june august jan".split())
_DEMONYM_ENDINGS = ("an", "ish", "ese", "ench", "eli", "aqi", "utch", "eek", "iss")
_ACRONYM = re.compile(r"[A-Z][A-Z&]{1,6}s?|(?:[A-Z]\.){2,6}")
_SMALL = frozenset("of the for and & in on de".split())


class PersonHint(NamedTuple):
    """What stood before a person's name: its titles, folded, and the gender they or the given name tell."""

    titles: tuple[str, ...]
    gender: str


class _Run(NamedTuple):
    found: Sequence[Item]
    start: int
    end: int
    first_of_sentence: bool


def read_names(text: str) -> list[Name]:
    """The proper names of a text in the order in which they stand, each without its title or determiner.

    A surname that stands alone is a person where the text names one in full by it. Days, months and
    words that are only capitalised because a sentence starts with them are no names. Never raises.
    """
    return [name for name, _ in names_with_hints(text)]


@lru_cache(maxsize=2)  # for the text at hand: it is read for its names and for its quotations
def names_with_hints(text: str) -> tuple[tuple[Name, PersonHint], ...]:
    """The names of a text, each with the titles before it."""
    runs = list(_runs(text))
    inside = _counts_inside(runs)
    found: list[tuple[Name, PersonHint]] = []
    for run in runs:
        for start, end, titles in _split(run, inside):
            span = Span(run.found[start].start, _end_without_possessive(text, run.found[end - 1]))
            if span.end <= span.start:
                continue
            name = span.of(text)
            kind = _kind(run.found, start, end, name, titles)
            found.append((Name(span, name, kind), PersonHint(titles, _gender(run.found[start], titles))))
    return tuple(_with_surnames(found))


def surname_of(name: str) -> str:
    """The folded surname of a person's name, without "Jr." and its like."""
    parts = [p for p in name.casefold().split() if p.strip(",") not in SUFFIXES]
    return parts[-1].strip(",.") if parts else ""


def acronyms(text: str) -> dict[str, str]:
    """The acronyms that a text explains ("the Federal Roads Agency (FRA)"), each with its expansion."""
    found: dict[str, str] = {}
    for match in re.finditer(r"\(([A-Z][A-Za-z&.]{1,9})\)", text):
        letters = [c for c in match[1] if c.isupper()]
        before = text[max(0, match.start() - 120) : match.start()].split("\n")[-1]
        words = list(re.finditer(r"[^\W\d_][\w'’.-]*", before))
        at, left = len(words) - 1, len(letters) - 1
        start = -1
        while at >= 0 and left >= 0 and len(words) - at <= 12:
            word = words[at].group()
            if word[0].upper() == letters[left] and (word[0].isupper() or word not in _SMALL):
                left -= 1
                start = words[at].start()
            elif word.casefold() not in _SMALL:
                break
            at -= 1
        if left < 0 and len(letters) > 1:
            found[match[1]] = before[start:].strip()
    return found


def _runs(text: str) -> Iterator[_Run]:
    """The stretches of capitalised words of a text, with the small words between them."""
    for line in paragraphs(text):
        for sentence in sentences_of(text, items(text, line, ())):
            at = 0
            is_start = True
            while at < len(sentence):
                item = sentence[at]
                if item.kind != "word":
                    is_start = is_start or item.form in "\"“”‘'«:•—("
                    at += 1
                    continue
                if not item.is_capital or item.form.startswith(("$", "€", "£")):
                    is_start = False
                    at += 1
                    continue
                end = _run_end(sentence, at)
                yield _Run(sentence, at, end, is_start)
                is_start = False
                at = end


def _run_end(sentence: Sequence[Item], at: int) -> int:
    end = at + 1
    while end < len(sentence) and end - at < _LONGEST:
        item = sentence[end]
        if item.kind == "word" and (item.is_capital or item.form in SUFFIXES):
            if _is_possessive(sentence[end - 1]):
                break
            end += 1
            continue
        if item.form == "," and end + 1 < len(sentence) and sentence[end + 1].form in SUFFIXES:
            end += 2
            continue
        links = end
        while links < len(sentence) and sentence[links].form in _LINKS and links - end < 3:
            links += 1
        is_link = links > end and links < len(sentence) and sentence[links].is_capital
        if not is_link or _is_possessive(sentence[end - 1]) or sentence[end].form == "the":
            break
        end = links
    return end


def _is_possessive(item: Item) -> bool:
    return item.form.endswith(("'s", "s'"))


def _counts_inside(runs: Sequence[_Run]) -> Counter[str]:
    """How often each capitalised word stands where no sentence starts."""
    counts: Counter[str] = Counter()
    for run in runs:
        for place in range(run.start + run.first_of_sentence, run.end):
            if run.found[place].is_capital:
                counts[_bare(run.found[place])] += 1
    return counts


def _bare(item: Item) -> str:
    return item.form.removesuffix("'s").rstrip("'")


def _split(run: _Run, inside: Counter[str]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """The names of a run of capitals, without titles, dates and a word that only starts a sentence."""
    start, end = run.start, run.end
    if run.first_of_sentence:
        while start < end and _is_ordinary(run, start, inside):
            start += 1
            while start < end and not run.found[start].is_capital:
                start += 1
    pieces: list[tuple[int, int]] = []
    begin = start
    for place in range(start, end):
        form = _bare(run.found[place])
        if (
            form in CALENDAR
            and not (form in _AMBIGUOUS_MONTHS and _is_in_person(run.found, begin, place, end))
        ) or (form in ("and", "&") and not _joins_organisation(run.found, begin, place, end)):
            pieces.append((begin, place))
            begin = place + 1
    pieces.append((begin, end))
    for left, right in pieces:
        titles: list[str] = []
        left, right = _trim(run.found, left, right)
        named = _after_title(run.found, left, right)
        if named > left:
            titles = [i.form.rstrip(".") for i in run.found[left:named]]
            left = named
        else:
            titles = _lower_titles(run.found, left)
        left, right = _trim(run.found, left, right)
        if left < right and _bare(run.found[left]) not in ("i", "i'm", "i've", "i'd", "i'll"):
            yield left, right, tuple(titles)


def _is_in_person(found: Sequence[Item], begin: int, place: int, end: int) -> bool:
    """Whether a month stands in a person's name: "Theresa May", "April Ryan"."""
    if place > begin:
        return _bare(found[place - 1]) in _GIVEN
    return place + 1 < end and found[place + 1].is_capital


def _trim(found: Sequence[Item], left: int, right: int) -> tuple[int, int]:
    while left < right and (not found[left].is_capital or found[left].form in ("the", "a", "an")):
        left += 1
    while left < right and not found[right - 1].is_capital and found[right - 1].form not in SUFFIXES:
        right -= 1
    return left, right


def _is_ordinary(run: _Run, place: int, inside: Counter[str]) -> bool:
    """Whether a word is capitalised only because a sentence starts with it."""
    word = run.found[place]
    form = _bare(word)
    if form in COMMON:
        return True
    if inside[form] or form in MALE or form in FEMALE or form.rstrip(".") in TITLES or form in PLACES:
        return False
    if place + 1 < run.end and run.found[place + 1].is_capital:
        return False
    return form.endswith(("ly", "ing", "ed", "ers", "ists", "ions", "ments")) or (
        "'" in form and form.endswith("n't")
    )


def _joins_organisation(found: Sequence[Item], begin: int, place: int, end: int) -> bool:
    """Whether "and" stands inside a name ("Department of Health and Human Services")."""
    before = [_bare(i) for i in found[begin:place]]
    after = [_bare(i) for i in found[place + 1 : end]]
    if after and after[0].rstrip(".") in TITLES:
        return False
    is_headed = any(w in ORGANISATION_WORDS for w in before) and "of" in before
    return is_headed or bool(
        after[-1:] and after[-1] in ORGANISATION_WORDS and before and before[0] not in _GIVEN
    )


def _after_title(found: Sequence[Item], left: int, right: int) -> int:
    """Where the name begins in a run that may begin with a title."""
    last = left
    place = left
    while place < right:
        form = found[place].form.rstrip(".")
        if form in TITLES:
            last = place + 1
            if place + 2 < right and found[place + 1].form == "of" and found[place + 2].form in OFFICES:
                last = place = place + 3
                continue
        elif not (
            form in TITLE_PARTS
            or found[place].form in PLACES
            or _is_possessive(found[place])
            or (place == left and form.endswith(_DEMONYM_ENDINGS) and form not in _GIVEN)
        ):
            break
        place += 1
    if last == left:
        # "Brill Rail President Jan Roe": a title further in, with a person's name after it.
        for place in range(left + 1, right - 1):
            after = [_bare(i) for i in found[place + 1 : right]]
            is_person = found[place + 1].is_capital and _IMPERSONAL.isdisjoint(after)
            if found[place].form.rstrip(".") in TITLES and is_person:
                last = place + 1
    return last if last < right and found[last].form not in ("of", "for") else left


def _lower_titles(found: Sequence[Item], start: int) -> list[str]:
    """The words of a description before a name: "company spokesman" of "a company spokesman Jan Roe"."""
    place = start
    while place > 0 and start - place < 5:
        before = found[place - 1]
        if before.kind != "word" or before.is_capital or before.form in _SMALL or before.form in _UNTITLED:
            break
        place -= 1
    words = [i.form for i in found[place:start]]
    return words if words and words[-1].rstrip(".") in TITLES else []


def _end_without_possessive(text: str, item: Item) -> int:
    words = text[item.start : item.end]
    if words[-2:] in ("'s", "’s"):
        return item.end - 2
    if words[-1:] in "'’":
        return item.end - 1
    return item.end


def _kind(found: Sequence[Item], start: int, end: int, name: str, titles: tuple[str, ...]) -> NameKind:
    forms = [_bare(p) for p in found[start:end]]
    folded = name.casefold()
    if folded in PLACES or folded in PLACE_PHRASES:
        return "place"
    if any(f in ORGANISATION_WORDS for f in forms) and not (titles and len(forms) < 3):
        return "organisation"
    if len(forms) > 1 and forms[-1] in PLACE_WORDS:
        return "place"
    if titles or (len(forms) > 1 and (forms[0] in MALE or forms[0] in FEMALE)):
        return "person"
    if len(forms) > 1 and (re.fullmatch(r"[a-z]\.", forms[1]) or forms[-1] in SUFFIXES):
        return "person"
    if any(f in _ORGANISATION_LINKS for f in forms):
        return "organisation"
    if len(forms) == 1 and _ACRONYM.fullmatch(name):
        return "organisation"
    if len(forms) == 1 and (folded in MALE or folded in FEMALE):
        return "person"
    return "person" if 1 < len(forms) < 4 and _stands_like_a_person(found, start, end) else "other"


def _stands_like_a_person(found: Sequence[Item], start: int, end: int) -> bool:
    """Whether an unknown name of two or three words has no determiner, and no word of other names."""
    if start and found[start - 1].form in ("the", "a", "an", "this", "that", "its", "their", "our"):
        return False
    forms = [_bare(i) for i in found[start:end]]
    return not any(
        f in COMMON or f in TITLE_PARTS or f in PLACES or f in PLACE_WORDS or f in TITLES or f[0].isdigit()
        for f in forms
    ) and not forms[0].endswith(_DEMONYM_ENDINGS)


def _gender(first: Item, titles: tuple[str, ...]) -> str:
    for title in titles:
        if title in MALE_TITLES:
            return "m"
        if title in FEMALE_TITLES:
            return "f"
    return gender_of(_bare(first))


def _with_surnames(found: list[tuple[Name, PersonHint]]) -> list[tuple[Name, PersonHint]]:
    """Call a lone surname a person, and a name of two or three words one whose last word stands alone."""
    alone = {n.text.casefold() for n, _ in found if " " not in n.text}
    persons = {surname_of(n.text) for n, _ in found if n.kind == "person"}
    result = []
    for name, hint in found:
        words = name.text.split()
        if name.kind == "other" and (
            (len(words) == 1 and name.text.casefold() in persons)
            or (1 < len(words) < 4 and surname_of(name.text) in alone)
        ):
            name = Name(name.span, name.text, "person")
            persons.add(surname_of(name.text))
        result.append((name, hint))
    return [
        (Name(n.span, n.text, "person"), h)
        if n.kind == "other" and " " not in n.text and n.text.casefold() in persons
        else (n, h)
        for n, h in result
    ]
