"""A claim against gold in words: what is claimed, what gold says and where, and the text round it."""

from collections.abc import Sequence
from typing import NamedTuple

from onrecord.gold.article import Article
from onrecord.scoring.speakers import Named
from onrecord.text import Span
from onrecord.workbench.queue.claims import Claim

_AROUND = 80
_LONGEST = 400


class Wording(NamedTuple):
    """``context`` is the text before, the words themselves, and the text after."""

    title: str
    gold: str
    places: tuple[str, ...]
    context: tuple[str, str, str]


def wording(article: Article, claim: Claim) -> Wording:
    """A claim in words."""
    if claim.kind == "label":
        statement = next(s for s in article.statements if s.id == claim.item)
        title = f"{statement.id} is {claim.said}: “{statement.text}”"
        where = _context(article, statement.spans)
        return Wording(title, statement.label, (_place(article, statement.line),), where)
    if claim.kind == "speaker":
        quote = article.quote[claim.item]
        said = _called(article, claim)
        title, gold = f"{quote.id} is said by {said}", _names(article, quote.speakers)
        return Wording(title, gold, (_place(article, quote.line),), _context(article, quote.spans))
    if claim.kind == "name":
        return _missing_speaker(article, claim)
    return _missing_quote(article, claim.spans)


def _missing_speaker(article: Article, claim: Claim) -> Wording:
    if claim.item:
        speaker = article.speaker[claim.item]
        first = min((m.span for m in article.mentions if speaker.id in m.of), default=None)
        where = _context(article, [first] if first else [])
        says = "says nothing (“speaks”: false)"
        return Wording(f"{speaker.name} speaks", says, (_place(article, speaker.line),), where)
    start = article.raw.find(claim.said) if claim.said else -1
    spans = [Span(start, start + len(claim.said))] if start >= 0 else []
    return Wording(f"{claim.said} speaks", "no such speaker", (), _context(article, spans))


def _missing_quote(article: Article, spans: tuple[Span, ...]) -> Wording:
    says, places = [], []
    for quote in article.quotes:
        if any(s.overlaps(t) for s in spans for t in quote.spans):
            says.append(f"{quote.id} has other boundaries ({quote.form}, {_names(article, quote.speakers)})")
            places.append(_place(article, quote.line))
    for other in article.not_quotes:
        if any(s.overlaps(other.span) for s in spans):
            says.append(f"not a quote: {other.why}")
            places.append(_place(article, other.line))
    return Wording(
        "these words are a quote", "; ".join(says) or "no quote", tuple(places), _context(article, spans)
    )


def _called(article: Article, claim: Claim) -> str:
    named = claim.key[1]
    assert isinstance(named, Named)
    known = _names(article, sorted(named.ids))
    return f"“{claim.said}”, of whom gold knows {known or 'nobody'}" if named.nobody else known


def _names(article: Article, ids: Sequence[str]) -> str:
    return " and ".join(article.speaker[i].name for i in ids)


def _place(article: Article, line: int) -> str:
    return f"{article.path}:{line}"


def _context(article: Article, spans: Sequence[Span]) -> tuple[str, str, str]:
    """Words in their paragraph, some of it before and after; a long middle is cut out."""
    if not spans:
        return "", "", ""
    raw, start, end = article.raw, min(spans).start, max(s.end for s in spans)
    words = " … ".join(span.of(raw) for span in sorted(spans))
    if len(words) > _LONGEST:
        words = f"{words[: _LONGEST // 2]} […] {words[-_LONGEST // 2 :]}"
    first = max(raw.rfind("\n", 0, start) + 1, start - _AROUND)
    line_end = raw.find("\n", end)
    last = min(line_end if line_end >= 0 else len(raw), end + _AROUND)
    while 0 < first < start and not raw[first - 1].isspace():
        first += 1
    while end < last < len(raw) and not raw[last].isspace():
        last -= 1
    return raw[first:start], words, raw[end:last]
