"""Who the quotations of a summary are put in the mouth of."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from onrecord.gold.article import Article
from onrecord.reading.marks import marked_strings, outermost
from onrecord.reading.quotations import read_quotations
from onrecord.reading.types import Quotation
from onrecord.scoring.speakers import SpeakerIndex, is_abstention, is_pronoun
from onrecord.scoring.summaries.labels import labelled
from onrecord.scoring.summaries.vocabulary import DOCUMENTS, ROLES
from onrecord.scoring.summaries.words import Term, terms
from onrecord.text import Span, fold

_PREPOSITIONS = frozenset("of to for from by with at in on about against".split())
_OF = re.compile(r"\s+(?:of|to|from|for|at|in|on|with)\s+")
_AND = re.compile(r"\s+(?:and|&)\s+")
_ALIKE = re.compile(r"\s+(?:alike|both|together|jointly)$")
_DOCUMENT = rf"(?:{'|'.join(sorted(DOCUMENTS))})"
# Whose words a document has: "Ann Roe's report", "a post on Ann Roe's own page", "a letter to them from Roe".
_AUTHORED = re.compile(
    rf"(?:(?:an?|the)\s+{_DOCUMENT}\s+(?:on|in)\s+)?(?P<a>[^,]+?)['’]s?\s+(?:[\w-]+\s+){{0,2}}?{_DOCUMENT}\b"
    rf"|(?:an?|the|its)\s+(?:[\w-]+\s+){{0,2}}?{_DOCUMENT}\s+(?:to\s+.+?\s+)?(?:by|from)\s+(?P<b>.+)",
    re.IGNORECASE,
)
# The verb of "she'd": a pronoun without it is read as a source.
_CONTRACTED = re.compile(
    r"(?:(?<=\bhe)|(?<=\bshe)|(?<=\bthey)|(?<=\bwho))['’](?:d|ll|ve|re)\b", re.IGNORECASE
)
_OWNED = re.compile(r"(?:its|his|her|their|our)\s+", re.IGNORECASE)
_APPOSED = re.compile(r"\s*[,(–—]\s*")


@dataclass(frozen=True, slots=True)
class Attribution:
    """A reported stretch of a summary. ``named``: words that name its source; ``ids``: whom they mean.

    ``named`` is "" where no source is told; ``ids`` is empty where the words mean no speaker of the
    article. ``source`` is the place of the source's words, where they stand in the summary.
    """

    spans: tuple[Span, ...]
    marked: tuple[Span, ...]
    named: str
    ids: frozenset[str]
    source: Span | None = None


class Mentioned(NamedTuple):
    """A place that names speakers."""

    span: Span
    ids: frozenset[str]


def attributions(text: str, article: Article, index: SpeakerIndex) -> list[Attribution]:
    """What a summary reports, and from whom. A pronoun means the latest speaker named before it.

    Semicolons part units, so they are read as paragraph ends; a quotation that finds no source that way
    gets the one it has in the text as it stands. "She'd told" is read as "She told".
    """
    marked = [m.span for m in outermost(marked_strings(text))]
    text = _CONTRACTED.sub(lambda m: m.group() if _inside(m.start(), marked) else " " * len(m.group()), text)
    parted = re.sub(r"; ", lambda m: m.group() if _inside(m.start(), marked) else ".\n", text)
    found = _read(parted, text, article, index)
    if parted == text:
        return found
    sourced = [m for a in found if a.named for m in a.marked]
    whole = [a for a in _read(text, text, article, index) if a.marked and not set(a.marked) & set(sourced)]
    return found + [a for a in whole if a.named]


def _source(quotation: Quotation, text: str) -> str:
    named = quotation.speaker or (quotation.source.of(text) if quotation.source else "")
    return "" if is_abstention(named) else named


def _inside(position: int, spans: Iterable[Span]) -> bool:
    return any(s.start < position < s.end for s in spans)


def _read(parted: str, text: str, article: Article, index: SpeakerIndex) -> list[Attribution]:
    marked = [m.span for m in outermost(marked_strings(text))]
    mentions = [m for m in names_in(text, index) if not _inside(m.span.start, marked)]
    found = []
    for quotation in read_quotations(parted):
        if _only_acts(quotation, text):
            continue
        named = _source(quotation, text)
        ids = identify(named, index)
        if not ids and quotation.source is not None:
            # The words at the quotation may name somebody even where the fullest name reads as nobody's.
            ids = identify(quotation.source.of(text), index)
        # In a text of capitals "IT" may be a pronoun after all.
        pronoun = named.lower() if text.isupper() else named
        said = quotation.source.of(text) if quotation.source is not None else ""
        classes = _CLASSES.get(fold(said))
        if classes and any(article.speaker[i].cls not in classes for i in ids):
            # "he" is no company.
            ids, named, pronoun = frozenset(), said, said
        if not ids and is_pronoun(pronoun) and quotation.source is not None:
            ids = _latest(mentions, quotation.source.start, article, pronoun.casefold())
            named = named if ids else ""
        found.append(Attribution(quotation.spans, quotation.marked, named, ids, quotation.source))
    for label in labelled(parted, marked):
        named = label.source.of(text)
        told = any(s.overlaps(label.said) for a in found if a.ids for s in a.spans)
        if not told and (ids := identify(named, index)):
            found.append(Attribution((label.said,), (), named, ids, label.source))
    return found


def _only_acts(quotation: Quotation, text: str) -> bool:
    """Whether somebody "agreed to" do something: told in a summary, that is what they do, not say."""
    cue = quotation.cue.of(text) if quotation.cue else ""
    start = quotation.spans[0].of(text)
    return not quotation.marked and cue in ("agreed", "agrees", "agree") and start.startswith("to ")


_CLASSES: dict[str, frozenset[str]] = {
    "he": frozenset(["person", "unnamed"]),
    "she": frozenset(["person", "unnamed"]),
    "it": frozenset(["organisation"]),
    "they": frozenset(["organisation", "group", "unnamed", "person"]),
}


def _latest(mentions: Sequence[Mentioned], position: int, article: Article, pronoun: str) -> frozenset[str]:
    """The speaker of a fitting class who is named last before a pronoun; nobody for other pronouns."""
    classes = _CLASSES.get(pronoun, frozenset())
    fitting = [
        m.ids
        for m in mentions
        if m.span.start < position and all(article.speaker[i].cls in classes for i in m.ids)
    ]
    return fitting[-1] if fitting else frozenset()


@lru_cache(maxsize=512)
def names_in(text: str, index: SpeakerIndex) -> tuple[Mentioned, ...]:
    """The speakers whom stretches of up to eight words of a text name, the longest stretch first."""
    found = terms(text)
    ends = _name_ends(text, found, index)
    mentions = []
    at = 0
    while at < len(found):
        for last in range(min(at + _LONGEST_NAME, len(found)) - 1, at - 1, -1):
            if not ends[last]:
                continue
            span = Span(found[at].start, found[last].end)
            ids = _resolved(span.of(text), index)
            if ids:
                mentions.append(Mentioned(span, ids))
                at = last
                break
        at += 1
    return tuple(mentions)


_LONGEST_NAME = 8


@lru_cache(maxsize=1024)  # a summary is read whole and by its units, and summaries of one article are alike
def _resolved(words: str, index: SpeakerIndex) -> frozenset[str]:
    return index.resolve(words)


def _name_ends(text: str, found: Sequence[Term], index: SpeakerIndex) -> list[bool]:
    """For each word whether a name may end with it; so may one that no space parts from the word before."""
    ends = []
    before = 0
    for term in found:
        gap, word = text[before : term.start], text[term.start : term.end]
        is_glued = not any(map(str.isspace, gap))
        ends.append(is_glued or index.may_end(word) or (gap != " " and index.may_end(gap + word)))
        before = term.end
    return ends


def identify(name: str, index: SpeakerIndex) -> frozenset[str]:
    """The speakers a name means, read as kindly as a fair reader would.

    Beyond what the index resolves, a description before a proper name ("spokeswoman Ada Lorn"), an
    apposition after it, and given names that the article does not have ("Joe Biden") are taken off. A
    preposition stops this: "an aide to Lorn" is not Lorn.
    """
    if not name or is_pronoun(name):
        return frozenset()
    name = _ALIKE.sub("", name)
    found = index.resolve(name) or _joint(name, index) or index.read([name]).ids
    if found:
        return found
    if owned := _OWNED.match(name):
        # "its inspector": the article speaks of "the inspector".
        return identify(name[owned.end() :], index)
    if (author := _AUTHORED.match(name)) is not None and (ids := identify(author["a"] or author["b"], index)):
        return ids
    head = _OF.split(name)[0]
    if head != name and index.resolve(head):
        return index.resolve(head)
    for part in [name, *_APPOSED.split(name)]:
        words = part.split()
        for start in range(1, len(words)):
            if words[start - 1].casefold() in _PREPOSITIONS:
                break
            rest = " ".join(words[start:])
            # Without capitals it is the office before it that shows a name: "union leader piet osk".
            shown = words[start][:1].isupper() or (
                words[start - 1].casefold() in ROLES and words[-1].casefold() not in ROLES
            )
            if shown and not re.search(r"['’]s?\s", rest):
                ids = index.resolve(rest)
                if ids:
                    return ids
    return frozenset()


def _staff(name: str, index: SpeakerIndex) -> frozenset[str]:
    """A group after the name of its body: "Brill pilots" are "the pilots"."""
    body, _, group = name.partition(" ")
    return index.resolve(group) if group.islower() and index.resolve(body) else frozenset()


def _joint(name: str, index: SpeakerIndex) -> frozenset[str]:
    """The speakers whom "A and B" means, where both are known; a description before them is passed over
    ("the unions, pilots and cabin crew")."""
    if not _AND.search(name):
        return frozenset()
    described, *rest = _APPOSED.split(name)
    if rest and not index.resolve(described):
        return next((ids for part in rest if (ids := _joint(part, index))), frozenset())
    named = [identify(part, index) or _staff(part, index) for part in _AND.split(name)]
    return frozenset[str]().union(*named) if all(named) else frozenset()


def may_speak_for(ids: Iterable[str], speakers: Iterable[str], on_behalf_of: str | None) -> bool:
    """Whether naming ``ids`` is right for words of ``speakers``: them, some of them, or their body."""
    fair = set(speakers) | ({on_behalf_of} if on_behalf_of else set())
    named = set(ids)
    return bool(named) and named <= fair
