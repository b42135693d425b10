"""Reads LitBank: the openings of novels in English, with quotations and whom they are from.

``quotations/tsv/NAME.ann`` has quotations in tokens, and ``coref/brat/NAME.ann`` the entities with all their
mentions; each has the text beside it, tokens parted by spaces, one sentence a line.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from onrecord.errors import GoldError
from onrecord.gold.formats.corpus import NOBODY, CorpusQuote, CorpusSpeaker, CorpusText, identifier, incoming
from onrecord.gold.formats.files import read_utf8
from onrecord.gold.formats.registry import Incoming, Losses
from onrecord.gold.formats.rewriting import cleaned
from onrecord.gold.formats.sources import is_pronoun, nobody
from onrecord.gold.formats.tokens import Running, Token, running
from onrecord.gold.records import SpeakerClass
from onrecord.text import Span

_KIND = re.compile(r"(?:PROP|NOM|PRON)_[A-Z]+")
_CLASSES: dict[str, SpeakerClass] = {"PER": "person", "ORG": "organisation", "GPE": "organisation"}
# What stands before a name without being of it: "my little" of "my little Lizzy".
_LOWER = re.compile(r"^(?:[a-z][\w'’-]*\s+)+(?=[A-Z])")


@dataclass(slots=True)
class _Entity:
    """Somebody or something, with every mention: its kind (``PROP_PER``), its place, its words."""

    key: str
    mentions: list[tuple[str, Span, str]] = field(default_factory=list)


def read(source: Path) -> Iterator[Incoming]:
    """The texts of the corpus, from the folder that holds ``quotations`` and ``coref``.

    Raises GoldError where files are missing or malformed.
    """
    paths = sorted((source / "quotations" / "tsv").glob("*.ann"))
    if not paths:
        raise GoldError(f"{source}: no LitBank here; name the folder that holds ‘quotations’ and ‘coref’")
    for path in paths:
        coref = source / "coref" / "brat" / path.name
        try:
            yield _incoming(path, coref)
        except (ValueError, IndexError, KeyError) as error:
            raise GoldError(
                f"{path}: not as LitBank has it, or not of the text beside it ({error})"
            ) from None


def _incoming(path: Path, coref: Path) -> Incoming:
    lines = read_utf8(path.with_suffix(".txt")).split("\n")
    sentences = [line.split() for line in lines]
    quotations, speakers = _quotations(read_utf8(path))
    joined = {n for first, last in quotations.values() for n in range(first[0] + 1, last[0] + 1)}
    layout = running(sentences, joined)
    rewriting = cleaned(layout.text)
    offsets = _offsets(read_utf8(coref.with_suffix(".txt")), layout)
    entities = _entities(read_utf8(coref), offsets, layout.text)
    told = {key: _speaker(entities.get(key, _Entity(key))) for key in set(speakers.values())}
    losses: Losses = Counter()
    quotes = []
    for id, (first, last) in quotations.items():
        key = speakers.get(id, NOBODY)
        losses["quotes without a speaker (optional)"] += key == NOBODY
        tokens = [(s, t) for s in range(first[0], last[0] + 1) for t in range(len(sentences[s]))]
        spans = layout.spans([t for t in tokens if first <= t <= last])
        quotes.append(CorpusQuote(tuple(rewriting.span(s) for s in spans), (key,), form="direct"))
    name = path.stem.removesuffix("_brat")
    return incoming(
        CorpusText(
            id=identifier(name),
            text=rewriting.text,
            speakers=[*told.values(), nobody()],
            quotes=quotes,
            mentions=[
                (key, rewriting.span(span)) for key in sorted(told) for span in _spans(entities.get(key))
            ],
            known={
                "title": name.partition("_")[2].replace("_", " "),
                "source": f"LitBank: {name}",
                "licence": "CC-BY-4.0",
                "redistributable": True,
                "language": "en",
                "origin": "collected",
                "split": "dev",
            },
            losses=+losses,
        )
    )


def _quotations(source: str) -> tuple[dict[str, tuple[Token, Token]], dict[str, str]]:
    """Each quotation's first and last token, and each attributed one's speaker."""
    quotations: dict[str, tuple[Token, Token]] = {}
    speakers: dict[str, str] = {}
    for line in source.splitlines():
        fields = line.split("\t")
        if fields[0] == "QUOTE":
            a, b, c, d = (int(f) for f in fields[2:6])
            quotations[fields[1]] = (a, b), (c, d)
        elif fields[0] == "ATTRIB":
            speakers[fields[1]] = fields[2].strip()
    return quotations, speakers


@dataclass(frozen=True, slots=True)
class _Offsets:
    """Where the tokens that start and end at offsets of the tokenised text stand in the running one."""

    text: str
    starts: Mapping[int, int]
    ends: Mapping[int, int]

    def span(self, start: int, end: int, words: str) -> Span:
        """Raises KeyError for a place that cuts a token, ValueError where the words are others."""
        if self.text[start:end].split() != words.split():
            raise ValueError(f"‘{words[:40]}’ is not at {start} to {end}")
        return Span(self.starts[start], self.ends[end])


def _offsets(text: str, layout: Running) -> _Offsets:
    starts, ends = {}, {}
    offset = 0
    for sentence, places in zip(text.split("\n"), layout.places, strict=False):
        at = offset
        for token, place in zip(sentence.split(), places, strict=True):
            at = text.index(token, at)
            starts[at] = place.start
            at += len(token)
            ends[at] = place.end
        offset += len(sentence) + 1
    return _Offsets(text, starts, ends)


def _entities(source: str, offsets: _Offsets, text: str) -> dict[str, _Entity]:
    """The entities by key. A mention stands twice: once with its kind, once with its entity."""
    kinds: dict[Span, str] = {}
    mentions: list[tuple[str, Span]] = []
    for line in source.splitlines():
        if not line.startswith("T"):
            continue
        _, typed, words = line.split("\t")
        label, start, end = typed.split(" ")
        span = offsets.span(int(start), int(end), words)
        if _KIND.fullmatch(label):
            kinds[span] = label
        else:
            mentions.append((label, span))
    found: dict[str, _Entity] = {}
    for key, span in mentions:
        entity = found.setdefault(key, _Entity(key))
        entity.mentions.append((kinds.get(span, ""), span, " ".join(span.of(text).split())))
    return found


def _speaker(entity: _Entity) -> CorpusSpeaker:
    """An entity by its fullest proper name, else by its first description."""
    proper = Counter(_LOWER.sub("", words) for kind, _, words in entity.mentions if kind.startswith("PROP"))
    common = [words for kind, _, words in entity.mentions if kind.startswith("NOM") and not is_pronoun(words)]
    kinds = Counter(kind.partition("_")[2] for kind, _, _ in entity.mentions)
    if proper:
        names = sorted(proper, key=lambda n: (-len(n.split()), -proper[n], n))
        names = [n for n in names if not n.isupper()] + [n for n in names if n.isupper()]
        cls = _CLASSES.get(kinds.most_common(1)[0][0], "person")
        return CorpusSpeaker(entity.key, names[0], cls, tuple(names[1:]), tuple(dict.fromkeys(common)))
    if common:
        return CorpusSpeaker(entity.key, common[0], "unnamed", (), tuple(dict.fromkeys(common[1:])))
    return CorpusSpeaker(entity.key, "narrator", "unnamed", (), ("the narrator", *_own_label(entity.key)))


def _own_label(key: str) -> Iterable[str]:
    """The corpus's own name for somebody whom the text never names: "Jim Hawkins" of "Jim_Hawkins-5"."""
    label = key.rpartition("-")[0].replace("_", " ").strip()
    return [label] if label and not is_pronoun(label) else []


def _spans(entity: _Entity | None) -> Sequence[Span]:
    return [span for _, span, _ in entity.mentions] if entity else []
