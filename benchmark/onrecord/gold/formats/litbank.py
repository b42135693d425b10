"""Reads LitBank: the openings of novels in English, with quotations and whom they are from.

``quotations/tsv/NAME.ann`` has quotations in tokens, and ``coref/brat/NAME.ann`` the entities with all their
mentions; each has the text beside it, tokens parted by spaces, one sentence a line.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
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
    place = _places(read_utf8(coref.with_suffix(".txt")), layout)
    entities = _entities(read_utf8(coref), place, layout.text)
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


def _places(text: str, layout: Running) -> dict[int, Span]:
    """Where the token that starts or ends at an offset of the tokenised text stands in the running one."""
    found = {}
    offset = 0
    for sentence, places in zip(text.split("\n"), layout.places, strict=False):
        at = offset
        for token, place in zip(sentence.split(), places, strict=True):
            at = text.index(token, at)
            found[at] = found[at + len(token)] = place
            at += len(token)
        offset += len(sentence) + 1
    return found


def _entities(source: str, place: dict[int, Span], text: str) -> dict[str, _Entity]:
    """The entities by key. A mention stands twice: once with its kind, once with its entity."""
    kinds: dict[tuple[int, int], str] = {}
    found: dict[str, _Entity] = {}
    rows = [line.split("\t") for line in source.splitlines() if line.startswith("T")]
    mentions = []
    for _, typed, _ in rows:
        label, start, end = typed.split(" ")
        if label.split("_")[0] in ("PROP", "NOM", "PRON") and label.count("_") == 1 and "-" not in label:
            kinds[int(start), int(end)] = label
        else:
            mentions.append((label, int(start), int(end)))
    for key, first, last in mentions:
        span = Span(place[first].start, place[last].end)
        mention = kinds.get((first, last), ""), span, " ".join(span.of(text).split())
        found.setdefault(key, _Entity(key)).mentions.append(mention)
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
