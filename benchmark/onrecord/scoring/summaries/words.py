"""A summary's words as they are compared: stems, with names of nations in one form."""

import re
from functools import lru_cache
from typing import NamedTuple

from onrecord.scoring.summaries.vocabulary import FUNCTION_WORDS, LONG_FORMS, NATION, NEGATORS
from onrecord.text import Span, tokens

_POSSESSIVE = re.compile(r"['’]s?$")
_CONTRACTED = {"can't": "can", "won't": "will", "shan't": "shall"}
_VERB_CONTRACTED = re.compile(r"(?P<whole>[^\W_]+)(?P<verb>'(?:ve|ll|re|d))")
_FULL_VERB = {"'ve": "have", "'ll": "will", "'re": "are"}
_DOTTED = re.compile(r"\b(?:[A-Za-z]\.){2,}|\b(?:[A-Za-z]\.)+[A-Za-z]\b")

# By their first word, for every word of every text is looked up.
_LONG_BY_FIRST: dict[str, list[tuple[tuple[str, ...], str]]] = {}
for _long, _short in LONG_FORMS.items():
    _LONG_BY_FIRST.setdefault(_long[0], []).append((_long, _short))


class Term(NamedTuple):
    """A word: what it is compared by, how it stands (folded, without 's), and where."""

    stem: str
    form: str
    start: int
    end: int
    capital: bool


@lru_cache(maxsize=50_000)
def stem(form: str) -> str:
    """The Snowball stem of a folded word; one form for a nation and its people.

    Raises ModuleNotFoundError where ``snowballstemmer`` is missing: a stem is never guessed.
    """
    if form in NATION:
        return NATION[form]
    return str(_stemmer().stemWord(form))


@lru_cache(maxsize=1)
def _stemmer():  # type: ignore[no-untyped-def]
    import snowballstemmer

    return snowballstemmer.stemmer("english")


def terms(text: str) -> list[Term]:
    """The words of a text in order. "U.S." and "United States" are one word each; so is "US", not "us"."""
    found: list[Term] = []
    dotted = {m.start(): m.end() for m in _DOTTED.finditer(text)} if "." in text else {}
    skip_to = 0
    may_join = False
    for form, start, end in tokens(text):
        if start < skip_to:
            continue
        if start in dotted:
            end = skip_to = dotted[start]
            form = re.sub(r"[^\w]", "", text[start:end]).casefold()
        elif "'" in form:
            if form.endswith("n't"):
                # "doesn't" is told by "does not".
                verb = _CONTRACTED.get(form, form[:-3])
                found.append(Term(stem(verb), verb, start, end - 3, text[start].isupper()))
                found.append(Term(stem("not"), "not", end - 3, end, False))
                continue
            if contracted := _VERB_CONTRACTED.fullmatch(form):
                # "would've" is told by "would have"; "'d" may be had or would, so it is neither.
                middle = start + contracted.start("verb")
                whole = contracted["whole"]
                found.append(Term(stem(whole), whole, start, middle, text[start].isupper()))
                form = _FULL_VERB.get(contracted["verb"], contracted["verb"])
                found.append(Term(stem(form), form, middle, end, False))
                continue
            form = _POSSESSIVE.sub("", form)
        elif form == "cannot":
            found.append(Term(stem("can"), "can", start, start + 3, text[start].isupper()))
            form, start = "not", start + 3
        if form == "us" and _is_pronoun_us(text[start:end]):
            found.append(Term("us ", form, start, end, text[start].isupper()))
        elif form:
            found.append(Term(stem(form), form, start, end, text[start].isupper()))
            may_join = may_join or form in _LONG_BY_FIRST
    return _join_long_forms(found) if may_join else found


def _is_pronoun_us(raw: str) -> bool:
    return not raw[:2].isupper() and "." not in raw


def _join_long_forms(found: list[Term]) -> list[Term]:
    joined: list[Term] = []
    at = 0
    while at < len(found):
        for long, short in _LONG_BY_FIRST.get(found[at].form, ()):
            if tuple(t.form for t in found[at : at + len(long)]) == long:
                last = found[at + len(long) - 1]
                joined.append(Term(short, " ".join(long), found[at].start, last.end, found[at].capital))
                at += len(long)
                break
        else:
            joined.append(found[at])
            at += 1
    return joined


def is_content(term: Term) -> bool:
    """Whether a word carries matter of its own."""
    return term.form not in FUNCTION_WORDS and not is_negator(term)


def is_negator(term: Term) -> bool:
    return term.form in NEGATORS or term.form.endswith(("n't", "n’t"))


def within(found: list[Term], span: Span) -> list[Term]:
    """The words that start inside a span."""
    return [t for t in found if span.start <= t.start < span.end]
