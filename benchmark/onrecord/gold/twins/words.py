"""Which words of an article are names, and of what."""

import re
from collections import Counter
from pathlib import Path
from typing import Literal, get_args

from pydantic import TypeAdapter, ValidationError

from onrecord.errors import GoldError
from onrecord.gold.article import Article
from onrecord.reading.lexicon import CALENDAR, COMMON, OFFICES, ORGANISATION_WORDS, PLACE_WORDS, TITLES
from onrecord.reading.names import names_with_hints

Kind = Literal["female", "male", "surname", "place", "organisation"]
KINDS: tuple[Kind, ...] = get_args(Kind)
NAMES = "names.json"
WORD = re.compile(r"[^\W\d_]+")

_ORDINARY = COMMON | CALENDAR | OFFICES | ORGANISATION_WORDS | PLACE_WORDS | TITLES
_LEAST_LETTERS = 3


def name_words(article: Article, folder: Path) -> dict[str, Kind]:
    """The single words that make up the article's proper names, each with the kind of name it is.

    They stand in the article's ``names.json`` (``{"female": [...], "surname": [...], …}``) where it has one;
    else they are read from the text, with what a reader overlooks. Raises GoldError for a wrong file.
    """
    path = folder / NAMES
    if path.exists():
        return _listed(path)
    return _read(article)


def _listed(path: Path) -> dict[str, Kind]:
    try:
        listed = TypeAdapter(dict[Kind, list[str]]).validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise GoldError(
            f"{path}: {place}: {first['msg']}; it holds lists of words under {', '.join(KINDS)}"
        ) from None
    found: dict[str, Kind] = {}
    for kind, words in listed.items():
        for word in words:
            if not WORD.fullmatch(word) or found.setdefault(word, kind) != kind:
                raise GoldError(f"{path}: ‘{word}’ is not one word, or stands under two kinds")
    return found


def _read(article: Article) -> dict[str, Kind]:
    """Capitalised words inside the names that a reader finds, which the article never has in lower case."""
    lower = {w for w in WORD.findall(article.raw) if w[0].islower()}
    spoken = "\n".join(name for s in article.speakers for name in (s.name, *s.aliases))
    counts: dict[str, Counter[Kind]] = {}
    for text in (article.raw, spoken):
        for name, hint in names_with_hints(text):
            words = [w for w in WORD.findall(name.text) if w[0].isupper() and len(w) >= _LEAST_LETTERS]
            for n, word in enumerate(words):
                if word.casefold() in _ORDINARY or word.casefold() in lower:
                    continue
                if name.kind == "person":
                    is_given = n + 1 < len(words)
                    kind: Kind = ("female" if hint.gender == "f" else "male") if is_given else "surname"
                else:
                    kind = "place" if name.kind == "place" else "organisation"
                counts.setdefault(word, Counter())[kind] += 1
    return {word: max(kinds, key=lambda k: (kinds[k], k)) for word, kinds in counts.items()}
