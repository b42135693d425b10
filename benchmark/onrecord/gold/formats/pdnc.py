"""Reads the Project Dialogism Novel Corpus: whole novels, every quotation with its speaker.

A novel is a folder with ``novel_text.txt``, ``quotation_info.csv`` and ``character_info.csv``. Each becomes
several articles: its chapters, and a long chapter in about equal parts of at most ``MOST_WORDS`` words, cut
between paragraphs where no quotation goes on. The numbers in ``quoteByteSpans`` count code points.
"""

import ast
import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from onrecord.errors import GoldError
from onrecord.gold.formats.corpus import NOBODY, CorpusQuote, CorpusSpeaker, CorpusText, identifier, incoming
from onrecord.gold.formats.files import read_utf8
from onrecord.gold.formats.registry import Incoming, Losses
from onrecord.gold.formats.rewriting import Rewriting, cleaned
from onrecord.gold.formats.sources import is_pronoun, nobody
from onrecord.reading.cues import is_cue
from onrecord.text import Span, count_words, paragraphs, words

MOST_WORDS = 1200

_LEAST_WORDS = 50
_HEADING = re.compile(
    r"(?:(?:chapter|part|book|volume|canto|letter|act|scene)\b.{0,80}|prologue|epilogue|[IVXLC]+\.?)",
    re.IGNORECASE,
)
# "Christopher Robin - Story" and "- External" are one name at two levels of telling.
_LEVEL = re.compile(r"\s+-\s+.*$")
_UNNAMED = re.compile(r"(?:an?|the|that|some)\s", re.IGNORECASE)
_NEAR = 200
"""How far from its quotation, in code points, a referring expression is looked for."""


@dataclass(frozen=True, slots=True)
class _Row:
    """One quotation in the novel's cleaned text."""

    spans: tuple[Span, ...]
    speaker: str
    expression: str


def read(source: Path) -> Iterator[Incoming]:
    """The chapters of a novel, or of every novel of a folder. Raises GoldError on a missing or bad file."""
    novels = [source] if (source / "quotation_info.csv").is_file() else []
    novels = novels or sorted(p.parent for p in source.glob("*/quotation_info.csv"))
    if not novels:
        raise GoldError(f"{source}: no PDNC here; name a novel’s folder, or the one that holds the novels’")
    for novel in novels:
        yield from _novel(novel)


def _novel(folder: Path) -> Iterator[Incoming]:
    raw = read_utf8(folder / "novel_text.txt")
    rewriting = cleaned(raw, unwrap=True)
    characters = _characters(folder / "character_info.csv")
    path = folder / "quotation_info.csv"
    rows = [_row(f"{path}: {record.get('quoteID')}", record, raw, rewriting) for record in _records(path)]
    parts = list(_parts(rewriting.text, [s for row in rows for s in row.spans]))
    for number, part in enumerate(parts, 1):
        inside = [row for row in rows if part.start <= row.spans[0].start < part.end]
        known = {
            "title": f"{folder.name}, part {number} of {len(parts)}",
            "source": f"PDNC: {folder.name}",
            "licence": "none stated",
            "redistributable": False,
            "language": "en",
            "origin": "collected",
            "split": "dev",
        }
        id = f"{identifier(folder.name, 50)}-{number:0{max(2, len(str(len(parts))))}}"
        yield _incoming(id, rewriting.text, part, inside, characters, known)


def _incoming(
    id: str,
    text: str,
    part: Span,
    rows: Sequence[_Row],
    characters: Mapping[str, CorpusSpeaker],
    known: Mapping[str, object],
) -> Incoming:
    losses: Losses = Counter()
    said = set(words(part.of(text)))
    quotes = []
    for row in rows:
        speaker = characters.get(row.speaker)
        losses["quotes whose speaker the corpus does not tell (optional)"] += speaker is None
        is_named = speaker is None or _is_named(speaker, said)
        losses["quotes whose speaker the part does not name (optional)"] += not is_named
        cue, source = _expression(text, row, part)
        quotes.append(
            CorpusQuote(
                spans=tuple(_from(part, s) for s in row.spans),
                speakers=(speaker.key if speaker else NOBODY,),
                cue=(_from(part, cue),) if cue else (),
                source=(_from(part, source),) if source else (),
                optional=not is_named,
                form="direct",
            )
        )
    speakers = {s.key: s for s in characters.values()}
    frozen = part.of(text).rstrip() + "\n"
    return incoming(
        CorpusText(id, frozen, [*speakers.values(), nobody()], quotes, known=known, losses=+losses)
    )


def _characters(path: Path) -> dict[str, CorpusSpeaker]:
    """The characters by every name that a quotation may give as its speaker."""
    found: dict[str, CorpusSpeaker] = {}
    for record in _records(path):
        main = record.get("Main Name") or ""
        aliases = _literal(record.get("Aliases") or "[]", f"{path}: {main}")
        names = sorted(_LEVEL.sub("", str(n)) for n in aliases if not is_pronoun(str(n)))
        speaker = _character(main, tuple(n for n in names if n and n != _LEVEL.sub("", main)))
        if speaker:
            for name in (main, *map(str, aliases)):
                found.setdefault(name, speaker)
    # Whoever tells the story may speak in it without being listed.
    found.setdefault("_narr", CorpusSpeaker("_narr", "narrator", "unnamed", (), ("the narrator",)))
    return found


def _character(main: str, aliases: tuple[str, ...]) -> CorpusSpeaker | None:
    """A character; None for a name that says that nobody can know who speaks."""
    name = _LEVEL.sub("", main)
    if name == "_narr":
        return CorpusSpeaker(name, "narrator", "unnamed", (), ("the narrator",))
    if name == "_group":
        return CorpusSpeaker(name, "several people", "group", (), ("group", "everybody", "all"))
    if not name or name.startswith("_"):
        return None
    return CorpusSpeaker(name, name, "unnamed" if _UNNAMED.match(name) else "person", aliases)


def _is_named(speaker: CorpusSpeaker, said: set[str]) -> bool:
    """Whether some name of a speaker has all its words among those of a text."""
    return speaker.key.startswith("_") or any(
        set(words(name)) <= said for name in (speaker.name, *speaker.aliases)
    )


def _row(place: str, record: Mapping[str, str], raw: str, rewriting: Rewriting) -> _Row:
    spans = []
    for pair in _literal(record.get("quoteByteSpans") or "", place):
        match pair:
            case [int(start), int(end)] if 0 <= start < end <= len(raw):
                spans.append(rewriting.span(Span(start, end)))
            case _:
                raise GoldError(f"{place}: {str(pair)[:60]} is no stretch of the novel’s text")
    if not spans:
        raise GoldError(f"{place}: no stretches in ‘quoteByteSpans’")
    return _Row(tuple(sorted(spans)), record.get("speaker") or "", record.get("referringExpression") or "")


def _parts(text: str, quoted: Sequence[Span]) -> Iterator[Span]:
    """Chapters, long ones in several parts; none ends inside a quotation."""
    lines = paragraphs(text)
    starts = [0]
    for line in lines:
        is_heading = _HEADING.fullmatch(line.of(text)) is not None
        if is_heading and count_words(text[starts[-1] : line.start]) >= _LEAST_WORDS:
            starts.append(line.start)
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        inside = [(line.start, len(line.of(text).split())) for line in lines if start <= line.start < end]
        total = sum(size for _, size in inside)
        share = total / max(1, -(-total // MOST_WORDS))
        begin, count = start, 0
        for (_, size), (after, following) in itertools.pairwise(inside):
            count += size
            is_full = count >= share or count + following > MOST_WORDS
            if is_full and not any(s.start < after < s.end for s in quoted):
                yield Span(begin, after)
                begin, count = after, 0
        if text[begin:end].strip():
            yield Span(begin, end)


def _expression(text: str, row: _Row, part: Span) -> tuple[Span | None, Span | None]:
    """The cue and the source in a quotation's referring expression ("said Roo") beside it."""
    expression = " ".join(row.expression.split())
    if not expression:
        return None, None
    pattern = re.compile(r"\s+".join(map(re.escape, expression.split())), re.IGNORECASE)
    found = []
    for span in row.spans:
        after = pattern.search(text, span.end, min(part.end, span.end + _NEAR))
        found += [(after.start() - span.end, after.start(), after.end())] if after else []
        for before in pattern.finditer(text, max(part.start, span.start - _NEAR), span.start):
            found.append((span.start - before.end(), before.start(), before.end()))
    if not found:
        return None, None
    _, start, end = min(found)
    verbs = [m for m in re.finditer(r"[^\W\d_]+", text[start:end]) if is_cue(m[0])]
    if len(verbs) != 1:
        return None, None
    cue = Span(start + verbs[0].start(), start + verbs[0].end())
    sides = Span(start, cue.start), Span(cue.end, end)
    source = max(sides, key=lambda s: len(s.of(text).strip()))
    comma = re.search(r"[,;:]", source.of(text).rstrip(" ,;:"))
    source = Span(source.start, source.start + comma.start()) if comma else source
    return cue, source if any(c.isalnum() for c in source.of(text)) else None


def _from(part: Span, span: Span) -> Span:
    """A stretch of the novel as one of its part."""
    return Span(span.start - part.start, min(span.end, part.end) - part.start)


def _records(path: Path) -> list[dict[str, str]]:
    try:
        return list(csv.DictReader(io.StringIO(read_utf8(path), newline="")))
    except csv.Error as error:
        raise GoldError(f"{path}: not a table of comma-separated values ({error})") from None


def _literal(source: str, place: str) -> Sequence[object]:
    """A cell that holds a list or a set in Python's notation: only literals are read."""
    try:
        value = ast.literal_eval(source)
        return sorted(value) if isinstance(value, set) else list(value)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        raise GoldError(f"{place}: ‘{source[:60]}’ is not a list") from None
