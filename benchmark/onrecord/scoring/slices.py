"""The slices by which recall on quotes is shown."""

from onrecord.gold.article import Article, Quote
from onrecord.scoring.speakers import is_pronoun
from onrecord.text import Span, tokens


def quote_slices(article: Article, quote: Quote) -> list[str]:
    """The names of the slices a gold quote is in, as ``dimension=value``."""
    start = quote.spans[0].start
    third = min(2, 3 * start // max(1, len(article.raw)))
    return [
        f"form={quote.form}",
        f"named by={explicitness(article, quote)}",
        *sorted({f"class={article.speaker[s].cls}" for s in quote.speakers}),
        f"interrupted={_yes(len(quote.spans) > 1)}",
        f"nested={_yes(quote.parent is not None)}",
        f"region={article.region_of(quote.spans[0])}",
        f"place={('first', 'middle', 'last')[third]} third",
        f"cue={_cue_distance(article, quote)}",
        f"damaged={_yes(article.is_damaged(quote.spans))}",
    ]


def explicitness(article: Article, quote: Quote) -> str:
    """How the source is named at the quote: ``name``, ``nominal``, ``pronoun`` or ``implicit``."""
    if quote.via is None:
        return "implicit"
    words = article.mention[quote.via].span.of(article.raw)
    if is_pronoun(words):
        return "pronoun"
    speakers = [article.speaker[s] for s in quote.speakers]
    # An alias in capitals is a name; one in lower case describes ("the mayor").
    known = [n for s in speakers for n in (s.name, *s.aliases) if n == s.name or n[:1].isupper()]
    names = {t.form for n in known for t in tokens(n) if len(t.form) > 2 or n.isupper()}
    is_named = any(article.speaker[s].cls in ("person", "organisation") for s in quote.speakers)
    return "name" if is_named and names & {t.form for t in tokens(words)} else "nominal"


def _cue_distance(article: Article, quote: Quote) -> str:
    if quote.cue is None:
        return "none"
    cue = quote.cue
    gaps = [Span(min(cue.end, s.end), max(cue.start, s.start)) for s in quote.spans]
    gap = min(len(tokens(article.raw, g)) for g in gaps)
    return "near (≤ 3 words)" if gap <= 3 else "far"


def _yes(value: bool) -> str:
    return "yes" if value else "no"
