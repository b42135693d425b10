"""Names the speaker behind a source: the fullest name the text has for "he", "Mr. Roe" or "the mayor"."""

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from onrecord.reading.lexicon import FEMALE_TITLES, MALE_TITLES, SUFFIXES, TITLES, gender_of
from onrecord.reading.names import PersonHint, acronyms, names_with_hints, surname_of
from onrecord.reading.types import Name
from onrecord.text import Span, fold

_HE = frozenset(("he", "him", "his"))
_SHE = frozenset(("she", "her"))
_PLURAL = frozenset(("they", "them", "we", "who"))
_NAMELESS = frozenset("i you it this that one everyone nobody others many some both which".split())
# How many sentences back the antecedent of a pronoun is looked for.
_FARTHEST = 12
_FEW = 4
# How many mentions back a description or a shared surname is looked for, and how many may share one.
_MOST_MENTIONS = 500
_MOST_NAMESAKES = 50
_DESCRIPTION = re.compile(r"[^\W\d_][\w'’-]*")
# Where what a source is called ends, and a description or a clause about it begins.
_DESCRIBED = re.compile(r",|—|--| [–-] | who\b| that\b|\(")
_EDGES = ' \t\r\n,.;:—–-()[]"“”'
_NOT_HEADS = frozenset("the a an his her its their former current of for in at from and who".split())


@dataclass(slots=True)
class _Person:
    """A person of the text: the fullest name so far, its gender, and the words that describe it."""

    name: str
    gender: str
    descriptions: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Mention:
    start: int
    person: int


class Speakers:
    """Resolves the sources of one text, which must be asked for in the order in which they stand.

    ``sentence_starts`` are the starts of its sentences, ``quoted`` its strings in quote marks, in order:
    a name inside one is no antecedent for a pronoun outside.
    """

    def __init__(self, text: str, sentence_starts: Sequence[int], quoted: Sequence[Span]) -> None:
        self._text = text
        self._sentences = sentence_starts
        self._quoted = [q.start for q in quoted], [q.end for q in quoted]
        self._acronyms = acronyms(text)
        self._persons: list[_Person] = []
        self._by_surname: dict[str, list[int]] = {}
        self._by_given: dict[str, list[int]] = {}
        self._mentions: list[_Mention] = []
        self._names: list[Name] = []
        self._starts: list[int] = []
        self._resolved: list[_Mention] = []
        self._last_plural = ""
        # Head noun, adjectives and all the words of each nameless source that came with "a" or "an".
        self._introduced: list[tuple[str, frozenset[str], str]] = []
        named = names_with_hints(text)
        self._names = [n for n, _ in named]
        self._starts = [n.span.start for n in self._names]
        self._read_persons(named)

    def name_for(self, source: Span, head: Span | None = None) -> str:
        """The fullest name for a source; its own words where it is nameless.

        ``head`` is the part of the source that names it, without its apposition.
        """
        head = head or source
        words = re.sub(r"(?<=.)['’]s$", "", head.of(self._text).strip(_EDGES))
        folded = fold(words)
        if folded in _HE or folded in _SHE:
            person = self._antecedent(head.start, "m" if folded in _HE else "f")
            if person is None:
                return words
            self._persons[person].gender = "m" if folded in _HE else "f"
            return self._note(head.start, person)
        if folded in _PLURAL:
            return self._last_plural or words
        if folded in _NAMELESS and not source.of(self._text)[len(words) :].startswith(" of "):
            return words
        persons = self._persons_in(head)
        if persons:
            names = [self._note(head.start, p) for p in persons]
            if len(names) > 1:
                self._last_plural = " and ".join(names)
                return self._last_plural
            return names[0]
        acronym = re.sub(r"^[Tt]he ", "", words)
        if acronym in self._acronyms:
            return self._acronyms[acronym]
        apposed = self._apposed(source, head)
        if apposed:
            return apposed
        described = self._described(folded, head)
        if described is not None:
            return self._note(head.start, described)
        if " and " in folded or folded.endswith("s"):
            self._last_plural = words
        # A nameless source is told by all of its words: "a spokesman for Brill Rail".
        own = _DESCRIBED.split(source.of(self._text).lstrip(_EDGES), maxsplit=1)[0]
        return self._nameless(re.sub(r"(?<=.)['’]s$", "", own.strip(_EDGES)) or words)

    def _nameless(self, own: str) -> str:
        """A nameless source by the words that it came in with: "the official" is "a port official"."""
        said = [fold(w) for w in re.split(r"\b(?:of|for|from|in|at|with)\b", own, maxsplit=1)[0].split()]
        if len(said) < 2 or said[0] not in ("a", "an", "the"):
            return own
        if said[0] != "the":
            self._introduced.append((said[-1], frozenset(said[1:-1]), own))
            return own
        for noun, adjectives, introduced in reversed(self._introduced):
            if noun == said[-1] and adjectives >= set(said[1:-1]):
                return introduced
        return own

    def _apposed(self, source: Span, head: Span) -> str:
        """The name that stands in apposition after a description ("the firm, Brill Rail,"), or ""."""
        after = re.compile(r",\s+").match(self._text, head.end, source.end)
        if after is None:
            return ""
        names = self._names_in(Span(after.end(), source.end))
        if not names or names[0].span.start != after.end():
            return ""
        if len(names) > 1 and self._text[names[0].span.end : names[1].span.start] == " and ":
            # "two mayors, Ann Roe and Ola Lunde,"
            self._last_plural = f"{names[0].text} and {names[1].text}"
            return self._last_plural
        person = self._person_of(names[0]) if names[0].kind == "person" else None
        return self._note(head.start, person) if person is not None else names[0].text

    def _note(self, start: int, person: int) -> str:
        bisect.insort(self._resolved, _Mention(start, person), key=lambda m: m.start)
        return self._persons[person].name

    def _read_persons(self, named: Sequence[tuple[Name, PersonHint]]) -> None:
        full = [(n, h) for n, h in named if n.kind == "person" and " " in n.text]
        for name, hint in full:
            self._add_person(name.text, hint)
        for name, hint in named:
            if name.kind != "person":
                continue
            person = self._person_of(name, hint)
            if person is None and " " not in name.text:
                person = self._add_person(name.text, hint)
            if person is None:
                continue
            known = self._persons[person]
            known.gender = known.gender or hint.gender
            known.descriptions |= {t for t in hint.titles if t not in _NOT_HEADS}
            known.descriptions |= self._apposition(name.span.end)
            self._mentions.append(_Mention(name.span.start, person))

    def _add_person(self, name: str, hint: PersonHint) -> int:
        surname = surname_of(name)
        given = fold(name.split()[0])
        for index in self._by_surname.get(surname, ()):
            known = self._persons[index]
            known_given = fold(known.name.split()[0])
            if known_given == given or " " not in known.name or given.startswith(known_given[:1] + "."):
                known.name = max(known.name, name, key=len)
                known.gender = known.gender or hint.gender
                return index
        self._persons.append(_Person(name, hint.gender))
        number = len(self._persons) - 1
        namesakes = self._by_surname.setdefault(surname, [])
        if len(namesakes) < _MOST_NAMESAKES:
            namesakes.append(number)
        self._by_given.setdefault(given, []).append(number)
        return number

    def _person_of(self, name: Name, hint: PersonHint | None = None) -> int | None:
        """The person whom a name stands for; of several with a surname, the one last mentioned."""
        candidates = self._by_surname.get(surname_of(name.text), [])
        parts = name.text.split()
        if len(parts) > 1:
            given = fold(parts[0])
            same = [c for c in candidates if fold(self._persons[c].name.split()[0]) == given]
            return same[0] if same else None
        if not candidates:
            named = self._by_given.get(fold(name.text), [])
            return named[0] if len(named) == 1 else None
        if len(candidates) > 1 and hint is not None and hint.gender and hint.titles:
            fitting = [c for c in candidates if self._persons[c].gender == hint.gender]
            candidates = fitting or candidates
        if len(candidates) > 1:
            for mention in reversed(self._before(name.span.start)):
                if mention.person in candidates:
                    return mention.person
        return candidates[0]

    def _apposition(self, end: int) -> set[str]:
        """The words that describe the person whose name ends here: "…, the mayor of Brill,"."""
        after = self._text[end : end + 90].split("\n")[0]
        match = re.match(
            r",? \(?(?:the|a|an|who is the|who is a|his|her|its|their) ([^,.;:()\"“”]{3,80})", after
        )
        if match is None or not after.startswith(","):
            match = re.match(r", ([a-z][^,.;:()\"“”]{3,80}),", after)
        if match is None:
            return set()
        words = [fold(w) for w in _DESCRIPTION.findall(match[1])]
        kept: set[str] = set()
        for word in words:
            if word in ("of", "for", "at", "in", "who", "and", "from", "with"):
                break
            kept.add(word)
        return kept - _NOT_HEADS

    def _names_in(self, span: Span) -> list[Name]:
        left = bisect.bisect_left(self._starts, span.start)
        found = []
        while left < len(self._names) and self._names[left].span.end <= span.end:
            found.append(self._names[left])
            left += 1
        return found

    def _persons_in(self, head: Span) -> list[int]:
        """The persons that a noun phrase names, not those that only belong to it ("Roe's lawyer")."""
        found: list[int] = []
        for name in self._names_in(head):
            after = re.sub(r"^['’]s?$", "", self._text[name.span.end : head.end].strip(" .)"))
            is_last = not after or after.casefold().strip(",. ") in SUFFIXES
            goes_on = after.startswith((",", "and ", "(", "& "))
            if not (is_last or goes_on):
                continue
            before = self._text[head.start : name.span.start].split()
            if before and before[-1] in ("of", "for", "from", "with", "at", "in", "on"):
                continue
            person = self._person_of(name) if name.kind in ("person", "other") else None
            if person is not None and person not in found:
                found.append(person)
        return found

    def _is_quoted(self, place: int) -> bool:
        starts, ends = self._quoted
        at = bisect.bisect_right(starts, place) - 1
        return at >= 0 and place < ends[at]

    def _antecedent(self, place: int, gender: str) -> int | None:
        """The person a pronoun stands for: the last one spoken of, the first one of its sentence before
        others, of a fitting gender."""
        number = bisect.bisect_right(self._sentences, place) - 1
        inside = self._is_quoted(place)
        end = place
        possible: int | None = None
        for back in range(max(number, 0), max(number - _FARTHEST, -1), -1):
            start = self._sentences[back] if self._sentences else 0
            here = self._between(self._resolved, start, end) + [
                m for m in self._between(self._mentions, start, end) if inside or not self._is_quoted(m.start)
            ]
            for mention in here:
                known = self._persons[mention.person].gender
                if known == gender:
                    return mention.person
                if not known and possible is None:
                    possible = mention.person
            if possible is not None:
                return possible
            end = start
        return possible

    @staticmethod
    def _between(mentions: Sequence[_Mention], start: int, end: int) -> list[_Mention]:
        left = bisect.bisect_left(mentions, start, key=lambda m: m.start)
        right = bisect.bisect_left(mentions, end, key=lambda m: m.start)
        return list(mentions[left:right])

    def _before(self, place: int) -> Sequence[_Mention]:
        """The last mentions before a place."""
        right = bisect.bisect_left(self._mentions, place, key=lambda m: m.start)
        return self._mentions[max(0, right - _MOST_MENTIONS) : right]

    def _described(self, folded: str, head: Span) -> int | None:
        """The person whom a definite description stands for ("the mayor"), if just one fits best."""
        words = _DESCRIPTION.findall(folded)
        if not words or words[0] not in ("the", "his", "her", "their", "its"):
            return None
        wanted: list[str] = []
        for word in words[1:]:
            if word in ("of", "for", "in", "at", "from", "who"):
                break
            wanted.append(word)
        if not wanted or (wanted[-1] not in TITLES and len(wanted[-1]) < 4):
            return None
        gender = (
            "f"
            if wanted[-1] in FEMALE_TITLES
            else "m"
            if wanted[-1] in MALE_TITLES
            else gender_of(wanted[-1])
        )
        near = list(self._before(head.start)) or self._mentions[:1]
        last_place = {mention.person: mention.start for mention in near}
        # Who spoke last is likelier meant than who was mentioned last.
        spoke = self._resolved[-_FARTHEST:]
        last_place |= {mention.person: mention.start for mention in spoke}
        recent = {mention.person for mention in spoke[-_FEW:]}
        best: tuple[bool, int, int] | None = None
        for person, place in last_place.items():
            known = self._persons[person]
            if wanted[-1] not in known.descriptions or (gender and known.gender not in ("", gender)):
                continue
            score = (person in recent, len(set(wanted) & known.descriptions), place)
            if best is None or score > best:
                best, chosen = score, person
        return chosen if best is not None else None
