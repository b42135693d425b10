"""Other names for the names of an article: of the same kind, script and length, and none that it has."""

import json
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from pathlib import Path
from random import Random

from onrecord.gold.twins.words import Kind

_VOWELS = "aeiouáàâäãåæéèêëíìîïóòôöõøúùûü"
_LEAST_STEM = 4
_LONGEST_ENDING = 3


@lru_cache(maxsize=1)
def pools() -> Mapping[Kind, list[str]]:
    """The names to draw from, by kind."""
    read = json.loads((Path(__file__).parent / "pools.json").read_bytes())
    return {kind: names.split() for kind, names in read.items()}


def other_names(words: Mapping[str, Kind], taken: Collection[str], random: Random) -> dict[str, str]:
    """Another name for each word, no two alike, and none of the ``taken`` ones (folded).

    A name is like its twin in kind, in whether it has letters beyond ASCII, in length (to 4, to 7, longer)
    and in whether it begins with a vowel, as far as there are such names: "an" stays "an". A word that is
    another with an ending (*Tavrashi*, *the Tavadors*) is the other's twin with that ending.
    """
    used = set(taken)
    found: dict[str, str] = {}
    for word in sorted(words, key=lambda w: (len(w), w)):
        stem = _stem(word, found)
        if stem:
            found[word] = found[stem] + word[len(stem) :]
            continue
        free = [name for name in pools()[words[word]] if name.casefold() not in used]
        if not free:
            raise ValueError(f"no name is left for ‘{word}’")
        best = max(_likeness(word, name) for name in free)
        found[word] = random.choice([name for name in free if _likeness(word, name) == best])
        used.add(found[word].casefold())
    return found


def _stem(word: str, known: Collection[str]) -> str:
    """The longest known word that this one is made of by an ending, or ""."""
    for cut in range(1, _LONGEST_ENDING + 1):
        stem = word[:-cut]
        if len(stem) >= _LEAST_STEM and stem in known:
            return stem
    return ""


def _likeness(word: str, name: str) -> tuple[bool, ...]:
    return (
        word.isascii() == name.isascii(),
        (word[0].casefold() in _VOWELS) == (name[0].casefold() in _VOWELS),
        _length(word) == _length(name),
    )


def _length(word: str) -> int:
    return (len(word) > 4) + (len(word) > 7)


def renamer(names: Mapping[str, str]) -> Callable[[str], str]:
    """What becomes of a run of letters: its name's twin, in capitals where it is, else itself."""
    capitals = {word.upper(): name.upper() for word, name in names.items() if len(word) > 1}
    return lambda word: names.get(word) or capitals.get(word, word)


def garbled(text: str) -> str:
    """UTF-8 read as Windows-1252, as scrapers do: *García* is *GarcÃ­a*; "" where that gives no text."""
    try:
        return text.encode().decode("cp1252")
    except UnicodeDecodeError:
        return ""
