"""The speakers of suggestions: names that a model gives, become identities of one article."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import get_args

from onrecord.gold.article import Article
from onrecord.gold.records import SpeakerClass, SpeakerRecord
from onrecord.reading.lexicon import TITLES
from onrecord.reading.names import read_names, surname_of
from onrecord.text import SINGLE_MARKS, Span, fold
from onrecord.workbench.new.draft import slug

UNKNOWN = "unknown"
_NOBODY = frozenset(
    """he she it they we i you who this that him her them one someone somebody none unknown unnamed anonymous
    n/a null""".split()
)
_ARTICLE = re.compile(r"\A(?:an?|the)\s+", re.IGNORECASE)
# These end where a name begins: searched up to there, ``\Z`` is that place.
_TITLE = re.compile(r"(?<!\w)([A-Z][^\W\d_]*)\.? \Z")
_DETERMINER = re.compile(r"(?<!\w)(?:[Tt]he|[Aa]n?) \Z")
_LONGEST_TITLE = 24
_APPOSITION = re.compile(r",\s+")
_LONGEST_NAME = 120
_LONGEST_ID = 24


@dataclass(slots=True)
class _Identity:
    id: str
    name: str
    cls: SpeakerClass
    aliases: list[str] = field(default_factory=list)
    is_new: bool = True


class Cast:
    """Who speaks in an article. Speakers that stand in its annotations keep their ids."""

    def __init__(self, article: Article, taken: Iterable[str]) -> None:
        self._raw = article.raw
        self._taken = set(taken)
        self._kinds = {fold(name.text): name.kind for name in read_names(article.raw)}
        self._identities: dict[str, _Identity] = {}
        self._owner: dict[str, str] = {}
        self._places: dict[tuple[str, bool], list[Span]] = {}
        for s in article.speakers:
            self._identities[s.id] = _Identity(s.id, s.name, s.cls, list(s.aliases), is_new=False)
            for name in (s.name, *s.aliases, *s.accept):
                self._owner.setdefault(fold(name), s.id)

    def add(self, name: str, others: Sequence[str] = (), cls: str = "") -> str | None:
        """The id of the speaker of that name, made where nobody has it; None for a name of nobody."""
        name = _bare(name)
        if not name or fold(name) in _NOBODY:
            return None
        found = self._owner.get(fold(name)) or self._by_surname(name)
        if found is None:
            kind = self._kinds.get(fold(name), "")
            known = cls if cls in get_args(SpeakerClass) else _class(name, kind)
            found = self._free(name, known)
            self._identities[found] = _Identity(found, name, known)  # type: ignore[arg-type]
            self._owner[fold(name)] = found
        for other in others:
            for part in _APPOSITION.split(other):
                self._alias(found, _bare(part))
        return found

    def named(self, name: str) -> tuple[str, ...]:
        """The ids of the speakers that a name stands for, made where nobody has it."""
        if found := self.known(name):
            return found
        made = self.add(name)
        return (made,) if made else ()

    def known(self, name: str) -> tuple[str, ...]:
        """The ids of the known speakers that a name stands for: "A and B" may be two."""
        parts = [_bare(part) for part in re.split(r",\s+(?:and\s+)?|\s+and\s+", name)]
        for names in ([_bare(name)], parts):
            found = [self._owner.get(fold(n)) or self._by_surname(n) for n in names]
            if all(found):
                return tuple(dict.fromkeys(id for id in found if id))
        return ()

    def unknown(self) -> str:
        """The speaker of quotes whose source nobody named: a person has to say who it is."""
        if UNKNOWN not in self._identities:
            self._identities[UNKNOWN] = _Identity(UNKNOWN, "unknown", "unnamed")
        return UNKNOWN

    def places(self, id: str, proper: bool = False) -> list[Span]:
        """Where the speaker's names stand in the article; ``proper``: without other names (descriptions)."""
        if (id, proper) not in self._places:
            self._places[id, proper] = self._find(self._identities[id], proper)
        return self._places[id, proper]

    def records(self, used: Iterable[str]) -> list[SpeakerRecord]:
        """The records of the new speakers among ``used``, each with the aliases that stand in the article."""
        wanted = set(used)
        names = {fold(i.name) for i in self._identities.values()}
        made = []
        for identity in self._identities.values():
            if identity.is_new and identity.id in wanted:
                aliases = [
                    a for a in dict.fromkeys((*identity.aliases, *self._surnames(identity)))
                    if fold(a) not in names and re.search(_pattern(a), self._raw)
                ]  # fmt: skip
                made.append(
                    SpeakerRecord.model_validate(
                        {"kind": "speaker", "id": identity.id, "name": identity.name, "class": identity.cls,
                         "aliases": aliases}
                    )
                )  # fmt: skip
        return made

    def _find(self, identity: _Identity, proper: bool) -> list[Span]:
        others = () if proper else identity.aliases
        names = sorted({identity.name, *others, *self._surnames(identity)}, key=len, reverse=True)
        found: list[Span] = []
        taken = bytearray(len(self._raw))
        for name in names if identity.id != UNKNOWN else []:
            for match in re.finditer(_pattern(name), self._raw):
                span = _noun_phrase(self._raw, Span(*match.span()))
                if cover(taken, span):
                    found.append(span)
        return sorted(found)

    def _alias(self, id: str, name: str) -> None:
        identity = self._identities[id]
        if not name or fold(name) in _NOBODY or self._owner.setdefault(fold(name), id) != id:
            return
        if name not in (identity.name, *identity.aliases):
            identity.aliases.append(name)

    def _by_surname(self, name: str) -> str | None:
        """The one person whose surname it is."""
        if len(name.split()) > 1:
            return None
        found = [i.id for i in self._identities.values() if name in self._surnames(i)]
        return found[0] if len(found) == 1 else None

    def _surnames(self, identity: _Identity) -> list[str]:
        """The surname of a person, where no other person of the cast has it."""
        parts = identity.name.split()
        if identity.cls != "person" or len(parts) < 2:
            return []
        own = surname_of(identity.name)
        same = [i for i in self._identities.values() if i.cls == "person" and surname_of(i.name) == own]
        said = next((p for p in parts if fold(p) == own), "")
        return [said] if said and len(same) == 1 else []

    def _free(self, name: str, cls: str) -> str:
        base = slug(surname_of(name) if cls == "person" else name, _LONGEST_ID) or "speaker"
        made, number = base, 1
        while made in self._taken or made in self._identities or made == UNKNOWN:
            number += 1
            made = f"{base}-{number}"
        return made


def cover(taken: bytearray, span: Span) -> bool:
    """Mark a span's characters as taken, unless one of them is."""
    if taken.find(1, *span) >= 0:
        return False
    taken[span.start : span.end] = b"\1" * (span.end - span.start)
    return True


def _bare(name: str) -> str:
    """A name without its article, and a full one without its title (guideline §3.3)."""
    said = " ".join(name.split())[:_LONGEST_NAME].strip(' ,.;:"“”')
    said = _ARTICLE.sub("", said)
    title, _, rest = said.partition(" ")
    is_full = " " in rest and rest[:1].isupper() and title[:1].isupper()
    return rest if is_full and fold(title.rstrip(".")) in TITLES else said


def _class(name: str, kind: str) -> SpeakerClass:
    """A class for a name that came without one."""
    if name[:1].islower() or name[:1].isdigit():
        return "group" if name.endswith("s") and not name[:1].isdigit() and " " not in name else "unnamed"
    return "organisation" if kind == "organisation" else "person"


def _pattern(name: str) -> str:
    said = r"\s+".join(re.escape(part) for part in name.split())
    return rf"(?<!\w){re.sub(f'[{SINGLE_MARKS}]', f'[{SINGLE_MARKS}]', said)}(?!\w)"


def _noun_phrase(raw: str, span: Span) -> Span:
    """The span of a name with the title and the determiner right before it (guideline §3.8)."""
    start = span.start
    title = _TITLE.search(raw, max(0, start - _LONGEST_TITLE), start)
    if title and fold(title[1]) in TITLES:
        start = title.start()
    determiner = _DETERMINER.search(raw, max(0, start - _LONGEST_TITLE), start)
    return Span(determiner.start() if determiner else start, span.end)
