"""Whether two wordings of a claim affirm or deny it alike."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from onrecord.reading.cues import VERB_FORMS
from onrecord.reading.items import Item
from onrecord.reading.wordclasses import RELATIVES, is_verb_like
from onrecord.scoring.summaries.words import Term, is_negator

_FURTHEST = 8
"""Words to the left of a claim's words in which a negation still bears on them."""
_FURTHEST_DENIAL = 6
"""Words to the left of "that" in which a denial of what follows stands."""
# A clause begins after one of these.
_BOUNDARIES = frozenset("and but while who which that because although though as when said says".split())
_STOPS = ',;:.!?—–“”"'

# "As" after one of these begins no clause: "would not count as interest".
_TAKE_AS = re.compile(r"(?:count|serv|act|regard|treat|seen?$|view|describ|qualif|us(?:e|ed|ing)$)")
_AUXILIARY = frozenset(
    """is are was were be been has have had do does did will would can could may might must should
    shall""".split()
)
_NOTHING = frozenset("no nothing nobody none nowhere".split())
# "Not only" denies nothing.
_MERELY = frozenset("only just merely simply".split())

_UNTIL = frozenset("until till unless".split())

_CLAIM = (
    r"(?:claim|charge|allegation|accusation|suggestion|report|assertion|rumou?r|idea|notion|statement|belief)"
)
_FALSE = r"(?:false|untrue|incorrect|wrong|baseless|unfounded)"
_SURE = r"(?:simply|just|plainly|completely|entirely|flatly|categorically|strongly)?"
# Before "that": denies what follows by itself …
_DENIAL = re.compile(
    rf"(?:{_FALSE}|a (?:lie|myth|fiction)|den(?:y|ies|ied|ying)|refut(?:es?|ed|ing)|disput(?:es?|ed|ing)"
    rf"|(?:reject|dismiss|den[iy]|refut|disput|rebut|contest)\w*(?: \w+){{0,3}} {_CLAIM}s?)$"
)
# … or where it is negated: "not true that", "no evidence that", "never said that".
_IF_NEGATED = re.compile(
    r"(?:true|correct|right|the case|accurate|evidence|proof|sign|indication|suggestion"
    r"|say|said|claim|claimed|confirm|confirmed|state|stated)$"
)
_IS_FALSE = re.compile(rf"\b(?:it|is|was) {_SURE} ?(?:false|untrue|a lie)(?: \w+){{0,3}}$")
# At a sentence's start: denies all of it.
_DENIED_WHOLE = re.compile(
    r"^(?:but |and |however )?(?:"
    rf"(?:it (?:is|was)|it's|that) {_SURE} ?(?:not {_SURE} ?(?:true|right|correct|the case)|{_FALSE}|a lie)"
    r"|there (?:is|was) no (?:truth|evidence|proof|sign)(?: in the claim)?) that\b"
)
# After a claim: "the claim that … is false", "…, which is untrue".
_A_CLAIM = re.compile(rf"\b{_CLAIM}s?$")
_CALLED_FALSE = re.compile(rf"\b(?:is|was|are|were|as) {_SURE} ?(?:not true|{_FALSE}|a lie)\b")
_WHICH_IS_FALSE = re.compile(rf"^(?:which|this|that|it) (?:is|was) {_SURE} ?(?:not true|{_FALSE}|a lie)\b")


class Polarity(NamedTuple):
    """``negated``: an odd number of negations bears on a claim; ``with_until``: odd when "until" and
    "unless" count as negations too, so that "not … until" affirms what "only after" does."""

    negated: bool
    with_until: bool

    def agrees(self, other: "Polarity") -> bool:
        if self.negated == other.negated:
            return True
        turned = self if self.negated else other
        return self.with_until == other.with_until and not turned.with_until


def polarity(text: str, found: Sequence[Term], claimed: Iterable[int]) -> Polarity:
    """The polarity of a claim whose words are ``claimed``, indices of ``found``.

    Negators among the claim's words are part of its wording and do not count. A negation bears on the
    claim from its clause's start to the claim's last word, and behind it where that word is the subject
    or verb of what is negated; a denial ("it is false that") from before the clause, or after it.
    """
    places = sorted(set(claimed))
    if not places:
        return Polarity(negated=False, with_until=False)
    own = set(places)
    start = _clause_start(text, found, places[0])
    others = [found[n] for n in range(start, places[-1] + 1) if n not in own]
    negations = sum(is_negator(t) for t in others) + _denials(text, found, start, own)
    negations += _is_turned_behind(text, found, start, places[-1])
    if start and not negations:
        negations += _is_denied_whole(text, found, start)
    conditions = sum(t.form in _UNTIL for t in others)
    return Polarity(negations % 2 == 1, (negations + conditions) % 2 == 1)


def _is_turned_behind(text: str, found: Sequence[Term], start: int, last: int) -> bool:
    """Whether a negation right behind a claim's last word turns it: "the toll would not rise", "promised
    nothing". ``start`` is where the claim's clause begins.

    Behind a verb, a relative clause or a report, "not" is about something else: "the bridge that collapsed
    was not insured", "asked whether the dam would not hold".
    """
    at = last + 1
    while at < len(found) and found[at].form in _AUXILIARY:
        at += 1
    if at == len(found) or any(c in _STOPS for c in text[found[last].end : found[at].start]):
        return False
    turn = found[at].form
    if _is_verb(found[last]):
        return turn in _NOTHING and at == last + 1
    is_relative = start > 0 and found[start - 1].form in RELATIVES and _is_verb(found[start])
    if is_relative or any(t.form in RELATIVES or t.form in VERB_FORMS for t in found[start:last]):
        return False
    is_merely = at + 1 < len(found) and found[at + 1].form in _MERELY
    return turn == "never" or (turn == "not" and at > last + 1 and not is_merely)


def _is_verb(term: Term) -> bool:
    return is_verb_like(Item("word", term.start, term.end, term.form, term.capital))


def _denials(text: str, found: Sequence[Term], start: int, own: set[int]) -> int:
    """How often what stands round a claim's clause denies it; words of the claim itself never do."""
    inside = [found[n].form for n in range(start, min(own))]
    count = int(bool(_IS_FALSE.search(" ".join(inside))))
    calls = False
    if start and found[start - 1].form == "that" and start - 1 not in own:
        before = _same_sentence(text, found, start - 1, own)
        said = " ".join(t.form for t in before)
        negators = sum(is_negator(t) for t in before)
        if _DENIAL.search(said):
            count += 1 + negators
        elif _IF_NEGATED.search(said) or (before and before[-1].form in VERB_FORMS):
            count += negators
        calls = bool(_A_CLAIM.search(said)) and not _DENIAL.search(said)
    after = _rest_of_sentence(text, found, max(own))
    if (calls and _CALLED_FALSE.search(after)) or _WHICH_IS_FALSE.search(after):
        count += 1
    return count


def _is_denied_whole(text: str, found: Sequence[Term], start: int) -> bool:
    """Whether the sentence of a claim begins with a denial that the claim's own clause does not hold."""
    first = start
    while first > 0 and not any(c in ".;!?" for c in text[found[first - 1].end : found[first].start]):
        first -= 1
    said = " ".join(t.form for t in found[first:start])
    return bool(_DENIED_WHOLE.search(said))


def _same_sentence(text: str, found: Sequence[Term], end: int, own: set[int]) -> list[Term]:
    """The few words before a place, as far as nothing parts them from it and none is the claim's own."""
    start = end
    while start > 0 and end - start < _FURTHEST_DENIAL and start - 1 not in own:
        if any(c in _STOPS for c in text[found[start - 1].end : found[start].start]):
            break
        start -= 1
    return list(found[start:end])


def _rest_of_sentence(text: str, found: Sequence[Term], last: int) -> str:
    """The words after a claim's last one, up to the end of its sentence."""
    rest = []
    for n in range(last + 1, len(found)):
        if any(c in ";.!?" for c in text[found[n - 1].end : found[n].start]):
            break
        rest.append(found[n].form)
    return " ".join(rest)


def _takes_as(found: Sequence[Term], at: int) -> bool:
    """Whether an "as" belongs to the verb before it, and begins no clause."""
    return found[at].form == "as" and at > 0 and bool(_TAKE_AS.match(found[at - 1].form))


def _clause_start(text: str, found: Sequence[Term], first: int) -> int:
    start = first
    while start > 0 and first - start < _FURTHEST:
        before = found[start - 1]
        between = text[before.end : found[start].start]
        is_boundary = before.form in _BOUNDARIES and not _takes_as(found, start - 1)
        if is_boundary or any(c in _STOPS for c in between):
            break
        start -= 1
    return start
