"""Finds the words that name the source of a cue: the subject before it, or the name after it."""

from collections.abc import Sequence
from typing import NamedTuple

from onrecord.reading.edges import (
    det_goes_on,
    ends_after,
    is_clause,
    is_clause_edge,
    is_date,
    is_description,
    is_name_comma,
    is_owned,
    is_plural_verb,
    may_start,
    names_described,
    opens_apposition,
    opens_clause,
    stays_inside,
)
from onrecord.reading.items import Item
from onrecord.reading.wordclasses import (
    AUXILIARIES,
    DAYS,
    DETERMINERS,
    INTRODUCTORY,
    NOT_VERBS,
    PRONOUNS,
    RELATIVES,
    is_adverb,
    is_boundary,
    is_verb_like,
)


class Phrase(NamedTuple):
    """A noun phrase as a stretch of items, half open. ``head`` is where its first noun phrase ends:
    the name without its apposition or relative clause."""

    start: int
    end: int
    head: int


_LONGEST = 24


def group_start(found: Sequence[Item], verb: int) -> int:
    """Where the verb group that ends in a cue begins, its auxiliaries and adverbs included."""
    at = verb
    while at > 0 and found[at - 1].kind == "word":
        before = found[at - 1]
        is_by_now = before.form == "by" and found[at].form in ("now", "then")
        if before.form in AUXILIARIES or is_adverb(before) or is_by_now:
            at -= 1
        elif (
            before.form in ("week", "month", "year", "night")
            and at > 1
            and found[at - 2].form in ("last", "this")
        ):
            at -= 2
        elif before.form in ("to",):
            break
        else:
            break
    # "on Tuesday", "last week" between a subject and its verb have been passed over; so is their preposition.
    if at < verb and at > 0 and found[at].form in DAYS and found[at - 1].form == "on":
        at -= 1
    return at


def phrase_before(found: Sequence[Item], end: int) -> Phrase | None:
    """The subject that ends right before an item, with its apposition or relative clause, or None."""
    if end <= 0:
        return None
    last = found[end - 1]
    if last.kind == "punct" and last.form in (",", ")", "—"):
        return _before_comma(found, end)
    simple = _simple_before(found, end)
    if simple is None and end > 1 and last.form.endswith("ed") and is_verb_like(last):
        # "a document filed on Thursday says", "those polled said"
        simple = _simple_before(found, end - 1)
        return Phrase(simple.start, end, simple.head) if simple is not None else None
    if simple is None:
        return None
    for place in range(simple.start - 1, max(simple.start - 16, 1), -1):
        if found[place].kind == "punct":
            break
        if found[place].form == "who" and any(is_verb_like(i) for i in found[place + 1 : simple.start]):
            # "voters who backed the senator say": the subject is before the relative clause.
            named = _simple_before(found, place)
            if named is not None:
                return Phrase(named.start, simple.end, named.end)
    if simple.start > 1 and found[simple.start - 1].form == "whose":
        # "The regulator, whose ruling said": the name is before the comma.
        at = simple.start - 1 - (found[simple.start - 2].form == ",")
        named = _simple_before(found, at)
        if named is not None:
            return Phrase(named.start, simple.end, named.end)
    if found[simple.start].form in RELATIVES and simple.start > 0:
        # "the aide who said": the name is before the relative pronoun.
        at = simple.start - (found[simple.start - 1].form == ",")
        named = _simple_before(found, at)
        if named is not None:
            return Phrase(named.start, simple.end, named.end)
        if found[simple.start].form != "who":
            return None
    return simple


def _simple_before(found: Sequence[Item], end: int) -> Phrase | None:
    last = found[end - 1]
    if last.kind != "word":
        return None
    if last.form in PRONOUNS or (last.form in ("he", "she")):
        return Phrase(end - 1, end, end)
    if is_boundary(last) or is_adverb(last) or (is_verb_like(last) and not is_owned(found, end - 1)):
        return None
    start = end - 1
    head = end
    while start > 0 and end - start < _LONGEST:
        before = found[start - 1]
        if before.kind == "punct" and before.form == "," and is_name_comma(found, start - 1):
            start -= 1
            continue
        if stays_inside(found, start - 1) and start > 1:
            left = found[start - 2]
            if (
                left.kind == "word"
                and not is_boundary(left)
                and not is_verb_like(left)
                and not is_adverb(left)
            ):
                inner = _chunk_start(found, start - 1)
                if inner is not None and (
                    found[inner].form in DETERMINERS
                    or found[inner].is_capital
                    or inner == 0
                    or is_clause_edge(found[inner - 1])
                ):
                    head = start - 1
                    start = inner
                    continue
            break
        if before.kind == "word" and before.form in ("and", "&") and start > 1:
            left = found[start - 2]
            if not is_boundary(left) and not is_verb_like(left):
                inner = _chunk_start(found, start - 1)
                if inner is not None and (
                    (left.is_capital and found[start].is_capital)
                    or (found[inner].form in DETERMINERS and found[start].form not in DETERMINERS)
                    or (is_plural_verb(found, end) and opens_clause(found, inner))
                ):
                    start = inner
                    continue
            break
        if is_boundary(before) or (found[start].form in DETERMINERS and not det_goes_on(before)):
            break
        if is_verb_like(before) and not (start > 1 and found[start - 2].form in DETERMINERS):
            break
        if (
            before.form.endswith("ing")
            and not before.is_capital
            and not (start > 1 and found[start - 2].form in DETERMINERS)
        ):
            break
        start -= 1
    while start < end - 1 and (is_adverb(found[start]) or is_date(found, start)):
        start += 1
    return Phrase(start, end, head if head > start else end)


def _chunk_start(found: Sequence[Item], end: int) -> int | None:
    """The start of the plain noun phrase that ends before an item."""
    start = end
    while start > 0 and end - start < 12:
        before = found[start - 1]
        if is_boundary(before) or is_verb_like(before) or is_adverb(before):
            break
        if start < end and found[start].form in DETERMINERS and not det_goes_on(before):
            break
        if before.form.endswith("ing") and not before.is_capital:
            break
        start -= 1
    return start if start < end else None


def _before_comma(found: Sequence[Item], end: int) -> Phrase | None:
    """The name before an apposition, a bracket or a relative clause that closes right before an item."""
    comma = end - 2
    tried = 0
    while comma > 0 and tried < 4 and end - comma < 60:
        item = found[comma]
        if item.kind == "punct" and item.form in (",", "(", "—"):
            tried += 1
            named = _simple_before(found, comma)
            if (
                named is not None
                and opens_apposition(found, comma + 1, end)
                and may_start(found, named.start)
            ):
                head = named.end
                start = named.start
                if start > 1 and found[start - 1].form == "," and not found[start].is_capital:
                    # "Jane Roe, mayor of Erie, Pa., said": the name is one comma further.
                    further = _simple_before(found, start - 1)
                    if (
                        further is not None
                        and found[further.start].is_capital
                        and may_start(found, further.start)
                    ):
                        start, head = further.start, further.end
                return Phrase(start, end, head)
        elif item.kind == "marked" and end - comma > 12:
            return None
        comma -= 1
    return None


def phrase_after(found: Sequence[Item], start: int, *, whole: bool = False) -> Phrase | None:
    """The noun phrase that begins at an item ("said Jane Roe, a spokeswoman for Acme"); None if none does.

    ``whole``: prepositions of every kind stay inside it, as after "according to".
    """
    if start >= len(found) or found[start].kind != "word":
        return None
    first = found[start]
    if first.form in ("he", "she", "they", "we", "i", "you", "it"):
        return Phrase(start, start + 1, start + 1)
    if is_boundary(first) or is_adverb(first):
        return None
    end = start
    head = 0
    while end < len(found) and end - start < _LONGEST:
        item = found[end]
        if item.kind == "punct" and item.form == "," and is_name_comma(found, end):
            end += 1
            continue
        if item.kind != "word":
            break
        if item.form in DAYS or (is_adverb(item) and not item.is_capital):
            break
        if (
            end > start
            and stays_inside(found, end)
            and (whole or item.form in ("of", "for", "from", "with", "at", "to"))
        ):
            following = found[end + 1] if end + 1 < len(found) else None
            if following is None or is_boundary(following) or following.form in DAYS:
                break
            head = head or end
            end += 1
            continue
        if item.form in ("and",) and end > start and end + 1 < len(found):
            following = found[end + 1]
            if (
                (following.is_capital and found[end - 1].is_capital)
                or (whole and not is_verb_like(following))
                or ends_after(found, end + 1)
            ):
                end += 1
                continue
            break
        if is_boundary(item):
            break
        if is_verb_like(item) and end > start and found[end - 1].form not in DETERMINERS:
            break
        end += 1
    if end == start:
        return None
    head = head or end
    if (
        end + 1 < len(found)
        and found[end].form == ","
        and (is_description(found, end + 1) or names_described(found, start, end + 1))
    ):
        stop = end + 1
        while (
            stop < len(found)
            and found[stop].form not in (",", ";", ":", ".", "?", "!", "—")
            and found[stop].kind != "marked"
        ):
            stop += 1
        if stop - end < 30 and not is_clause(found, end + 1, stop):
            end = stop
    return Phrase(start, end, min(head, end))


def main_subject(found: Sequence[Item], end: int) -> Phrase | None:
    """The subject of the sentence that holds the items before ``end``: its first noun phrase, after
    introductory words."""
    at = 0
    while at < end and (found[at].kind == "punct" or found[at].form in ("and", "but", "so", "or", "yet")):
        at += 1
    while (
        at < end
        and found[at].kind == "word"
        and (
            found[at].form in INTRODUCTORY
            or is_adverb(found[at])
            or (found[at].form.endswith("ing") and len(found[at].form) > 5)
            or (found[at].form.endswith("ed") and found[at].form not in NOT_VERBS)
        )
    ):
        comma = at
        while comma < end and found[comma].form != ",":
            comma += 1
        if comma >= end - 1:
            break
        at = comma + 1
    for place in range(at + 1, min(end, at + 60)):
        item = found[place]
        if is_verb_like(item) and found[place - 1].kind != "marked":
            subject = phrase_before(found, group_start(found, place))
            if subject is not None and subject.start >= at:
                return subject
    return phrase_after(found, at) if at < end else None
