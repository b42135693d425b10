"""Who an answer's name means, and what it earns."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from typing import NamedTuple

from onrecord.gold.article import Article, Speaker
from onrecord.text import fold, fold_marks

ABSTENTIONS = frozenset(
    ["", "unknown", "n/a", "none", "unclear", "unspecified", "not stated", "not specified"]
)

# Folded away at the start of a name. "Two" and "another" are no determiners: "two
# officials" is not "an official".
DETERMINERS = frozenset(["a", "an", "the"])
TITLES = frozenset(
    """mr mrs ms mx pm miss dr prof professor sir dame lord lady madam rev reverend fr father sister hon judge
    justice president prime minister premier chancellor secretary senator sen representative rep congressman
    congresswoman governor gov mayor ambassador general gen colonel col major maj captain capt lieutenant lt
    sergeant sgt admiral commander king queen prince princess pope cardinal bishop archbishop""".split()
)
PRONOUNS = frozenset(
    """i me my mine myself we us our ours ourselves you your yours yourself he him his himself she her hers
    herself it its itself they them their theirs themselves who whom whose this that these those
    one""".split()
)
_SUFFIXES = frozenset(["jr", "sr", "ii", "iii", "iv", "v"])
_SMALL = frozenset(["of", "for", "the", "a", "an", "former"])
_SIGNS = re.compile(r"[.,;:!?\"()\[\]'`]")
_DIGIT = re.compile(r"\b(?:[2-9]|1[0-2])\b")
_SPELLED = "zero one two three four five six seven eight nine ten eleven twelve".split()
_JOINED = re.compile(r"\s*(?:;|/|&|\band\b|\bor\b)\s*", re.IGNORECASE)
_APPOSED = re.compile(r"\s*[,(]\s*")


_BEFORE_NAMES = TITLES | DETERMINERS


def fold_name(name: str) -> str:
    """A name as it is compared: case, periods, possessives and determiners folded, space collapsed."""
    words = _words(name)
    while len(words) > 1 and fold(words[0]) in DETERMINERS:
        words.pop(0)
    return fold(" ".join(words))


def fold_titles(name: str) -> str:
    """A folded name without the listed titles at its start: "Prime Minister Varga" is "varga".

    A title is folded only before a capital (or a digit): "the prime minister" is no "minister", and the
    "Justice Department" keeps its "justice" among the names that stand as they are.
    """
    words = _words(name)
    while len(words) > 1 and fold(words[0]) in _BEFORE_NAMES and not words[1][0].islower():
        words.pop(0)
    return fold_name(" ".join(words))


def _words(name: str) -> list[str]:
    if name.isascii() and not _SIGNS.search(name):  # most names
        return name.split()
    plain = re.sub(r"[.,;:!?\"()\[\]]+", " ", fold_marks(name).replace(".", ""))
    return re.sub(r"'s?(?=\s|$)", "", plain).split()


def is_pronoun(words: str) -> bool:
    """Whether words are a pronoun. "US", "U.S.", "WHO" and "IT" in capitals are names."""
    bare = [w for w in words.strip().split() if fold(w) not in DETERMINERS]
    if len(bare) != 1 or "." in bare[0].rstrip(".") or (len(bare[0]) > 1 and bare[0].isupper()):
        return False
    return fold(bare[0]).strip(" .,'") in PRONOUNS


def is_abstention(name: str) -> bool:
    return fold(name).strip(" .") in ABSTENTIONS


class _Folded(NamedTuple):
    """A name of gold as answers are compared to it: as it stands, and without titles."""

    plain: str
    titled: str
    is_pronoun: bool


@lru_cache(maxsize=4096)
def _folded(name: str) -> _Folded:
    # For gold alone: its mentions repeat its names. An answer's name may be of any length.
    return _Folded(fold_name(name), fold_titles(name), is_pronoun(name))


_Owners = dict[str, set[frozenset[str]]]
"""A folded name to the speakers (or groups of joint speakers) that gold uses it for."""


class Named(NamedTuple):
    """Whom an answer names: ids of the article's speakers, and names that are nobody's."""

    ids: frozenset[str] = frozenset()
    nobody: frozenset[str] = frozenset()

    @property
    def abstains(self) -> bool:
        return not self.ids and not self.nobody


class SpeakerIndex:
    """Resolves names against the speakers of one article."""

    def __init__(self, article: Article) -> None:
        self._speakers = article.speakers
        self._plain: _Owners = {}
        titled: _Owners = {}
        rejected: dict[str, set[str]] = {}
        named = {(name, frozenset([s.id])) for s in article.speakers for name in _names(s)}
        mentioned = {(m.span.of(article.raw), frozenset(m.of)) for m in article.mentions}
        named |= {(name, ids) for name, ids in mentioned if not _folded(name).is_pronoun}
        for name, ids in named:
            folded = _folded(name)
            self._plain.setdefault(folded.plain, set()).add(ids)
            titled.setdefault(folded.titled, set()).add(ids)
        for speaker in article.speakers:
            for name in speaker.reject:
                rejected.setdefault(_folded(name).plain, set()).add(speaker.id)
        # As it stands a name means what gold says; with its title folded, what no plain name means yet.
        self._ids = dict.fromkeys(self._plain, frozenset[str]()) | _unique(self._plain, rejected)
        for key, ids in _unique(titled, rejected).items():
            self._ids.setdefault(key, ids)

    @cached_property
    def _persons(self) -> list[tuple[str, str]]:
        """The full names of persons, and their ids."""
        persons = [s for s in self._speakers if s.cls == "person" and " " in s.name]
        return [(_folded(n).plain, s.id) for s in persons for n in (s.name, *_shorter_names(s.name))]

    @cached_property
    def _described(self) -> dict[str, set[str]]:
        """The words of each speaker's own names."""
        found: dict[str, set[str]] = {s.id: set() for s in self._speakers}
        for key, sets in self._plain.items():
            for (speaker,) in (ids for ids in sets if len(ids) == 1):
                found.setdefault(speaker, set()).update(key.split())
        return found

    def resolve(self, name: str) -> frozenset[str]:
        """The ids of the one speaker (or the joint ones) that a name means; empty where it is nobody's."""
        if is_pronoun(name):
            return frozenset()
        key = fold_name(name)
        if key in self._ids:
            return self._ids[key]
        spelled = _DIGIT.sub(lambda m: _SPELLED[int(m[0])], key)  # "3 officials" are "three officials"
        return self._ids.get(spelled) or self._ids.get(fold_titles(name)) or self._by_office(key)

    @cached_property
    def _last_words(self) -> frozenset[str]:
        return frozenset(key.split(" ")[-1] for key in (*self._ids, *(full for full, _ in self._persons)))

    def may_end(self, words: str) -> bool:
        """Whether a name that ends in these words may be anybody's: tells most stretches of a text apart
        from names at less cost than ``resolve``."""
        last = _words("".join(words.split()[-1:]))[-1:]
        # Of two possessives ("the Smiths's's") one is left, and folded later.
        return not last or "'" in last[0] or fold(last[0]) in self._last_words

    def _by_office(self, key: str) -> frozenset[str]:
        """A person's full name after words that the article itself describes that person with."""
        for full, speaker in self._persons:
            if key.endswith(" " + full):
                before = set(key[: -len(full)].split())
                if before <= TITLES | _SMALL | self._described[speaker]:
                    return frozenset([speaker])
        return frozenset()

    def read(self, names: Iterable[str]) -> Named:
        """Whom the names of one answer mean; a name may itself join several ("A and B")."""
        ids: set[str] = set()
        nobody: set[str] = set()
        for part, found in (part for name in names for part in self._parts(name)):
            if not is_abstention(part):
                ids |= found
                if not found:
                    nobody.add(fold_name(part))
        return Named(frozenset(ids), frozenset(nobody))

    def _parts(self, name: str) -> list[tuple[str, frozenset[str]]]:
        """The names in one string, with whom they mean. What follows a known name after a comma or in
        brackets describes it."""
        if ids := self.resolve(name):
            return [(name, ids)]
        parts = []
        for joined in _JOINED.split(name) if _JOINED.search(name) else [name]:
            whole = (joined, self.resolve(joined))
            apposed = [p.rstrip(") ") for p in _APPOSED.split(joined) if p.strip(") ")]
            if whole[1] or len(apposed) < 2:
                parts.append(whole)
            else:
                resolved = [(p, self.resolve(p)) for p in apposed]
                parts += [part for part in resolved if part[1]] if resolved[0][1] else [whole]
        return parts if any(ids for _, ids in parts) else [(name, ids)]


def credit(named: Named, gold: Iterable[str]) -> float:
    """Jaccard overlap of whom an answer names and the gold speakers, in [0, 1].

    An answer with more wrong names than right ones earns nothing: naming everybody is no answer.
    """
    wanted = frozenset(gold)
    right = len(named.ids & wanted)
    wrong = len(named.ids - wanted) + len(named.nobody)
    return right / (len(wanted) + wrong) if right >= max(wrong, 1) else 0.0


def _unique(owners: _Owners, rejected: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    """The names that mean one speaker (or joint ones, where a mention means all of them together)."""
    found = {}
    for key, sets in owners.items():
        if key in rejected:
            sets = {ids for ids in sets if ids.isdisjoint(rejected[key])}
        if key and len(sets) == 1:
            (found[key],) = sets
    return found


@lru_cache(maxsize=64)
def speaker_index(article: Article) -> SpeakerIndex:
    """The index of an article's names, made once for the speakers and mentions it rests on."""
    return SpeakerIndex(article)


def _names(speaker: Speaker) -> set[str]:
    """The names that gold gives a speaker, and the shorter ones of a person."""
    names = {speaker.name, *speaker.aliases, *speaker.accept}
    return names | _shorter_names(speaker.name) if speaker.cls == "person" else names


def _shorter_names(name: str) -> set[str]:
    """First and last part of a full name, with and without its suffix: "Lloyd J. Austin III" is "Lloyd
    Austin" and "Lloyd Austin III"."""
    parts = [p for p in name.replace(",", " ").split() if fold(p).rstrip(".") not in TITLES]
    family = [p for p in parts if fold(p).rstrip(".") not in _SUFFIXES]
    if len(family) < 2:
        return set()
    short = f"{family[0]} {family[-1]}"
    return {short, " ".join([short, *(p for p in parts if p not in family)])}
