"""Makes an article of a text that another corpus annotates: its own marks, in the form that gold has.

Corpora part reported content differently. Here every content becomes segments inside paragraphs, the quote
marks around it are taken in, its form follows from its marks, and what lies in another is nested in it.
What gold cannot hold is left out and counted, by reason.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from onrecord.gold.anchors import AnchorError, AnchorResolver
from onrecord.gold.check import required_findings
from onrecord.gold.formats.corpus_layout import Layout, holds
from onrecord.gold.formats.registry import Incoming, Losses
from onrecord.gold.load import resolve
from onrecord.gold.records import (
    AnyRecord,
    DamageRecord,
    Form,
    MentionRecord,
    Meta,
    QuoteRecord,
    SpeakerClass,
    SpeakerRecord,
)
from onrecord.gold.save import canonical
from onrecord.text import Span, fold

NOBODY = "nobody"
"""The speaker of what the corpus gives to nobody that it names; such a quote is always optional."""

# Rules that say how marks belong to quotes; other corpora decide that otherwise.
_WAIVED = ("quote-marks", "mixed-verbatim")
_ID_BREAKS = re.compile(r"[^a-z0-9]+")
_TAKEN_ID = re.compile(r"[a-z]\d*")


@dataclass(frozen=True, slots=True)
class CorpusSpeaker:
    """Who speaks, as the corpus or what is known of it tells. ``key`` is its own within the text."""

    key: str
    name: str
    cls: SpeakerClass = "person"
    aliases: tuple[str, ...] = ()
    accept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CorpusQuote:
    """Reported content. ``source`` are the words that name the speaker at the quote.

    ``form`` is empty where it follows from the marks.
    """

    spans: tuple[Span, ...]
    speakers: tuple[str, ...]
    cue: tuple[Span, ...] = ()
    source: tuple[Span, ...] = ()
    optional: bool = False
    form: Form | None = None


@dataclass(frozen=True, slots=True)
class CorpusText:
    """A text as a corpus has it: frozen by ``rewriting.cleaned``, every span in its code points."""

    id: str
    text: str
    speakers: Sequence[CorpusSpeaker]
    quotes: Sequence[CorpusQuote]
    mentions: Sequence[tuple[str, Span]] = ()
    known: Mapping[str, Any] = field(default_factory=dict)
    losses: Losses = field(default_factory=Counter)


def incoming(source: CorpusText) -> Incoming:
    """The text as an article with its records in canonical form, and what was left out."""
    return _Builder(source).build()


def identifier(text: str, longest: int = 60) -> str:
    """Some words as an id: lower-case ASCII, parted by hyphens; "x" where nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return _ID_BREAKS.sub("-", plain).strip("-")[:longest].strip("-") or "x"


class _Builder:
    def __init__(self, source: CorpusText) -> None:
        self._source = source
        self._text = source.text
        self._resolver = AnchorResolver(source.text)
        self._layout = Layout(source.text)
        self.losses: Losses = Counter(source.losses)

    def build(self) -> Incoming:
        quotes = self._quotes()
        needed = {key for quote in quotes for key in quote.speakers}
        speakers, ids = self._speakers([s for s in self._source.speakers if s.key in needed])
        mentions: list[MentionRecord] = []
        places: dict[tuple[str, ...], dict[Span, str]] = {}

        def mention(keys: tuple[str, ...], span: Span) -> str | None:
            """The id of the mention of somebody at a place, made where there is none yet."""
            of = tuple(dict.fromkeys(ids[key] for key in keys))
            known = places.setdefault(of, {})
            if span not in known:
                anchor = self._anchor(span, "mentions that no anchor can name")
                if anchor is None:
                    return None
                known[span] = f"m{len(mentions) + 1}"
                mentions.append(
                    MentionRecord(kind="mention", id=known[span], of=of if len(of) > 1 else of[0], at=anchor)
                )
            return known[span]

        for key, span in self._source.mentions:
            if key in ids and (whole := self._layout.within_paragraph((span,))):
                mention((key,), whole)
        records = []
        for number, quote in enumerate(quotes, 1):
            source = self._layout.within_paragraph(quote.source)
            via = mention(quote.speakers, source) if source else None
            if record := self._record(f"q{number}", quote, ids, via):
                records.append(record)
        kept = self._fit([*speakers, *mentions, *_nested(self._resolver, records)])
        return Incoming(
            self._source.id, self._text, canonical(self._text, kept), self._source.known, self.losses
        )

    def _quotes(self) -> list[CorpusQuote]:
        """The quotes with whole segments, in the order in which they stand; one content once."""
        kept: dict[tuple[Span, ...], CorpusQuote] = {}
        for quote in self._source.quotes:
            spans = self._layout.segments(quote.spans)
            if not spans:
                self.losses["quotes without words"] += 1
            elif spans in kept:
                self.losses["quotes with the same words as another"] += 1
            else:
                kept[spans] = replace(quote, spans=spans, form=quote.form or self._layout.form(spans))
        ordered = sorted(kept.values(), key=lambda q: (q.spans[0].start, -q.spans[-1].end))
        return [q for q in ordered if not self._is_part_of_mixed(q, ordered)]

    def _is_part_of_mixed(self, quote: CorpusQuote, quotes: Sequence[CorpusQuote]) -> bool:
        """Whether a quote is the marked part of another of its speaker: in gold they are one mixed quote."""
        if quote.form != "direct":
            return False
        same = (q for q in quotes if q.speakers == quote.speakers and q.form == "mixed")
        if not any(holds(q.spans, quote.spans) for q in same):
            return False
        self.losses["marked parts that were quotes of their own"] += 1
        return True

    def _record(
        self, id: str, quote: CorpusQuote, ids: Mapping[str, str], via: str | None
    ) -> QuoteRecord | None:
        unnamed = "quotes that no anchor can name"
        at = [self._anchor(span, unnamed) for span in quote.spans]
        verbatim = (
            [self._anchor(m, unnamed) for m in self._layout.verbatim(quote.spans)]
            if quote.form == "mixed"
            else []
        )
        if None in at or None in verbatim:
            return None
        cue = self._layout.within_paragraph(quote.cue)
        if cue and any(s.overlaps(cue) for s in quote.spans):
            self.losses["cues inside their quotes"] += 1
            cue = None
        speakers = tuple(dict.fromkeys(ids[key] for key in quote.speakers))
        return QuoteRecord(
            kind="quote",
            id=id,
            form=quote.form or self._layout.form(quote.spans),
            at=tuple(a for a in at if a),
            verbatim=tuple(v for v in verbatim if v),
            cue=self._anchor(cue, "cues that no anchor can name") if cue else None,
            speaker=speakers if len(speakers) > 1 else speakers[0],
            via=via,
            optional=quote.optional or NOBODY in quote.speakers,
        )

    def _anchor(self, span: Span, loss: str) -> str | None:
        try:
            return self._resolver.anchor(span)
        except AnchorError:
            self.losses[loss] += 1
            return None

    def _speakers(self, known: Sequence[CorpusSpeaker]) -> tuple[list[SpeakerRecord], dict[str, str]]:
        """The speakers' records, those of one name as one, and the id for each key."""
        by_name: dict[str, list[CorpusSpeaker]] = {}
        for speaker in known:
            by_name.setdefault(fold(speaker.name), []).append(speaker)
        holders: Counter[str] = Counter()
        for same in by_name.values():
            holders.update({fold(n) for s in same for n in (s.name, *s.aliases, *s.accept)})
        records: list[SpeakerRecord] = []
        ids: dict[str, str] = {}
        for same in by_name.values():
            id = _new_id(same[0].name, ids.values())
            ids |= {speaker.key: id for speaker in same}

            def own(names: Iterable[str], taken: tuple[str, ...]) -> tuple[str, ...]:
                seen = {fold(n) for n in taken}
                return tuple(dict.fromkeys(n for n in names if fold(n) not in seen and holders[fold(n)] == 1))

            name = same[0].name
            aliases = own((a for s in same for a in s.aliases), (name,))
            accept = own((a for s in same for a in s.accept), (name, *aliases))
            records.append(
                SpeakerRecord.model_validate(
                    {
                        "kind": "speaker",
                        "id": id,
                        "name": name,
                        "class": same[0].cls,
                        "aliases": aliases,
                        "accept": accept,
                    }
                )
            )
        return records, ids

    def _fit(self, records: list[AnyRecord]) -> list[AnyRecord]:
        """The records as loading takes them.

        Content that has its marks otherwise than gold stays as it was marked, with that rule waived; quotes
        that break another rule are left out.
        """
        while True:
            article = resolve(
                Meta.model_construct(id=self._source.id), self._text, list(enumerate(records)), Path("corpus")
            )
            broken = {f.line: f.rule for f in required_findings(article)}
            quotes = [
                (r, broken[n]) for n, r in enumerate(records) if n in broken and isinstance(r, QuoteRecord)
            ]
            if not quotes:
                return records
            gone: dict[str, str | None] = {}
            for quote, rule in quotes:
                if rule in _WAIVED:
                    self.losses["quotes whose marks are not gold's (kept as they are)"] += 1
                    records += [
                        DamageRecord(
                            kind="damage", at=at, what="marks as the corpus has them", waives=_WAIVED
                        )
                        for at in quote.at
                    ]
                else:
                    self.losses[f"quotes that would break the rule ‘{rule}’"] += 1
                    gone[quote.id] = quote.parent
            records = [
                _adopted(r, gone) for r in records if not (isinstance(r, QuoteRecord) and r.id in gone)
            ]


def _nested(resolver: AnchorResolver, records: list[QuoteRecord]) -> list[QuoteRecord]:
    """The quotes with their parents: the smallest other that holds all of a quote's segments."""
    spans = {r.id: tuple(resolver.resolve(a) for a in r.at) for r in records}
    size: Callable[[str], int] = lambda id: sum(s.end - s.start for s in spans[id])  # noqa: E731
    found = []
    for record in records:
        outer = [o for o in spans if o != record.id and holds(spans[o], spans[record.id])]
        parent = min(outer, key=size, default=None)
        found.append(record.model_copy(update={"parent": parent}) if parent else record)
    return found


def _adopted(record: AnyRecord, gone: Mapping[str, str | None]) -> AnyRecord:
    """A quote whose parent is gone belongs to that one's parent."""
    if not isinstance(record, QuoteRecord) or record.parent not in gone:
        return record
    parent = record.parent
    while parent is not None and parent in gone:
        parent = gone[parent]
    return record.model_copy(update={"parent": parent})


def _new_id(name: str, taken: Iterable[str]) -> str:
    base = identifier(name, 40)
    base = f"s-{base}" if _TAKEN_ID.fullmatch(base) else base
    used = set(taken)
    number, id = 1, base
    while id in used:
        number += 1
        id = f"{base}-{number}"
    return id
