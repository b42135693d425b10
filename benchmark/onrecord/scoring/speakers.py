"""Who an answer's name means, and what it earns."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from onrecord.gold.article import Article
from onrecord.text import fold

ABSTENTIONS = frozenset(
    ["", "unknown", "n/a", "none", "unclear", "unspecified", "not stated", "not specified"]
)

# Folded away at the start of a name, again and again. "Two" and "another" are no determiners: "two
# officials" is not "an official".
DETERMINERS = frozenset(["a", "an", "the"])
TITLES = frozenset(
    """mr mrs ms mx miss dr prof professor sir dame lord lady madam rev reverend fr father sister hon judge
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
_JOINED = re.compile(r"\s*(?:;|/|&|\band\b)\s*", re.IGNORECASE)
_APPOSED = re.compile(r"\s*[,(]\s*")


def fold_name(name: str) -> str:
    """A name as it is compared: case, periods, listed titles and determiners folded, space collapsed."""
    folded = re.sub(r"[.,;:!?\"()\[\]]+", " ", fold(name).replace(".", ""))
    words = re.sub(r"'s?(?=\s|$)", "", folded).split()
    while len(words) > 1 and (words[0] in TITLES or words[0] in DETERMINERS):
        words.pop(0)
    return " ".join(words)


def is_abstention(name: str) -> bool:
    return fold(name).strip(" .") in ABSTENTIONS


@dataclass(frozen=True, slots=True)
class Named:
    """Whom an answer names: ids of the article's speakers, and names that are nobody's."""

    ids: frozenset[str] = frozenset()
    nobody: frozenset[str] = frozenset()

    @property
    def abstains(self) -> bool:
        return not self.ids and not self.nobody


class SpeakerIndex:
    """Resolves names against the speakers of one article."""

    def __init__(self, article: Article) -> None:
        owners: dict[str, set[frozenset[str]]] = {}
        rejected: set[tuple[str, str]] = set()
        for speaker in article.speakers:
            names = {speaker.name, *speaker.aliases, *speaker.accept}
            if speaker.cls == "person":
                names |= {_given_and_family(speaker.name)}
            for name in names:
                owners.setdefault(fold_name(name), set()).add(frozenset([speaker.id]))
            rejected |= {(speaker.id, fold_name(name)) for name in speaker.reject}
        for mention in article.mentions:
            key = fold_name(mention.span.of(article.raw))
            if key not in PRONOUNS:
                owners.setdefault(key, set()).add(frozenset(mention.of))
        self._ids: dict[str, frozenset[str]] = {}
        for key, sets in owners.items():
            # A name of two speakers is nobody's, unless a mention means both of them together.
            open_to = {ids for ids in sets if not any((one, key) in rejected for one in ids)}
            if key and len(open_to) == 1:
                self._ids[key] = next(iter(open_to))

    def resolve(self, name: str) -> frozenset[str]:
        """The ids of the one speaker (or the joint ones) that a name means; empty where it is nobody's."""
        return self._ids.get(fold_name(name), frozenset())

    def read(self, names: Iterable[str]) -> Named:
        """Whom the names of one answer mean; a name may itself join several ("A and B")."""
        ids: set[str] = set()
        nobody: set[str] = set()
        for name in names:
            if is_abstention(name):
                continue
            for part in self._parts(name):
                found = self.resolve(part)
                ids |= found
                if not found:
                    nobody.add(fold_name(part))
        return Named(frozenset(ids), frozenset(nobody))

    def _parts(self, name: str) -> list[str]:
        """The names in one string. What follows a known name after a comma or in brackets describes it."""
        if self.resolve(name):
            return [name]
        parts = []
        for joined in _JOINED.split(name) if _JOINED.search(name) else [name]:
            apposed = [p.rstrip(") ") for p in _APPOSED.split(joined) if p.strip(") ")]
            if self.resolve(joined) or len(apposed) < 2:
                parts.append(joined)
            else:
                known = [p for p in apposed if self.resolve(p)]
                parts += known if known and self.resolve(apposed[0]) else [joined]
        known = [p for p in parts if self.resolve(p)]
        return parts if known else [name]


def credit(named: Named, gold: Iterable[str]) -> float:
    """Jaccard overlap of whom an answer names and the gold speakers, in [0, 1]."""
    wanted = frozenset(gold)
    total = len(named.ids | wanted) + len(named.nobody)
    return len(named.ids & wanted) / total if total else 0.0


def _given_and_family(name: str) -> str:
    """First and last part of a full name: "Lloyd J. Austin III" is "Lloyd Austin"."""
    parts = [p for p in name.replace(",", " ").split() if fold(p).rstrip(".") not in _SUFFIXES]
    parts = [p for p in parts if fold(p).rstrip(".") not in TITLES]
    return f"{parts[0]} {parts[-1]}" if len(parts) > 1 else name
