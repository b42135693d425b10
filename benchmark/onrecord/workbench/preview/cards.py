"""Each annotation as a card: its words, what is said of it, and links to its place and to other cards."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from onrecord.gold.article import Article, Fact, Quote, Speaker, Statement, Summary
from onrecord.gold.check import BUDGETS
from onrecord.reports.html_text import NAME_SHOWN, shorten
from onrecord.reports.page_article import Reader
from onrecord.text import Span, count_words

# A card's links to more places than these would be longer than the article.
_MOST_LINKS = 60


class Link(NamedTuple):
    """A few words, and the anchor that they lead to ("" for nowhere)."""

    words: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One annotation. ``line`` is its line in the file; ``place`` the anchor of its place in the text;
    ``details`` are names with what stands under them."""

    anchor: str
    line: int
    title: str
    kind: str
    words: str
    place: str = ""
    details: Sequence[tuple[str, Sequence[Link]]] = ()


@dataclass
class Deck:
    """The cards of an article, by section. ``reader`` keeps the places that they lead to."""

    reader: Reader
    _anchors: dict[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        article = self.reader.article
        kinds: dict[str, Sequence[Speaker | Quote | Fact | Statement | Summary]] = {
            "speaker": article.speakers,
            "quote": article.quotes,
            "fact": article.facts,
            "statement": article.statements,
            "summary": article.summaries,
        }
        for kind, records in kinds.items():
            for n, record in enumerate(records, 1):
                # Ids may stand twice in gold that is not sound: links lead to the first.
                self._anchors.setdefault((kind, record.id), f"{kind}-{n}")

    @property
    def article(self) -> Article:
        return self.reader.article

    def anchor(self, kind: str, id: str) -> str:
        """The anchor of a record's card; "" where there is no such record."""
        return self._anchors.get((kind, id), "")

    def sections(self) -> list[tuple[str, str, list[Card]]]:
        """Title, anchor and cards of each section that has any."""
        made = [
            ("Quotes", "quotes", [self._quote(n, q) for n, q in enumerate(self.article.quotes, 1)]),
            ("Marked, and no quote", "not-quotes", list(self._not_quotes())),
            ("Speakers", "speakers", list(self._speakers())),
            ("Facts", "facts", list(self._facts())),
            (
                "Statements",
                "statements",
                [self._statement(n, s) for n, s in enumerate(self.article.statements, 1)],
            ),
            (
                "Summaries",
                "summaries",
                [self._summary(n, s) for n, s in enumerate(self.article.summaries, 1)],
            ),
            ("Damage", "damage", list(self._damage())),
        ]
        return [section for section in made if section[2]]

    def _links(self, kind: str, ids: Iterable[str]) -> list[Link]:
        """Records by id, and those that are not there."""
        found = [(id, self.anchor(kind, id)) for id in ids]
        return [Link(id if anchor else f"‘{id}’, which is not there", anchor) for id, anchor in found]

    def _names(self, ids: Sequence[str]) -> list[Link]:
        """Speakers by name, and those that are not there."""
        named = [self.article.speaker.get(id) for id in ids]
        links = self._links("speaker", ids)
        return [
            link._replace(words=shorten(s.name, NAME_SHOWN)) if s else link
            for s, link in zip(named, links, strict=True)
        ]

    def _quote(self, n: int, quote: Quote) -> Card:
        raw = self.article.raw
        via = self.article.mention.get(quote.via or "")
        named = [Link(via.span.of(raw), self.reader.place([via.span]))] if via else []
        missing = [Link(f"‘{quote.via}’, which is not there")] if quote.via and not via else []
        details = [
            ("speaker", self._names(quote.speakers)),
            ("spoken for", self._names([quote.on_behalf_of] if quote.on_behalf_of else [])),
            ("cue", [Link(quote.cue.of(raw))] if quote.cue else []),
            ("named by", named or missing or [Link("nothing at the quote")]),
            ("inside", self._links("quote", [quote.parent] if quote.parent else [])),
            ("relayed by", self._names(quote.relayed_by)),
            ("verbatim", [Link(s.of(raw), self.reader.place([s])) for s in quote.verbatim]),
        ]
        kind = f"{quote.form}, optional" if quote.optional else quote.form
        return Card(
            f"quote-{n}",
            quote.line,
            quote.id,
            kind,
            self._said(quote.spans),
            self.reader.place(quote.spans),
            _filled(details),
        )

    def _not_quotes(self) -> Iterator[Card]:
        for n, found in enumerate(self.article.not_quotes, 1):
            place = self.reader.place([found.span])
            yield Card(f"not-quote-{n}", found.line, "", found.why, found.span.of(self.article.raw), place)

    def _speakers(self) -> Iterator[Card]:
        said: defaultdict[str, list[Link]] = defaultdict(list)
        for quote in self.article.quotes:
            for id in quote.speakers:
                said[id].append(Link(quote.id, self.anchor("quote", quote.id)))
        mentioned: defaultdict[str, list[Link]] = defaultdict(list)
        for mention in self.article.mentions:
            for id in mention.of:
                # Places of mentions without end would be a rule of style each.
                if len(mentioned[id]) < _MOST_LINKS:
                    words = shorten(mention.span.of(self.article.raw), NAME_SHOWN)
                    mentioned[id].append(Link(words, self.reader.place([mention.span])))
        for n, speaker in enumerate(self.article.speakers, 1):
            details = [
                ("also", _plain(speaker.aliases)),
                ("accept", _plain(speaker.accept)),
                ("reject", _plain(speaker.reject)),
                ("quotes", said[speaker.id][:_MOST_LINKS]),
                ("mentions", mentioned[speaker.id]),
            ]
            kind = speaker.cls if speaker.speaks else f"{speaker.cls}, says nothing"
            yield Card(f"speaker-{n}", speaker.line, speaker.id, kind, speaker.name, "", _filled(details))

    def _facts(self) -> Iterator[Card]:
        told: defaultdict[str, list[Link]] = defaultdict(list)
        for summary in self.article.summaries:
            for id in summary.tells:
                told[id].append(Link(summary.id, self.anchor("summary", summary.id)))
        for n, fact in enumerate(self.article.facts, 1):
            details = [
                ("claimed by", self._names(fact.speakers)),
                ("needs", [Link(" / ".join(group)) for group in fact.needs]),
                ("evidence", self._evidence(fact.spans)),
                ("for", _plain(fact.lengths)),
                ("told by", told[fact.id]),
            ]
            place = self.reader.place(fact.spans)
            yield Card(f"fact-{n}", fact.line, fact.id, fact.weight, fact.text, place, _filled(details))

    def _statement(self, n: int, statement: Statement) -> Card:
        details = [("trick", [Link(statement.trick)]), ("evidence", self._evidence(statement.spans))]
        place = self.reader.place(statement.spans)
        return Card(
            f"statement-{n}",
            statement.line,
            statement.id,
            statement.label,
            statement.text,
            place,
            _filled(details),
        )

    def _summary(self, n: int, summary: Summary) -> Card:
        wanted = [f.id for f in self.article.facts if f.weight == "vital" and summary.task in f.lengths]
        details = [
            ("words", [Link(f"{count_words(summary.text)} of {BUDGETS[summary.task]}")]),
            ("tells", self._links("fact", summary.tells)),
            ("vital, not told", self._links("fact", [i for i in wanted if i not in summary.tells])),
            ("pass", [Link(summary.by)]),
        ]
        return Card(
            f"summary-{n}", summary.line, summary.id, summary.task, summary.text, "", _filled(details)
        )

    def _damage(self) -> Iterator[Card]:
        for n, damage in enumerate(self.article.damages, 1):
            details = [("waives", _plain(damage.waives))]
            words = damage.span.of(self.article.raw)
            yield Card(
                f"damage-{n}",
                damage.line,
                "",
                damage.what,
                words,
                self.reader.place([damage.span]),
                _filled(details),
            )

    def _said(self, spans: Iterable[Span]) -> str:
        return shorten(" … ".join(s.of(self.article.raw) for s in spans))

    def _evidence(self, spans: Iterable[Span]) -> list[Link]:
        return [Link(self._said([s])) for s in spans]


def _plain(words: Iterable[str]) -> list[Link]:
    return [Link(w) for w in words]


def _filled(details: Iterable[tuple[str, Sequence[Link]]]) -> list[tuple[str, Sequence[Link]]]:
    return [(name, links) for name, links in details if links]
