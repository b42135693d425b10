"""What became of every quote, the gold's and the answer's: entries for the list and marks for the text."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from onrecord.gold.article import Quote
from onrecord.reports.html_spans import Mark, Tag
from onrecord.reports.html_text import LIST_SHOWN, WORDS_SHOWN, shorten
from onrecord.reports.page_article import Reader
from onrecord.text import Span, fold

STATUSES: Mapping[str, tuple[str, str]] = {
    "missed": ("missed", "Missed: gold quotes that no answer is"),
    "invented": ("invented", "Invented: words that stand nowhere in the article"),
    "altered": ("altered", "Altered: not word for word what stands in the article"),
    "wrong": ("wrong speaker", "Wrong speaker: said by somebody else of the article"),
    "nobody": ("unknown speaker", "Unknown speaker: the name is nobody’s, or could be several people’s"),
    "part": ("speaker in part", "Speaker in part: some of the names are right"),
    "abstained": ("no speaker", "No speaker given"),
    "stray": (
        "not a quote",
        "Not a quote: words of the article, but not (half of) a quote of gold",
    ),
    "inexact": ("inexact", "Right speaker, too few or too many words"),
    "found": ("✓", "Found, with the right speaker"),
    "optional": ("optional", "Optional in gold: met, and not counted"),
}
_FOLDED = ("found", "optional")
_DIFF_WORDS = 400


@dataclass(frozen=True, slots=True)
class Entry:
    """One quote: of gold, of the answer, or both. ``difference`` is the answer's change of gold's words,
    as (kind, words) with the kinds ``same``, ``left out`` and ``put in``."""

    status: str
    anchor: str
    words: str
    gold_words: str = ""
    answered: str = ""
    gold_speaker: str = ""
    form: str = ""
    iou: float = 0.0
    place: str = ""
    difference: Sequence[tuple[str, str]] = ()
    quote: Quote | None = field(default=None, compare=False)
    spans: tuple[Span, ...] = ()
    resolved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Entries with one status, under their heading. ``hidden`` more are not shown."""

    status: str
    label: str
    title: str
    entries: Sequence[Entry]
    hidden: int
    folded: bool


def quote_entries(reader: Reader, details: Mapping[str, Any], prefix: str) -> list[Entry]:
    """An entry for each prediction and each missed quote. An altered answer stands for the quote whose
    place it takes, so that quote is not listed a second time."""
    entries = [
        _predicted(reader, p, f"{prefix}e{n}") for n, p in enumerate(details.get("predictions", ()), 1)
    ]
    taken = {e.quote.id for e in entries if e.quote and e.status == "altered"}
    for id in details.get("missed", ()):
        if id not in taken and id in reader.article.quote:
            quote = reader.article.quote[id]
            words = _words_at(reader, quote.spans)
            place = reader.place(quote.spans)
            name = reader.names(quote.speakers)
            entries.append(
                Entry(
                    "missed",
                    f"{prefix}m{id}",
                    words,
                    words,
                    "",
                    name,
                    quote.form,
                    place=place,
                    quote=quote,
                    spans=quote.spans,
                )
            )
    return entries


def groups(entries: Sequence[Entry]) -> list[Group]:
    """The entries by status, errors first."""
    found = []
    for status, (label, title) in STATUSES.items():
        having = [e for e in entries if e.status == status]
        if having:
            shown = having[:LIST_SHOWN]
            hidden = len(having) - len(shown)
            found.append(Group(status, label, title, shown, hidden, status in _FOLDED))
    return found


def quote_marks(reader: Reader, entries: Sequence[Entry]) -> list[Mark]:
    """Marks of gold quotes (a line) and of the answers in the text (a tint), each with its label."""
    marks: list[Mark] = []
    by_quote: dict[str, Entry] = {}
    for entry in entries:
        if entry.quote and (entry.quote.id not in by_quote or entry.status != "altered"):
            by_quote[entry.quote.id] = entry
    shown = _shown(entries)
    for quote in reader.article.quotes:
        became = by_quote.get(quote.id)
        marks += gold_marks(reader, quote, _tag(became) if became and became in shown else None)
    for entry in shown:
        if entry.status != "missed" and entry.spans:
            css = f"said {reader.answer_css(entry.resolved)} is-{entry.status}"
            title = f"answer: {entry.answered or 'no speaker'} ({STATUSES[entry.status][0]})"
            tag = None if entry.quote else _tag(entry)
            marks += _spread(entry.spans, css, title, tag)
    return marks


def gold_only_marks(reader: Reader) -> list[Mark]:
    """Marks of the gold quotes alone, where no answer was asked for or none could be read."""
    return [m for q in reader.article.quotes for m in gold_marks(reader, q, None)]


def gold_marks(reader: Reader, quote: Quote, tag: Tag | None) -> list[Mark]:
    """One gold quote: a line in its speaker's colour, and a label at its end."""
    css = f"gold {reader.gold_css(quote.speakers, inner=quote.parent is not None)}"
    title = f"{reader.names(quote.speakers)} · {quote.form} quote"
    if quote.optional:
        css, title = css + " optional", title + ", optional"
    return _spread(quote.spans, css, title, tag)


def _shown(entries: Sequence[Entry]) -> list[Entry]:
    return [e for group in groups(entries) for e in group.entries]


def _spread(spans: Sequence[Span], css: str, title: str, tag: Tag | None) -> list[Mark]:
    """One mark a span, the label at the last."""
    ordered = sorted(spans)
    return [
        Mark(s, css, shorten(title, 200), tag=tag if n == len(ordered) else None)
        for n, s in enumerate(ordered, 1)
    ]


def _tag(entry: Entry) -> Tag:
    return Tag(STATUSES[entry.status][0], f"is-{entry.status}", entry.anchor)


def _predicted(reader: Reader, predicted: Mapping[str, Any], name: str) -> Entry:
    quote = reader.article.quote.get(predicted.get("quote") or "")
    spans = tuple(Span(*s) for s in predicted.get("spans", ()))
    words = " … ".join(predicted["words"])
    status = _status(predicted, quote)
    gold_spans = quote.spans if quote else spans
    gold_words = _words_at(reader, gold_spans)
    return Entry(
        status,
        name,
        shorten(words),
        gold_words,
        shorten(", ".join(predicted["speakers"]), 200),
        reader.names(quote.speakers) if quote else "",
        quote.form if quote else "",
        float(predicted.get("iou") or 0.0),
        reader.place(gold_spans),
        _difference(gold_words, words) if status in ("altered", "inexact") else (),
        quote,
        spans,
        tuple(predicted.get("resolved", ())),
    )


def _status(predicted: Mapping[str, Any], quote: Quote | None) -> str:
    if predicted["kind"] == "absent":
        return "invented"
    if predicted["kind"] == "altered":
        return "altered"
    if quote is None:
        return "stray"
    if quote.optional:
        return "optional"
    speaker = str(predicted.get("speaker_status", ""))
    if speaker != "right":
        return speaker if speaker in STATUSES else "nobody"
    return "found" if predicted["iou"] >= 1 else "inexact"


def _words_at(reader: Reader, spans: Sequence[Span]) -> str:
    return shorten(" … ".join(" ".join(s.of(reader.article.raw).split()) for s in sorted(spans)))


def _difference(gold: str, answer: str) -> list[tuple[str, str]]:
    """What turns gold's words into the answer's, word by word; nothing where either is very long."""
    if len(gold) > 4 * WORDS_SHOWN or len(answer) > 4 * WORDS_SHOWN:
        return []
    old, new = (text.split()[:_DIFF_WORDS] for text in (gold, answer))
    matcher = difflib.SequenceMatcher(None, [_key(w) for w in old], [_key(w) for w in new], autojunk=False)
    found: list[tuple[str, str]] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            found.append(("same", " ".join(old[a:b])))
            continue
        if a < b:
            found.append(("left out", " ".join(old[a:b])))
        if c < d:
            found.append(("put in", " ".join(new[c:d])))
    return found


def _key(word: str) -> str:
    """A word without its case and punctuation, which decide nothing."""
    return "".join(c for c in fold(word) if c.isalnum())
