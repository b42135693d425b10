"""Finds the cues of a sentence, each with its source and the stretch its own words take."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from onrecord.reading.cuecontext import contact_verb, has_be, has_figure, is_object, told_by
from onrecord.reading.cues import (
    ADDRESSEE_VERBS,
    CLAUSE_LEMMAS,
    NEEDS_FIGURE,
    NEEDS_PARTICLE,
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

CueKind = Literal["verb", "participle", "coordinated", "according", "noun"]


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
    is_inverted: bool = False
    has_that: bool = False


_OPENERS = frozenset("that the a an he she they it his her its their there this these him them us me".split())
_QUESTIONS = frozenset("if whether why what how who where when".split())
_SAID_TO = frozenset(
    """say explain write complain announce reply respond remark mention admit read shout
    appeal""".split()
)
_ASKING = frozenset("ask wonder inquire enquire query question".split())
_PASSIVE = frozenset("being be been get got".split())
_PARTICIPLE_LINKS = frozenset("and while but then when".split())
_NEGATIONS = frozenset("not never".split())
_IN_HEADLINES = frozenset("says said tells writes warns admits argues insists".split())
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
                cues.append(CueClause("according", "according to", "", at, at + 2, at, source.end, source))
        elif (cue := _owned_speech(found, at) or _in_words(found, at)) is not None:
            cues.append(cue)
        elif item.form in VERB_FORMS and (not item.is_capital or item.form in _IN_HEADLINES):
            cue = _verb_cue(found, at, cues)
            if cue is not None:
                cues.append(cue)
    return cues


def _owned_speech(found: Sequence[Item], at: int) -> CueClause | None:
    """The cue in "Roe's pledge that …" whose noun stands at a place."""
    if found[at].form not in SPEECH_NOUNS or at == 0 or at + 2 >= len(found) or found[at + 1].form != "that":
        return None
    if not found[at - 1].form.endswith(("'s", "s'")):
        return None
    source = phrase_before(found, at)
    if source is None:
        return None
    source = Phrase(source.start, at, at)
    return CueClause("noun", "say", "", at, at + 1, source.start, at + 2, source, has_that=True)


def _in_words(found: Sequence[Item], at: int) -> CueClause | None:
    """The cue "in Roe's words" or "in the words of Roe" whose "words" stand at a place."""
    lemma = "in the words of"
    if found[at].form != "words":
        return None
    if at > 1 and found[at - 1].form.endswith(("'s", "s'")):
        start = at - 1
        while start > 0 and found[start].form != "in" and at - start < 6:
            start -= 1
        if found[start].form == "in" and start + 1 < at:
            source = Phrase(start + 1, at, at)
            return CueClause("according", lemma, "", at, at + 1, start, at + 1, source)
    if at > 1 and at + 1 < len(found) and found[at - 2].form == "in" and found[at + 1].form == "of":
        after = phrase_after(found, at + 2, whole=True)
        if after is not None:
            return CueClause("according", lemma, "", at - 2, at + 2, at - 2, after.end, after)
    return None


def _verb_cue(found: Sequence[Item], at: int, earlier: Sequence[CueClause]) -> CueClause | None:
    """The clause of the cue verb at a place, or None where the word is none."""
    lemma, tense = VERB_FORMS[found[at].form]
    group = group_start(found, at)
    if not _is_cue(found, at, group):
        return None
    last = at + 1
    if last < len(found) and found[last].form in PARTICLES.get(lemma, ()):
        last += 1
    elif lemma in NEEDS_PARTICLE:
        return None
    if teller := told_by(found, at, group):
        has_that = found[teller.end].form == "that"
        return CueClause(
            "verb", lemma, tense, at, last, group, teller.end + has_that, teller, False, has_that
        )
    clause = CueClause("verb", lemma, tense, at, last, group, last, None)
    if tense == "gerund" and not has_be(found, group, at):
        clause = _participle(found, clause, earlier)
    else:
        clause = _finite(found, clause, earlier)
    begin = clause.source.end if clause.is_inverted and clause.source is not None else last
    right, has_that = _clause_end(found, lemma, begin)
    if clause.source is None:
        before_marked = right < len(found) and found[right].kind == "marked"
        after_marked = group > 0 and found[group - 1].kind == "marked"
        if not (before_marked or after_marked):
            return None
    return clause._replace(right=right, has_that=has_that)


def _is_cue(found: Sequence[Item], at: int, group: int) -> bool:
    """Whether a form of a cue verb is one where it stands: no noun, no passive, and not denied."""
    lemma, tense = VERB_FORMS[found[at].form]
    before = found[at - 1].form if at else ""
    after = found[at + 1].form if at + 1 < len(found) else ""
    if tense != "past" and lemma in ONLY_PAST:
        return False
    if lemma == "appeal" and after not in ("to", "for"):
        return False
    if lemma in NEEDS_FIGURE and not has_figure(found, lemma, at + 1):
        return False
    if lemma == "ask" and [i.form for i in found[at + 1 : at + 4]] == ["not", "to", "be"]:
        # "who asked not to be named" tells of the source, not of what it said.
        return False
    if lemma in CLAUSE_LEMMAS and any(i.form in _NEGATIONS or "n't" in i.form for i in found[group:at]):
        # "did not say who": no content was communicated.
        return False
    if tense == "past":
        if told_by(found, at, group):
            return True
        is_passive = has_be(found, group, at) or before in _PASSIVE or after in ("by", "down")
        is_adjective = before in _ARTICLES or before in ("of", "as")
        return not (is_passive or is_adjective or after in AUXILIARIES - {"not", "'d"})
    if tense in ("base", "third") and lemma in NOUN_LIKE and not _is_finite(found, at, lemma, tense):
        return False
    if lemma == "say" and before == "to" and contact_verb(found, at) is not None:
        return True
    if tense == "base" and group == at and at and before not in _PLURAL:
        is_plural = found[at - 1].kind == "word" and before.endswith("s") and not before.endswith("'s")
        is_doubtful = lemma in NOUN_LIKE or is_boundary(found[at - 1])
        return before != "to" and (is_plural or not is_doubtful or before in ("and", "also", ","))
    return True


def _participle(found: Sequence[Item], clause: CueClause, earlier: Sequence[CueClause]) -> CueClause:
    """The clause of "saying": its source is the subject of the main clause, or a name right before it."""
    before = found[clause.first - 1] if clause.first else None
    is_linked = before is not None and (before.form in PREPOSITIONS or before.form in _PARTICIPLE_LINKS)
    main = earlier[-1].source if earlier else main_subject(found, clause.first)
    is_apart = before is None or before.kind != "word" or is_linked or is_adverb(before)
    if before is None or is_apart or before.form.rstrip("s") in SPEECH_NOUNS:
        source = main
    else:
        # "a law saying", "means admitting": only a name makes a subject here.
        source = phrase_before(found, clause.left) if before.is_capital else None
    return clause._replace(kind="participle", source=source, left=clause.left - is_linked)


def _finite(found: Sequence[Item], clause: CueClause, earlier: Sequence[CueClause]) -> CueClause:
    """The clause of a finite cue with its subject: after it ("said Roe"), before it, or an earlier one's."""
    group = clause.left
    previous = found[group - 1] if group else None
    called = contact_verb(found, clause.first) if previous is not None and previous.form == "to" else None
    if called is not None:
        before = phrase_before(found, group_start(found, called))
        return clause._replace(source=before, left=before.start if before is not None else group)
    before = phrase_before(found, group)
    if previous is not None and group == clause.first and "clause" in frames(clause.lemma):
        after = phrase_after(found, clause.last)
        is_edge = previous.kind == "marked" or previous.form in (",", "—", "?", "!", ".", "'")
        is_apposed = before is not None and previous.kind != "marked" and not _has_verb(found, before)
        if after is not None and is_edge and not is_apposed and _closes(found, after.end):
            return clause._replace(source=after, is_inverted=True)
    if previous is not None and previous.form in ("and", "but", "then") and group > 1:
        if clause.tense == "base":
            return clause._replace(source=None)
        source = earlier[-1].source if earlier else main_subject(found, group - 1)
        return clause._replace(kind="coordinated", source=source, left=group - 1)
    return clause._replace(source=before, left=before.start if before is not None else group)


def _has_verb(found: Sequence[Item], phrase: Phrase) -> bool:
    """Whether what follows the name in an apposition holds a verb, so that it is a clause of its own."""
    inner = found[phrase.head : phrase.end]
    if any(i.form in ("who", "whose", "which") for i in inner[:2]):
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
        is_open = after.form in ("that", "the") or is_object(found, at, lemma)
        return before.form == "," and is_open and tense == "third"
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
            is_appeal = lemma == "appeal" and after.form in ("to", "for")
            return is_appeal or after.form in _OPENERS or after.is_capital or is_object(found, at, lemma)
        return after.form in ("that", "he", "she", "they", "it", "his", "her", "their", "there")
    return (
        before.form in _PLURAL
        or before.form in AUXILIARIES
        or (before.form.endswith("s") and after.form in ("that", "the", "a", "he", "she", "they", "it"))
    )


def _is_infinitive(found: Sequence[Item], at: int) -> bool:
    """Whether "to" opens an infinitive ("to go") at a place, not a person or a place ("to the mayor")."""
    if at + 1 >= len(found) or found[at].form != "to":
        return False
    after = found[at + 1]
    return after.kind == "word" and not after.is_capital and after.form not in DETERMINERS


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
        if item.form == ":" or ("urge" in frames(lemma) and _is_infinitive(found, ahead)):
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
