"""Who is behind a source that a corpus only marks as words, without telling which sources are the same.

Only what the words themselves tell is used: sources with the same name are one speaker, and a surname is
the person whom the text names in full by it. Who "he" is stays open.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from onrecord.gold.formats.corpus import NOBODY, CorpusSpeaker
from onrecord.gold.records import SpeakerClass
from onrecord.reading.names import read_names, surname_of
from onrecord.reading.types import Name
from onrecord.text import Span, fold

PRONOUNS = frozenset(
    """he him his she her hers they them their theirs it its i me my mine we us our ours you your yours
    who whom whose which that this these those one others some many several both all everyone everybody
    nobody someone somebody anyone anybody
    er ihm ihn sie ihr ihnen es ich mir wir uns man dieser diese dieses diesem jener jene der die das den
    dem deren dessen demnach""".split()
)
# After these a source says more of whoever it names: "a spokesman | for the line", "Roe | , who …".
_MORE = re.compile(r",|;|\(|\s[–—-]+\s|--|/|\s(?:of|for|from|at|in|on|with|to|by|who|which|that|whose)\b")
_UNNAMED = re.compile(
    r"(?:an?|some|one|two|three|four|five|six|several|many|most|few|both|other|another|\d[\d.,%]*)\b",
    re.IGNORECASE,
)
# The same for German, where every noun has a capital.
_CAPITALS = re.compile(r"[A-ZÀ-Þ][\w.'’-]*(?: (?:von|van|de|del|al|bin|der|zu|[A-ZÀ-Þ][\w.'’-]*))+")
_ARTICLE = re.compile(r"^(?:der|die|das|den|dem|des|ein|eine|einer|einem|einen|eines)\s+", re.IGNORECASE)
_INDEFINITE = re.compile(
    r"(?:ein|eine|einer|einem|einen|eines|mehrere|viele|einige|zwei|drei)\b|\d", re.IGNORECASE
)
_EDGES = " \t\n,.;:—–-()[]\"“”'’"


@dataclass(frozen=True, slots=True)
class _Told:
    """One of a source's names where it has some, else its words."""

    name: str
    cls: SpeakerClass


def is_pronoun(source: str) -> bool:
    """Whether a source is a pronoun alone: its words do not tell who speaks."""
    return fold(source.strip(_EDGES)) in PRONOUNS


def nobody() -> CorpusSpeaker:
    """Stands for speakers whom the corpus does not tell."""
    return CorpusSpeaker(NOBODY, "unknown", "unnamed")


def speakers_behind(
    text: str, sources: Sequence[tuple[Span, ...]], language: str = "en"
) -> tuple[list[CorpusSpeaker], list[tuple[str, ...]]]:
    """The speakers that some sources name, and for each source the keys of its own: several speak jointly.

    The only key is ``NOBODY`` for a source without words, and for a pronoun. Names in English are found by
    the reader of names; in another language they are what begins with capitals.
    """
    if language == "en":
        names = read_names(text)
        told = [_told(text, names, spans) for spans in sources]
        fullest = _fullest({n.text for n in names if n.kind == "person"})
    else:
        told = [_told_plainly(text, spans) for spans in sources]
        fullest = _fullest(
            {t.name for several in told for t in several if t.cls == "person" or " " not in t.name}
        )
    forms: dict[str, dict[str, SpeakerClass]] = {}
    keys: list[tuple[str, ...]] = []
    for several in told:
        found = []
        for one in several:
            name = fullest.get(one.name, one.name)
            cls: SpeakerClass = one.cls if name == one.name else "person"
            forms.setdefault(fold(name), {}).setdefault(name, cls)
            forms[fold(name)].setdefault(one.name, cls)
            found.append(fold(name))
        keys.append(tuple(dict.fromkeys(found)) or (NOBODY,))
    speakers = [
        CorpusSpeaker(key, *next(iter(held.items())), aliases=tuple(held)[1:]) for key, held in forms.items()
    ]
    return [*speakers, nobody()] if (NOBODY,) in keys else speakers, keys


def _told(text: str, names: Sequence[Name], spans: tuple[Span, ...]) -> list[_Told]:
    words = " ".join(" ".join(s.of(text) for s in spans).split()).strip(_EDGES)
    if not words or is_pronoun(words):
        return []
    head = spans[0]
    if more := _MORE.search(text, head.start + 1, head.end):
        head = Span(head.start, more.start())
    inside = [_clipped(text, n, head) for n in names if n.span.overlaps(head)]
    if inside and not _UNNAMED.match(text, head.start) and not _goes_on(text, inside[-1].span.end, head.end):
        named = [inside[-1]]
        for before in reversed(inside[:-1]):
            if text[before.span.end : named[0].span.start].strip() not in ("and", "&"):
                break
            named.insert(0, before)
        return [_Told(n.text, "person" if n.kind == "person" else "organisation") for n in named]
    if apposed := _apposed(text, names, spans[0]):
        return [apposed]
    return [_Told(_shortened(words), "unnamed")]


def _apposed(text: str, names: Sequence[Name], source: Span) -> _Told | None:
    """The person named after a description: "his campaign manager, Jeff Weaver"."""
    comma = text.find(", ", source.start, source.end)
    return next(
        (_Told(n.text, "person") for n in names if n.span.start == comma + 2 and n.kind == "person"), None
    )


def _told_plainly(text: str, spans: tuple[Span, ...]) -> list[_Told]:
    """A source in a language whose names nobody reads here: two capitals without an article are a person."""
    words = " ".join(" ".join(s.of(text) for s in spans).split()).strip(_EDGES)
    if not words or is_pronoun(words):
        return []
    head, _, apposed = (part.strip() for part in re.split(r"\s?\(", words)[0].partition(", "))
    bare = _ARTICLE.sub("", head)
    for part in (apposed, bare):
        if _CAPITALS.fullmatch(part):
            return [_Told(part, "person")]
    return [_Told(bare or head, "unnamed" if _INDEFINITE.match(head) else "organisation")]


def _clipped(text: str, name: Name, head: Span) -> Name:
    """The part of a name that stands in a source's head: "Roe" of "Roe of Brill"."""
    span = Span(max(name.span.start, head.start), min(name.span.end, head.end))
    return Name(span, span.of(text).strip(_EDGES) or name.text, name.kind)


def _goes_on(text: str, start: int, end: int) -> bool:
    """Whether a name only begins a description: "Trump supporters", "Clinton's campaign"."""
    return any(c.isalnum() for c in re.sub(r"^['’]s?(?!\w)", "", text[start:end]))


def _shortened(words: str) -> str:
    """A nameless source without what its relative clause adds."""
    return re.split(r",\s| who\b| that\b|\(", words, maxsplit=1)[0].strip(_EDGES) or words


def _fullest(names: Iterable[str]) -> dict[str, str]:
    """For each person's name the fullest one by its surname, where only one person has that."""
    by_surname: dict[str, list[str]] = {}
    for name in sorted(names, key=lambda n: (-len(n), n)):
        by_surname.setdefault(surname_of(name), []).append(name)
    found = {}
    for same in by_surname.values():
        full: dict[str, str] = {}
        for name in same:
            if " " in name:
                full.setdefault(fold(name).split()[0], name)
        for name in same:
            alone = next(iter(full.values())) if len(full) == 1 else name
            found[name] = full[fold(name).split()[0]] if " " in name else alone
    return found
