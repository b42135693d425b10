"""The articles that answers are scored against, as a caller has them: gold's by their ids, or texts of the
caller's own with who says what in them."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from onrecord.errors import GoldError
from onrecord.gold.article import Article, Quote, Speaker
from onrecord.gold.load import article_folders, load_article, no_article
from onrecord.gold.records import Change, Form, Meta, Record
from onrecord.gold.root import gold_root
from onrecord.reading.locating import Locator
from onrecord.reading.marks import marked_strings, outermost
from onrecord.scoring.speakers import fold_name
from onrecord.text import Span, Text

_SHOWN = 60


class GivenQuote(Record):
    """One quote of an article: its words as they stand there, who says them, and what else that speaker may
    be called."""

    quote: str
    speaker: str = Field(min_length=1)
    other_names: tuple[str, ...] = ()


class GivenArticle(Record):
    """An article of the caller's own: its text, and every quote in it."""

    text: str
    quotes: tuple[GivenQuote, ...]


Reference = str | Mapping[str, Any]
"""The id of an article of gold, or the fields of a ``GivenArticle``."""


def articles_of(references: Iterable[Reference], gold: str | Path = "") -> list[Article]:
    """The article of each reference; ids are looked up in the folder ``gold``, our own where it is empty.

    Raises GoldError where there is no such article, a field is missing or wrong, or a quote's words do not
    stand in the text.
    """
    of_gold: dict[str, Article] = {}
    found = []
    for number, reference in enumerate(references, 1):
        if isinstance(reference, str):
            if reference not in of_gold:
                of_gold[reference] = _load(reference, gold_root(str(gold)))
            found.append(of_gold[reference])
        else:
            found.append(_build(_given(reference, number), f"reference {number}"))
    return found


def _given(reference: object, number: int) -> GivenArticle:
    try:
        return GivenArticle.model_validate(reference)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(map(str, first["loc"])) or "all of it"
        raise GoldError(
            f"reference {number}, {field}: {first['msg']}; give an article's id, or "
            "{text, quotes: [{quote, speaker, other_names}]}"
        ) from None


def _load(identifier: str, root: Path) -> Article:
    folders = {folder.name: folder for folder in article_folders(root)}
    if identifier not in folders:
        raise no_article(_shown(identifier), root, folders)
    return load_article(folders[identifier])


def _build(given: GivenArticle, place: str) -> Article:
    """An article in memory, each of its quotes found in its text."""
    text = Text(given.text)
    marks = [marked.inner for marked in outermost(marked_strings(given.text))]
    speakers = _speakers(given.quotes)
    spans = _places(text, [entry.quote for entry in given.quotes], place)
    return Article(
        meta=_meta(given.text),
        raw=given.text,
        path=place,
        speakers=tuple(speakers.values()),
        quotes=tuple(
            _quote(f"q{number}", where, speakers[fold_name(entry.speaker)].id, text, marks)
            for number, (entry, where) in enumerate(zip(given.quotes, spans, strict=True), 1)
        ),
    )


def _speakers(quotes: Sequence[GivenQuote]) -> dict[str, Speaker]:
    """The speakers by their folded names. Whoever is called the same in two quotes is one, with all names."""
    names: dict[str, list[str]] = {}
    for entry in quotes:
        names.setdefault(fold_name(entry.speaker), []).extend([entry.speaker, *entry.other_names])
    # Of a person the given and the family name do for the full one; to others it makes no difference.
    return {
        folded: Speaker(f"s{number}", own[0], "person", tuple(dict.fromkeys(own[1:])))
        for number, (folded, own) in enumerate(names.items(), 1)
    }


def _places(text: Text, quotes: Sequence[str], place: str) -> list[tuple[Span, ...]]:
    """Where each quote stands. Words that stand several times take their places in turn."""
    locator = Locator(text)
    taken: Counter[tuple[tuple[Span, ...], ...]] = Counter()
    found = []
    for number, words in enumerate(quotes, 1):
        located = locator.locate(words)
        if located.kind != "exact":
            raise GoldError(
                f"{place}, quote {number}: ‘{_shown(words)}’ does not stand in the text; give its "
                "words as they stand there, with … where words of others come between"
            )
        if taken[located.places] == len(located.places):
            raise GoldError(
                f"{place}, quote {number}: ‘{_shown(words)}’ is listed more often than it stands there"
            )
        found.append(located.places[taken[located.places]])
        taken[located.places] += 1
    return found


def _quote(
    identifier: str, spans: tuple[Span, ...], speaker: str, text: Text, marks: Sequence[Span]
) -> Quote:
    """A quote of the form that its marks tell: all of it in marks is direct, a part mixed, none indirect."""
    inside = tuple(
        Span(max(span.start, mark.start), min(span.end, mark.end))
        for span in spans
        for mark in marks
        if mark.overlaps(span)
    )
    is_direct = text.alphanumerics.ranges(inside) == text.alphanumerics.ranges(spans)
    form: Form = "direct" if is_direct else "mixed" if inside else "indirect"
    return Quote(identifier, form, spans, (speaker,), verbatim=inside if form == "mixed" else ())


def _meta(raw: str) -> Meta:
    """What an article in memory says of itself: nothing but its text is known."""
    return Meta(
        id="given",
        title="",
        source="",
        licence="",
        redistributable=False,
        language="en",
        date="",
        origin="collected",
        phenomena=(),
        split="test",
        version=1,
        sha256=hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest(),
        changes=(Change(version=1, date="", what="Given by the caller."),),
    )


def _shown(words: str) -> str:
    return words if len(words) <= _SHOWN else f"{words[: _SHOWN - 1]}…"
