"""Finds the content of each cue of a sentence: what stands before it, after it, or around it."""

from collections.abc import Sequence

from onrecord.reading.clauses import CueClause
from onrecord.reading.cues import BARE_GERUND, NEEDS_MARKS, NEEDS_THAT, frames
from onrecord.reading.items import Item
from onrecord.reading.sources import Phrase
from onrecord.reading.wordclasses import (
    AUXILIARIES,
    DAYS,
    DETERMINERS,
    INTRODUCTORY,
    PREPOSITIONS,
    RELATIVES,
    is_adverb,
    is_verb_like,
)
from onrecord.text import Span

_LONGEST_INTRODUCTION = 14
# How near a marked string must stand for it to be what a doubtful cue verb takes.
_NEAR = 12
_STRIPPED = frozenset(", . ; : — ? ! … ' and but".split())
_STRIPPED_END = frozenset(", . ; : — …".split())
_ADJUNCT = (
    (PREPOSITIONS - {"like", "per"})
    | DAYS
    | frozenset("last this when while as after before earlier later today yesterday because and at".split())
)
_BREAKS = frozenset("and but while although though whereas".split())
_CIRCUMSTANCES = frozenset("when after before while until although though because if".split())
_SUBORDINATORS = frozenset("when after because while if although though since before until unless".split())
_PERSONS = frozenset(
    "anybody anyone nobody everybody everyone somebody someone me him her them us you it".split()
)
_RELATIVE = frozenset("who which whose adding saying and but while when as noting calling citing".split())


def contents(found: Sequence[Item], cues: Sequence[CueClause]) -> list[tuple[CueClause, list[Span]]]:
    """The cues of one sentence that have content in it, each with the segments of its content."""
    result: list[tuple[CueClause, list[Span]]] = []
    low = 0
    for number, cue in enumerate(cues):
        high = _high(found, cues, number)
        if cue.kind == "according":
            segments = _of_according(found, cue, low, high)
        elif cue.kind == "verb" and is_trailing(found, cue, low):
            segments, low_after = _before_and_after(found, cue, low, high)
            if segments:
                low = low_after
        else:
            segments = _after(found, cue, high)
        if segments:
            result.append((cue, segments))
    return result


def is_trailing(found: Sequence[Item], cue: CueClause, low: int) -> bool:
    """Whether the content of a cue stands before it ("…, she said")."""
    left = cue.left
    if left <= low or "clause" not in frames(cue.lemma):
        return False
    before = found[left - 1]
    if before.kind != "marked" and before.form not in (",", "—", "?", "!", "…", "'"):
        return False
    if not any(i.kind != "punct" and i.form not in _STRIPPED for i in found[low:left]):
        return False
    if found[left - 1].form == "as":
        return False
    if cue.has_that:
        return False
    has_marked = any(i.kind == "marked" for i in found[low:left])
    if cue.is_inverted:
        return True
    after = found[cue.right] if cue.right < len(found) else None
    is_intro = not has_marked and _is_introduction(found, low, left)
    if after is None or after.form in (".", "?", "!", ";"):
        return True
    if after.form == ":":
        return False
    if after.kind == "marked":
        return before.kind == "marked" and bool(_marked_end(found, low, left))
    if after.form == ",":
        following = found[cue.right + 1] if cue.right + 1 < len(found) else None
        if following is None or following.kind != "marked":
            return True
        if not has_marked and following.is_capital:
            return False
        return bool(_marked_end(found, low, left)) or (
            not is_intro and not has_marked and cue.right - left < 3
        )
    if after.kind == "word" and (after.form in _ADJUNCT or is_adverb(after)):
        return before.kind == "marked" or not is_intro
    return before.kind == "marked" and after.form not in ("that",) and after.kind != "word"


def _is_introduction(found: Sequence[Item], low: int, left: int) -> bool:
    """Whether what stands before a cue's clause only introduces it ("In May, …")."""
    at = low
    while at < left and found[at].kind == "punct":
        at += 1
    if at >= left:
        return True
    first = found[at]
    return left - at <= _LONGEST_INTRODUCTION and (
        first.form in INTRODUCTORY or is_adverb(first) or left - at <= 2 or first.form.endswith("ing")
    )


def _high(found: Sequence[Item], cues: Sequence[CueClause], number: int) -> int:
    """Where the content after a cue ends at the latest: before a cue that goes on beside it."""
    cue = cues[number]
    end = _clause_high(found, cue)
    for later in cues[number + 1 :]:
        if later.source is not None and _is_in_relative(found, cue, later.source):
            # "A banker who advised the bidder says …": the first cue has nothing beyond its relative clause.
            return min(later.source.end, end)
        if later.left <= cue.right:
            continue
        if later.kind == "verb" and (colon := _colon_before(found, cue.right, later.left)) is not None:
            # "He said the marshal shouted to him: “I do what he shouts,” he said."
            return min(colon, end)
        if later.kind in ("participle", "coordinated") and later.source == cue.source:
            before = found[later.left - 1]
            if later.kind == "coordinated" and _had(found, cue.right, later.left):
                # "He said he had rung and told them to go": that he told them is said as well.
                continue
            if later.kind == "coordinated" or before.form in (",", "—") or before.kind == "marked":
                return min(later.left, end)
        is_beside = later.kind == "verb" and later.left > 1 and found[later.left - 1].form in _BREAKS
        if is_beside and (found[later.left - 2].form == "," or found[later.left - 2].kind == "marked"):
            return min(later.left - 1, end)
        if later.kind == "verb" and found[later.left - 1].form == ";":
            return min(later.left - 1, end)
        if later.kind == "verb" and found[later.left - 1].form == "," and later.right < len(found):
            ahead = later.right + (found[later.right].form in (",", ":"))
            if (
                ahead < len(found) and found[ahead].kind == "marked" and cue.kind != "verb"
            ) or later.has_that:
                return min(later.left - 1, end)
    return end


def _colon_before(found: Sequence[Item], low: int, left: int) -> int | None:
    """Where the colon stands that opens the marked strings right before a cue's clause."""
    at = left
    while at > low and found[at - 1].kind != "word" and found[at - 1].form != ":":
        at -= 1
    has_marked = any(i.kind == "marked" for i in found[at:left])
    return at - 1 if has_marked and at > low and found[at - 1].form == ":" else None


def _is_in_relative(found: Sequence[Item], cue: CueClause, subject: Phrase) -> bool:
    """Whether a cue stands in the relative clause of a subject."""
    if not (subject.start <= cue.left and cue.right <= subject.end):
        return False
    return any(i.form in RELATIVES or i.form == "whose" for i in found[subject.start : cue.first])


def _had(found: Sequence[Item], start: int, end: int) -> bool:
    """Whether a clause tells what somebody had done, with no comma or cue before what comes after it."""
    inner = found[start:end]
    return (
        any(i.form == "had" for i in inner[:4])
        and end < len(found)
        and not any(i.kind != "word" for i in inner)
    )


def _clause_high(found: Sequence[Item], cue: CueClause) -> int:
    """Where a cue's clause ends when it is not the main one: "X, who said …, left", "When X said …, Y …"."""
    if cue.kind == "noun":
        return _noun_high(found, cue.right)
    opener = found[cue.left - 1].form if cue.left else ""
    is_relative = cue.source is not None and found[cue.source.end - 1].form in RELATIVES
    if not is_relative and not (opener in _SUBORDINATORS and cue.left < 3):
        return len(found)
    for place in range(cue.right, len(found) - 1):
        if found[place].form != ",":
            continue
        if not is_relative:
            return place
        verb = place + 1
        while verb < len(found) - 1 and is_adverb(found[verb]):
            verb += 1
        if is_verb_like(found[verb]) or found[verb].form in AUXILIARIES:
            return place
    return len(found)


def _noun_high(found: Sequence[Item], at: int) -> int:
    """Where the content of "Roe's pledge that …" ends: at punctuation, or at the verb of "pledge" itself."""
    groups = 0
    for place in range(at, len(found)):
        item = found[place]
        if item.kind == "punct":
            return place
        if item.form in AUXILIARIES and item.form not in ("not", "never", "also"):
            groups += found[place - 1].form not in AUXILIARIES
            if groups > 1:
                return place
    return len(found)


def _before_and_after(found: Sequence[Item], cue: CueClause, low: int, high: int) -> tuple[list[Span], int]:
    """The content around a cue that follows it, and where the next content may begin."""
    segments = _marked_end(found, low, cue.left) or _whole(found, low, cue.left)
    if not segments:
        return [], low
    at = cue.right
    ahead = at
    while ahead < high and found[ahead].kind != "marked" and found[ahead].form not in (",", ":", "—"):
        ahead += 1
    if ahead >= high:
        return segments, high
    if found[ahead].kind == "marked":
        run = _run(found, ahead)
        return segments + [found[i].span for i in range(ahead, run) if found[i].kind == "marked"], run
    following = ahead + 1
    if following >= high:
        return segments, high
    if found[following].kind == "marked":
        run = _run(found, following)
        return segments + [found[i].span for i in range(following, run) if found[i].kind == "marked"], run
    if (
        ahead == at
        and found[following].form not in _RELATIVE
        and not any(i.kind == "marked" for i in found[low : cue.left])
    ):
        # "The plan, she said, is dead": the content goes on.
        return segments + _whole(found, following, high), high
    return segments, ahead


def _run(found: Sequence[Item], at: int) -> int:
    """The end of a run of marked strings with nothing but punctuation between them."""
    end = at
    while end < len(found) and found[end].kind != "word":
        end += 1
    return end


def _marked_end(found: Sequence[Item], low: int, left: int) -> list[Span]:
    """The marked strings that stand right before a cue's clause, where they are its whole content."""
    at = left
    while at > low and found[at - 1].kind != "word":
        at -= 1
    segments = [i.span for i in found[at:left] if i.kind == "marked"]
    if not segments:
        return []
    words = [i for i in found[low:at] if i.kind == "word" and i.form not in _STRIPPED]
    first = next(i for i in range(at, left) if found[i].kind == "marked")
    if not words or found[at].form == ":" or any(i.form in ("(", "[") for i in found[at:first]):
        return segments
    return []


def _after(found: Sequence[Item], cue: CueClause, high: int) -> list[Span]:
    """The content after a cue."""
    at = cue.right
    has_break = False
    if cue.left and found[cue.left - 1].form == "as":
        # "As she said on Monday, the dam is old."
        at = next((i for i in range(at, min(high, at + _NEAR)) if found[i].form == ","), at)
    while at < high and found[at].kind == "punct" and found[at].form in (",", ":", "—"):
        has_break = True
        at += 1
    if at >= high:
        return []
    if cue.has_that:
        has_break = False
    colon = next((i for i in range(at, min(high, at + 60)) if found[i].form == ":"), None)
    if colon is not None and colon + 1 < high and found[colon + 1].kind == "marked":
        if cue.has_that or any(is_verb_like(i) for i in found[at:colon]):
            high = colon
        else:
            at, has_break = colon + 1, True
    if found[at].kind == "marked":
        run = _run(found, at)
        rest = any(i.kind == "word" for i in found[run:high])
        if has_break or not rest:
            return [i.span for i in found[at:run] if i.kind == "marked"]
        return _whole(found, at, high)
    if has_break and found[at - 1].form == "," and not (cue.left and found[cue.left - 1].form == "as"):
        # "…, she told him, walking away": what follows the comma is no content, but for a marked string.
        return _late_marked(found, at, high)
    if not _takes(found, cue, at, high):
        return []
    if found[at].form in _ADJUNCT and not cue.has_that and "object" not in frames(cue.lemma):
        late = _late_marked(found, at, high)
        if late:
            return late
    if "clause" not in frames(cue.lemma):
        high = _object_end(found, at, high)
    return _whole(found, at, high)


def _object_end(found: Sequence[Item], at: int, high: int) -> int:
    """Where the object of "criticised" and its like ends: before a clause that says when, or goes on."""
    for place in range(at + 1, high):
        form = found[place].form
        # "to stay away if they can": what is asked for may hang on something.
        if form in (";", "—") or (form in _CIRCUMSTANCES and not (form == "if" and found[at].form == "to")):
            return place
        if (
            form == ","
            and place + 1 < high
            and (found[place + 1].form in _RELATIVE or found[place + 1].form in PREPOSITIONS)
        ):
            return place
    return high


def _late_marked(found: Sequence[Item], at: int, high: int) -> list[Span]:
    """Marked strings after ", " or ":" once an adjunct has passed: 'said in a letter to them, "…"'."""
    for place in range(at + 1, high):
        if found[place].kind == "marked" and found[place - 1].form in (",", ":"):
            return [i.span for i in found[place : _run(found, place)] if i.kind == "marked"]
    return []


def _takes(found: Sequence[Item], cue: CueClause, at: int, high: int) -> bool:
    """Whether a cue verb takes the words that begin at an item as its content."""
    if cue.has_that:
        return "clause" in frames(cue.lemma)
    kinds = frames(cue.lemma)
    first = found[at]
    has_marked = any(i.kind == "marked" for i in found[at : min(high, at + _NEAR)])
    if cue.lemma in NEEDS_MARKS and not has_marked:
        return False
    if "urge" in kinds:
        for place in range(at, min(high, at + 10)):
            if found[place].form == "to" and place + 1 < high and _may_be_base(found[place + 1]):
                return True
            if found[place].kind == "punct":
                break
    if cue.last - cue.first > 1:
        return True
    if cue.kind == "coordinated" and "clause" not in kinds and first.kind != "marked":
        return has_marked
    if cue.tense == "gerund" and cue.lemma not in BARE_GERUND:
        return has_marked
    if "object" in kinds:
        return first.form not in PREPOSITIONS or any(i.kind == "marked" for i in found[at:high])
    if cue.lemma in NEEDS_THAT:
        return has_marked
    if first.form in DAYS:
        return True
    return first.form not in (_ADJUNCT - {"as", "and"}) or any(i.kind == "word" for i in found[at + 4 : high])


def _may_be_base(item: Item) -> bool:
    """Whether a word after "to" may be a verb: "promised to go", not "promised nothing to anybody"."""
    return item.kind == "word" and not (
        item.is_capital or item.form in DETERMINERS or item.form in _PERSONS or item.form[0].isdigit()
    )


def _of_according(found: Sequence[Item], cue: CueClause, low: int, high: int) -> list[Span]:
    left = _whole(found, low, cue.left)
    at = cue.right
    if at < high and found[at].form in RELATIVES:
        # "According to an aide who asked not to be named, …"
        at = next((i for i in range(at, high) if found[i].form == ","), at)
    rest = at < high and found[at].form == "," and any(i.kind != "punct" for i in found[at:high])
    if not left:
        if rest and found[at + 1].form in RELATIVES | {"whose"}:
            at = next((i for i in range(at + 1, high) if found[i].form == ","), at)
        return _whole(found, at, high)
    marked = _marked_end(found, low, cue.left)
    if marked:
        return marked
    if rest and found[at + 1].kind == "marked":
        return left + _whole(found, at, high)
    if rest and found[at + 1].form not in _RELATIVE and _is_introduction(found, low, cue.left):
        return _whole(found, at, high)
    if rest and found[at + 1].form not in _RELATIVE and found[cue.left - 1].form == ",":
        return left + _whole(found, at, high)
    return left


def _whole(found: Sequence[Item], low: int, high: int) -> list[Span]:
    """Everything between two places, without edge punctuation and a leading conjunction."""
    while low < high and found[low].kind != "marked" and found[low].form in _STRIPPED:
        low += 1
    while low < high and found[high - 1].kind == "punct" and found[high - 1].form in _STRIPPED_END:
        high -= 1
    if not any(i.kind != "punct" for i in found[low:high]):
        return []
    return [Span(found[low].start, found[high - 1].end)]
