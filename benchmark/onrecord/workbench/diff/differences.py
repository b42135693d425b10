"""Where two annotations differ: one structure, which the terminal, the page and the adjudication share."""

from collections.abc import Mapping
from dataclasses import dataclass

from onrecord.gold.article import (
    Article,
    Damage,
    Fact,
    Mention,
    NotQuote,
    Quote,
    Region,
    Speaker,
    Statement,
    Summary,
)
from onrecord.gold.save import KINDS
from onrecord.text import Span

Item = Region | Speaker | Mention | Quote | NotQuote | Damage | Fact | Statement | Summary

COMPARED = tuple(kind for kind in KINDS if kind not in ("label", "decision"))
NOWHERE = Span(2**62, 2**62)


@dataclass(frozen=True, slots=True)
class Change:
    """One field in which two aligned records differ, said in a few words: ``speaker Austin → Gallant``."""

    field: str
    says: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A record that two annotations give differently, or that only one has (then ``changes`` is empty)."""

    kind: str
    a: Item | None
    b: Item | None
    name_a: str
    name_b: str
    """What the record is called in its annotation: ``q3``, ``damage:p2``; empty where it is missing."""
    place: Span
    changes: tuple[Change, ...] = ()
    gist: str = ""
    """What a record is that one side alone has: ``direct, Austin``."""

    @property
    def title(self) -> str:
        """``q3``, or ``q3 = q4`` where the two have other ids."""
        names = dict.fromkeys(n for n in (self.name_a, self.name_b) if n)
        return " = ".join(names)

    @property
    def says(self) -> str:
        """The difference in one sentence."""
        return self.said()

    def said(self, a: str = "a", b: str = "b") -> str:
        """The difference in one sentence, with the sides called by their names."""
        if self.changes:
            return "; ".join(change.says for change in self.changes)
        gist = f" ({self.gist})" if self.gist else ""
        return f"only in {a if self.a is not None else b}{gist}"


@dataclass(frozen=True, eq=False)
class Aligned:
    """Two annotations of one text, and by kind the id in b of what a calls by an id."""

    a: Article
    b: Article
    same: Mapping[str, Mapping[str, str]]


def spans_of(item: Item) -> tuple[Span, ...]:
    """Where a record stands; nowhere for a speaker or a summary."""
    if isinstance(item, Region | Mention | NotQuote | Damage):
        return (item.span,)
    if isinstance(item, Quote | Fact | Statement):
        return item.spans
    return ()


def place_of(article: Article, item: Item) -> Span:
    """Where a record comes in the order of the text; a speaker where it is first mentioned, best alone."""
    if isinstance(item, Speaker):
        named = [(len(m.of) > 1, m.span) for m in article.mentions if item.id in m.of]
        return min(named, default=(True, NOWHERE))[1]
    return min(spans_of(item), default=NOWHERE)


def items_of(article: Article) -> dict[str, tuple[Item, ...]]:
    """An article's records by kind."""
    return {
        "region": article.regions,
        "speaker": article.speakers,
        "mention": article.mentions,
        "quote": article.quotes,
        "not_quote": article.not_quotes,
        "damage": article.damages,
        "fact": article.facts,
        "statement": article.statements,
        "summary": article.summaries,
    }


def names_of(article: Article) -> dict[int, str]:
    """What each record is called, by identity: its id, or its kind and paragraph (and number, from the second
    there)."""
    names: dict[int, str] = {}
    seen: dict[str, int] = {}
    for kind, items in items_of(article).items():
        for item in items:
            if isinstance(item, Region | NotQuote | Damage):
                base = f"{kind}:p{article.text.paragraph_at(item.span.start)}"
                seen[base] = seen.get(base, 0) + 1
                names[id(item)] = base if seen[base] == 1 else f"{base}.{seen[base]}"
            else:
                names[id(item)] = item.id
    return names
