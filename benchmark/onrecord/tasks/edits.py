"""Small typed edits of quoted words. Each changes what was said, and nothing else about it.

An edit takes the words and a seeded generator, and returns the changed words, or None where it does
not apply.
"""

import re
from collections.abc import Callable, Mapping
from random import Random

_ANTONYMS = {
    "high": "low",
    "more": "less",
    "many": "few",
    "all": "some",
    "always": "rarely",
    "must": "may",
    "should": "could",
    "everything": "nothing",
    "every": "hardly any",
    "good": "bad",
    "safe": "dangerous",
    "strong": "weak",
    "strength": "weakness",
    "simple": "complex",
    "first": "last",
    "before": "after",
    "increase": "decrease",
    "support": "oppose",
    "accept": "reject",
    "destroy": "protect",
    "destroyed": "protected",
    "harms": "helps",
    "harm": "help",
    "win": "lose",
    "open": "closed",
    "right": "wrong",
    "real": "partial",
    "better": "worse",
    "up": "down",
    "yes": "no",
}
_OPPOSITE = _ANTONYMS | {v: k for k, v in _ANTONYMS.items() if " " not in v}
# In lower case, so that May is a month and Will a man; never before an apostrophe ("can't").
_VERBS = "is|are|was|were|will|would|must|should|can|could|may|has|have|does|do|did"
_AUXILIARY = re.compile(rf"\b(?:{_VERBS})\b(?!['’]| not\b)")
_NOT = re.compile(rf"\b({_VERBS}) not\b")
_NUMBER = re.compile(r"\b\d[\d,]*\b")

Edit = Callable[[str, Random], str | None]


def change_number(words: str, random: Random) -> str | None:
    """A number near by in place of one of the numbers."""
    places = list(_NUMBER.finditer(words))
    if not places:
        return None
    match = random.choice(places)
    old = int(match.group().replace(",", ""))
    new = old + random.choice([n for n in (-3, -2, -1, 1, 2, 3, 10) if old + n > 0])
    shown = f"{new:,}" if "," in match.group() else str(new)
    return words[: match.start()] + shown + words[match.end() :]


def flip_negation(words: str, random: Random) -> str | None:
    """A "not" taken out, or put in after an auxiliary."""
    negated = list(_NOT.finditer(words))
    if negated:
        match = random.choice(negated)
        return words[: match.end(1)] + words[match.end() :]
    places = list(_AUXILIARY.finditer(words))
    if not places:
        return None
    match = random.choice(places)
    return words[: match.end()] + " not" + words[match.end() :]


def use_opposite(words: str, random: Random) -> str | None:
    """A word's opposite in its place."""
    places = [m for m in re.finditer(r"[A-Za-z]+", words) if m.group().lower() in _OPPOSITE]
    if not places:
        return None
    match = random.choice(places)
    new = _OPPOSITE[match.group().lower()]
    new = new.capitalize() if match.group()[0].isupper() else new
    return words[: match.start()] + new + words[match.end() :]


def swap_words(words: str, random: Random) -> str | None:
    """Two words of five letters or more, no names, each in the other's place; never neighbours."""
    places = list(re.finditer(r"(?<![\w'’-])[a-zß-ÿ]{5,}(?![\w'’-])", words))
    pairs = [
        (a, b)
        for n, a in enumerate(places)
        for b in places[n + 1 :]
        if a.group() != b.group() and words[a.end() : b.start()].count(" ") > 2
    ]
    if not pairs:
        return None
    a, b = random.choice(pairs)
    return words[: a.start()] + b.group() + words[a.end() : b.start()] + a.group() + words[b.end() :]


def drop_word(words: str, random: Random) -> str | None:
    """One word of five letters or more left out of the middle."""
    places = list(re.finditer(r"\s[^\W\d_]{5,}(?=\s)", words))
    if not places:
        return None
    match = random.choice(places)
    return words[: match.start()] + words[match.end() :]


# Those that turn the meaning come before those that blur it.
TURNING: Mapping[str, Edit] = {
    "number": change_number,
    "negation": flip_negation,
    "opposite": use_opposite,
}
BLURRING: Mapping[str, Edit] = {"drop": drop_word, "swap": swap_words}
