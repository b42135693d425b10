"""The page: the text with every annotation marked, cards beside and below it, and what is wrong.

No script, no network. Article and annotations are hostile text: see ``reports.templating``.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.gold.article import Article, Quote
from onrecord.reports.html_spans import Mark, Tag
from onrecord.reports.html_text import count, shorten
from onrecord.reports.page_article import Reader, by_paragraph, highlight_rules
from onrecord.reports.templating import environment
from onrecord.text import count_words
from onrecord.workbench.preview.cards import Deck
from onrecord.workbench.preview.reading import Sheet, Wrong

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = Path(__file__).with_name("templates")
_NAME_IN_TAG = 48
# A rule for each place lights up all its segments; browsers take minutes over thousands of them, and then
# only the first segment lights up.
_MOST_RULES = 1000
# More findings than these say one thing over and over.
_MOST_WRONG = 500


def render_page(sheet: Sheet) -> str:
    """The page as a string that UTF-8 can hold."""
    article = sheet.article
    reader = Reader(article, "t")
    deck = Deck(reader)
    sections = deck.sections()
    card = {c.line: c.anchor for _, _, cards in sections for c in cards}
    # The text comes last: by then every place that something links to is known.
    blocks = reader.blocks(_marks(deck))
    regions = by_paragraph(article.regions, article.text.paragraphs)
    return (
        _environment()
        .get_template("preview.html")
        .render(
            article=article,
            sheet=sheet,
            title=article.meta.title if sheet.has_meta else article.id,
            facts=_about(article) if sheet.has_meta else [],
            figures=_figures(article),
            wrong=[
                (w, card.get(w.line, "") if w.file == sheet.file else "") for w in sheet.wrong[:_MOST_WRONG]
            ],
            more_wrong=max(0, len(sheet.wrong) - _MOST_WRONG),
            said_wrong=_said_wrong(sheet.wrong),
            quotes=next((cards for _, anchor, cards in sections if anchor == "quotes"), []),
            sections=[section for section in sections if section[1] != "quotes"],
            paragraphs=[
                (block, _names_of([r.type for r in found]))
                for block, found in zip(blocks, regions, strict=True)
            ],
            rules=highlight_rules(reader.places) if len(reader.places) <= _MOST_RULES else "",
        )
    )


@cache
def _environment() -> "Environment":
    made = environment(_TEMPLATES, "page.css", "preview.css")
    made.globals.update(count=count, shorten=shorten)
    return made


def _marks(deck: Deck) -> Iterator[Mark]:
    """Every annotation with a place as a mark; those of quotes last, so that their tags stand outermost."""
    article = deck.article
    for mention in article.mentions:
        names = deck.reader.names(mention.of)
        yield Mark(mention.span, "mention", f"mention {mention.id}: {names}")
    for fact in article.facts:
        for span in fact.spans:
            yield Mark(span, "evidence", f"evidence of {fact.id}")
    for found in article.not_quotes:
        yield Mark(found.span, "not-quote", f"no quote: {found.why}")
    for quote in article.quotes:
        yield from _quote_marks(deck, quote)


def _quote_marks(deck: Deck, quote: Quote) -> Iterator[Mark]:
    names = shorten(deck.reader.names(quote.speakers), _NAME_IN_TAG)
    inside = f" in {quote.parent}" if quote.parent else ""
    optional = " optional" if quote.optional else ""
    title = f"{quote.id}{inside}: {quote.form}{optional}, {names}"
    level = "inner" if quote.parent else "outer"
    tag = Tag(f"{quote.id}{inside} {names}", f"is-{quote.form}", deck.anchor("quote", quote.id))
    for span in quote.spans:
        is_last = span is quote.spans[-1]
        yield Mark(span, f"quote {level} f-{quote.form}{optional}", title, tag=tag if is_last else None)
    for span in quote.verbatim:
        yield Mark(span, "verbatim")
    if quote.cue:
        yield Mark(quote.cue, "cue", f"cue of {quote.id}")


def _about(article: Article) -> list[tuple[str, str]]:
    meta = article.meta
    return [
        ("Source", meta.source),
        ("Licence", meta.licence),
        ("Date", meta.date),
        ("Language", meta.language),
        ("Origin", meta.origin),
        ("Split", meta.split),
        ("Version", str(meta.version)),
        ("Phenomena", ", ".join(meta.phenomena) or "none named"),
    ]


def _figures(article: Article) -> list[tuple[str, int]]:
    return [
        ("words", count_words(article.raw)),
        ("quotes", len(article.quotes)),
        ("speakers", sum(s.speaks for s in article.speakers)),
        ("mentions", len(article.mentions)),
        ("facts", len(article.facts)),
        ("statements", len(article.statements)),
        ("summaries", len(article.summaries)),
    ]


def _said_wrong(found: Sequence[Wrong]) -> str:
    errors = sum(w.level == "error" for w in found)
    return f"{count(errors, 'error')}, {count(len(found) - errors, 'warning')}"


def _names_of(types: Sequence[str]) -> str:
    """The regions of a paragraph, in order; "" for plain body."""
    named = list(dict.fromkeys(types))
    return "" if named in ([], ["body"]) else ", ".join(named)
