"""Makes the twins of a folder of articles: folders like any other, in which everything works."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random

from onrecord.gold.anchors import AnchorResolver
from onrecord.gold.load import article_folders, load_article, read_meta, read_records, read_text
from onrecord.gold.records import AnyRecord, DamageRecord, RegionRecord, RegionType
from onrecord.gold.save import canonical, dumps
from onrecord.gold.twins import clean, marks, quantities
from onrecord.gold.twins.kinds import Kind, NoTwinError, Style
from onrecord.gold.twins.naming import garbled, other_names, renamer
from onrecord.gold.twins.rewriting import Change, Edit, carried, edited, mover
from onrecord.gold.twins.words import WORD, name_words
from onrecord.text import Span

Edits = Callable[[str], list[Edit]]


def make_twins(kind: Kind, gold: Path, out: Path, seed: int = 0) -> list[Path]:
    """Write a twin of each article of ``gold`` that has one of this kind below ``out``; their folders.

    Articles whose twin would be themselves have none: marks that are in the style, no clean text.
    Raises GoldError for gold that cannot be read, NoTwinError where no article has one.
    """
    made = []
    for folder in article_folders(gold):
        records = [record for _, record in read_records(folder / "annotations.jsonl")]
        raw = read_text(folder, read_meta(folder))
        change = _change(kind, folder, raw, records, seed)
        if change.raw != raw:
            kept = carried(raw, records, change)
            if kind == "clean":
                kept = [record for record in kept if not isinstance(record, DamageRecord)]
                kept += _regions(change.raw, kept)
            made.append(_write(folder, out / folder.name, kept, change))
    if not made:
        raise NoTwinError(f"{gold}: no article has a twin of the kind ‘{kind}’")
    return made


def _change(kind: Kind, folder: Path, raw: str, records: Sequence[AnyRecord], seed: int) -> Change:
    if kind == "clean":
        text = clean.clean_text(folder)
        return Change(text or raw, clean.into(raw, text or raw), lambda said: said)
    edits = _renaming(folder, raw, records, seed) if kind == "names" else _marking(kind)
    here = edits(raw)
    return Change(edited(raw, here), mover(here), lambda said: edited(said, edits(said)))


def _marking(style: Style) -> Edits:
    return lambda text: list(marks.in_style(text, style))


def _renaming(folder: Path, raw: str, records: Sequence[AnyRecord], seed: int) -> Edits:
    """The edits that give every name and number of an article another, the same one wherever it stands."""
    random = Random(f"twin/{seed}/{folder.name}")
    texts = [raw, *(said for record in records for said in _words_of(record))]
    words = name_words(load_article(folder), folder)
    taken = {word.casefold() for text in texts for word in WORD.findall(text)}
    names = other_names(words, taken, random)
    renamed = renamer(names)
    values = quantities.other_values(texts, random)
    # A name that was decoded wrongly is the same name, and so is its twin.
    broken = {garbled(old): garbled(new) or new for old, new in names.items() if not old.isascii()}

    def edits(text: str) -> list[Edit]:
        found: dict[int, Edit] = {}
        for old, new in broken.items():
            at = text.find(old) if old else -1
            while at >= 0:
                found[at] = Edit(Span(at, at + len(old)), new)
                at = text.find(old, at + len(old))
        taken_up = list(found.values())
        for match in WORD.finditer(text):
            name = renamed(match.group())
            if name != match.group():
                found.setdefault(match.start(), Edit(Span(*match.span()), name))
        for figure in quantities.figures(text):
            if figure.is_free and figure.value in values:
                said = quantities.written(values[figure.value], figure.span.of(text))
                found[figure.span.start] = Edit(figure.span, said)
        return _apart(found, taken_up)

    return edits


def _apart(found: dict[int, Edit], first: list[Edit]) -> list[Edit]:
    """The edits in order, without those that reach into one of the first."""
    return [
        edit
        for _, edit in sorted(found.items())
        if edit in first or not any(edit.span.overlaps(other.span) for other in first)
    ]


def _words_of(record: AnyRecord) -> list[str]:
    fields = record.model_dump()
    said = [fields.get("name"), fields.get("text"), *fields.get("aliases", ()), *fields.get("accept", ())]
    return [s for s in (*said, *(w for group in fields.get("needs", ()) for w in group)) if s]


def _regions(raw: str, records: Sequence[AnyRecord]) -> Iterator[RegionRecord]:
    """Regions for the paragraphs that the damaged text had otherwise: a right headline, and body."""
    resolver = AnchorResolver(raw)
    covered = [resolver.resolve(r.at) for r in records if isinstance(r, RegionRecord)]
    for number, paragraph in enumerate(resolver.paragraphs, 1):
        if not any(paragraph.overlaps(span) for span in covered):
            kind: RegionType = "headline" if number == 1 else "body"
            yield RegionRecord(kind="region", type=kind, at=f"p{number}")


def _write(folder: Path, target: Path, records: Sequence[AnyRecord], change: Change) -> Path:
    meta = json.loads((folder / "meta.json").read_bytes())
    meta |= {
        "title": change.reworded(meta["title"]),
        "sha256": hashlib.sha256(change.raw.encode()).hexdigest(),
        "single": True,
    }
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    (target / "article.txt").write_bytes(change.raw.encode())
    (target / "meta.json").write_text(json.dumps(meta, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    (target / "annotations.jsonl").write_text(dumps(canonical(change.raw, records)), encoding="utf-8")
    return target
