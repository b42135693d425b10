"""Whether a name in a summary is one that the article has."""

import re
from dataclasses import replace
from typing import Literal

from onrecord.reading.types import Name
from onrecord.scoring.summaries.evidence import Evidence
from onrecord.scoring.summaries.vocabulary import (
    FUNCTION_WORDS,
    METONYMS,
    NATION,
    NICKNAMES,
    REPORTING,
    ROLES,
)
from onrecord.scoring.summaries.words import Term, terms
from onrecord.text import Span

Support = Literal["supported", "extrinsic", "unsupported"]

_LEAST_PREFIX = 4
_ENDINGS = frozenset(["", *"s n i a o y an ian ians ans ish ese nian ite ites is ns er ers ic ics".split()])


def name_support(name: Name, evidence: Evidence, *, following: str | None = None) -> Support:
    """Judge one name of a summary.

    ``following``: for a name that opens a sentence, where any word has a capital, the folded word after
    it; None elsewhere. There a single word is held to be a name only where a verb follows as after one.
    """
    parts = terms(name.text)
    whole = tuple(p.form for p in parts)
    while len(parts) > 1 and parts[0].form in ROLES | FUNCTION_WORDS:
        parts = parts[1:]
    if not parts or not any(p.form[0].isalpha() for p in parts):
        return "supported"
    forms = tuple(p.form for p in parts)
    if evidence.has_run(forms) or any(_is_subsequence(forms, known) for known in evidence.names):
        return "supported"
    if _is_described(parts, evidence):
        return "supported"
    if len(whole) > 1 and _is_expansion(whole, evidence):
        return "extrinsic"
    if len(parts) == 1:
        may_be_common = following is not None and name.kind == "other" and parts[0].form not in NATION
        if may_be_common and not _acts_as_name(parts[0].form, following or "", evidence):
            return "supported"
        return word_support(parts[0], evidence)
    return _several_words(parts, evidence, name)


def _is_described(parts: list[Term], evidence: Evidence) -> bool:
    """Whether a known name of several words stands after words for what its bearer is: "Trainer Joost van
    Ewyk". They are the article's own, or end as such nouns do, and are no part of anybody's name."""
    for start in range(1, len(parts) - 1):
        before, rest = parts[:start], tuple(p.form for p in parts[start:])
        if any(p.form in evidence.personal for p in before):
            return False
        if not all(p.form in evidence.lower or is_like_a_noun(p.form) for p in before):
            return False
        if evidence.has_run(rest) or any(_is_subsequence(rest, known) for known in evidence.people):
            return True
    return False


def parted(name: Name, evidence: Evidence) -> list[Name]:
    """A name that the article does not have whole, parted at "and" and at prepositions: it may be two, or a
    person of some body."""
    joined = list(re.finditer(r"\s+(?:and|&|of|for|at|from)\s+(?:the\s+)?", name.text))
    if not joined or evidence.has_run([t.form for t in terms(name.text)]):
        return [name]
    found, start = [], 0
    for match in [*joined, None]:
        end = match.start() if match else len(name.text)
        span = Span(name.span.start + start, name.span.start + end)
        found.append(replace(name, span=span, text=name.text[start:end]))
        start = match.end() if match else end
    return found


def _acts_as_name(form: str, following: str, evidence: Evidence) -> bool:
    """Whether an opening word goes on like a person's name: "Macron said", not "Divers said", "Crash hurt"
    or "Management denied"; has something: "Corvenna's levy", not "Women's Monday"; or is what the article
    has a name for: "Solmark volcano" where it has "the Sarani volcano". Doubt acquits."""
    if is_like_a_noun(form) or form in _EVERYBODY:
        return False
    if following in ROLES or following in evidence.named_things:
        return not form.endswith(_ADJECTIVAL_ENDINGS) and form not in _DESCRIBING
    return following in REPORTING or following in _PERSONAL_VERBS or following == "s"


def is_like_a_noun(form: str) -> bool:
    """Whether a word ends as plurals and nouns of agents and matters do."""
    return form.endswith(_COMMON_ENDINGS) and not form.endswith("ss")


_EVERYBODY = frozenset("women men children people nobody everybody everyone anybody today yesterday".split())
# "Regional council", "Top official": no names.
_ADJECTIVAL_ENDINGS = tuple("al ic ous ive ary ern ish ant ent ed ing y ar".split())
_DESCRIBING = frozenset(
    """new old young top rival lone junior head press trade school airport village state opposition
    club team house law staff world home""".split()
)
_COMMON_ENDINGS = tuple("s ment tion sion ship ness ity ing ance ence ist er or dom hood ism ics th".split())
_PERSONAL_VERBS = frozenset(
    """met meets visited visits resigned resigns spoke speaks vowed vows thinks thought wants wanted hopes
    hoped believes believed remembers remembered signed signs won wins apologised apologized""".split()
)


def word_support(part: Term, evidence: Evidence) -> Support:
    """Judge a name of one word: the article's, its abbreviation or people, or a seat for a government."""
    form = part.form
    if part.stem in evidence.stems or form in ROLES | FUNCTION_WORDS:
        return "supported"
    if METONYMS.get(form) in evidence.stems or _is_abbreviation(form, evidence):
        return "extrinsic"
    if any(_is_demonym(form, known) for known in evidence.capitals):
        return "supported"
    return "unsupported"


def _several_words(parts: list[Term], evidence: Evidence, name: Name) -> Support:
    """The parts of one person must be of one person; other words need only be the article's."""
    personal = tuple(p.form for p in parts if p.form in evidence.personal)
    others = [p for p in parts if p.form not in evidence.personal]
    unknown = [p for p in others if word_support(p, evidence) == "unsupported"]
    if personal and not any(_is_subsequence(personal, person) for person in evidence.people):
        # "Lloyd Gallant": parts of two people.
        return "unsupported"
    if not unknown:
        return "supported"
    if len(unknown) > 2:
        return "unsupported"
    last = parts[-1]
    if last in unknown or last.form not in evidence.capitals or last.form in ROLES:
        return "unsupported"
    if last.form in evidence.lower or last.form in evidence.impersonal:
        # "Rolvik Crossing" beside "Ternsund Crossing": who crosses has no given name.
        return "unsupported"
    added = tuple(p.form for p in unknown)
    return "extrinsic" if _could_be_added(added, last.form, evidence) else "unsupported"


def _could_be_added(added: tuple[str, ...], surname: str, evidence: Evidence) -> bool:
    """Whether parts unknown to the article can stand before a known surname without contradicting it.

    "Joe Biden" can where the article has only "Biden"; "Bob Gallant" cannot where it has "Yoav Gallant";
    "Bill Burns" can where it has "William Burns".
    """
    persons = (tuple(part for part in person if part not in ROLES) for person in evidence.people)
    given = [person[0] for person in persons if len(person) > 1 and surname in person[1:]]
    return not given or any(_same_given(a, g) for a in added for g in given)


def _same_given(one: str, other: str) -> bool:
    if one == other or (len(min(one, other, key=len)) == 1 and one[0] == other[0]):
        return True
    return any(one in group and other in group for group in NICKNAMES)


def _is_subsequence(forms: tuple[str, ...], known: tuple[str, ...]) -> bool:
    """Whether parts stand in a known name in their order: "Lloyd Austin" in "Lloyd J. Austin III"."""
    rest = iter(known)
    return all(form in rest for form in forms)


def _is_expansion(forms: tuple[str, ...], evidence: Evidence) -> bool:
    """ "Central Intelligence Agency" where the article has "CIA"."""
    initials = "".join(f[0] for f in forms if f not in FUNCTION_WORDS)
    return len(initials) > 1 and initials in evidence.abbreviations


def _is_abbreviation(form: str, evidence: Evidence) -> bool:
    """ "IAEA" where the article writes the name out."""
    if not 2 <= len(form) <= 6 or form in NATION:
        return False
    for known in evidence.names:
        if "".join(part[0] for part in known if part not in FUNCTION_WORDS) == form:
            return True
    return form in evidence.initials


def _is_demonym(form: str, known: str) -> bool:
    """ "Norwegians" beside "Norwegian", "Democratic" beside "Democrats": one stem, two endings."""
    shared = next((n for n, (a, b) in enumerate(zip(form, known, strict=False)) if a != b), None)
    if shared is None:
        shared = min(len(form), len(known))
    return shared >= _LEAST_PREFIX and form[shared:] in _ENDINGS and known[shared:] in _ENDINGS
