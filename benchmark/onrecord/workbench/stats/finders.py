"""How often each phenomenon occurs in an article, as far as its annotations show.

Annotations need not be sound: a reference that leads nowhere finds nothing.
"""

import bisect
import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

from onrecord.gold.article import Article, NotQuote, Quote, Speaker
from onrecord.gold.records import RegionType, SpeakerClass
from onrecord.reading.names import surname_of
from onrecord.reading.numbers import read_numbers
from onrecord.scoring.speakers import is_pronoun
from onrecord.text import Span, fold, words

Finder = Callable[[Article], int]

STRAIGHT = '"＂'
CURLY = "“”„‟〝〞"
SINGLE = "'‘’‚‛`´＇"
GUILLEMETS = "«»‹›"

_PLURAL = frozenset(
    "two three four five six seven eight nine ten eleven twelve both several some many".split()
)
_DOCUMENTS = frozenset(
    """blog communique communiqué document documents email emails filing indictment lawsuit letter letters
    memo memorandum message messages petition post posts release report resolution ruling statement statements
    transcript tweet tweets""".split()
)
_WRITING = frozenset("posted publish published read reads tweeted write writes writing written wrote".split())
# Words between a cue and the document it is about.
_NEAR = 8
_DENYING = frozenset("denied denies deny denying".split())
_SCARE = "scare"
_NOT_SAID = "not said"
_NOT_TITLES = (_SCARE, _NOT_SAID, "stray")

# Two quotes are one repeated with a change where they share three words in a row, and half of all words.
_SHARED_RUN = 3
_LEAST_SHARED = 0.5
# Words that more quotes than these share are a formula, and their pairs without end.
_MOST_ALIKE = 50


def quotes_where(holds: Callable[[Article, Quote], bool]) -> Finder:
    """A finder that counts the quotes of which something holds."""
    return lambda article: sum(holds(article, quote) for quote in article.quotes)


def is_interrupted(article: Article, quote: Quote) -> bool:
    return any(a == b for a, b in itertools.pairwise(_paragraphs(article, quote)))


def is_over_paragraphs(article: Article, quote: Quote) -> bool:
    return len(set(_paragraphs(article, quote))) > 1


def is_relayed(_: Article, quote: Quote) -> bool:
    return bool(quote.relayed_by) and quote.parent is None


def has_pronoun_source(article: Article, quote: Quote) -> bool:
    via = article.mention.get(quote.via or "")
    return via is not None and is_pronoun(via.span.of(article.raw))


def has_plural_source(article: Article, quote: Quote) -> bool:
    """One source that is several people: a group, or a counted few without names."""
    return any(
        s.cls == "group" or (s.cls == "unnamed" and words(s.name)[:1] and words(s.name)[0] in _PLURAL)
        for s in _speakers(article, quote)
    )


def with_class(cls: SpeakerClass) -> Finder:
    return quotes_where(lambda article, quote: any(s.cls == cls for s in _speakers(article, quote)))


def in_region(region: RegionType) -> Finder:
    return quotes_where(lambda article, quote: article.region_of(quote.spans[0]) == region)


def with_marks(marks: str) -> Finder:
    return quotes_where(lambda article, quote: any(article.raw[s.start] in marks for s in quote.marked))


def shared_surnames(article: Article) -> int:
    """Quotes of a person whose surname another recorded person has."""
    counts = Counter(surname_of(s.name) for s in article.speakers if s.cls == "person")
    return sum(
        any(s.cls == "person" and counts[surname_of(s.name)] > 1 for s in _speakers(article, quote))
        for quote in article.quotes
    )


def other_names(article: Article) -> int:
    """Quoted persons and organisations that are also called by words of which the name has none."""
    quoted = {s for q in article.quotes for s in q.speakers}
    names = {
        s.id: set(words(s.name))
        for s in article.speakers
        if s.id in quoted and s.cls in ("person", "organisation")
    }
    found = set()
    for mention in article.mentions:
        said = mention.span.of(article.raw)
        name = names.get(mention.of[0]) if len(mention.of) == 1 else None
        if name and not is_pronoun(said) and name.isdisjoint(words(said)):
            found.add(mention.of[0])
    return len(found)


def from_documents(article: Article) -> int:
    """Quotes with a cue of writing, or with a document's name near the cue in its sentence, in no quote."""
    letters = list(article.raw)
    for start, end in (s for q in article.quotes for s in q.spans):
        letters[start:end] = " " * (end - start)
    unquoted = "".join(letters)
    sentences = article.text.sentences if article.quotes else []
    starts = [s.start for s in sentences]

    def is_from_document(quote: Quote) -> bool:
        place = quote.cue or quote.spans[0]
        if quote.cue and fold(place.of(article.raw)) in _WRITING:
            return True
        sentence = sentences[max(0, bisect.bisect_right(starts, place.start) - 1)]
        before = words(unquoted[sentence.start : place.start])[-_NEAR:]
        after = words(unquoted[place.end : sentence.end])[:_NEAR]
        return not _DOCUMENTS.isdisjoint((*before, *after))

    return sum(map(is_from_document, article.quotes))


def denied_or_hypothetical(article: Article) -> int:
    denied = sum(fold(q.cue.of(article.raw)) in _DENYING for q in article.quotes if q.cue)
    return denied + not_quotes(_NOT_SAID)(article)


def not_quotes(why: str) -> Finder:
    return lambda article: sum(_why(n).startswith(why) for n in article.not_quotes)


def marked_titles(article: Article) -> int:
    return sum(not _why(n).startswith(_NOT_TITLES) for n in article.not_quotes)


def with_numbers(article: Article) -> int:
    numbers = sorted(n.span for n in read_numbers(article.raw)) if article.quotes else []

    def has_number(span: Span) -> bool:
        first = bisect.bisect_left(numbers, Span(span.start, 0))
        return first < len(numbers) and span.contains(numbers[first])

    return sum(any(map(has_number, q.spans)) for q in article.quotes)


def repeated_with_change(article: Article) -> int:
    """Pairs of quotes of one speaker that share half of their words, three of them in a row, but not all."""
    said = [words(" ".join(s.of(article.raw) for s in q.spans)) for q in article.quotes]
    holders: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for n, found in enumerate(said):
        for run in {tuple(found[i : i + _SHARED_RUN]) for i in range(len(found) - _SHARED_RUN + 1)}:
            holders[run].append(n)
    pairs = {p for where in holders.values() for p in itertools.combinations(where[:_MOST_ALIKE], 2)}
    return sum(
        article.quotes[a].speakers == article.quotes[b].speakers
        and article.quotes[a].id not in (article.quotes[b].parent, article.quotes[b].id)
        and article.quotes[b].id != article.quotes[a].parent
        and said[a] != said[b]
        and _shared(said[a], said[b]) >= _LEAST_SHARED
        for a, b in pairs
    )


def no_quotes(article: Article) -> int:
    return int(not article.quotes)


def damaged(*what: str) -> Finder:
    """A finder that counts damage of some kinds."""
    return lambda article: sum(fold(d.what).startswith(what) for d in article.damages)


def boilerplate(article: Article) -> int:
    return sum(r.type == "boilerplate" for r in article.regions)


def _shared(a: list[str], b: list[str]) -> float:
    """The words that two have in common, over those of the longer."""
    return (Counter(a) & Counter(b)).total() / max(len(a), len(b))


def _speakers(article: Article, quote: Quote) -> Iterator[Speaker]:
    return (article.speaker[s] for s in quote.speakers if s in article.speaker)


def _paragraphs(article: Article, quote: Quote) -> list[int]:
    return [article.text.paragraph_at(s.start) for s in quote.spans]


def _why(found: NotQuote) -> str:
    return fold(found.why)
