"""Finds the cues of a sentence, each with its source and the stretch its own words take."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from onrecord.reading.cues import (
    ADDRESSEE_VERBS,
    CLAUSE_LEMMAS,
    NEEDS_PARTICLE,
    NEEDS_THAT,
    NOUN_LIKE,
    ONLY_PAST,
    PARTICLES,
    SPEECH_NOUNS,
    VERB_FORMS,
    frames,
)
from onrecord.reading.items import Item
from onrecord.reading.sources import Phrase, group_start, main_subject, phrase_after, phrase_before
from onrecord.reading.wordclasses import (
    AUXILIARIES,
    DAY_PARTS,
    DAYS,
    DETERMINERS,
    PREPOSITIONS,
    is_adverb,
    is_boundary,
    is_verb_like,
)

CueKind = Literal["verb", "participle", "coordinated", "according"]


class CueClause(NamedTuple):
    """A cue in its sentence, as places among the items.

    The clause of the cue ("she told reporters on Monday that") runs from ``left`` to ``right``;
    ``first`` to ``last`` are the words of the cue itself.
    """

    kind: CueKind
    lemma: str
    tense: str
    first: int
    last: int
    left: int
    right: int
    source: Phrase | None
    is_inverted: bool
    has_that: bool


_BE = frozenset("is are was were be been being 's 're".split())
_OPENERS = frozenset("that the a an he she they it his her its their there this these him them us me".split())
_QUESTIONS = frozenset("if whether why what how who where when".split())
_SAID_TO = frozenset(
    """say explain write complain announce reply respond remark mention admit read shout""".split()
)
_ASKING = frozenset("ask wonder inquire enquire query question".split())
_NEGATIONS = frozenset("not never".split())
_PLURAL = frozenset("they we i you who people police others many some both most".split())
_ARTICLES = frozenset("the a an this these those his her its their our my your no any every each".split())
_TIME = (
    DAYS
    | DAY_PARTS
    | frozenset(
        """today yesterday tonight earlier later late early here there now last this afterward afterwards
        recently""".split()
    )
)


def find_cues(found: Sequence[Item]) -> list[CueClause]:
    """The cues of one sentence, in order. A cue verb without a source is left out, unless a marked
    string stands next to it."""
    cues: list[CueClause] = []
    for at, item in enumerate(found):
        if item.kind != "word":
            continue
        if item.form == "according" and at + 1 < len(found) and found[at + 1].form == "to":
            source = phrase_after(found, at + 2, whole=True)
            if source is not None:
                cues.append(
                    CueClause(
                        "according", "according to", "", at, at + 2, at, source.end, source, False, False
                    )
                )
        elif item.form == "words" and (cue := _in_words(found, at)) is not None:
            cues.append(cue)
        elif item.form in VERB_FORMS and (not item.is_capital or item.form in ("says", "said", "tells")):
            cue = _verb_cue(found, at, cues)
            if cue is not None:
                cues.append(cue)
    return cues


def _in_words(found: Sequence[Item], at: int) -> CueClause | None:
    """The cue "in Roe's words" or "in the words of Roe" whose "words" stand at a place."""
    if at > 1 and found[at - 1].form.endswith(("'s", "s'")):
        start = at - 1
        while start > 0 and found[start].form != "in" and at - start < 6:
            start -= 1
        if found[start].form == "in" and start + 1 < at:
            source = Phrase(start + 1, at, at)
            return CueClause(
                "according", "in the words of", "", at, at + 1, start, at + 1, source, False, False
            )
    if at > 1 and at + 1 < len(found) and found[at - 2].form == "in" and found[at + 1].form == "of":
        after = phrase_after(found, at + 2, whole=True)
        if after is not None:
            return CueClause(
                "according", "in the words of", "", at - 2, at + 2, at - 2, after.end, after, False, False
            )
    return None


def _verb_cue(found: Sequence[Item], at: int, earlier: Sequence[CueClause]) -> CueClause | None:
    lemma, tense = VERB_FORMS[found[at].form]
    before = found[at - 1] if at else None
    after = found[at + 1] if at + 1 < len(found) else None
    if tense != "past" and lemma in ONLY_PAST:
        return None
    if lemma == "ask" and [i.form for i in found[at + 1 : at + 4]] == ["not", "to", "be"]:
        # "who asked not to be named" tells of the source, not of what it said.
        return None
    if tense in ("base", "third") and lemma in NOUN_LIKE and not _is_finite(found, at, lemma, tense):
        return None
    last = at + 1
    if after is not None and after.form in PARTICLES.get(lemma, ()):
        last += 1
    elif lemma in NEEDS_PARTICLE:
        return None
    group = group_start(found, at)
    has_be = any(found[i].form in _BE or found[i].form.endswith(("'s", "'re")) for i in range(group, at))
    if lemma in CLAUSE_LEMMAS and any(
        found[i].form in _NEGATIONS or "n't" in found[i].form for i in range(group, at)
    ):
        # "did not say who": no content was communicated.
        return None
    if tense == "past":
        if has_be or (before is not None and before.form in ("being", "be", "been", "get", "got")):
            return None
        if before is not None and (before.form in _ARTICLES or before.form in ("of", "as")):
            return None
        if after is not None and (after.form in ("by", "down") or after.form in AUXILIARIES - {"not", "'d"}):
            return None
    if tense == "base" and group == at and before is not None and before.form not in _PLURAL:
        is_plural = before.kind == "word" and before.form.endswith("s") and not before.form.endswith("'s")
        if before.form == "to":
            return None
        if (
            not is_plural
            and (lemma in NOUN_LIKE or is_boundary(before))
            and before.form not in ("and", "or", "also", ",")
        ):
            return None
    kind: CueKind = "verb"
    source: Phrase | None
    is_inverted = False
    left = group
    if tense == "gerund" and not has_be:
        if (
            before is not None
            and before.kind == "word"
            and not (
                before.form in PREPOSITIONS
                or before.form in ("and", "while", "but", "then", "when")
                or is_adverb(before)
            )
        ):
            if before.form in SPEECH_NOUNS or before.form.rstrip("s") in SPEECH_NOUNS:
                source = earlier[-1].source if earlier else main_subject(found, at)
            else:
                # "a law saying", "means admitting": only a name makes a subject here.
                source = phrase_before(found, group) if before.is_capital else None
        else:
            source = earlier[-1].source if earlier else main_subject(found, at)
        kind = "participle"
        if before is not None and (
            before.form in PREPOSITIONS or before.form in ("and", "while", "but", "then", "when")
        ):
            left -= 1
    else:
        previous = found[group - 1] if group else None
        following = phrase_after(found, last) if group == at else None
        appositive = phrase_before(found, group)
        if (
            following is not None
            and frames(lemma) & {"clause"}
            and (
                previous is None
                or previous.kind == "marked"
                or previous.form in (",", "—", "?", "!", ".", "'")
            )
            and _closes(found, following.end)
            and (previous is not None)
            and not (
                appositive is not None and previous.kind != "marked" and not _has_verb(found, appositive)
            )
        ):
            source, is_inverted = following, True
        elif previous is not None and previous.form in ("and", "but", "then") and group > 1:
            source = earlier[-1].source if earlier else main_subject(found, group - 1)
            if tense == "base":
                return None
            kind = "coordinated"
            left = group - 1
        else:
            source = appositive
            if source is not None:
                left = source.start
    right = source.end if is_inverted and source is not None else last
    right, has_that = _clause_end(found, lemma, right)
    if source is None:
        near = (group and found[group - 1].kind == "marked") or (
            right < len(found) and found[right].kind == "marked"
        )
        if not near:
            return None
    return CueClause(kind, lemma, tense, at, last, left, right, source, is_inverted, has_that)


def _has_verb(found: Sequence[Item], phrase: Phrase) -> bool:
    """Whether what follows the name in an apposition holds a verb, so that it is a clause of its own."""
    inner = found[phrase.head : phrase.end]
    if any(i.form == "who" for i in inner[:2]):
        return False
    return any(is_verb_like(i) and not i.form.endswith(("ed", "ing")) for i in inner)


def _closes(found: Sequence[Item], at: int) -> bool:
    """Whether an inverted subject can end here: a verb after it would make it a subject of its own."""
    if at >= len(found):
        return True
    item = found[at]
    if item.kind != "word":
        return True
    return (
        item.form in PREPOSITIONS
        or item.form in _TIME
        or item.form in ("and", "but", "as", "when", "while", "who", "whose", "because", "where", "if")
        or item.form.endswith("ing")
        or (is_adverb(item) and not (at + 1 < len(found) and is_verb_like(found[at + 1])))
    )


def _is_finite(found: Sequence[Item], at: int, lemma: str, tense: str) -> bool:
    """Whether a form that may be a noun ("reports", "claim") is a verb where it stands."""
    before = found[at - 1] if at else None
    after = found[at + 1] if at + 1 < len(found) else None
    if after is not None and after.kind == "marked" and before is not None and not is_boundary(before):
        return before.form not in DETERMINERS
    if (
        after is None
        or after.form in ("of", "and", "or", "from", "in", "on", "about", "against")
        or before is None
    ):
        return False
    if before.kind == "marked":
        return True
    if before.kind == "punct":
        return before.form == "," and after is not None and after.form in ("that", "the") and tense == "third"
    if before.form in DETERMINERS or before.form in PREPOSITIONS or before.form.endswith(("'s", "s'")):
        return False
    if tense == "third":
        if before.form in ("he", "she", "it", "who", "that", "also"):
            return True
        if before.form in ("and", "but", "then"):
            return lemma in CLAUSE_LEMMAS and (after.form in _OPENERS or after.is_capital)
        if is_boundary(before):
            return False
        if before.is_capital:
            return after.form in _OPENERS or after.is_capital
        return after.form in ("that", "he", "she", "they", "it", "his", "her", "their", "there")
    return (
        before.form in _PLURAL
        or before.form in AUXILIARIES
        or (before.form.endswith("s") and after.form in ("that", "the", "a", "he", "she", "they", "it"))
    )


def _clause_end(found: Sequence[Item], lemma: str, at: int) -> tuple[int, bool]:
    """Where the content may begin after a cue: past an addressee, a time or a place that "that" or a
    marked string follows; and whether "that" was there."""
    start = at
    if lemma in ADDRESSEE_VERBS and at < len(found) and found[at - 1].form not in PARTICLES.get(lemma, ()):
        addressee = phrase_after(found, at)
        if at < len(found) and found[at].form in ("me", "him", "her", "them", "us", "you"):
            at += 1
        elif addressee is not None:
            stop = addressee.head
            after = found[stop] if stop < len(found) else None
            if (
                lemma in ("tell",)
                or (after is not None and after.form in ("that", "to", ",", ":"))
                or (after is not None and lemma in _ASKING and after.form in _QUESTIONS)
                or (after is not None and after.kind == "word" and after.form in PREPOSITIONS)
            ):
                at = stop
    elif lemma in _SAID_TO and at + 1 < len(found) and found[at].form == "to":
        addressee = phrase_after(found, at + 1)
        if addressee is not None:
            at = addressee.end
    while at < len(found) and found[at].form in _TIME and found[at].form != "this":
        at += 1
    ahead = at
    depth = 0
    while ahead < len(found) and ahead - at < 22:
        item = found[ahead]
        if item.form == "that" and item.kind == "word":
            following = found[ahead + 1] if ahead + 1 < len(found) else None
            # "said that was unfair": here it is the subject.
            return ahead + (following is None or following.form not in AUXILIARIES), True
        if lemma in _ASKING and item.form in _QUESTIONS:
            return ahead, True
        if item.form == ":":
            return ahead, False
        if item.kind == "marked":
            first = found[at] if at < ahead else None
            if first is not None and found[ahead - 1].form == "," and first.form in PREPOSITIONS:
                return ahead, False
            break
        if item.kind == "word" and (
            (is_boundary(item) and item.form not in PREPOSITIONS) or is_verb_like(item)
        ):
            break
        if item.kind == "punct" and item.form in (".", ";", "?", "!"):
            break
        if (
            item.kind == "word"
            and item.form.endswith("ing")
            and not item.is_capital
            and found[ahead - 1].form == ","
        ):
            break
        if item.kind == "punct" and item.form == ",":
            depth += 1
            if depth > 2 or ahead == at:
                break
        if ahead == at and item.form not in PREPOSITIONS and item.kind == "word":
            break
        ahead += 1
    return max(at, start), False


def needs_that(lemma: str) -> bool:
    """Whether a bare clause or object after a cue verb is no content."""
    return lemma in NEEDS_THAT
