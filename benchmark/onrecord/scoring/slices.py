"""The slices by which recall on quotes is shown."""

from functools import lru_cache

from onrecord.gold.article import Article, Quote
from onrecord.scoring.speakers import is_pronoun
from onrecord.scoring.stats import Stats
from onrecord.text import Span, words


def add_slices(stats: Stats, article: Article, quote: str, earned: float) -> None:
    """Count a gold quote, and what was earned on it, in each of its slices."""
    for credit, gold in _statistics(article)[quote]:
        stats[credit] = stats.get(credit, 0.0) + earned
        stats[gold] = stats.get(gold, 0.0) + 1


@lru_cache(maxsize=64)
def _statistics(article: Article) -> dict[str, list[tuple[str, str]]]:
    """For each gold quote the names of its slices' statistics: credit and number."""
    return {
        quote.id: [(f"slice.{name}.credit", f"slice.{name}.gold") for name in quote_slices(article, quote)]
        for quote in article.quotes
    }


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
    said = article.mention[quote.via].span.of(article.raw)
    if is_pronoun(said):
        return "pronoun"
    speakers = [article.speaker[s] for s in quote.speakers]
    if not any(s.cls in ("person", "organisation") for s in speakers):
        return "nominal"
    # An alias in capitals is a name; one in lower case describes ("the mayor").
    known = [n for s in speakers for n in (s.name, *s.aliases) if n == s.name or n[:1].isupper()]
    said_words = set(words(said))
    return "nominal" if all(_distinctive(n).isdisjoint(said_words) for n in known) else "name"


@lru_cache(maxsize=4096)
def _distinctive(name: str) -> frozenset[str]:
    """The words that tell a name from another: the longer ones, and short ones of a name in capitals."""
    return frozenset(w for w in words(name) if len(w) > 2 or name.isupper())


def _cue_distance(article: Article, quote: Quote) -> str:
    if quote.cue is None:
        return "none"
    cue = quote.cue
    gaps = (Span(min(cue.end, s.end), max(cue.start, s.start)) for s in quote.spans)
    is_near = any(len(words(gap.of(article.raw))) <= 3 for gap in gaps)
    return "near (≤ 3 words)" if is_near else "far"


def _yes(value: bool) -> str:
    return "yes" if value else "no"
