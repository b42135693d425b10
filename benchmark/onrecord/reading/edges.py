"""Tests of single words and stretches that tell where a noun phrase, its apposition or a clause ends."""

from collections.abc import Sequence

from onrecord.reading.cues import VERB_FORMS
from onrecord.reading.items import Item
from onrecord.reading.wordclasses import (
    AUXILIARIES,
    DAYS,
    DETERMINERS,
    LINKS,
    MONTHS,
    PERSONAL,
    is_adverb,
    is_boundary,
    is_verb_like,
)

_INSIDE = frozenset("of for from at in with on".split())
# "a person close to the board", "a memo to the minister": before these "to" stays inside a noun phrase.
_BEFORE_TO = frozenset("close adviser advisor aide letter memo note message statement".split())
_SINGULAR = frozenset("has is was".split())


def is_date(found: Sequence[Item], at: int) -> bool:
    """Whether a month or a year ends an introduction before the subject: "In June Ann Roe said"."""
    form = found[at].form
    if at == 0 or found[at - 1].form not in ("in", "since", "of", "last", "until", "by"):
        return False
    return form in MONTHS or (form.isdigit() and len(form) == 4)


def is_owned(found: Sequence[Item], at: int) -> bool:
    """Whether a word in "-ing" is a noun: "the court's ruling", "whose warning"."""
    if at == 0 or not found[at].form.endswith("ing"):
        return False
    before = found[at - 1].form
    return before in DETERMINERS or before == "whose" or before.endswith(("'s", "s'"))


def stays_inside(found: Sequence[Item], at: int) -> bool:
    """Whether a word may link the parts of one noun phrase: "of", or the "to" of "close to"."""
    item = found[at]
    if item.kind != "word" or item.is_capital:
        return False
    return item.form in _INSIDE or (item.form == "to" and at > 0 and found[at - 1].form in _BEFORE_TO)


def is_plural_verb(found: Sequence[Item], at: int) -> bool:
    """Whether the verb at a place may have several subjects: "the town and the club said", not "says"."""
    if at >= len(found):
        return False
    form = found[at].form
    return form not in _SINGULAR and VERB_FORMS.get(form, ("", ""))[1] != "third"


def opens_clause(found: Sequence[Item], at: int) -> bool:
    return at == 0 or found[at - 1].kind != "word" or found[at - 1].form in ("that", "but", "while")


def is_name_comma(found: Sequence[Item], comma: int) -> bool:
    """The comma of "Smith, Jr." """
    return comma + 1 < len(found) and found[comma + 1].form in ("jr", "jr.", "sr", "sr.", "iii", "ii")


def is_clause_edge(item: Item) -> bool:
    return item.kind != "word" or item.form in LINKS


def is_description(found: Sequence[Item], at: int) -> bool:
    item = found[at]
    if item.kind != "word":
        return False
    if (
        item.form in ("the", "a", "an", "who", "whose", "his", "her", "its", "their", "one", "head")
        or item.form[0].isdigit()
    ):
        return True
    if item.form[:2] in ("r-", "d-", "i-"):
        return True
    return (
        not item.is_capital
        and not is_boundary(item)
        and not is_verb_like(item)
        and not item.form.endswith("ing")
        and not is_adverb(item)
        and item.form not in DETERMINERS
    )


def ends_after(found: Sequence[Item], at: int) -> bool:
    """Whether one more noun phrase ends the clause: "said the owners and the porters' union." """
    stop = at
    while stop < len(found) and not is_boundary(found[stop]) and not is_verb_like(found[stop]):
        stop += 1
    return stop > at and (stop == len(found) or found[stop].kind == "punct")


def names_described(found: Sequence[Item], start: int, at: int) -> bool:
    """Whether a name follows the description that begins at ``start``: "said its director, Jane Roe"."""
    if found[start].is_capital or found[start].form not in DETERMINERS or not found[at].is_capital:
        return False
    return found[at].form not in DAYS and ends_after(found, at)


def is_clause(found: Sequence[Item], start: int, end: int) -> bool:
    """Whether what follows a name and a comma is a clause: "according to Roe, the dam is old"."""
    for item in found[start:end]:
        if item.form in ("who", "whose", "that", "which"):
            return False
        if item.form in AUXILIARIES and item.form not in ("not", "never", "also"):
            return True
    return False


def may_start(found: Sequence[Item], start: int) -> bool:
    if start == 0:
        return True
    before = found[start - 1]
    if before.kind == "word" and (before.form in ("week", "month", "year") or is_adverb(before)):
        return True
    return before.kind != "word" or before.form in LINKS or before.form in VERB_FORMS


def opens_apposition(found: Sequence[Item], start: int, end: int) -> bool:
    first = found[start]
    if first.kind != "word":
        return first.kind == "marked"
    return not (first.form in PERSONAL and first.form != "who") and first.form not in ("but", "and", "so")


def det_goes_on(before: Item) -> bool:
    return before.form in ("all", "both", "some", "many", "most")
