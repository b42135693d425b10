"""Tests of what stands around a verb that make it a cue: a figure, a teller, a call before "to say"."""

from collections.abc import Sequence

from onrecord.reading.cues import ADDRESSEE_VERBS, VERB_FORMS
from onrecord.reading.items import Item
from onrecord.reading.numberwords import ONES, TENS
from onrecord.reading.sources import Phrase, phrase_after
from onrecord.reading.wordclasses import is_boundary, is_verb_like

# How many words after "put" its "at" and the figure may stand.
_FIGURE_WITHIN = 12
_CONTACT = frozenset("telephoned phoned rang called wrote emailed texted".split())
_CONTACT_WITHIN = 6
_BE = frozenset("is are was were be been being 's 're".split())


def has_be(found: Sequence[Item], group: int, at: int) -> bool:
    return any(i.form in _BE or i.form.endswith(("'s", "'re")) for i in found[group:at])


def has_figure(found: Sequence[Item], lemma: str, at: int) -> bool:
    """Whether a figure follows a verb that says how many: "counted 143", "put the injured at 131"."""
    if lemma == "count":
        return at < len(found) and found[at].form[:1].isdigit()
    for place in range(at, min(at + _FIGURE_WITHIN, len(found) - 1)):
        if found[place].kind != "word":
            return False
        if found[place].form == "at":
            return any(_is_figure(i) for i in found[place + 1 : place + 4])
    return False


def _is_figure(item: Item) -> bool:
    return item.kind == "word" and (item.form[:1].isdigit() or item.form in ONES or item.form in TENS)


def contact_verb(found: Sequence[Item], at: int) -> int | None:
    """Where the verb before "to say" stands ("telephoned that evening to say")."""
    near = [i for i in range(max(0, at - _CONTACT_WITHIN), at) if found[i].form in _CONTACT]
    return near[-1] if near else None


def told_by(found: Sequence[Item], at: int, group: int) -> Phrase | None:
    """The teller in "was told by his cousin to buy", only before "to" or "that"."""
    lemma, tense = VERB_FORMS[found[at].form]
    is_passive = tense == "past" and lemma in ADDRESSEE_VERBS and has_be(found, group, at)
    if not is_passive or at + 2 >= len(found) or found[at + 1].form != "by":
        return None
    teller = phrase_after(found, at + 2)
    if teller is None or teller.end >= len(found) or found[teller.end].form not in ("to", "that"):
        return None
    return teller


def is_object(found: Sequence[Item], at: int, lemma: str) -> bool:
    """Whether a headline's "calls" has an object: "Roe calls toll too high", not "Zoom calls rose"."""
    after = found[at + 1 : at + 3]
    return lemma == "call" and len(after) == 2 and not any(is_boundary(i) or is_verb_like(i) for i in after)
