"""Names that capitals do not show: in lower case, ALL CAPITALS or Title Case.

Here only what is known to be a name can be judged: nations and places of the vocabulary, common given names,
the article's own people, and the source of a report. Everything else goes unjudged, which the score says.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from onrecord.reading.lexicon import COMMON, FEMALE, MALE, PLACE_PHRASES, PLACES
from onrecord.reading.types import Name
from onrecord.scoring.summaries.evidence import Evidence
from onrecord.scoring.summaries.names import is_like_a_noun, name_support, word_support
from onrecord.scoring.summaries.vocabulary import FUNCTION_WORDS, NATION, ROLES
from onrecord.scoring.summaries.words import Term
from onrecord.text import Span, count_words, fold, words

_POSSESSIVE = re.compile(r"['’]s?$", re.IGNORECASE)
_SPACE = re.compile(r"\.?\s+")
_MANY_WORDS = 25
"""From this many words on a text without a capital inside its sentences has hidden its names."""
_LEAST_SHOUTED = 4
_OF = re.compile(r"\s+(?:of|from|for|at)\s+|\s*[,(–—]\s*")
_DETERMINERS = frozenset(
    """a an the one two three four five several some many most all both other another this that these those
    his her its their our my no every each few""".split()
)
# Nouns for a source that may stand without an article, and that no ending gives away.
_SOURCES = frozenset(
    """analyst expert staff media counsel boss sources union management opposition study report poll data
    research figures rival critic aide witness resident expert insider source husband wife father mother
    brother sister son daughter friend neighbour neighbor fellow kin folk press crowd panel board team club
    firm charity watchdog regulator""".split()
)
_ORDINARY = ROLES | COMMON | FUNCTION_WORDS | _SOURCES
# Nations, places and given names that are other words too.
_AMBIGUOUS = frozenset(
    """turkey china jordan chad chile polish pole poles swede swedes dane danes finn finns turk turks us
    guinea niger phoenix reading al alma amber art ben bill bob carol chuck christian clay clint craig
    crystal curtis daisy dale dan dawn dean derrick dick don drew duncan earl ed eve faith florence frank
    franklin gene glen grace grant gus guy hazel heather holly hope iris jack jackson jan jasmine jay jean
    jerry jesus jo joy june junior kay ken kim kirk lance lee lily lincoln mark marshall max mercedes mike
    miles mona morgan moses nelson nick norma olive otto pat patty penny percy perry pete ray rex rob robin
    rod roman rose rosemary ross ruby ruth sally salvador sam santiago scott shelby sierra spencer stan
    stella sue ted terry tiffany tim tom tony troy victor victoria viola violet virginia wade warren will
    willie josh jenny max mitch dustin duke otto rusty miranda orlando""".split()
)
_GIVEN = (MALE | FEMALE) - _AMBIGUOUS
_PLACES = (frozenset(NATION) | PLACES) - _AMBIGUOUS


def hides_names(text: str, units: Sequence[Span]) -> frozenset[int]:
    """The numbers of the units whose capitals tell no names.

    A text without capitals, or a long one with none but at its sentences' starts, is so as a whole; else a
    unit is so that is all capitals or in Title Case.
    """
    if is_lower(text) or (count_words(text) >= _MANY_WORDS and not _has_inner_capital(text, units)):
        return frozenset(range(len(units)))
    return frozenset(n for n, unit in enumerate(units) if _is_shouted(unit.of(text)) or _is_title(unit, text))


def is_lower(text: str) -> bool:
    """Whether a text has letters, and not one capital."""
    return text == text.lower() and text != text.upper()


def _has_inner_capital(text: str, units: Sequence[Span]) -> bool:
    starts = {unit.start for unit in units}
    return any(
        match.start() not in starts and match.group()[:1].isupper() and match.group() != "I"
        for match in re.finditer(r"[^\W\d_]+", text)
    )


def _is_shouted(unit: str) -> bool:
    return unit.isupper() and count_words(unit) >= _LEAST_SHOUTED


def _is_title(span: Span, text: str) -> bool:
    """Whether nearly every longer word has a capital."""
    longer = [w for w in span.of(text).split() if len(w) > 3 and w[0].isalpha()]
    return len(longer) >= 4 and sum(w[0].isupper() for w in longer) >= 0.9 * len(longer)


def with_sentence_capitals(text: str) -> str:
    """A text without capitals with one at each sentence's start, where readers look for it; no length
    changes."""
    starts = r"(?:(?<=[.!?])[\"”’»)]*\s|^)\s*[\"“‘«(]*[a-z]"
    return re.sub(starts, lambda m: m.group().upper(), text) if is_lower(text) else text


def hidden_names(found: Sequence[Term], text: str, evidence: Evidence, *, hides: bool) -> list[Name]:
    """What must be names among the words of one unit, though no capital says so.

    ``hides``: the unit's capitals tell nothing, so words in capitals count as well.
    """
    blind = [hides or not t.capital for t in found]
    names = [_name(t, t, text, "place") for t, b in zip(found, blind, strict=True) if b and t.form in _PLACES]
    known = evidence.personal - evidence.lower
    for (one, other), is_blind in zip(pairwise(found), blind, strict=False):
        if not is_blind:
            continue
        if f"{one.form} {other.form}" in PLACE_PHRASES:
            name = _name(one, other, text, "place")
        elif one.form in known and other.form in known and one.form != other.form:
            name = _name(one, other, text, "person")
        elif one.form in _GIVEN and one.form not in evidence.forms:
            name = _name(one, one if _is_ordinary(other, evidence) else other, text, "person")
        else:
            continue
        # "Mtsvara's Nestan" is no name of one person.
        if _SPACE.fullmatch(text, one.end, other.start) and not _POSSESSIVE.search(text[one.start : one.end]):
            names.append(name)
    return names


def _is_ordinary(term: Term, evidence: Evidence) -> bool:
    return term.form in FUNCTION_WORDS or term.form in COMMON or term.form in evidence.lower


def _name(first: Term, last: Term, text: str, kind: str) -> Name:
    span = Span(first.start, last.end)
    return Name(span, span.of(text), "person" if kind == "person" else "place")


def hidden_support(name: Name, found: Sequence[Term], evidence: Evidence) -> str:
    """Judge a name that no capital shows: a place by its words, a person as any name."""
    parts = [t for t in found if name.span.start <= t.start < name.span.end]
    if name.kind == "person" and len(parts) > 1:
        return name_support(name, evidence)
    verdicts = {word_support(part, evidence) for part in parts}
    return next((v for v in ("unsupported", "extrinsic") if v in verdicts), "supported")


def is_named(source: str, evidence: Evidence, *, hides: bool = False, opens: bool = False) -> bool:
    """Whether a source that means no speaker is a name, not a description: "Macron", not "police".

    ``hides``: its capitals tell nothing; ``opens``: it opens a sentence, where every word has one.
    """
    head = [w for w in _OF.split(source.strip())[0].split() if any(c.isalnum() for c in w)]
    described = bool(head) and fold(head[0]) in _DETERMINERS
    if described:
        head = head[1:]
    if not head:
        return False
    form = next(iter(reversed(words(head[-1]))), "")
    ordinary = form in _ORDINARY
    if not hides and len(head) > 1:
        return head[-1][0].isupper()
    if ordinary or (not hides and not head[-1][0].isupper()):
        return False
    if form in _PLACES or fold(head[0]) in _GIVEN:
        return True
    if hides:
        return not described and form not in evidence.lower and not is_like_a_noun(form)
    return not (opens and not described and (form in evidence.lower or is_like_a_noun(form)))
